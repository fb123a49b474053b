// What the text form promises about any bytes: reading ends in findings that lie in the text, or in
// a document that prints as text and reads back with the same meaning and every comment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rulec::testing {

struct TextOutcome {
  std::string broken;  // which promise, and on what; "" when all are kept
  std::size_t errors = 0;
  std::size_t hints = 0;  // and warnings
  bool is_read = false;   // there is a document without faults
  std::string printed;    // where it has the shape of rule files, as text of the canonical form
};

[[nodiscard]] TextOutcome keep_promises(std::string_view bytes);

}  // namespace rulec::testing

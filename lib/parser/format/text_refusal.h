// Refusal: why a document has no text form. The first reason counts.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace rulec::parser {

// "`what` cannot be written as text: `reason`" (RC1023).
[[nodiscard]] Error refused(std::string what, std::string reason);

class Refusal {
 public:
  void add(std::string what, std::string reason);
  // Null when nothing was refused.
  [[nodiscard]] const Error* error() const { return error_ ? &*error_ : nullptr; }

 private:
  std::optional<Error> error_;
};

}  // namespace rulec::parser

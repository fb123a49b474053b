// The vectors of llhttp's tests: Markdown, a block of `http` and after it the log of the parser.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rulec::testing {

struct ParserVector {
  std::string place;  // "uri.md: Quotes in URI"
  std::string bytes;
  bool is_strict = false;    // a request to the parser as it is, no option that forgives
  bool is_refused = false;   // the log ends with an error
  std::size_t complete = 0;  // messages that the log sees whole
};
[[nodiscard]] std::vector<ParserVector> read_llhttp(const std::string& folder);

}  // namespace rulec::testing

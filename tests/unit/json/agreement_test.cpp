// The two readers are made of one core and must not differ: every short sequence of tokens, good or
// bad, goes through both.
#include <doctest/doctest.h>

#include "json_support.h"
#include "value/json_value.h"

namespace rulec::json {
namespace {

constexpr std::string_view kTokens[] = {"[",     "]",     "{",           "}",  ",",    ":",
                                        "\"a\"", "\"b\"", "\"\\u0061\"", "1",  "-0.0", "true",
                                        "nul",   "1e999", "'",           "\"", "\n"};

// "" when the readers agree about `text`.
std::string difference(const std::string& text) {
  Parsed parsed(text, {.view = FaultView::kAsMet});
  Read read(text);
  bool is_good = parsed.findings.empty();
  if (read.is_good != is_good || Parsed(text).findings.empty() != is_good) {
    return "one reader accepts, the other does not";
  }
  if (!read.is_good) {
    for (const diag::Diagnostic& finding : parsed.findings) {
      if (finding.code == read.fault.code) {
        return "";
      }
    }
    return "the findings differ";
  }
  std::string by_parse;
  std::string by_read;
  Arena arena;
  append_value(by_parse, to_value(parsed.document, parsed.document.root(), arena));
  append_value(by_read, read.value);
  return by_parse == by_read ? "" : by_parse + " and " + by_read;
}

TEST_CASE("N15 both readers understand every short sequence of tokens alike") {
  constexpr std::size_t kCount = std::size(kTokens);
  std::size_t accepted = 0;
  std::size_t tried = 0;
  for (std::size_t length = 0; length <= 4; ++length) {
    std::size_t sequences = 1;
    for (std::size_t i = 0; i < length; ++i) {
      sequences *= kCount;
    }
    for (std::size_t number = 0; number < sequences; ++number) {
      std::string text;
      for (std::size_t i = 0, rest = number; i < length; ++i, rest /= kCount) {
        text += kTokens[rest % kCount];
      }
      ++tried;
      std::string found = difference(text);
      if (!found.empty()) {
        FAIL_CHECK(text << ": " << found);
      }
      accepted += Read(text).is_good ? 1 : 0;
    }
  }
  CHECK(tried == 1 + 17 + 289 + 4913 + 83521);
  CHECK(accepted > 100);
}

}  // namespace
}  // namespace rulec::json

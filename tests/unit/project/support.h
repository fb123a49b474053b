// Findings as lines, for the tests of projects.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "diag/emitter.h"

namespace rulec::testing {

// "RC0020 2:3 message | text of the place" for each finding; "RC0021 message | note" without place.
[[nodiscard]] std::vector<std::string> lines(diag::Collector& collector, const SourceMap& sources);

}  // namespace rulec::testing

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += "\n    " + line;
    }
    return {text.c_str()};
  }
};
}  // namespace doctest

// Page: an explanation of docs/diagnostics, taken apart. Under `## Wrong` and `## Right` fences
// hold a case that the test runs: ```run (command lines), ```file NAME, ```file-hex NAME, ```link
// NAME (its target), ```denied NAME, ```special NAME, ```stdin. Other fences are for the reader
// only. A page whose code needs more than memory has below its title
//   <!-- exempt: REASON; covered by tests/cli/NAME -->
// and one whose wrong example also prints the code of the cause: <!-- also: RC6010 -->
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "golden_case.h"

namespace rulec::testing {

struct Page {
  std::string title;  // without "# "
  std::string prose;  // before the first section
  std::string exempt_reason;
  std::string covered_by;  // path of a test below the source tree
  std::string also;        // a code that the wrong example prints beside its own
  GoldenCase wrong;
  GoldenCase right;
  std::vector<std::string> faults;  // of the page's own form
};

[[nodiscard]] Page parse_page(std::string_view text);

}  // namespace rulec::testing

// Fuzz target: files of the text form. Any bytes give findings within the text, or a document that
// prints as text which reads back as the same, with every comment, and prints as itself.
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "base/check.h"
#include "text_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  rulec::testing::TextOutcome outcome = rulec::testing::keep_promises(text);
  if (!outcome.broken.empty()) {
    std::fprintf(stderr, "%s\n---- printed:\n%s", outcome.broken.c_str(), outcome.printed.c_str());
  }
  RULEC_CHECK(outcome.broken.empty());
  return 0;
}

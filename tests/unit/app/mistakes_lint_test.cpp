// One mistake, one finding through the whole of `lint`: about what the reader could not save, or a
// member whose name is misspelled, the checks of schema, names and types say nothing more.
#include <doctest/doctest.h>

#include <string>

#include "../json/mistakes.h"
#include "run_in_memory.h"

namespace rulec::testing {
namespace {

std::string lint(const std::string& rule) {
  MemoryFileSystem files;
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nentry_points:\n  checkout:\n    updates:\n"
                 "      cart.shipping: { type: integer }\n");
  files.add_file("rules/free_shipping.rule.json", rule);
  return run_in_memory(files, {"lint", "--format", "concise"}).out;
}

std::size_t count_findings(const std::string& out) {
  std::size_t count = 0;
  for (std::size_t at = out.find("[RC"); at != std::string::npos; at = out.find("[RC", at + 1)) {
    ++count;
  }
  return count;
}

// The mistakes that give several findings.
std::string several_of(MistakeKind kind, std::size_t step) {
  const TypicalText& rule = typical_texts().front();
  std::string several;
  for (Layout layout : {Layout::kPretty, Layout::kOneLine, Layout::kPacked}) {
    std::string good = laid_out(rule.pretty, layout);
    REQUIRE(count_findings(lint(good)) == 0);
    for (const Mistake& mistake : mistakes_in(good, kind, step)) {
      std::string out = lint(mistake.text);
      if (count_findings(out) > 1) {
        several += mistake.about + " at " + std::to_string(mistake.offset) + ":\n" + out;
      }
    }
  }
  return several;
}

TEST_CASE("one lost byte of a rule file is at most one finding of lint") {
  CHECK(several_of(MistakeKind::kLostByte, 1) == "");
}

TEST_CASE("one extra byte in a rule file is at most one finding of lint") {
  CHECK(several_of(MistakeKind::kExtraByte, 7) == "");
}

TEST_CASE("one bracket for another in a rule file is one finding of lint") {
  CHECK(several_of(MistakeKind::kOtherBracket, 1) == "");
}

}  // namespace
}  // namespace rulec::testing

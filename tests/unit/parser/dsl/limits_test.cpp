// The limits of one declaration of a text file, on both sides.
#include "base/limits.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"

using namespace rulec;

namespace {

std::vector<diag::Diagnostic> findings_of(std::string text) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", std::move(text));
  diag::Collector collector;
  static_cast<void>(parser::read_text(sources, id, {}, collector));
  return collector.take_sorted();
}

// A rule of so many tokens: `rule r on e { when 1 + 1 … == "" }`, of which the chain has an odd
// number.
std::string rule_of(std::size_t tokens) {
  constexpr std::size_t kOthers = 9;
  std::string text = "rule r on e { when 1";
  for (std::size_t i = kOthers + 1; i < tokens; i += 2) {
    text += " + 1";
  }
  return text + " == \"\" }\n";
}

}  // namespace

TEST_CASE("a declaration of more than kMaxPieceTokens tokens is declaration-too-large") {
  CHECK(findings_of(rule_of(kMaxPieceTokens)).empty());
  std::vector<diag::Diagnostic> findings = findings_of(rule_of(kMaxPieceTokens + 2));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].code == diag::Code::kDeclarationTooLarge);
}

TEST_CASE("the other declarations are read as usual") {
  std::vector<diag::Diagnostic> findings =
      findings_of(rule_of(kMaxPieceTokens + 2) + "rule a on e { when }\n");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].code == diag::Code::kDeclarationTooLarge);
  CHECK(findings[1].code == diag::Code::kExpectedToken);
}

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/source.h"
#include "diag/diagnostic.h"
#include "diag/render.h"

using namespace rulec;
using diag::Code;

namespace {

struct Located {
  SourceMap sources;
  diag::Diagnostic finding;
  Located(std::string text, std::string_view piece, std::string pointer, std::string rule_id = "r",
          std::string file = "a.json") {
    auto at = static_cast<std::uint32_t>(text.find(piece));
    SourceId id = sources.add(std::move(file), std::move(text));
    finding = diag::make(Code::kUnknownOperator,
                         {id, at, at + static_cast<std::uint32_t>(piece.size())}, "", {});
    finding.place.pointer = std::move(pointer);
    finding.place.rule_id = std::move(rule_id);
  }
  [[nodiscard]] std::string print() const { return diag::fingerprint(finding, sources); }
};

}  // namespace

TEST_CASE("a fingerprint survives formatting, moved lines, inserted siblings, moved files") {
  std::string print = Located(R"({"foo":[1,"a b"]})", R"({"foo":[1,"a b"]})", "/c/and/0").print();
  CHECK(print.size() == 32);
  CHECK(print.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(Located("\n\n{ \"foo\":\t[ 1, \"a b\" ] }", "{ \"foo\":\t[ 1, \"a b\" ] }", "/c/and/7", "r",
                "b.json")
            .print() == print);
}

TEST_CASE("a fingerprint tells different findings apart") {
  std::string text = R"({"foo":[1,"a b"]})";
  std::string print = Located(text, text, "/c/and/0").print();
  CHECK(Located(text, text, "/c/or/0").print() != print);
  CHECK(Located(text, text, "/c/and/0", "s").print() != print);
  CHECK(Located(R"({"foo":[1,"ab"]})", R"({"foo":[1,"ab"]})", "/c/and/0").print() != print);
  Located other(text, text, "/c/and/0");
  other.finding.code = Code::kOperandCount;
  CHECK(other.print() != print);
  CHECK(Located(text, text, "", "", "a").print() != Located(text, text, "", "", "b").print());
}

TEST_CASE("equal findings of one report are numbered") {
  Located first("[x,x]", "x", "/c/0");
  diag::FingerprintOrdinals ordinals;
  CHECK(ordinals.next(first.finding, first.sources) == 0);
  CHECK(ordinals.next(first.finding, first.sources) == 1);
  CHECK(diag::fingerprint(first.finding, first.sources, 0) !=
        diag::fingerprint(first.finding, first.sources, 1));
}

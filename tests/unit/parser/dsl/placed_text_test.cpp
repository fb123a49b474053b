// Texts inside JSON strings: which bytes of the source each of theirs came from.
#include "parser/dsl/placed_text.h"

#include <doctest/doctest.h>

#include "../parser_support.h"
#include "dsl_support.h"

namespace rulec::parser {
namespace {

// A JSON string as the reader gives it, and the source of ranges of its text.
class Placed {
 public:
  explicit Placed(std::string_view json) : loaded_(json, Loaded::As::kExpression) {
    const json::Node& node = document().at(document().root());
    Span inside = node.span;
    ++inside.begin;
    --inside.end;
    text_.emplace(node.text, inside, loaded_.sources.text(inside));
  }
  [[nodiscard]] const json::Document& document() const { return loaded_.documents.documents[0]; }
  [[nodiscard]] const PlacedText& text() const { return *text_; }
  [[nodiscard]] std::string source(std::size_t begin, std::size_t end) const {
    return std::string(loaded_.sources.text(text_->span(begin, end)));
  }

 private:
  Loaded loaded_;
  std::optional<PlacedText> text_;
};

TEST_CASE("a text without escapes is its source") {
  Placed placed(R"(  "a + b")");
  CHECK(placed.source(0, 1) == "a");
  CHECK(placed.source(4, 5) == "b");
  CHECK(placed.text().span(0, 1).begin == 3);
  CHECK(placed.text().span(5, 5).begin == 8);
  CHECK(placed.text().span(5, 5).length() == 0);
  CHECK(placed.source(2, 99) == "+ b");
}

TEST_CASE("escapes are longer in the source") {
  Placed placed(R"("a\n\"b\u00e9c\ud83d\ude00d\\")");
  std::string_view text = placed.text().text();
  REQUIRE(text ==
          "a\n\"b\xc3\xa9"
          "c\xf0\x9f\x98\x80"
          "d\\");
  auto of = [&](std::string_view part) {
    std::size_t at = text.find(part);
    return placed.source(at, at + part.size());
  };
  CHECK(of("a") == "a");
  CHECK(of("\n") == R"(\n)");
  CHECK(of("\"b") == R"(\"b)");
  CHECK(of("b") == "b");
  CHECK(of("\xc3\xa9") == R"(\u00e9)");
  CHECK(of("c") == "c");
  CHECK(of("\xf0\x9f\x98\x80"
           "d") == R"(\ud83d\ude00d)");
  CHECK(of("d\\") == R"(d\\)");
  CHECK(placed.source(0, text.size()) == R"(a\n\"b\u00e9c\ud83d\ude00d\\)");
}

TEST_CASE("a byte inside an escape stands for all of it") {
  Placed placed(R"("x\u00e9y")");
  CHECK(placed.source(2, 4) == R"(\u00e9y)");
  CHECK(placed.source(0, 2) == R"(x\u00e9)");
  CHECK(placed.source(1, 1).empty());
  CHECK(placed.text().span(1, 1).begin == 2);
  CHECK(placed.text().span(3, 3).begin == 8);
}

TEST_CASE("dsl: findings and nodes inside a JSON string point at its source") {
  Loaded loaded(R"("caf\u00e9: {{ \"x\" == a.`\u00e9` && b }}")", Loaded::As::kExpression);
  const json::Document& document = loaded.documents.documents[0];
  const json::Node& node = document.at(document.root());
  Span inside = node.span;
  ++inside.begin;
  --inside.end;
  PlacedText placed(node.text, inside, loaded.sources.text(inside));
  auto read = [&](std::string_view part, diag::Collector& findings) {
    std::size_t begin = node.text.find(part);
    return parse_dsl_expression({.text = placed,
                                 .begin = begin,
                                 .end = begin + part.size(),
                                 .document = 0,
                                 .json_node = document.root()},
                                {}, loaded.ast, findings);
  };
  diag::Collector findings;
  Expr* expr = read("\"x\" == a.`\xc3\xa9`", findings);
  REQUIRE(expr != nullptr);
  CHECK(loaded.text_at(expr->node) == R"(\"x\" == a.`\u00e9`)");
  CHECK(loaded.text_at(expr->operands[0]->node) == R"(\"x\")");
  CHECK(loaded.text_at(expr->operands[1]->node) == R"(a.`\u00e9`)");
  CHECK(loaded.ast.nodes.back().json_node == document.root().index());
  CHECK(read("a.`\xc3\xa9` && b", findings) == nullptr);
  REQUIRE(findings.kept().size() == 1);
  CHECK(std::string(loaded.sources.text(findings.kept()[0].primary.span)) == "&&");
}

}  // namespace
}  // namespace rulec::parser

// The adapter: offsets, tokens, faults, time, and its tables against the grammar.
#include "parser/dsl/syntax_tree.h"

#include <doctest/doctest.h>
#include <tree_sitter/api.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tree_text.h"

using namespace rulec;          // NOLINT(google-build-using-namespace): a test
using namespace rulec::parser;  // NOLINT(google-build-using-namespace): a test

extern "C" const TSLanguage* tree_sitter_rulec();

namespace {

SyntaxNode only_child(const SyntaxNode& node) {
  return SyntaxChildren(node).begin()->node;
}

// The condition of `rule r on e { when CONDITION }`.
struct Condition {
  explicit Condition(const std::string& written)
      : text("rule r on e { when " + written + " }"), tree(testing::parse(text)) {
    REQUIRE_MESSAGE(!tree.first_fault(), text);
    node = only_child(tree.root()).field(SyntaxField::kCondition).field(SyntaxField::kCondition);
  }
  [[nodiscard]] std::vector<std::string> tokens(SyntaxField field) const {
    std::vector<std::string> found;
    for (const SyntaxChild& child : SyntaxChildren(node)) {
      if (child.field == field) {
        found.push_back(text.substr(child.node.begin(), child.node.end() - child.node.begin()));
      }
    }
    return found;
  }
  std::string text;
  SyntaxTree tree;
  SyntaxNode node;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("offsets are those of the whole text, and the range is all that is read") {
  std::string text = "rule @@@ \nrule r on e { when a }   rule ///";
  std::size_t begin = text.find('\n');
  std::size_t end = text.find('}') + 2;
  SyntaxParser parser;
  std::optional<SyntaxTree> tree = parser.parse(text, begin, end);
  REQUIRE(tree);
  CHECK(!tree->first_fault());
  SyntaxNode rule = only_child(tree->root());
  CHECK(rule.kind() == SyntaxKind::kRuleDeclaration);
  CHECK(rule.begin() == begin + 1);
  CHECK(rule.end() == text.find('}') + 1);
  SyntaxNode id = rule.field(SyntaxField::kId);
  CHECK(text.substr(id.begin(), id.end() - id.begin()) == "r");
  CHECK(!rule.field(SyntaxField::kThen));

  // The parser is used again; the text may go.
  std::optional<SyntaxTree> second = parser.parse("flow f { steps { } }", 0, 20);
  REQUIRE(second);
  CHECK(only_child(second->root()).kind() == SyntaxKind::kFlowDeclaration);
  CHECK(only_child(tree->root()).kind() == SyntaxKind::kRuleDeclaration);
}

TEST_CASE("operators stand between their operands") {
  CHECK(Condition("a + b - c").tokens(SyntaxField::kOperator) == Texts{"+", "-"});
  CHECK(Condition("a + b - 5 * c").tokens(SyntaxField::kOperand) == Texts{"a", "b", "5 * c"});
  CHECK(Condition("a or b || c").tokens(SyntaxField::kOperator) == Texts{"or", "||"});
  CHECK(Condition("a && b and c").tokens(SyntaxField::kOperator) == Texts{"&&", "and"});
  CHECK(Condition("a ~= b").tokens(SyntaxField::kOperator) == Texts{"~="});
  CHECK(Condition("a<-5").tokens(SyntaxField::kOperand) == Texts{"a", "-5"});
  CHECK(Condition("a-5").tokens(SyntaxField::kOperand) == Texts{"a", "5"});
  CHECK(Condition("a -5").tokens(SyntaxField::kOperator) == Texts{"-"});
  CHECK(Condition("!a").tokens(SyntaxField::kOperator) == Texts{"!"});
  CHECK(Condition("not a").tokens(SyntaxField::kOperator) == Texts{"not"});
  CHECK(Condition("a not in b").tokens(SyntaxField::kNot) == Texts{"not"});
  CHECK(Condition("a in b").tokens(SyntaxField::kNot).empty());
  CHECK(Condition("none x in a: (x)").tokens(SyntaxField::kQuantifier) == Texts{"none"});
  CHECK(Condition("a /* or */ + /* x */ b").tokens(SyntaxField::kOperator) == Texts{"+"});
}

TEST_CASE("comments are no children") {
  Condition sum("a /* one */ + // two\n b");
  std::size_t count = 0;
  for (const SyntaxChild& child : SyntaxChildren(sum.node)) {
    CHECK(child.node.kind() != SyntaxKind::kComment);
    ++count;
  }
  CHECK(count == 3);
}

TEST_CASE("a long chain is one node") {
  std::string chain = "a";
  for (int i = 0; i < 10'000; ++i) {
    chain += " and a";
  }
  Condition long_one(chain);
  CHECK(long_one.node.kind() == SyntaxKind::kAndExpression);
  CHECK(long_one.tokens(SyntaxField::kOperand).size() == 10'001);
}

TEST_CASE("the first fault is the token that did not fit") {
  struct Row {
    std::string_view before;
    std::string_view rest;
  };
  static constexpr Row kRows[] = {
      {"rule r on e { when a ", "b }"},
      {"rule r on e { when a + ", "}"},
      {"rule r on e {\n  when a\n  then b(c: 1,\n  ", ") }"},
      {"rule r on e { when [a, b", ") }"},
      {"rule r on e { when a[", "-1] }"},
      {"rule r on e { when a", ""},
      {"rule r on e { when a in b ", "in c }"},
      {"rule r on e { when \"x\" == ", "\"a\\q\" }"},
      {"rule r on e { when { a == 1\n\r\n  ", "b } then { } }"},
      {"rule r ", "@x on e { }"},
      {"rule r on e { then \"\xC3\xA9\" (a: 1) call", "(a: 1) }"},
      {"", "}"},
      {"rule r on e { } ", "}"},
      {"rule r on e { when a ", "^ b }"},
  };
  for (const Row& row : kRows) {
    std::string text = "flow\n" + std::string(row.before) + std::string(row.rest);
    INFO(text);
    SyntaxParser parser;
    std::optional<SyntaxTree> tree = parser.parse(text, 5, text.size());
    REQUIRE(tree);
    REQUIRE(tree->first_fault());
    CHECK(*tree->first_fault() == 5 + row.before.size());
  }
}

TEST_CASE("a piece that takes too long has no tree, and the parser goes on with the next") {
  std::string chain = "rule r on e { when a";
  for (int i = 0; i < 20'000; ++i) {
    chain += " and a";
  }
  SyntaxParser parser(1);
  CHECK(!parser.parse(chain + " }", 0, chain.size() + 2));
  std::optional<SyntaxTree> next = parser.parse("flow f { steps { } }", 0, 20);
  REQUIRE(next);
  CHECK(testing::tree_text(next->root()) ==
        "(source_file (flow_declaration id: (word) steps: (steps_clause)))");
}

TEST_CASE("kinds and fields are those of the grammar") {
  std::set<std::string> kinds;
  std::set<std::string> fields;
#define SYNTAX_KIND(enumerator, name) kinds.insert(name);
#include "parser/dsl/syntax_kinds.def"
#undef SYNTAX_KIND
#define SYNTAX_FIELD(enumerator, name) fields.insert(name);
#include "parser/dsl/syntax_fields.def"
#undef SYNTAX_FIELD

  const TSLanguage* language = tree_sitter_rulec();
  std::set<std::string> names;
  for (std::uint32_t i = 1; i < ts_language_symbol_count(language); ++i) {
    if (ts_language_symbol_type(language, static_cast<TSSymbol>(i)) == TSSymbolTypeRegular) {
      names.insert(ts_language_symbol_name(language, static_cast<TSSymbol>(i)));
    }
  }
  CHECK(kinds == names);
  names.clear();
  for (std::uint32_t i = 1; i <= ts_language_field_count(language); ++i) {
    names.insert(ts_language_field_name_for_id(language, static_cast<TSFieldId>(i)));
  }
  CHECK(fields == names);
}

// ExpressionPrinter: expressions as text of the DSL (language.md section 11), for findings in one
// line (infix) and for files in lines of their width. Every expression has a spelling: an infix
// form where its operand count fits, else a call. Recursion is bounded by the depth that readers
// admit (kMaxRuleDepth).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/ast.h"
#include "parser/dsl/grammar.h"
#include "parser/format/layout_text.h"
#include "parser/json/document.h"

namespace rulec::parser {

// Names for the items of a quantifier; `accumulator` of `reduce` alone.
struct ItemNames {
  std::string_view item;
  std::string_view accumulator;
};

// What a file says beside its expressions. All of it outlives the printer.
struct ExpressionFacts {
  // What the expressions were built from: numbers and `preserve` are printed as they stand there.
  const json::Document& document;
  const Ast& ast;
  // By index of the quantifier's node in the document.
  std::unordered_map<std::uint32_t, ItemNames> names;
  // In the test of a step, the results of earlier ones: a path of the outermost context that begins
  // with one has a `$`. Null elsewhere: in an argument `$m.f` is a reference and no path.
  const std::set<std::string_view>* results = nullptr;
};

// The first part of an expression without a spelling: an object of several members, or what could
// not be read. Invalid when there is none.
[[nodiscard]] json::NodeId find_unspellable(const json::Document& document, json::NodeId id);

// `a.b`, where a segment that is no word stands in back-ticks; nullopt where the path has no such
// spelling.
[[nodiscard]] std::optional<std::string> path_text(std::string_view dotted);

// `$m`, `$m.a.b`: a result and the part of it at `dotted`.
[[nodiscard]] std::optional<std::string> result_text(std::string_view name,
                                                     std::string_view dotted);

// The chain of `and` or `or` that is a whole expression, with two and more operands.
[[nodiscard]] const Infix* junction_of(const Expr& expr);

// Whether its spelling begins with `{`.
[[nodiscard]] bool begins_with_brace(const Expr& expr);

class ExpressionPrinter {
 public:
  // Appends to `out`. Without facts everything is printed from the values that nodes hold.
  explicit ExpressionPrinter(LayoutText& out, const ExpressionFacts* facts = nullptr)
      : out_(out), facts_(facts) {}

  // The expression; in parentheses where it binds less than `least`.
  void print(const Expr& expr, Level least = kOr);
  // In a line of its own between the brackets where it does not fit.
  void print_in_brackets(std::string_view opener, const Expr& expr, std::string_view closer);

 private:
  // A context that paths can read: what surrounds a quantifier's body or a later operand of `try`.
  struct Scope {
    enum class Kind : std::uint8_t { kItem, kReduce, kTry } kind = Kind::kItem;
    std::string item;
    std::string accumulator;
  };
  // How further lines of a chain stand: deeper than its first one, unless that is a line's
  // beginning.
  enum class Chain : std::uint8_t { kHanging, kFlush };

  void spell(const Expr& expr, Chain chain);
  void elements(std::span<Expr* const> operands);
  void list(const Expr& expr);
  void literal(const Expr& expr);
  void call(const Expr& expr, Chain chain);
  void infix_call(const Expr& expr, const Infix& row, Chain chain);
  void binary(const Expr& expr, const Infix& row, std::string_view sign, Chain chain);
  [[nodiscard]] bool prefix_call(const Expr& expr);
  [[nodiscard]] bool quantifier(const Expr& expr);
  void try_call(const Expr& expr);
  void plain_call(const Expr& expr);
  void preserve(const Expr& expr);
  void in_scope(Scope scope, const Expr& body);
  [[nodiscard]] Scope scope_of(const Expr& expr) const;
  [[nodiscard]] std::string fresh(std::string_view base) const;
  [[nodiscard]] bool is_taken(std::string_view name, std::size_t from_scope) const;

  [[nodiscard]] std::optional<std::string> path_call(const Expr& expr) const;
  using Segments = std::vector<std::string_view>;
  [[nodiscard]] std::optional<std::string> path(std::size_t scopes_out,
                                                const Segments& segments) const;
  [[nodiscard]] std::optional<std::string> root_path(const Segments& segments,
                                                     bool may_be_result) const;

  // The node of the document that an expression was made from; null without facts.
  [[nodiscard]] const json::Node* node_of(const Expr& expr) const;

  LayoutText& out_;
  const ExpressionFacts* facts_;
  std::vector<Scope> scopes_;  // innermost last
};

}  // namespace rulec::parser

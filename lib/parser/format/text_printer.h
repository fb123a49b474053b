// TextPrinter: a canonical document as text of the DSL. Internal to the parser. Declarations are
// printed from the JSON document; expressions are built by the builder of the Ast first, since what
// is spelled how depends on operators and scopes, which that knows.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/format/expression_printer.h"
#include "parser/format/layout_text.h"
#include "parser/format/pointer_index.h"
#include "parser/format/text_comments.h"
#include "parser/format/text_refusal.h"
#include "parser/format/text_values.h"
#include "parser/internal/expression_builder.h"
#include "parser/json/document.h"

namespace rulec::parser {

class TextPrinter {
 public:
  explicit TextPrinter(const json::Document& document);

  [[nodiscard]] Result<std::string> file(const Layout& layout);

 private:
  using NodeId = json::NodeId;
  using Place = LayoutText::Place;

  // --- files and declarations (text_declarations.cpp)
  void definitions(NodeId list);
  void definition(NodeId id);
  void check_members(NodeId object, std::span<const std::string_view> names, std::string_view what);
  void rule(NodeId id, bool is_flow);
  void head(NodeId id, bool is_flow);
  void entry_points(NodeId id);
  void number(NodeId object, std::string_view name);
  void flag(NodeId object, std::string_view name, bool value, std::string_view word);
  void window(NodeId rule);
  void rule_steps(NodeId list, bool is_flow);
  void tests(NodeId list);
  void test(NodeId id);
  void test_with(NodeId test);
  void scorecard(NodeId id);
  void lines(NodeId list, json::NodeKind kind, void (TextPrinter::*print)(NodeId));
  void item(NodeId id);
  void pattern(NodeId id);
  void band(NodeId id);

  // --- notes (text_notes.cpp)
  void notes(NodeId definition);
  void header(NodeId root);
  // Those of an item or band: its members that begin with `x_`.
  void own_notes(NodeId object);
  [[nodiscard]] bool description(NodeId id);
  struct Annotation {
    std::string name;  // with what stands in front of the value: `owner(`, `meta("a b", `
    NodeId value;
  };
  void annotations(const std::vector<Annotation>& list);
  void add_own(NodeId object, std::vector<Annotation>& list) const;
  void add_metadata(NodeId id, std::vector<Annotation>& list) const;
  void read_names(NodeId definition);

  // --- conditions and actions (text_actions.cpp)
  // `when` and a condition, in one line if it fits; `always_breaks`: a chain never does.
  void condition(NodeId id, bool always_breaks);
  [[nodiscard]] bool holds_nested_arguments(NodeId member) const;
  void chain(const Expr& expr, const Infix& row, bool always_breaks);
  void steps(NodeId list);
  // The test of a step: the value of `expr` in its `when`; invalid where there is none.
  [[nodiscard]] NodeId test_of(NodeId step) const;
  [[nodiscard]] std::vector<NodeId> run_from(NodeId step) const;
  void if_block(const std::vector<NodeId>& steps);
  void step_test(std::string_view word, NodeId test);
  void action(NodeId id, bool with_test);
  [[nodiscard]] bool has_result(NodeId step) const;
  [[nodiscard]] bool update(NodeId id);
  [[nodiscard]] bool function_call(NodeId id);
  void function_arguments(NodeId list);
  void general_call(NodeId id, std::string_view type);
  void further_members(NodeId action, std::initializer_list<std::string_view> form);
  [[nodiscard]] std::vector<NodeId> members_but(NodeId action,
                                                std::initializer_list<std::string_view> form) const;
  void arguments(NodeId action, const std::vector<NodeId>& members);
  void argument_value(NodeId id);
  void expression_value(NodeId id);
  [[nodiscard]] std::optional<std::string> reference(NodeId id) const;
  // Null after a refusal: it has no spelling.
  [[nodiscard]] const Expr* expression(NodeId id);

  // --- what all of them use
  void print_json(NodeId id) { print_json_value(out_, document_, id); }
  void mark(NodeId id, Place place) { out_.mark({.id = id.index(), .place = place}); }
  [[nodiscard]] const json::Node& at(NodeId id) const { return document_.at(id); }
  [[nodiscard]] NodeId member(NodeId object, std::string_view name) const {
    return document_.member(object, name);
  }
  [[nodiscard]] bool is_kind(NodeId id, json::NodeKind kind) const {
    return id.is_valid() && at(id).kind == kind;
  }
  // The text of a member; "" where it is none.
  [[nodiscard]] std::string_view text_of(NodeId object, std::string_view name) const;
  // The same, and a refusal.
  [[nodiscard]] std::string_view required_text(NodeId object, std::string_view name);
  void refuse(NodeId id, std::string reason);

  const json::Document& document_;
  Ast ast_;
  diag::Collector findings_;  // nobody reads them: the document was checked before
  ExpressionBuilder builder_;
  ExpressionFacts facts_;
  std::set<std::string_view> results_;  // of the steps printed so far
  PointerIndex pointers_;
  Refusal refusal_;
  TextComments comments_;
  TextComments::File file_;
  bool has_header_ = false;
  LayoutText out_;
};

}  // namespace rulec::parser

// Conditions, and actions of rules and steps of flows, which are one production.
#include <algorithm>

#include "parser/format/text_printer.h"
#include "parser/format/text_values.h"
#include "parser/parser.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

// Words that mean something else where an action, or what may follow one, begins.
bool is_action_keyword(std::string_view word) {
  static constexpr std::string_view kWords[] = {"update", "call", "if",   "test", "when",
                                                "with",   "into", "then", "steps"};
  return std::ranges::find(kWords, word) != std::end(kWords) || is_reserved_for_paths(word);
}

bool is_free_word(std::string_view word) {
  return is_word(word) && !is_action_keyword(word);
}

// What stands between the target and the value of an `update`; "" for none of them.
std::string_view sign_of(std::string_view operation, bool has_value) {
  if (operation == "remove") {
    return has_value ? "remove" : "delete";
  }
  if (!has_value) {
    return "";
  }
  if (operation == "append" || operation == "merge") {
    return operation;
  }
  if (operation == "increment") {
    return "+=";
  }
  return operation == "set" ? "=" : "";
}

// Whether the trees below two nodes are written alike.
bool are_alike(const json::Document& document, json::NodeId a, json::NodeId b) {
  std::size_t size = document.end_of(a).index() - a.index();
  if (document.end_of(b).index() - b.index() != size) {
    return false;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const json::Node& left = document.at(json::NodeId(a.index() + i));
    const json::Node& right = document.at(json::NodeId(b.index() + i));
    bool is_alike = left.kind == right.kind && left.text == right.text &&
                    left.boolean == right.boolean && left.child_count == right.child_count &&
                    (i == 0 || left.key == right.key);
    if (!is_alike) {
      return false;
    }
  }
  return true;
}

}  // namespace

// --- conditions

void TextPrinter::condition(NodeId id, bool always_breaks) {
  const Expr* expr = expression(id);
  if (expr == nullptr) {
    return;
  }
  // `when {` begins a block of the input dialect.
  bool has_brace = begins_with_brace(*expr);
  // An item goes on with `when`: what stands in front of its condition stands in front of the item.
  if (always_breaks) {
    mark(id, Place::kBefore);
  }
  out_.begin_group();
  out_.text("when");
  out_.indent();
  if (has_brace) {
    out_.line();
    ExpressionPrinter(out_, &facts_).print_in_brackets("(", *expr, ")");
  } else if (const Infix* row = junction_of(*expr)) {
    chain(*expr, *row, always_breaks);
  } else {
    out_.line();
    ExpressionPrinter(out_, &facts_).print(*expr);
  }
  out_.dedent();
  out_.end_group();
  mark(id, Place::kAfter);
}

void TextPrinter::chain(const Expr& expr, const Infix& row, bool always_breaks) {
  ExpressionPrinter printer(out_, &facts_);
  for (const Expr* operand : expr.operands) {
    always_breaks ? out_.hard() : out_.line();
    NodeId node(ast_.nodes[operand->node.index()].json_node);
    bool is_first = operand == expr.operands.front();
    if (always_breaks || !is_first) {
      mark(node, Place::kBefore);
    }
    if (!is_first) {
      out_.text(std::string(row.sign) + " ");
    }
    printer.print(*operand, row.operand);
    mark(node, Place::kAfter);
  }
}

// --- lists of steps

TextPrinter::NodeId TextPrinter::test_of(NodeId step) const {
  NodeId when = member(step, "when");
  bool is_test = when.is_valid() && is_expression_hole(document_, when) &&
                 !find_unspellable(document_, at(when).first_child).is_valid();
  return is_test ? at(when).first_child : NodeId();
}

// The step and its neighbours behind it that have the same test.
std::vector<TextPrinter::NodeId> TextPrinter::run_from(NodeId step) const {
  std::vector<NodeId> run{step};
  NodeId test = test_of(step);
  for (NodeId next = at(step).next; test.is_valid() && next.is_valid(); next = at(next).next) {
    NodeId other = test_of(next);
    if (!other.is_valid() || !are_alike(document_, test, other)) {
      break;
    }
    run.push_back(next);
  }
  return run;
}

void TextPrinter::steps(NodeId list) {
  for (NodeId step = at(list).first_child; step.is_valid();) {
    std::vector<NodeId> run = run_from(step);
    out_.hard();
    run.size() > 1 ? if_block(run) : action(step, true);
    step = at(run.back()).next;
  }
}

void TextPrinter::if_block(const std::vector<NodeId>& steps) {
  NodeId first = member(steps.front(), "when");
  NodeId last = member(steps.back(), "when");
  mark(first, Place::kBefore);
  step_test("if", test_of(steps.front()));
  out_.text(" {");
  mark(first, Place::kAfter);
  out_.indent();
  for (NodeId step : steps) {
    out_.hard();
    action(step, false);
  }
  mark(last, Place::kEnd);
  out_.dedent();
  out_.hard();
  out_.text("}");
  mark(last, Place::kAfter);
}

// `if (E)`, `when (E)`.
void TextPrinter::step_test(std::string_view word, NodeId test) {
  if (const Expr* expr = expression(test)) {
    out_.text(word);
    out_.text(" ");
    facts_.results = &results_;
    ExpressionPrinter(out_, &facts_).print_in_brackets("(", *expr, ")");
    facts_.results = nullptr;
  }
}

// --- one step

void TextPrinter::action(NodeId id, bool with_test) {
  if (!is_kind(member(id, "type"), NodeKind::kString)) {
    refuse(id, "an action is an object with a `type`");
    return;
  }
  std::string_view type = text_of(id, "type");
  mark(id, Place::kBefore);
  bool is_special =
      (type == "update" && update(id)) || (type == "call_function" && function_call(id));
  if (!is_special) {
    general_call(id, type);
  }
  NodeId test = test_of(id);
  if (with_test && test.is_valid()) {
    out_.fill();
    step_test("when", test);
  }
  mark(id, Place::kAfter);
  if (is_free_word(text_of(id, "as"))) {
    results_.insert(text_of(id, "as"));
  }
}

bool TextPrinter::has_result(NodeId step) const {
  return is_kind(member(step, "as"), NodeKind::kString);
}

bool TextPrinter::update(NodeId id) {
  NodeId value = member(id, "value");
  std::optional<std::string> target = path_text(text_of(id, "target"));
  std::string_view sign = sign_of(text_of(id, "operation"), value.is_valid());
  if (!target || sign.empty() || member(id, "as").is_valid()) {
    return false;
  }
  out_.text("update " + *target + " " + std::string(sign));
  if (value.is_valid()) {
    out_.text(" ");
    argument_value(value);
  }
  further_members(id, {"type", "target", "operation", "value"});
  return true;
}

bool TextPrinter::function_call(NodeId id) {
  NodeId values = member(id, "args");
  NodeId target = member(id, "store_result_in");
  std::optional<std::string> path = path_text(text_of(id, "store_result_in"));
  bool fits = is_kind(member(id, "function"), NodeKind::kString) &&
              is_kind(values, NodeKind::kArray) && (path || !target.is_valid()) &&
              !member(id, "as").is_valid();
  if (!fits) {
    return false;
  }
  std::string_view name = text_of(id, "function");
  out_.text("call " + name_text(name, is_action_keyword(name)));
  function_arguments(values);
  if (path) {
    out_.fill();
    out_.text("into " + *path);
  }
  further_members(id, {"type", "function", "args", "store_result_in"});
  return true;
}

void TextPrinter::function_arguments(NodeId list) {
  out_.begin_group();
  out_.text("(");
  out_.indent();
  for (NodeId child : document_.children(list)) {
    at(child).index == 0 ? out_.soft() : out_.line();
    argument_value(child);
    out_.text(at(child).next.is_valid() ? "," : "");
  }
  out_.dedent();
  out_.soft();
  out_.text(")");
  out_.end_group();
}

// `with (…)` where an action has members that its form does not speak of.
void TextPrinter::further_members(NodeId action, std::initializer_list<std::string_view> form) {
  std::vector<NodeId> members = members_but(action, form);
  if (!members.empty()) {
    out_.fill();
    out_.text("with ");
    arguments(action, members);
  }
}

void TextPrinter::general_call(NodeId id, std::string_view type) {
  bool is_named = has_result(id);
  if (is_named) {
    std::string_view name = text_of(id, "as");
    out_.text(name_text(name, is_action_keyword(name)) + " = ");
  }
  out_.text(name_text(type, is_action_keyword(type)));
  arguments(id, is_named ? members_but(id, {"type", "as"}) : members_but(id, {"type"}));
}

// The member `arguments`, whose members have names that are free in a text.
bool TextPrinter::holds_nested_arguments(NodeId member) const {
  if (at(member).key != "arguments" || !is_kind(member, NodeKind::kObject)) {
    return false;
  }
  for (NodeId child : document_.children(member)) {
    if (!is_action_member(at(child).key)) {
      return false;
    }
  }
  return at(member).child_count > 0;
}

// In written order; without the test, which has its place.
std::vector<TextPrinter::NodeId> TextPrinter::members_but(
    NodeId action, std::initializer_list<std::string_view> form) const {
  std::vector<NodeId> members;
  bool has_test = test_of(action).is_valid();
  for (NodeId child : document_.children(action)) {
    std::string_view key = at(child).key;
    bool is_spoken_for = std::ranges::find(form, key) != form.end() || (key == "when" && has_test);
    if (holds_nested_arguments(child)) {
      for (NodeId nested : document_.children(child)) {
        members.push_back(nested);
      }
    } else if (!is_spoken_for) {
      members.push_back(child);
    }
  }
  return members;
}

void TextPrinter::arguments(NodeId action, const std::vector<NodeId>& members) {
  out_.begin_group();
  out_.text("(");
  out_.indent();
  for (NodeId child : members) {
    std::string_view key = at(child).key;
    child == members.front() ? out_.soft() : out_.line();
    mark(child, Place::kBefore);
    out_.text(key_text(key) + ": ");
    bool is_nested = at(child).parent != action;
    bool is_literal = !is_nested && (is_literal_argument(key) || key == "as" || key == "when");
    is_literal ? print_json(child) : argument_value(child);
    out_.text(child == members.back() ? "" : ",");
    mark(child, Place::kAfter);
  }
  mark(action, Place::kEnd);
  out_.dedent();
  out_.soft();
  out_.text(")");
  out_.end_group();
}

// --- values

// `$m` or `$m.f` of {"$ref": "m"} or {"$ref": "m", "path": "f"}; nullopt for other objects.
std::optional<std::string> TextPrinter::reference(NodeId id) const {
  const json::Node& node = at(id);
  bool may_be_one = node.kind == NodeKind::kObject && node.child_count >= 1 &&
                    at(node.first_child).key == "$ref" && is_free_word(text_of(id, "$ref"));
  if (!may_be_one) {
    return std::nullopt;
  }
  std::string_view name = text_of(id, "$ref");
  std::string_view path = text_of(id, "path");
  bool has_path = node.child_count == 2 && !path.empty();
  return node.child_count == 1 || has_path ? result_text(name, path) : std::nullopt;
}

// {"expr": E} as E, which is in `expr(…)` where it would be read as JSON.
void TextPrinter::expression_value(NodeId id) {
  const Expr* expr = expression(id);
  if (expr == nullptr) {
    return;
  }
  bool looks_like_json = expr->kind == ExprKind::kLiteral || expr->kind == ExprKind::kList;
  ExpressionPrinter printer(out_, &facts_);
  looks_like_json ? printer.print_in_brackets("expr(", *expr, ")") : printer.print(*expr);
}

void TextPrinter::argument_value(NodeId id) {
  const json::Node& node = at(id);
  bool is_container = node.kind == NodeKind::kArray || node.kind == NodeKind::kObject;
  if (is_expression_hole(document_, id) &&
      !find_unspellable(document_, node.first_child).is_valid()) {
    expression_value(node.first_child);
  } else if (auto text = reference(id)) {
    out_.text(*text);
  } else if (is_container) {
    print_container(out_, document_, id, [this](NodeId child) { argument_value(child); });
  } else {
    print_json(id);
  }
}

// --- expressions

// Null, and a refusal, where it has no spelling.
const Expr* TextPrinter::expression(NodeId id) {
  NodeId bad = find_unspellable(document_, id);
  if (bad.is_valid()) {
    refuse(bad, "an object of several members is no expression; inside `preserve` it is one");
    return nullptr;
  }
  return builder_.condition(id);
}

}  // namespace rulec::parser

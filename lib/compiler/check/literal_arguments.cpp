// RC3010: `{"value": {"var": "x"}}` is the literal object, and few authors mean it.
#include "compiler/check/actions.h"
#include "parser/json/document.h"
#include "value/operators.h"

namespace rulec::compiler {
namespace {

using json::NodeKind;

// A call as people write one: the value of `var` and its like is a text, that of others a list.
bool looks_like_call(const json::Document& document, const json::Node& object) {
  if (object.kind != NodeKind::kObject || object.child_count != 1) {
    return false;
  }
  const json::Node& operand = document.at(object.first_child);
  if (value::find_operator(operand.key) == nullptr) {
    return false;
  }
  bool is_path = operand.key == "var" || operand.key == "val" || operand.key == "missing";
  return operand.kind == NodeKind::kArray || (is_path && operand.kind == NodeKind::kString);
}

// The first node of a subtree that looks like a call; nodes lie in document order.
json::NodeId find_call(const json::Document& document, json::NodeId root) {
  for (std::size_t i = root.index(); i < document.end_of(root).index(); ++i) {
    if (looks_like_call(document, document.at(json::NodeId(i)))) {
      return json::NodeId(i);
    }
  }
  return {};
}

void check_literals(const parser::ActionArgument& argument, const parser::ArgumentValue& value,
                    RuleReport& report) {
  for (const parser::ArgumentValue* child : value.children) {
    check_literals(argument, *child, report);
  }
  bool is_container = value.literal.is_list() || value.literal.is_object();
  if (value.kind != parser::ArgumentKind::kLiteral || !is_container) {
    return;
  }
  const parser::NodeOrigin& origin = report.input().ast.nodes[value.node.index()];
  const json::Document& document = report.input().documents.documents[origin.document];
  json::NodeId found = find_call(document, json::NodeId(origin.json_node));
  if (!found.is_valid()) {
    return;
  }
  using Part = diag::EditTarget::Part;
  Span span = document.at(found).span;
  auto finding = diag::make(diag::Code::kLooksLikeExpression, span, "taken as it stands",
                            {{"argument", std::string(argument.name)}});
  finding.fix({.fix_class = diag::FixClass::kSuggested,
               .title = "mark it as an expression",
               .edits = {{.span = {span.source, span.begin, span.begin},
                          .new_text = "{\"expr\": ",
                          .target = {.part = Part::kBefore, .node = found.index()}},
                         {.span = {span.source, span.end, span.end},
                          .new_text = "}",
                          .target = {.part = Part::kAfter, .node = found.index()}}}});
  report.emit(std::move(finding), value.node);
}

}  // namespace

void check_literal_arguments(const parser::ActionNode& action, RuleReport& report) {
  for (const parser::ActionArgument& argument : action.arguments) {
    if (argument.name != "metadata" && !argument.name.starts_with("x_")) {
      check_literals(argument, *argument.value, report);
    }
  }
}

}  // namespace rulec::compiler

#include "tooling/lint/security/shown_values.h"

#include <algorithm>
#include <array>

#include "tooling/lint/walk.h"

namespace rulec::tooling {

using compiler::FieldScope;
using compiler::ReadField;
using parser::Expr;
using parser::ExprKind;

TemplateFields::TemplateFields(const parser::TemplateNode& node) {
  if (node.values == nullptr) {
    return;
  }
  walk(*node.values, [&](const Expr& expr, const FieldScope& scope) {
    if (auto field = field_read_by(expr, scope)) {
      fields_.emplace(&expr, std::move(*field));
    }
    return true;
  });
}

const ReadField* TemplateFields::find(const Expr* expr) const {
  auto found = fields_.find(expr);
  return found == fields_.end() ? nullptr : &found->second;
}

std::string_view variable_of(const ReadField& field) {
  return field.path.size() >= 2 && field.path[0] == "vars" ? field.path[1] : std::string_view();
}

void for_each_placeholder(const parser::TemplateContent& content, const PlaceholderVisit& visit) {
  if (content.text != nullptr) {
    for (std::size_t i = 0; i < content.text->pieces.size(); ++i) {
      if (content.text->pieces[i].kind == parser::PieceKind::kHole) {
        visit(*content.text, i);
      }
    }
  }
  for (const parser::TemplateContent& child : content.children) {
    for_each_placeholder(child, visit);
  }
}

namespace {

// Operators that hand on their operands, whole or joined with others.
bool hands_on(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "cat", "upper", "lower", "trim", "join",     "to_string",
      "??",  "merge", "log",   "sort", "distinct", "coalesce"};
  return std::ranges::find(kNames, name) != kNames.end();
}

void visit_shown(const Expr& expr, const FieldScope& scope, const FieldVisit& visit) {
  if (expr.kind == ExprKind::kList) {
    for (const Expr* item : expr.operands) {
      visit_shown(*item, scope, visit);
    }
    return;
  }
  if (expr.kind != ExprKind::kCall) {
    return;
  }
  std::string_view name = expr.operator_name;
  bool is_path = name == "var" || name == "val";
  if (is_path) {
    auto path = compiler::path_of(expr);
    if (auto field = scope.read(path)) {
      visit(expr, *field);
    }
  } else if (name == "if" || name == "?:") {
    for (std::size_t i = 0; i < expr.operands.size(); ++i) {
      bool is_value = i % 2 == 1 || i + 1 == expr.operands.size();
      if (is_value) {
        visit_shown(*expr.operands[i], scope, visit);
      }
    }
  } else if (hands_on(name)) {
    for (const Expr* operand : expr.operands) {
      visit_shown(*operand, scope, visit);
    }
  } else if (name == "map" && expr.operands.size() == 2 && !expr.is_bare) {
    FieldScope body = compiler::scope_of_body(name, *expr.operands[0], scope);
    visit_shown(*expr.operands[1], body, visit);
  } else if (name == "filter" && expr.operands.size() == 2) {
    visit_shown(*expr.operands[0], scope, visit);
  }
}

void visit_computed(std::string_view argument, std::string_view member,
                    const parser::ArgumentValue& value, const ArgumentVisit& visit) {
  if (value.expression != nullptr) {
    visit(argument, member, *value.expression);
  }
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    bool is_object = value.kind == parser::ArgumentKind::kObject;
    visit_computed(argument, is_object ? value.keys[i] : member, *value.children[i], visit);
  }
}

}  // namespace

void for_each_shown_field(const Expr& expr, const FieldVisit& visit) {
  visit_shown(expr, FieldScope{}, visit);
}

bool is_message(bytecode::ActionKind kind) {
  return kind == bytecode::ActionKind::kDisplayMessage ||
         kind == bytecode::ActionKind::kDisplayModal ||
         kind == bytecode::ActionKind::kUserAcknowledge ||
         kind == bytecode::ActionKind::kUserPreference;
}

std::vector<MessageAction> message_actions(const compiler::Model& model) {
  std::vector<MessageAction> messages;
  for (const compiler::CheckedRule& rule : model.rules) {
    for (const compiler::CheckedAction& action : rule.actions) {
      if (is_linted(rule) && is_message(action.kind)) {
        messages.push_back({.rule = &rule, .action = &action});
      }
    }
  }
  return messages;
}

std::string_view template_of(const MessageAction& message, const compiler::Model& model) {
  std::uint32_t first = message.action->message_template;
  return first == bytecode::kNoTemplate ? std::string_view() : model.templates[first].node->id.text;
}

void for_each_computed(const compiler::CheckedAction& action, const ArgumentVisit& visit) {
  for (const parser::ActionArgument& argument : action.node->arguments) {
    if (argument.value != nullptr && !compiler::is_about_action(argument.name)) {
      visit_computed(argument.name, argument.name, *argument.value, visit);
    }
  }
}

}  // namespace rulec::tooling

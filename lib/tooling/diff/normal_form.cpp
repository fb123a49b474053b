#include "tooling/diff/normal_form.h"

#include "compiler/opt/passes.h"

namespace rulec::tooling {
namespace {

using compiler::Ir;
using compiler::IrAction;
using compiler::IrId;

IrId lowered(Ir& ir, const parser::Expr* expr) {
  return expr != nullptr ? compiler::lower_expression(ir, *expr) : IrId();
}

void add(Ir& ir, const parser::RuleNode& rule) {
  compiler::IrRule made;
  made.condition = lowered(ir, rule.condition);
  for (const parser::ActionNode& action : rule.actions) {
    IrAction& row = made.actions.emplace_back();
    row.test = lowered(ir, action.test);
    for (const parser::ActionArgument& argument : action.arguments) {
      if (!argument.value->is_constant()) {
        row.arguments.push_back(
            {.name = argument.name, .root = compiler::lower_argument(ir, *argument.value)});
      }
    }
  }
  ir.rules.push_back(std::move(made));
  ir.names.push_back(rule.id.text);
}

void add(Ir& ir, const parser::ScorecardNode& card) {
  compiler::IrScorecard made{.name = card.id.text, .item_names = {}, .conditions = {}};
  for (const parser::ScorecardItemNode& item : card.items) {
    made.item_names.push_back(item.id.text);
    made.conditions.push_back(lowered(ir, item.condition));
  }
  ir.scorecards.push_back(std::move(made));
}

void add(Ir& ir, const parser::TemplateNode& node) {
  ir.templates.push_back({.name = node.id.text, .values = lowered(ir, node.values)});
}

template <class Node>
void add_named(Ir& ir, const std::vector<Node>& nodes, std::string_view id) {
  for (const Node& node : nodes) {
    if (node.id.text == id && !node.is_bad) {
      add(ir, node);
    }
  }
}

}  // namespace

void normalise(Ir& ir) {
  for (const compiler::Pass& pass : compiler::passes()) {
    if (pass.run != compiler::drop_dead_rules && pass.run != compiler::find_strata) {
      pass.run(ir);
    }
  }
}

std::optional<std::string> normal_form_of(const RuleSources& rules, std::string_view id) {
  Ir ir;
  add_named(ir, rules.ast.rules, id);
  add_named(ir, rules.ast.scorecards, id);
  add_named(ir, rules.ast.templates, id);
  if (ir.rules.empty() && ir.scorecards.empty() && ir.templates.empty()) {
    return std::nullopt;
  }
  normalise(ir);
  return compiler::dump(ir);
}

}  // namespace rulec::tooling

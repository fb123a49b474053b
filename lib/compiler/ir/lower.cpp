#include "base/check.h"
#include "compiler/ir/ir.h"
#include "compiler/model.h"

namespace rulec::compiler {
namespace {

IrAction lower_action(Ir& ir, const CheckedAction& action) {
  IrAction lowered;
  for (const parser::ActionArgument& argument : action.node->arguments) {
    if (argument.value->kind != parser::ArgumentKind::kLiteral) {
      lowered.arguments.push_back(
          {.name = argument.name, .root = lower_argument(ir, *argument.value)});
    }
  }
  return lowered;
}

}  // namespace

IrPtr lower(const Input& input, const Model& model) {
  RULEC_CHECK(!model.has_errors);
  IrPtr ir(new Ir);
  ir->expr_cost = input.settings.expr_cost;
  for (const CheckedRule& rule : model.rules) {
    IrRule& lowered = ir->rules.emplace_back();
    ir->names.push_back(rule.node->id.text);
    if (rule.node->condition != nullptr) {
      lowered.condition = lower_expression(*ir, *rule.node->condition);
    }
    for (const CheckedAction& action : rule.actions) {
      lowered.actions.push_back(lower_action(*ir, action));
    }
  }
  return ir;
}

void IrDeleter::operator()(Ir* ir) const {
  delete ir;
}

}  // namespace rulec::compiler

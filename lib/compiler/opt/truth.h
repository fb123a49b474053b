// Where only the truth of a value is used: of the condition of a rule or item, of the test of a
// step, of the operand of
// `!`, of the test of an `if`, and so on down. There a pass may put another value of the same
// truth, if errors and charges stay. Internal to the passes.
#pragma once

#include <cstddef>

#include "compiler/ir/ir.h"

namespace rulec::compiler {

enum class Use : std::uint8_t { kValue, kTruth };

[[nodiscard]] Use use_of_conditions(const Ir& ir);
// What a node that is used so makes of its operand.
[[nodiscard]] Use use_of_operand(const IrNode& node, std::size_t operand, Use use);

// Calls `visit` with every root and its use.
template <class Visitor>
void for_each_root_with_use(const Ir& ir, Visitor visit) {
  for (const IrRule& rule : ir.rules) {
    if (rule.condition.is_valid()) {
      visit(rule.condition, use_of_conditions(ir));
    }
    for (const IrAction& action : rule.actions) {
      if (action.test.is_valid()) {
        visit(action.test, Use::kTruth);
      }
      for (const IrArgument& argument : action.arguments) {
        if (argument.root.is_valid()) {
          visit(argument.root, Use::kValue);
        }
      }
    }
  }
  for (const IrScorecard& scorecard : ir.scorecards) {
    for (IrId condition : scorecard.conditions) {
      if (condition.is_valid()) {
        visit(condition, use_of_conditions(ir));
      }
    }
  }
  for (const IrTemplate& message_template : ir.templates) {
    if (message_template.values.is_valid()) {
      visit(message_template.values, Use::kValue);
    }
  }
}

}  // namespace rulec::compiler

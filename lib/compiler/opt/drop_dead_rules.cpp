// A dead rule keeps its place in every listing and, where its turn comes, its count; what goes is
// code: its condition is the constant false and its computed arguments are gone, since nothing ever
// reads them. Rows of actions stay, so that the bundle still says what the rule holds.
#include <vector>

#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

// The truth of the condition when it is the same on every context.
enum class Fixed : std::uint8_t { kNo, kHolds, kFails };

Fixed fixed_condition(const Ir& ir, const IrRule& rule) {
  if (!rule.condition.is_valid()) {
    return Fixed::kHolds;
  }
  const IrNode& root = ir.at(rule.condition);
  if (root.op != IrOp::kConstant) {
    return Fixed::kNo;
  }
  return value::is_truthy(ir.constant_of(root)) ? Fixed::kHolds : Fixed::kFails;
}

// Rules that may get a turn: in some entry point none before them always fires and stops. A rule
// that fires stops even when an action of it fails.
std::vector<bool> reached_rules(const Ir& ir) {
  std::vector<bool> is_reached(ir.rules.size(), false);
  for (const IrEntryPoint& entry : ir.entry_points) {
    for (std::uint32_t index : entry.rules) {
      is_reached[index] = true;
      const IrRule& rule = ir.rules[index];
      bool always_fires =
          rule.is_active && !rule.has_window && fixed_condition(ir, rule) == Fixed::kHolds;
      if (always_fires && (rule.stops || entry.stops_at_first)) {
        break;
      }
    }
  }
  return is_reached;
}

void empty(Ir& ir, IrRule& rule) {
  IrNode never{.op = IrOp::kConstant, .constant = ir.add_constant(Value::boolean(false))};
  if (rule.condition.is_valid()) {
    never.origin = ir.at(rule.condition).origin;
  }
  rule.condition = ir.add(never);
  rule.is_dead = true;
  for (IrAction& action : rule.actions) {
    action.test = IrId();
    for (IrArgument& argument : action.arguments) {
      argument.root = IrId();
    }
  }
}

}  // namespace

void drop_dead_rules(Ir& ir) {
  if (ir.entry_points.empty()) {
    return;  // a lone expression
  }
  std::vector<bool> is_reached = reached_rules(ir);
  for (std::size_t i = 0; i < ir.rules.size(); ++i) {
    IrRule& rule = ir.rules[i];
    bool never_fires = !is_reached[i] || fixed_condition(ir, rule) == Fixed::kFails;
    if (rule.is_active && never_fires) {
      empty(ir, rule);
    }
  }
}

}  // namespace rulec::compiler

#include "base/check.h"
#include "compiler/ir/ir.h"
#include "compiler/ir/reads.h"
#include "compiler/model.h"

namespace rulec::compiler {
namespace {

// What an update may change: its target; but taking an element out of a list moves those after it.
IrPathId written_by(Ir& ir, const CheckedAction& action) {
  if (action.kind != bytecode::ActionKind::kUpdate) {
    return {};
  }
  std::vector<std::string_view> target = action.target;
  if (action.operation == value::UpdateOperation::kRemove &&
      value::make_segment(target.back()).index >= 0) {
    target.pop_back();
  }
  return ir.add_path(std::move(target));
}

IrAction lower_action(Ir& ir, const CheckedAction& action) {
  IrAction lowered{.arguments = {}, .written = written_by(ir, action)};
  for (const parser::ActionArgument& argument : action.node->arguments) {
    if (argument.value->kind != parser::ArgumentKind::kLiteral) {
      lowered.arguments.push_back(
          {.name = argument.name, .root = lower_argument(ir, *argument.value)});
    }
  }
  return lowered;
}

IrRule lower_rule(Ir& ir, const CheckedRule& rule) {
  IrRule lowered{
      .is_active = rule.node->is_active,
      .stops = rule.node->stops,
      .has_window = rule.active_from_ms != INT64_MIN || rule.active_until_ms != INT64_MAX};
  if (rule.node->condition != nullptr) {
    lowered.condition = lower_expression(ir, *rule.node->condition);
  }
  for (const CheckedAction& action : rule.actions) {
    lowered.actions.push_back(lower_action(ir, action));
  }
  return lowered;
}

// An update looks at what it changes, and an acknowledgement that the context claims is read by its
// key.
IrReads reads_of(Ir& ir, const Model& model, std::size_t entry_point) {
  ReadFinder finder(ir);
  auto add_action = [&](const CheckedAction& action, const IrAction& lowered) {
    for (const IrArgument& argument : lowered.arguments) {
      finder.add_expression(argument.root);
    }
    if (action.kind == bytecode::ActionKind::kUpdate) {
      finder.add_path(ir.add_path(action.target));
    } else if (action.kind == bytecode::ActionKind::kUserAcknowledge) {
      finder.add_path(ir.add_path({"acknowledgments"}));
    }
  };
  for (std::uint32_t index : model.entry_points[entry_point].rules) {
    const IrRule& rule = ir.rules[index];
    if (!rule.is_active) {
      continue;
    }
    if (rule.condition.is_valid()) {
      finder.add_expression(rule.condition);
    }
    for (std::size_t i = 0; i < rule.actions.size(); ++i) {
      add_action(model.rules[index].actions[i], rule.actions[i]);
    }
  }
  for (std::size_t i = 0; i < model.scorecards.size(); ++i) {
    for (IrId condition : ir.scorecards[i].conditions) {
      if (model.scorecards[i].entry_point == entry_point && condition.is_valid()) {
        finder.add_expression(condition);
      }
    }
  }
  return finder.take();
}

IrScorecard lower_scorecard(Ir& ir, const CheckedScorecard& scorecard) {
  IrScorecard lowered{.name = scorecard.node->id.text, .item_names = {}, .conditions = {}};
  for (const CheckedItem& item : scorecard.items) {
    lowered.item_names.push_back(item.node->id.text);
    lowered.conditions.push_back(
        item.node->condition != nullptr ? lower_expression(ir, *item.node->condition) : IrId());
  }
  return lowered;
}

IrEntryPoint lower_entry_point(Ir& ir, const Model& model, std::size_t index) {
  const CheckedEntryPoint& entry = model.entry_points[index];
  IrEntryPoint lowered{.name = entry.name, .rules = entry.rules, .reads = {}};
  if (entry.settings != nullptr) {
    lowered.stops_at_first = entry.settings->hit_policy == bytecode::HitPolicy::kFirst;
    if (entry.settings->validation == bytecode::Validation::kLight) {
      lowered.reads = reads_of(ir, model, index);
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
    ir->rules.push_back(lower_rule(*ir, rule));
    ir->names.push_back(rule.node->id.text);
  }
  for (const CheckedScorecard& scorecard : model.scorecards) {
    ir->scorecards.push_back(lower_scorecard(*ir, scorecard));
  }
  for (std::size_t i = 0; i < model.entry_points.size(); ++i) {
    ir->entry_points.push_back(lower_entry_point(*ir, model, i));
  }
  return ir;
}

void IrDeleter::operator()(Ir* ir) const {
  delete ir;
}

}  // namespace rulec::compiler

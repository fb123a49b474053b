#include <set>

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
  return ir.add_path(target);
}

IrAction lower_action(Ir& ir, const CheckedAction& action) {
  IrAction lowered{.test = {}, .arguments = {}, .written = written_by(ir, action)};
  if (action.step.test != nullptr) {
    lowered.test = lower_expression(ir, *action.step.test);
  }
  for (const parser::ActionArgument& argument : action.node->arguments) {
    if (!argument.value->is_constant()) {
      lowered.arguments.push_back(
          {.name = argument.name, .root = lower_argument(ir, *argument.value)});
    }
  }
  return lowered;
}

// None for `true`, which is what rules and items without a condition have: both are the same rule.
IrId lower_condition(Ir& ir, const parser::Expr* condition) {
  bool is_always =
      condition == nullptr || (condition->kind == parser::ExprKind::kLiteral &&
                               condition->literal.is_bool() && condition->literal.as_bool());
  return is_always ? IrId() : lower_expression(ir, *condition);
}

IrRule lower_rule(Ir& ir, const CheckedRule& rule) {
  IrRule lowered{
      .is_active = rule.node->is_active,
      .stops = rule.node->stops,
      .has_window = rule.active_from_ms != INT64_MIN || rule.active_until_ms != INT64_MAX};
  lowered.condition = lower_condition(ir, rule.node->condition);
  lowered.actions.reserve(rule.actions.size());
  for (const CheckedAction& action : rule.actions) {
    lowered.actions.push_back(lower_action(ir, action));
  }
  return lowered;
}

// The values of all variants that an action may show, without `vars`, which are its own; and the
// language that chooses among them.
void add_template(Ir& ir, const Model& model, std::uint32_t first, ReadFinder& finder,
                  std::set<std::uint32_t>& seen) {
  if (first == bytecode::kNoTemplate || !seen.insert(first).second) {
    return;
  }
  std::string_view id = model.templates[first].node->id.text;
  for (std::uint32_t i = first; i < model.templates.size(); ++i) {
    const CheckedTemplate& variant = model.templates[i];
    if (variant.node->id.text != id) {
      break;
    }
    if (i > first) {
      static constexpr std::string_view kLanguage[] = {"user", "language"};
      finder.add_path(ir.add_path(kLanguage));
    }
    if (ir.templates[i].values.is_valid()) {
      finder.add_expression(ir.templates[i].values);
    }
    add_template(ir, model, variant.fallback, finder, seen);
  }
}

// What the application does not give: the variables of actions, under `vars`.
void drop_variables(const Ir& ir, IrReads& reads) {
  std::erase_if(reads.paths, [&](IrPathId path) {
    const auto& segments = ir.paths[path.index()];
    return !segments.empty() && segments[0] == "vars";
  });
}

// An update looks at what it changes, and an acknowledgement that the context claims is read by its
// key.
IrReads reads_of(Ir& ir, const Model& model, std::size_t entry_point) {
  ReadFinder finder(ir);
  ReadFinder templates(ir);
  std::set<std::uint32_t> seen;
  auto add_action = [&](const CheckedAction& action, const IrAction& lowered) {
    if (lowered.test.is_valid()) {
      finder.add_expression(lowered.test);
    }
    for (const IrArgument& argument : lowered.arguments) {
      finder.add_expression(argument.root);
    }
    if (action.kind == bytecode::ActionKind::kUpdate) {
      finder.add_path(ir.add_path(action.target));
    } else if (action.kind == bytecode::ActionKind::kUserAcknowledge) {
      static constexpr std::string_view kClaimed[] = {"acknowledgments"};
      finder.add_path(ir.add_path(kClaimed));
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
      const CheckedAction& action = model.rules[index].actions[i];
      add_action(action, rule.actions[i]);
      add_template(ir, model, action.message_template, templates, seen);
    }
  }
  for (std::size_t i = 0; i < model.scorecards.size(); ++i) {
    for (IrId condition : ir.scorecards[i].conditions) {
      if (model.scorecards[i].entry_point == entry_point && condition.is_valid()) {
        finder.add_expression(condition);
      }
    }
  }
  IrReads shown = templates.take();
  drop_variables(ir, shown);
  for (IrPathId path : shown.paths) {
    finder.add_path(path);
  }
  IrReads reads = finder.take();
  reads.are_all = reads.are_all || shown.are_all;
  return reads;
}

IrScorecard lower_scorecard(Ir& ir, const CheckedScorecard& scorecard) {
  IrScorecard lowered{.name = scorecard.node->id.text, .item_names = {}, .conditions = {}};
  for (const CheckedItem& item : scorecard.items) {
    lowered.item_names.push_back(item.node->id.text);
    lowered.conditions.push_back(lower_condition(ir, item.node->condition));
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
  ir->rules.reserve(model.rules.size());
  ir->names.reserve(model.rules.size());
  ir->nodes.reserve(input.ast.nodes.size() / 2);  // what is not needed is never touched
  for (const CheckedRule& rule : model.rules) {
    ir->rules.push_back(lower_rule(*ir, rule));
    ir->names.push_back(rule.node->id.text);
  }
  for (const CheckedScorecard& scorecard : model.scorecards) {
    ir->scorecards.push_back(lower_scorecard(*ir, scorecard));
  }
  for (const CheckedTemplate& checked : model.templates) {
    const parser::Expr* values = checked.node->values;
    ir->templates.push_back(
        {.name = checked.node->id.text,
         .values = values != nullptr ? lower_expression(*ir, *values) : IrId()});
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

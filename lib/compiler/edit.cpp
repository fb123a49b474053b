#include "compiler/edit.h"

#include <algorithm>
#include <vector>

#include "compiler/check/rules.h"
#include "compiler/check/ruleset.h"
#include "compiler/emit/features.h"
#include "compiler/emit/splice.h"
#include "compiler/ir/ir.h"
#include "compiler/model.h"
#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

// Index into Model::rules, which are in byte order of their ids.
std::size_t index_of(const Model& model, const parser::RuleNode& rule) {
  auto found = std::ranges::lower_bound(
      model.rules, rule.id.text, {}, [](const CheckedRule& other) { return other.node->id.text; });
  return static_cast<std::size_t>(found - model.rules.begin());
}

bool is_fixed(const Ir& ir, const IrRule& rule) {
  return !rule.condition.is_valid() || ir.at(rule.condition).op == IrOp::kConstant;
}

}  // namespace

// A condition that is the same on every context is asked for both: whether it drops its rule, and
// whether it ends the turns.
bool decides_for_others(const Ir& ir) {
  bool stops_at_first = std::ranges::any_of(ir.entry_points, &IrEntryPoint::stops_at_first);
  return std::ranges::any_of(ir.rules, [&](const IrRule& rule) {
    bool never_fires = rule.condition.is_valid() && is_fixed(ir, rule);
    return rule.is_dead || never_fires || (is_fixed(ir, rule) && (rule.stops || stops_at_first));
  });
}

bool check_again(const Input& input, Model& model, std::span<const std::uint32_t> places,
                 diag::Emitter& emitter) {
  TemplateChecker templates(input, emitter, model);
  RuleSurroundings around(input, templates);
  RuleChecker rules(around, emitter, model.arena);
  for (std::uint32_t place : places) {
    const parser::RuleNode& rule = input.ast.rules[place];
    CheckedRule checked = rules.check(rule);
    std::size_t index = index_of(model, rule);
    if (checked.is_bad || index == model.rules.size() || model.rules[index].node != &rule) {
      return false;
    }
    model.rules[index] = std::move(checked);
  }
  model.entry_points.clear();
  model.has_errors = !finish_ruleset(input, model, RulesRead::kAll, emitter);
  return !model.has_errors;
}

std::optional<bytecode::Program> emit_again(const Input& input, const Model& model,
                                            std::span<const std::uint32_t> places,
                                            bytecode::Program& old) {
  std::vector<std::uint32_t> indexes;
  for (std::uint32_t place : places) {
    indexes.push_back(static_cast<std::uint32_t>(index_of(model, input.ast.rules[place])));
  }
  std::ranges::sort(indexes);
  Model part;
  for (std::uint32_t index : indexes) {
    part.rules.push_back(model.rules[index]);
  }
  IrPtr ir = lower(input, part);
  for (const Pass& pass : passes()) {
    bool is_of_ruleset = pass.run == drop_dead_rules || pass.run == find_strata;
    if (pass.level <= input.settings.optimisation_level && !is_of_ruleset) {
      pass.run(*ir);
    }
  }
  bool stops_at_first =
      std::ranges::any_of(input.settings.entry_points, [](const EntryPointSettings& entry) {
        return entry.hit_policy == bytecode::HitPolicy::kFirst;
      });
  bool is_first_certain = stops_at_first && std::ranges::any_of(ir->rules, [&](const IrRule& rule) {
                            return is_fixed(*ir, rule);
                          });
  if (is_first_certain || decides_for_others(*ir)) {
    return std::nullopt;
  }
  bytecode::Program edited = emit(input, part, *ir);
  bool has_features = !old.features.empty() || !edited.features.empty();
  bytecode::Program made = splice(std::move(old), std::move(edited), indexes, model);
  if (has_features) {
    made.features = features_of(model);
    add_unicode_feature(made);
  }
  return made;
}

}  // namespace rulec::compiler

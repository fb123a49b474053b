#include "tooling/coverage/coverage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/check.h"
#include "compiler/model.h"
#include "tooling/coverage/atoms.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::ExprKind;
using parser::RuleNode;

bool is_conditional(const RuleNode& rule) {
  return rule.condition != nullptr &&
         !(rule.condition->kind == ExprKind::kLiteral && value::is_truthy(rule.condition->literal));
}

// Problem::code of a decision that a rule ended with an error.
constexpr std::uint16_t kRuleFailed = 6140;

// A rule of an entry point while cases are decided.
struct Measured {
  RuleCoverage* rule = nullptr;
  DividedCondition* condition = nullptr;
};

class Meter final : public CoverageMeter, private runtime::RuleObserver {
 public:
  using CoverageMeter::decide;

  Meter(const Build& build, runtime::RulesetPtr ruleset)
      : build_(build), ruleset_(std::move(ruleset)), program_(runtime::program_of(*ruleset_)) {
    for (const RuleNode& rule : build.ast.rules) {
      by_id_.emplace(rule.id.text, &rule);
    }
    coverage_.entry_points.reserve(program_.entry_points.size());
    for (const bytecode::EntryPoint& entry_point : program_.entry_points) {
      add(entry_point);
    }
  }

  bool decide(std::string_view entry_point, const std::string& context,
              const std::string& acknowledgements, std::int64_t now_ms) override {
    std::optional<std::size_t> number = number_of(entry_point);
    if (!number) {
      return false;
    }
    at_ = *number;
    now_ms_ = now_ms;
    runtime::Request request{.entry_point = entry_point,
                             .context = context,
                             .acknowledgements = acknowledgements,
                             .now_ms = now_ms,
                             .observer = this};
    runtime::Decision decision;
    const runtime::Problem* problem = runtime::decide(*ruleset_, request, workspace_, decision);
    if (problem != nullptr) {
      return problem->code == kRuleFailed;
    }
    ++coverage_.entry_points[at_].decisions;
    count_actions(decision);
    for (std::uint32_t variant : decision.templates) {
      ++templates_[at_].at(variant)->shown;
    }
    return true;
  }

  [[nodiscard]] std::uint64_t reached(std::string_view entry_point) const override {
    std::optional<std::size_t> number = number_of(entry_point);
    if (!number) {
      return 0;
    }
    CoverageTotals totals = totals_of(coverage_.entry_points[*number]);
    return totals.fired.have + totals.not_fired.have + totals.conditions.have +
           totals.actions.have + totals.templates.have;
  }

  [[nodiscard]] std::size_t atoms(std::string_view entry_point) const override {
    std::optional<std::size_t> number = number_of(entry_point);
    return number ? totals_of(coverage_.entry_points[*number]).conditions.all / 2 : 0;
  }

  Coverage take() override { return std::move(coverage_); }

 private:
  [[nodiscard]] std::optional<std::size_t> number_of(std::string_view entry_point) const {
    auto found = std::ranges::find(coverage_.entry_points, entry_point, &EntryPointCoverage::name);
    if (found == coverage_.entry_points.end()) {
      return std::nullopt;
    }
    return static_cast<std::size_t>(found - coverage_.entry_points.begin());
  }

  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& context,
               const Value& /*error*/) override {
    auto found = measured_[at_].find(rule);
    if (outcome == runtime::RuleOutcome::kNotReached || found == measured_[at_].end()) {
      return;
    }
    RuleCoverage& counts = *found->second.rule;
    ++counts.turns;
    counts.fired += outcome == runtime::RuleOutcome::kFired ? 1 : 0;
    counts.not_fired += outcome == runtime::RuleOutcome::kNotFired ? 1 : 0;
    Truth truth = outcome == runtime::RuleOutcome::kFired      ? Truth::kTrue
                  : outcome == runtime::RuleOutcome::kNotFired ? Truth::kFalse
                                                               : Truth::kError;
    const std::vector<AtomSeen>& seen =
        found->second.condition->evaluate(context, now_ms_, truth, atom_workspace_);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      counts.atoms[i].evaluated += seen[i].evaluated;
      counts.atoms[i].shown_true += seen[i].shown_true;
      counts.atoms[i].shown_false += seen[i].shown_false;
    }
  }

  void add(const bytecode::EntryPoint& entry_point) {
    EntryPointCoverage& made = coverage_.entry_points.emplace_back();
    made.name = program_.strings[entry_point.name.index()];
    std::map<std::uint32_t, Measured>& measured = measured_.emplace_back();
    made.rules.reserve(entry_point.rules.size());  // pointers into it are kept
    for (std::uint32_t number : entry_point.rules) {
      auto source = by_id_.find(program_.strings[program_.rules[number].id.index()]);
      RULEC_CHECK(source != by_id_.end());
      const RuleNode& rule = *source->second;
      if (!rule.is_active) {
        continue;
      }
      DividedCondition& condition = divided(rule);
      made.rules.push_back(described(rule, condition));
      measured[number] = {.rule = &made.rules.back(), .condition = &condition};
    }
    add_templates(entry_point, made);
  }

  // Of the active rules' actions, with the fallbacks.
  void add_templates(const bytecode::EntryPoint& entry_point, EntryPointCoverage& made) {
    std::set<std::uint32_t> variants;
    for (std::uint32_t number : entry_point.rules) {
      const bytecode::Rule& rule = program_.rules[number];
      for (std::uint32_t i = 0; i < rule.action_count; ++i) {
        if ((rule.flags & bytecode::kActive) != 0) {
          add_variants(program_.actions[rule.first_action + i].message_template, variants);
        }
      }
    }
    made.templates.reserve(variants.size());  // pointers into it are kept
    auto& shown = templates_.emplace_back();
    for (std::uint32_t variant : variants) {
      // The model has them in the order of the program.
      const parser::TemplateNode& node = *build_.model->templates[variant].node;
      made.templates.push_back({.id = std::string(node.id.text),
                                .language = std::string(node.language.text),
                                .span = build_.ast.span(node.id.node)});
      shown.emplace(variant, &made.templates.back());
    }
  }

  void add_variants(std::uint32_t first, std::set<std::uint32_t>& variants) {
    if (first == bytecode::kNoTemplate || variants.contains(first)) {
      return;
    }
    bytecode::StringId id = program_.templates[first].id;
    for (std::uint32_t i = first; i < program_.templates.size() && program_.templates[i].id == id;
         ++i) {
      variants.insert(i);
      add_variants(program_.templates[i].fallback, variants);
    }
  }

  DividedCondition& divided(const RuleNode& rule) {
    auto found = divided_.find(&rule);
    if (found == divided_.end()) {
      found =
          divided_.emplace(&rule, DividedCondition(build_.compiler_input(), rule.condition)).first;
    }
    return found->second;
  }

  RuleCoverage described(const RuleNode& rule, const DividedCondition& condition) {
    RuleCoverage made{.id = std::string(rule.id.text),
                      .span = build_.ast.span(rule.id.node),
                      .is_conditional = is_conditional(rule),
                      .has_other_entry_points = rule.entry_points.size() > 1};
    for (const Atom& atom : condition.atoms()) {
      made.atoms.push_back(
          {.span = build_.ast.span(atom.expr->node), .text = parser::infix(*atom.expr)});
    }
    for (const parser::ActionNode& action : rule.actions) {
      made.actions.push_back(
          {.span = build_.ast.span(action.node), .type = std::string(action.type)});
    }
    return made;
  }

  void count_actions(const runtime::Decision& decision) {
    for (const runtime::ExecutedRule& executed : decision.rules_executed) {
      auto found = measured_[at_].find(executed.rule);
      if (found == measured_[at_].end()) {
        continue;
      }
      std::vector<ActionCoverage>& actions = found->second.rule->actions;
      for (std::size_t i = 0; i < std::min<std::size_t>(executed.actions, actions.size()); ++i) {
        ++actions[i].run;
      }
    }
  }

  const Build& build_;
  runtime::RulesetPtr ruleset_;
  const bytecode::Program& program_;
  std::map<std::string_view, const RuleNode*> by_id_;
  std::map<const RuleNode*, DividedCondition> divided_;
  Coverage coverage_;
  std::vector<std::map<std::uint32_t, Measured>> measured_;            // by entry point, by rule
  std::vector<std::map<std::uint32_t, TemplateCoverage*>> templates_;  // by entry point, by variant
  std::size_t at_ = 0;  // the entry point of the case
  std::int64_t now_ms_ = 0;
  runtime::Workspace workspace_;
  runtime::Workspace atom_workspace_;
};

void add_gap(std::vector<Gap>& gaps, Gap gap, bool is_open) {
  if (is_open) {
    gaps.push_back(std::move(gap));
  }
}

void add_gaps(std::vector<Gap>& gaps, const EntryPointCoverage& entry_point,
              const RuleCoverage& rule) {
  Gap gap{.entry_point = &entry_point, .rule = &rule, .text = rule.id, .span = rule.span};
  auto of_kind = [&](GapKind kind) {
    gap.kind = kind;
    return gap;
  };
  add_gap(gaps, of_kind(GapKind::kNeverFired), rule.fired == 0);
  add_gap(gaps, of_kind(GapKind::kAlwaysFired),
          rule.is_conditional && rule.fired > 0 && rule.not_fired == 0);
  for (const AtomCoverage& atom : rule.atoms) {
    gap.text = atom.text;
    gap.span = atom.span;
    add_gap(gaps, of_kind(GapKind::kNeverFalse), atom.shown_false == 0);
    add_gap(gaps, of_kind(GapKind::kNeverTrue), atom.shown_true == 0);
  }
  for (const ActionCoverage& action : rule.actions) {
    gap.text = rule.id + " " + action.type;
    gap.span = action.span;
    add_gap(gaps, of_kind(GapKind::kNeverRun), rule.fired > 0 && action.run == 0);
  }
}

void add_gaps(std::vector<Gap>& gaps, const EntryPointCoverage& entry_point,
              const TemplateCoverage& variant) {
  std::string text = "template " + variant.id;
  text += variant.language.empty() ? "" : " " + variant.language;
  add_gap(gaps,
          {.kind = GapKind::kNeverShown,
           .entry_point = &entry_point,
           .text = std::move(text),
           .span = variant.span},
          variant.shown == 0);
}

}  // namespace

bool Share::reaches(double percent) const {
  return static_cast<double>(have) * 100 >= percent * static_cast<double>(all);
}

Share& Share::operator+=(const Share& other) {
  have += other.have;
  all += other.all;
  return *this;
}

std::string percent_text(const Share& share) {
  std::uint64_t per_mille = share.per_mille();
  std::string text = std::to_string(per_mille / 10);
  return per_mille == 1000 ? text + "%" : text + "." + std::to_string(per_mille % 10) + "%";
}

CoverageTotals totals_of(const EntryPointCoverage& entry_point) {
  CoverageTotals totals{.rules = entry_point.rules.size()};
  for (const RuleCoverage& rule : entry_point.rules) {
    totals.fired += {.have = rule.fired > 0 ? 1U : 0U, .all = 1};
    if (rule.is_conditional) {
      totals.not_fired += {.have = rule.not_fired > 0 ? 1U : 0U, .all = 1};
    }
    for (const AtomCoverage& atom : rule.atoms) {
      totals.conditions += {.have = atom.shown_true > 0 ? 1U : 0U, .all = 1};
      totals.conditions += {.have = atom.shown_false > 0 ? 1U : 0U, .all = 1};
    }
    for (const ActionCoverage& action : rule.actions) {
      totals.actions += {.have = action.run > 0 ? 1U : 0U, .all = 1};
    }
  }
  for (const TemplateCoverage& variant : entry_point.templates) {
    totals.templates += {.have = variant.shown > 0 ? 1U : 0U, .all = 1};
  }
  return totals;
}

CoverageTotals totals_of(const Coverage& coverage) {
  CoverageTotals totals;
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    CoverageTotals more = totals_of(entry_point);
    totals.rules += more.rules;
    totals.fired += more.fired;
    totals.not_fired += more.not_fired;
    totals.conditions += more.conditions;
    totals.actions += more.actions;
    totals.templates += more.templates;
  }
  return totals;
}

std::string_view gap_words(GapKind kind) {
  switch (kind) {
    case GapKind::kNeverFired:
      return "never fired";
    case GapKind::kAlwaysFired:
      return "always fired";
    case GapKind::kNeverFalse:
      return "never false";
    case GapKind::kNeverTrue:
      return "never true";
    case GapKind::kNeverRun:
      return "never run";
    case GapKind::kNeverShown:
      return "never shown";
  }
  return "";
}

std::string_view gap_name(GapKind kind) {
  switch (kind) {
    case GapKind::kNeverFired:
      return "never_fired";
    case GapKind::kAlwaysFired:
      return "always_fired";
    case GapKind::kNeverFalse:
      return "never_false";
    case GapKind::kNeverTrue:
      return "never_true";
    case GapKind::kNeverRun:
      return "never_run";
    case GapKind::kNeverShown:
      return "never_shown";
  }
  return "";
}

std::vector<Gap> gaps_of(const Coverage& coverage) {
  std::vector<Gap> gaps;
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    for (const RuleCoverage& rule : entry_point.rules) {
      add_gaps(gaps, entry_point, rule);
    }
    for (const TemplateCoverage& variant : entry_point.templates) {
      add_gaps(gaps, entry_point, variant);
    }
  }
  std::ranges::stable_sort(gaps, {}, &Gap::kind);
  return gaps;
}

Result<std::unique_ptr<CoverageMeter>> CoverageMeter::make(const Build& build) {
  RULEC_CHECK(build.model != nullptr);
  compiler::Input input = build.compiler_input();
  compiler::IrPtr ir = compiler::lower(input, *build.model);
  compiler::optimise(*ir, 0);
  RULEC_TRY(ruleset, runtime::load(compiler::emit(input, *build.model, *ir), ""));
  return std::make_unique<Meter>(build, ruleset);
}

bool CoverageMeter::decide(const TestCase& test) {
  std::string context;
  append_value(context, test.context);
  return decide(test.entry_point, context, test.acknowledgements, test.now_ms);
}

Result<Coverage> measure_coverage(const Build& build, const Run& run) {
  RULEC_TRY(meter, CoverageMeter::make(build));
  for (const CaseResult& result : run.results) {
    if (result.verdict != Verdict::kSkipped) {
      meter->decide(*result.test);
    }
  }
  return meter->take();
}

}  // namespace rulec::tooling

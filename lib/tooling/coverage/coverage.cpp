#include "tooling/coverage/coverage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/check.h"
#include "compiler/model.h"
#include "tooling/coverage/atoms.h"
#include "value/decimal.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;
using parser::RuleNode;

bool is_conditional(const Expr* condition) {
  return condition != nullptr &&
         !(condition->kind == ExprKind::kLiteral && value::is_truthy(condition->literal));
}

// Problem::code of a decision that a rule ended with an error.
constexpr std::uint16_t kRuleFailed = 6140;

// A rule of an entry point, or an item of its scorecard, while cases are decided.
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
    left_out_.clear();
    const runtime::Problem* problem = runtime::decide(*ruleset_, request, workspace_, decision);
    if (problem != nullptr) {
      return problem->code == kRuleFailed;
    }
    ++coverage_.entry_points[at_].decisions;
    count_actions(decision);
    for (std::uint32_t variant : decision.templates) {
      ++templates_[at_].at(variant)->shown;
    }
    if (decision.result) {
      count_recommendation(*decision.result);
    }
    return true;
  }

  [[nodiscard]] std::uint64_t reached(std::string_view entry_point) const override {
    std::optional<std::size_t> number = number_of(entry_point);
    if (!number) {
      return 0;
    }
    return totals_of(coverage_.entry_points[*number]).reached().have;
  }

  [[nodiscard]] std::optional<Share> reached_of(std::string_view entry_point,
                                                std::string_view id) const override {
    std::optional<std::size_t> number = number_of(entry_point);
    if (!number) {
      return std::nullopt;
    }
    const EntryPointCoverage& entry_point_at = coverage_.entry_points[*number];
    auto found = std::ranges::find(entry_point_at.rules, id, &RuleCoverage::id);
    if (found != entry_point_at.rules.end()) {
      return totals_of(*found).reached();
    }
    const std::optional<ScorecardCoverage>& scorecard = entry_point_at.scorecard;
    bool is_scorecard = scorecard && scorecard->id == id;
    return is_scorecard ? std::optional(totals_of(*scorecard).reached()) : std::nullopt;
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
    if (outcome != runtime::RuleOutcome::kNotReached && found != measured_[at_].end()) {
      count_turn(found->second, outcome, context);
    }
  }

  void on_step(std::uint32_t rule, std::uint32_t action, const Value& test,
               const Value& /*context*/) override {
    if (test.is_error() || !value::is_truthy(test)) {
      left_out_.emplace(rule, action);
    }
  }

  void on_item(std::uint32_t item, runtime::RuleOutcome outcome, const Value& context,
               const Value& /*error*/) override {
    count_turn(items_[at_][item], outcome, context);
  }

  void count_turn(const Measured& measured, runtime::RuleOutcome outcome, const Value& context) {
    RuleCoverage& counts = *measured.rule;
    ++counts.turns;
    counts.fired += outcome == runtime::RuleOutcome::kFired ? 1 : 0;
    counts.not_fired += outcome == runtime::RuleOutcome::kNotFired ? 1 : 0;
    Truth truth = outcome == runtime::RuleOutcome::kFired      ? Truth::kTrue
                  : outcome == runtime::RuleOutcome::kNotFired ? Truth::kFalse
                                                               : Truth::kError;
    const std::vector<AtomSeen>& seen =
        measured.condition->evaluate(context, now_ms_, truth, atom_workspace_);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      counts.atoms[i].evaluated += seen[i].evaluated;
      counts.atoms[i].shown_true += seen[i].shown_true;
      counts.atoms[i].shown_false += seen[i].shown_false;
    }
  }

  // As the engine chooses: the pattern that is the result, else the highest band that the total
  // reaches, else the default.
  void count_recommendation(const runtime::ScorecardResult& result) {
    const compiler::CheckedScorecard& checked = *scorecards_[at_];
    std::optional<ScorecardCoverage>& scorecard = coverage_.entry_points[at_].scorecard;
    RULEC_CHECK(scorecard.has_value());
    std::vector<RecommendationCoverage>& all = scorecard->recommendations;
    const std::vector<parser::ScorecardPatternNode>& patterns = checked.node->patterns;
    auto pattern = std::ranges::find_if(patterns, [&](const parser::ScorecardPatternNode& node) {
      return node.symbols.text == result.pattern_result;
    });
    DecimalBits total = result.total_points.as_decimal();
    auto above =
        std::ranges::partition_point(checked.bands, [&](const compiler::CheckedBand& band) {
          return value::compare_decimals(band.from, total) <= 0;
        });
    if (pattern != patterns.end()) {
      ++all[static_cast<std::size_t>(pattern - patterns.begin())].given;
    } else if (above != checked.bands.begin()) {
      ++all[patterns.size() + static_cast<std::size_t>(above - checked.bands.begin()) - 1].given;
    } else if (checked.node->default_recommendation) {
      ++all.back().given;
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
      DividedCondition& condition = divided(rule.condition);
      made.rules.push_back(described(rule, condition));
      measured[number] = {.rule = &made.rules.back(), .condition = &condition};
    }
    add_templates(entry_point, made);
    add_scorecard(made);
  }

  void add_scorecard(EntryPointCoverage& made) {
    std::vector<Measured>& measured = items_.emplace_back();
    auto found = std::ranges::find_if(build_.model->scorecards,
                                      [&](const compiler::CheckedScorecard& scorecard) {
                                        return scorecard.node->entry_point.text == made.name;
                                      });
    bool has_one = found != build_.model->scorecards.end();
    scorecards_.push_back(has_one ? &*found : nullptr);
    if (!has_one) {
      return;
    }
    const parser::ScorecardNode& node = *found->node;
    ScorecardCoverage& scorecard = made.scorecard.emplace(
        ScorecardCoverage{.id = std::string(node.id.text), .span = build_.ast.span(node.id.node)});
    scorecard.items.reserve(found->items.size());  // pointers into it are kept
    for (const compiler::CheckedItem& item : found->items) {
      DividedCondition& condition = divided(item.node->condition);
      RuleCoverage& coverage = scorecard.items.emplace_back(
          RuleCoverage{.id = std::string(item.node->id.text),
                       .span = build_.ast.span(item.node->id.node),
                       .is_conditional = is_conditional(item.node->condition)});
      add_atoms(condition, coverage);
      measured.push_back({.rule = &coverage, .condition = &condition});
    }
    add_recommendations(*found, scorecard);
  }

  // In the order that count_recommendation() goes by.
  void add_recommendations(const compiler::CheckedScorecard& checked,
                           ScorecardCoverage& scorecard) {
    for (const parser::ScorecardPatternNode& pattern : checked.node->patterns) {
      scorecard.recommendations.push_back({.text = "pattern " + std::string(pattern.symbols.text),
                                           .span = build_.ast.span(pattern.symbols.node)});
    }
    for (const compiler::CheckedBand& band : checked.bands) {
      std::string text = "band from ";
      append_value(text, band.node->from);
      scorecard.recommendations.push_back(
          {.text = std::move(text), .span = build_.ast.span(band.node->from_node)});
    }
    if (checked.node->default_recommendation) {
      scorecard.recommendations.push_back({.text = "default", .span = scorecard.span});
    }
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

  // Null: always true.
  DividedCondition& divided(const Expr* condition) {
    auto found = divided_.find(condition);
    if (found == divided_.end()) {
      found =
          divided_.emplace(condition, DividedCondition(build_.compiler_input(), condition)).first;
    }
    return found->second;
  }

  void add_atoms(const DividedCondition& condition, RuleCoverage& made) {
    for (const Atom& atom : condition.atoms()) {
      made.atoms.push_back(
          {.span = build_.ast.span(atom.expr->node), .text = parser::infix(*atom.expr)});
    }
  }

  RuleCoverage described(const RuleNode& rule, const DividedCondition& condition) {
    RuleCoverage made{.id = std::string(rule.id.text),
                      .span = build_.ast.span(rule.id.node),
                      .is_conditional = is_conditional(rule.condition),
                      .has_other_entry_points = rule.entry_points.size() > 1};
    add_atoms(condition, made);
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
      std::size_t left = executed.actions;
      for (std::size_t i = 0; i < actions.size() && left > 0; ++i) {
        bool is_run = !left_out_.contains({executed.rule, static_cast<std::uint32_t>(i)});
        actions[i].run += is_run ? 1 : 0;
        left -= is_run ? 1 : 0;
      }
    }
  }

  const Build& build_;
  runtime::RulesetPtr ruleset_;
  const bytecode::Program& program_;
  std::map<std::string_view, const RuleNode*> by_id_;
  std::map<const Expr*, DividedCondition> divided_;  // by condition
  Coverage coverage_;
  std::vector<std::map<std::uint32_t, Measured>> measured_;            // by entry point, by rule
  std::vector<std::map<std::uint32_t, TemplateCoverage*>> templates_;  // by entry point, by variant
  std::vector<std::vector<Measured>> items_;                           // by entry point, by item
  std::vector<const compiler::CheckedScorecard*> scorecards_;          // by entry point; or null
  std::size_t at_ = 0;  // the entry point of the case
  std::int64_t now_ms_ = 0;
  std::set<std::pair<std::uint32_t, std::uint32_t>> left_out_;  // rule and action, of the case
  runtime::Workspace workspace_;
  runtime::Workspace atom_workspace_;
};

}  // namespace

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

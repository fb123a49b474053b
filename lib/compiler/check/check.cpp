// Ast -> Model. Rules are checked one by one in the order of their files; what concerns several of
// them (equal ids, paths that updates write, the order of turns) is gathered before or after. Every
// part of a rule is checked even when another part is bad.
#include <algorithm>
#include <map>
#include <numeric>

#include "base/limits.h"
#include "compiler/check/actions.h"
#include "compiler/check/expressions.h"
#include "compiler/check/fields.h"
#include "compiler/check/limits.h"
#include "compiler/check/rule_names.h"
#include "compiler/check/ruleset.h"
#include "compiler/check/scorecards.h"
#include "compiler/check/steps.h"
#include "compiler/check/templates.h"
#include "compiler/check/types.h"
#include "compiler/check/windows.h"
#include "compiler/check_part.h"
#include "compiler/compiler.h"
#include "compiler/model.h"

namespace rulec::compiler {
namespace {

using parser::RuleNode;
using parser::ScorecardNode;

class Checker {
 public:
  Checker(const Input& input, diag::Emitter& emitter, Model& model)
      : input_(input), emitter_(emitter), model_(model), templates_(input, emitter, model) {
    for (const EntryPointSettings& entry : input.settings.entry_points) {
      declared_.emplace(entry.name, &entry);
    }
  }

  void run(RulesRead rules_read) {
    for (const RuleNode& rule : input_.ast.rules) {
      gather_writes(rule);
    }
    templates_.check_all();
    model_.rules.reserve(input_.ast.rules.size());
    for (const RuleNode& rule : input_.ast.rules) {
      model_.rules.push_back(check_rule(rule));
    }
    for (const ScorecardNode& scorecard : input_.ast.scorecards) {
      model_.scorecards.push_back(check_scorecard(scorecard));
    }
    templates_.check_contexts({.written = written_, .uses = uses_});
    for (const auto& [entry_point, uses] : uses_) {
      uses.report(input_, emitter_);
    }
    std::ranges::stable_sort(model_.rules, {},
                             [](const CheckedRule& r) { return r.node->id.text; });
    for (const CheckedRule& rule : model_.rules) {
      model_.has_errors = model_.has_errors || rule.is_bad;
    }
    for (const CheckedScorecard& scorecard : model_.scorecards) {
      model_.has_errors = model_.has_errors || scorecard.is_bad;
    }
    for (const CheckedTemplate& checked : model_.templates) {
      model_.has_errors = model_.has_errors || checked.is_bad;
    }
    model_.has_errors = !finish_ruleset(input_, model_, rules_read, emitter_) || model_.has_errors;
  }

 private:
  // What any update of an entry point may write is known to its conditions: whether it was written
  // before is the business of a lint.
  void gather_writes(const RuleNode& rule) {
    for (const parser::ActionNode& action : rule.actions) {
      const parser::ActionArgument* target = action.find("target");
      if (target == nullptr || !target->value->literal.is_string()) {
        continue;
      }
      for (const parser::TextAt& entry : rule.entry_points) {
        written_[entry.text].add(segments_of(target->value->literal.as_string()));
      }
    }
  }

  CheckedRule check_rule(const RuleNode& rule) {
    RuleReport report(input_, emitter_, &rule);
    CheckedRule checked{.node = &rule};
    check_id(rule, report);
    auto entries = check_entry_points(declared_, rule.entry_points, report);
    check_window(checked, report);
    check_limits(rule, report);
    if (rule.condition != nullptr) {
      check_expression(*rule.condition, report);
    }
    StepChecker steps(rule, entries, report, model_.arena);
    bool is_complete = true;
    for (const parser::ActionNode& action : rule.actions) {
      auto made = check_action(action, entries, report);
      is_complete = is_complete && made.has_value();
      CheckedStep step = steps.check(action);
      if (made) {
        made->step = std::move(step);
        templates_.check_use(*made, entries, report);
        checked.actions.push_back(std::move(*made));
      }
    }
    check_fields(checked, entries, steps, report);
    check_types(checked, entries, report);
    check_result_types(checked, steps.results(), report);
    checked.is_bad = report.is_bad() || !is_complete;
    return checked;
  }

  void check_id(const RuleNode& rule, RuleReport& report) {
    if (rule.id.text.empty()) {
      return;  // the rule schema has spoken
    }
    auto [first, is_new] = by_id_.emplace(rule.id.text, &rule);
    if (!is_new) {
      report_duplicate(*first->second, rule, report);
    }
  }

  CheckedScorecard check_scorecard(const ScorecardNode& scorecard) {
    RuleReport report(input_, emitter_, &scorecard);
    check_sole(scorecard.id, "id", scorecard_ids_, report);
    check_sole(scorecard.entry_point, "entry point", scorecard_entry_points_, report);
    auto entries = check_entry_points(declared_, {&scorecard.entry_point, 1}, report);
    CheckedScorecard checked = check_scorecard_parts(scorecard, report);
    for (const CheckedItem& item : checked.items) {
      check_limits(*item.node, report);
      if (item.node->condition != nullptr) {
        check_item_condition(*item.node->condition, entries, report);
      }
    }
    checked.is_bad = report.is_bad();
    return checked;
  }

  using TextsByName = std::map<std::string_view, parser::TextAt>;
  static void check_sole(const parser::TextAt& name, std::string_view what, TextsByName& seen,
                         RuleReport& report) {
    if (name.text.empty()) {
      return;  // the schema has spoken
    }
    auto [first, is_new] = seen.emplace(name.text, name);
    if (!is_new) {
      report_duplicate_scorecard(what, first->second, name, report);
    }
  }

  void check_item_condition(const parser::Expr& condition,
                            const std::vector<const EntryPointSettings*>& entries,
                            RuleReport& report) {
    check_expression(condition, report);
    FieldChecker fields(report);
    MadeFindings made;
    for (const EntryPointSettings* entry : entries) {
      if (entry->schema != nullptr) {
        fields.check(condition, {.entry_point = entry->name,
                                 .schema = *entry->schema,
                                 .written = written_[entry->name]});
      }
      TypeContext context{
          .entry_point = *entry, .written = written_[entry->name], .uses = uses_[entry->name]};
      TypeChecker(report, context, types_[entry->name], made).check_condition(condition);
    }
  }

  void check_fields(const CheckedRule& checked,
                    const std::vector<const EntryPointSettings*>& entries, const StepChecker& steps,
                    RuleReport& report) {
    const RuleNode& rule = *checked.node;
    FieldChecker fields(report);
    for (const EntryPointSettings* entry : entries) {
      if (entry->schema == nullptr) {
        continue;
      }
      FieldContext context{
          .entry_point = entry->name, .schema = *entry->schema, .written = written_[entry->name]};
      if (rule.condition != nullptr) {
        fields.check(*rule.condition, context);
      }
      for (const CheckedAction& action : checked.actions) {
        if (action.step.test != nullptr) {
          fields.check(*action.step.test, context);
        }
      }
      for (const parser::ActionNode& action : rule.actions) {
        for (const parser::ActionArgument& argument : action.arguments) {
          check_argument(fields, *argument.value, context, steps);
        }
      }
    }
  }

  // What is given to effects, and the tests that are carried: both know results alone.
  static void check_result_types(const CheckedRule& rule, const ResultsByName& results,
                                 RuleReport& report) {
    MadeFindings made;
    FieldTypes types;
    WrittenPaths written;
    FieldUses uses;  // of results without schema: not told
    EntryPointSettings nowhere;
    TypeContext context{
        .entry_point = nowhere, .written = written, .uses = uses, .results = &results};
    for (const CheckedAction& action : rule.actions) {
      TypeChecker checker(report, context, types, made);
      if (action.step.carried != nullptr) {
        checker.check_condition(*action.step.carried);
      }
      checker.check_references(action);
    }
  }

  void check_types(const CheckedRule& rule, const std::vector<const EntryPointSettings*>& entries,
                   RuleReport& report) {
    MadeFindings made;
    for (const EntryPointSettings* entry : entries) {
      TypeContext context{
          .entry_point = *entry, .written = written_[entry->name], .uses = uses_[entry->name]};
      TypeChecker types(report, context, types_[entry->name], made);
      if (rule.node->condition != nullptr) {
        types.check_condition(*rule.node->condition);
      }
      for (const CheckedAction& action : rule.actions) {
        if (action.step.test != nullptr) {
          types.check_condition(*action.step.test);
        }
        types.check_action(action);
      }
    }
  }

  static void check_argument(FieldChecker& fields, const parser::ArgumentValue& value,
                             const FieldContext& context, const StepChecker& steps) {
    if (value.expression != nullptr && !steps.is_refused(*value.expression)) {
      fields.check(*value.expression, context);
    }
    for (const parser::ArgumentValue* child : value.children) {
      check_argument(fields, *child, context, steps);
    }
  }

  const Input& input_;
  diag::Emitter& emitter_;
  Model& model_;
  TemplateChecker templates_;
  EntryPointsByName declared_;
  std::map<std::string_view, const RuleNode*> by_id_;
  TextsByName scorecard_ids_;
  TextsByName scorecard_entry_points_;
  std::map<std::string_view, WrittenPaths> written_;  // by entry point
  std::map<std::string_view, FieldTypes> types_;      // by entry point
  std::map<std::string_view, FieldUses> uses_;        // by entry point
};

}  // namespace

ModelPtr check(const Input& input, diag::Emitter& emitter) {
  ModelPtr model(new Model);
  Checker(input, emitter, *model).run(RulesRead::kAll);
  return model;
}

ModelPtr check_part(const Input& input, diag::Emitter& emitter) {
  ModelPtr model(new Model);
  Checker(input, emitter, *model).run(RulesRead::kSome);
  return model;
}

}  // namespace rulec::compiler

#include "compiler/check/rules.h"

#include "compiler/check/actions.h"
#include "compiler/check/expressions.h"
#include "compiler/check/fields.h"
#include "compiler/check/limits.h"
#include "compiler/check/windows.h"

namespace rulec::compiler {
namespace {

using parser::RuleNode;

void check_argument(FieldChecker& fields, const parser::ArgumentValue& value,
                    const FieldContext& context, const StepChecker& steps) {
  if (value.expression != nullptr && !steps.is_refused(*value.expression)) {
    fields.check(*value.expression, context);
  }
  for (const parser::ArgumentValue* child : value.children) {
    check_argument(fields, *child, context, steps);
  }
}

// What is given to effects, and the tests that are carried: both know results alone.
void check_result_types(const CheckedRule& rule, const ResultsByName& results, RuleReport& report) {
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

void gather_writes(const RuleNode& rule, std::map<std::string_view, WrittenPaths>& written) {
  for (const parser::ActionNode& action : rule.actions) {
    const parser::ActionArgument* target = action.find("target");
    if (target == nullptr || !target->value->literal.is_string()) {
      continue;
    }
    for (const parser::TextAt& entry : rule.entry_points) {
      written[entry.text].add(segments_of(target->value->literal.as_string()));
    }
  }
}

}  // namespace

RuleSurroundings::RuleSurroundings(const Input& all, TemplateChecker& of_templates)
    : input(all), templates(of_templates) {
  for (const EntryPointSettings& entry : input.settings.entry_points) {
    declared.emplace(entry.name, &entry);
    written[entry.name];
  }
  first_by_id.reserve(input.ast.rules.size());
  for (const RuleNode& rule : input.ast.rules) {
    gather_writes(rule, written);
    first_by_id.emplace(rule.id.text, &rule);
  }
}

CheckedRule RuleChecker::check(const RuleNode& rule) {
  RuleReport report(around_.input, emitter_, &rule);
  CheckedRule checked{.node = &rule};
  check_id(rule, report);
  Entries entries = check_entry_points(around_.declared, rule.entry_points, report);
  check_window(checked, report);
  check_limits(rule, report);
  if (rule.condition != nullptr) {
    check_expression(*rule.condition, report);
  }
  StepChecker steps(rule, entries, report, arena_);
  bool is_complete = true;
  checked.actions.reserve(rule.actions.size());
  for (const parser::ActionNode& action : rule.actions) {
    auto made = check_action(action, entries, report);
    is_complete = is_complete && made.has_value();
    CheckedStep step = steps.check(action);
    if (made) {
      made->step = std::move(step);
      check_use(*made, entries, report);
      checked.actions.push_back(std::move(*made));
    }
  }
  check_fields(checked, entries, steps, report);
  check_types(checked, entries, report);
  check_result_types(checked, steps.results(), report);
  checked.is_bad = report.is_bad() || !is_complete;
  return checked;
}

void RuleChecker::check_id(const RuleNode& rule, RuleReport& report) const {
  if (rule.id.text.empty()) {
    return;  // the rule schema has spoken
  }
  const RuleNode* first = around_.first_by_id.find(rule.id.text)->second;
  if (first != &rule) {
    report_duplicate(*first, rule, report);
  }
}

void RuleChecker::check_use(CheckedAction& action, const Entries& entries, RuleReport& report) {
  if (action.node->find("template") == nullptr) {
    return;
  }
  std::lock_guard lock(around_.templates_mutex);
  around_.templates.check_use(action, entries, report);
}

TypeContext RuleChecker::type_context(const EntryPointSettings& entry) {
  return {.entry_point = entry, .written = written(entry.name), .uses = uses_[entry.name]};
}

void RuleChecker::check_item_condition(const parser::Expr& condition, const Entries& entries,
                                       RuleReport& report) {
  check_expression(condition, report);
  FieldChecker fields(report);
  MadeFindings made;
  for (const EntryPointSettings* entry : entries) {
    if (entry->schema != nullptr) {
      fields.check(
          condition,
          {.entry_point = entry->name, .schema = *entry->schema, .written = written(entry->name)});
    }
    TypeContext context = type_context(*entry);
    TypeChecker(report, context, types_[entry->name], made).check_condition(condition);
  }
}

void RuleChecker::check_fields(const CheckedRule& checked, const Entries& entries,
                               const StepChecker& steps, RuleReport& report) {
  const RuleNode& rule = *checked.node;
  FieldChecker fields(report);
  for (const EntryPointSettings* entry : entries) {
    if (entry->schema == nullptr) {
      continue;
    }
    FieldContext context{
        .entry_point = entry->name, .schema = *entry->schema, .written = written(entry->name)};
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

void RuleChecker::check_types(const CheckedRule& rule, const Entries& entries, RuleReport& report) {
  MadeFindings made;
  for (const EntryPointSettings* entry : entries) {
    TypeContext context = type_context(*entry);
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

}  // namespace rulec::compiler

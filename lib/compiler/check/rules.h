// RuleChecker: the checks of rules one by one. What rules share does not change meanwhile, so
// several of these may work side by side on different rules; what each gathers is put together by
// the caller. Internal to the checker.
#pragma once

#include <map>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/check/field_uses.h"
#include "compiler/check/report.h"
#include "compiler/check/rule_names.h"
#include "compiler/check/steps.h"
#include "compiler/check/templates.h"
#include "compiler/check/types.h"
#include "compiler/check/written_paths.h"
#include "compiler/model.h"

namespace rulec::compiler {

// Of a ruleset, before its rules are checked.
struct RuleSurroundings {
  // Both outlive this.
  RuleSurroundings(const Input& all, TemplateChecker& of_templates);

  const Input& input;
  EntryPointsByName declared;
  std::unordered_map<std::string_view, const parser::RuleNode*> first_by_id;
  // What any update of an entry point may write is known to its conditions: whether it was written
  // before is the business of a lint. Every declared entry point has some.
  std::map<std::string_view, WrittenPaths> written;
  TemplateChecker& templates;
  std::mutex templates_mutex;  // they note where they are shown
};

class RuleChecker {
 public:
  // All outlive this; `arena` that of the Model the rules go to.
  RuleChecker(RuleSurroundings& around, diag::Emitter& emitter, Arena& arena)
      : around_(around), emitter_(emitter), arena_(arena) {}

  [[nodiscard]] CheckedRule check(const parser::RuleNode& rule);
  void check_item_condition(const parser::Expr& condition,
                            const std::vector<const EntryPointSettings*>& entries,
                            RuleReport& report);
  // Of fields without schema, by entry point, in the order of the rules.
  [[nodiscard]] std::map<std::string_view, FieldUses>& uses() { return uses_; }

 private:
  using Entries = std::vector<const EntryPointSettings*>;

  void check_id(const parser::RuleNode& rule, RuleReport& report) const;
  void check_fields(const CheckedRule& checked, const Entries& entries, const StepChecker& steps,
                    RuleReport& report);
  void check_types(const CheckedRule& rule, const Entries& entries, RuleReport& report);
  void check_use(CheckedAction& action, const Entries& entries, RuleReport& report);
  [[nodiscard]] TypeContext type_context(const EntryPointSettings& entry);
  [[nodiscard]] const WrittenPaths& written(std::string_view entry_point) const {
    return around_.written.find(entry_point)->second;
  }

  RuleSurroundings& around_;
  diag::Emitter& emitter_;
  Arena& arena_;
  std::map<std::string_view, FieldTypes> types_;  // by entry point
  std::map<std::string_view, FieldUses> uses_;    // by entry point
};

}  // namespace rulec::compiler

// Results of steps: their names, who uses them and where, and the parts of tests (language.md
// section 10). Internal to the checker.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/check/report.h"
#include "compiler/model.h"
#include "compiler/step_test.h"

namespace rulec::compiler {

// What is known of the value that a step gives.
struct ResultFacts {
  parser::TextAt name;
  const schema::ContextSchema* schema = nullptr;  // null: nothing
  bool may_be_absent = false;  // the step may not be carried out, and then the result is null
};
using ResultsByName = std::map<std::string_view, ResultFacts>;

// The actions of one rule, in order.
class StepChecker {
 public:
  StepChecker(const parser::RuleNode& rule, std::span<const EntryPointSettings* const> entry_points,
              RuleReport& report, Arena& arena);

  // The next action.
  [[nodiscard]] CheckedStep check(const parser::ActionNode& action);
  // Of the actions that were checked.
  [[nodiscard]] const ResultsByName& results() const { return results_; }
  // An expression of an argument that reads a result, which was reported.
  [[nodiscard]] bool is_refused(const parser::Expr& expr) const { return refused_.contains(&expr); }

 private:
  void check_test(const parser::Expr& test, CheckedStep& step);
  void check_conjunct(const parser::Expr& part, std::vector<const parser::Expr*>& context,
                      std::vector<const parser::Expr*>& carried, CheckedStep& step);
  [[nodiscard]] const parser::Expr* joined(const std::vector<const parser::Expr*>& parts);
  void check_value(const parser::ArgumentValue& value, CheckedStep& step);
  void check_reference(const parser::ArgumentValue& value, CheckedStep& step);
  void check_expression_reads(const parser::Expr& expr);
  // Nothing of the result's schema contradicts the path.
  void check_path(const ResultFacts& result, std::span<const std::string_view> path,
                  parser::NodeId at);
  void add_result(const parser::ActionNode& action);
  void use(std::string_view result, CheckedStep& step);

  void report_unknown(std::string_view name, parser::NodeId at, Span text);
  void report_not_known(std::string_view result, parser::NodeId at, std::string_view help);
  void report_mixed(const parser::Expr& part, const ResultRead& read, const parser::Expr& context);
  // That a context has a field of this name too.
  void add_hidden_field(diag::Diagnostic& finding, std::string_view result) const;
  [[nodiscard]] bool is_field(std::string_view name) const;

  const parser::RuleNode& rule_;
  std::span<const EntryPointSettings* const> entry_points_;
  RuleReport& report_;
  Arena& arena_;
  bool is_effect_ = false;  // the action being checked; one of an unknown type may be meant so
  ResultsByName results_;
  std::vector<std::string_view> names_;  // of results_
  std::set<const parser::Expr*> refused_;
};

// RC2046 for {"$ref": …} where an expression is wanted; false when it is none.
[[nodiscard]] bool report_reference_as_expression(const parser::Expr& expr, RuleReport& report);

}  // namespace rulec::compiler

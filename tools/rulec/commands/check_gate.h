// What the steps of `rulec check` share: one analysis, one run of the tests, one measurement of
// coverage. Each is made when the first step asks for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/check_command.h"
#include "package/artifact.h"
#include "progress.h"
#include "read_once_file_system.h"
#include "report.h"
#include "since.h"
#include "tooling/analysis.h"
#include "tooling/bench/budget_times.h"
#include "tooling/coverage/coverage.h"
#include "tooling/format/format_files.h"
#include "tooling/report/report.h"

namespace rulec::app::check_command {

class Gate {
 public:
  // `env` and `options` outlive this.
  Gate(const Options& options, Env& env, Progress& progress);

  // Reads, parses, checks, lowers and lints. A refusal when a setting of the selection is wrong, or
  // git cannot say what `--since` means.
  [[nodiscard]] Outcome<void> look();

  // Those that were asked for, in their order; without `--only`, no budget where none is set.
  [[nodiscard]] Outcome<std::vector<Step>> wanted_steps() const;
  [[nodiscard]] StepResult run(Step step);

  // --- what came of it; for the report
  [[nodiscard]] const tooling::Build& build() const { return *analysis_.build; }
  // All that is told: with `--since` what concerns changed parts, and errors that stop the build.
  [[nodiscard]] Findings findings(const std::vector<StepResult>& steps) const;
  [[nodiscard]] const std::vector<std::string>& unformatted() const { return unformatted_; }
  [[nodiscard]] const tooling::Run* tests() const { return tests_ ? &*tests_ : nullptr; }
  [[nodiscard]] const tooling::Coverage* coverage() const {
    return coverage_ ? &*coverage_ : nullptr;
  }
  [[nodiscard]] const std::vector<tooling::Minimum>& minimums() const { return minimums_; }
  [[nodiscard]] const std::vector<tooling::BudgetTime>& budget_times() const {
    return budget_times_;
  }
  // Of the bundle; "" when none was made.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  // What an exit code must say when a step could not run: that of the errors in its way.
  [[nodiscard]] ExitCode exit_code_of_errors() const;

 private:
  StepResult fmt();
  StepResult lint();
  StepResult compile();
  StepResult test();
  StepResult coverage_step();
  StepResult budget();
  StepResult package();

  // A project without a rule or a test has none that anybody asked for.
  [[nodiscard]] bool has_program() const {
    return build().program.has_value() &&
           !(build().rule_files.empty() && build().test_files.empty());
  }
  [[nodiscard]] const bytecode::Program& program() const;
  [[nodiscard]] std::size_t compile_errors() const;
  [[nodiscard]] bool passes_lints() const;
  // Settings of rulec.yaml, where they stand.
  [[nodiscard]] diag::Diagnostic at_setting(diag::Code code, std::string_view key,
                                            std::vector<diag::Argument> arguments) const;
  void tell_unformatted(const tooling::FormatResult& result);
  void tell_below(const tooling::Minimum& minimum);
  void tell_failed(Step step, const Failure& why);
  Outcome<const tooling::Run*> need_tests();
  Outcome<const tooling::Coverage*> need_coverage();
  void tell_of_engines(const tooling::Run& run);
  Outcome<runtime::RulesetPtr> loaded();
  Outcome<void> time_entry_point(const runtime::LoadedRuleset& ruleset,
                                 const std::string& entry_point);
  [[nodiscard]] diag::Diagnostic over_budget(const tooling::BudgetTime& time) const;

  const Options& options_;
  ReadOnceFileSystem files_;
  Env env_;  // with files that are read once
  Progress& progress_;
  tooling::Analysis analysis_;
  std::int64_t analysis_ns_ = 0;
  std::int64_t compile_ns_ = 0;  // of it
  Findings all_;
  std::optional<Changed> changed_;
  std::vector<tooling::TimeBudget> budgets_;
  std::vector<std::string> unformatted_;
  std::optional<tooling::Run> tests_;
  std::optional<tooling::Coverage> coverage_;
  std::vector<tooling::Minimum> minimums_;
  std::vector<tooling::BudgetTime> budget_times_;
  std::vector<diag::Diagnostic> found_by_steps_;
  std::size_t unread_ = 0;  // files that could not be formatted for mistakes
  std::string digest_;
};

}  // namespace rulec::app::check_command

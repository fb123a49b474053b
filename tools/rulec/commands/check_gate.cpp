#include "commands/check_gate.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "bundle/bundle.h"
#include "bundle_making.h"
#include "coverage_minimums.h"
#include "diag/suggest.h"
#include "native_code.h"
#include "package_making.h"
#include "package_parts.h"
#include "project_settings.h"
#include "tooling/lint/lint.h"
#include "with_files.h"

namespace rulec::app::check_command {
namespace {

using diag::Code;
using diag::Severity;

std::size_t count_security(const Findings& findings) {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings.shown, is_of_security, &diag::Diagnostic::code));
}

// A project without environments may be checked in a place that names one.
Outcome<void> check_environment(const project::Config& config, const std::string& name) {
  constexpr std::string_view kPrefix = "environments.";
  std::vector<std::string> known;
  for (const project::Config::Setting& setting : config.settings) {
    if (!setting.key.starts_with(kPrefix)) {
      continue;
    }
    std::string_view rest = std::string_view(setting.key).substr(kPrefix.size());
    if (rest == name || (rest.starts_with(name) && rest.substr(name.size()).starts_with('.'))) {
      return {};
    }
    known.emplace_back(rest.substr(0, rest.find('.')));
  }
  if (name.empty() || known.empty()) {
    return {};
  }
  Failure unknown = failure(
      Code::kBadFlagValue,
      {{"value", name}, {"flag", "--env"}, {"expected", "rulec.yaml has no such environment"}});
  unknown.suggestions = diag::suggest(name, known);
  return refuse(std::move(unknown));
}

// By `--only` and `--skip`.
bool is_asked(const Options& options, Step step) {
  auto is_in = [step](const std::vector<std::string>& names) {
    return std::ranges::find(names, step_name(step)) != names.end();
  };
  return (options.only.empty() || is_in(options.only)) && !is_in(options.skipped);
}

}  // namespace

Gate::Gate(const Options& options, Env& env, Progress& progress)
    : options_(options), files_(env.files), env_(with_files(env, files_)), progress_(progress) {}

// --- what all steps look at

Outcome<void> Gate::look() {
  progress_.begin("reading, linting, compiling");
  std::int64_t began = env_.clock.ticks_ns();
  diag::Collector collector;
  bool lints = is_asked(options_, Step::kLint) || is_asked(options_, Step::kPackage);
  // A bad selection is told once findings are chosen.
  auto selection = [lints](const tooling::Build& built) {
    Outcome<LintSelection> read = effective_selection(built.project.config, {}, {});
    LintSelection wanted = read ? std::move(*read) : LintSelection{};
    return [lints, wanted = std::move(wanted)](Code code) {
      return (lints || !tooling::is_lint(code)) && is_wanted(wanted, code);
    };
  };
  analysis_ = tooling::analyse(files_,
                               {.build = {.folder = {},
                                          .paths = {},
                                          .max_source_bytes = options_.common.max_source_bytes,
                                          .last_pass = {},
                                          .clock = &env_.clock,
                                          .overlay = {}},
                                .last = tooling::Phase::kEmit,
                                .now_ms = env_.clock.now_ms(),
                                .selection = selection},
                               collector);
  require_files(build(), {}, collector);
  Outcome<LintSelection> chosen = effective_selection(build().project.config, {}, {});
  if (!chosen) {
    return refuse(std::move(chosen.error()));
  }
  all_ = findings_of(collector, *chosen);
  if (options_.since) {
    Outcome<Changed> changed = changed_of(
        build(), {.revision = options_.since, .max_source_bytes = options_.common.max_source_bytes},
        env_);
    if (!changed) {
      return refuse(std::move(changed.error()));
    }
    changed_ = std::move(*changed);
  }
  if (Outcome<void> known = check_environment(build().project.config, options_.common.environment);
      !known) {
    return known;
  }
  budgets_ = tooling::configured_budgets(build().project.config, options_.common.environment);
  for (const tooling::PhaseTime& time : build().times) {
    bool is_of_compile = time.name != "open" && time.name != "parse" && time.name != "check";
    compile_ns_ += is_of_compile ? time.nanoseconds : 0;
  }
  analysis_ns_ = env_.clock.ticks_ns() - began;
  return {};
}

Outcome<std::vector<Step>> Gate::wanted_steps() const {
  std::vector<Step> wanted;
  for (Step step : kSteps) {
    bool is_due = step != Step::kBudget || !budgets_.empty() || !options_.only.empty();
    if (is_due && is_asked(options_, step)) {
      wanted.push_back(step);
    }
  }
  if (wanted.empty()) {
    return refuse(
        failure(Code::kBadUsage, {{"problem", "`--only` and `--skip` leave no step to run"}}));
  }
  return wanted;
}

StepResult Gate::run(Step step) {
  progress_.begin(step_name(step));
  std::int64_t began = env_.clock.ticks_ns();
  StepResult result;
  switch (step) {
    case Step::kFmt:
      result = fmt();
      break;
    case Step::kLint:
      result = lint();
      break;
    case Step::kCompile:
      result = compile();
      break;
    case Step::kTest:
      result = test();
      break;
    case Step::kCoverage:
      result = coverage_step();
      break;
    case Step::kBudget:
      result = budget();
      break;
    case Step::kPackage:
      result = package();
      break;
  }
  result.elapsed_ns += env_.clock.ticks_ns() - began;
  if (result.failure) {
    tell_failed(step, *result.failure);
  }
  return result;
}

const bytecode::Program& Gate::program() const {
  const std::optional<bytecode::Program>& built = build().program;
  RULEC_CHECK(built.has_value());
  return *built;
}

ExitCode Gate::exit_code_of_errors() const {
  return exit_code_of(all_, build().sources, Severity::Error);
}

// Those of the lints stand in no compiler's way.
std::size_t Gate::compile_errors() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_.shown, [](const diag::Diagnostic& finding) {
        return finding.severity == Severity::Error && !tooling::is_lint(finding.code);
      }));
}

// --- the steps

StepResult Gate::fmt() {
  const project::Config& config = build().project.config;
  if (config.has_errors) {
    return not_run(Step::kFmt, config.path, "rulec lint");  // nobody knows the layout
  }
  diag::Collector told_before;
  std::vector<tooling::FormatResult> results = tooling::format_sources(
      files_, build().project, build().sources,
      {.max_source_bytes = options_.common.max_source_bytes, .to = std::nullopt}, told_before);
  for (const diag::Diagnostic& finding : told_before.kept()) {
    if (finding.code == Code::kFormatRefused) {
      found_by_steps_.push_back(finding);
    }
  }
  std::size_t files = 0;
  for (const tooling::FormatResult& result : results) {
    if (changed_ && !std::ranges::binary_search(changed_->paths, result.target.path)) {
      continue;
    }
    ++files;
    unread_ += result.fate == tooling::FormatFate::kDone ? 0 : 1;
    if (result.is_changed) {
      unformatted_.push_back(result.target.path);
      tell_unformatted(result);
    }
  }
  std::ranges::sort(unformatted_);
  if (unformatted_.empty() && unread_ == 0) {
    return answer(Step::kFmt, true, counted(files, "file"), {});
  }
  std::string words;
  if (!unformatted_.empty()) {
    words = std::to_string(unformatted_.size()) + " of " + counted(files, "file") +
            (unformatted_.size() == 1 ? " is" : " are") + " not formatted";
  }
  if (unread_ > 0) {
    words += (words.empty() ? "" : ", ") + counted(unread_, "file") + " with mistakes";
  }
  return answer(Step::kFmt, false, std::move(words), unformatted_.empty() ? "" : "rulec fmt");
}

StepResult Gate::lint() {
  Findings findings = changed_ ? in_parts(all_, changed_->parts) : all_;
  ExitCode code = exit_code_of(findings, build().sources, Severity::Error);
  std::optional<std::size_t> most = configured_number(build().project.config, "lint.max_warnings");
  bool is_over = most && findings.warnings > *most;
  if (code == ExitCode::kOk && is_over) {
    code = ExitCode::kNo;
  }
  std::string words = counted(build().ast.rules.size(), "rule") + ": ";
  words += findings.is_empty() ? std::string("all good") : counts_text(findings);
  if (std::size_t security = count_security(findings); security > 0) {
    words += " (" + std::to_string(security) + " of them security)";
  }
  words += is_over ? ", at most " + std::to_string(*most) + " allowed" : "";
  bool has_fix = std::ranges::any_of(findings.shown, [](const diag::Diagnostic& finding) {
    return std::ranges::any_of(finding.fixes, [](const diag::Fix& fix) {
      return fix.fix_class == diag::FixClass::kSuggested;
    });
  });
  StepResult result = answer(Step::kLint, code == ExitCode::kOk, std::move(words),
                             has_fix ? "rulec lint --fix-suggested" : "rulec lint");
  result.exit_code = code;
  result.elapsed_ns = analysis_ns_ - compile_ns_;
  if (is_over && findings.errors == 0) {
    found_by_steps_.push_back(at_setting(Code::kStepFailed, "lint.max_warnings",
                                         {{"step", "lint"}, {"reason", result.words}}));
  }
  return result;
}

StepResult Gate::compile() {
  StepResult result;
  if (!has_program()) {
    std::size_t errors = std::max<std::size_t>(compile_errors(), 1);
    std::string words = !is_asked(options_, Step::kLint) ? counted(errors, "error")
                        : errors == 1                    ? std::string("same error")
                                                         : "same " + counted(errors, "error");
    result = answer(Step::kCompile, false, std::move(words), "rulec lint");
    result.exit_code = exit_code_of_errors();
    result.elapsed_ns = compile_ns_;
    return result;
  }
  std::size_t warnings = 0;
  for (const diag::Diagnostic& finding : all_.shown) {
    warnings += finding.severity == Severity::Warning && !tooling::is_lint(finding.code) ? 1 : 0;
  }
  if (build().project.config.strict_validation && warnings > 0) {
    result = answer(Step::kCompile, false,
                    counted(warnings, "warning") + ", and strict_validation allows none",
                    "rulec compile");
    found_by_steps_.push_back(at_setting(Code::kStepFailed, "compiler_settings.strict_validation",
                                         {{"step", "compile"}, {"reason", result.words}}));
  } else {
    std::string name = program().name + "-" + program().version + ".rbx";
    std::string bytes = bundle::write_bundle(program());
    Outcome<std::string> digest = loaded_digest(bytes, name);
    if (!digest) {
      return failed(Step::kCompile, std::move(digest.error()));
    }
    digest_ = std::move(*digest);
    result = answer(Step::kCompile, true, name + ", " + counted(bytes.size(), "byte"), {});
  }
  result.elapsed_ns = compile_ns_;
  return result;
}

Outcome<const tooling::Run*> Gate::need_tests() {
  if (tests_) {
    return &*tests_;
  }
  auto run = tooling::run_tests(
      files_, env_.clock, build(), *analysis_.suite,
      {.selection = {.pattern = {}},
       .engines = tooling::EngineChoice::kAll,
       .give_native_code =
           [this](const runtime::LoadedRuleset& ruleset) { give_native_code(ruleset, true, env_); },
       .workers = 0,
       .shuffle = std::nullopt});
  if (!run) {
    return refuse(failure_of(run.error(), "the tests"));
  }
  const tooling::Run& kept = tests_.emplace(std::move(*run));
  tell_of_engines(kept);
  return &kept;
}

StepResult Gate::test() {
  if (!has_program()) {
    return not_run(Step::kTest, "compile", "rulec lint");
  }
  if (analysis_.test_errors > 0) {
    StepResult result =
        answer(Step::kTest, false, counted(analysis_.test_errors, "error") + " in the cases",
               "rulec lint");
    result.exit_code = exit_code_of_errors();
    return result;
  }
  Outcome<const tooling::Run*> ran = need_tests();
  if (!ran) {
    return failed(Step::kTest, std::move(ran.error()));
  }
  const tooling::Run& run = **ran;
  std::string words = std::to_string(run.passed) + " passed";
  words += run.failed > 0 ? ", " + std::to_string(run.failed) + " failed" : "";
  words += run.skipped > 0 ? ", " + std::to_string(run.skipped) + " skipped" : "";
  if (run.results.empty()) {
    words = "no test";
  }
  StepResult result = answer(Step::kTest, run.failed == 0, std::move(words), "rulec test");
  if (tooling::engines_differ(run)) {
    result.exit_code = ExitCode::kBug;
  }
  return result;
}

Outcome<const tooling::Coverage*> Gate::need_coverage() {
  Outcome<const tooling::Run*> ran = need_tests();
  if (!ran) {
    return refuse(std::move(ran.error()));
  }
  auto measured = tooling::measure_coverage(build(), **ran);
  if (!measured) {
    return refuse(failure_of(measured.error(), "the coverage"));
  }
  const tooling::Coverage& kept = coverage_.emplace(std::move(*measured));
  minimums_ = coverage_minimums(options_.coverage_minimum, build().project.config, kept, **ran);
  return &kept;
}

StepResult Gate::coverage_step() {
  if (!has_program()) {
    return not_run(Step::kCoverage, "compile", "rulec lint");
  }
  if (analysis_.test_errors > 0) {
    return not_run(Step::kCoverage, "test", "rulec lint");
  }
  Outcome<const tooling::Coverage*> measured = need_coverage();
  if (!measured) {
    return failed(Step::kCoverage, std::move(measured.error()));
  }
  std::string words;
  bool is_ok = true;
  for (const tooling::Minimum& minimum : minimums_) {
    if (!minimum.is_reached()) {
      is_ok = false;
      tell_below(minimum);
    }
    std::string percent;
    append_number(percent, minimum.percent);
    words += (words.empty() ? "" : ", ") + std::string(minimum.what) + " " + minimum.found_text() +
             (minimum.is_reached() ? " >= " : " < ") + percent + "%";
  }
  tooling::CoverageTotals totals = tooling::totals_of(**measured);
  if (minimums_.empty()) {
    words = "conditions " + tooling::percent_text(totals.conditions) + ", rules " +
            std::to_string(totals.fired.have) + "/" + std::to_string(totals.fired.all);
  }
  return answer(Step::kCoverage, is_ok, std::move(words), "rulec test --coverage");
}

Outcome<runtime::RulesetPtr> Gate::loaded() {
  auto ruleset = runtime::load(program(), digest_);
  if (!ruleset) {
    return refuse(failure_of(ruleset.error(), "the program"));
  }
  return std::move(*ruleset);
}

Outcome<void> Gate::time_entry_point(const runtime::LoadedRuleset& ruleset,
                                     const std::string& entry_point) {
  const tooling::Run none;
  auto contexts = tooling::synthetic_contexts(ruleset, entry_point, build(),
                                              tests() != nullptr ? *tests() : none);
  if (!contexts) {
    return refuse(failure_of(contexts.error(), "the synthetic contexts"));
  }
  if (contexts->contexts.empty()) {
    *contexts = tooling::contexts_of_tests(ruleset, entry_point, *analysis_.suite);
  }
  if (!contexts->contexts.empty()) {
    std::ranges::move(tooling::time_budgets(ruleset, *contexts, budgets_, env_.clock),
                      std::back_inserter(budget_times_));
  }
  return {};
}

StepResult Gate::budget() {
  if (!has_program()) {
    return not_run(Step::kBudget, "compile", "rulec lint");
  }
  if (budgets_.empty()) {
    return answer(Step::kBudget, true, "no performance_budget is set", {});
  }
  Outcome<runtime::RulesetPtr> ruleset = loaded();
  if (!ruleset) {
    return failed(Step::kBudget, std::move(ruleset.error()));
  }
  for (const std::string& entry_point : tooling::entry_points_of(program())) {
    if (Outcome<void> timed = time_entry_point(**ruleset, entry_point); !timed) {
      return failed(Step::kBudget, std::move(timed.error()));
    }
  }
  const tooling::BudgetTime* nearest = nullptr;
  bool is_ok = true;
  for (const tooling::BudgetTime& time : budget_times_) {
    auto share = [](const tooling::BudgetTime& of) { return of.found_ns / of.budget.limit_ns; };
    nearest = nearest == nullptr || share(time) > share(*nearest) ? &time : nearest;
    if (!time.budget.is_kept(time.found_ns)) {
      is_ok = false;
      found_by_steps_.push_back(over_budget(time));
    }
  }
  std::string words = "no context was found to time";
  if (nearest != nullptr) {
    words = nearest->entry_point + ": " +
            std::string(tooling::percentile_name(nearest->budget.percentile)) + " (fastest) " +
            tooling::duration_text(nearest->found_ns) + " of " + nearest->budget.limit;
  }
  return answer(Step::kBudget, is_ok, std::move(words), "rulec bench");
}

// What `rulec package` asks for, whichever files `--since` looks at.
bool Gate::passes_lints() const {
  std::optional<std::size_t> most = configured_number(build().project.config, "lint.max_warnings");
  return all_.errors == 0 && !(most && all_.warnings > *most);
}

StepResult Gate::package() {
  if (!has_program()) {
    return not_run(Step::kPackage, "compile", "rulec lint");
  }
  if (analysis_.test_errors > 0) {
    return not_run(Step::kPackage, "test", "rulec lint");
  }
  Outcome<const tooling::Run*> ran = need_tests();
  if (!ran) {
    return failed(Step::kPackage, std::move(ran.error()));
  }
  if ((*ran)->failed > 0) {
    return not_run(Step::kPackage, "test", "rulec test");
  }
  if (!passes_lints()) {
    return not_run(Step::kPackage, "lint", "rulec lint");
  }
  Outcome<std::vector<trust::Material>> inputs =
      package_inputs(files_, build(), analysis_.tested_sources, *analysis_.suite);
  if (!inputs) {
    return failed(Step::kPackage, std::move(inputs.error()));
  }
  Outcome<UnsignedPackage> made =
      make_package(build(), materials_of(build(), analysis_.build_sources));
  Outcome<std::string> bytes =
      made ? package_bytes(made->artifact) : Outcome<std::string>(refuse(std::move(made.error())));
  if (!bytes) {
    return failed(Step::kPackage, std::move(bytes.error()));
  }
  digest_ = made->digest;
  std::string words =
      program().name + "-" + program().version + ".rpack, " + counted(bytes->size(), "byte");
  // A remark: `rulec package` wants the sources committed, and that is for whoever releases.
  Outcome<Committed> committed = ask_git(files_, build(), *inputs);
  if (!committed || committed->no_commit) {
    words += ", no commit";
  } else if (!committed->changes.empty()) {
    words += ", " + counted(committed->changes.size(), "file") + " not committed";
  }
  return answer(Step::kPackage, true, std::move(words), {});
}

}  // namespace rulec::app::check_command

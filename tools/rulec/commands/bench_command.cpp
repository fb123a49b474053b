#include "commands/bench_command.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

#include "base/calendar.h"
#include "base/json_writer.h"
#include "build_report.h"
#include "command_table.h"
#include "commands/bench_report.h"
#include "diag/suggest.h"
#include "engine_names.h"
#include "native_code.h"
#include "output.h"
#include "progress.h"
#include "project_settings.h"
#include "report_output.h"
#include "runtime/native.h"
#include "tooling/bench/contexts.h"
#include "tooling/bench/run_file.h"
#include "tooling/decide/ruleset.h"
#include "version.h"

namespace rulec::app::bench_command {
namespace {

using diag::Code;

constexpr std::array<std::string_view, 4> kEngines = {"bytecode", "auto", "index", "native"};
constexpr double kLeastTimeNs = 1e6;
constexpr double kMostTimeNs = 3600e9;
constexpr std::size_t kMaxRunBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kMaxFactsBytes = std::size_t{1024} * 1024;

Failure wrong_value(std::string_view flag, const std::string& value, std::string expected) {
  return failure(
      Code::kBadFlagValue,
      {{"value", value}, {"flag", std::string(flag)}, {"expected", std::move(expected)}});
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t\r\n");
  std::size_t end = text.find_last_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin + 1);
}

// What /proc says; nothing where there is none.
tooling::MachineFacts machine_facts(FileSystem& files) {
  tooling::MachineFacts facts;
  if (auto kernel = files.read_file("/proc/sys/kernel/osrelease", kMaxFactsBytes)) {
    facts.kernel = "Linux " + std::string(trimmed(*kernel));
  }
  auto info = files.read_file("/proc/cpuinfo", kMaxFactsBytes);
  std::string_view rest = info ? std::string_view(*info) : std::string_view();
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    std::size_t colon = line.find(':');
    std::string_view key = trimmed(line.substr(0, colon));
    facts.processors += key == "processor" ? 1 : 0;
    if (key == "model name" && facts.cpu.empty() && colon != std::string_view::npos) {
      facts.cpu = trimmed(line.substr(colon + 1));
    }
  }
  return facts;
}

// Flags with their values read.
struct Wanted {
  double time_ns = 0;
  double max_regress = 0;  // a share
  std::vector<std::string> engines;
  std::vector<tooling::TimeBudget> budgets;
};

Outcome<std::vector<std::string>> engines_of(const Options& options) {
  std::vector<std::string> engines;
  for (const std::string& name : options.engines) {
    if (std::ranges::find(kEngines, name) == kEngines.end()) {
      Failure unknown = wrong_value("--engine", name, "expected auto, bytecode, index or native");
      unknown.suggestions = diag::suggest(name, kEngines);
      return refuse(std::move(unknown));
    }
    if (std::ranges::find(engines, name) == engines.end()) {
      engines.push_back(name);
    }
  }
  if (engines.empty()) {
    engines.emplace_back("bytecode");
  }
  return engines;
}

// "5%" or "5", as a share.
Outcome<double> share_of(const std::string& text) {
  constexpr double kHundred = 100;
  std::string_view digits = text;
  if (digits.ends_with('%')) {
    digits.remove_suffix(1);
  }
  digits = trimmed(digits);
  // A duration is a number with a unit, so its reader knows numbers.
  std::optional<double> percent = tooling::parse_duration_ns(std::string(digits) + "ns");
  if (!percent) {
    return refuse(wrong_value("--max-regress", text, "expected a percentage such as 5%"));
  }
  return *percent / kHundred;
}

Outcome<Wanted> wanted_of(const Options& options) {
  Wanted wanted;
  std::optional<double> time = tooling::parse_duration_ns(options.time);
  if (!time || *time < kLeastTimeNs || *time > kMostTimeNs) {
    return refuse(wrong_value("--time", options.time, "expected a duration from 1ms to 1h"));
  }
  wanted.time_ns = *time;
  Outcome<double> share = share_of(options.max_regress);
  if (!share) {
    return refuse(std::move(share.error()));
  }
  wanted.max_regress = *share;
  Outcome<std::vector<std::string>> engines = engines_of(options);
  if (!engines) {
    return refuse(std::move(engines.error()));
  }
  wanted.engines = std::move(*engines);
  if (options.budget) {
    auto budgets = tooling::parse_budgets(*options.budget);
    if (!budgets) {
      return refuse(wrong_value("--budget", *options.budget, budgets.error().message));
    }
    wanted.budgets = std::move(*budgets);
  }
  return wanted;
}

class Bench {
 public:
  Bench(const Options& options, Wanted wanted, Env& env)
      : options_(options), wanted_(std::move(wanted)), env_(env) {}

  Outcome<ExitCode> run() {
    // A bad baseline is told before anybody waits.
    if (Outcome<void> read = read_baseline(); !read) {
      return refuse(std::move(read.error()));
    }
    auto build = tooling::build(env_.files,
                                {.folder = {},
                                 .paths = {},
                                 .max_source_bytes = options_.common.max_source_bytes,
                                 .last_pass = {},
                                 .overlay = {}},
                                tooling::Phase::kEmit, collector_);
    require_files(*build, {}, collector_);
    suite_ = tooling::collect_tests(env_.files, *build, collector_);
    if (options_.save) {
      if (Outcome<void> fit = check_target(*options_.save, "--save", *build, env_); !fit) {
        return refuse(std::move(fit.error()));
      }
    }
    if (collector_.has_errors() || !build->program) {
      return report_findings(collector_, *build, options_.common, env_);
    }
    // An index that only some of the engines use stands in nobody's way.
    auto opened = tooling::open_build(std::move(build), {.index = runtime::IndexChoice::kAlways});
    if (!opened) {
      return refuse(failure_of(opened.error(), "the bundle"));
    }
    opened_ = std::move(*opened);
    if (Outcome<void> given = give_code(); !given) {
      return refuse(std::move(given.error()));
    }
    if (Outcome<void> found = find_contexts(); !found) {
      return refuse(std::move(found.error()));
    }
    measure_all();
    if (baseline_) {
      judge_changes(*baseline_);
    }
    judge_budgets();
    if (Outcome<void> saved = save(); !saved) {
      return refuse(std::move(saved.error()));
    }
    return report();
  }

 private:
  Outcome<void> read_baseline() {
    if (!options_.baseline) {
      return {};
    }
    auto text = env_.files.read_file(*options_.baseline, kMaxRunBytes);
    if (!text) {
      return refuse(failure_of(text.error(), *options_.baseline));
    }
    auto run = tooling::read_run(*text);
    if (!run) {
      return refuse(
          failure(Code::kBadRun, {{"path", *options_.baseline}, {"problem", run.error().message}}));
    }
    baseline_ = std::move(*run);
    return {};
  }

  [[nodiscard]] bool wants(std::string_view engine) const {
    return std::ranges::find(wanted_.engines, engine) != wanted_.engines.end();
  }

  // Figures of `native` are of machine code or there are none. `auto` is timed as in a process that
  // has had the time to make some.
  Outcome<void> give_code() {
    const runtime::LoadedRuleset& ruleset = *opened_.ruleset;
    if (wants("native")) {
      return require_native_code(ruleset, options_.common.quiet > 0, env_);
    }
    if (wants("auto") && runtime::gains_from_native(ruleset)) {
      give_native_code(ruleset, true, env_);
    }
    return {};
  }

  [[nodiscard]] const tooling::Build& build() const { return *opened_.build; }
  [[nodiscard]] const bytecode::Program& program() const {
    return runtime::program_of(*opened_.ruleset);
  }

  Outcome<void> find_contexts() {
    std::vector<std::string> names = tooling::entry_points_of(program());
    const std::string& wanted = options_.entry_point;
    if (!wanted.empty()) {
      if (std::ranges::find(names, wanted) == names.end()) {
        Failure unknown = wrong_value("ENTRY", wanted, "the project has no such entry point");
        unknown.suggestions = diag::suggest(wanted, names);
        return refuse(std::move(unknown));
      }
      names = {wanted};
    }
    std::vector<std::string> texts;
    if (options_.contexts) {
      auto read =
          tooling::read_contexts(env_.files, *options_.contexts, options_.common.max_source_bytes);
      if (!read) {
        return refuse(failure_of(read.error(), *options_.contexts));
      }
      texts = std::move(*read);
    }
    for (const std::string& name : names) {
      Outcome<tooling::ContextSet> set = contexts_for(name, texts);
      if (!set) {
        return refuse(std::move(set.error()));
      }
      if (set->contexts.empty()) {
        without_contexts_.push_back(name);
      } else {
        sets_.push_back(std::move(*set));
      }
    }
    return require_contexts();
  }

  Outcome<tooling::ContextSet> contexts_for(const std::string& name,
                                            const std::vector<std::string>& texts) {
    const runtime::LoadedRuleset& ruleset = *opened_.ruleset;
    if (options_.contexts) {
      return tooling::contexts_of_texts(ruleset, name, texts);
    }
    tooling::ContextSet of_tests = tooling::contexts_of_tests(ruleset, name, *suite_);
    if (!of_tests.contexts.empty()) {
      return of_tests;
    }
    auto made = tooling::synthetic_contexts(ruleset, name, build(), tooling::Run());
    if (!made) {
      return refuse(failure_of(made.error(), "the synthetic contexts"));
    }
    return std::move(*made);
  }

  [[nodiscard]] Outcome<void> require_contexts() const {
    if (!sets_.empty() || !options_.contexts) {
      return {};
    }
    return refuse(
        wrong_value("--contexts", *options_.contexts,
                    "no *.json and no line of a *.jsonl file in it is a context that " +
                        (options_.entry_point.empty() ? std::string("an entry point")
                                                      : "`" + options_.entry_point + "`") +
                        " accepts"));
  }

  void measure_all() {
    run_ = {.rulec = std::string(version_text()),
            .name = program().name,
            .version = program().version,
            .digest = opened_.container.digest,
            .measured_at = calendar::format_instant(env_.clock.now_ms()),
            .machine = machine_facts(env_.files),
            .rows = {}};
    Progress progress(options_.common, env_);
    const auto parts = static_cast<double>(sets_.size() * wanted_.engines.size());
    double done = 0;
    for (const tooling::ContextSet& set : sets_) {
      bool has_code =
          runtime::has_engine(*opened_.ruleset, set.entry_point, runtime::EngineKind::kNative);
      if (wants("native") && !has_code) {
        remarks_.push_back("`" + set.entry_point +
                           "` gains nothing from machine code: its row `native` is bytecode");
      }
      for (const std::string& engine : wanted_.engines) {
        progress.begin("timing " + set.entry_point);
        tooling::BenchSubject subject{.ruleset = *opened_.ruleset,
                                      .entry_point = set.entry_point,
                                      .contexts = set.contexts,
                                      .engine = engine_named(engine)};
        auto time = static_cast<std::int64_t>(wanted_.time_ns / static_cast<double>(sets_.size()));
        tooling::Measured measured = tooling::measure(subject, time, env_.clock, [&](double share) {
          progress.reach((done + share) / parts);
        });
        done += 1;
        run_.rows.push_back({.entry_point = set.entry_point,
                             .engine = engine,
                             .origin = std::string(tooling::origin_name(set.origin)),
                             .contexts = set.contexts.size(),
                             .contexts_sha256 = set.sha256(),
                             .measured = measured});
      }
    }
  }

  [[nodiscard]] bool saves_onto_baseline() const {
    if (!options_.baseline || !options_.save) {
      return false;
    }
    Result<std::string> from = env_.files.canonical(*options_.baseline);
    Result<std::string> to = env_.files.canonical(*options_.save);
    return from && to && *from == *to;
  }

  // A regression must not become what the next run is compared with, which would find nothing.
  Outcome<void> save() {
    if (!options_.save) {
      return {};
    }
    bool is_regression = std::ranges::any_of(changes_, [](const tooling::RowChange& change) {
      return change.change.kind == tooling::ChangeKind::kRegression;
    });
    if (is_regression && saves_onto_baseline()) {
      remarks_.push_back(*options_.save +
                         " was not saved: it is the baseline, and a regression was found");
      return {};
    }
    if (Status kept = env_.files.write_file(*options_.save, saved_document(run_)); !kept) {
      return refuse(write_failure(kept.error()));
    }
    saved_as_ = *options_.save;
    return {};
  }

  // --- judging
  void judge_changes(const tooling::BenchRun& baseline) {
    changes_ = tooling::compare_runs(baseline, run_, wanted_.max_regress);
    for (const tooling::RowChange& change : changes_) {
      if (change.change.kind == tooling::ChangeKind::kRegression) {
        found_.emit(regression(change));
      }
    }
    remark_on_baseline(baseline);
  }

  static diag::Diagnostic regression(const tooling::RowChange& change) {
    constexpr double kHundred = 100;
    auto tenths = [](double share) {
      std::string text;
      append_number(text, std::round(share * kHundred * 10) / 10);
      return text + " %";
    };
    return std::move(
        diag::make(Code::kRegression,
                   {{"what", "the " + std::string(tooling::percentile_name(change.percentile)) +
                                 " of `" + change.row->entry_point + "`"},
                    {"found", tooling::duration_text(change.row->of(change.percentile).value)},
                    {"change", tenths(change.change.share) + " more"},
                    {"baseline",
                     "the " + tooling::duration_text(change.older->of(change.percentile).value)}})
            .note("noise of both runs: " + tenths(change.change.noise)));
  }

  void remark_on_baseline(const tooling::BenchRun& baseline) {
    if (baseline.machine != run_.machine) {
      remarks_.emplace_back("the baseline was measured on another machine");
    }
    if (baseline.name != run_.name) {
      remarks_.push_back("the baseline is one of `" + baseline.name + "`, not of `" + run_.name +
                         "`");
    }
    auto has_verdict = [this](tooling::ChangeKind kind) {
      return std::ranges::any_of(changes_, [kind](const tooling::RowChange& change) {
        return change.change.kind == kind;
      });
    };
    if (has_verdict(tooling::ChangeKind::kUnsure)) {
      remarks_.emplace_back(
          "the noise is larger than --max-regress, so a regression may be hidden; "
          "a longer --time or a quieter machine makes sure");
    }
    if (has_verdict(tooling::ChangeKind::kNotComparable)) {
      remarks_.emplace_back(
          "the baseline was measured with other contexts; `--contexts DIR` keeps them the same");
    }
    for (const tooling::BenchRow& row : run_.rows) {
      bool is_known = std::ranges::any_of(
          changes_, [&row](const tooling::RowChange& change) { return change.row == &row; });
      if (!is_known) {
        remarks_.push_back("the baseline has nothing about `" + row.entry_point + "`");
      }
    }
    remark_on_missing(baseline);
  }

  // What the baseline has and this run has not, where all was to be timed.
  void remark_on_missing(const tooling::BenchRun& baseline) {
    if (!options_.entry_point.empty()) {
      return;
    }
    for (const tooling::BenchRow& older : baseline.rows) {
      bool is_timed = std::ranges::any_of(
          changes_, [&older](const tooling::RowChange& change) { return change.older == &older; });
      if (!is_timed) {
        remarks_.push_back("`" + older.entry_point + "` is in the baseline and was not timed now");
      }
    }
  }

  void judge_budgets() {
    for (const tooling::BenchRow& row : run_.rows) {
      for (const tooling::TimeBudget& budget : wanted_.budgets) {
        double found = row.of(budget.percentile).value;
        if (!budget.is_kept(found)) {
          found_.emit(diag::make(
              Code::kOverBudget,
              {{"what", "the " + std::string(tooling::percentile_name(budget.percentile)) +
                            " of `" + row.entry_point + "`"},
               {"found", tooling::duration_text(found)},
               {"budget", budget.limit}}));
        }
      }
    }
  }

  ExitCode report() {
    Findings findings = findings_of(found_, LintSelection{});
    Answer answer{.run = run_,
                  .findings = findings,
                  .sources = opened_.sources(),
                  .changes = changes_,
                  .baseline_path = options_.baseline.value_or(""),
                  .baseline = baseline_ ? &*baseline_ : nullptr,
                  .budgets = wanted_.budgets,
                  .without_contexts = without_contexts_,
                  .remarks = remarks_,
                  .exit_code = findings.errors > 0 ? ExitCode::kNo : ExitCode::kOk};
    if (options_.common.is_json()) {
      print_document(env_, answer_document(answer));
      return answer.exit_code;
    }
    if (options_.common.quiet == 0) {
      print(env_, answer_text(answer, env_.terminal.width));
      print(env_, saved_as_.empty() ? std::string() : "saved " + saved_as_ + "\n");
    }
    if (options_.common.quiet < 2 && !findings.is_empty()) {
      print(env_, (options_.common.quiet == 0 ? "\n" : "") +
                      findings_text(findings, opened_.sources(),
                                    {.format = options_.common.format,
                                     .has_color = options_.common.out_has_color,
                                     .width = env_.terminal.width,
                                     .is_last = true}));
    }
    return answer.exit_code;
  }

  const Options& options_;
  Wanted wanted_;
  Env& env_;
  diag::Collector collector_;
  diag::Collector found_;
  std::unique_ptr<tooling::Suite> suite_;
  tooling::OpenedRuleset opened_;
  std::optional<tooling::BenchRun> baseline_;
  std::vector<tooling::ContextSet> sets_;
  std::vector<std::string> without_contexts_;
  tooling::BenchRun run_;
  std::vector<tooling::RowChange> changes_;
  std::vector<std::string> remarks_;
  std::string saved_as_;  // the file; "" if nothing was saved
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common,
                  .entry_point = invocation.arguments.empty() ? "" : invocation.arguments.front(),
                  .contexts = invocation.value("--contexts"),
                  .time = invocation.value_or_default("--time"),
                  .engines = {},
                  .save = invocation.value("--save"),
                  .baseline = invocation.value("--baseline"),
                  .max_regress = invocation.value_or_default("--max-regress"),
                  .budget = invocation.value("--budget")};
  const std::string engines = invocation.value_or_default("--engine");  // names point into it
  for (std::string_view name : split_values(engines, ',')) {
    options.engines.emplace_back(name);
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  Outcome<Wanted> wanted = wanted_of(options);
  if (!wanted) {
    return refuse(std::move(wanted.error()));
  }
  return Bench(options, std::move(*wanted), env).run();
}

}  // namespace rulec::app::bench_command

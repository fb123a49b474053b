// Decides every case and compares. Each case runs on the program as compiled and on other engines;
// all decisions must be the same bytes.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/check.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/decision_json.h"
#include "runtime/native.h"
#include "tooling/random.h"
#include "tooling/test/test.h"
#include "tooling/test/verify.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

// What the workers of a run share. Engines, build and cases are only read.
struct Shared {
  FileSystem& files;
  Clock& clock;
  const Build& build;
  const RunOptions& options;
  std::vector<Engine> engines;  // the program first
  // Around files, and around explanations: a source finds its lines when it is first asked.
  std::mutex mutex;
  std::size_t golden_files_written = 0;
};

Result<std::vector<Engine>> engines_of(const Build& build, const RunOptions& options) {
  RULEC_CHECK(build.program.has_value());
  std::vector<Engine> engines;
  using runtime::IndexChoice;
  bool is_index = options.engine == runtime::EngineKind::kIndex;
  RULEC_TRY(main, runtime::load(*build.program, "",
                                {.index = is_index ? IndexChoice::kAlways : IndexChoice::kAuto}));
  engines.push_back({.name = "the optimised program", .ruleset = main, .kind = options.engine});
  if (options.give_native_code) {
    options.give_native_code(*main);
  }
  if (options.engines == EngineChoice::kAll) {
    RULEC_TRY(all, all_engines(build));
    if (runtime::has_native(*main)) {
      engines.push_back(
          {.name = "machine code", .ruleset = main, .kind = runtime::EngineKind::kNative});
    }
    std::ranges::move(all, std::back_inserter(engines));
    return engines;
  }
  compiler::IrPtr ir = compiler::lower(build.compiler_input(), *build.model);
  compiler::optimise(*ir, 0);
  RULEC_TRY(plain, runtime::load(compiler::emit(build.compiler_input(), *build.model, *ir), ""));
  engines.push_back({.name = "-O0", .ruleset = plain});
  return engines;
}

// Runs one case after the other, in one thread.
class Worker {
 public:
  explicit Worker(Shared& shared) : shared_(shared) {}

  Result<CaseResult> run_case(const TestCase& test) {
    CaseResult result{.test = &test};
    if (test.skip_reason) {
      result.verdict = Verdict::kSkipped;
      return result;
    }
    std::string context;
    append_value(context, test.context);
    std::int64_t begin = shared_.clock.ticks_ns();
    std::string decision =
        decide_case(*program().ruleset, test, context, workspace_, program().kind);
    result.elapsed_ns = shared_.clock.ticks_ns() - begin;
    compare_engines(test, context, decision, result);
    RULEC_TRY_STATUS(judge(test, decision, result));
    if (result.verdict == Verdict::kFailed) {
      add_why(test, context, result);
    }
    return result;
  }

 private:
  [[nodiscard]] const Engine& program() const { return shared_.engines.front(); }

  void compare_engines(const TestCase& test, const std::string& context,
                       const std::string& decision, CaseResult& result) {
    for (const Engine& engine : std::span(shared_.engines).subspan(1)) {
      std::string other = decide_case(*engine.ruleset, test, context, workspace_, engine.kind);
      if (other != decision) {
        result.engines_differ.emplace(engine.name).append(" answers ").append(other);
        result.engines_differ->append(", ").append(program().name).append(" ").append(decision);
        return;
      }
    }
  }

  Status judge(const TestCase& test, const std::string& decision, CaseResult& result) {
    arena_.reset();
    json::Fault fault;
    json::ValueLimits limits{.max_bytes = kHardMaxSourceBytes, .max_depth = kMaxRuleDepth};
    Value got;
    RULEC_CHECK(json::read_value(decision, limits, arena_, scratch_, got, fault));
    std::string pretty;
    JsonWriter json(pretty, JsonWriter::Style::kPretty);
    write_value(json, got);
    pretty += '\n';
    result.decision = pretty;
    Value expect = test.expect;
    std::string golden;
    if (!test.golden_file.empty()) {
      if (shared_.options.updates_golden_files) {
        RULEC_TRY_STATUS(write_golden(test, pretty));
      }
      RULEC_TRY_STATUS(read_golden(test, golden, limits, expect));
    }
    result.differences = compare_expectation(expect, got, test.rule_id);
    bool is_good = result.differences.empty() && !result.engines_differ;
    result.verdict = is_good ? Verdict::kPassed : Verdict::kFailed;
    return {};
  }

  Status write_golden(const TestCase& test, const std::string& pretty) {
    std::lock_guard lock(shared_.mutex);
    std::string path = join_path(shared_.build.project.root, test.golden_file);
    auto old = shared_.files.read_file(path, kMaxSourceBytes);
    if (old && *old == pretty) {
      return {};
    }
    ++shared_.golden_files_written;
    return shared_.files.write_file(path, pretty);
  }

  // Replaces the file's name in the expectation by its content; `text` keeps the bytes alive.
  Status read_golden(const TestCase& test, std::string& text, const json::ValueLimits& limits,
                     Value& expect) {
    std::lock_guard lock(shared_.mutex);
    RULEC_TRY(bytes, shared_.files.read_file(
                         join_path(shared_.build.project.root, test.golden_file), kMaxSourceBytes));
    text = std::move(bytes);
    json::Fault fault;
    Value golden;
    if (!json::read_value(text, limits, arena_, scratch_, golden, fault)) {
      return fail(ErrorCode::kUsage, test.golden_file + ": " + fault.message);
    }
    auto members = arena_.make_span<Member>(expect.length());
    for (std::size_t i = 0; i < members.size(); ++i) {
      members[i] = expect.members()[i];
      if (members[i].key == "decision") {
        members[i].value = golden;
      }
    }
    expect = make_object(arena_, members);
    return {};
  }

  // The rules whose turn the expectation speaks of; all of them, and the items, when it names none.
  void add_why(const TestCase& test, const std::string& context, CaseResult& result) {
    runtime::Request request{.entry_point = test.entry_point,
                             .context = context,
                             .acknowledgements = test.acknowledgements,
                             .now_ms = test.now_ms};
    std::lock_guard lock(shared_.mutex);
    Explanation all = explain(shared_.build.compiler_input(), *program().ruleset, request);
    for (RuleWhy& why : all.rules) {
      bool has_turn = why.turn != RuleTurn::kInactive && why.turn != RuleTurn::kNotReached;
      if (is_named(test, why.rule_id) || (!names_rules(test) && has_turn)) {
        result.why.rules.push_back(std::move(why));
      }
    }
    if (!names_rules(test) || !test.expect.member("result").is_absent()) {
      result.why.scorecard = std::move(all.scorecard);
    }
  }

  static bool names_rules(const TestCase& test) {
    return !test.rule_id.empty() || test.expect.member("fires").is_list() ||
           test.expect.member("not_fires").is_list() ||
           test.expect.member("fires_exactly").is_list();
  }

  static bool is_named(const TestCase& test, const std::string& rule_id) {
    if (test.rule_id == rule_id) {
      return true;
    }
    for (std::string_view key : {"fires", "not_fires", "fires_exactly"}) {
      Value list = test.expect.member(key);
      for (std::uint32_t i = 0; list.is_list() && i < list.length(); ++i) {
        if (list.item(i).is_string() && list.item(i).as_string() == rule_id) {
          return true;
        }
      }
    }
    return false;
  }

  Shared& shared_;
  runtime::Workspace workspace_;
  Arena arena_;
  json::ReaderScratch scratch_;
};

// The cases of a run in the order in which they start; workers take them one by one.
class Schedule {
 public:
  Schedule(const Suite& suite, const RunOptions& options) : options_(options) {
    for (const TestCase& test : suite.cases) {
      if (is_selected(test, options.selection)) {
        order_.push_back(&test);
      }
    }
    if (options.shuffle) {
      Random random(*options.shuffle);
      for (std::size_t left = order_.size(); left > 1; --left) {
        std::swap(order_[left - 1], order_[random.below(left)]);
      }
    }
    outcomes_.resize(order_.size());
    last_ = order_.size();
  }

  // Until no case is left, or those that are left do not count.
  void work(Shared& shared) {
    Worker worker(shared);
    for (std::size_t i = next_++; i < order_.size() && i <= last_; i = next_++) {
      Result<CaseResult> outcome = worker.run_case(*order_[i]);
      bool has_failed = !outcome.has_value() ||
                        (options_.stops_at_first_failure && outcome->verdict == Verdict::kFailed);
      outcomes_[i] = std::move(outcome);
      if (has_failed) {
        end_at(i);
      }
    }
  }

  [[nodiscard]] std::size_t workers() const {
    // A thread is worth its start from so many cases on.
    constexpr std::size_t kCasesPerWorker = 32;
    if (options_.updates_golden_files) {
      return 1;
    }
    return options_.workers > 0 ? std::min(options_.workers, order_.size())
                                : std::min<std::size_t>(std::thread::hardware_concurrency(),
                                                        order_.size() / kCasesPerWorker);
  }

  // Results in file order, and their counts; the first failure of the world in the order of the
  // run.
  Result<Run> take() {
    Run run;
    for (std::size_t i = 0; i < outcomes_.size() && i <= last_; ++i) {
      std::optional<Result<CaseResult>>& outcome = outcomes_[i];
      RULEC_CHECK(outcome.has_value());  // nothing before the end was passed over
      RULEC_TRY(result, std::move(*outcome));
      ++(result.verdict == Verdict::kPassed   ? run.passed
         : result.verdict == Verdict::kFailed ? run.failed
                                              : run.skipped);
      run.results.push_back(std::move(result));
    }
    std::ranges::sort(run.results, {}, &CaseResult::test);  // they lie in one table
    return run;
  }

 private:
  void end_at(std::size_t i) {
    std::size_t last = last_;
    while (i < last && !last_.compare_exchange_weak(last, i)) {
    }
  }

  const RunOptions& options_;
  std::vector<const TestCase*> order_;
  std::vector<std::optional<Result<CaseResult>>> outcomes_;  // each written by one worker
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> last_ = 0;  // cases behind it do not count
};

// Beside the calling thread. The system may give fewer threads, and fewer do as well.
void start_helpers(Schedule& schedule, Shared& shared, std::vector<std::jthread>& helpers) {
  try {
    while (helpers.size() + 1 < schedule.workers()) {
      helpers.emplace_back([&] { schedule.work(shared); });
    }
  } catch (const std::system_error&) {
    return;
  }
}

}  // namespace

std::string decide_case(const runtime::LoadedRuleset& ruleset, const TestCase& test,
                        const std::string& context, runtime::Workspace& workspace,
                        runtime::EngineKind engine) {
  runtime::Request request{.entry_point = test.entry_point,
                           .context = context,
                           .acknowledgements = test.acknowledgements,
                           .now_ms = test.now_ms,
                           .engine = engine};
  runtime::Decision decision;
  std::string text;
  JsonWriter json(text);
  if (const runtime::Problem* problem = runtime::decide(ruleset, request, workspace, decision)) {
    runtime::write_problem(json, ruleset, test.entry_point, *problem);
  } else {
    runtime::write_decision(json, ruleset, decision);
  }
  return text;
}

Result<Run> run_tests(FileSystem& files, Clock& clock, const Build& build, const Suite& suite,
                      const RunOptions& options) {
  RULEC_TRY(engines, engines_of(build, options));
  Shared shared{.files = files,
                .clock = clock,
                .build = build,
                .options = options,
                .engines = std::move(engines),
                .mutex = {}};
  Schedule schedule(suite, options);
  std::vector<std::jthread> helpers;
  start_helpers(schedule, shared, helpers);
  schedule.work(shared);
  helpers.clear();
  RULEC_TRY(run, schedule.take());
  run.golden_files_written = shared.golden_files_written;
  return run;
}

}  // namespace rulec::tooling

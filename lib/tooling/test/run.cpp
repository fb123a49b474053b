// Decides every case and compares. Each case runs on the program as compiled and on the same rules
// without optimisation; the two decisions must be the same bytes.
#include "base/check.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/decision_json.h"
#include "tooling/test/test.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

class Runner {
 public:
  Runner(FileSystem& files, Clock& clock, const Build& build, const RunOptions& options)
      : files_(files), clock_(clock), build_(build), options_(options) {}

  Status load() {
    RULEC_CHECK(build_.program.has_value());
    RULEC_TRY(main, runtime::load(*build_.program, ""));
    main_ = main;
    compiler::IrPtr ir = compiler::lower(build_.compiler_input(), *build_.model);
    compiler::optimise(*ir, 0);
    RULEC_TRY(plain,
              runtime::load(compiler::emit(build_.compiler_input(), *build_.model, *ir), ""));
    plain_ = plain;
    return {};
  }

  Result<Run> run(const Suite& suite) {
    Run run;
    for (const TestCase& test : suite.cases) {
      if (!is_selected(test, options_.selection)) {
        continue;
      }
      RULEC_TRY(result, run_case(test, run));
      switch (result.verdict) {
        case Verdict::kPassed:
          ++run.passed;
          break;
        case Verdict::kFailed:
          ++run.failed;
          break;
        case Verdict::kSkipped:
          ++run.skipped;
          break;
      }
      run.results.push_back(std::move(result));
      if (run.failed > 0 && options_.stops_at_first_failure) {
        break;
      }
    }
    return run;
  }

 private:
  Result<CaseResult> run_case(const TestCase& test, Run& run) {
    CaseResult result{.test = &test};
    if (test.skip_reason) {
      result.verdict = Verdict::kSkipped;
      return result;
    }
    std::string context;
    append_value(context, test.context);
    std::int64_t begin = clock_.ticks_ns();
    std::string decision = decide_case(*main_, test, context, workspace_);
    result.elapsed_ns = clock_.ticks_ns() - begin;
    std::string plain = decide_case(*plain_, test, context, workspace_);
    if (plain != decision) {
      result.engines_differ = "-O0 answers " + plain + ", the optimised program " + decision;
    }
    RULEC_TRY_STATUS(judge(test, decision, result, run));
    if (result.verdict == Verdict::kFailed) {
      add_why(test, context, result);
    }
    return result;
  }

  Status judge(const TestCase& test, const std::string& decision, CaseResult& result, Run& run) {
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
      if (options_.updates_golden_files) {
        RULEC_TRY_STATUS(write_golden(test, pretty, run));
      }
      RULEC_TRY_STATUS(read_golden(test, golden, limits, expect));
    }
    result.differences = compare_expectation(expect, got, test.rule_id);
    bool is_good = result.differences.empty() && !result.engines_differ;
    result.verdict = is_good ? Verdict::kPassed : Verdict::kFailed;
    return {};
  }

  Status write_golden(const TestCase& test, const std::string& pretty, Run& run) {
    std::string path = join_path(build_.project.root, test.golden_file);
    auto old = files_.read_file(path, kMaxSourceBytes);
    if (old && *old == pretty) {
      return {};
    }
    ++run.golden_files_written;
    return files_.write_file(path, pretty);
  }

  // Replaces the file's name in the expectation by its content; `text` keeps the bytes alive.
  Status read_golden(const TestCase& test, std::string& text, const json::ValueLimits& limits,
                     Value& expect) {
    RULEC_TRY(bytes,
              files_.read_file(join_path(build_.project.root, test.golden_file), kMaxSourceBytes));
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
    Explanation all = explain(build_.compiler_input(), *main_, request);
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

  FileSystem& files_;
  Clock& clock_;
  const Build& build_;
  const RunOptions& options_;
  runtime::RulesetPtr main_;
  runtime::RulesetPtr plain_;
  runtime::Workspace workspace_;
  Arena arena_;
  json::ReaderScratch scratch_;
};

}  // namespace

std::string decide_case(const runtime::LoadedRuleset& ruleset, const TestCase& test,
                        const std::string& context, runtime::Workspace& workspace) {
  runtime::Request request{.entry_point = test.entry_point,
                           .context = context,
                           .acknowledgements = test.acknowledgements,
                           .now_ms = test.now_ms};
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
  Runner runner(files, clock, build, options);
  RULEC_TRY_STATUS(runner.load());
  return runner.run(suite);
}

}  // namespace rulec::tooling

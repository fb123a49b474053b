// `rulec test`: cases from rules (`tests`) and *.test.json files, each decided on a program and
// compared with what it expects. Cases share nothing, so neither their order nor how many run at a
// time can be seen in the results, which stand in file order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/file_system.h"
#include "base/json_writer.h"
#include "diag/emitter.h"
#include "runtime/engine.h"
#include "tooling/build.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {

// 2000-01-01T00:00:00Z: the instant of cases without `now` and without a rule window.
inline constexpr std::int64_t kDefaultNowMs = 946'684'800'000;

// One case, ready to run. A row of a `table` is a case of its own.
struct TestCase {
  std::string file;  // project-relative; the rule file for cases inside a rule
  std::string name;
  Span span;  // of the name, or of the table row
  std::string entry_point;
  std::string rule_id;           // cases inside a rule
  Value context;                 // in Suite::arena
  std::string acknowledgements;  // JSON object, or ""
  std::int64_t now_ms = 0;
  Value expect;  // object
  Span expect_span;
  std::string golden_file;  // expect.decision named a file: project-relative path
  std::vector<std::string> tags;
  std::optional<std::string> skip_reason;
  bool is_synthetic = false;  // nobody wrote it; stands in no file
};

struct Suite {
  Arena arena;
  std::vector<TestCase> cases;
};

struct TestSelection {
  std::string pattern;  // part of the name or the file, or a whole tag; "" all
  std::function<bool(const TestCase&)> also;  // asked beside; none: all
};

// All cases of the build's rule and test files, in file order. Findings: shape errors, RC3401,
// files that cannot be read, names used twice in one file.
[[nodiscard]] std::unique_ptr<Suite> collect_tests(FileSystem& files, Build& build,
                                                   diag::Emitter& emitter);
[[nodiscard]] bool is_selected(const TestCase& test, const TestSelection& selection);

// The decision or the problem document of a case as JSON text; `context` is the case's.
[[nodiscard]] std::string decide_case(const runtime::LoadedRuleset& ruleset, const TestCase& test,
                                      const std::string& context, runtime::Workspace& workspace,
                                      runtime::EngineKind engine = runtime::EngineKind::kAuto);

// One thing that came out otherwise.
struct Difference {
  std::string path;      // "blocked", "messages[0].ack_key"
  std::string expected;  // JSON, or words ("a string")
  std::string got;       // JSON, or "nothing"
};

enum class Verdict : std::uint8_t { kPassed, kFailed, kSkipped };

struct CaseResult {
  const TestCase* test = nullptr;
  Verdict verdict = Verdict::kPassed;
  std::vector<Difference> differences;
  std::string decision;                       // JSON as the server answers, pretty
  Explanation why;                            // rules and items whose turn explains a difference
  std::optional<std::string> engines_differ;  // in what: a bug in rulec
  std::int64_t elapsed_ns = 0;
};

enum class EngineChoice : std::uint8_t {
  kPlainBeside,  // the program, and the same rules at -O0
  kAll  // and every level, as compiled, as read back from a bundle, and by the index (verify.h)
};

struct RunOptions {
  TestSelection selection;
  bool stops_at_first_failure = false;
  bool updates_golden_files = false;  // one case at a time: two may name one file
  EngineChoice engines = EngineChoice::kPlainBeside;
  // Of the program itself; with kIndex the index is built however few rules there are.
  runtime::EngineKind engine = runtime::EngineKind::kAuto;
  // Gives the program machine code before the first case, for kNative and for kAll.
  std::function<void(const runtime::LoadedRuleset&)> give_native_code;
  std::size_t workers = 1;               // cases at a time; 0: as many as there are processors
  std::optional<std::uint64_t> shuffle;  // the order to run in; nothing: that of the files
};

struct Run {
  std::vector<CaseResult> results;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t golden_files_written = 0;
};
// Whether engines decided some case differently: a bug in rulec.
[[nodiscard]] bool engines_differ(const Run& run);

// Runs the cases on the build's program and, compared byte for byte, on the other engines. After a
// failure of the world, or a failed case where it stops at one, no later case of the order counts.
[[nodiscard]] Result<Run> run_tests(FileSystem& files, Clock& clock, const Build& build,
                                    const Suite& suite, const RunOptions& options);

// Compares an expectation (an object of cli.md section 7) with a decision, both as JSON values.
// `rule_id` is what a bare `fires: true` speaks of.
[[nodiscard]] std::vector<Difference> compare_expectation(const Value& expect,
                                                          const Value& decision,
                                                          const std::string& rule_id);

// Transcript of a failed case, and the closing line.
[[nodiscard]] std::string render_failure(const CaseResult& result, const SourceMap& sources);
[[nodiscard]] std::string render_summary(const Run& run, std::int64_t elapsed_ms);
// The member `tags` of a case in rulec.test/1; nothing for a case without.
void write_tags(JsonWriter& json, const TestCase& test);
// One element of `cases` in rulec.test/1.
void write_case(JsonWriter& json, const CaseResult& result, const SourceMap& sources);

}  // namespace rulec::tooling

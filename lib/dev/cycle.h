// Cycle: one round of the watch loop. Compiled first, alone; then its bundle may be served, then it
// is compared and tested, then linted. Each step asks whether somebody has saved again and ends
// early then. Workshop: what is kept from one round to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "dev/case_results.h"
#include "dev/outcome.h"
#include "dev/stage.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/quick_build.h"
#include "tooling/test/test.h"

namespace rulec::dev {

// Once it has said yes it goes on to: what was ended early is of no use.
using IsCancelled = std::function<bool()>;

struct CycleOptions {
  tooling::BuildOptions build;  // `is_cancelled` and `clock` are set here
  bool runs_tests = true;
  std::vector<std::string> contexts;  // files, relative to the working folder
  std::function<std::function<bool(diag::Code)>(const tooling::Build&)> selection;
};

struct DecisionChange {
  std::string name;
  std::string file;
  std::string words;
};

struct FailedCase {
  std::string name;
  std::string file;
  std::string text;  // as `rulec test` shows it
};

struct PhaseMs {
  std::string_view name;
  double ms = 0;
};

struct Cycle {
  std::unique_ptr<tooling::Build> build;
  std::unique_ptr<tooling::Suite> suite;
  diag::Collector findings;
  runtime::RulesetPtr ruleset;                       // null when there were errors
  std::map<std::string, std::string> contexts_read;  // by file: those that can be decided
  bool is_cancelled = false;                         // nothing below is whole then

  std::size_t contexts = 0;  // that were decided
  std::vector<DecisionChange> changes;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t ran = 0;      // the others are known to come out as before
  std::size_t not_run = 0;  // skipped, or for want of a program
  bool engines_differ = false;
  std::vector<FailedCase> failures;  // those that failed before come first
  std::vector<PhaseMs> phases;

  [[nodiscard]] bool is_good() const { return ruleset != nullptr; }
};

// The files of a project as they are listed now, whether they can be read or not.
[[nodiscard]] std::set<std::string> source_names(FileSystem& files,
                                                 const tooling::BuildOptions& options);

class Workshop {
 public:
  // All outlive this. Contexts without a `now` of their own are decided at the clock's first one.
  Workshop(FileSystem& files, Clock& clock, CycleOptions options);

  // Reads, checks, compiles and loads.
  [[nodiscard]] std::unique_ptr<Cycle> compile(const IsCancelled& is_cancelled);
  // What `compile` will come to, sooner, where few rules have changed since the last whole build
  // that was kept. Null: it has to be waited for. Findings are told by `compile` alone.
  [[nodiscard]] runtime::RulesetPtr compile_early();
  // The build of a cycle that nobody looks at any more: what the next early one begins with.
  void keep(std::unique_ptr<tooling::Build> build);
  // Decides every context, compares with the last bundle that was compared, and runs those tests
  // whose results are not known.
  void compare_and_test(Cycle& cycle, const IsCancelled& is_cancelled);
  void lint(Cycle& cycle, const IsCancelled& is_cancelled);

  // What `cycle` decided is what the next one is compared with.
  void keep_answers(const Cycle& cycle);

  // Every test runs again.
  void forget_results() { results_ = CaseResults(); }

  // The project's files that came or went since the last call, or since the last build.
  [[nodiscard]] std::vector<std::string> other_files();

 private:
  class Timer;
  using Answers = std::map<std::string, Outcome>;

  [[nodiscard]] bool has_lost_config(Cycle& cycle);
  [[nodiscard]] std::vector<std::string> context_files_of(const project::Opened& project);
  void read_contexts(Cycle& cycle);
  [[nodiscard]] std::set<std::string> files_of(const tooling::Build& build);
  [[nodiscard]] std::vector<Question> questions_of(const Cycle& cycle);
  [[nodiscard]] bool ask(Cycle& cycle, const std::vector<Question>& questions,
                         const IsCancelled& is_cancelled, std::vector<Outcome>& outcomes);
  void compare(Cycle& cycle, const std::vector<Question>& questions,
               const std::vector<Outcome>& outcomes);
  void run_cases(Cycle& cycle, const std::vector<Outcome>& outcomes,
                 const IsCancelled& is_cancelled);
  [[nodiscard]] bool run_some(Cycle& cycle, const std::vector<const tooling::TestCase*>& cases,
                              const std::vector<Outcome>& outcomes,
                              const std::vector<std::string>& written);

  FileSystem& files_;
  Clock& clock_;
  CycleOptions options_;
  std::int64_t now_ms_;
  tooling::QuickBuild quick_;
  CaseResults results_;
  runtime::RulesetPtr compared_;  // the bundle of `answers_`
  Answers answers_;               // by question
  Answers new_answers_;           // of the cycle that is being looked at
  std::set<std::string> known_files_;
  // Where the configuration lies that the project was built with last; none: there was no one yet.
  std::optional<std::string> config_root_;
  runtime::Workspace workspace_;
};

}  // namespace rulec::dev

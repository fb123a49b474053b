#include "dev/cycle.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "project/project.h"
#include "runtime/self_test.h"
#include "tooling/analysis.h"
#include "value/json_value.h"

namespace rulec::dev {
namespace {

// Every question is put to thousands of bundles, so what is looked at is short.
constexpr std::size_t kAskedBetweenLooks = 16;
// With fewer questions in a round building an index takes longer than it saves.
constexpr std::size_t kDecisionsWorthAnIndex = 500;

std::string key_of(const Question& question) {
  return question.file + "\n" + question.name + "\n" + question.entry_point + "\n" +
         std::to_string(question.now_ms) + "\n" + question.acknowledgements + "\n" +
         question.context;
}

// Globs of a setting that is one text or a list of them.
std::vector<std::string> globs_of(const project::Config& config, std::string_view key) {
  auto found = std::ranges::find(config.settings, key, &project::Config::Setting::key);
  std::vector<std::string> globs;
  if (found == config.settings.end() || found->origin == "default") {
    return globs;
  }
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!json::read_value(found->json, json::ValueLimits(), arena, scratch, value, fault)) {
    return globs;
  }
  if (value.is_string()) {
    globs.emplace_back(value.as_string());
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) {
      globs.emplace_back(item.is_string() ? item.as_string() : std::string_view());
    }
  }
  return globs;
}

// The same digest that the bundle has as a file.
std::string digest_of(const bytecode::Program& program) {
  return "sha256:" + to_hex(sha256(bundle::write_bundle(program)));
}

runtime::RulesetPtr loaded(const bytecode::Program& program, runtime::IndexChoice index) {
  // Both only read the program, and the digest is known when the bundle is ready.
  std::future<std::string> digest;
  try {
    digest = std::async(std::launch::async, [&] { return digest_of(program); });
  } catch (const std::system_error&) {
    digest = std::async(std::launch::deferred, [&] { return digest_of(program); });
  }
  bytecode::Program copy = program;
  auto made = runtime::load(std::move(copy), digest.get(), {.index = index});
  RULEC_CHECK(made.has_value());  // it is what was just emitted
  return std::move(*made);
}

// Of rules, templates and tests, and of what lints look for (RC3307, RC3107).
std::set<std::string> names_in(FileSystem& files, const tooling::Build& build) {
  std::set<std::string> names;
  for (const auto* list : {&build.rule_files, &build.template_files, &build.test_files}) {
    for (const std::string& path : *list) {
      names.insert(join_path(build.project.root, path));
    }
  }
  if (build.project.config.has_file) {
    diag::Collector unheard;
    for (const std::string& path : project::find_files(
             files, build.project.root,
             {"schemas/**/*.json", "contexts/**/*.json", "contexts/**/*.jsonl"}, unheard)) {
      names.insert(join_path(build.project.root, path));
    }
  }
  return names;
}

}  // namespace

// Adds the time of a step to the cycle at scope end.
class Workshop::Timer {
 public:
  Timer(Clock& clock, Cycle& cycle, std::string_view name)
      : clock_(clock), cycle_(cycle), name_(name), began_(clock.ticks_ns()) {}
  ~Timer() {
    cycle_.phases.push_back(
        {.name = name_, .ms = static_cast<double>(clock_.ticks_ns() - began_) / 1e6});
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  Clock& clock_;
  Cycle& cycle_;
  std::string_view name_;
  std::int64_t began_;
};

Workshop::Workshop(FileSystem& files, Clock& clock, CycleOptions options)
    : files_(files), clock_(clock), options_(std::move(options)), now_ms_(clock.now_ms()) {}

std::unique_ptr<Cycle> Workshop::compile(const IsCancelled& is_cancelled) {
  auto cycle = std::make_unique<Cycle>();
  // Not kept: while this runs others may ask for the project's files.
  tooling::BuildOptions options = options_.build;
  options.is_cancelled = is_cancelled;
  options.clock = &clock_;
  options.now_ms = clock_.now_ms();  // suppressions end
  cycle->build = tooling::build(files_, options, tooling::Phase::kEmit, cycle->findings);
  for (const tooling::PhaseTime& time : cycle->build->times) {
    cycle->phases.push_back({.name = time.name, .ms = static_cast<double>(time.nanoseconds) / 1e6});
  }
  cycle->is_cancelled = is_cancelled();
  if (cycle->is_cancelled) {
    return cycle;
  }
  known_files_ = files_of(*cycle->build);
  if (has_lost_config(*cycle)) {
    return cycle;
  }
  const std::optional<bytecode::Program>& built = cycle->build->program;
  if (!built) {
    return cycle;
  }
  Timer timer(clock_, *cycle, "load");
  bool decides_few = compared_ != nullptr && answers_.size() < kDecisionsWorthAnIndex;
  cycle->ruleset =
      loaded(*built, decides_few ? runtime::IndexChoice::kNever : runtime::IndexChoice::kAuto);
  return cycle;
}

runtime::RulesetPtr Workshop::compile_early() {
  std::optional<bytecode::Program> program = quick_.compile(files_);
  // The whole is soon there, so no index pays.
  return program ? loaded(*program, runtime::IndexChoice::kNever) : nullptr;
}

// One that is there is of the same files: nothing is gained by another.
void Workshop::keep(std::unique_ptr<tooling::Build> build) {
  if (!quick_.has_base()) {
    quick_.keep(std::move(build), options_.build);
  }
}

// Without the configuration it is another project, and seldom one that anybody wanted: editors and
// branch switches take the file away for a moment. Nothing of that project is served or spoken of.
bool Workshop::has_lost_config(Cycle& cycle) {
  const project::Opened& project = cycle.build->project;
  auto lies_in = [&](const std::string& folder) {
    return files_.info(join_path(folder, "rulec.yaml")).has_value() ||
           files_.info(join_path(folder, "rulec.json")).has_value();
  };
  bool is_same = project.config.has_file && (!config_root_ || *config_root_ == project.root);
  if (is_same || !config_root_ || lies_in(*config_root_)) {
    if (project.config.has_file) {
      config_root_ = project.root;
    }
    return false;
  }
  cycle.findings = diag::Collector();
  cycle.findings.emit(
      diag::make(diag::Code::kFileNotFound, {{"path", join_path(*config_root_, "rulec.yaml")}})
          .note("the project was built with it before; until it is back nothing is built")
          .help("put it back, or start `rulec dev` again to go on without it"));
  cycle.build->program.reset();
  cycle.build->ir = nullptr;
  cycle.build->model = nullptr;
  return true;
}

void Workshop::compare_and_test(Cycle& cycle, const IsCancelled& is_cancelled) {
  read_contexts(cycle);
  {
    Timer timer(clock_, cycle, "collect");
    cycle.suite = tooling::collect_tests(files_, *cycle.build, cycle.findings);
  }
  if (!cycle.is_good()) {
    cycle.not_run = options_.runs_tests ? cycle.suite->cases.size() : 0;
    return;
  }
  std::vector<Question> questions = questions_of(cycle);
  std::vector<Outcome> outcomes;
  {
    Timer timer(clock_, cycle, "decide");
    if (!ask(cycle, questions, is_cancelled, outcomes)) {
      return;
    }
    compare(cycle, questions, outcomes);
  }
  if (options_.runs_tests) {
    Timer timer(clock_, cycle, "test");
    run_cases(cycle, outcomes, is_cancelled);
  }
}

void Workshop::lint(Cycle& cycle, const IsCancelled& is_cancelled) {
  if (cycle.is_cancelled || cycle.build->model == nullptr) {
    return;
  }
  Timer timer(clock_, cycle, "lint");
  std::vector<diag::Diagnostic> made = cycle.findings.take_sorted();
  cycle.findings = diag::Collector();
  tooling::AnalysisOptions how{
      .build = options_.build, .now_ms = clock_.now_ms(), .selection = options_.selection};
  how.build.is_cancelled = is_cancelled;
  tooling::conclude(files_, how, *cycle.build, *cycle.suite, std::move(made), cycle.findings);
  cycle.is_cancelled = is_cancelled();
}

std::vector<std::string> Workshop::context_files_of(const project::Opened& project) {
  std::vector<std::string> paths = options_.contexts;
  std::vector<std::string> globs = globs_of(project.config, "dev.contexts");
  if (!globs.empty()) {
    diag::Collector unheard;  // lint speaks of links and folders
    for (const std::string& path : project::find_files(files_, project.root, globs, unheard)) {
      paths.push_back(join_path(project.root, path));
    }
  }
  std::ranges::sort(paths);
  auto rest = std::ranges::unique(paths);
  paths.erase(rest.begin(), rest.end());
  return paths;
}

// A context that cannot be decided is a finding, and nobody is asked about it.
void Workshop::read_contexts(Cycle& cycle) {
  for (const std::string& path : context_files_of(cycle.build->project)) {
    auto text = files_.read_file(path, kMaxRequestBytes);
    if (!text) {
      cycle.findings.emit(
          tooling::world_diagnostic(text.error(), path).note("it is named as a context to decide"));
      continue;
    }
    Arena arena;
    json::ReaderScratch scratch;
    Value value;
    json::Fault fault;
    if (json::read_value(*text, json::ValueLimits(), arena, scratch, value, fault)) {
      cycle.contexts_read.emplace(path, std::move(*text));
      continue;
    }
    // Once more, by the reader that knows how to speak of it.
    SourceMap& sources = cycle.build->sources;
    SourceId source = sources.add(path, std::move(*text));
    diag::CountingEmitter counting(cycle.findings);
    static_cast<void>(json::parse(sources, source, {.max_bytes = kMaxRequestBytes}, counting));
    if (counting.error_count() == 0) {
      cycle.findings.emit(diag::make(diag::Code::kJsonSyntax,
                                     Span{.source = source, .begin = 0, .end = 0}, "",
                                     {{"problem", "this is no context"}}));
    }
  }
  for (const std::string& glob : globs_of(cycle.build->project.config, "dev.contexts")) {
    diag::Collector unheard;
    if (project::find_files(files_, cycle.build->project.root, {glob}, unheard).empty()) {
      cycle.findings.emit(diag::make(diag::Code::kFileNotFound, {{"path", glob}})
                              .note("`dev.contexts` in rulec.yaml names it, and no file matches"));
    }
  }
}

// Those of the cases first, in their order; then each context file for each entry point.
std::vector<Question> Workshop::questions_of(const Cycle& cycle) {
  std::vector<Question> questions;
  for (const tooling::TestCase& test : cycle.suite->cases) {
    Question question{.name = test.name,
                      .file = test.file,
                      .entry_point = test.entry_point,
                      .context = {},
                      .acknowledgements = test.acknowledgements,
                      .now_ms = test.now_ms};
    append_value(question.context, test.context);
    questions.push_back(std::move(question));
  }
  const bytecode::Program& program = runtime::program_of(*cycle.ruleset);
  for (const auto& [path, text] : cycle.contexts_read) {
    for (const bytecode::EntryPoint& row : program.entry_points) {
      const std::string& entry_point = program.strings[row.name.index()];
      std::string name = path;
      name.append(" for ").append(entry_point);
      questions.push_back({.name = std::move(name),
                           .file = path,
                           .entry_point = entry_point,
                           .context = text,
                           .acknowledgements = {},
                           .now_ms = now_ms_});
    }
  }
  return questions;
}

// False: cancelled.
bool Workshop::ask(Cycle& cycle, const std::vector<Question>& questions,
                   const IsCancelled& is_cancelled, std::vector<Outcome>& outcomes) {
  std::string answer;
  outcomes.reserve(questions.size());
  for (const Question& question : questions) {
    if (outcomes.size() % kAskedBetweenLooks == 0 && is_cancelled()) {
      cycle.is_cancelled = true;
      return false;
    }
    outcomes.push_back(decide(*cycle.ruleset, question, workspace_, answer));
  }
  cycle.contexts = questions.size();
  return true;
}

void Workshop::compare(Cycle& cycle, const std::vector<Question>& questions,
                       const std::vector<Outcome>& outcomes) {
  Answers answers;
  std::string before;
  std::string after;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    std::string key = key_of(questions[i]);
    auto known = answers_.find(key);
    if (known != answers_.end() && !known->second.is_same_answer(outcomes[i])) {
      Outcome old = decide(*compared_, questions[i], workspace_, before);
      static_cast<void>(decide(*cycle.ruleset, questions[i], workspace_, after));
      cycle.changes.push_back({.name = questions[i].name,
                               .file = questions[i].file,
                               .words = change_in_words(old, before, outcomes[i], after)});
    }
    answers.emplace(std::move(key), outcomes[i]);
  }
  new_answers_ = std::move(answers);
}

void Workshop::keep_answers(const Cycle& cycle) {
  if (cycle.is_good() && !cycle.is_cancelled) {
    answers_ = std::move(new_answers_);
    compared_ = cycle.ruleset;
  }
}

void Workshop::run_cases(Cycle& cycle, const std::vector<Outcome>& outcomes,
                         const IsCancelled& is_cancelled) {
  std::vector<std::string> written;
  std::vector<const tooling::TestCase*> failed_before;
  std::vector<const tooling::TestCase*> others;
  for (std::size_t i = 0; i < cycle.suite->cases.size(); ++i) {
    const tooling::TestCase& test = cycle.suite->cases[i];
    written.push_back(written_case(test, cycle.build->project.root, files_));
    if (test.skip_reason) {
      ++cycle.not_run;
    } else if (results_.has_failed_before(test)) {
      failed_before.push_back(&test);
    } else if (results_.is_known_good(test, written.back(), outcomes[i])) {
      ++cycle.passed;
    } else {
      others.push_back(&test);
    }
  }
  for (const auto& cases : {failed_before, others}) {
    cycle.is_cancelled = cycle.is_cancelled || is_cancelled();
    if (cycle.is_cancelled || !run_some(cycle, cases, outcomes, written)) {
      return;
    }
  }
}

bool Workshop::run_some(Cycle& cycle, const std::vector<const tooling::TestCase*>& cases,
                        const std::vector<Outcome>& outcomes,
                        const std::vector<std::string>& written) {
  if (cases.empty()) {
    return true;
  }
  std::set<const tooling::TestCase*> wanted(cases.begin(), cases.end());
  tooling::RunOptions options{
      .selection = {.pattern = {},
                    .also = [&](const tooling::TestCase& test) { return wanted.contains(&test); }},
      .workers = 0};
  auto run = tooling::run_tests(files_, clock_, *cycle.build, *cycle.suite, options);
  if (!run) {
    cycle.findings.emit(tooling::world_diagnostic(run.error(), "the tests"));
    cycle.not_run += cases.size();
    return false;
  }
  for (const tooling::CaseResult& result : run->results) {
    auto at = static_cast<std::size_t>(result.test - cycle.suite->cases.data());
    bool is_good = result.verdict == tooling::Verdict::kPassed;
    results_.remember(*result.test, written[at], outcomes[at], is_good);
    ++(is_good ? cycle.passed : cycle.failed);
    ++cycle.ran;
    cycle.engines_differ = cycle.engines_differ || result.engines_differ.has_value();
    if (!is_good) {
      cycle.failures.push_back({.name = result.test->name,
                                .file = result.test->file,
                                .text = tooling::render_failure(result, cycle.build->sources)});
    }
  }
  return true;
}

std::set<std::string> Workshop::files_of(const tooling::Build& build) {
  std::set<std::string> files = names_in(files_, build);
  std::ranges::copy(context_files_of(build.project), std::inserter(files, files.end()));
  return files;
}

std::set<std::string> source_names(FileSystem& files, const tooling::BuildOptions& options) {
  diag::Collector unheard;
  return names_in(files, *tooling::list_sources(files, options, unheard));
}

std::vector<std::string> Workshop::other_files() {
  diag::Collector unheard;
  std::set<std::string> now = files_of(*tooling::list_sources(files_, options_.build, unheard));
  std::vector<std::string> others;
  std::ranges::set_symmetric_difference(known_files_, now, std::back_inserter(others));
  known_files_ = std::move(now);
  return others;
}

}  // namespace rulec::dev

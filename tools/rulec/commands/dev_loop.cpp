#include "commands/dev_loop.h"

#include <algorithm>
#include <utility>

#include "diag/render.h"
#include "output.h"
#include "project_settings.h"

namespace rulec::app {
namespace {

constexpr int kDrainMs = 2000;
constexpr std::int64_t kNsPerMs = 1'000'000;

double ms_between(std::int64_t from_ns, std::int64_t to_ns) {
  return static_cast<double>(to_ns - from_ns) / 1e6;
}

Findings findings_in(diag::Collector& collector, const project::Config& config) {
  Outcome<LintSelection> selection = effective_selection(config, {}, {});
  return findings_of(collector, selection ? *selection : LintSelection{});
}

}  // namespace

void DevLoop::run() {
  pending_.is_everything = true;
  pending_.first_ns = pending_.last_ns = ticks_ns();
  while (!is_over()) {
    if (!pending_.is_empty()) {
      build_pending();
      continue;
    }
    wait(-1);
    static_cast<void>(take_changes());
  }
  if (parts_.server != nullptr) {
    parts_.server->drain(kDrainMs);
  }
  parts_.output.goodbye(builds_);
}

void DevLoop::build_pending() {
  std::unique_ptr<dev::Cycle> cycle = compile_when_quiet();
  if (cycle == nullptr || cycle->is_cancelled) {
    return;
  }
  if (is_as_before(*cycle->build)) {
    leave_number_to_early();
    pending_ = Pending();
    return;
  }
  go_through(std::move(cycle));
}

// An editor that moves the old file away before it writes the new one lets it be gone for a moment;
// with the same bytes in it again nothing was saved. Only sources are compared, so a test file,
// say, is never taken for unchanged.
bool DevLoop::is_as_before(const tooling::Build& build) const {
  if (pending_.is_everything || pending_.files.size() > kManyFiles) {
    return false;
  }
  std::set<std::string> unseen = pending_.files;
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    const Source& source = build.sources.at(SourceId(i));
    std::string path = join_path(build.project.root, source.name());
    if (pending_.files.contains(path)) {
      auto before = last_sources_.find(path);
      if (before == last_sources_.end() || before->second != source.bytes()) {
        return false;
      }
      unseen.erase(path);
    }
  }
  return unseen.empty();
}

// Copies, for the build itself is what the next early one changes.
void DevLoop::remember_sources(const tooling::Build& build) {
  last_sources_.clear();
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    const Source& source = build.sources.at(SourceId(i));
    last_sources_[join_path(build.project.root, source.name())] = source.bytes();
  }
}

std::int64_t DevLoop::gather_ns() const {
  std::int64_t ms =
      pending_.files.size() > kManyFiles ? std::max(kManyGatherMs, debounce_ms_) : debounce_ms_;
  return ms * kNsPerMs;
}

bool DevLoop::is_quiet() const {
  if (pending_.is_everything) {
    return true;
  }
  // A look tells what has happened since the last one, not when: one that finds nothing is needed.
  bool has_looked = !saves_.is_polling() || saves_.last_look_ns() > pending_.last_ns;
  return has_looked && ticks_ns() >= pending_.last_ns + gather_ns();
}

bool DevLoop::is_overdue(const Pending& pending) const {
  return ticks_ns() >= pending.first_ns + kLongestGatherMs * kNsPerMs;
}

void DevLoop::begin_anew() {
  is_to_begin_anew_ = false;
  parts_.files.forget();
  parts_.workshop.forget_results();
}

// Compiling begins with the first change, beside the gathering: most saves are a single file, and
// then the bundle is ready when the time to gather is over. Another save throws it away. Of many
// files nothing is begun before they have come to rest.
//
// Where a few rules are others, their bundle is made first, out of what the last build left, and
// served when the time to gather is over; the whole is built behind it, and comes to the same.
std::unique_ptr<dev::Cycle> DevLoop::compile_when_quiet() {
  std::unique_ptr<dev::Cycle> cycle;
  early_ = nullptr;
  has_tried_early_ = pending_.is_everything;
  while (!is_over()) {
    if (is_to_begin_anew_) {
      begin_anew();
      cycle.reset();
    }
    if (cycle != nullptr && (is_quiet() || is_overdue(pending_))) {
      return cycle;
    }
    if (is_overdue(pending_)) {
      // What is saved from now on is left for the next round.
      return parts_.workshop.compile([this] { return is_over(); });
    }
    bool may_begin = is_quiet() || pending_.files.size() <= kManyFiles;
    if (cycle == nullptr && may_begin && !has_tried_early_) {
      has_tried_early_ = true;
      early_ = parts_.workshop.compile_early();
    } else if (cycle == nullptr && (is_quiet() || (may_begin && early_ == nullptr))) {
      serve_early();
      has_new_save_ = false;
      cycle = parts_.workshop.compile(is_stale());
    } else {
      std::int64_t until_ns = pending_.last_ns + gather_ns();
      if (saves_.is_polling()) {
        until_ns = std::max(until_ns, saves_.last_look_ns() + dev::kPollIntervalMs * kNsPerMs);
      }
      std::int64_t rest = (until_ns - ticks_ns() + kNsPerMs - 1) / kNsPerMs;
      wait(std::max<std::int64_t>(rest, 0));
      if (take_changes()) {
        cycle.reset();
        forget_early();
      }
    }
    bool is_cancelled = cycle != nullptr && cycle->is_cancelled;
    bool is_made = cycle != nullptr || early_ != nullptr;
    if (is_cancelled || (is_made && take_changes())) {
      cycle.reset();
      forget_early();
    }
  }
  return nullptr;
}

// Another save: what was made of those before it is of no use.
void DevLoop::forget_early() {
  early_ = nullptr;
  has_tried_early_ = false;
  leave_number_to_early();
}

// The number of a bundle that was served is that of no other build.
void DevLoop::leave_number_to_early() {
  if (std::exchange(serves_early_, false)) {
    ++builds_;
  }
}

void DevLoop::serve_early() {
  if (early_ != nullptr) {
    parts_.stage.publish(std::make_shared<const dev::ServedBundle>(
        dev::ServedBundle{.number = builds_ + 1,
                          .ruleset = std::exchange(early_, nullptr),
                          .since_ms = parts_.env.clock.now_ms()}));
    serves_early_ = true;
  }
}

// Once it has said yes it goes on to.
dev::IsCancelled DevLoop::is_stale() {
  return [this] {
    has_new_save_ = has_new_save_ || is_over() || take_changes();
    return has_new_save_;
  };
}

void DevLoop::go_through(std::unique_ptr<dev::Cycle> cycle) {
  Pending built = std::exchange(pending_, Pending());
  if (!cycle->is_good()) {
    leave_number_to_early();  // of other files, then
  }
  serves_early_ = false;
  const std::uint64_t number = ++builds_;
  std::vector<std::string> files;
  if (!built.is_everything) {
    files.assign(built.files.begin(), built.files.end());
  }
  parts_.output.start(number, files);
  send_event("build_start", "{\"build\":" + std::to_string(number) + "}");
  std::int64_t served_ns = 0;
  if (cycle->is_good()) {
    parts_.stage.publish(std::make_shared<const dev::ServedBundle>(dev::ServedBundle{
        .number = number, .ruleset = cycle->ruleset, .since_ms = parts_.env.clock.now_ms()}));
    served_ns = ticks_ns();
  }
  has_new_save_ = false;
  // Whoever saves all the time is told something too: what has waited for long goes through.
  dev::IsCancelled is_cancelled = is_stale();
  if (built.was_cancelled && is_overdue(built)) {
    is_cancelled = [this] { return is_over(); };
  }
  parts_.workshop.compare_and_test(*cycle, is_cancelled);
  parts_.workshop.lint(*cycle, is_cancelled);
  debounce_ms_ = parts_.debounce_ms(cycle->build->project.config);
  if (cycle->is_cancelled) {
    dev::ServedBundlePtr served = parts_.stage.bundle();
    parts_.output.cancelled(number, served ? served->number : 0);
    send_event("build_cancelled", "{\"build\":" + std::to_string(number) + "}");
    // What was saved is not reported yet.
    pending_.files.insert(built.files.begin(), built.files.end());
    pending_.first_ns = built.first_ns;
    pending_.is_everything = pending_.is_everything || built.is_everything;
    pending_.was_cancelled = true;
    return;
  }
  parts_.workshop.keep_answers(*cycle);
  report(*cycle, built, served_ns);
  warn_once();
  if (!std::exchange(has_said_ready_, true)) {
    parts_.output.ready(parts_.ready(*cycle));
  }
  remember_sources(*cycle->build);
  if (cycle->is_good()) {
    parts_.workshop.keep(std::move(cycle->build));
  }
}

void DevLoop::report(const dev::Cycle& cycle, const Pending& built, std::int64_t served_ns) {
  const tooling::Build& build = *cycle.build;
  dev::ServedBundlePtr served = parts_.stage.bundle();
  std::int64_t now_ms = parts_.env.clock.now_ms();
  diag::Collector findings = cycle.findings;
  DevRound round{.build = builds_,
                 .cycle = cycle,
                 .findings = findings_in(findings, build.project.config),
                 .scope = {.files = build.sources.size(),
                           .rules = build.ast.rules.size(),
                           .scorecards = build.ast.scorecards.size(),
                           .templates = build.ast.templates.size()},
                 .served_ms = served_ns == 0 ? 0 : ms_between(built.first_ns, served_ns),
                 .serving = served ? served->number : 0,
                 .serving_age_ms = served ? now_ms - served->since_ms : 0,
                 .now_ms = now_ms};
  if (!built.is_everything) {
    round.files.assign(built.files.begin(), built.files.end());
  }
  round.ms = ms_between(built.first_ns, ticks_ns());
  round.scope.elapsed_ms = static_cast<std::int64_t>(round.ms);
  auto news = std::make_shared<dev::BuildNews>();
  news->build = builds_;
  news->is_good = cycle.is_good();
  JsonWriter json(news->findings);
  begin_document(json, "rulec.lint/1", "dev",
                 exit_code_of(round.findings, build.sources, diag::Severity::Error));
  json.member("build", builds_);
  json.member("serving", round.serving);
  write_findings(json, round.findings, round.scope, build.sources);
  json.end_object();
  news->summary = counts_text(round.findings) + "; tests: " + tests_in_words(cycle);
  parts_.stage.tell(news);
  place_to_edit_.clear();
  for (const diag::Diagnostic& finding : round.findings.shown) {
    if (finding.has_primary && place_to_edit_.empty()) {
      const Source& source = build.sources.at(finding.primary.span.source);
      place_to_edit_ = join_path(build.project.root, source.name());
      line_to_edit_ = source.line_column(finding.primary.span.begin).line;
    }
  }
  parts_.output.end(round);
  send_event("build_end", "{\"build\":" + std::to_string(builds_) +
                              ",\"errors\":" + std::to_string(round.findings.errors) +
                              ",\"warnings\":" + std::to_string(round.findings.warnings) +
                              ",\"passed\":" + std::to_string(cycle.passed) +
                              ",\"failed\":" + std::to_string(cycle.failed) +
                              ",\"changed\":" + std::to_string(cycle.changes.size()) +
                              ",\"serving\":" + std::to_string(round.serving) + "}");
}

// True when something that concerns us is other than it was.
bool DevLoop::take_changes() {
  dev::Difference difference = saves_.take();
  std::set<std::string> files = std::move(difference.files);
  if (difference.has_names_changed) {
    for (std::string& path : parts_.workshop.other_files()) {
      files.insert(std::move(path));
    }
  }
  if (files.empty()) {
    return false;
  }
  pending_.last_ns = ticks_ns();
  if (pending_.first_ns == 0) {
    pending_.first_ns = pending_.last_ns;
  }
  pending_.files.merge(files);
  return true;
}

void DevLoop::wait(std::int64_t at_most_ms) {
  LiveSession::Wake woken = saves_.wait(at_most_ms);
  if (woken.is_resized) {
    parts_.output.resized();
  }
  take_keys(woken.keys);
}

void DevLoop::take_keys(const std::string& keys) {
  for (char key : keys) {
    if (key == 'q') {
      is_quitting_ = true;
    } else if (key == '\n' || key == '\r') {
      pending_.is_everything = is_to_begin_anew_ = true;
      pending_.last_ns = ticks_ns();
      if (pending_.first_ns == 0) {
        pending_.first_ns = pending_.last_ns;
      }
    } else if (key == 'e') {
      edit();
    } else {
      parts_.output.key(key);
    }
  }
}

void DevLoop::edit() {
  auto variable = [&](std::string_view name) {
    auto found = parts_.env.variables.find(name);
    return found == parts_.env.variables.end() ? std::string() : found->second;
  };
  std::string editor = variable("VISUAL").empty() ? variable("EDITOR") : variable("VISUAL");
  if (editor.empty() || place_to_edit_.empty() || parts_.env.programs == nullptr) {
    parts_.output.warn(diag::make(diag::Code::kBadUsage,
                                  {{"problem", editor.empty() ? "$VISUAL and $EDITOR are not set"
                                                              : "there is no finding to go to"}}));
    return;
  }
  std::vector<std::string> arguments;
  while (!editor.empty()) {
    std::string word = editor.substr(0, editor.find(' '));
    editor.erase(0, std::min(editor.size(), word.size() + 1));
    if (!word.empty()) {
      arguments.push_back(std::move(word));
    }
  }
  Result<std::string> folder = parts_.env.files.canonical("");
  std::string path = folder ? join_path(*folder, place_to_edit_) : place_to_edit_;
  bool is_code = file_name(arguments.front()).starts_with("code");
  if (is_code) {
    arguments.insert(arguments.end(), {"--goto", path + ":" + std::to_string(line_to_edit_)});
  } else {
    arguments.insert(arguments.end(), {"+" + std::to_string(line_to_edit_), path});
  }
  parts_.session.end();
  Result<int> ended = parts_.env.programs->run_at_terminal(arguments);
  parts_.session.begin(true);
  if (!ended) {
    parts_.output.warn(diag::make(diag::Code::kBadUsage, {{"problem", ended.error().message}}));
  }
  parts_.output.resized();
}

void DevLoop::send_event(std::string_view name, const std::string& data) {
  if (parts_.server != nullptr) {
    parts_.server->send_event(name, data);
  }
}

void DevLoop::warn_once() {
  if (!has_warned_ && !parts_.watcher.problem().empty()) {
    has_warned_ = true;
    parts_.output.warn(
        diag::make(diag::Code::kWatchLimit, {{"problem", parts_.watcher.problem()}}));
  }
}

}  // namespace rulec::app

#include "run_again.h"

#include <set>
#include <string>

#include "diag/render.h"
#include "output.h"
#include "report.h"
#include "save_watch.h"

namespace rulec::app {
namespace {

// Saves that come together are one: an editor writes several files, a branch switch many.
constexpr std::int64_t kGatherMs = 15;
constexpr std::int64_t kManyGatherMs = 200;
constexpr std::size_t kManyFiles = 50;
// Whoever saves all the time must see something too.
constexpr std::int64_t kLongestGatherNs = 2'000'000'000;

class Again {
 public:
  Again(std::string_view command, const Common& common, Env& env)
      : command_(command),
        common_(common),
        env_(env),
        watcher_(env.live->make_watcher()),
        files_(env.files, *watcher_),
        saves_(*watcher_, files_, *env.live, env.clock) {}

  ExitCode run(const std::function<Outcome<ExitCode>(Env&)>& command) {
    env_.live->begin(false);
    ExitCode code = ExitCode::kOk;
    while (true) {
      code = run_once(command);
      tell_watching();
      saved_.clear();
      if (!wait_for_saves()) {
        break;
      }
      tell_saved();
    }
    env_.live->end();
    return code;
  }

 private:
  ExitCode run_once(const std::function<Outcome<ExitCode>(Env&)>& command) {
    // A pager would keep the answer back.
    Env kept{.files = files_,
             .clock = env_.clock,
             .out = env_.out,
             .err = env_.err,
             .in = env_.in,
             .variables = env_.variables,
             .terminal = env_.terminal,
             .programs = env_.programs,
             .forbid_core_dumps = env_.forbid_core_dumps,
             .live = env_.live,
             .make_executable = env_.make_executable};
    Outcome<ExitCode> result = command(kept);
    return result ? *result : print_failure(result.error(), std::string(command_), form(), env_);
  }

  [[nodiscard]] FailureForm form() const {
    if (common_.is_json()) {
      return FailureForm::kJson;
    }
    return common_.err_has_color ? FailureForm::kColoredText : FailureForm::kText;
  }

  // False: interrupted.
  bool wait_for_saves() {
    while (!env_.live->is_interrupted()) {
      if (take()) {
        gather();
        return !env_.live->is_interrupted();
      }
      saves_.wait(-1);
    }
    return false;
  }

  void gather() {
    std::int64_t first_ns = env_.clock.ticks_ns();
    bool has_news = true;
    while (has_news && !env_.live->is_interrupted() &&
           env_.clock.ticks_ns() < first_ns + kLongestGatherNs) {
      saves_.wait(saved_.size() > kManyFiles ? kManyGatherMs : kGatherMs);
      has_news = take();
    }
  }

  bool take() {
    dev::Difference difference = saves_.take();
    bool is_news = !difference.is_empty();
    saved_.merge(difference.files);
    return is_news;
  }

  // For people: on stderr, beside the answer, and never among documents.
  void say(const std::string& text) {
    if (!common_.is_json() && common_.quiet == 0) {
      print_error(env_, text);
    }
  }

  void tell_watching() {
    if (!watcher_->problem().empty() && !has_warned_) {
      has_warned_ = true;
      say(diag::render_concise(
          diag::make(diag::Code::kWatchLimit, {{"problem", watcher_->problem()}}), SourceMap()));
    }
    say("watching for changes, Ctrl-C ends\n");
  }

  void tell_saved() {
    std::string what = saved_.size() == 1 ? diag::printable(*saved_.begin())
                       : saved_.empty()   ? std::string("other files")
                                          : counted(saved_.size(), "file");
    say("\n" + what + " changed\n");
  }

  std::string_view command_;
  const Common& common_;
  Env& env_;
  std::unique_ptr<dev::FolderWatcher> watcher_;
  dev::CachedFiles files_;
  SaveWatch saves_;
  std::set<std::string> saved_;
  bool has_warned_ = false;
};

}  // namespace

Outcome<ExitCode> run_again_on_saves(std::string_view command, const Common& common, Env& env,
                                     const std::function<Outcome<ExitCode>(Env&)>& run) {
  if (env.live == nullptr) {
    return refuse(
        failure(diag::Code::kBadUsage, {{"problem", "there is nothing here that can be watched"}}));
  }
  return Again(command, common, env).run(run);
}

}  // namespace rulec::app

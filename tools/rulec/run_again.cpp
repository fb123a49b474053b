#include "run_again.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "dev/cycle.h"
#include "diag/render.h"
#include "output.h"
#include "report.h"
#include "save_watch.h"
#include "with_files.h"

namespace rulec::app {
namespace {

// As long as the watch loop's, unless rulec.yaml says otherwise there.
constexpr std::int64_t kGatherMs = 15;

class Again {
 public:
  Again(const WatchedCommand& command, Env& env)
      : command_(command),
        common_(command.common),
        env_(env),
        watcher_(env.live->make_watcher()),
        files_(env.files, *watcher_),
        saves_(*watcher_, files_, *env.live, env.clock) {}

  ExitCode run(const std::function<Outcome<ExitCode>(Env&)>& command) {
    env_.live->begin(false);
    ExitCode code = ExitCode::kOk;
    while (true) {
      code = run_once(command);
      sources_ = dev::source_names(files_, command_.sources);
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
    Env kept = with_files(env_, files_);
    Outcome<ExitCode> result = command(kept);
    return result ? *result : print_failure(result.error(), command_.name, form(), env_);
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
           env_.clock.ticks_ns() < first_ns + kLongestGatherMs * std::int64_t{1'000'000}) {
      saves_.wait(saved_.size() > kManyFiles ? kManyGatherMs : kGatherMs);
      has_news = take();
    }
  }

  bool take() {
    dev::Difference difference = saves_.take();
    if (difference.has_names_changed) {
      // An editor's own files come and go beside those that count.
      std::set<std::string> now = dev::source_names(files_, command_.sources);
      std::ranges::set_symmetric_difference(
          sources_, now, std::inserter(difference.files, difference.files.end()));
      sources_ = std::move(now);
    }
    bool is_news = !difference.files.empty();
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
    std::string what =
        saved_.size() == 1 ? diag::printable(*saved_.begin()) : counted(saved_.size(), "file");
    say("\n" + what + " changed\n");
  }

  const WatchedCommand& command_;
  const Common& common_;
  Env& env_;
  std::unique_ptr<dev::FolderWatcher> watcher_;
  dev::CachedFiles files_;
  SaveWatch saves_;
  std::set<std::string> sources_;  // as they were listed last
  std::set<std::string> saved_;    // since the last answer
  bool has_warned_ = false;
};

}  // namespace

Outcome<ExitCode> run_again_on_saves(const WatchedCommand& command, Env& env,
                                     const std::function<Outcome<ExitCode>(Env&)>& run) {
  if (env.live == nullptr) {
    return refuse(
        failure(diag::Code::kBadUsage, {{"problem", "there is nothing here that can be watched"}}));
  }
  return Again(command, env).run(run);
}

}  // namespace rulec::app

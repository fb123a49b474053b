#include "progress.h"

#include <chrono>
#include <system_error>

#include "output.h"

namespace rulec::app {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kFirstShown = 150 * kMillisecond;
constexpr std::int64_t kLineInterval = 100 * kMillisecond;
constexpr std::int64_t kLogInterval = 10'000 * kMillisecond;
constexpr double kLeastShare = 0.01;  // below it nobody can tell how long the rest takes
constexpr double kHundred = 100;

constexpr std::string_view kClear = "\r\x1b[K";

std::string seconds_text(std::int64_t nanoseconds) {
  return std::to_string(nanoseconds / (1000 * kMillisecond)) + " s";
}

}  // namespace

void ProgressText::begin(std::string_view what) {
  what_ = what;
  share_.reset();
}

void ProgressText::reach(double share) {
  share_ = share;
}

std::string ProgressText::words(std::int64_t now_ns) const {
  std::int64_t elapsed = now_ns - started_ns_;
  std::string text = what_;
  if (share_) {
    text += "  " + std::to_string(static_cast<int>(*share_ * kHundred)) + " %";
  }
  text += "  " + seconds_text(elapsed);
  if (share_ && *share_ >= kLeastShare && *share_ < 1) {
    double left = static_cast<double>(elapsed) * (1 - *share_) / *share_;
    text +=
        ", about " + seconds_text(static_cast<std::int64_t>(left) + 1000 * kMillisecond) + " left";
  }
  return text;
}

std::string ProgressText::at(std::int64_t now_ns) {
  std::int64_t wait = form_ == ProgressForm::kLog ? kLogInterval
                      : is_shown_                 ? kLineInterval
                                                  : kFirstShown;
  if (form_ == ProgressForm::kNone || what_.empty() || now_ns - shown_ns_ < wait) {
    return {};
  }
  shown_ns_ = now_ns;
  std::string text = words(now_ns);
  if (form_ == ProgressForm::kLog) {
    return "rulec: " + text + "\n";
  }
  if (is_shown_ && text == shown_) {
    return {};
  }
  is_shown_ = true;
  shown_ = text;
  // A line that wraps cannot be taken away again.
  if (width_ > 0 && text.size() >= width_) {
    text.resize(width_ - 1);
  }
  return std::string(kClear) + text;
}

std::string ProgressText::end() {
  bool was_shown = is_shown_;
  is_shown_ = false;
  what_.clear();
  return was_shown ? std::string(kClear) : std::string();
}

ProgressForm progress_form(const Common& common, const Env& env) {
  if (common.quiet > 0) {
    return ProgressForm::kNone;
  }
  auto variable = [&env](std::string_view name) {
    auto found = env.variables.find(name);
    return found == env.variables.end() ? std::string_view() : std::string_view(found->second);
  };
  if (env.terminal.err_is_tty && variable("TERM") != "dumb") {
    return ProgressForm::kLine;
  }
  return variable("CI") == "true" ? ProgressForm::kLog : ProgressForm::kNone;
}

Progress::Progress(const Common& common, Env& env)
    : env_(env), text_(progress_form(common, env), env.terminal.width, env.clock.ticks_ns()) {
  if (progress_form(common, env) == ProgressForm::kNone) {
    return;
  }
  try {
    thread_ = std::jthread([this] { watch(); });
  } catch (const std::system_error&) {
    return;  // no thread to be had: the work goes on without
  }
}

void Progress::begin(std::string_view what) {
  std::lock_guard lock(mutex_);
  text_.begin(what);
}

void Progress::reach(double share) {
  std::lock_guard lock(mutex_);
  text_.reach(share);
}

void Progress::finish() {
  {
    std::lock_guard lock(mutex_);
    if (is_over_) {
      return;
    }
    is_over_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) {
    thread_.join();
    print_error(env_, text_.end());
  }
}

void Progress::watch() {
  std::unique_lock lock(mutex_);
  while (!is_over_) {
    wake_.wait_for(lock, std::chrono::nanoseconds(kLineInterval / 2));
    if (!is_over_) {
      write_due();
    }
  }
}

void Progress::write_due() {
  if (std::string text = text_.at(env_.clock.ticks_ns()); !text.empty()) {
    print_error(env_, text);
  }
}

}  // namespace rulec::app

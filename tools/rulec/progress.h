// Progress of work that takes a while (cli.md section 12): one line on stderr that is rewritten and
// cleared at the end. It comes after 150 ms, so quick work shows nothing, and at most ten times a
// second. Off a terminal there is none, but for one line every ten seconds where CI=true, so that
// no job is killed as hung. Used by commands; what they do need not know of it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "env.h"
#include "settings.h"

namespace rulec::app {

enum class ProgressForm : std::uint8_t { kNone, kLine, kLog };

// When what is shown; pure, so that tests feed it instants. All times in nanoseconds.
class ProgressText {
 public:
  ProgressText(ProgressForm form, std::uint32_t width, std::int64_t started_ns)
      : form_(form), width_(width), started_ns_(started_ns), shown_ns_(started_ns) {}

  // What is being done now, from here on.
  void begin(std::string_view what);
  // How much of it is done, from 0 to 1.
  void reach(double share);
  // What to write now; "" for nothing.
  [[nodiscard]] std::string at(std::int64_t now_ns);
  // What takes the line away.
  [[nodiscard]] std::string end();

 private:
  [[nodiscard]] std::string words(std::int64_t now_ns) const;

  ProgressForm form_;
  std::uint32_t width_;
  std::int64_t started_ns_;
  std::int64_t shown_ns_;
  bool is_shown_ = false;  // a line stands on the terminal
  std::string shown_;      // its words
  std::string what_;
  std::optional<double> share_;
};

// Which form suits where this runs: none with -q.
[[nodiscard]] ProgressForm progress_form(const Common& common, const Env& env);

// Writes to stderr from a thread of its own, so that long steps need not ask. While one exists,
// nobody else writes there: `finish` first.
class Progress {
 public:
  Progress(const Common& common, Env& env);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(std::string_view what);
  void reach(double share);
  void finish();

 private:
  void watch();
  void write_due();

  Env& env_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  ProgressText text_;
  bool is_over_ = false;
  std::jthread thread_;  // none when nothing is ever shown
};

}  // namespace rulec::app

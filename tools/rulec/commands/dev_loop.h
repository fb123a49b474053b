// The watch loop: waits for saves, gathers what belongs together, builds, swaps the served bundle,
// compares, tests, lints, says what came of it. One thread; the HTTP side has its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "commands/dev_output.h"
#include "dev/cached_files.h"
#include "dev/cycle.h"
#include "dev/http.h"
#include "dev/stage.h"
#include "env.h"
#include "save_watch.h"
#include "settings.h"

namespace rulec::app {

struct DevLoopParts {
  const Common& common;
  Env& env;
  LiveSession& session;
  dev::FolderWatcher& watcher;
  dev::CachedFiles& files;
  dev::Workshop& workshop;
  dev::Stage& stage;
  dev::HttpServer* server = nullptr;  // null: nothing is served
  DevOutput& output;
  // Asked after each build, since rulec.yaml may say another one.
  std::function<std::int64_t(const project::Config&)> debounce_ms;
  std::function<DevReady(const dev::Cycle&)> ready;
};

class DevLoop {
 public:
  explicit DevLoop(DevLoopParts parts)
      : parts_(std::move(parts)),
        saves_(parts_.watcher, parts_.files, parts_.session, parts_.env.clock) {}

  // Until the first interrupt, or the key q.
  void run();

 private:
  // Saves that are not built yet.
  struct Pending {
    std::set<std::string> files;
    bool is_everything = false;  // the first build, or asked for by a key
    bool was_cancelled = false;  // a round of some of them was
    std::int64_t first_ns = 0;   // of those that no report has spoken of
    std::int64_t last_ns = 0;

    [[nodiscard]] bool is_empty() const { return files.empty() && !is_everything; }
  };

  void build_pending();
  [[nodiscard]] std::unique_ptr<dev::Cycle> compile_when_quiet();
  void serve_early();
  void forget_early();
  void leave_number_to_early();
  void go_through(std::unique_ptr<dev::Cycle> cycle);
  [[nodiscard]] bool is_as_before(const tooling::Build& build) const;
  void remember_sources(const tooling::Build& build);
  void report(const dev::Cycle& cycle, const Pending& built, std::int64_t served_ns);
  [[nodiscard]] bool take_changes();
  [[nodiscard]] dev::IsCancelled is_stale();
  void wait(std::int64_t at_most_ms);
  void take_keys(const std::string& keys);
  void edit();
  [[nodiscard]] bool is_over() const { return is_quitting_ || parts_.session.is_interrupted(); }
  [[nodiscard]] bool is_quiet() const;
  [[nodiscard]] bool is_overdue(const Pending& pending) const;
  void begin_anew();
  [[nodiscard]] std::int64_t gather_ns() const;
  [[nodiscard]] std::int64_t ticks_ns() const { return parts_.env.clock.ticks_ns(); }
  void send_event(std::string_view name, const std::string& data);
  void warn_once();

  DevLoopParts parts_;
  SaveWatch saves_;
  Pending pending_;
  std::map<std::string, std::string> last_sources_;  // bytes by path, of the build reported last
  std::uint64_t builds_ = 0;
  std::int64_t debounce_ms_ = 15;
  bool has_new_save_ = false;
  bool has_tried_early_ = false;  // for what is pending
  runtime::RulesetPtr early_;     // of what is pending, not served yet
  bool serves_early_ = false;     // its number is that of the build that comes next
  bool is_quitting_ = false;
  bool has_warned_ = false;
  bool has_said_ready_ = false;
  bool is_to_begin_anew_ = false;  // a key: nothing that is known is believed
  std::string place_to_edit_;      // file
  std::uint32_t line_to_edit_ = 1;
};

}  // namespace rulec::app

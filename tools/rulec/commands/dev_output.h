// What `rulec dev` says: lines that tools read (dev_lines.cpp), or a screen for a person
// (dev_screen.cpp). Neither decides anything.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dev/cycle.h"
#include "env.h"
#include "report.h"
#include "settings.h"

namespace rulec::app {

// What one round came to.
struct DevRound {
  std::uint64_t build = 0;
  std::vector<std::string> files;  // that changed; empty: all of them
  const dev::Cycle& cycle;
  Findings findings;
  Scope scope;
  double ms = 0;              // from the change to this
  double served_ms = 0;       // from the change to the new bundle; 0 when there is none
  std::uint64_t serving = 0;  // 0: nothing
  std::int64_t serving_age_ms = 0;
  std::int64_t now_ms = 0;
};

struct DevReady {
  std::string title;                 // "shop-rules   214 rules  47 tests"
  std::string url;                   // "" when nothing is served
  std::string try_it;                // a command line to paste, or ""
  std::vector<std::string> remarks;  // what was not said by `listening`
};

class DevOutput {
 public:
  virtual ~DevOutput() = default;
  // Before the first build, which may take its time, and before anything else is said.
  virtual void listening(Env& env, const std::string& url, const std::vector<std::string>& remarks);
  virtual void start(std::uint64_t build, const std::vector<std::string>& files) = 0;
  virtual void end(const DevRound& round) = 0;
  // Somebody saved again before it was through.
  virtual void cancelled(std::uint64_t build, std::uint64_t serving) = 0;
  virtual void ready(const DevReady& ready) = 0;
  // A warning about the surroundings: RC0014 and the like.
  virtual void warn(const diag::Diagnostic& warning) = 0;
  // A key that is not the loop's own.
  virtual void key(char key) { static_cast<void>(key); }
  virtual void resized() {}
  virtual void goodbye(std::uint64_t builds) = 0;
};

[[nodiscard]] std::unique_ptr<DevOutput> make_dev_lines(const Common& common, Env& env);
[[nodiscard]] std::unique_ptr<DevOutput> make_dev_json_lines(const Common& common, Env& env);
[[nodiscard]] std::unique_ptr<DevOutput> make_dev_screen(const Common& common, Env& env);

// The document rulec.dev/1 of one round (`--once --json`), and the line of one.
[[nodiscard]] std::string dev_document(const DevRound& round, ExitCode exit_code);

// "rules/vip.rule.json", "rules/vip.rule.json and 3 more", "all files".
[[nodiscard]] std::string files_in_words(const std::vector<std::string>& files);
// "46 passed, 1 failed, 2 not run"
[[nodiscard]] std::string tests_in_words(const dev::Cycle& cycle);

}  // namespace rulec::app

// Machine code that is made while its ruleset decides already: bytecode answers until it is there,
// and goes on where there will be none.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "native/native_engine.h"
#include "runtime/engine.h"

namespace rulec::native {

class BackgroundCode {
 public:
  using Make = std::function<NativeOutcome(const runtime::LoadedRuleset&)>;

  // Starts at once, in a thread of its own; holds the ruleset until that has ended. Decisions of
  // other threads take the code from the moment at which all of it was tested; a ruleset that has
  // code keeps it. What `settings` names outlives this.
  BackgroundCode(runtime::RulesetPtr ruleset, NativeSettings settings);
  // The same with something else that makes it.
  BackgroundCode(runtime::RulesetPtr ruleset, Make make);
  // Waits for the thread: no longer than the child may take (20 s).
  ~BackgroundCode() = default;
  BackgroundCode(const BackgroundCode&) = delete;
  BackgroundCode& operator=(const BackgroundCode&) = delete;

  // Nothing as long as it is not done.
  [[nodiscard]] std::optional<NativeOutcome> outcome() const;
  [[nodiscard]] const NativeOutcome& wait();

 private:
  void start();

  runtime::RulesetPtr ruleset_;
  Make make_;
  NativeOutcome outcome_;
  std::atomic<bool> is_done_ = false;  // then nobody changes outcome_ any more
  std::jthread thread_;                // last: it ends before what it uses goes
};

}  // namespace rulec::native

#include "native/background_code.h"

#include <system_error>
#include <utility>

namespace rulec::native {

BackgroundCode::BackgroundCode(runtime::RulesetPtr ruleset, NativeSettings settings)
    : BackgroundCode(std::move(ruleset),
                     [settings = std::move(settings)](const runtime::LoadedRuleset& of) {
                       return give_native_code(of, settings);
                     }) {}

BackgroundCode::BackgroundCode(runtime::RulesetPtr ruleset, Make make)
    : ruleset_(std::move(ruleset)), make_(std::move(make)) {
  start();
}

void BackgroundCode::start() {
  try {
    thread_ = std::jthread([this] {
      outcome_ = make_(*ruleset_);
      is_done_.store(true, std::memory_order_release);
      is_done_.notify_all();
    });
  } catch (const std::system_error&) {
    outcome_.unavailable = "no thread could be started to make it";
    is_done_.store(true, std::memory_order_release);
  }
}

std::optional<NativeOutcome> BackgroundCode::outcome() const {
  return is_done_.load(std::memory_order_acquire) ? std::optional(outcome_) : std::nullopt;
}

const NativeOutcome& BackgroundCode::wait() {
  is_done_.wait(false, std::memory_order_acquire);
  return outcome_;
}

}  // namespace rulec::native

#include "save_watch.h"

namespace rulec::app {
namespace {

constexpr std::int64_t kPollIntervalNs = dev::kPollIntervalMs * std::int64_t{1'000'000};

}  // namespace

dev::Difference SaveWatch::take() {
  std::int64_t now = clock_.ticks_ns();
  bool is_due = now >= last_look_ns_ + kPollIntervalNs;
  bool has_to_ask_again = files_.has_to_ask_again();
  dev::Difference difference;
  if (!is_polling() || is_due) {
    dev::Changes changes;
    watcher_.take(changes);
    difference = files_.apply(changes);
  }
  if (has_to_ask_again && is_due) {
    dev::Difference more = files_.ask_again();
    difference.files.merge(more.files);
    difference.has_names_changed = difference.has_names_changed || more.has_names_changed;
  }
  if ((is_polling() || has_to_ask_again) && is_due) {
    last_look_ns_ = now;
  }
  return difference;
}

LiveSession::Wake SaveWatch::wait(std::int64_t at_most_ms) {
  bool has_to_look = is_polling() || files_.has_to_ask_again();
  if (has_to_look && (at_most_ms < 0 || at_most_ms > dev::kPollIntervalMs)) {
    at_most_ms = dev::kPollIntervalMs;
  }
  return session_.wait(watcher_.descriptor(), static_cast<int>(at_most_ms));
}

}  // namespace rulec::app

// Stage: what the watch loop hands to the HTTP side. The loop writes, the server's thread reads;
// a request keeps the bundle that it began with.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/engine.h"

namespace rulec::dev {

// One good build, immutable.
struct ServedBundle {
  std::uint64_t number = 0;  // of the build that made it
  runtime::RulesetPtr ruleset;
  std::int64_t since_ms = 0;  // wall clock
};
using ServedBundlePtr = std::shared_ptr<const ServedBundle>;

// What the last build came to, for those who ask.
struct BuildNews {
  std::uint64_t build = 0;
  bool is_good = false;
  std::string findings;  // rulec.lint/1
  std::string summary;   // one line in words
};

class Stage {
 public:
  void publish(ServedBundlePtr bundle) { bundle_.store(std::move(bundle)); }
  // Null before the first good build.
  [[nodiscard]] ServedBundlePtr bundle() const { return bundle_.load(); }

  void tell(std::shared_ptr<const BuildNews> news) { news_.store(std::move(news)); }
  // Null before the first build has ended.
  [[nodiscard]] std::shared_ptr<const BuildNews> news() const { return news_.load(); }

 private:
  std::atomic<ServedBundlePtr> bundle_;
  std::atomic<std::shared_ptr<const BuildNews>> news_;
};

}  // namespace rulec::dev

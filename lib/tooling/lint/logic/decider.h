// The whole ruleset, as the engine decides with it. Made when it is first asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/engine.h"
#include "tooling/build.h"

namespace rulec::tooling {

class Decider {
 public:
  explicit Decider(const Build& build) : build_(build) {}

  // Ids of the rules that fire; nothing when there is no decision, or no ruleset because of errors.
  [[nodiscard]] std::optional<std::vector<std::string_view>> fired(std::string_view entry_point,
                                                                   std::string_view context,
                                                                   std::int64_t now_ms);

 private:
  void load();

  const Build& build_;
  bool is_made_ = false;
  runtime::RulesetPtr ruleset_;  // null: there are errors
  runtime::Workspace workspace_;
};

}  // namespace rulec::tooling

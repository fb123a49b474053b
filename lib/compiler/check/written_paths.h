// Paths that updates of an entry point's rules may have written before a rule reads: fields that no
// schema needs to declare. Internal to the checker.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::compiler {

class WrittenPaths {
 public:
  void add(std::vector<std::string_view> target) { targets_.push_back(std::move(target)); }
  // A write at, above or below the path makes it known.
  [[nodiscard]] bool touch(std::span<const std::string_view> path) const;

 private:
  std::vector<std::vector<std::string_view>> targets_;
};

}  // namespace rulec::compiler

// What makers of workloads share: numbers that are the same everywhere, conditions and rules as
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::bench {

// The engine is the same everywhere, the distributions of the standard library are not.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  // In [low, high].
  int number(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  // In [0, limit).
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool chance(int percent) { return number(1, 100) <= percent; }

 private:
  std::mt19937_64 engine_;
};

[[nodiscard]] std::string quoted(const std::string& text);
// {"var": path}
[[nodiscard]] std::string var(const std::string& path);
// {name: [operands]}
[[nodiscard]] std::string call(std::string_view name, const std::vector<std::string>& operands);
// A rule of the entry point `kEntryPoint`, and a file of them.
[[nodiscard]] std::string rule_of(const std::string& id, std::size_t priority,
                                  const std::string& condition);
[[nodiscard]] std::string rules_file(const std::vector<std::string>& rules);

}  // namespace rulec::bench

// Fuzz target: the projection scanner and the strict reader give one verdict on any bytes, and what
// the scanner finds is what walks along the paths give. The first line of the input names the
// paths, as `a.b.0,c`; the rest is scanned, twice: first expecting the members as the paths name
// them, then as the text itself has them.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "projected.h"

namespace {

// What stands before the first `mark` of `rest`, which goes on behind it.
std::string_view take(std::string_view& rest, char mark) {
  std::size_t end = std::min(rest.find(mark), rest.size());
  std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

rulec::json::Paths read_paths(std::string_view line) {
  constexpr std::size_t kMaxPaths = 100;
  rulec::json::Paths paths;
  while (!line.empty() && paths.size() < kMaxPaths) {
    std::string_view path = take(line, ',');
    std::vector<std::string> keys;
    while (!path.empty()) {
      keys.emplace_back(take(path, '.'));
    }
    paths.add(keys);
  }
  return paths;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > rulec::json::GuardedMemory::kBytes) {
    return 0;
  }
  std::string_view line = take(text, '\n');
  rulec::json::ProjectionJudge judge(read_paths(line));
  constexpr rulec::json::ValueLimits kLimits{.max_depth = 32, .max_keys = 200, .max_items = 100};
  for (int i = 0; i < 2; ++i) {
    RULEC_CHECK(judge.difference(text, kLimits).empty());
  }
  return 0;
}

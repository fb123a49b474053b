#include "compiler/check/written_paths.h"

#include <algorithm>

namespace rulec::compiler {

bool WrittenPaths::touch(std::span<const std::string_view> path) const {
  return std::ranges::any_of(targets_, [&](const std::vector<std::string_view>& target) {
    std::size_t shared = std::min(target.size(), path.size());
    return std::equal(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(shared),
                      target.begin());
  });
}

}  // namespace rulec::compiler

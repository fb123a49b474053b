#include "base/large_block.h"

#include <sys/mman.h>

#include <cstdint>

namespace rulec {

void expect_filled(void* begin, std::size_t bytes) {
  if (bytes < kLargeBlockBytes) {
    return;
  }
  constexpr std::uintptr_t kPage = std::uintptr_t{2} << 20;
  auto at = reinterpret_cast<std::uintptr_t>(begin);
  std::uintptr_t first = (at + kPage - 1) & ~(kPage - 1);
  std::uintptr_t end = (at + bytes) & ~(kPage - 1);
  // The pages lie inside of the block. NOLINTNEXTLINE(performance-no-int-to-ptr)
  static_cast<void>(::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE));
}

}  // namespace rulec

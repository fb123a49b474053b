// Counts what this program asks of the heap: malloc and its relatives are replaced for the whole
// process, so operator new and every library are seen.
#pragma once

#include <cstdint>

namespace rulec::testing {

// Calls that may take memory (malloc, calloc, realloc, aligned_alloc, posix_memalign) so far.
[[nodiscard]] std::uint64_t heap_calls();

}  // namespace rulec::testing

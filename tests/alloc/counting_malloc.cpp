#include "counting_malloc.h"

#include <cerrno>
#include <cstddef>

// glibc keeps its own functions reachable under these names.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* old);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {
constinit std::uint64_t g_calls = 0;
}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  ++g_calls;
  return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  ++g_calls;
  return __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
  ++g_calls;
  return __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++g_calls;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  ++g_calls;
  *result = __libc_memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}

void free(void* old) {
  __libc_free(old);
}

}  // extern "C"

namespace rulec::testing {

std::uint64_t heap_calls() {
  return g_calls;
}

}  // namespace rulec::testing

// Arena: bump allocation for things that die together (one compilation, one decision). Objects in
// it are trivially destructible. `reset` keeps the blocks, so from the second decision on nothing
// is asked of the heap. Not thread-safe; one arena, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace rulec {

class Arena {
 public:
  static constexpr std::size_t kFirstBlockBytes = 64 * 1024;

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // Never null; `alignment` is a power of two up to 16.
  void* allocate(std::size_t bytes, std::size_t alignment) {
    std::uintptr_t start = (cursor_ + (alignment - 1)) & ~(std::uintptr_t{alignment} - 1);
    if (start + bytes > end_) [[unlikely]] {
      return allocate_slow(bytes, alignment);
    }
    cursor_ = start + bytes;
    // Alignment is done on integers; the memory is our own block.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return reinterpret_cast<void*>(start);
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{static_cast<Args&&>(args)...};
  }

  // Uninitialised storage for `count` objects of a trivial type.
  template <class T>
  std::span<T> make_span(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    // Where T is a pointer, its own size is what is meant.
    return {static_cast<T*>(
                allocate(count * sizeof(T), alignof(T))),  // NOLINT(bugprone-sizeof-expression)
            count};
  }

  template <class T>
  std::span<T> copy(std::span<const T> from) {
    static_assert(std::is_trivially_copyable_v<T>);
    auto to = make_span<T>(from.size());
    if (!from.empty()) {
      std::memcpy(static_cast<void*>(to.data()), from.data(), from.size_bytes());
    }
    return to;
  }

  std::string_view copy(std::string_view text) {
    auto to = copy(std::span<const char>(text));
    return {to.data(), to.size()};
  }

  // Forgets all objects and keeps the memory.
  void reset();

  // Bytes handed out since the last reset (rounding included).
  [[nodiscard]] std::size_t used_bytes() const;
  // Bytes held from the heap.
  [[nodiscard]] std::size_t held_bytes() const { return held_; }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  void* allocate_slow(std::size_t bytes, std::size_t alignment);
  void enter(std::size_t block_index);

  std::uintptr_t cursor_ = 0;
  std::uintptr_t end_ = 0;
  std::vector<Block> blocks_;
  std::size_t current_ = 0;  // index of the block in use
  std::size_t full_ = 0;     // bytes used in blocks before it
  std::size_t held_ = 0;
};

}  // namespace rulec

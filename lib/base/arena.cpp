#include "base/arena.h"

#include <algorithm>

namespace rulec {

void Arena::enter(std::size_t block_index) {
  Block& block = blocks_[block_index];
  current_ = block_index;
  cursor_ = reinterpret_cast<std::uintptr_t>(block.bytes.get());
  end_ = cursor_ + block.size;
}

void* Arena::allocate_slow(std::size_t bytes, std::size_t alignment) {
  // A kept block after the current one serves when it is large enough; else it waits for a later
  // request and a new block goes in between.
  std::size_t next = blocks_.empty() ? 0 : current_ + 1;
  if (!blocks_.empty()) {
    full_ += cursor_ - reinterpret_cast<std::uintptr_t>(blocks_[current_].bytes.get());
  }
  std::size_t needed = bytes + alignment;
  if (next >= blocks_.size() || blocks_[next].size < needed) {
    std::size_t grown = blocks_.empty() ? kFirstBlockBytes : blocks_[current_].size * 2;
    std::size_t size = std::max(needed, std::min<std::size_t>(grown, 16 * 1024 * 1024));
    Block block{.bytes = std::make_unique_for_overwrite<std::byte[]>(size), .size = size};
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(next), std::move(block));
    held_ += size;
  }
  enter(next);
  return allocate(bytes, alignment);
}

void Arena::reset() {
  full_ = 0;
  if (!blocks_.empty()) {
    enter(0);
  }
}

std::size_t Arena::used_bytes() const {
  if (blocks_.empty()) {
    return 0;
  }
  return full_ + (cursor_ - reinterpret_cast<std::uintptr_t>(blocks_[current_].bytes.get()));
}

}  // namespace rulec

// A stack for walking values: the first N entries lie inside the object, more go to the heap.
// Values that are read from JSON are at most 64 levels deep (base/limits.h) and never get there;
// values that a `reduce` nests may be far deeper, and must not end the program's own stack.
// Internal.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace rulec::value {

template <class T, std::size_t N>
class SmallStack {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& top() { return size_ <= N ? inline_[size_ - 1] : spill_.back(); }

  void push(const T& entry) {
    if (size_ < N) {
      inline_[size_] = entry;
    } else {
      spill_.push_back(entry);
    }
    ++size_;
  }

  void pop() {
    if (size_ > N) {
      spill_.pop_back();
    }
    --size_;
  }

 private:
  std::array<T, N> inline_;
  std::vector<T> spill_;
  std::size_t size_ = 0;
};

}  // namespace rulec::value

// InlineVector: a vector of small trivial values whose first few need no heap. For lists that are
// made by the thousand and nearly always short, such as the segments of a path.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>

namespace rulec {

template <class T, std::size_t Inline>
class InlineVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  InlineVector() = default;
  InlineVector(std::initializer_list<T> items) { append(items.begin(), items.end()); }
  explicit InlineVector(std::span<const T> items) {
    append(items.data(), items.data() + items.size());
  }
  InlineVector(const InlineVector& other) { append(other.begin(), other.end()); }
  InlineVector(InlineVector&& other) noexcept { take(other); }
  InlineVector& operator=(const InlineVector& other) {
    if (this != &other) {
      size_ = 0;
      append(other.begin(), other.end());
    }
    return *this;
  }
  InlineVector& operator=(InlineVector&& other) noexcept {
    if (this != &other) {
      take(other);
    }
    return *this;
  }
  ~InlineVector() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return heap_ ? heap_.get() : inline_; }
  [[nodiscard]] const T* data() const { return heap_ ? heap_.get() : inline_; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }
  [[nodiscard]] T& operator[](std::size_t i) { return data()[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return data()[i]; }
  [[nodiscard]] T& front() { return data()[0]; }
  [[nodiscard]] const T& front() const { return data()[0]; }
  [[nodiscard]] T& back() { return data()[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data()[size_ - 1]; }

  void push_back(const T& item) {
    T kept = item;  // it may lie in here
    reserve(size_ + 1);
    data()[size_++] = kept;
  }
  template <class... Args>
  void emplace_back(Args&&... args) {
    push_back(T(static_cast<Args&&>(args)...));
  }
  void pop_back() { --size_; }
  void clear() { size_ = 0; }
  // [first, last) lies elsewhere.
  void append(const T* first, const T* last) {
    auto count = static_cast<std::size_t>(last - first);
    reserve(size_ + count);
    std::copy(first, last, data() + size_);
    size_ += count;
  }

  friend bool operator==(const InlineVector& a, const InlineVector& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  void reserve(std::size_t wanted) {
    if (wanted <= capacity_) {
      return;
    }
    std::size_t room = std::max(wanted, capacity_ * 2);
    auto larger = std::make_unique<T[]>(room);
    std::copy(begin(), end(), larger.get());
    heap_ = std::move(larger);
    capacity_ = room;
  }

  void take(InlineVector& other) {
    heap_ = std::move(other.heap_);
    size_ = other.size_;
    capacity_ = other.capacity_;
    if (!heap_) {
      std::copy(other.inline_, other.inline_ + size_, inline_);
    }
    other.size_ = 0;
    other.capacity_ = Inline;
  }

  T inline_[Inline] = {};
  std::unique_ptr<T[]> heap_;
  std::size_t size_ = 0;
  std::size_t capacity_ = Inline;
};

}  // namespace rulec

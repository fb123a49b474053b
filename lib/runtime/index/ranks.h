// Ranks: how many of some ascending keys lie below a given one. A table of equal parts of the way
// from the first key to the last says where to begin; the few steps from there are as many for
// every key and none of them is a branch, since which way they go changes from decision to
// decision.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace rulec::runtime::index {

template <class Key>
class Ranks {
 public:
  Ranks() = default;
  // `keys` are ascending and distinct.
  explicit Ranks(std::vector<Key> keys);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool is_empty() const { return size_ == 0; }
  [[nodiscard]] bool has_at(std::uint32_t rank, Key key) const {
    return keys_[rank] == key && rank < size_;  // behind the last there is one more
  }

  // How many keys are less than `key`. There is at least one key.
  [[nodiscard]] std::uint32_t below(Key key) const {
    Key first = keys_.front();
    std::uint64_t offset = key > first ? distance(first, key) : 0;
    std::uint64_t part = offset >> part_bits_;
    std::uint32_t at = parts_[part < last_part_ ? part : last_part_];
    for (std::uint32_t half = half_; half > 0; half >>= 1U) {
      at += keys_[at + half - 1] < key ? half : 0;
    }
    return at;
  }

  [[nodiscard]] std::size_t bytes() const {
    return keys_.capacity() * sizeof(Key) + parts_.capacity() * sizeof(std::uint32_t);
  }

 private:
  // Parts: so many for each key, and some.
  static constexpr std::uint64_t kPartsForKey = 4;
  static constexpr std::uint64_t kFewParts = 256;

  [[nodiscard]] static std::uint64_t distance(Key from, Key to) {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  }

  std::vector<Key> keys_;             // and then the largest value, so that steps stay inside
  std::vector<std::uint32_t> parts_;  // keys before each part; at the end, all of them
  std::uint64_t last_part_ = 0;
  unsigned part_bits_ = 0;
  std::uint32_t half_ = 0;  // of the first step: with all steps to the end of the fullest part
  std::uint32_t size_ = 0;
};

template <class Key>
Ranks<Key>::Ranks(std::vector<Key> keys)
    : keys_(std::move(keys)), size_(static_cast<std::uint32_t>(keys_.size())) {
  static_assert(std::is_integral_v<Key>);
  if (size_ == 0) {
    return;
  }
  std::uint64_t way = distance(keys_.front(), keys_.back());
  while (way >> part_bits_ >= kFewParts + kPartsForKey * size_) {
    ++part_bits_;
  }
  last_part_ = (way >> part_bits_) + 1;
  parts_.reserve(last_part_ + 1);
  std::uint32_t before = 0;
  std::uint32_t most = 0;
  for (std::uint64_t part = 0; part < last_part_; ++part) {
    parts_.push_back(before);
    while (before < size_ && distance(keys_.front(), keys_[before]) >> part_bits_ == part) {
      ++before;
    }
    most = std::max(most, before - parts_.back());
  }
  parts_.push_back(size_);
  // Steps of half_, half_ / 2, … 1 reach 2 * half_ - 1 keys.
  for (half_ = 1; 2 * half_ - 1 < most;) {
    half_ *= 2;
  }
  keys_.resize(size_ + 2 * half_, std::numeric_limits<Key>::max());
  keys_.shrink_to_fit();
}

}  // namespace rulec::runtime::index

// Typed index into a table: Id<Rule> never mixes with Id<String>. Thirty-two bits, because every
// table is capped far below 2^32 (base/limits.h). The default value names nothing.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace rulec {

template <class T>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}

  [[nodiscard]] constexpr std::uint32_t index() const { return index_; }
  [[nodiscard]] constexpr bool is_valid() const { return index_ != kNone; }
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  std::uint32_t index_ = kNone;
};

}  // namespace rulec

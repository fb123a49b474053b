// Numbers that look random and are the same on every machine, for made cases and for orders that
// can be repeated. Splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
// 2014). Not for secrets, and no hash.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rulec::tooling {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // From 0 up to `limit` (not 0), which is left out.
  std::size_t below(std::size_t limit) {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = (state_ ^ (state_ >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<std::size_t>((mixed ^ (mixed >> 31U)) % limit);
  }

 private:
  std::uint64_t state_;
};

}  // namespace rulec::tooling

// What an operator charges (language.md 7.1): 1, plus 1 for each element read or made, plus 1 for
// 16 bytes of text. Text counts once: what is read, or, where the result is new text, what is made.
// Charged before the work, so that a budget bounds time and memory. Internal to lib/value.
#pragma once

#include <cstdint>
#include <string_view>

#include "value/operators.h"

namespace rulec::value {

inline constexpr std::uint64_t kBytesPerUnit = 16;

[[nodiscard]] inline bool charge_work(OpContext& ctx, std::uint64_t elements,
                                      std::uint64_t text_bytes) {
  return charge(ctx, 1 + elements + text_bytes / kBytesPerUnit);
}

// What may still be charged.
[[nodiscard]] inline std::uint64_t left_of(const OpContext& ctx) {
  return ctx.budget < 0 ? 0 : static_cast<std::uint64_t>(ctx.budget);
}

[[nodiscard]] inline bool is_too_long(const OpContext& ctx, std::uint64_t text_bytes) {
  return text_bytes > ctx.max_string_bytes;
}

// Bytes of the texts among the values.
[[nodiscard]] inline std::uint64_t text_bytes(std::span<const Value> values) {
  std::uint64_t bytes = 0;
  for (const Value& value : values) {
    bytes += value.is_string() ? value.length() : 0;
  }
  return bytes;
}

}  // namespace rulec::value

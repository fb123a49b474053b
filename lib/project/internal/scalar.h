// What a plain scalar of YAML is by the core schema of YAML 1.2 (section 10.3): null, bool,
// integer, floating point, else text. Infinity, not-a-number and integers beyond 64 bits are no
// JSON.
#pragma once

#include <cstdint>
#include <string_view>

namespace rulec::project {

struct Scalar {
  enum class Kind : std::uint8_t { kNull, kBool, kInteger, kReal, kText, kNoJson };
  Kind kind = Kind::kText;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
};

[[nodiscard]] Scalar classify_scalar(std::string_view text);

}  // namespace rulec::project

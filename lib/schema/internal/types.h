// Types of JSON as a set of bits. An integer is a number too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::schema {

using TypeSet = std::uint8_t;
inline constexpr TypeSet kNullType = 1;
inline constexpr TypeSet kBoolType = 2;
inline constexpr TypeSet kIntegerType = 4;
inline constexpr TypeSet kNumberType = 8;
inline constexpr TypeSet kStringType = 16;
inline constexpr TypeSet kArrayType = 32;
inline constexpr TypeSet kObjectType = 64;
inline constexpr TypeSet kAllTypes = 127;

// 0 when no type is called so.
[[nodiscard]] TypeSet type_bit(std::string_view name);
[[nodiscard]] std::span<const std::string_view> type_names();  // in the order of the bits

// Names of a set; empty when all are in it. An integer is not named beside a number.
[[nodiscard]] std::vector<std::string> names_in(TypeSet types);

}  // namespace rulec::schema

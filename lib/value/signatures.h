// Signatures of operators: which types of operands they take and which they give, for the checker
// and the documentation. Nothing is computed from them: meaning is in the functions of operators.h,
// and a test holds the two together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "value/operators.h"

namespace rulec::value {

// JSON types, or-ed. int64, double and decimal are all numbers.
using TypeSet = std::uint8_t;
inline constexpr TypeSet kNothing = 0;
inline constexpr TypeSet kNull = 1;
inline constexpr TypeSet kBool = 2;
inline constexpr TypeSet kNumber = 4;
inline constexpr TypeSet kText = 8;
inline constexpr TypeSet kList = 16;
inline constexpr TypeSet kObject = 32;
inline constexpr TypeSet kScalar = kNull | kBool | kNumber | kText;
inline constexpr TypeSet kAny = kScalar | kList | kObject;
// What has a number (language.md 3.1) and what `<` compares; of texts not all do.
inline constexpr TypeSet kNumeric = kScalar;
inline constexpr TypeSet kOrdered = kScalar;
inline constexpr TypeSet kDivisor = kBool | kNumber | kText;  // null counts as 0
inline constexpr TypeSet kPaths = kNull | kNumber | kText | kList;

struct Signature {
  TypeSet first;
  TypeSet second;
  TypeSet rest;
  TypeSet result;
  std::string_view errors;  // "" for none
  std::string_view costs;   // "" for nothing
  std::string_view about;

  [[nodiscard]] TypeSet operand(std::size_t index) const {
    return index == 0 ? first : index == 1 ? second : rest;
  }
};

[[nodiscard]] const Signature& signature_of(OperatorId id);
// The type of a value that is neither absent nor an error.
[[nodiscard]] TypeSet type_of(const Value& value);
// "a number", "a text or null", "a list, an object or null"; "anything" for kAny.
[[nodiscard]] std::string type_words(TypeSet types);
// "2 operands", "at least 1 operand", "at most 2 operands", "1 to 3 operands".
[[nodiscard]] std::string operand_count_words(const OperatorRow& row);

}  // namespace rulec::value

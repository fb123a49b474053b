// The reference: a slow, obvious evaluator of expressions, written from the language document
// alone. It shares nothing with the product (no header of lib/), so that both being wrong in the
// same way takes two people making one mistake. Data is nlohmann's ordered JSON: signed integers
// are int64, floats are doubles, `binary` is a decimal (decimals.h). Of Unicode it knows the
// letters of letters.cpp, of regular expressions those on which RE2 and std::regex agree.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace rulec::reference {

using Json = nlohmann::ordered_json;

struct Outcome {
  bool is_error = false;
  Json value;  // the result, or the error object
};

// The budget of an expression (7.1) unless a case says another.
inline constexpr std::uint64_t kExprCost = 100'000;

// `expression` on `context`, by sections 3.1 to 5 of the language document; `now` in milliseconds
// since 1970-01-01T00:00Z, `expr_cost` the budget of 7.1.
[[nodiscard]] Outcome evaluate(const Json& expression, const Json& context, std::int64_t now = 0,
                               std::uint64_t expr_cost = kExprCost);

// Strict equality of JSON values: numbers by exact value, member order ignored.
[[nodiscard]] bool equal(const Json& a, const Json& b);

// As compact JSON, keys in byte order and numbers by the printer, but decimals as decimal(1.50): so
// equal texts are values that nobody can tell from each other.
[[nodiscard]] std::string described(const Json& value);

// A decimal from its text, as a value.
[[nodiscard]] Json decimal_value(const std::string& text);

// Whether the reference has an operator of this name.
[[nodiscard]] bool knows(const std::string& name);

}  // namespace rulec::reference

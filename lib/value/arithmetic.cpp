// + - * / % min max: int64 stays exact or becomes the nearest double, one double makes doubles, one
// decimal makes decimals (language.md 3.1 and 4).
#include <cmath>

#include "value/decimal.h"
#include "value/functions.h"
#include "value/number.h"

namespace rulec::value {
namespace {

__extension__ using Wide = __int128;

// The exact result when int64 holds it, else the double nearest to it.
Number narrowed(Wide exact) {
  auto integer = static_cast<std::int64_t>(exact);
  return integer == exact ? Number::of(integer) : Number::of(static_cast<double>(exact));
}

std::optional<Number> finite(double real) {
  return std::isfinite(real) ? std::optional(Number::of(real)) : std::nullopt;
}

std::optional<Number> divide(std::int64_t a, std::int64_t b) {
  if (b == 0) {
    return std::nullopt;
  }
  if (b == -1) {  // the one quotient that may overflow
    return narrowed(-Wide{a});
  }
  if (a % b == 0) {
    return Number::of(a / b);
  }
  return finite(static_cast<double>(a) / static_cast<double>(b));
}

std::optional<Number> calculate_integers(Arithmetic operation, std::int64_t a, std::int64_t b) {
  switch (operation) {
    case Arithmetic::kAdd:
      return narrowed(Wide{a} + b);
    case Arithmetic::kSubtract:
      return narrowed(Wide{a} - b);
    case Arithmetic::kMultiply:
      return narrowed(Wide{a} * b);
    case Arithmetic::kDivide:
      return divide(a, b);
    case Arithmetic::kModulo:
      return b == 0 ? std::nullopt : std::optional(Number::of(b == -1 ? 0 : a % b));
  }
  return std::nullopt;
}

std::optional<Number> calculate_doubles(Arithmetic operation, double a, double b) {
  switch (operation) {
    case Arithmetic::kAdd:
      return finite(a + b);
    case Arithmetic::kSubtract:
      return finite(a - b);
    case Arithmetic::kMultiply:
      return finite(a * b);
    case Arithmetic::kDivide:
      return finite(a / b);
    case Arithmetic::kModulo:
      return finite(std::fmod(a, b));
  }
  return std::nullopt;
}

double as_double(const Number& number) {
  return number.kind == Kind::kInteger ? static_cast<double>(number.integer) : number.real;
}

std::optional<Number> calculate_decimals(Arithmetic operation, DecimalBits a, DecimalBits b) {
  auto made = calculate(operation, a, b);
  return made ? std::optional(Number::of(*made)) : std::nullopt;
}

// A number text beside a decimal is taken by its digits, so it must not become a double first.
std::optional<Number> first_number(std::span<const Value> operands) {
  if (operands.size() > 1 && operands[1].is_decimal()) {
    auto decimal = decimal_of(operands[0]);
    return decimal ? std::optional(Number::of(*decimal)) : std::nullopt;
  }
  return number_of(operands[0]);
}

std::optional<Number> next_number(const Number& so_far, const Value& operand) {
  if (so_far.kind == Kind::kDecimal && operand.is_string()) {
    auto decimal = decimal_of(operand);
    return decimal ? std::optional(Number::of(*decimal)) : std::nullopt;
  }
  return number_of(operand);
}

std::optional<Number> minus(const Number& number) {
  if (number.kind == Kind::kDecimal) {
    return Number::of(negated(number.decimal));
  }
  return calculate(Arithmetic::kSubtract, Number::of(std::int64_t{0}), number);
}

Value folded(OpContext& ctx, Arithmetic operation, std::span<const Value> operands) {
  auto number = fold(operation, operands);
  return number ? to_value(ctx.arena, *number) : nan_error();
}

// Two integers without overflow: by far the most frequent call.
bool add_fits(std::span<const Value> operands, std::int64_t& sum) {
  return operands.size() == 2 && operands[0].is_integer() && operands[1].is_integer() &&
         !__builtin_add_overflow(operands[0].as_integer(), operands[1].as_integer(), &sum);
}

// The operand that `is_better` than all before it; numbers only.
Value extreme(std::span<const Value> operands, std::strong_ordering better) {
  RULEC_PASS_ERRORS(operands);
  const Value* best = nullptr;
  for (const Value& operand : operands) {
    if (!operand.is_number()) {
      return invalid_arguments();
    }
    if (best == nullptr || compare_numbers(Number::of(operand), Number::of(*best)) == better) {
      best = &operand;
    }
  }
  return best == nullptr ? invalid_arguments() : *best;
}

}  // namespace

std::optional<Number> calculate(Arithmetic operation, const Number& a, const Number& b) {
  if (a.kind == Kind::kInteger && b.kind == Kind::kInteger) {
    return calculate_integers(operation, a.integer, b.integer);
  }
  if (a.kind != Kind::kDecimal && b.kind != Kind::kDecimal) {
    return calculate_doubles(operation, as_double(a), as_double(b));
  }
  auto left = decimal_of(a);
  auto right = decimal_of(b);
  if (!left || !right) {
    return std::nullopt;
  }
  return calculate_decimals(operation, *left, *right);
}

std::optional<Number> fold(Arithmetic operation, std::span<const Value> operands) {
  auto so_far = first_number(operands);
  for (std::size_t i = 1; so_far && i < operands.size(); ++i) {
    auto next = next_number(*so_far, operands[i]);
    so_far = next ? calculate(operation, *so_far, *next) : std::nullopt;
  }
  return so_far;
}

Value op_add(OpContext& ctx, std::span<const Value> operands) {
  std::int64_t sum = 0;
  if (add_fits(operands, sum)) {
    return Value::integer(sum);
  }
  RULEC_PASS_ERRORS(operands);
  return operands.empty() ? Value::integer(0) : folded(ctx, Arithmetic::kAdd, operands);
}

Value op_multiply(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.empty() ? Value::integer(1) : folded(ctx, Arithmetic::kMultiply, operands);
}

Value op_subtract(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.empty()) {
    return invalid_arguments();
  }
  if (operands.size() == 1) {
    auto number = number_of(operands[0]);
    auto result = number ? minus(*number) : std::nullopt;
    return result ? to_value(ctx.arena, *result) : nan_error();
  }
  return folded(ctx, Arithmetic::kSubtract, operands);
}

Value op_divide(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.empty()) {
    return invalid_arguments();
  }
  if (operands.size() == 1) {
    const Value inverse[] = {Value::integer(1), operands[0]};
    return folded(ctx, Arithmetic::kDivide, inverse);
  }
  return folded(ctx, Arithmetic::kDivide, operands);
}

Value op_modulo(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.size() < 2 ? invalid_arguments() : folded(ctx, Arithmetic::kModulo, operands);
}

Value op_min(OpContext& /*ctx*/, std::span<const Value> operands) {
  return extreme(operands, std::strong_ordering::less);
}

Value op_max(OpContext& /*ctx*/, std::span<const Value> operands) {
  return extreme(operands, std::strong_ordering::greater);
}

}  // namespace rulec::value

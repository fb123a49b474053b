// abs, ceil, floor, round, decimal, between (language.md 3.5 and 4).
#include <cmath>

#include "value/decimal.h"
#include "value/functions.h"
#include "value/number.h"

namespace rulec::value {
namespace {

constexpr std::int64_t kMaxPlaces = 20;

Value decimal_value(OpContext& ctx, const std::optional<DecimalBits>& bits) {
  return bits ? Value::decimal(ctx.arena.make<DecimalBits>(*bits)) : nan_error();
}

// A double as int64 where it is one.
Value whole(double real) {
  auto integer = exact_integer(real);
  return integer ? Value::integer(*integer) : Value::real(real);
}

// The next integral value of the one operand, in a direction.
Value to_integral(OpContext& ctx, std::span<const Value> operands, double (*of_double)(double),
                  RoundingMode mode) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || !operands[0].is_number()) {
    return invalid_arguments();
  }
  if (operands[0].is_decimal()) {
    return decimal_value(ctx, round_to_integral(operands[0].as_decimal(), mode));
  }
  return operands[0].is_integer() ? operands[0] : whole(of_double(operands[0].as_double()));
}

struct RoundOptions {
  int places = 0;
  RoundingMode mode = RoundingMode::kHalfUp;
};

std::optional<RoundOptions> round_options(std::span<const Value> operands) {
  RoundOptions options;
  if (operands.size() > 1) {
    bool is_fit = operands[1].is_integer() && operands[1].as_integer() >= -kMaxPlaces &&
                  operands[1].as_integer() <= kMaxPlaces;
    if (!is_fit) {
      return std::nullopt;
    }
    options.places = static_cast<int>(operands[1].as_integer());
  }
  if (operands.size() > 2) {
    auto mode = operands[2].is_string() ? rounding_mode(operands[2].as_string()) : std::nullopt;
    if (!mode) {
      return std::nullopt;
    }
    options.mode = *mode;
  }
  return options;
}

}  // namespace

Value op_abs(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || !operands[0].is_number()) {
    return invalid_arguments();
  }
  const Value& number = operands[0];
  if (number.is_decimal()) {
    return decimal_value(ctx, absolute(number.as_decimal()));
  }
  if (number.is_double()) {
    return whole(std::fabs(number.as_double()));
  }
  return number.as_integer() < 0 ? op_subtract(ctx, operands) : number;
}

Value op_ceil(OpContext& ctx, std::span<const Value> operands) {
  return to_integral(ctx, operands, std::ceil, RoundingMode::kCeiling);
}

Value op_floor(OpContext& ctx, std::span<const Value> operands) {
  return to_integral(ctx, operands, std::floor, RoundingMode::kFloor);
}

Value op_round(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.empty() || operands.size() > 3 || !operands[0].is_number()) {
    return invalid_arguments();
  }
  auto options = round_options(operands);
  if (!options) {
    return invalid_arguments();
  }
  auto decimal = decimal_of(operands[0]);
  return decimal_value(
      ctx, decimal ? round_decimal(*decimal, options->places, options->mode) : std::nullopt);
}

Value op_decimal(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || (!operands[0].is_number() && !operands[0].is_string())) {
    return invalid_arguments();
  }
  if (operands[0].is_number()) {
    return operands[0].is_decimal() ? operands[0] : decimal_value(ctx, decimal_of(operands[0]));
  }
  auto scanned = scan_number(operands[0].as_string());
  return scanned ? decimal_value(ctx, decimal_from(*scanned)) : invalid_arguments();
}

Value op_between(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 3) {
    return invalid_arguments();
  }
  Value from_low = compare(Comparison::kLessEqual, operands[1], operands[0]);
  return from_low.is_true() ? compare(Comparison::kLessEqual, operands[0], operands[2]) : from_low;
}

}  // namespace rulec::value

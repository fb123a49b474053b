#include "value/functions.h"

namespace rulec::value {
namespace {

// The built-in error objects live in static storage: handing one out costs nothing.
struct BuiltIn {
  Member member;
  ObjectData data;
  Value thrown;

  constexpr explicit BuiltIn(std::string_view type)
      : member{.key = "type", .value = Value::string(type)},
        data{.members = &member, .order = nullptr},
        thrown(Value::object(&data, 1)) {}
  BuiltIn(const BuiltIn&) = delete;
  BuiltIn& operator=(const BuiltIn&) = delete;
};

constexpr BuiltIn kNan("NaN");
constexpr BuiltIn kInvalidArguments("Invalid Arguments");
constexpr BuiltIn kUnknownOperator("Unknown Operator");
constexpr BuiltIn kBudgetExceeded("budget-exceeded");
constexpr BuiltIn kValueTooLarge("value-too-large");

Value thrown_text(OpContext& ctx, const Value& type) {
  auto* member = ctx.arena.make<Member>("type", type);
  auto* thrown = ctx.arena.make<Value>(make_object(ctx.arena, {member, 1}));
  return Value::error(thrown);
}

}  // namespace

Value nan_error() {
  return Value::error(&kNan.thrown);
}

Value invalid_arguments() {
  return Value::error(&kInvalidArguments.thrown);
}

Value unknown_operator() {
  return Value::error(&kUnknownOperator.thrown);
}

Value budget_exceeded() {
  return Value::error(&kBudgetExceeded.thrown, false);
}

Value value_too_large() {
  return Value::error(&kValueTooLarge.thrown, false);
}

Value throw_value(OpContext& ctx, const Value& what) {
  if (what.is_error()) {
    return what;
  }
  if (what.is_string()) {
    return thrown_text(ctx, what);
  }
  if (what.is_object() && what.member("type").is_string()) {
    return Value::error(ctx.arena.make<Value>(what));
  }
  return invalid_arguments();
}

std::string_view error_type(const Value& error) {
  return error.thrown().member("type").as_string();
}

Value op_throw(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.size() == 1 ? throw_value(ctx, operands[0]) : invalid_arguments();
}

}  // namespace rulec::value

// Truth, equality and order (language.md 3.2).
#include <algorithm>
#include <iterator>
#include <utility>

#include "value/cost.h"
#include "value/decimal.h"
#include "value/functions.h"
#include "value/lookup.h"
#include "value/number.h"
#include "value/small_stack.h"

namespace rulec::value {
namespace {

// Two values that must be equal for the whole to be so.
struct Pair {
  const Value* a;
  const Value* b;
};
using PairStack = SmallStack<Pair, 64>;

bool same_text(const Value& a, const Value& b) {
  return a.as_string() == b.as_string();
}

bool open_lists(const Pair& pair, PairStack& open) {
  auto a = pair.a->as_list();
  auto b = pair.b->as_list();
  if (a.size() != b.size()) {
    return false;
  }
  if (a.data() == b.data()) {  // the same items
    return true;
  }
  for (std::size_t i = a.size(); i > 0; --i) {
    open.push({.a = &a[i - 1], .b = &b[i - 1]});
  }
  return true;
}

bool open_objects(const Pair& pair, PairStack& open) {
  auto a = pair.a->members();
  if (a.size() != pair.b->length()) {
    return false;
  }
  if (a.data() == pair.b->members().data()) {
    return true;
  }
  for (const Member& member : a) {
    const Value* other = find_member(*pair.b, member.key);
    if (other == nullptr) {
      return false;
    }
    open.push({.a = &member.value, .b = other});
  }
  return true;
}

// One level: false when the values differ there; what lies deeper is put on the stack.
bool equal_here(const Pair& pair, PairStack& open) {
  const Value& a = *pair.a;
  const Value& b = *pair.b;
  if (a.is_number() && b.is_number()) {
    return compare_numbers(Number::of(a), Number::of(b)) == std::strong_ordering::equal;
  }
  if (a.kind() != b.kind()) {
    return false;
  }
  switch (a.kind()) {
    case Kind::kBool:
      return a.as_bool() == b.as_bool();
    case Kind::kString:
      return same_text(a, b);
    case Kind::kList:
      return open_lists(pair, open);
    case Kind::kObject:
      return open_objects(pair, open);
    case Kind::kAbsent:
    case Kind::kNull:
      return true;
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
    case Kind::kError:
      return false;
  }
  return false;
}

bool equal_containers(const Value& a, const Value& b) {
  PairStack open;
  open.push({.a = &a, .b = &b});
  while (!open.empty()) {
    Pair next = open.top();
    open.pop();
    if (!equal_here(next, open)) {
      return false;
    }
  }
  return true;
}

constexpr std::pair<OperatorId, Comparison> kComparisons[] = {
    {OperatorId::kEqual, Comparison::kLooseEqual},
    {OperatorId::kUnequal, Comparison::kLooseUnequal},
    {OperatorId::kStrictEqual, Comparison::kStrictEqual},
    {OperatorId::kStrictUnequal, Comparison::kStrictUnequal},
    {OperatorId::kLess, Comparison::kLess},
    {OperatorId::kLessEqual, Comparison::kLessEqual},
    {OperatorId::kGreater, Comparison::kGreater},
    {OperatorId::kGreaterEqual, Comparison::kGreaterEqual}};

bool is_container(const Value& value) {
  return value.is_list() || value.is_object();
}

bool holds(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::kLooseEqual:
    case Comparison::kStrictEqual:
      return order == 0;
    case Comparison::kLooseUnequal:
    case Comparison::kStrictUnequal:
      return order != 0;
    case Comparison::kLess:
      return order < 0;
    case Comparison::kLessEqual:
      return order <= 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

Value compare_texts(Comparison comparison, const Value& a, const Value& b) {
  switch (comparison) {
    case Comparison::kLooseEqual:
    case Comparison::kStrictEqual:
      return Value::boolean(same_text(a, b));
    case Comparison::kLooseUnequal:
    case Comparison::kStrictUnequal:
      return Value::boolean(!same_text(a, b));
    case Comparison::kLess:
    case Comparison::kLessEqual:
    case Comparison::kGreater:
    case Comparison::kGreaterEqual:
      break;
  }
  return Value::boolean(holds(comparison, a.as_string().compare(b.as_string()) <=> 0));
}

// "The number of each side", number texts beside a decimal by their digits.
std::optional<Number> side(const Value& value, const Value& other) {
  if (other.is_decimal() && value.is_string()) {
    auto decimal = decimal_of(value);
    return decimal ? std::optional(Number::of(*decimal)) : std::nullopt;
  }
  return number_of(value);
}

Value compare_loosely(Comparison comparison, const Value& a, const Value& b) {
  auto left = side(a, b);
  auto right = left ? side(b, a) : std::nullopt;
  if (!left || !right) {
    return nan_error();
  }
  return Value::boolean(holds(comparison, compare_numbers(*left, *right)));
}

}  // namespace

bool is_truthy(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return value.as_bool();
    case Kind::kInteger:
      return value.as_integer() != 0;
    case Kind::kDouble:
      return value.as_double() != 0;
    case Kind::kDecimal:
      return !is_zero(value.as_decimal());
    case Kind::kString:
    case Kind::kList:
      return value.length() != 0;
    case Kind::kObject:
      return true;
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kError:
      return false;
  }
  return false;
}

bool strict_equal(const Value& a, const Value& b) {
  if (is_container(a)) {
    return a.kind() == b.kind() && equal_containers(a, b);
  }
  if (a.is_string()) {
    return b.is_string() && same_text(a, b);
  }
  if (a.is_number()) {
    return b.is_number() &&
           compare_numbers(Number::of(a), Number::of(b)) == std::strong_ordering::equal;
  }
  bool is_nothing = a.is_null() || a.is_absent();
  return is_nothing ? b.is_null() || b.is_absent()
                    : a.is_bool() && b.is_bool() && a.as_bool() == b.as_bool();
}

Value compare(Comparison comparison, const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    return Value::boolean(holds(comparison, a.as_integer() <=> b.as_integer()));
  }
  if (a.is_string() && b.is_string()) {
    return compare_texts(comparison, a, b);
  }
  if (a.is_error()) {
    return a;
  }
  if (b.is_error()) {
    return b;
  }
  if (comparison == Comparison::kStrictEqual) {
    return Value::boolean(strict_equal(a, b));
  }
  if (comparison == Comparison::kStrictUnequal) {
    return Value::boolean(!strict_equal(a, b));
  }
  return compare_loosely(comparison, a, b);
}

Value compare(OpContext& ctx, Comparison comparison, const Value& a, const Value& b) {
  bool reads_deep = is_strict(comparison) && is_container(a) && a.kind() == b.kind();
  if (reads_deep && !charge(ctx, values_in_smaller(a, b, left_of(ctx)))) {
    return budget_exceeded();
  }
  return compare(comparison, a, b);
}

bool list_contains(std::span<const Value> list, const Value& needle) {
  if (needle.is_string()) {  // the usual case: a text among texts
    for (const Value& item : list) {
      if (item.is_string() && same_text(item, needle)) {
        return true;
      }
    }
    return false;
  }
  for (const Value& item : list) {
    if (strict_equal(item, needle)) {
      return true;
    }
  }
  return false;
}

Value op_not(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() > 1) {
    return invalid_arguments();
  }
  return Value::boolean(operands.empty() || !is_truthy(operands[0]));
}

Value op_truthy(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() > 1) {
    return invalid_arguments();
  }
  return Value::boolean(!operands.empty() && is_truthy(operands[0]));
}

Value op_log(OpContext& /*ctx*/, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  return operands.size() == 1 ? operands[0] : invalid_arguments();
}

std::optional<Comparison> comparison_of(OperatorId id) {
  const auto* found =
      std::ranges::find(kComparisons, id, &std::pair<OperatorId, Comparison>::first);
  return found == std::end(kComparisons) ? std::nullopt : std::optional(found->second);
}

}  // namespace rulec::value

#include "compiler/check/comparisons.h"

namespace rulec::compiler {
namespace {

using value::Comparison;
using value::TypeSet;

constexpr TypeSet kSingleTypes[] = {value::kNull, value::kBool, value::kNumber,
                                    value::kText, value::kList, value::kObject};

// A type of one side, and the value when it is the only one of its type.
struct Side {
  TypeSet type = value::kNothing;
  const Value* value = nullptr;
};

Side side_of(const StaticType& known, TypeSet type) {
  static constexpr Value kNullValue;
  return {.type = type, .value = type == value::kNull ? &kNullValue : known.constant};
}

bool reads_as_number(const Value& value) {
  Arena arena;
  value::OpContext ctx{.arena = arena};
  return !value::to_number(ctx, value).is_error();
}

// Any answer, and an error when a text may read as no number.
PossibleAnswers of_types(Comparison comparison, const Side& left, const Side& right) {
  if (value::is_strict(comparison)) {
    bool is_equality = comparison == Comparison::kStrictEqual;
    bool can_be_equal = left.type == right.type;
    return {.can_be_true = !is_equality || can_be_equal,
            .can_be_false = is_equality || can_be_equal};
  }
  constexpr TypeSet kContainers = value::kList | value::kObject;
  if (((left.type | right.type) & kContainers) != 0) {
    return {.can_throw = true};
  }
  PossibleAnswers answers{.can_be_true = true, .can_be_false = true};
  if (left.type == value::kText && right.type == value::kText) {
    return answers;
  }
  for (const Side* side : {&left, &right}) {
    if (side->type == value::kText && side->value != nullptr && !reads_as_number(*side->value)) {
      return {.can_throw = true};
    }
    answers.can_throw = answers.can_throw || (side->type == value::kText && side->value == nullptr);
  }
  return answers;
}

PossibleAnswers of_sides(Comparison comparison, const Side& left, const Side& right) {
  if (left.value == nullptr || right.value == nullptr) {
    return of_types(comparison, left, right);
  }
  Value answer = value::compare(comparison, *left.value, *right.value);
  return {.can_be_true = answer.is_true(),
          .can_be_false = !answer.is_error() && !answer.is_true(),
          .can_throw = answer.is_error()};
}

}  // namespace

std::optional<Comparison> comparison_named(std::string_view operator_name) {
  const value::OperatorRow* row = value::find_operator(operator_name);
  return row == nullptr ? std::nullopt : value::comparison_of(row->id);
}

PossibleAnswers compared(Comparison comparison, const StaticType& left, const StaticType& right) {
  PossibleAnswers all;
  for (TypeSet left_type : kSingleTypes) {
    if (!left.has(left_type)) {
      continue;
    }
    Side left_side = side_of(left, left_type);
    for (TypeSet right_type : kSingleTypes) {
      if (!right.has(right_type)) {
        continue;
      }
      PossibleAnswers one = of_sides(comparison, left_side, side_of(right, right_type));
      all.can_be_true = all.can_be_true || one.can_be_true;
      all.can_be_false = all.can_be_false || one.can_be_false;
      all.can_throw = all.can_throw || one.can_throw;
      if (all.can_be_true && all.can_be_false && all.can_throw) {
        return all;
      }
    }
  }
  return all;
}

}  // namespace rulec::compiler

// What the checker says a comparison can give, against what it gives: for all comparisons of two
// values whose types, or whose values, are known.
#include "compiler/check/comparisons.h"

#include <doctest/doctest.h>

#include <vector>

#include "value/json_value.h"

using namespace rulec;
using compiler::StaticType;

namespace {

const std::vector<Value>& samples() {
  static const Value kItems[] = {Value::integer(1)};
  static const std::vector<Value> kSamples{
      Value::null(),      Value::boolean(false),  Value::boolean(true), Value::integer(0),
      Value::integer(7),  Value::real(-2.5),      Value::string(""),    Value::string("7"),
      Value::string("x"), Value::string(" 1e2 "), Value::list({}),      Value::list(kItems)};
  return kSamples;
}

StaticType known_type(const Value& value) {
  return {.types = value::type_of(value)};
}
StaticType known_value(const Value& value) {
  return {.types = value::type_of(value), .constant = &value};
}

void check_possible(const compiler::PossibleAnswers& said, const Value& answer) {
  CHECK(said.can_be_true >= answer.is_true());
  CHECK(said.can_be_false >= (!answer.is_error() && !answer.is_true()));
  CHECK(said.can_throw >= answer.is_error());
}

}  // namespace

TEST_CASE("no comparison gives what the checker says it cannot") {
  for (int i = 0; i < 8; ++i) {
    auto comparison = static_cast<value::Comparison>(i);
    CAPTURE(i);
    for (const Value& left : samples()) {
      for (const Value& right : samples()) {
        Value answer = value::compare(comparison, left, right);
        for (const StaticType& a : {known_type(left), known_value(left), StaticType{}}) {
          for (const StaticType& b : {known_type(right), known_value(right), StaticType{}}) {
            check_possible(compiler::compared(comparison, a, b), answer);
          }
        }
        // Two values that are known have one answer.
        auto exact = compiler::compared(comparison, known_value(left), known_value(right));
        CHECK(int{exact.can_be_true} + int{exact.can_be_false} + int{exact.can_throw} == 1);
      }
    }
  }
}

TEST_CASE("what the types of both sides exclude is said") {
  StaticType number{.types = value::kNumber};
  StaticType text{.types = value::kText};
  StaticType list{.types = value::kList};
  auto strict = compiler::compared(value::Comparison::kStrictEqual, number, text);
  CHECK(!strict.can_be_true);
  CHECK(!strict.can_throw);
  auto ordered = compiler::compared(value::Comparison::kLess, number, list);
  CHECK(!ordered.can_be_true);
  CHECK(!ordered.can_be_false);
  auto loose = compiler::compared(value::Comparison::kLooseEqual, number, text);
  CHECK(loose.can_be_true);
  CHECK(loose.can_throw);
}

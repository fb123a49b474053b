// Values of JSON text, and operators called by name, for the tables of these tests.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "value/json_value.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::value::testing {

// Owns what a test's values point to.
class Bench {
 public:
  explicit Bench(std::string_view context = "null");

  // Numbers as the language reads them; {"$decimal": "1.50"} is a decimal.
  Value json(std::string_view text);
  // The operator on operands: a JSON list. An operand "!TYPE" is an error of that type.
  Value call(std::string_view name, std::string_view operands);
  // The result as JSON text; an error as "!TYPE".
  std::string text(std::string_view name, std::string_view operands);
  static std::string text(const Value& value);

  Arena arena;
  Scope root;
  OpContext ctx;
};

// One line of a table: name, operands, result.
struct Case {
  std::string_view name;
  std::string_view operands;
  std::string_view result;
};
void check_all(const std::vector<Case>& cases, std::string_view context = "null");

}  // namespace rulec::value::testing

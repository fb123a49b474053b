#include "own.h"

#include "numbers.h"

namespace rulec::reference {

void bad_arguments() {
  throw_type("Invalid Arguments");
}

std::string text_operand(const Json& operand) {
  if (!operand.is_string()) {
    bad_arguments();
  }
  return operand.get<std::string>();
}

std::int64_t integer_operand(const Json& operand) {
  if (!operand.is_number_integer()) {
    bad_arguments();
  }
  return operand.get<std::int64_t>();
}

// Operand counts as the table of 3.5 has them.
const std::map<std::string, OwnOperator>& own_operators() {
  static const std::map<std::string, OwnOperator> kOperators = {
      {"length", {.run = length}},
      {"count", {.run = count}},
      {"lower", {.run = lower}},
      {"upper", {.run = upper}},
      {"trim", {.run = trim}},
      {"starts_with", {.least = 2, .most = 2, .run = starts_with}},
      {"ends_with", {.least = 2, .most = 2, .run = ends_with}},
      {"matches", {.least = 2, .most = 2, .literal = 1, .run = matches}},
      {"split", {.least = 2, .most = 2, .run = split}},
      {"join", {.least = 2, .most = 2, .run = join}},
      {"keys", {.run = keys}},
      {"values", {.run = values}},
      {"has", {.least = 2, .most = 2, .run = has}},
      {"sum", {.run = sum}},
      {"avg", {.run = average}},
      {"distinct", {.run = distinct}},
      {"sort", {.least = 1, .most = 2, .run = sort}},
      {"abs", {.run = absolute}},
      {"ceil", {.run = ceiling}},
      {"floor", {.run = floor}},
      {"round", {.least = 1, .most = 3, .literal = 2, .run = round}},
      {"decimal", {.run = decimal}},
      {"between", {.least = 3, .most = 3, .run = between}},
      {"parse_number", {.run = parse_number}},
      {"to_string", {.run = to_string}},
      {"now", {.least = 0, .most = 0, .run_at = now}},
      {"today", {.least = 0, .most = 0, .run_at = today}},
      {"instant", {.run = instant}},
      {"date", {.run = date}},
      {"date_add", {.least = 2, .most = 2, .run = date_add}},
      {"date_diff", {.least = 2, .most = 3, .literal = 2, .run = date_diff}},
      {"date_part", {.least = 2, .most = 2, .literal = 1, .run = date_part}},
      {"duration", {.run = duration}},
      {"bucket", {.least = 3, .most = 3, .literal = 2, .run = bucket}},
      {"sha256", {.run = sha256}}};
  return kOperators;
}

}  // namespace rulec::reference

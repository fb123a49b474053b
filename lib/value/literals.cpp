// Operands that must be constants: which, and what is wrong with one before it runs.
#include "value/dates.h"
#include "value/decimal.h"
#include "value/operators.h"
#include "value/patterns.h"

namespace rulec::value {
namespace {

std::string listed(std::span<const std::string_view> names) {
  std::string text = "is none of ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "`" : ", `";
    text += names[i];
    text += '`';
  }
  return text;
}

std::string name_problem(const Value& value, std::span<const std::string_view> names) {
  for (std::string_view name : names) {
    if (value.is_string() && value.as_string() == name) {
      return "";
    }
  }
  return listed(names);
}

std::string matches_problem(const Value& value) {
  return value.is_string() ? pattern_problem(value.as_string()) : "is no text";
}

std::string bucket_problem(const Value& value) {
  bool is_fit = value.is_integer() && value.as_integer() > 0;
  return is_fit ? "" : "is no integer of 1 or more";
}

}  // namespace

std::uint32_t literal_operands(OperatorId id) {
  if (id == OperatorId::kMatches || id == OperatorId::kDatePart) {
    return 1U << 1U;
  }
  bool is_third =
      id == OperatorId::kRound || id == OperatorId::kDateDiff || id == OperatorId::kBucket;
  return is_third ? 1U << 2U : 0;
}

std::string literal_problem(OperatorId id, std::size_t operand, const Value& value) {
  if (operand >= 32 || (literal_operands(id) >> operand & 1U) == 0) {
    return "";
  }
  if (id == OperatorId::kMatches) {
    return matches_problem(value);
  }
  if (id == OperatorId::kBucket) {
    return bucket_problem(value);
  }
  if (id == OperatorId::kRound) {
    return name_problem(value, rounding_mode_names());
  }
  return name_problem(value, id == OperatorId::kDateDiff ? unit_names() : part_names());
}

}  // namespace rulec::value

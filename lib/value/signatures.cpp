#include "value/signatures.h"

#include <string>
#include <utility>

namespace rulec::value {
namespace {

constexpr Signature kSignatures[] = {
#define RULEC_SIGNATURE(id, first, second, rest, result, errors, costs, about) \
  {first, second, rest, result, errors, costs, about},
#include "value/signatures.def"
#undef RULEC_SIGNATURE
};

// The rows of both tables are the same operators in the same order.
constexpr OperatorId kOrder[] = {
#define RULEC_SIGNATURE(id, first, second, rest, result, errors, costs, about) OperatorId::k##id,
#include "value/signatures.def"
#undef RULEC_SIGNATURE
};
constexpr bool kIsInOrder = [] {
  for (std::size_t i = 0; i < std::size(kOrder); ++i) {
    if (static_cast<std::size_t>(kOrder[i]) != i) {
      return false;
    }
  }
  return true;
}();
static_assert(kIsInOrder, "signatures.def has the order of operators.def");

}  // namespace

const Signature& signature_of(OperatorId id) {
  return kSignatures[static_cast<std::size_t>(id)];
}

TypeSet type_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return kBool;
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return kNumber;
    case Kind::kString:
      return kText;
    case Kind::kList:
      return kList;
    case Kind::kObject:
      return kObject;
    case Kind::kNull:
    case Kind::kAbsent:
    case Kind::kError:
      break;
  }
  return kNull;
}

std::string type_words(TypeSet types) {
  constexpr std::pair<TypeSet, std::string_view> kWords[] = {
      {kBool, "true or false"}, {kNumber, "a number"},  {kText, "a text"},
      {kList, "a list"},        {kObject, "an object"}, {kNull, "null"}};
  if (types == kAny) {
    return "anything";
  }
  std::string words;
  TypeSet left = types;
  for (const auto& [type, word] : kWords) {
    if ((types & type) == 0) {
      continue;
    }
    left = static_cast<TypeSet>(left & ~type);
    words += words.empty() ? "" : (left == 0 ? " or " : ", ");
    words += word;
  }
  return words.empty() ? "nothing" : words;
}

std::string operand_count_words(const OperatorRow& row) {
  auto operands = [](std::uint32_t count) {
    return std::to_string(count) + (count == 1 ? " operand" : " operands");
  };
  if (row.max_operands == kAnyCount) {
    return row.min_operands == 0 ? "any number" : "at least " + operands(row.min_operands);
  }
  if (row.max_operands == 0) {
    return "no operand";
  }
  if (row.min_operands == row.max_operands) {
    return operands(row.min_operands);
  }
  if (row.min_operands == 0) {
    return "at most " + operands(row.max_operands);
  }
  return std::to_string(row.min_operands) + " to " + operands(row.max_operands);
}

}  // namespace rulec::value

#include "schema/internal/fault_words.h"

#include <array>

namespace rulec::schema {

namespace {

struct FaultRow {
  std::string_view name;
  FaultClass fault_class;
};

constexpr auto kFaults = std::to_array<FaultRow>({
#define RULEC_FAULT(constant, name, fault_class) {name, FaultClass::fault_class},
#include "schema/faults.def"
#undef RULEC_FAULT
});

std::string counted(std::uint64_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
}

// "is empty", "has fewer than 2 items", "has more than 9 items".
std::string size_in_words(const CountRange& range, std::uint64_t found, std::string_view unit) {
  if (found > range.maximum) {
    return "has more than " + counted(range.maximum, unit);
  }
  return found == 0 ? "is empty" : "has fewer than " + counted(range.minimum, unit);
}

std::string bound_in_words(Fault fault, const NumberChecks& checks) {
  if (fault == Fault::kMinimum) {
    return "is less than " + checks.minimum.text;
  }
  if (fault == Fault::kExclusiveMinimum) {
    return "is not more than " + checks.minimum.text;
  }
  return (fault == Fault::kMaximum ? "is more than " : "is not less than ") + checks.maximum.text;
}

}  // namespace

std::string_view name_of(Fault fault) {
  return kFaults[static_cast<std::size_t>(fault)].name;
}

FaultClass class_of(Fault fault) {
  return kFaults[static_cast<std::size_t>(fault)].fault_class;
}

std::pair<std::string, std::string> range_in_words(const Violation& violation,
                                                   const SchemaNode& schema) {
  const Value& value = violation.value;
  if (value.is_string()) {
    return {"the text", size_in_words(schema.string->length, value.length(), "character")};
  }
  if (value.is_list()) {
    return {"the list", size_in_words(schema.array->count, value.length(), "item")};
  }
  if (value.is_object()) {
    return {"the object", size_in_words(schema.object->count, value.length(), "member")};
  }
  return {"", bound_in_words(violation.fault, *schema.number)};
}

std::string mismatch_in_words(Fault fault) {
  static constexpr std::pair<Fault, std::string_view> kWords[] = {
      {Fault::kUniqueItems, "the list holds the same value twice"},
      {Fault::kMultipleOf, "the number is not a multiple of what the schema says"},
      {Fault::kContains, "the list lacks an item that the schema asks for"},
      {Fault::kOneOf, "the value fits more than one form, and only one is allowed"},
      {Fault::kNot, "the value has a form that is not allowed here"},
      {Fault::kFalse, "nothing is allowed here"},
      {Fault::kLimit, "the document is too large or too deep to compare with its schema"},
  };
  for (const auto& [known, words] : kWords) {
    if (known == fault) {
      return std::string(words);
    }
  }
  return "the value has none of the allowed forms";
}

}  // namespace rulec::schema

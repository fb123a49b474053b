#include "schema/internal/fault_class.h"

#include "value/json_value.h"

namespace rulec::schema {

namespace {

std::string number_text(const Value& number) {
  std::string text;
  append_number(text, number);
  return text;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace

FaultClass classify(Keyword keyword) {
  static constexpr std::pair<Keyword, FaultClass> kClasses[] = {
      {Keyword::kAdditionalProperties, FaultClass::kUnknownMember},
      {Keyword::kRequired, FaultClass::kMissingMember},
      {Keyword::kDependencies, FaultClass::kMissingMember},
      {Keyword::kType, FaultClass::kType},
      {Keyword::kEnum, FaultClass::kValue},
      {Keyword::kConst, FaultClass::kValue},
      {Keyword::kPattern, FaultClass::kForm},
      {Keyword::kFormat, FaultClass::kForm},
      {Keyword::kPropertyNames, FaultClass::kMemberName},
      {Keyword::kMinimum, FaultClass::kRange},
      {Keyword::kMaximum, FaultClass::kRange},
      {Keyword::kExclusiveMinimum, FaultClass::kRange},
      {Keyword::kExclusiveMaximum, FaultClass::kRange},
      {Keyword::kMinLength, FaultClass::kRange},
      {Keyword::kMaxLength, FaultClass::kRange},
      {Keyword::kMinItems, FaultClass::kRange},
      {Keyword::kMaxItems, FaultClass::kRange},
      {Keyword::kMinProperties, FaultClass::kRange},
      {Keyword::kMaxProperties, FaultClass::kRange},
  };
  for (const auto& [known, fault] : kClasses) {
    if (known == keyword) {
      return fault;
    }
  }
  return FaultClass::kOther;
}

std::pair<std::string, std::string> range_in_words(const Violation& violation,
                                                   const SchemaNode& schema) {
  auto items = [&](std::uint64_t count) { return counted(count, "item", "items"); };
  auto characters = [&](std::uint64_t count) { return counted(count, "character", "characters"); };
  auto members = [&](std::uint64_t count) { return counted(count, "member", "members"); };
  switch (violation.keyword) {
    case Keyword::kMinimum:
      return {"", "is less than " + number_text(schema.number->minimum.value)};
    case Keyword::kExclusiveMinimum:
      return {"", "is not more than " + number_text(schema.number->minimum.value)};
    case Keyword::kMaximum:
      return {"", "is more than " + number_text(schema.number->maximum.value)};
    case Keyword::kExclusiveMaximum:
      return {"", "is not less than " + number_text(schema.number->maximum.value)};
    case Keyword::kMinLength:
      if (violation.value.length() == 0) {
        return {"the text", "is empty"};
      }
      return {"the text", "has fewer than " + characters(schema.string->length.minimum)};
    case Keyword::kMaxLength:
      return {"the text", "has more than " + characters(schema.string->length.maximum)};
    case Keyword::kMinItems:
      if (violation.value.length() == 0) {
        return {"the list", "is empty"};
      }
      return {"the list", "has fewer than " + items(schema.array->count.minimum)};
    case Keyword::kMaxItems:
      return {"the list", "has more than " + items(schema.array->count.maximum)};
    case Keyword::kMinProperties:
      return {"the object", "has fewer than " + members(schema.object->count.minimum)};
    default:
      return {"the object", "has more than " + members(schema.object->count.maximum)};
  }
}

std::string mismatch_in_words(const Violation& violation) {
  switch (violation.keyword) {
    case Keyword::kUniqueItems:
      return "the list holds the same value twice";
    case Keyword::kMultipleOf:
      return "the number is not a multiple of what the schema says";
    case Keyword::kContains:
      return "the list lacks an item that the schema asks for";
    case Keyword::kOneOf:
      return "the value fits more than one form, and only one is allowed";
    case Keyword::kNot:
      return "the value has a form that is not allowed here";
    case Keyword::kFalse:
      return "nothing is allowed here";
    case Keyword::kLimit:
      return "the document is too large or too deep to compare with its schema";
    default:
      return "the value has none of the allowed forms";
  }
}

}  // namespace rulec::schema

// Violations in the words of the API: types by their JSON names, lengths as numbers, never a value
// of the context.
#include <array>
#include <cstring>
#include <string_view>

#include "base/utf8.h"
#include "schema/internal/checker.h"
#include "value/json_value.h"

namespace rulec::schema {

namespace {

// A text put together in the arena.
class ArenaText {
 public:
  explicit ArenaText(Arena& arena) : arena_(arena) {}
  ArenaText& add(std::string_view more) {
    auto longer = arena_.make_span<char>(text_.size() + more.size());
    std::memcpy(longer.data(), text_.data(), text_.size());
    std::memcpy(longer.data() + text_.size(), more.data(), more.size());
    text_ = {longer.data(), longer.size()};
    return *this;
  }
  ArenaText& add(std::uint64_t number) {
    std::array<char, 20> digits{};
    std::size_t begin = digits.size();
    do {
      digits[--begin] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return add({digits.data() + begin, digits.size() - begin});
  }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  Arena& arena_;
  std::string_view text_;
};

std::string_view json_type_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "boolean";
    case Kind::kInteger:
      return "integer";
    case Kind::kDouble:
    case Kind::kDecimal:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kList:
      return "array";
    case Kind::kObject:
      return "object";
    case Kind::kAbsent:
      return "absent";
    case Kind::kError:
      return "error";
  }
  return "";
}

class Wording {
 public:
  Wording(const CompiledSchema& schema, Arena& arena) : schema_(schema), arena_(arena) {}

  CheckError error_of(const Violation& violation);

 private:
  std::string_view expected(const Violation& violation);
  std::string_view types(TypeSet set);
  std::string_view bound(std::string_view words, const Value& limit);
  std::string_view at_least(std::uint64_t count, std::string_view unit) {
    return ArenaText(arena_).add("at least ").add(count).add(unit).text();
  }
  std::string_view at_most(std::uint64_t count, std::string_view unit) {
    return ArenaText(arena_).add("at most ").add(count).add(unit).text();
  }
  std::string_view counted(std::uint64_t count, std::string_view unit) {
    return ArenaText(arena_).add(count).add(unit).text();
  }
  std::string_view got(const Violation& violation);
  std::string_view path(const Violation& violation);

  const CompiledSchema& schema_;
  Arena& arena_;
};

std::string_view Wording::types(TypeSet set) {
  ArenaText text(arena_);
  auto names = type_names();
  for (std::size_t at = 0; at < names.size(); ++at) {
    bool is_named = (set & (1U << at)) != 0;
    bool is_covered = at == 2 && (set & kNumberType) != 0;
    if (is_named && !is_covered) {
      text.add(text.text().empty() ? "" : " or ").add(names[at]);
    }
  }
  return text.text();
}

std::string_view Wording::bound(std::string_view words, const Value& limit) {
  // Limits come from the schema and are printed only after a failure.
  std::string number;
  append_number(number, limit);
  return ArenaText(arena_).add(words).add(number).text();
}

std::string_view Wording::expected(const Violation& violation) {
  const SchemaNode& node = schema_.nodes[violation.schema];
  switch (violation.keyword) {
    case Keyword::kType:
      return types(violation.types);
    case Keyword::kRequired:
    case Keyword::kDependencies:
      return "a value";
    case Keyword::kFalse:
    case Keyword::kAdditionalProperties:
      return "nothing here";
    case Keyword::kPropertyNames:
      return "another name";
    case Keyword::kEnum:
      return "one of the listed values";
    case Keyword::kConst:
      return "the one allowed value";
    case Keyword::kMinLength:
      return at_least(node.string->length.minimum, " characters");
    case Keyword::kMaxLength:
      return at_most(node.string->length.maximum, " characters");
    case Keyword::kMinItems:
      return at_least(node.array->count.minimum, " items");
    case Keyword::kMaxItems:
      return at_most(node.array->count.maximum, " items");
    case Keyword::kMinProperties:
      return at_least(node.object->count.minimum, " members");
    case Keyword::kMaxProperties:
      return at_most(node.object->count.maximum, " members");
    case Keyword::kMinimum:
      return bound("at least ", node.number->minimum.value);
    case Keyword::kExclusiveMinimum:
      return bound("more than ", node.number->minimum.value);
    case Keyword::kMaximum:
      return bound("at most ", node.number->maximum.value);
    case Keyword::kExclusiveMaximum:
      return bound("less than ", node.number->maximum.value);
    case Keyword::kMultipleOf:
      return bound("a multiple of ", node.number->multiple_of);
    case Keyword::kPattern:
      return ArenaText(arena_).add("text that matches ").add(node.string->pattern_text).text();
    case Keyword::kFormat:
      return name_of(node.string->format);
    case Keyword::kUniqueItems:
      return "different items";
    case Keyword::kContains:
      return "a certain item";
    case Keyword::kOneOf:
      return "one form only";
    case Keyword::kAnyOf:
      return "one of the allowed forms";
    case Keyword::kNot:
      return "another form";
    case Keyword::kLimit:
      return "less work";
    case Keyword::kSchema:
    case Keyword::kRef:
    case Keyword::kId:
    case Keyword::kOldId:
    case Keyword::kComment:
    case Keyword::kTitle:
    case Keyword::kDescription:
    case Keyword::kDefault:
    case Keyword::kExamples:
    case Keyword::kReadOnly:
    case Keyword::kWriteOnly:
    case Keyword::kContentMediaType:
    case Keyword::kContentEncoding:
    case Keyword::kDefinitions:
    case Keyword::kProperties:
    case Keyword::kPatternProperties:
    case Keyword::kItems:
    case Keyword::kAdditionalItems:
    case Keyword::kAllOf:
    case Keyword::kIf:
    case Keyword::kThen:
    case Keyword::kElse:
      return "";
  }
  return "";
}

std::string_view Wording::got(const Violation& violation) {
  bool is_length = violation.keyword == Keyword::kMinLength ||
                   violation.keyword == Keyword::kMaxLength;
  if (is_length) {
    return counted(utf8::count(violation.value.as_string()), " characters");
  }
  if (violation.keyword == Keyword::kMinItems || violation.keyword == Keyword::kMaxItems) {
    return counted(violation.value.length(), " items");
  }
  if (violation.keyword == Keyword::kMinProperties ||
      violation.keyword == Keyword::kMaxProperties) {
    return counted(violation.value.length(), " members");
  }
  if (violation.keyword == Keyword::kRequired || violation.keyword == Keyword::kDependencies) {
    return "absent";
  }
  if (violation.keyword == Keyword::kAdditionalProperties) {
    return json_type_of(violation.value.member(violation.member));
  }
  return violation.keyword == Keyword::kPropertyNames ? "a name" : json_type_of(violation.value);
}

// The pointer of the member itself where a violation is about a member.
std::string_view Wording::path(const Violation& violation) {
  if (violation.member.empty() && violation.keyword != Keyword::kRequired) {
    return violation.pointer;
  }
  ArenaText text(arena_);
  text.add(violation.pointer).add("/");
  for (char c : violation.member) {
    text.add(c == '~' ? "~0" : c == '/' ? "~1" : std::string_view(&c, 1));
  }
  return text.text();
}

CheckError Wording::error_of(const Violation& violation) {
  return {.path = path(violation),
          .keyword = name_of(violation.keyword),
          .expected = expected(violation),
          .got = got(violation)};
}

}  // namespace

bool validate(const CompiledSchema& schema, const Value& value, Arena& arena,
              std::span<CheckError> errors, std::size_t& error_count) {
  Checker checker(schema, arena);
  error_count = 0;
  if (checker.is_valid(value)) {
    return true;
  }
  ViolationSink sink{.room = arena.make_span<Violation>(errors.size())};
  Checker(schema, arena).collect(value, sink);
  Wording wording(schema, arena);
  for (const Violation& violation : sink.kept()) {
    errors[error_count++] = wording.error_of(violation);
  }
  return false;
}

}  // namespace rulec::schema

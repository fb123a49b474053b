// Violations in the words of the API: types by their JSON names, lengths as numbers, never a value
// of the context.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/utf8.h"
#include "schema/internal/checker.h"

namespace rulec::schema {

namespace {

// A text put together in the arena.
class ArenaText {
 public:
  explicit ArenaText(Arena& arena) : arena_(arena) {}
  ArenaText& add(std::string_view more) {
    auto longer = arena_.make_span<char>(text_.size() + more.size());
    std::ranges::copy(more, std::ranges::copy(text_, longer.begin()).out);
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
  std::string_view bound(std::string_view words, const Bound& limit);
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

std::string_view Wording::bound(std::string_view words, const Bound& limit) {
  return ArenaText(arena_).add(words).add(limit.text).text();
}

std::string_view Wording::expected(const Violation& violation) {
  const SchemaNode& node = schema_.nodes[violation.schema];
  switch (violation.fault) {
    case Fault::kType:
      return types(violation.types);
    case Fault::kRequired:
    case Fault::kDependencies:
      return "a value";
    case Fault::kFalse:
    case Fault::kAdditionalProperties:
      return "nothing here";
    case Fault::kPropertyNames:
      return "another name";
    case Fault::kEnum:
      return "one of the listed values";
    case Fault::kConst:
      return "the one allowed value";
    case Fault::kMinLength:
      return at_least(node.string->length.minimum, " characters");
    case Fault::kMaxLength:
      return at_most(node.string->length.maximum, " characters");
    case Fault::kMinItems:
      return at_least(node.array->count.minimum, " items");
    case Fault::kMaxItems:
      return at_most(node.array->count.maximum, " items");
    case Fault::kMinProperties:
      return at_least(node.object->count.minimum, " members");
    case Fault::kMaxProperties:
      return at_most(node.object->count.maximum, " members");
    case Fault::kMinimum:
      return bound("at least ", node.number->minimum);
    case Fault::kExclusiveMinimum:
      return bound("more than ", node.number->minimum);
    case Fault::kMaximum:
      return bound("at most ", node.number->maximum);
    case Fault::kExclusiveMaximum:
      return bound("less than ", node.number->maximum);
    case Fault::kMultipleOf:
      return bound("a multiple of ", node.number->multiple_of);
    case Fault::kPattern:
      return ArenaText(arena_).add("text that matches ").add(node.string->pattern_text).text();
    case Fault::kFormat:
      return name_of(node.string->format);
    case Fault::kUniqueItems:
      return "different items";
    case Fault::kContains:
      return "a certain item";
    case Fault::kOneOf:
      return "one form only";
    case Fault::kAnyOf:
      return "one of the allowed forms";
    case Fault::kNot:
      return "another form";
    case Fault::kLimit:
      return "less work";
  }
  return "";
}

std::string_view Wording::got(const Violation& violation) {
  bool is_length = violation.fault == Fault::kMinLength || violation.fault == Fault::kMaxLength;
  if (is_length) {
    return counted(utf8::count(violation.value.as_string()), " characters");
  }
  if (violation.fault == Fault::kMinItems || violation.fault == Fault::kMaxItems) {
    return counted(violation.value.length(), " items");
  }
  if (violation.fault == Fault::kMinProperties || violation.fault == Fault::kMaxProperties) {
    return counted(violation.value.length(), " members");
  }
  if (violation.fault == Fault::kRequired || violation.fault == Fault::kDependencies) {
    return "absent";
  }
  if (violation.fault == Fault::kAdditionalProperties) {
    return json_type_of(violation.value.member(violation.member));
  }
  return violation.fault == Fault::kPropertyNames ? "a name" : json_type_of(violation.value);
}

// A name may be empty.
bool is_about_member(Fault fault) {
  return fault == Fault::kRequired || fault == Fault::kDependencies ||
         fault == Fault::kAdditionalProperties || fault == Fault::kPropertyNames;
}

// The pointer of the member itself where a violation is about a member.
std::string_view Wording::path(const Violation& violation) {
  if (!is_about_member(violation.fault)) {
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
          .keyword = name_of(violation.fault),
          .expected = expected(violation),
          .got = got(violation)};
}

}  // namespace

namespace {

bool validate_with(const CompiledSchema& schema, Unknowns unknowns, const Value& value,
                   Arena& arena, std::span<CheckError> errors, std::size_t& error_count) {
  Checker checker(schema, arena, unknowns);
  error_count = 0;
  if (checker.is_valid(value)) {
    return true;
  }
  ViolationSink sink{.room = arena.make_span<Violation>(errors.size())};
  Checker(schema, arena, unknowns).collect(value, sink);
  Wording wording(schema, arena);
  for (const Violation& violation : sink.kept()) {
    errors[error_count++] = wording.error_of(violation);
  }
  return false;
}

}  // namespace

bool validate(const CompiledSchema& schema, const Value& value, Arena& arena,
              std::span<CheckError> errors, std::size_t& error_count) {
  return validate_with(schema, Unknowns::kNone, value, arena, errors, error_count);
}

bool validate_known(const CompiledSchema& schema, const Value& value, Arena& arena,
                    std::span<CheckError> errors, std::size_t& error_count) {
  return validate_with(schema, Unknowns::kAnywhere, value, arena, errors, error_count);
}

}  // namespace rulec::schema

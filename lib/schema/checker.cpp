#include "schema/internal/checker.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/utf8.h"
#include "schema/internal/number.h"
#include "schema/internal/value_hash.h"
#include "value/operators.h"

namespace rulec::schema {

namespace {

bool is_inside(const CountRange& range, std::uint64_t count) {
  return count >= range.minimum && count <= range.maximum;
}

// Faults of an object or list that are there whatever its members and items are; and those that are
// only told when every branch has one.
constexpr Fault kFaultsOfShape[] = {Fault::kFalse,
                                    Fault::kType,
                                    Fault::kRequired,
                                    Fault::kDependencies,
                                    Fault::kAdditionalProperties,
                                    Fault::kPropertyNames,
                                    Fault::kMinProperties,
                                    Fault::kMaxProperties,
                                    Fault::kMinItems,
                                    Fault::kMaxItems,
                                    Fault::kAnyOf,
                                    Fault::kLimit};

bool is_of_shape(Fault fault) {
  return std::ranges::find(kFaultsOfShape, fault) != std::end(kFaultsOfShape);
}

Fault side_of(const CountRange& range, std::uint64_t count, Fault below, Fault above) {
  return count < range.minimum ? below : above;
}

bool is_integral(double number) {
  return std::trunc(number) == number;
}

}  // namespace

TypeSet types_of(const CompiledSchema& schema, const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return kNullType;
    case Kind::kBool:
      return kBoolType;
    case Kind::kInteger:
      return kIntegerType | kNumberType;
    case Kind::kDouble:
      return schema.integral_doubles_are_integers && is_integral(value.as_double())
                 ? kIntegerType | kNumberType
                 : kNumberType;
    case Kind::kDecimal:
      return kNumberType;
    case Kind::kString:
      return kStringType;
    case Kind::kList:
      return kArrayType;
    case Kind::kObject:
      return kObjectType;
    case Kind::kAbsent:
    case Kind::kError:
      return 0;
  }
  return 0;
}

bool Checker::fits(NodeIndex index, const Value& value) {
  return check(index, {.value = value, .link = nullptr, .sink = nullptr}) && !is_exhausted_;
}

bool Checker::collect(const Value& value, ViolationSink& sink) {
  Place place{.value = value, .link = nullptr, .sink = &sink};
  bool fits = check(schema_.root, place);
  if (is_exhausted_) {
    violate(place, {.fault = Fault::kLimit, .schema = schema_.root});
  }
  return fits && !is_exhausted_;
}

bool Checker::spend(std::uint64_t steps) {
  steps_ += steps;
  is_exhausted_ = is_exhausted_ || steps_ > kMaxCheckSteps || depth_ > kMaxCheckDepth;
  return !is_exhausted_;
}

std::string_view Checker::pointer_of(const Link* link) {
  auto digits_of = [](std::size_t number) {
    std::size_t digits = 1;
    for (; number >= 10; number /= 10) {
      ++digits;
    }
    return digits;
  };
  std::size_t length = 0;
  for (const Link* at = link; at != nullptr; at = at->up) {
    auto escapes = std::ranges::count_if(at->key, [](char c) { return c == '~' || c == '/'; });
    length += 1 + (at->is_index ? digits_of(at->index)
                                : at->key.size() + static_cast<std::size_t>(escapes));
  }
  auto text = arena_.make_span<char>(length);
  std::size_t end = length;
  for (const Link* at = link; at != nullptr; at = at->up) {
    if (at->is_index) {
      std::size_t number = at->index;
      do {
        text[--end] = static_cast<char>('0' + number % 10);
        number /= 10;
      } while (number != 0);
    } else {
      for (std::size_t place = at->key.size(); place-- > 0;) {
        char c = at->key[place];
        if (c == '~' || c == '/') {
          text[--end] = c == '~' ? '0' : '1';
          c = '~';
        }
        text[--end] = c;
      }
    }
    text[--end] = '/';
  }
  return {text.data(), text.size()};
}

// Recursion is bounded as that of the checks: values come from texts of bounded depth.
bool Checker::holds_unknown(const Value& value) {
  if (value.is_absent() || !spend(1)) {
    return true;
  }
  if (value.is_list()) {
    return std::ranges::any_of(value.as_list(),
                               [this](const Value& item) { return holds_unknown(item); });
  }
  return value.is_object() && std::ranges::any_of(value.members(), [this](const Member& member) {
           return holds_unknown(member.value);
         });
}

bool Checker::is_open(const Value& value) {
  return has_unknowns_ && holds_unknown(value);
}

bool Checker::has_member(const Value& object, std::string_view key) const {
  return !object.member(key).is_absent() ||
         (has_unknowns_ && std::ranges::find(object.members(), key, &Member::key) !=
                               std::ranges::end(object.members()));
}

bool Checker::violate(const Place& place, Violation violation) {
  if (!is_of_shape(violation.fault) && is_open(place.value)) {
    return true;
  }
  if (place.sink == nullptr) {
    return false;
  }
  ViolationSink& sink = *place.sink;
  if (sink.count < sink.room.size()) {
    violation.pointer = pointer_of(place.link);
    violation.value = place.value;
    sink.room[sink.count] = violation;
  }
  ++sink.count;
  return false;
}

bool Checker::check(NodeIndex index, const Place& place) {
  ++depth_;
  bool fits = false;
  const SchemaNode& node = schema_.nodes[index];
  if (!spend(1)) {
    fits = false;
  } else if (node.is_false) {
    fits = violate(place, {.fault = Fault::kFalse, .schema = index});
  } else if (place.value.is_absent()) {
    fits = true;  // not known yet
  } else if ((types_of(schema_, place.value) & node.types) == 0) {
    // What follows from a wrong type is not told.
    fits = violate(place, {.fault = Fault::kType, .schema = index, .types = node.types});
  } else {
    // A value outside the list is one fault, whatever else it is not.
    fits = check_values(index, node, place);
    if (fits) {
      fits = check_checks(index, node, place);
      if (fits || place.sink != nullptr) {
        fits &= check_applicators(index, node, place);
      }
    }
  }
  --depth_;
  return fits;
}

bool Checker::check_values(NodeIndex index, const SchemaNode& node, const Place& place) {
  if (!node.has_enum) {
    return true;
  }
  if (!spend(node.values.size() / 8)) {
    return false;
  }
  bool is_listed = std::ranges::any_of(
      node.values, [&](const Value& value) { return value::strict_equal(value, place.value); });
  if (is_listed) {
    return true;
  }
  return violate(place, {.fault = node.is_const ? Fault::kConst : Fault::kEnum, .schema = index});
}

bool Checker::check_checks(NodeIndex index, const SchemaNode& node, const Place& place) {
  const Value& value = place.value;
  if (value.is_object()) {
    return node.object == nullptr || check_object(index, *node.object, place);
  }
  if (value.is_list()) {
    return node.array == nullptr || check_array(index, *node.array, place);
  }
  if (value.is_string()) {
    return node.string == nullptr || check_string(index, *node.string, place);
  }
  if (value.is_number()) {
    return node.number == nullptr || check_number(index, *node.number, place);
  }
  return true;
}

bool Checker::check_object(NodeIndex index, const ObjectChecks& checks, const Place& place) {
  bool fits = check_required(index, checks, place);
  std::uint64_t count = place.value.length();
  if (!is_inside(checks.count, count)) {
    fits = violate(
        place, {.fault = side_of(checks.count, count, Fault::kMinProperties, Fault::kMaxProperties),
                .schema = index});
  }
  for (const Member& member : place.value.members()) {
    if (!fits && place.sink == nullptr) {
      return false;
    }
    fits &= check_member(index, checks, member, place);
  }
  if (fits || place.sink != nullptr) {
    fits &= check_dependencies(index, checks, place);
  }
  return fits;
}

bool Checker::check_required(NodeIndex index, const ObjectChecks& checks, const Place& place) {
  bool fits = true;
  for (std::string_view key : checks.required) {
    if (!spend(1)) {
      return false;
    }
    if (!has_member(place.value, key)) {
      fits = violate(place, {.fault = Fault::kRequired, .schema = index, .member = key});
      if (place.sink == nullptr) {
        return false;
      }
    }
  }
  return fits;
}

bool Checker::check_member(NodeIndex index, const ObjectChecks& checks, const Member& member,
                           const Place& place) {
  Link link{.up = place.link, .key = member.key};
  Place inside{.value = member.value, .link = &link, .sink = place.sink};
  bool fits = true;
  if (checks.names != kNoSchema) {
    Value name = Value::string(member.key);
    if (!check(checks.names, {.value = name, .link = &link, .sink = nullptr})) {
      fits = violate(
          place, {.fault = Fault::kPropertyNames, .schema = checks.names, .member = member.key});
    }
  }
  bool is_covered = false;
  auto property = std::ranges::lower_bound(checks.properties, member.key, {},
                                           [](const auto& entry) { return entry.first; });
  if (property != checks.properties.end() && property->first == member.key) {
    is_covered = true;
    fits &= check(property->second, inside);
  }
  for (const auto& [pattern, schema] : checks.patterns) {
    if (!spend(1 + member.key.size() / 64)) {
      return false;
    }
    if (pattern->matches(member.key)) {
      is_covered = true;
      fits &= check(schema, inside);
    }
  }
  if (is_covered || checks.additional == kNoSchema) {
    return fits;
  }
  if (schema_.nodes[checks.additional].is_false) {
    return violate(place,
                   {.fault = Fault::kAdditionalProperties, .schema = index, .member = member.key});
  }
  return fits & check(checks.additional, inside);
}

bool Checker::check_dependencies(NodeIndex index, const ObjectChecks& checks, const Place& place) {
  bool fits = true;
  for (const auto& [key, needed] : checks.dependent_keys) {
    if (!has_member(place.value, key)) {
      continue;
    }
    for (std::string_view other : needed) {
      if (!has_member(place.value, other)) {
        fits = violate(place, {.fault = Fault::kDependencies, .schema = index, .member = other});
      }
    }
  }
  for (const auto& [key, schema] : checks.dependent_schemas) {
    if (has_member(place.value, key)) {
      fits &= check(schema, place);
    }
  }
  return fits;
}

bool Checker::check_array(NodeIndex index, const ArrayChecks& checks, const Place& place) {
  bool fits = true;
  std::uint64_t count = place.value.length();
  if (!is_inside(checks.count, count)) {
    fits =
        violate(place, {.fault = side_of(checks.count, count, Fault::kMinItems, Fault::kMaxItems),
                        .schema = index});
  }
  if (fits || place.sink != nullptr) {
    fits &= check_items(checks, place);
  }
  if (checks.unique && (fits || place.sink != nullptr)) {
    if (!spend(count) || has_equal_items(place.value.as_list(), arena_)) {
      fits &= violate(place, {.fault = Fault::kUniqueItems, .schema = index});
    }
  }
  if (checks.contains != kNoSchema && (fits || place.sink != nullptr)) {
    fits &= check_contains(index, checks, place);
  }
  return fits;
}

bool Checker::check_items(const ArrayChecks& checks, const Place& place) {
  bool fits = true;
  auto items = place.value.as_list();
  for (std::size_t at = 0; at < items.size(); ++at) {
    NodeIndex schema = checks.items;
    if (!checks.tuple.empty()) {
      schema = at < checks.tuple.size() ? checks.tuple[at] : checks.additional;
    }
    if (schema == kNoSchema) {
      continue;
    }
    Link link{.up = place.link, .index = at, .is_index = true};
    fits &= check(schema, {.value = items[at], .link = &link, .sink = place.sink});
    if (is_exhausted_ || (!fits && place.sink == nullptr)) {
      return false;
    }
  }
  return fits;
}

bool Checker::check_contains(NodeIndex index, const ArrayChecks& checks, const Place& place) {
  auto items = place.value.as_list();
  bool is_there = std::ranges::any_of(items, [&](const Value& item) {
    return check(checks.contains, {.value = item, .link = nullptr, .sink = nullptr});
  });
  return is_there || violate(place, {.fault = Fault::kContains, .schema = index});
}

bool Checker::check_string(NodeIndex index, const StringChecks& checks, const Place& place) {
  std::string_view text = place.value.as_string();
  if (checks.length.minimum > 0 || checks.length.maximum != kNoMaximum) {
    std::uint64_t count = utf8::count(text);
    if (!is_inside(checks.length, count)) {
      return violate(place,
                     {.fault = side_of(checks.length, count, Fault::kMinLength, Fault::kMaxLength),
                      .schema = index});
    }
  }
  if (checks.pattern != nullptr) {
    if (!spend(1 + text.size() / 64)) {
      return false;
    }
    if (!checks.pattern->matches(text)) {
      return violate(place, {.fault = Fault::kPattern, .schema = index});
    }
  }
  return has_format(checks.format, text) ||
         violate(place, {.fault = Fault::kFormat, .schema = index});
}

bool Checker::check_number(NodeIndex index, const NumberChecks& checks, const Place& place) {
  using value::Comparison;
  auto holds = [&](Comparison comparison, const Bound& bound) {
    return !bound.is_set || value::compare(comparison, place.value, bound.value).is_true();
  };
  bool is_exclusive = checks.minimum.is_exclusive;
  if (!holds(is_exclusive ? Comparison::kGreater : Comparison::kGreaterEqual, checks.minimum)) {
    return violate(place, {.fault = is_exclusive ? Fault::kExclusiveMinimum : Fault::kMinimum,
                           .schema = index});
  }
  is_exclusive = checks.maximum.is_exclusive;
  if (!holds(is_exclusive ? Comparison::kLess : Comparison::kLessEqual, checks.maximum)) {
    return violate(place, {.fault = is_exclusive ? Fault::kExclusiveMaximum : Fault::kMaximum,
                           .schema = index});
  }
  if (checks.multiple_of.is_set && !is_multiple_of(place.value, checks.multiple_of.value)) {
    return violate(place, {.fault = Fault::kMultipleOf, .schema = index});
  }
  return true;
}

}  // namespace rulec::schema

#include "runtime/internal/attribute_classes.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include "value/operators.h"

namespace rulec::runtime {
namespace {

using value::Comparison;

constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
// A decimal whose value is never looked at: it is only compared with what is no number.
constexpr DecimalBits kAnyDecimal = {};

// Integers and finite doubles as numbers in their order.
std::int64_t integer_at(std::uint64_t place) {
  return std::bit_cast<std::int64_t>(place ^ kSign);
}
double double_at(std::uint64_t place) {
  return std::bit_cast<double>((place & kSign) != 0 ? place ^ kSign : ~place);
}
std::uint64_t place_of(double real) {
  auto bits = std::bit_cast<std::uint64_t>(real);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

// The first place in low … high where `holds`, which holds from there on; nothing when nowhere, or
// when it holds everywhere.
template <class Holds>
std::optional<std::uint64_t> first_place(std::uint64_t low, std::uint64_t high, Holds holds) {
  if (holds(low) || !holds(high)) {
    return std::nullopt;
  }
  while (high - low > 1) {
    std::uint64_t middle = low + (high - low) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

bool compares(Comparison comparison, const Value& value, const Value& constant) {
  return value::compare(comparison, value, constant).is_true();
}

bool is_list_atom(const Code& atom) {
  return atom.step == Step::kTextsAtom || atom.step == Step::kListAtom;
}

Comparison comparison_of(const Code& atom) {
  return static_cast<Comparison>(atom.n & kComparisonMask);
}

// Values of one of these can be equal.
bool are_alike(const Value& a, const Value& b) {
  return (a.is_number() && b.is_number()) || a.kind() == b.kind();
}

template <class T>
void make_set(std::vector<T>& values) {
  std::ranges::sort(values);
  auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

}  // namespace

Truth truth_of(const LoadedRuleset& ruleset, const Code& atom, const Value& value) {
  const Value& constant = ruleset.constants[atom.constant];
  const Value seen = value.is_absent() ? Value::null() : value;
  bool is_so = false;
  if (is_list_atom(atom)) {
    is_so = value::list_contains(constant.as_list(), seen);
  } else {
    Value result = value::compare(comparison_of(atom), seen, constant);
    if (result.is_error()) {
      return Truth::kUnknown;
    }
    // Of a range atom kNegated is already part of the comparison.
    is_so = result.as_bool() != (atom.step == Step::kRangeAtom && is_unequal(comparison_of(atom)));
  }
  return is_so != ((atom.n & kNegated) != 0) ? Truth::kTrue : Truth::kFalse;
}

AttributeClasses::AttributeClasses(const LoadedRuleset& ruleset, std::span<const CodeAt> atoms)
    : ruleset_(ruleset) {
  for (CodeAt at : atoms) {
    const Code& atom = ruleset.code[at];
    const Value& constant = ruleset.constants[atom.constant];
    if (is_list_atom(atom)) {
      for (const Value& item : constant.as_list()) {
        cut(Comparison::kStrictEqual, item);
      }
    } else {
      cut(comparison_of(atom), constant);
    }
  }
  make_set(integer_cuts_);
  make_set(double_cuts_);
  make_set(texts_);
}

// Where numbers turn from less to equal and from equal to greater.
void AttributeClasses::cut(Comparison comparison, const Value& constant) {
  if (constant.is_string()) {
    texts_.push_back(constant.as_string());
  }
  if (value::is_strict(comparison) && !constant.is_number()) {
    return;
  }
  for (bool is_upper : {false, true}) {
    auto holds = [&](const Value& value) {
      return is_upper ? compares(Comparison::kGreater, value, constant)
                      : compares(Comparison::kGreaterEqual, value, constant);
    };
    constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
    if (auto place = first_place(
            0, kAll, [&](std::uint64_t at) { return holds(Value::integer(integer_at(at))); })) {
      integer_cuts_.push_back(integer_at(*place));
    }
    constexpr double kLargest = std::numeric_limits<double>::max();
    if (auto place = first_place(place_of(-kLargest), place_of(kLargest), [&](std::uint64_t at) {
          return holds(Value::real(double_at(at)));
        })) {
      double_cuts_.push_back(Value::real(double_at(*place)).as_double());
    }
  }
}

std::vector<AttributeClasses::Class> AttributeClasses::classes_of(Kind kind) const {
  std::vector<Class> classes;
  switch (kind) {
    case Kind::kAbsent:
    case Kind::kNull:
      return {{.value = Value::null()}};
    case Kind::kBool:
      return {{.value = Value::boolean(false)}, {.value = Value::boolean(true)}};
    case Kind::kInteger:
      classes.push_back({.value = Value::integer(std::numeric_limits<std::int64_t>::min())});
      for (std::int64_t integer : integer_cuts_) {
        classes.push_back({.value = Value::integer(integer)});
      }
      return classes;
    case Kind::kDouble:
      classes.push_back({.value = Value::real(std::numeric_limits<double>::lowest())});
      for (double real : double_cuts_) {
        classes.push_back({.value = Value::real(real)});
      }
      return classes;
    case Kind::kString:
      classes.push_back({.value = Value::string(""), .is_other = true});
      for (std::string_view text : texts_) {
        classes.push_back({.value = Value::string(text)});
      }
      return classes;
    case Kind::kDecimal:
      return {{.value = Value::decimal(&kAnyDecimal)}};
    case Kind::kList:
      return {{.value = Value::list({})}};
    case Kind::kObject: {
      static constexpr ObjectData kEmpty = {};
      return {{.value = Value::object(&kEmpty, 0)}};
    }
    case Kind::kError:
      break;
  }
  return {{.value = Value::absent()}};  // never in a slot
}

Truth AttributeClasses::truth(const Code& atom, const Class& of) const {
  if (of.is_other) {
    return truth_of_other_text(atom);
  }
  switch (of.value.kind()) {
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kString:
      return truth_of(ruleset_, atom, of.value);
    case Kind::kDecimal:
    case Kind::kList:
    case Kind::kObject:
      return truth_of_kind(atom, of.value);
    case Kind::kAbsent:
    case Kind::kError:
      break;
  }
  return Truth::kUnknown;
}

// A text that is none of the attribute's: equal to no text of its constants.
Truth AttributeClasses::truth_of_other_text(const Code& atom) const {
  const Value& constant = ruleset_.constants[atom.constant];
  Comparison comparison = comparison_of(atom);
  if (is_list_atom(atom)) {
    return (atom.n & kNegated) != 0 ? Truth::kTrue : Truth::kFalse;
  }
  if (constant.is_string() && comparison > Comparison::kStrictUnequal) {
    return Truth::kUnknown;
  }
  if (constant.is_string()) {
    bool is_so =
        is_unequal(comparison) != (atom.step == Step::kRangeAtom && is_unequal(comparison));
    return is_so != ((atom.n & kNegated) != 0) ? Truth::kTrue : Truth::kFalse;
  }
  return value::is_strict(comparison) ? truth_of(ruleset_, atom, Value::string(""))
                                      : Truth::kUnknown;
}

// Decided for a whole kind only when the values can never be equal, and only equality is asked for.
Truth AttributeClasses::truth_of_kind(const Code& atom, const Value& value) const {
  const Value& constant = ruleset_.constants[atom.constant];
  bool can_be_equal =
      is_list_atom(atom)
          ? std::ranges::any_of(constant.as_list(),
                                [&](const Value& item) { return are_alike(item, value); })
          : !value::is_strict(comparison_of(atom)) || are_alike(constant, value);
  return can_be_equal ? Truth::kUnknown : truth_of(ruleset_, atom, value);
}

}  // namespace rulec::runtime

#include "tooling/lint/logic/domain.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using value::Comparison;

// A number text longer than this may lie between doubles, where decimals and doubles part.
constexpr std::size_t kMaxNumberText = 15;
constexpr std::int64_t kExactIntegers = std::int64_t{1} << 53;

bool is_less(const Value& a, const Value& b) {
  return value::compare(Comparison::kLess, a, b).is_true();
}

bool is_equality(Comparison comparison) {
  return comparison == Comparison::kLooseEqual || comparison == Comparison::kLooseUnequal ||
         value::is_strict(comparison);
}

Truth truth(const Value& value) {
  return value.is_error() ? Truth::kError : value.is_true() ? Truth::kTrue : Truth::kFalse;
}

Truth truth(bool holds) {
  return holds ? Truth::kTrue : Truth::kFalse;
}

Value compared(const Test& test, const Value& value) {
  return test.has_constant_left ? value::compare(test.comparison, test.constant, value)
                                : value::compare(test.comparison, value, test.constant);
}

// Cuts the values of one subject.
class Cutter {
 public:
  Cutter(const Subject& subject, const std::vector<const Test*>& tests, Arena& arena)
      : subject_(subject), tests_(tests), arena_(arena) {}

  std::optional<Domain> run() {
    numbers_.push_back(Value::integer(0));
    domain_.texts.emplace_back();
    for (const Test* test : tests_) {
      meet(*test);
    }
    if (is_beyond_) {
      return std::nullopt;
    }
    const Bounds& bounds = subject_.bounds;
    for (const auto& edge : {bounds.minimum, bounds.maximum}) {
      if (edge) {
        numbers_.push_back(*edge);
      }
    }
    sort();
    // Each of them gives at least one cell, so what is beyond is known before any is made.
    if (numbers_.size() > kMaxCells || domain_.texts.size() > kMaxCells) {
      return std::nullopt;
    }
    add_cells();
    bool is_good = !is_beyond_ && domain_.cells.size() <= kMaxCells && !domain_.cells.empty();
    return is_good ? std::optional(std::move(domain_)) : std::nullopt;
  }

 private:
  void meet(const Test& test) {
    if (test.kind == Test::Kind::kIn) {
      for (const Value& item : test.items) {
        meet_strictly(item);
      }
    } else if (test.kind == Test::Kind::kCompare) {
      value::is_strict(test.comparison) ? meet_strictly(test.constant) : meet_loosely(test);
    }
  }

  void meet_strictly(const Value& constant) {
    if (constant.is_number()) {
      numbers_.push_back(constant);
    } else if (constant.is_string()) {
      domain_.texts.emplace_back(constant.as_string());
    }
  }

  void meet_loosely(const Test& test) {
    const Value& constant = test.constant;
    if (!constant.is_string()) {
      asks_numbers_of_texts_ = true;
      numbers_.push_back(constant.is_number() ? constant
                                              : Value::integer(constant.is_true() ? 1 : 0));
      return;
    }
    domain_.texts.emplace_back(constant.as_string());
    orders_texts_ = orders_texts_ || !is_equality(test.comparison);
    if (auto number = value::parse_number(constant.as_string())) {
      is_beyond_ = is_beyond_ || constant.length() > kMaxNumberText;
      numbers_.push_back(*number);
    }
  }

  void sort() {
    std::ranges::sort(numbers_, is_less);
    auto same = std::ranges::unique(
        numbers_, [](const Value& a, const Value& b) { return !is_less(a, b) && !is_less(b, a); });
    numbers_.erase(same.begin(), same.end());
    std::ranges::sort(domain_.texts);
    auto twice = std::ranges::unique(domain_.texts);
    domain_.texts.erase(twice.begin(), twice.end());
  }

  void add(const Value& value) { domain_.cells.push_back({.value = value}); }

  void add_cells() {
    const Bounds& bounds = subject_.bounds;
    if (!bounds.enum_values.empty()) {
      std::ranges::for_each(bounds.enum_values, [&](const Value& value) { add(value); });
    } else {
      add_of_types(bounds.types);
    }
    if (subject_.path && bounds.may_be_absent) {
      add(Value::absent());
    }
    if (subject_.can_throw) {
      domain_.cells.push_back({.value = Value::null(), .is_error = true});
    }
  }

  void add_of_types(value::TypeSet types) {
    if ((types & value::kNumber) != 0) {
      add_numbers();
    }
    if ((types & value::kText) != 0) {
      add_texts();
    }
    if ((types & value::kBool) != 0) {
      add(Value::boolean(true));
      add(Value::boolean(false));
    }
    if ((types & value::kList) != 0) {
      auto items = arena_.make_span<Value>(1);
      items[0] = Value::string("x");
      add(Value::list(items));
      add(Value::list({}));
    }
    if ((types & value::kObject) != 0) {
      add(make_object(arena_, {}));
    }
    if ((types & value::kNull) != 0) {
      add(Value::null());
    }
  }

  // --- numbers: each constant, and what lies between two of them and beyond the outermost

  void add_numbers() {
    add_number(below(numbers_.front()));
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      add_number(is_whole(numbers_[i]) || !subject_.bounds.is_integer ? std::optional(numbers_[i])
                                                                      : std::nullopt);
      if (i + 1 < numbers_.size()) {
        add_between(numbers_[i], numbers_[i + 1]);
      }
    }
    add_number(above(numbers_.back()));
  }

  void add_number(const std::optional<Value>& number) {
    if (number && is_within(*number)) {
      add(*number);
    }
  }

  [[nodiscard]] bool is_within(const Value& number) const {
    const Bounds& bounds = subject_.bounds;
    bool is_low =
        bounds.minimum && (is_less(number, *bounds.minimum) ||
                           (bounds.excludes_minimum && !is_less(*bounds.minimum, number)));
    bool is_high =
        bounds.maximum && (is_less(*bounds.maximum, number) ||
                           (bounds.excludes_maximum && !is_less(number, *bounds.maximum)));
    return !is_low && !is_high;
  }

  static double real(const Value& number) {
    return number.is_integer() ? static_cast<double>(number.as_integer()) : number.as_double();
  }

  static bool is_whole(const Value& number) {
    return number.is_integer() || std::floor(number.as_double()) == number.as_double();
  }

  std::optional<Value> below(const Value& number) { return beside(number, -1); }
  std::optional<Value> above(const Value& number) { return beside(number, 1); }

  // Far outside the classes are not found: then nothing is known.
  std::optional<Value> beside(const Value& number, int step) {
    double at = step < 0 ? std::floor(real(number)) : std::ceil(real(number));
    if (std::abs(at) >= static_cast<double>(kExactIntegers)) {
      is_beyond_ = true;
      return std::nullopt;
    }
    return Value::integer(static_cast<std::int64_t>(at) + step);
  }

  void add_between(const Value& low, const Value& high) {
    double from = real(low);
    double to = real(high);
    if (std::abs(from) >= static_cast<double>(kExactIntegers) ||
        std::abs(to) >= static_cast<double>(kExactIntegers)) {
      is_beyond_ = true;
      return;
    }
    auto next = Value::integer(static_cast<std::int64_t>(std::floor(from)) + 1);
    if (is_less(next, high)) {
      add_number(next);
      return;
    }
    if (subject_.bounds.is_integer) {
      return;  // no whole number lies there
    }
    auto middle = Value::real(from + ((to - from) / 2));
    if (!is_less(low, middle) || !is_less(middle, high)) {
      is_beyond_ = true;  // two neighbours, and decimals between
      return;
    }
    add_number(middle);
  }

  // --- texts: each constant, and the others: where they lie among the constants, what they count
  // as

  void add_texts() {
    for (const std::string& text : domain_.texts) {
      if (!text.empty() || !subject_.bounds.has_no_empty_text) {
        add(Value::string(arena_.copy(std::string_view(text))));
      }
    }
    std::vector<Value> numbers{Value::absent()};
    if (asks_numbers_of_texts_) {
      add_numbers_of_texts(numbers);
    }
    std::size_t gaps = orders_texts_ ? domain_.texts.size() : 1;
    is_beyond_ = is_beyond_ || gaps * numbers.size() > kMaxCells;
    for (std::size_t gap = 1; gap <= gaps && !is_beyond_; ++gap) {
      for (const Value& number : numbers) {
        add_other_text(gap, number);
      }
    }
  }

  // What a text may count as, whatever the schema says of numbers.
  void add_numbers_of_texts(std::vector<Value>& numbers) {
    static const std::vector<const Test*> kNone;
    Cutter plain(plain_numbers(), kNone, arena_);
    plain.numbers_ = numbers_;
    plain.add_numbers();
    is_beyond_ = is_beyond_ || plain.is_beyond_;
    for (const Cell& cell : plain.domain_.cells) {
      numbers.push_back(cell.value);
    }
  }

  static const Subject& plain_numbers() {
    static const Subject kSubject;
    return kSubject;
  }

  void add_other_text(std::size_t gap, const Value& number) {
    domain_.cells.push_back({.value = text_like(gap, number),
                             .is_other_text = true,
                             .gap = orders_texts_ ? gap : 0,
                             .number = number});
  }

  // A text of the cell, or null.
  Value text_like(std::size_t gap, const Value& number) {
    const std::string& low = domain_.texts[gap - 1];
    std::vector<std::string> tries;
    if (number.is_absent()) {
      tries = {"other", low + "x", low + "~", "x", "~", "A", "!"};
    } else {
      std::string digits;
      append_value(digits, number);
      tries = {digits, digits + " ", " " + digits};
      if (!is_less(number, Value::integer(0))) {
        tries.insert(tries.end(), {"+" + digits, "0" + digits});
      }
    }
    for (const std::string& text : tries) {
      auto found = value::parse_number(text);
      bool is_alike =
          found ? !number.is_absent() && !is_less(*found, number) && !is_less(number, *found)
                : number.is_absent();
      if (is_alike && lies_in(gap, text)) {
        return Value::string(arena_.copy(std::string_view(text)));
      }
    }
    return Value::null();
  }

  [[nodiscard]] bool lies_in(std::size_t gap, const std::string& text) const {
    if (std::ranges::binary_search(domain_.texts, text)) {
      return false;
    }
    bool is_above = domain_.texts[gap - 1] < text;
    return !orders_texts_ ||
           (is_above && (gap == domain_.texts.size() || text < domain_.texts[gap]));
  }

  const Subject& subject_;
  const std::vector<const Test*>& tests_;
  Arena& arena_;
  Domain domain_;
  std::vector<Value> numbers_;
  bool orders_texts_ = false;
  bool asks_numbers_of_texts_ = false;
  bool is_beyond_ = false;
};

// `number` is absent where a text counts as none.
Truth compared_as_number(const Test& test, const Value& number) {
  return number.is_absent() ? Truth::kError : truth(compared(test, number));
}

}  // namespace

Bounds united(const Bounds& a, const Bounds& b) {
  Bounds both{.types = static_cast<value::TypeSet>(a.types | b.types),
              .may_be_absent = a.may_be_absent || b.may_be_absent,
              .is_integer = a.is_integer && b.is_integer,
              .enum_values = {},
              .has_no_empty_text = a.has_no_empty_text && b.has_no_empty_text};
  if (!a.enum_values.empty() && !b.enum_values.empty()) {
    both.enum_values = a.enum_values;
    both.enum_values.insert(both.enum_values.end(), b.enum_values.begin(), b.enum_values.end());
  }
  return both;
}

Truth Domain::outcome(const Test& test, const Cell& cell) const {
  if (cell.is_error) {
    return Truth::kError;
  }
  if (test.kind == Test::Kind::kExists) {
    return truth(!cell.value.is_absent());
  }
  if (cell.is_other_text) {
    switch (test.kind) {
      case Test::Kind::kTruthy:
        return Truth::kTrue;
      case Test::Kind::kMissing:
      case Test::Kind::kIn:
        return Truth::kFalse;
      case Test::Kind::kCompare:
      case Test::Kind::kExists:
        break;
    }
    if (value::is_strict(test.comparison)) {
      return truth(test.comparison == Comparison::kStrictUnequal);
    }
    if (!test.constant.is_string()) {
      return compared_as_number(test, cell.number);
    }
    if (is_equality(test.comparison)) {
      return truth(test.comparison == Comparison::kLooseUnequal);
    }
    auto at = std::ranges::lower_bound(texts, std::string(test.constant.as_string()));
    bool is_greater = cell.gap > static_cast<std::size_t>(at - texts.begin());
    // Any two numbers in that order do.
    return compared_as_number({.kind = Test::Kind::kCompare,
                               .comparison = test.comparison,
                               .constant = Value::integer(0),
                               .has_constant_left = test.has_constant_left,
                               .items = {}},
                              Value::integer(is_greater ? 1 : -1));
  }
  Value value = cell.value;
  if (value.is_absent() || (value.is_null() && test.falls_back_on_null)) {
    value = test.fallback.is_absent() ? Value::null() : test.fallback;
  }
  switch (test.kind) {
    case Test::Kind::kTruthy:
      return truth(value::is_truthy(value));
    case Test::Kind::kMissing:
      return truth(value.is_null() || (value.is_string() && value.length() == 0));
    case Test::Kind::kIn:
      return truth(value::list_contains(test.items, value));
    case Test::Kind::kCompare:
    case Test::Kind::kExists:
      break;
  }
  return truth(compared(test, value));
}

std::optional<Domain> domain_of(const Subject& subject, const std::vector<const Test*>& tests,
                                Arena& arena) {
  return Cutter(subject, tests, arena).run();
}

}  // namespace rulec::tooling

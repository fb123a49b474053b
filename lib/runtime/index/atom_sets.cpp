#include "runtime/index/atom_sets.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "value/operators.h"

namespace rulec::runtime::index {
namespace {

using value::Comparison;

enum class Answer : std::uint8_t { kFails, kHolds, kOpen };

Comparison comparison_of(const Code& atom) {
  return static_cast<Comparison>(atom.n & kComparisonMask);
}

bool is_list_atom(const Code& atom) {
  return atom.step == Step::kTextsAtom || atom.step == Step::kListAtom;
}

bool is_truth_atom(const Code& atom) {
  return atom.step == Step::kTruthy;
}

bool is_order(Comparison comparison) {
  return comparison >= Comparison::kLess;
}

// The answer for one value, an error being open.
Answer ask(const Code& atom, const Value& constant, const Value& value) {
  if (is_truth_atom(atom)) {
    return value::is_truthy(value) ? Answer::kHolds : Answer::kFails;
  }
  bool is_so = false;
  bool is_negated = (atom.n & kNegated) != 0;
  if (is_list_atom(atom)) {
    is_so = value::list_contains(constant.as_list(), value);
  } else {
    Value result = value::compare(comparison_of(atom), value, constant);
    if (result.is_error()) {
      return Answer::kOpen;
    }
    // Of a range atom kNegated is already part of the comparison.
    bool is_part = atom.step == Step::kRangeAtom && is_unequal(comparison_of(atom));
    is_so = result.as_bool() != is_part;
  }
  return is_so != is_negated ? Answer::kHolds : Answer::kFails;
}

bool is_container(const Value& value) {
  return value.is_list() || value.is_object();
}

// A text stands for the same number beside numbers of all kinds only when it is an integer.
bool is_integer_text(std::string_view text, std::int64_t& integer) {
  auto number = value::parse_number(text);
  if (!number || !number->is_integer() || std::to_string(number->as_integer()) != text) {
    return false;
  }
  integer = number->as_integer();
  return true;
}

// The number at which a comparison of numbers with `constant` turns; none: it never turns, or turns
// where the kinds of numbers do not agree.
std::optional<Value> pivot_of(const Code& atom, const Value& constant) {
  if (is_truth_atom(atom)) {
    return Value::integer(0);
  }
  if (constant.is_number()) {
    return constant;
  }
  if (value::is_strict(comparison_of(atom))) {
    return std::nullopt;
  }
  if (constant.is_bool() || constant.is_null()) {
    return Value::integer(constant.is_true() ? 1 : 0);
  }
  std::int64_t integer = 0;
  if (constant.is_string() && is_integer_text(constant.as_string(), integer)) {
    return Value::integer(integer);
  }
  return std::nullopt;
}

enum class Side : std::uint8_t { kBelow, kAbove };

// A number on that side of `pivot`; none when the extremes of doubles are not.
std::optional<Value> beside(const Value& pivot, Side side) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  bool is_below = side == Side::kBelow;
  Value far = Value::real(is_below ? -kLargest : kLargest);
  bool is_there =
      value::compare(is_below ? Comparison::kLess : Comparison::kGreater, far, pivot).is_true();
  return is_there ? std::optional(far) : std::nullopt;
}

// Answers along the axis, gathered into the sets of an atom.
class Pieces {
 public:
  void add(ClassId first, ClassId last, Answer answer) {
    if (first > last || answer == Answer::kOpen) {
      return;
    }
    auto& set = answer == Answer::kHolds ? holds_ : fails_;
    if (!set.empty() && set.back().last + 1 == first) {
      set.back().last = last;
    } else {
      set.push_back({.first = first, .last = last});
    }
  }
  // `points`, ascending and distinct, and what lies between them in [first, last].
  void add_points(ClassId first, ClassId last, std::span<const ClassId> points, Answer at_points,
                  Answer elsewhere) {
    for (ClassId point : points) {
      if (point > first) {
        add(first, point - 1, elsewhere);
      }
      add(point, point, at_points);
      first = point + 1;
    }
    add(first, last, elsewhere);
  }
  void clear() {
    holds_.clear();
    fails_.clear();
  }
  [[nodiscard]] AtomSets sets(Arena& arena, GroupSet open) const {
    return {.holds = arena.copy(std::span(holds_)),
            .fails = arena.copy(std::span(fails_)),
            .open = open};
  }

 private:
  std::vector<Interval> holds_;
  std::vector<Interval> fails_;
};

class AtomAsker {
 public:
  AtomAsker(const Code& atom, const Value& constant, const Attribute& attribute)
      : atom_(atom), constant_(constant), attribute_(attribute) {}

  AtomSets sets(Arena& arena) {
    ask_single_classes();
    is_list_atom(atom_) ? ask_numbers_in_list() : ask_numbers();
    is_list_atom(atom_) ? ask_texts_in_list() : ask_texts();
    return pieces_.sets(arena, open_);
  }

 private:
  void leave_open(Group group) { open_ |= bit_of(group); }

  void add_group(Group group, Answer answer) {
    auto id = static_cast<ClassId>(group);
    pieces_.add(id, id, answer);
    if (answer == Answer::kOpen) {
      leave_open(group);
    }
  }

  void ask_single_classes() {
    static constexpr ObjectData kNoMembers;
    add_group(Group::kNull, ask(atom_, constant_, Value::null()));
    add_group(Group::kFalse, ask(atom_, constant_, Value::boolean(false)));
    add_group(Group::kTrue, ask(atom_, constant_, Value::boolean(true)));
    // One list stands for all unless the atom compares what is in it.
    bool reads_deep = is_list_atom(atom_) ? std::ranges::any_of(constant_.as_list(), is_container)
                                          : is_container(constant_);
    bool asks_size = is_truth_atom(atom_);
    add_group(Group::kList,
              reads_deep || asks_size ? Answer::kOpen : ask(atom_, constant_, Value::list({})));
    add_group(Group::kObject,
              reads_deep ? Answer::kOpen : ask(atom_, constant_, Value::object(&kNoMembers, 0)));
  }

  [[nodiscard]] ClassId last_number() const { return attribute_.first_text() - 1; }
  [[nodiscard]] ClassId last_text() const { return attribute_.class_count() - 1; }

  void ask_numbers() {
    auto pivot = pivot_of(atom_, constant_);
    bool turns_unseen = constant_.is_string() && !value::is_strict(comparison_of(atom_));
    if (!pivot) {
      Answer answer = turns_unseen ? Answer::kOpen : ask(atom_, constant_, Value::integer(0));
      pieces_.add(kFirstNumberClass, last_number(), answer);
      if (answer == Answer::kOpen) {
        leave_open(Group::kNumber);
      }
      return;
    }
    auto below = beside(*pivot, Side::kBelow);
    auto above = beside(*pivot, Side::kAbove);
    if (!below || !above) {
      return leave_open(Group::kNumber);
    }
    ClassId at = attribute_.class_of(*pivot);
    pieces_.add(kFirstNumberClass, at - 1, ask(atom_, constant_, *below));
    pieces_.add(at, at, ask(atom_, constant_, *pivot));
    pieces_.add(at + 1, last_number(), ask(atom_, constant_, *above));
  }

  // Equality decides, so a number that is none of the items stands for all others.
  void ask_numbers_in_list() {
    points_.clear();
    std::optional<Value> least;
    for (const Value& item : constant_.as_list()) {
      if (item.is_number()) {
        points_.push_back(attribute_.class_of(item));
        bool is_least = !least || value::compare(Comparison::kLess, item, *least).is_true();
        least = is_least ? std::optional(item) : least;
      }
    }
    auto elsewhere = least ? beside(*least, Side::kBelow) : std::optional(Value::integer(0));
    if (!elsewhere) {
      return leave_open(Group::kNumber);
    }
    sort_points();
    Answer at_points = least ? ask(atom_, constant_, *least) : Answer::kOpen;
    pieces_.add_points(kFirstNumberClass, last_number(), points_, at_points,
                       ask(atom_, constant_, *elsewhere));
  }

  void ask_texts() {
    if (is_truth_atom(atom_)) {
      ClassId empty = attribute_.class_of(Value::string(""));
      return pieces_.add_points(attribute_.first_text(), last_text(), {&empty, 1}, Answer::kFails,
                                Answer::kHolds);
    }
    if (!constant_.is_string()) {
      // Loosely, a text is a number here or throws.
      if (!value::is_strict(comparison_of(atom_))) {
        leave_open(Group::kText);
        return leave_open(Group::kNumberText);
      }
      return pieces_.add(attribute_.first_text(), last_text(),
                         ask(atom_, constant_, Value::string("x")));
    }
    ClassId at = attribute_.class_of(constant_);
    std::string above(constant_.as_string());
    above += 'x';
    Answer at_constant = ask(atom_, constant_, constant_);
    Answer at_above = ask(atom_, constant_, Value::string(above));
    Answer at_below =
        is_order(comparison_of(atom_)) ? ask(atom_, constant_, Value::string("")) : at_above;
    pieces_.add(attribute_.first_text(), at - 1, at_below);
    pieces_.add(at, at, at_constant);
    pieces_.add(at + 1, last_text(), at_above);
  }

  void ask_texts_in_list() {
    points_.clear();
    std::string_view longest;
    Value item_text;
    for (const Value& item : constant_.as_list()) {
      if (item.is_string()) {
        points_.push_back(attribute_.class_of(item));
        item_text = item;
        longest = item.length() >= longest.size() ? item.as_string() : longest;
      }
    }
    sort_points();
    std::string other(longest);
    other += 'x';
    Answer at_points = points_.empty() ? Answer::kOpen : ask(atom_, constant_, item_text);
    pieces_.add_points(attribute_.first_text(), last_text(), points_, at_points,
                       ask(atom_, constant_, Value::string(other)));
  }

  void sort_points() {
    std::ranges::sort(points_);
    auto repeated = std::ranges::unique(points_);
    points_.erase(repeated.begin(), repeated.end());
  }

  const Code& atom_;
  const Value& constant_;
  const Attribute& attribute_;
  Pieces pieces_;
  std::vector<ClassId> points_;
  GroupSet open_ = 0;
};

}  // namespace

void add_constants(const Code& atom, const Value& constant, Attribute& attribute) {
  if (is_list_atom(atom)) {
    for (const Value& item : constant.as_list()) {
      if (item.is_number()) {
        attribute.add_number(item);
      } else if (item.is_string()) {
        attribute.add_text(item.as_string());
      }
    }
    return;
  }
  if (auto pivot = pivot_of(atom, constant)) {
    attribute.add_number(*pivot);
  }
  if (is_truth_atom(atom)) {
    return attribute.add_text("");
  }
  if (!constant.is_string()) {
    if (!value::is_strict(comparison_of(atom))) {
      attribute.tell_number_texts();
    }
    return;
  }
  attribute.add_text(constant.as_string());
  if (is_order(comparison_of(atom))) {
    attribute.order_texts();
  }
}

AtomSets sets_of(const Code& atom, const Value& constant, const Attribute& attribute,
                 Arena& arena) {
  return AtomAsker(atom, constant, attribute).sets(arena);
}

ClassSet intersection(ClassSet a, ClassSet b, Arena& arena) {
  auto room = arena.make_span<Interval>(a.size() + b.size());
  std::size_t count = 0;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    ClassId first = std::max(a[i].first, b[k].first);
    ClassId last = std::min(a[i].last, b[k].last);
    if (first <= last) {
      room[count++] = {.first = first, .last = last};
    }
    a[i].last < b[k].last ? ++i : ++k;
  }
  return room.first(count);
}

ClassSet complement(ClassSet set, ClassId count, Arena& arena) {
  auto room = arena.make_span<Interval>(set.size() + 1);
  std::size_t made = 0;
  ClassId next = 0;
  for (const Interval& interval : set) {
    if (interval.first > next) {
      room[made++] = {.first = next, .last = interval.first - 1};
    }
    next = interval.last + 1;
  }
  if (next < count) {
    room[made++] = {.first = next, .last = count - 1};
  }
  return room.first(made);
}

ClassSet union_of(ClassSet a, ClassSet b, Arena& arena) {
  auto room = arena.make_span<Interval>(a.size() + b.size());
  std::size_t count = 0;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() || k < b.size()) {
    bool takes_a = k == b.size() || (i < a.size() && a[i].first <= b[k].first);
    Interval next = takes_a ? a[i++] : b[k++];
    if (count > 0 && next.first <= room[count - 1].last + 1) {
      room[count - 1].last = std::max(room[count - 1].last, next.last);
    } else {
      room[count++] = next;
    }
  }
  return room.first(count);
}

}  // namespace rulec::runtime::index

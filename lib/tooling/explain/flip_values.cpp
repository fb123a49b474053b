#include "tooling/explain/flip_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "schema/schema.h"
#include "tooling/explain/parts.h"
#include "tooling/explain/scale.h"
#include "tooling/synthetic/cut_points.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

// Items of one list whose members are tried.
constexpr std::size_t kMostItems = 16;
// Money is what most numbers with a fraction are.
constexpr int kUsualDigits = 2;
// Doublings of a step while the place is looked for where an atom turns round.
constexpr int kMostDoublings = 40;

bool is_logic(const Expr& expr) {
  static constexpr std::string_view kNames[] = {"and", "or", "!", "!!", "if", "?:"};
  return expr.kind == ExprKind::kCall && !expr.is_bare &&
         std::ranges::find(kNames, expr.operator_name) != std::end(kNames);
}

std::vector<value::Segment> segments_of(const Path& path) {
  std::vector<value::Segment> segments;
  for (const std::string& segment : path) {
    segments.push_back(value::make_segment(segment));
  }
  return segments;
}

class FieldSet {
 public:
  FieldSet(const FlipPlace& place, Arena& arena)
      : place_(place), arena_(arena), parts_(place.rules, place.now_ms) {}

  // Recursion is bounded by the depth limit of the reader. `prefix` leads to the item at hand.
  void visit(const Expr& expr, const Path& prefix) {
    if (std::optional<Path> path = path_of(expr)) {
      field(*path, prefix);
      return;
    }
    if (is_iterator(expr)) {
      visit_iterator(expr, prefix);
      return;
    }
    if (expr.kind != ExprKind::kCall && expr.kind != ExprKind::kList) {
      return;
    }
    if (!is_logic(expr)) {
      meet(expr, prefix);
    }
    for (const Expr* operand : expr.operands) {
      visit(*operand, prefix);
    }
  }

  // The largest parts without logic, whose turning places are looked for.
  void move(const Expr& expr) {
    if (is_logic(expr)) {
      std::ranges::for_each(expr.operands, [&](const Expr* operand) { move(*operand); });
      return;
    }
    std::vector<Path> read;
    add_reads(expr, read);
    for (const Path& path : read) {
      move_field(expr, *field(path, {}));
    }
  }

  void add_cut_points(std::span<const Expr* const> conditions) {
    for (const PathValues& known : cut_points(conditions, place_.schema, arena_)) {
      auto found = std::ranges::find(fields_, known.segments, &FieldValues::path);
      if (found != fields_.end()) {
        std::ranges::for_each(known.values, [&](const Value& value) { add(*found, value); });
      }
    }
  }

  std::vector<FieldValues> take() {
    for (FieldValues& each : fields_) {
      if (!each.current.is_absent()) {
        each.values.push_back(Value::absent());
      }
      sort(each);
    }
    // A member of an item says more than the whole list.
    std::ranges::stable_partition(fields_,
                                  [](const FieldValues& each) { return !each.current.is_list(); });
    return std::move(fields_);
  }

 private:
  FieldValues* field(const Path& path, const Path& prefix) {
    Path whole = prefix;
    whole.insert(whole.end(), path.begin(), path.end());
    if (whole.empty() || std::ranges::find(whole, "") != whole.end()) {
      whole = prefix;  // the item itself; the whole context is no field
    }
    if (auto found = std::ranges::find(fields_, whole, &FieldValues::path);
        found != fields_.end()) {
      return &*found;
    }
    Value current = value::walk(place_.context, segments_of(whole));
    if (whole.empty()) {
      return nullptr;
    }
    return &fields_.emplace_back(
        FieldValues{.path = std::move(whole), .current = current, .values = {}});
  }

  void add(FieldValues& field, const Value& value) {
    if (value.is_absent() || value.is_error() || value.is_decimal()) {
      return;  // absent is tried anyway; a decimal never comes from a context
    }
    std::string text;
    append_value(text, value);
    auto is_same = [&](const Value& other) {
      std::string own;
      append_value(own, other);
      return own == text;
    };
    bool is_current = !field.current.is_absent() && is_same(field.current);
    if (!is_current && std::ranges::none_of(field.values, is_same)) {
      field.values.push_back(deep_copy(value, arena_));
    }
  }

  void visit_iterator(const Expr& expr, const Path& prefix) {
    visit(*expr.operands[0], prefix);
    std::optional<Path> list = path_of(*expr.operands[0]);
    if (!list || expr.operator_name == "reduce") {
      return;
    }
    Path base = prefix;
    base.insert(base.end(), list->begin(), list->end());
    Value items = value::walk(place_.context, segments_of(base));
    for (std::size_t i = 0;
         items.is_list() && i < std::min<std::size_t>(items.length(), kMostItems); ++i) {
      Path item = base;
      item.push_back(std::to_string(i));
      visit(*expr.operands[1], item);
    }
  }

  // --- constants that a field meets

  // Through functions of one operand.
  static const Expr& inner(const Expr& expr) {
    const Expr* at = &expr;
    while (at->kind == ExprKind::kCall && at->operands.size() == 1 && !path_of(*at)) {
      at = at->operands[0];
    }
    return *at;
  }

  void meet(const Expr& expr, const Path& prefix) {
    for (const Expr* operand : expr.operands) {
      std::optional<Path> path = path_of(inner(*operand));
      if (!path) {
        continue;
      }
      for (const Expr* other : expr.operands) {
        FieldValues* met = other == operand ? nullptr : field(*path, prefix);
        if (met != nullptr) {
          add_met(*met, constant_of(*other, prefix));
        }
      }
    }
  }

  // What an operand is worth here; an operand of an item's scope only when it is written down.
  Value constant_of(const Expr& expr, const Path& prefix) {
    if (expr.kind == ExprKind::kLiteral || prefix.empty()) {
      return parts_.value(expr, place_.context);
    }
    if (std::optional<Path> path = path_of(expr)) {
      Path whole = prefix;
      whole.insert(whole.end(), path->begin(), path->end());
      return value::walk(place_.context, segments_of(whole));
    }
    bool is_constant =
        expr.kind == ExprKind::kList && std::ranges::all_of(expr.operands, [](const Expr* each) {
          return each->kind == ExprKind::kLiteral;
        });
    return is_constant ? parts_.value(expr, place_.context) : Value::absent();
  }

  void add_met(FieldValues& field, const Value& given) {
    Value constant = given.is_decimal() ? plain(given) : given;
    if (constant.is_list()) {
      std::ranges::for_each(constant.as_list(), [&](const Value& each) { add_met(field, each); });
      return;
    }
    add(field, constant);
    if (constant.is_bool()) {
      add(field, Value::boolean(!constant.as_bool()));
    }
    for (const Scale& scale : scales(field, constant)) {
      std::optional<std::int64_t> at = scale.steps(constant);
      for (std::int64_t step : {0, -1, 1}) {
        add(field, at ? scale.value(*at + step, arena_) : Value::absent());
      }
    }
  }

  static Value plain(const Value& decimal) {
    Scale scale = Scale::number(fraction_digits(decimal));
    Arena unused;
    std::optional<std::int64_t> at = scale.steps(decimal);
    return at ? scale.value(*at, unused) : Value::absent();
  }

  // Those that the field and the constant suggest.
  std::vector<Scale> scales(const FieldValues& field, const Value& constant) {
    std::vector<Scale> made;
    if (constant.is_number()) {
      made.push_back(number_scale(field, constant));
    }
    for (const Value& text : {constant, field.current}) {
      if (constant.is_string() && text.is_string()) {
        std::optional<Scale> scale = Scale::of_text(text.as_string());
        if (scale && std::ranges::find(made, *scale) == made.end()) {
          made.push_back(*scale);
        }
      }
    }
    return made;
  }

  Scale number_scale(const FieldValues& field, const Value& constant) {
    std::vector<std::string> types;
    if (place_.schema != nullptr) {
      std::vector<std::string_view> segments(field.path.begin(), field.path.end());
      types = place_.schema->find(segments).types;
    }
    bool has_fractions = std::ranges::find(types, "number") != types.end();
    if (!has_fractions && std::ranges::find(types, "integer") != types.end()) {
      return Scale::number(0);
    }
    int digits = has_fractions ? kUsualDigits : 0;
    for (const Value& number : {constant, field.current}) {
      digits = number.is_number() ? std::max(digits, fraction_digits(number)) : digits;
    }
    return Scale::number(digits);
  }

  // --- the place where an atom turns round

  static void add_reads(const Expr& expr, std::vector<Path>& read) {
    std::optional<Path> path = path_of(expr);
    if (path && std::ranges::find(*path, "") == path->end()) {
      read.push_back(*path);
    }
    if (path || is_iterator(expr)) {
      return;
    }
    std::ranges::for_each(expr.operands, [&](const Expr* operand) { add_reads(*operand, read); });
  }

  void move_field(const Expr& atom, FieldValues& field) {
    std::optional<Scale> scale;
    if (field.current.is_number()) {
      scale = number_scale(field, field.current);
    } else if (field.current.is_string()) {
      scale = Scale::of_text(field.current.as_string());
    }
    std::optional<std::int64_t> at = scale ? scale->steps(field.current) : std::nullopt;
    if (!at) {
      return;
    }
    Moving moving{.atom = atom, .field = field, .scale = *scale, .at = *at};
    moving.side = side_at(moving, 0);
    for (std::int64_t direction : {-1, 1}) {
      if (std::optional<std::int64_t> steps = turning_place(moving, direction)) {
        add(field, scale->value(*at + *steps, arena_));
        add(field, scale->value(*at + *steps + direction, arena_));
      }
    }
  }

  struct Moving {
    const Expr& atom;
    const FieldValues& field;
    Scale scale;
    std::int64_t at = 0;
    std::optional<int> side;
  };

  // Steps to the first place with another side, found by doubling and halving: the nearest one when
  // the atom turns once.
  std::optional<std::int64_t> turning_place(const Moving& moving, std::int64_t direction) {
    std::int64_t near = 0;
    std::int64_t far = direction;
    for (int i = 0; side_at(moving, far) == moving.side; ++i, near = far, far *= 2) {
      if (i == kMostDoublings) {
        return std::nullopt;
      }
    }
    while (std::abs(far - near) > 1) {
      std::int64_t middle = near + (far - near) / 2;
      (side_at(moving, middle) == moving.side ? near : far) = middle;
    }
    return far;
  }

  // Of a comparison of two numbers which is larger, of any other atom its truth.
  std::optional<int> side_at(const Moving& moving, std::int64_t steps) {
    Value moved = moving.scale.value(moving.at + steps, arena_);
    if (moved.is_absent()) {
      return std::nullopt;
    }
    value::OpContext ctx{.arena = arena_};
    Value context = value::update(ctx, value::UpdateOperation::kSet, place_.context,
                                  segments_of(moving.field.path), moved);
    const Expr& atom = moving.atom;
    if (atom.kind == ExprKind::kCall && atom.operands.size() == 2) {
      std::optional<double> left = number_at(*atom.operands[0], context);
      std::optional<double> right = number_at(*atom.operands[1], context);
      if (left && right) {
        return *left < *right ? -1 : *left > *right ? 1 : 0;
      }
    }
    Value value = parts_.value(atom, context);
    return value.is_error() ? std::nullopt : std::optional(value::is_truthy(value) ? 1 : 0);
  }

  std::optional<double> number_at(const Expr& expr, const Value& context) {
    Value value = parts_.value(expr, context);
    if (!value.is_number()) {
      return std::nullopt;
    }
    Value shown = value.is_decimal() ? plain(value) : value;
    return shown.is_integer()  ? std::optional(static_cast<double>(shown.as_integer()))
           : shown.is_double() ? std::optional(shown.as_double())
                               : std::nullopt;
  }

  // --- nearest first

  void sort(FieldValues& field) const {
    auto distance = [&](const Value& value) { return distance_of(field.current, value); };
    std::ranges::stable_sort(field.values, {}, distance);
  }

  static double distance_of(const Value& from, const Value& to) {
    double far = std::numeric_limits<double>::max();
    if (to.is_absent()) {
      return std::numeric_limits<double>::infinity();
    }
    Scale exact = Scale::number(kMostDigits);
    std::optional<Scale> scale = from.is_number()   ? std::optional(exact)
                                 : from.is_string() ? Scale::of_text(from.as_string())
                                                    : std::nullopt;
    std::optional<std::int64_t> a = scale ? scale->steps(from) : std::nullopt;
    std::optional<std::int64_t> b = scale ? scale->steps(to) : std::nullopt;
    return a && b ? std::abs(static_cast<double>(*a) - static_cast<double>(*b)) : far;
  }

  const FlipPlace& place_;
  Arena& arena_;
  PartValues parts_;
  std::vector<FieldValues> fields_;
};

}  // namespace

std::vector<FieldValues> flip_values(std::span<const Expr* const> conditions,
                                     const FlipPlace& place, Arena& arena) {
  FieldSet fields(place, arena);
  for (const Expr* condition : conditions) {
    fields.visit(*condition, {});
  }
  for (const Expr* condition : conditions) {
    fields.move(*condition);
  }
  fields.add_cut_points(conditions);
  return fields.take();
}

}  // namespace rulec::tooling

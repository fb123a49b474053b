#include "tooling/synthetic/cut_points.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string_view>

#include "schema/schema.h"
#include "tooling/synthetic/path_reads.h"
#include "tooling/synthetic/pattern_texts.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

// No condition means these; they are the other side of texts and dates.
constexpr std::string_view kOtherText = "other";
constexpr std::string_view kEarlyDate = "1999-12-31";
constexpr std::string_view kLateDate = "2099-12-31";

class ValueSet {
 public:
  void add(const Value& value) {
    std::string text = value.is_absent() ? "absent" : std::string();
    if (!value.is_absent()) {
      append_value(text, value);
    }
    if (std::ranges::find(texts_, text) == texts_.end()) {
      texts_.push_back(std::move(text));
      values_.push_back(value);
    }
  }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<std::string> texts_;
  std::vector<Value> values_;
};

bool looks_like_date(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
         text.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos;
}

// The conditions of one scope: the context, or the item of an iterator.
class Scope {
 public:
  explicit Scope(Arena& arena) : arena_(arena) {}

  void visit(const Expr& expr) {
    if (std::optional<Path> path = path_of(expr)) {
      read(*path);
      return;
    }
    if (expr.kind != ExprKind::kCall && expr.kind != ExprKind::kList) {
      return;
    }
    if (is_iterator(expr)) {
      visit(*expr.operands[0]);
      visit_items(expr);
      return;
    }
    meet(expr);
    visit_names(expr);
    for (const Expr* operand : expr.operands) {
      visit(*operand);
    }
  }

  [[nodiscard]] std::map<Path, ValueSet>& paths() { return paths_; }

  // A JSON object with the first value of each path; `text` instead of an item that is no object.
  [[nodiscard]] std::vector<Value> items() {
    std::vector<Value> made;
    if (auto own = paths_.find(Path{""}); own != paths_.end()) {
      std::ranges::copy_if(own->second.values(), std::back_inserter(made),
                           [](const Value& value) { return !value.is_absent(); });
    }
    std::vector<const std::pair<const Path, ValueSet>*> fields;
    for (const auto& entry : paths_) {
      if (entry.first.size() == 1 && !entry.first[0].empty()) {
        fields.push_back(&entry);
      }
    }
    for (const auto* changed : fields) {
      for (const Value& value : changed->second.values()) {
        made.push_back(item(fields, *changed, value));
      }
    }
    return made;
  }

 private:
  using Field = std::pair<const Path, ValueSet>;

  // All fields at their first value, one at another.
  Value item(const std::vector<const Field*>& fields, const Field& changed, const Value& value) {
    std::vector<Member> members;
    for (const Field* field : fields) {
      Value chosen = field == &changed ? value : field->second.values().front();
      if (!chosen.is_absent()) {
        members.push_back({.key = arena_.copy(std::string_view(field->first[0])), .value = chosen});
      }
    }
    return make_object(arena_, arena_.copy(std::span<const Member>(members)));
  }

  // A path alone is asked for its truth, or for being there.
  void read(const Path& path) { paths_[path]; }

  void visit_names(const Expr& expr) {
    if (expr.operator_name != "missing" && expr.operator_name != "missing_some") {
      return;
    }
    auto name = [&](const Expr& operand) {
      if (operand.kind == ExprKind::kLiteral && operand.literal.is_string()) {
        ValueSet& values = paths_[split_path(operand.literal.as_string())];
        values.add(Value::string(kOtherText));
        values.add(Value::absent());
      }
    };
    for (const Expr* operand : expr.operands) {
      name(*operand);
      if (operand->kind == ExprKind::kList) {
        std::ranges::for_each(operand->operands, [&](const Expr* each) { name(*each); });
      }
    }
  }

  // The paths among the operands meet the constants among them, through functions of one operand.
  void meet(const Expr& expr) {
    std::vector<Path> met;
    std::vector<Value> constants;
    bool is_size = false;
    for (const Expr* operand : expr.operands) {
      const Expr* inner = operand;
      while (inner->kind == ExprKind::kCall && inner->operands.size() == 1 && !path_of(*inner)) {
        is_size = is_size || inner->operator_name == "length" || inner->operator_name == "count";
        inner = inner->operands[0];
      }
      if (std::optional<Path> path = path_of(*inner)) {
        met.push_back(std::move(*path));
      }
      add_constants(*operand, constants);
    }
    for (const Path& path : met) {
      for (const Value& constant : constants) {
        is_size ? add_sizes(paths_[path], constant) : add_sides(paths_[path], constant);
      }
    }
  }

  static void add_constants(const Expr& expr, std::vector<Value>& constants) {
    if (expr.kind == ExprKind::kList) {
      std::ranges::for_each(expr.operands,
                            [&](const Expr* each) { add_constants(*each, constants); });
    } else if (expr.kind == ExprKind::kLiteral && expr.literal.is_list()) {
      std::ranges::copy(expr.literal.as_list(), std::back_inserter(constants));
    } else if (expr.kind == ExprKind::kLiteral) {
      constants.push_back(expr.literal);
    }
  }

  void add_sides(ValueSet& values, const Value& constant) {
    values.add(constant);
    if (constant.is_integer()) {
      std::int64_t number = constant.as_integer();
      if (number > std::numeric_limits<std::int64_t>::min()) {
        values.add(Value::integer(number - 1));
      }
      if (number < std::numeric_limits<std::int64_t>::max()) {
        values.add(Value::integer(number + 1));
      }
    } else if (constant.is_double()) {
      values.add(Value::real(constant.as_double() - 0.5));
      values.add(Value::real(constant.as_double() + 0.5));
    } else if (constant.is_bool()) {
      values.add(Value::boolean(!constant.as_bool()));
    } else if (constant.is_string()) {
      add_texts(values, constant.as_string());
    }
  }

  void add_texts(ValueSet& values, std::string_view text) {
    if (looks_like_date(text)) {
      values.add(Value::string(kEarlyDate));
      values.add(Value::string(kLateDate));
      return;
    }
    // Longer at both ends: begins with, ends with and holds are told apart.
    values.add(Value::string(arena_.copy(std::string_view(std::string(text) + "x"))));
    values.add(Value::string(arena_.copy(std::string_view("x" + std::string(text)))));
    values.add(Value::string(kOtherText));
  }

  // Texts and lists one shorter than a size, of that size, one longer.
  void add_sizes(ValueSet& values, const Value& constant) {
    constexpr std::int64_t kLongest = 200;
    if (!constant.is_integer() || constant.as_integer() < 0 || constant.as_integer() > kLongest) {
      return;
    }
    for (std::int64_t size = constant.as_integer() - 1; size <= constant.as_integer() + 1; ++size) {
      auto length = static_cast<std::size_t>(std::max<std::int64_t>(size, 0));
      values.add(Value::string(arena_.copy(std::string_view(std::string(length, 'x')))));
      std::vector<Value> items(length, Value::string("x"));
      values.add(Value::list(arena_.copy(std::span<const Value>(items))));
    }
  }

  void visit_items(const Expr& expr) {
    Scope inner(arena_);
    inner.visit(*expr.operands[1]);
    inner.fill_truth();
    std::optional<Path> path = path_of(*expr.operands[0]);
    if (!path) {
      return;
    }
    ValueSet& values = paths_[*path];
    std::vector<Value> items = inner.items();
    values.add(Value::list({}));
    for (const Value& item : items) {
      values.add(Value::list(arena_.copy(std::span<const Value>(&item, 1))));
      std::vector<Value> pair{items.front(), item};
      values.add(Value::list(arena_.copy(std::span<const Value>(pair))));
    }
  }

 public:
  // A path that no constant meets still has its truth.
  void fill_truth() {
    for (auto& [path, values] : paths_) {
      if (values.values().empty()) {
        for (const Value& value : {Value::boolean(true), Value::boolean(false), Value::integer(1),
                                   Value::integer(0), Value::string(kOtherText)}) {
          values.add(value);
        }
      }
      values.add(Value::absent());
    }
  }

 private:
  Arena& arena_;
  std::map<Path, ValueSet> paths_;
};

bool fits(const Value& value, const std::vector<std::string>& types) {
  auto allows = [&](std::string_view type) {
    return std::ranges::find(types, type) != types.end();
  };
  if (types.empty() || value.is_absent()) {
    return true;
  }
  switch (value.kind()) {
    case Kind::kNull:
      return allows("null");
    case Kind::kBool:
      return allows("boolean");
    case Kind::kInteger:
      return allows("integer") || allows("number");
    case Kind::kDouble:
    case Kind::kDecimal:
      return allows("number");
    case Kind::kString:
      return allows("string");
    case Kind::kList:
      return allows("array");
    case Kind::kObject:
      return allows("object");
    case Kind::kAbsent:
    case Kind::kError:
      return true;
  }
  return true;
}

// Of each type that the schema names for a path, something.
void add_of_types(ValueSet& values, const std::vector<std::string>& types) {
  for (const std::string& type : types) {
    if (type == "boolean") {
      values.add(Value::boolean(true));
      values.add(Value::boolean(false));
    } else if (type == "integer" || type == "number") {
      values.add(Value::integer(0));
      values.add(Value::integer(1));
    } else if (type == "string") {
      values.add(Value::string(kOtherText));
    } else if (type == "array") {
      values.add(Value::list({}));
    }
  }
}

PathValues schema_checked(const Path& path, const ValueSet& found,
                          const schema::ContextSchema* schema, Arena& arena) {
  PathValues made{.segments = path, .values = {}};
  if (schema == nullptr) {
    made.values = found.values();
    return made;
  }
  std::vector<std::string_view> segments(path.begin(), path.end());
  schema::FieldInfo info = schema->find(segments);
  ValueSet kept;
  for (const Value& value : info.enum_values) {
    kept.add(value);
  }
  // Before the constants of the conditions, which may not fit: a search begins with the first.
  for (std::string_view pattern : info.patterns) {
    for (const std::string& text : pattern_texts(pattern)) {
      kept.add(Value::string(arena.copy(std::string_view(text))));
    }
  }
  for (const Value& value : found.values()) {
    if (fits(value, info.types)) {
      kept.add(value);
    }
  }
  if (info.enum_values.empty()) {
    add_of_types(kept, info.types);
  }
  kept.add(Value::absent());
  made.values = kept.values();
  return made;
}

}  // namespace

std::vector<PathValues> cut_points(std::span<const Expr* const> conditions,
                                   const schema::ContextSchema* schema, Arena& arena) {
  Scope scope(arena);
  for (const Expr* condition : conditions) {
    scope.visit(*condition);
  }
  scope.fill_truth();
  if (schema != nullptr) {
    for (const std::string& field : schema->all_fields()) {
      scope.paths()[split_path(field)];
    }
  }
  std::vector<PathValues> made;
  for (const auto& [path, values] : scope.paths()) {
    if (std::ranges::find(path, "") == path.end()) {  // the whole context is no field
      made.push_back(schema_checked(path, values, schema, arena));
    }
  }
  return made;
}

}  // namespace rulec::tooling

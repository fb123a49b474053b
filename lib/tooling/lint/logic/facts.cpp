#include "tooling/lint/logic/facts.h"

#include <algorithm>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::tooling {
namespace {

value::TypeSet type_named(const std::string& name) {
  if (name == "null") {
    return value::kNull;
  }
  if (name == "boolean") {
    return value::kBool;
  }
  if (name == "string") {
    return value::kText;
  }
  if (name == "array") {
    return value::kList;
  }
  return name == "object" ? value::kObject : value::kNumber;
}

// The schema object of a path that is reached by `properties` alone: what it says holds whatever
// else the schema says. Null when there is none.
Value plain_place(Value place, const Path& path) {
  for (std::size_t i = 0; i <= path.size(); ++i) {
    if (!place.is_object() || !place.member("$ref").is_absent()) {
      return Value::null();
    }
    if (i < path.size()) {
      place = place.member("properties");
      place = place.is_object() ? place.member(path[i]) : Value::null();
    }
  }
  return place;
}

void add_edges(Bounds& bounds, const Value& place) {
  auto number = [&](std::string_view key) {
    Value found = place.member(key);
    return found.is_number() ? std::optional(found) : std::nullopt;
  };
  auto is_less = [](const Value& a, const Value& b) {
    return value::compare(value::Comparison::kLess, a, b).is_true();
  };
  bounds.minimum = number("minimum");
  bounds.maximum = number("maximum");
  if (auto above = number("exclusiveMinimum");
      above && (!bounds.minimum || !is_less(*above, *bounds.minimum))) {
    bounds.minimum = above;
    bounds.excludes_minimum = true;
  }
  if (auto below = number("exclusiveMaximum");
      below && (!bounds.maximum || !is_less(*bounds.maximum, *below))) {
    bounds.maximum = below;
    bounds.excludes_maximum = true;
  }
  Value length = place.member("minLength");
  bounds.has_no_empty_text = length.is_integer() && length.as_integer() > 0;
}

}  // namespace

EntryFacts::EntryFacts(std::string_view name, const schema::ContextSchema* schema)
    : name_(name), schema_(schema) {
  if (schema == nullptr) {
    return;
  }
  if (auto compiled = schema::compile(schema->text())) {
    compiled_ = std::move(*compiled);
  }
  json::ReaderScratch scratch;
  json::Fault fault;
  if (!json::read_value(schema->text(), {.max_bytes = kHardMaxSourceBytes}, arena_, scratch, root_,
                        fault)) {
    root_ = Value::null();
  }
}

void EntryFacts::add_write(std::string_view target) {
  written_.add(compiler::segments_of(target));
  has_writes_ = true;
}

bool EntryFacts::is_written(const Path& path) const {
  std::vector<std::string_view> segments(path.begin(), path.end());
  return has_writes_ && written_.touch(segments);
}

const Bounds& EntryFacts::bounds(const Path& path) {
  auto [at, is_new] = bounds_.try_emplace(path);
  if (is_new && schema_ != nullptr && compiled_ != nullptr && !is_written(path)) {
    at->second = read_bounds(path);
  }
  return at->second;
}

Bounds EntryFacts::read_bounds(const Path& path) const {
  std::vector<std::string_view> segments(path.begin(), path.end());
  schema::FieldInfo info = schema_->find(segments);
  Bounds bounds;
  if (!info.is_declared) {
    return bounds;
  }
  bounds.may_be_absent = !info.is_required;
  bounds.enum_values = info.enum_values;
  if (!info.types.empty()) {
    bounds.types = value::kNothing;
    for (const std::string& type : info.types) {
      bounds.types |= type_named(type);
    }
    bounds.is_integer = std::ranges::find(info.types, "integer") != info.types.end() &&
                        std::ranges::find(info.types, "number") == info.types.end();
  }
  if (Value place = plain_place(root_, path); place.is_object()) {
    add_edges(bounds, place);
  }
  return bounds;
}

ProjectFacts::ProjectFacts(const Build& build) : build_(build) {
  auto add_write = [](EntryFacts& facts, const parser::ActionNode& action, std::string_view name) {
    const parser::ActionArgument* target = action.find(name);
    if (target != nullptr && target->value->literal.is_string()) {
      facts.add_write(target->value->literal.as_string());
    }
  };
  for (const parser::RuleNode& rule : build.ast.rules) {
    for (const parser::TextAt& entry : rule.entry_points) {
      EntryFacts& facts = of(entry.text);
      for (const parser::ActionNode& action : rule.actions) {
        add_write(facts, action, "target");
        add_write(facts, action, "store_result_in");
      }
    }
  }
}

EntryFacts& ProjectFacts::of(std::string_view entry_point) {
  auto found = entries_.find(entry_point);
  if (found != entries_.end()) {
    return *found->second;
  }
  const schema::ContextSchema* schema = nullptr;
  for (const compiler::EntryPointSettings& settings : build_.settings.entry_points) {
    schema = settings.name == entry_point ? settings.schema : schema;
  }
  auto made = std::make_unique<EntryFacts>(entry_point, schema);
  return *entries_.emplace(std::string(entry_point), std::move(made)).first->second;
}

BoundsOf ProjectFacts::bounds_at(std::vector<EntryFacts*> entries) {
  return [entries = std::move(entries)](const Path& path) {
    Bounds all;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      all = i == 0 ? entries[i]->bounds(path) : united(all, entries[i]->bounds(path));
    }
    return all;
  };
}

BoundsOf ProjectFacts::no_bounds() {
  return [](const Path&) { return Bounds{}; };
}

}  // namespace rulec::tooling

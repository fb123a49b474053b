#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "schema/internal/compiled_schema.h"
#include "schema/internal/reference.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

// Builds nodes for the schemas that are reached from the root; each place once.
class Compiler {
 public:
  Compiler(CompiledSchema& schema, Draft draft)
      : schema_(schema),
        document_(schema.document),
        draft_(draft),
        references_(schema.document, draft),
        index_of_(schema.document.size(), kNoSchema) {}

  void run();

 private:
  // Index of the schema at `place`, behind its references; its body is built later.
  NodeIndex node_at(NodeId place);
  NodeIndex child(NodeId schema, std::string_view key);
  void build(NodeIndex index);
  void build_values(NodeIndex index, NodeId schema);
  void build_types(NodeIndex index, NodeId schema);
  void build_object(NodeIndex index, NodeId schema);
  void build_dependencies(ObjectChecks& checks, NodeId schema);
  void build_array(NodeIndex index, NodeId schema);
  void build_string(NodeIndex index, NodeId schema);
  void build_number(NodeIndex index, NodeId schema);
  void build_applicators(NodeIndex index, NodeId schema);
  enum class Side : std::uint8_t { kLower, kUpper };
  Bound bound_of(NodeId number);
  void build_bound(Bound& bound, NodeId schema, Side side);

  [[nodiscard]] NodeId get(NodeId schema, std::string_view key) const {
    return document_.member(schema, key);
  }
  [[nodiscard]] bool has_any(NodeId schema, std::initializer_list<std::string_view> keys) const {
    return std::ranges::any_of(keys,
                               [&](std::string_view key) { return get(schema, key).is_valid(); });
  }
  Value value_of(NodeId node) { return json::to_value(document_, node, schema_.arena); }
  CountRange range_of(NodeId schema, std::string_view minimum, std::string_view maximum);
  const Regex* regex_of(std::string_view pattern);
  std::vector<NodeIndex> list_of(NodeId list);
  std::vector<std::string_view> texts_of(NodeId list);

  CompiledSchema& schema_;
  const json::Document& document_;
  Draft draft_;
  References references_;
  std::vector<NodeIndex> index_of_;
  std::vector<NodeIndex> to_build_;
};

void Compiler::run() {
  schema_.root = node_at(document_.root());
  while (!to_build_.empty()) {
    NodeIndex next = to_build_.back();
    to_build_.pop_back();
    build(next);
  }
}

NodeIndex Compiler::node_at(NodeId place) {
  // The gate has refused loops of references.
  for (NodeId target = references_.target_of(place); target.is_valid();
       target = references_.target_of(place)) {
    place = target;
  }
  NodeIndex& index = index_of_[place.index()];
  if (index == kNoSchema) {
    index = static_cast<NodeIndex>(schema_.nodes.size());
    schema_.nodes.push_back({.origin = place});
    to_build_.push_back(index);
  }
  return index;
}

NodeIndex Compiler::child(NodeId schema, std::string_view key) {
  NodeId place = get(schema, key);
  return place.is_valid() ? node_at(place) : kNoSchema;
}

void Compiler::build(NodeIndex index) {
  NodeId place = schema_.nodes[index].origin;
  const json::Node& node = document_.at(place);
  if (node.kind == NodeKind::kBool) {
    schema_.nodes[index].is_false = !node.boolean;
    return;
  }
  build_types(index, place);
  build_values(index, place);
  build_object(index, place);
  build_array(index, place);
  build_string(index, place);
  build_number(index, place);
  build_applicators(index, place);
}

void Compiler::build_types(NodeIndex index, NodeId schema) {
  NodeId types = get(schema, "type");
  if (!types.is_valid()) {
    return;
  }
  TypeSet set = 0;
  if (document_.at(types).kind == NodeKind::kArray) {
    for (NodeId name : document_.children(types)) {
      set |= type_bit(document_.at(name).text);
    }
  } else {
    set = type_bit(document_.at(types).text);
  }
  schema_.nodes[index].types = set;
}

void Compiler::build_values(NodeIndex index, NodeId schema) {
  SchemaNode& node = schema_.nodes[index];
  if (NodeId values = get(schema, "enum"); values.is_valid()) {
    node.has_enum = true;
    for (NodeId value : document_.children(values)) {
      node.values.push_back(value_of(value));
    }
  }
  NodeId constant = draft_ == Draft::k7 ? get(schema, "const") : NodeId();
  if (constant.is_valid()) {
    // Both: the values of `enum` that equal the constant.
    Value only = value_of(constant);
    bool is_possible = !node.has_enum || std::ranges::any_of(node.values, [&](const Value& value) {
      return value::strict_equal(value, only);
    });
    node.values.clear();
    if (is_possible) {
      node.values.push_back(only);
    }
    node.has_enum = true;
    node.is_const = true;
  }
}

CountRange Compiler::range_of(NodeId schema, std::string_view minimum, std::string_view maximum) {
  CountRange range;
  auto count_of = [&](NodeId node) {
    const json::Node& at = document_.at(node);
    return at.kind == NodeKind::kInteger ? static_cast<std::uint64_t>(at.integer)
                                         : static_cast<std::uint64_t>(at.number);
  };
  if (NodeId node = get(schema, minimum); node.is_valid()) {
    range.minimum = count_of(node);
  }
  if (NodeId node = get(schema, maximum); node.is_valid()) {
    range.maximum = count_of(node);
  }
  return range;
}

const Regex* Compiler::regex_of(std::string_view pattern) {
  auto known = schema_.patterns.find(pattern);
  if (known != schema_.patterns.end()) {
    return known->second.get();
  }
  auto compiled = Regex::compile(pattern);
  RULEC_CHECK(compiled.has_value());  // the gate has tried it
  return schema_.patterns.emplace(pattern, std::move(*compiled)).first->second.get();
}

std::vector<NodeIndex> Compiler::list_of(NodeId list) {
  std::vector<NodeIndex> indexes;
  if (list.is_valid()) {
    for (NodeId item : document_.children(list)) {
      indexes.push_back(node_at(item));
    }
  }
  return indexes;
}

std::vector<std::string_view> Compiler::texts_of(NodeId list) {
  std::vector<std::string_view> texts;
  if (list.is_valid()) {
    for (NodeId item : document_.children(list)) {
      texts.push_back(document_.at(item).text);
    }
  }
  return texts;
}

void Compiler::build_object(NodeIndex index, NodeId schema) {
  if (!has_any(schema, {"properties", "patternProperties", "additionalProperties", "propertyNames",
                        "required", "dependencies", "minProperties", "maxProperties"})) {
    return;
  }
  auto checks = std::make_unique<ObjectChecks>();
  if (NodeId properties = get(schema, "properties"); properties.is_valid()) {
    for (NodeId property : document_.children(properties)) {
      checks->properties.emplace_back(document_.at(property).key, node_at(property));
    }
    std::ranges::sort(checks->properties);
  }
  if (NodeId patterns = get(schema, "patternProperties"); patterns.is_valid()) {
    for (NodeId pattern : document_.children(patterns)) {
      checks->patterns.emplace_back(regex_of(document_.at(pattern).key), node_at(pattern));
    }
  }
  checks->additional = child(schema, "additionalProperties");
  checks->names = draft_ == Draft::k7 ? child(schema, "propertyNames") : kNoSchema;
  checks->required = texts_of(get(schema, "required"));
  checks->count = range_of(schema, "minProperties", "maxProperties");
  build_dependencies(*checks, schema);
  schema_.nodes[index].object = std::move(checks);
}

void Compiler::build_dependencies(ObjectChecks& checks, NodeId schema) {
  NodeId dependencies = get(schema, "dependencies");
  if (!dependencies.is_valid()) {
    return;
  }
  for (NodeId dependency : document_.children(dependencies)) {
    std::string_view key = document_.at(dependency).key;
    if (document_.at(dependency).kind == NodeKind::kArray) {
      checks.dependent_keys.emplace_back(key, texts_of(dependency));
    } else {
      checks.dependent_schemas.emplace_back(key, node_at(dependency));
    }
  }
}

void Compiler::build_array(NodeIndex index, NodeId schema) {
  if (!has_any(schema, {"items", "contains", "uniqueItems", "minItems", "maxItems"})) {
    return;
  }
  auto checks = std::make_unique<ArrayChecks>();
  NodeId items = get(schema, "items");
  if (items.is_valid() && document_.at(items).kind == NodeKind::kArray) {
    checks->tuple = list_of(items);
    checks->additional = child(schema, "additionalItems");
  } else {
    checks->items = child(schema, "items");
  }
  checks->contains = draft_ == Draft::k7 ? child(schema, "contains") : kNoSchema;
  NodeId unique = get(schema, "uniqueItems");
  checks->unique = unique.is_valid() && document_.at(unique).boolean;
  checks->count = range_of(schema, "minItems", "maxItems");
  schema_.nodes[index].array = std::move(checks);
}

void Compiler::build_string(NodeIndex index, NodeId schema) {
  if (!has_any(schema, {"minLength", "maxLength", "pattern", "format"})) {
    return;
  }
  auto checks = std::make_unique<StringChecks>();
  checks->length = range_of(schema, "minLength", "maxLength");
  if (NodeId pattern = get(schema, "pattern"); pattern.is_valid()) {
    checks->pattern_text = document_.at(pattern).text;
    checks->pattern = regex_of(checks->pattern_text);
  }
  if (NodeId format = get(schema, "format"); format.is_valid()) {
    checks->format = find_format(document_.at(format).text);
  }
  schema_.nodes[index].string = std::move(checks);
}

Bound Compiler::bound_of(NodeId number) {
  Bound bound{.is_set = true, .value = value_of(number)};
  append_number(bound.text, bound.value);
  return bound;
}

// `minimum` with its exclusive form: a flag in draft 4, a bound of its own since. Both bounds
// given: the stricter one counts.
void Compiler::build_bound(Bound& bound, NodeId schema, Side side) {
  bool is_lower = side == Side::kLower;
  if (NodeId node = get(schema, is_lower ? "minimum" : "maximum"); node.is_valid()) {
    bound = bound_of(node);
  }
  NodeId node = get(schema, is_lower ? "exclusiveMinimum" : "exclusiveMaximum");
  if (!node.is_valid()) {
    return;
  }
  if (document_.at(node).kind == NodeKind::kBool) {
    bound.is_exclusive = bound.is_set && document_.at(node).boolean;
    return;
  }
  Bound limit = bound_of(node);
  limit.is_exclusive = true;
  auto replaces = is_lower ? value::Comparison::kGreaterEqual : value::Comparison::kLessEqual;
  if (!bound.is_set || value::compare(replaces, limit.value, bound.value).is_true()) {
    bound = std::move(limit);
  }
}

void Compiler::build_number(NodeIndex index, NodeId schema) {
  if (!has_any(schema,
               {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})) {
    return;
  }
  auto checks = std::make_unique<NumberChecks>();
  build_bound(checks->minimum, schema, Side::kLower);
  build_bound(checks->maximum, schema, Side::kUpper);
  if (NodeId divisor = get(schema, "multipleOf"); divisor.is_valid()) {
    checks->multiple_of = bound_of(divisor);
  }
  schema_.nodes[index].number = std::move(checks);
}

void Compiler::build_applicators(NodeIndex index, NodeId schema) {
  auto all_of = list_of(get(schema, "allOf"));
  auto any_of = list_of(get(schema, "anyOf"));
  auto one_of = list_of(get(schema, "oneOf"));
  NodeIndex negated = child(schema, "not");
  NodeIndex condition = draft_ == Draft::k7 ? child(schema, "if") : kNoSchema;
  NodeIndex then_schema = condition == kNoSchema ? kNoSchema : child(schema, "then");
  NodeIndex else_schema = condition == kNoSchema ? kNoSchema : child(schema, "else");
  SchemaNode& node = schema_.nodes[index];
  node.all_of = std::move(all_of);
  node.any_of = std::move(any_of);
  node.one_of = std::move(one_of);
  node.negated = negated;
  node.condition = condition;
  node.then_schema = then_schema;
  node.else_schema = else_schema;
}

Error first_finding(const diag::Collector& collector) {
  if (collector.kept().empty()) {
    return {.code = ErrorCode::kInternal, .message = "the schema is refused"};
  }
  const diag::Diagnostic& first = collector.kept().front();
  return {.code = ErrorCode::kUsage,
          .message = diag::message_of(first),
          .rc = static_cast<std::uint16_t>(first.code)};
}

}  // namespace

Result<std::shared_ptr<const CompiledSchema>> compile_with(std::string_view text, Integers integers,
                                                           Trust trust) {
  auto schema = std::make_shared<CompiledSchema>();
  diag::Collector collector;
  SourceId source = schema->sources.add("schema", std::string(text));
  schema->document =
      json::parse(schema->sources, source,
                  {.max_bytes = kMaxSchemaBytes, .max_depth = kMaxRuleDepth}, collector);
  bool is_sound = !collector.has_errors() &&
                  (trust == Trust::kVetted || vet(schema->document, schema->sources, collector));
  if (!is_sound) {
    return std::unexpected(first_finding(collector));
  }
  Draft draft = draft_of(schema->document).value_or(Draft::k7);
  schema->integral_doubles_are_integers = draft == Draft::k7 && integers == Integers::kByDraft;
  Compiler(*schema, draft).run();
  return schema;
}

Result<std::shared_ptr<const CompiledSchema>> compile(std::string_view text) {
  return compile_with(text, Integers::kByDraft, Trust::kVet);
}

}  // namespace rulec::schema

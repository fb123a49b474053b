#include "support.h"

#include <nlohmann/json.hpp>

namespace rulec::value::testing {
namespace {

using Json = nlohmann::ordered_json;

Value from(const Json& json, OpContext& ctx);

Value decimal_from(const Json& json, OpContext& ctx) {
  const Value operand = from(json, ctx);
  const OperatorRow* row = find_operator("decimal");
  REQUIRE(row != nullptr);
  Value made = row->function(ctx, {&operand, 1});
  REQUIRE(made.is_decimal());
  return made;
}

Value text_from(const std::string& text, OpContext& ctx) {
  Value value = Value::string(ctx.arena.copy(text));
  if (text.starts_with('!')) {
    return throw_value(ctx, Value::string(value.as_string().substr(1)));
  }
  return value;
}

Value list_from(const Json& json, OpContext& ctx) {
  auto items = ctx.arena.make_span<Value>(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    items[i] = from(json[i], ctx);
  }
  return Value::list(items);
}

Value object_from(const Json& json, OpContext& ctx) {
  if (json.contains("$decimal")) {
    return decimal_from(json["$decimal"], ctx);
  }
  auto members = ctx.arena.make_span<Member>(json.size());
  std::size_t i = 0;
  for (const auto& [key, value] : json.items()) {
    members[i++] = {.key = ctx.arena.copy(key), .value = from(value, ctx)};
  }
  return make_object(ctx.arena, members);
}

Value from(const Json& json, OpContext& ctx) {
  if (json.is_null()) {
    return Value::null();
  }
  if (json.is_boolean()) {
    return Value::boolean(json.get<bool>());
  }
  if (json.is_number_float()) {
    return Value::real(json.get<double>());
  }
  if (json.is_number()) {
    return Value::integer(json.get<std::int64_t>());
  }
  if (json.is_string()) {
    return text_from(json.get<std::string>(), ctx);
  }
  return json.is_array() ? list_from(json, ctx) : object_from(json, ctx);
}

}  // namespace

Bench::Bench(std::string_view context) : ctx{.arena = arena, .scope = &root} {
  root.current = json(context);
}

Value Bench::json(std::string_view text) {
  return from(Json::parse(text), ctx);
}

Value Bench::call(std::string_view name, std::string_view operands) {
  const OperatorRow* row = find_operator(name);
  REQUIRE_MESSAGE(row != nullptr, name);
  REQUIRE_MESSAGE(!row->has(kControl), name);
  return row->function(ctx, json(operands).as_list());
}

std::string Bench::text(std::string_view name, std::string_view operands) {
  return text(call(name, operands));
}

std::string Bench::text(const Value& value) {
  if (value.is_error()) {
    return "!" + std::string(error_type(value));
  }
  if (value.is_absent()) {
    return "absent";
  }
  std::string out;
  append_value(out, value);
  return out;
}

void check_all(const std::vector<Case>& cases, std::string_view context) {
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CAPTURE(row.operands);
    Bench bench(context);
    CHECK(bench.text(row.name, row.operands) == row.result);
  }
}

}  // namespace rulec::value::testing

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support.h"

namespace rulec::testing {

namespace {

constexpr std::string_view kShop = R"({
  "type": "object", "required": ["user"],
  "properties": {
    "user": { "$ref": "#/definitions/user" },
    "cart": { "type": "object", "required": ["total"], "properties": {
      "total": { "type": "number" },
      "currency": { "enum": ["EUR", "GBP"] },
      "items": { "type": "array", "items": { "type": "object", "properties": {
        "price": { "type": ["number", "null"] } } } } } },
    "open": { "type": "object" },
    "extra": { "type": "object", "properties": { "a": {} }, "additionalProperties": true },
    "by_name": { "type": "object", "patternProperties": { "^n_": {} }, "properties": { "b": {} } },
    "either": { "anyOf": [ { "type": "string" }, { "type": "object", "properties": { "z": {} } } ] }
  },
  "definitions": {
    "named": { "required": ["id"], "properties": { "id": { "type": "string" } } },
    "user": { "allOf": [ { "$ref": "#/definitions/named" },
                         { "properties": { "region": { "const": "GB" } } } ] }
  }
})";

struct Shop {
  Parsed parsed = parse(kShop);
  schema::ContextSchema schema{parsed.document, "schemas/shop.context.json", std::string(kShop)};

  [[nodiscard]] schema::FieldInfo find(const std::vector<std::string_view>& path) const {
    return schema.find(path);
  }
  [[nodiscard]] std::string_view text(Span span) const { return parsed.sources.text(span); }
};

}  // namespace

TEST_CASE("a declared field has its types, values and place") {
  Shop shop;
  auto total = shop.find({"cart", "total"});
  CHECK(total.is_known);
  CHECK(total.is_declared);
  CHECK(total.types == std::vector<std::string>{"number"});
  CHECK_FALSE(total.is_required);  // the cart may be absent
  CHECK(shop.text(total.declared_at) == "\"total\"");
  auto currency = shop.find({"cart", "currency"});
  CHECK(currency.types == std::vector<std::string>{"string"});
  REQUIRE(currency.enum_values.size() == 2);
  CHECK(currency.enum_values[1].as_string() == "GBP");
  CHECK(shop.find({}).is_known);
}

TEST_CASE("references and allOf are merged") {
  Shop shop;
  auto id = shop.find({"user", "id"});
  CHECK(id.is_declared);
  CHECK_FALSE(id.is_required);  // nothing says that the user is an object
  CHECK(id.types == std::vector<std::string>{"string"});
  auto region = shop.find({"user", "region"});
  CHECK(region.is_declared);
  CHECK_FALSE(region.is_required);
  CHECK(region.enum_values.size() == 1);
}

TEST_CASE("only what lies in an object for sure is required") {
  auto is_required = [](const std::string& parent) {
    std::string text = R"({"required":["a"],"properties":{"a":{)" + parent +
                       R"("required":["t"],"properties":{"t":{"type":"number"}}}}})";
    Parsed parsed = parse(text);
    schema::ContextSchema schema{parsed.document, "schemas/e.context.json", text};
    return schema.find(std::vector<std::string_view>{"a", "t"}).is_required;
  };
  CHECK(is_required(R"("type":"object",)"));
  CHECK_FALSE(is_required(""));
  CHECK_FALSE(is_required(R"("type":["object","null"],)"));
}

TEST_CASE("an unknown field knows its parent and siblings") {
  Shop shop;
  auto totl = shop.find({"cart", "totl"});
  CHECK_FALSE(totl.is_known);
  CHECK(totl.parent == "cart");
  CHECK(totl.siblings == std::vector<std::string>{"total", "currency", "items"});
  CHECK(shop.text(totl.declared_at) == "\"cart\"");
  auto deeper = shop.find({"user", "nme", "first"});
  CHECK_FALSE(deeper.is_known);
  CHECK(deeper.parent == "user");
  auto root = shop.find({"usr"});
  CHECK_FALSE(root.is_known);
  CHECK(root.parent.empty());
}

TEST_CASE("open places take any field") {
  Shop shop;
  for (const std::vector<std::string_view>& path :
       {std::vector<std::string_view>{"open", "x", "y"}, {"extra", "q"}, {"by_name", "n_1"}}) {
    auto info = shop.find(path);
    CHECK(info.is_known);
    CHECK_FALSE(info.is_declared);
  }
  CHECK_FALSE(shop.find({"by_name", "m"}).is_known);
}

TEST_CASE("items of lists are reached by index, scalars have no fields") {
  Shop shop;
  auto price = shop.find({"cart", "items", "0", "price"});
  CHECK(price.is_declared);
  CHECK(price.types == std::vector<std::string>{"null", "number"});
  CHECK_FALSE(shop.find({"cart", "items", "price"}).is_known);
  CHECK_FALSE(shop.find({"cart", "total", "x"}).is_known);
}

TEST_CASE("branches of alternatives declare too") {
  Shop shop;
  CHECK(shop.find({"either", "z"}).is_declared);
  CHECK(shop.find({"either"}).types == std::vector<std::string>{"string", "object"});
}

TEST_CASE("all declared fields, for suggestions") {
  Shop shop;
  auto fields = shop.schema.all_fields();
  CHECK(std::ranges::is_sorted(fields));
  for (std::string_view field : {"cart", "cart.total", "user.id", "user.region", "either.z"}) {
    CHECK_MESSAGE(std::ranges::find(fields, field) != fields.end(), std::string(field));
  }
}

TEST_CASE("a recursive schema ends") {
  constexpr std::string_view kTree =
      R"({"type":"object","properties":{"left":{"$ref":"#"},"right":{"$ref":"#"}}})";
  Parsed parsed = parse(kTree);
  schema::ContextSchema tree(parsed.document, "tree.json", std::string(kTree));
  std::vector<std::string_view> path(50, "left");
  CHECK(tree.find(path).is_declared);
  CHECK(tree.all_fields().size() < 3000);
}

}  // namespace rulec::testing

// Counts what the checker asks of the heap: nothing from the second call on.
#include <doctest/doctest.h>

#include <array>

#include "counting_malloc.h"
#include "parser/json/reader.h"
#include "support.h"

namespace rulec::testing {

TEST_CASE("from the second call on nothing is asked of the heap") {
  auto compiled = schema::compile(R"({
    "type": "object", "required": ["id", "gone"], "additionalProperties": false,
    "properties": {
      "id": { "type": "string", "pattern": "^[a-z0-9_.-]{1,40}$" },
      "when": { "format": "date-time" },
      "price": { "multipleOf": 0.01, "maximum": 123456789.123456 },
      "kind": { "enum": ["a", "b"] },
      "list": { "uniqueItems": true, "items": { "anyOf": [ { "type": "null" },
                { "type": "object", "patternProperties": { "^x_": {} } } ] } }
    } })");
  REQUIRE(compiled.has_value());
  Parsed good = parse(R"({"id":"abc","gone":1,"when":"2026-01-01T00:00:00Z","price":19.99,
                          "kind":"a","list":[null,{"x_a":1},{"x_b":2}]})");
  Parsed bad = parse(R"({"id":"A","when":"x","price":1e20,"kind":"c","list":[1,{},{}],"new":1})");
  for (const Parsed* parsed : {&good, &bad}) {
    Arena values;
    Value value = json::to_value(parsed->document, parsed->document.root(), values);
    Arena arena;
    std::array<schema::CheckError, 16> errors;
    std::size_t count = 0;
    bool first = schema::validate(**compiled, value, arena, errors, count);
    arena.reset();
    std::uint64_t before = heap_calls();
    bool second = schema::validate(**compiled, value, arena, errors, count);
    CHECK(heap_calls() == before);
    CHECK(first == second);
  }
}

}  // namespace rulec::testing

// The projection scanner asks nothing of the heap from the second scan on, whatever the second text
// is: other members, escapes, many keys that nobody wants, a fault.
#include "parser/json/projection.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "counting_malloc.h"

namespace rulec::json {
namespace {

using testing::heap_calls;

TEST_CASE("a scan asks nothing of the heap from the second on") {
  std::vector<value::Segment> total{value::make_segment("cart"), value::make_segment("total")};
  std::vector<value::Segment> tag{value::make_segment("tags"), value::make_segment("1")};
  std::vector<std::span<const value::Segment>> paths{total, tag};
  Projection projection(paths);
  std::string many = "{";
  for (int i = 0; i < 200; ++i) {
    many += "\"k" + std::to_string(i) + "\":{\"x\":[]},";
  }
  many += R"("tags":["a","\u00e9\n"],"cart":{"total":12.5}})";
  const std::string texts[] = {R"({"cart":{"total":1},"tags":["a","b"]})",
                               many,
                               R"({"tags":[],"cart":{"total":1e300}})",
                               R"({"cart":{)",
                               R"({"cart":1,"cart":2})",
                               many};
  ProjectionScratch scratch;
  Arena arena;
  static_cast<void>(arena.allocate(1, 1));  // its first block
  ProjectedValue found[2];
  REQUIRE(project(texts[0], projection, scratch, arena, found));
  std::uint64_t before = heap_calls();
  std::size_t accepted = 0;
  for (const std::string& text : texts) {
    arena.reset();
    accepted += project(text, projection, scratch, arena, found) ? 1U : 0U;
  }
  std::uint64_t after = heap_calls();
  CHECK(after == before);
  CHECK(accepted == 4);
  CHECK(found[0].value.as_double() == 12.5);
}

}  // namespace
}  // namespace rulec::json

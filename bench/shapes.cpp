#include "shapes.h"

#include <array>
#include <functional>
#include <vector>

#include "shape_parts.h"

namespace rulec::bench {
namespace {

std::string letter_field(int index) {
  return std::string("f") + std::to_string(index);
}

struct Shape {
  std::function<std::string(Draw&)> condition;
  std::function<std::string(Draw&, std::uint32_t)> event;
};

// --- ranges

constexpr int kFields = 12;
constexpr int kHighest = 10'000;

std::string range(Draw& draw) {
  int width = draw.number(500, 5000);
  int low = draw.number(0, kHighest - width);
  std::string field = var(letter_field(draw.number(0, kFields - 1)));
  switch (draw.number(0, 2)) {
    case 0:
      return call("<=", {std::to_string(low), field, std::to_string(low + width)});
    case 1:
      return call(">", {field, std::to_string(low)});
    default:
      return call("<", {field, std::to_string(low + width)});
  }
}

std::string conjunction(Draw& draw, std::string (*part)(Draw&)) {
  std::vector<std::string> parts;
  for (int i = draw.number(3, 5); i > 0; --i) {
    parts.push_back(part(draw));
  }
  return call("and", parts);
}

template <class Make>
std::string object_of_fields(Make make) {
  std::string text = "{";
  for (int i = 0; i < kFields; ++i) {
    text += (i == 0 ? "" : ",") + quoted(letter_field(i)) + ":" + make(i);
  }
  return text + "}";
}

Shape ranges() {
  return {
      .condition = [](Draw& draw) { return conjunction(draw, range); },
      .event =
          [](Draw& draw, std::uint32_t) {
            return object_of_fields([&](int) { return std::to_string(draw.number(0, kHighest)); });
          }};
}

// --- equality

constexpr std::array<int, kFields> kSizes = {5, 5, 8, 12, 20, 30, 60, 100, 300, 700, 1300, 2000};

std::string text_value(Draw& draw, int field) {
  int size = kSizes[static_cast<std::size_t>(field)];
  return quoted("v" + std::to_string(std::min(draw.number(0, size - 1), draw.number(0, size - 1))));
}

std::string equality(Draw& draw) {
  int field = draw.number(0, kFields - 1);
  return call("===", {var(letter_field(field)), text_value(draw, field)});
}

Shape equalities() {
  return {.condition = [](Draw& draw) { return conjunction(draw, equality); },
          .event =
              [](Draw& draw, std::uint32_t) {
                return object_of_fields([&](int field) { return text_value(draw, field); });
              }};
}

// --- nesting

constexpr int kDepth = 8;

std::string deep_field(Draw& draw) {
  auto part = [&] { return std::string(1, static_cast<char>('a' + draw.number(0, 2))); };
  return part() + "." + part() + "." + part() + "." + part();
}

// Recursion is bounded by kDepth.
std::string nested(Draw& draw, int depth) {
  if (depth == 0) {
    return call(draw.chance(50) ? ">=" : "<",
                {var(deep_field(draw)), std::to_string(draw.number(0, 99))});
  }
  if (draw.chance(20)) {
    return call("!", {nested(draw, depth - 1)});
  }
  // One side goes on, the other is a leaf: eight deep, not 256 wide.
  return call(draw.chance(60) ? "and" : "or", {nested(draw, 0), nested(draw, depth - 1)});
}

std::string deep_object(Draw& draw, int depth) {
  if (depth == 0) {
    return std::to_string(draw.number(0, 99));
  }
  std::string text = "{";
  for (char c = 'a'; c <= 'c'; ++c) {
    text += (c == 'a' ? "" : ",") + quoted(std::string(1, c)) + ":" + deep_object(draw, depth - 1);
  }
  return text + "}";
}

Shape nesting() {
  return {.condition = [](Draw& draw) { return nested(draw, kDepth); },
          .event = [](Draw& draw, std::uint32_t) { return deep_object(draw, 4); }};
}

// --- arrays

std::string over_items(Draw& draw) {
  std::string price = call(">", {var("price"), std::to_string(draw.number(500, 990))});
  std::string kind = call("===", {var("kind"), quoted("k" + std::to_string(draw.number(0, 40)))});
  switch (draw.number(0, 4)) {
    case 0:
      return call("some", {var("items"), price});
    case 1:
      return call("some", {var("items"), call("and", {price, kind})});
    case 2:
      return call("none", {var("items"), kind});
    case 3:
      return call(
          "all", {var("items"), call("<", {var("price"), std::to_string(draw.number(900, 1000))})});
    default:
      return call(">",
                  {call("reduce",
                        {var("items"), call("+", {var("accumulator"), var("current.price")}), "0"}),
                   std::to_string(draw.number(4000, 7000))});
  }
}

std::string tagged(Draw& draw) {
  return call("in", {quoted("t" + std::to_string(draw.number(0, 60))), var("tags")});
}

Shape arrays() {
  return {.condition = [](Draw& draw) { return call("and", {over_items(draw), tagged(draw)}); },
          .event =
              [](Draw& draw, std::uint32_t) {
                std::string text = R"({"items":[)";
                for (int i = 0; i < 10; ++i) {
                  text += i == 0 ? "" : ",";
                  text += R"({"kind":"k)" + std::to_string(draw.number(0, 40)) + R"(","price":)" +
                          std::to_string(draw.number(0, 1000)) + "}";
                }
                text += R"(],"tags":[)";
                for (int i = 0; i < 6; ++i) {
                  text += (i == 0 ? "\"t" : ",\"t") + std::to_string(draw.number(0, 60)) + "\"";
                }
                return text + "]}";
              }};
}

// --- derived

std::string computed_term(Draw& draw) {
  switch (draw.number(0, 5)) {
    case 0:
    case 1:
      return call(draw.chance(50) ? ">" : "<=", {call("*", {var("cart.total"), var("cart.rate")}),
                                                 std::to_string(draw.number(0, 20'000))});
    case 2:
      return call(">=", {call("date_diff", {var("due"), var("ordered"), quoted("days")}),
                         std::to_string(draw.number(0, 60))});
    case 3: {
      std::string kind =
          call("===", {var("kind"), quoted("k" + std::to_string(draw.number(0, 5)))});
      return call("some", {var("items"), kind});
    }
    case 4:
      return call("<", {call("length", {var("note")}), std::to_string(draw.number(0, 30))});
    default:
      return call(">", {var("user.age"), var("user.limit")});
  }
}

std::string plain_field(Draw& draw) {
  return draw.chance(50)
             ? call("===", {var("user.country"), quoted("c" + std::to_string(draw.number(0, 11)))})
             : call("<", {var("user.age"), std::to_string(draw.number(10, 90))});
}

std::string derived_condition(Draw& draw) {
  std::vector<std::string> parts;
  for (int i = draw.number(1, 3); i > 0; --i) {
    parts.push_back(computed_term(draw));
  }
  for (int i = draw.number(0, 2); i > 0; --i) {
    parts.push_back(plain_field(draw));
  }
  return call("and", parts);
}

constexpr int kSegments = 3000;

std::string guarded_condition(Draw& draw) {
  std::string segment = quoted("s" + std::to_string(draw.number(0, kSegments)));
  return call("and", {call("===", {var("user.segment"), segment}), computed_term(draw)});
}

std::string order(Draw& draw) {
  auto number = [&](int low, int high) { return std::to_string(draw.number(low, high)); };
  auto day = [&](int month) { return R"("2026-0)" + std::to_string(month) + "-" + number(10, 28); };
  std::string text =
      R"({"cart":{"total":)" + number(0, 5000) + R"(,"rate":)" + number(1, 4) + R"(},"ordered":)" +
      day(1) + R"(","due":)" + day(draw.number(1, 3)) + R"(","note":")" +
      std::string(static_cast<std::size_t>(draw.number(0, 30)), 'n') + R"(","user":{"age":)" +
      number(10, 90) + R"(,"limit":)" + number(10, 90) + R"(,"country":"c)" + number(0, 11) +
      R"(","segment":"s)" + number(0, kSegments) + R"("},"items":[)";
  for (int i = 0; i < 5; ++i) {
    text += (i == 0 ? R"({"kind":"k)" : R"(,{"kind":"k)") + number(0, 40) + R"("})";
  }
  return text + "]}";
}

Shape derived(std::string (*condition)(Draw&)) {
  return {.condition = condition, .event = [](Draw& draw, std::uint32_t) { return order(draw); }};
}

// --- strings

constexpr int kLongBytes = 2000;

std::string word(int number) {
  return "word" + std::to_string(number);
}

std::string long_text(Draw& draw) {
  std::string text;
  while (text.size() < kLongBytes) {
    text += word(draw.number(0, 500)) + " ";
  }
  return text;
}

std::string text_test(Draw& draw) {
  std::string field = var(draw.chance(50) ? "body" : "subject");
  std::string wanted = quoted(word(draw.number(0, 500)) + " ");
  switch (draw.number(0, 3)) {
    case 0:
      return call("in", {wanted, field});
    case 1:
      return call("starts_with", {field, quoted(word(draw.number(0, 50)))});
    case 2:
      return call("ends_with", {field, wanted});
    default:
      return call("!==", {field, quoted(std::string(300, 'x') + word(draw.number(0, 500)))});
  }
}

Shape strings() {
  return {.condition = [](Draw& draw) { return call("and", {text_test(draw), text_test(draw)}); },
          .event =
              [](Draw& draw, std::uint32_t) {
                return R"({"body":")" + long_text(draw) + R"(","subject":")" + long_text(draw) +
                       R"("})";
              }};
}

// --- large contexts

Shape large_context(std::size_t bytes) {
  return {
      .condition = [](Draw& draw) { return conjunction(draw, equality); },
      .event =
          [bytes](Draw& draw, std::uint32_t number) {
            std::string text = object_of_fields([&](int field) { return text_value(draw, field); });
            text.pop_back();
            text += R"(,"lines":[)";
            std::size_t end = bytes - 2;
            for (int i = 0; text.size() < end; ++i) {
              text += i == 0 ? "" : ",";
              text += R"({"sku":"SKU-)" + std::to_string(draw.number(1000, 9999)) +
                      R"(","name":"item )" + std::to_string(number) + R"( \u00e4\n","qty":)" +
                      std::to_string(draw.number(1, 9)) + R"(,"price":)" +
                      std::to_string(draw.number(1, 200)) + R"(.25,"tags":["a","b",null,true]})";
            }
            return text + "]}";
          }};
}

std::optional<Shape> shape_of(std::string_view name) {
  if (name == "ranges") {
    return ranges();
  }
  if (name == "equality") {
    return equalities();
  }
  if (name == "nesting") {
    return nesting();
  }
  if (name == "arrays") {
    return arrays();
  }
  if (name == "derived") {
    return derived(derived_condition);
  }
  if (name == "guarded") {
    return derived(guarded_condition);
  }
  if (name == "strings") {
    return strings();
  }
  if (name == "context5k") {
    return large_context(5'000);
  }
  if (name == "context50k") {
    return large_context(50'000);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Workload> make_shape(std::string_view name, const ShapeSize& size) {
  std::optional<Shape> shape = shape_of(name);
  if (!shape) {
    return std::nullopt;
  }
  Workload made;
  made.name = name;
  made.params = R"({"rules":)" + std::to_string(size.rules) + R"(,"events":)" +
                std::to_string(size.events) + R"(,"seed":)" + std::to_string(size.seed) + "}";
  Draw draw(size.seed);
  std::vector<std::string> rules;
  for (std::uint32_t i = 1; i <= size.rules; ++i) {
    std::string condition = shape->condition(draw);  // drawn first
    auto priority = static_cast<std::size_t>(draw.number(0, 1000));
    rules.push_back(rule_of(std::to_string(i), priority, condition));
  }
  made.rules_text = rules_file(rules);
  Draw events(size.seed * 1000 + 1);
  for (std::uint32_t i = 0; i < size.events; ++i) {
    made.events.push_back(shape->event(events, i));
  }
  return made;
}

}  // namespace rulec::bench

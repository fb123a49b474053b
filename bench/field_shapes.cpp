#include <vector>

#include "shape_parts.h"
#include "shapes.h"

namespace rulec::bench {
namespace {

// Fields t0 … t5 hold texts, n0 … n5 numbers, b0 … b2 bools.
constexpr std::size_t kTextFields = 6;
constexpr std::size_t kNumberFields = 6;
constexpr std::size_t kBoolFields = 3;
constexpr std::size_t kTexts[kTextFields] = {3000, 200, 40, 12, 6, 3};
constexpr std::size_t kNumbers[kNumberFields] = {1'000'000, 20'000, 1000, 120, 24, 7};

class Maker {
 public:
  Maker(const std::string& name, std::uint64_t seed) : name_(name), draw_(seed) {}

  std::string rule(std::size_t number) {
    std::size_t priority = below(1000);
    return rule_of("r" + std::to_string(number), priority, condition());
  }

  std::string event() {
    std::string text = "{";
    for (std::size_t i = 0; i < kTextFields; ++i) {
      add_field(text, "t", i, text_value(i));
    }
    for (std::size_t i = 0; i < kNumberFields; ++i) {
      add_field(text, "n", i, number(i));
    }
    for (std::size_t i = 0; i < kBoolFields; ++i) {
      add_field(text, "b", i, below(2) == 0 ? "true" : "false");
    }
    return text + "}";
  }

 private:
  std::size_t below(std::size_t limit) { return draw_.below(limit); }
  bool is(const char* name) const { return name_ == name; }

  void add_field(std::string& text, const char* kind, std::size_t field, const std::string& value) {
    if (is("absent") && below(8) == 0) {
      return;
    }
    text += (text.size() > 1 ? ",\"" : "\"") + (kind + std::to_string(field)) + "\":" + value;
  }

  // Small numbers are the most frequent.
  std::size_t skewed(std::size_t limit) {
    std::size_t a = below(limit);
    return a * below(limit) / limit;
  }
  std::string text_value(std::size_t field) {
    return "\"v" + std::to_string(skewed(kTexts[field])) + "\"";
  }
  std::string number_text(std::size_t whole) {
    return is("doubles") ? std::to_string(whole) + "." + std::to_string(below(90) + 5)
                         : std::to_string(whole);
  }
  std::string number(std::size_t field) { return number_text(below(kNumbers[field])); }

  static std::string field(const char* kind, std::size_t number) {
    return var(kind + std::to_string(number));
  }

  std::string text_atom() {
    std::size_t at = below(kTextFields);
    if (below(10) < 6) {
      return call("==", {field("t", at), text_value(at)});
    }
    std::string list = text_value(at);
    for (std::size_t count = below(6); count > 0; --count) {
      list += "," + text_value(at);
    }
    std::string atom = call("in", {field("t", at), "[" + list + "]"});
    return below(8) == 0 ? call("!", {atom}) : atom;
  }

  std::string number_atom() {
    std::size_t at = below(kNumberFields);
    std::size_t low = below(kNumbers[at]);
    // Draws in this order: other events and rules else.
    if (below(2) == 0) {
      std::string high = number_text(low + 1 + below(kNumbers[at] / 4 + 1));
      return call("<=", {number_text(low), field("n", at), high});
    }
    std::string limit = number_text(low);
    return call(below(2) == 0 ? ">=" : "<", {field("n", at), limit});
  }

  std::string atom() {
    if (is("ranges") || is("doubles")) {
      return number_atom();
    }
    if (is("equality")) {
      return text_atom();
    }
    std::size_t kind = below(15);
    if (kind < 6) {
      return text_atom();
    }
    if (kind < 12) {
      return number_atom();
    }
    return "{\"==\":[" + field("b", below(kBoolFields)) + "," + (below(2) == 0 ? "true" : "false") +
           "]}";
  }

  std::string junction(const char* op, std::size_t count, int depth) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += text.empty() ? "" : ",";
      text += depth == 0 ? atom() : junction(op[0] == 'a' ? "or" : "and", 2 + below(2), depth - 1);
    }
    return std::string("{\"") + op + "\":[" + text + "]}";
  }

  std::string condition() {
    if (is("nested")) {
      return junction("and", 2 + below(3), 2);
    }
    std::string text;
    for (std::size_t count = 3 + below(4); count > 0; --count) {
      text += (text.empty() ? "" : ",") + atom();
    }
    if (!is("ranges") && !is("equality") && below(10) < 3) {
      text += "," + junction("or", 2, 0);
    }
    return "{\"and\":[" + text + "]}";
  }

  const std::string& name_;
  Draw draw_;
};

}  // namespace

const std::vector<std::string>& field_shape_names() {
  static const std::vector<std::string> kNames = {"mixed",  "ranges",  "equality",
                                                  "nested", "doubles", "absent"};
  return kNames;
}

Workload make_field_shape(const std::string& name, const ShapeSize& size) {
  Workload made;
  made.name = name;
  Maker maker(name, size.seed);
  std::vector<std::string> rules;
  rules.reserve(size.rules);
  for (std::size_t i = 0; i < size.rules; ++i) {
    rules.push_back(maker.rule(i));
  }
  made.rules_text = rules_file(rules);
  made.events.reserve(size.events);
  for (std::size_t i = 0; i < size.events; ++i) {
    made.events.push_back(maker.event());
  }
  return made;
}

}  // namespace rulec::bench

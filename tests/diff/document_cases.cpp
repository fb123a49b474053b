#include "document_cases.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace rulec::difftest {
namespace {

// Writes one document. All texts are JSON already.
class Writer {
 public:
  explicit Writer(Generator& generator) : random_(generator) {}

  std::string document() {
    std::size_t count = random_.below(4);
    if (count == 1 && random_.below(2) == 0) {
      return definition(0);
    }
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
      list += (i > 0 ? "," : "") + definition(i);
    }
    std::string head = chance(8) ? R"("$schema":"../s.json",)" : "";
    std::string tail = chance(8) ? R"(,"x_note":)" + json(2) : "";
    return "{" + head + "\"rules\":[" + list + "]" + tail + "}";
  }

 private:
  bool chance(std::size_t one_in) { return random_.below(one_in) == 0; }

  template <std::size_t N>
  std::string one_of(const std::array<std::string_view, N>& values) {
    return std::string(values[random_.below(N)]);
  }

  // --- texts and numbers

  std::string word() {
    static constexpr std::array<std::string_view, 28> kWords = {
        "a",    "total", "user",   "when",  "then", "update", "call",  "if",   "test", "on",
        "stop", "in",    "not",    "and",   "or",   "some",   "all",   "true", "null", "missing",
        "rule", "flow",  "expect", "given", "x_y",  "type2",  "until", "it"};
    return one_of(kWords);
  }

  std::string text() {
    static constexpr std::array<std::string_view, 20> kTexts = {R"("")",
                                                                R"("a")",
                                                                R"("EU")",
                                                                R"("a b")",
                                                                R"("it's")",
                                                                R"("say \"hi\"")",
                                                                R"("tab\there")",
                                                                R"("two\nlines")",
                                                                R"("back\\slash")",
                                                                R"("// no comment")",
                                                                R"("/* none */")",
                                                                R"("é 漢 😀")",
                                                                R"("\u0001")",
                                                                R"("$m.x")",
                                                                R"("`tick`")",
                                                                R"("{{ a.b }}")",
                                                                R"("2026-01-01")",
                                                                R"("rule x on y {")",
                                                                R"("}")",
                                                                R"(" edge ")"};
    return one_of(kTexts);
  }

  std::string number() {
    static constexpr std::array<std::string_view, 16> kNumbers = {"0",
                                                                  "1",
                                                                  "-1",
                                                                  "20",
                                                                  "100.00",
                                                                  "1.50",
                                                                  "1e2",
                                                                  "1E+2",
                                                                  "-0.5",
                                                                  "2.0e-3",
                                                                  "0.0",
                                                                  "-0",
                                                                  "12345678901234567",
                                                                  "9007199254740993",
                                                                  "3.14159",
                                                                  "-7e0"};
    return one_of(kNumbers);
  }

  std::string scalar() {
    static constexpr std::array<std::string_view, 3> kConstants = {"true", "false", "null"};
    std::size_t kind = random_.below(4);
    if (kind == 0) {
      return one_of(kConstants);
    }
    return kind == 1 ? number() : text();
  }

  std::string key() {
    static constexpr std::array<std::string_view, 6> kOdd = {R"("a-b")", R"("")",   R"("a b")",
                                                             R"("é")",   R"("1x")", R"("\n")"};
    return chance(5) ? one_of(kOdd) : "\"" + word() + "\"";
  }

  std::string json(int depth) {
    std::size_t kind = depth > 0 ? random_.below(4) : 0;
    if (kind < 2) {
      return scalar();
    }
    return kind == 2 ? list([&] { return json(depth - 1); })
                     : object([&] { return json(depth - 1); });
  }

  template <class Write>
  std::string list(Write write) {
    std::string made;
    for (std::size_t i = random_.below(4); i > 0; --i) {
      made += (made.empty() ? "" : ",") + write();
    }
    return "[" + made + "]";
  }

  // With keys that differ.
  template <class Write>
  std::string object(Write write) {
    std::vector<std::string> keys;
    std::string made;
    for (std::size_t i = random_.below(4); i > 0; --i) {
      std::string name = key();
      if (std::ranges::find(keys, name) == keys.end()) {
        keys.push_back(name);
        made += (made.empty() ? "" : ",") + name + ":" + write();
      }
    }
    return "{" + made + "}";
  }

  // --- expressions

  // Those of the language, and some with lexemes, odd paths and calls that fit no infix form.
  std::string expression(int depth) {
    static constexpr std::array<std::string_view, 26> kOdd = {
        R"({"var":"a.b-c.0"})",
        R"({"var":["a",1.50]})",
        R"({"var":""})",
        R"({"var":"a..b"})",
        R"({"var":"when.then"})",
        R"({"var":"all.some"})",
        R"({"var":"é"})",
        R"({"val":["a.b","c"]})",
        R"({"val":[]})",
        R"({"val":[[2],"a",0,"b"]})",
        R"({"val":"x"})",
        R"({"exists":["a","b"]})",
        R"({"exists":"a"})",
        R"({"exists":["a",0]})",
        R"({"missing":["a.b"]})",
        R"({"missing":["a","b"]})",
        R"({"missing":{"var":"x"}})",
        R"({"and":[true]})",
        R"({"<":[1]})",
        R"({"+":[]})",
        R"({"-":[5]})",
        R"({"-":[{"-":[{"var":"a"}]}]})",
        R"({"!":[[]]})",
        R"({"preserve":{"a":[1.0,{"b":null}]}})",
        R"({"==":[1,2,3]})",
        R"({"try":[{"var":"a"},{"var":"type"},{"val":[[2],"u"]}]})"};
    if (depth > 0 && chance(6)) {
      return junction(depth);
    }
    if (chance(4)) {
      return one_of(kOdd);
    }
    if (chance(6)) {
      return R"({">=":[{"var":"cart.total"},)" + number() + "]}";
    }
    if (depth > 0 && chance(4)) {
      return quantifier(depth);
    }
    return random_.expression(std::min(depth, 3)).dump();
  }

  std::string junction(int depth) {
    std::string name = chance(2) ? "and" : "or";
    std::string operands = expression(depth - 1);
    for (std::size_t i = 1 + random_.below(3); i > 0; --i) {
      operands += "," + expression(depth - 1);
    }
    return "{\"" + name + "\":[" + operands + "]}";
  }

  std::string quantifier(int depth) {
    static constexpr std::array<std::string_view, 5> kNames = {"some", "all", "none", "map",
                                                               "filter"};
    if (chance(5)) {
      return R"({"reduce":[{"var":"items"},{"+":[{"var":"current.n"},{"var":"accumulator"},)" +
             expression(depth - 1) + "]}" + (chance(2) ? ",0.0" : "") + "]}";
    }
    return "{\"" + one_of(kNames) + R"(":[{"var":"cart.items"},)" + expression(depth - 1) + "]}";
  }

  // --- actions

  std::string argument(int depth) {
    std::size_t kind = random_.below(6);
    if (kind == 0) {
      return R"({"expr":)" + expression(2) + "}";
    }
    if (kind == 1 && !results_.empty()) {
      std::string name = results_[random_.below(results_.size())];
      return R"({"$ref":")" + name + (chance(2) ? R"("})" : R"(","path":"f.g"})");
    }
    if (kind == 2 && depth > 0) {
      return list([&] { return argument(depth - 1); });
    }
    if (kind == 3 && depth > 0) {
      return object([&] { return argument(depth - 1); });
    }
    return json(1);
  }

  // A test of a step: of the context, or of a result.
  std::string step_test() {
    if (!results_.empty() && chance(2)) {
      std::string name = results_[random_.below(results_.size())];
      return R"({"expr":{"var":")" + name + R"(.ok"}})";
    }
    return R"({"expr":)" + expression(1) + "}";
  }

  std::string action() {
    std::string made;
    std::size_t kind = random_.below(5);
    bool has_result = false;
    if (kind == 0) {
      static constexpr std::array<std::string_view, 6> kOperations = {
          "set", "increment", "append", "merge", "remove", "remove"};
      std::string operation = one_of(kOperations);
      made = R"("type":"update","target":"vat.amount","operation":")" + operation + "\"";
      bool has_value = operation != "remove" || chance(2);
      made += has_value ? ",\"value\":" + argument(1) : "";
    } else if (kind == 1) {
      made = R"("type":"call_function","function":"score","args":)" +
             list([&] { return argument(1); });
      made += chance(2) ? R"(,"store_result_in":"s.x")" : "";
    } else {
      static constexpr std::array<std::string_view, 6> kTypes = {
          "display_message", "notify", "update2", "if", "when", "test"};
      made = "\"type\":\"" + one_of(kTypes) + "\"";
      has_result = chance(3);
    }
    if (has_result) {
      results_.push_back("r" + std::to_string(results_.size()));
      made += R"(,"as":")" + results_.back() + "\"";
    }
    if (kind > 1 || chance(4)) {
      static constexpr std::array<std::string_view, 8> kNames = {
          "vars", "message", "to", "in", "when2", "true", "a-b", "x_own"};
      std::vector<std::string> names;
      for (std::size_t i = random_.below(4); i > 0; --i) {
        std::string name = one_of(kNames);
        if (std::ranges::find(names, name) == names.end()) {
          names.push_back(name);
          made += ",\"" + name + "\":" + argument(2);
        }
      }
    }
    if (kind > 1 && chance(6)) {
      made += R"(,"arguments":{"type":)" + argument(1) +
              (chance(2) ? R"(,"when":)" + json(1) : "") +
              (chance(3) ? R"(,"hoisted":)" + argument(1) : "") + "}";
    }
    if (chance(3)) {
      last_test_ = chance(2) || last_test_.empty() ? step_test() : last_test_;
      made += ",\"when\":" + last_test_;
    }
    return "{" + made + "}";
  }

  std::string actions() {
    results_.clear();
    last_test_.clear();
    std::string made;
    for (std::size_t i = random_.below(5); i > 0; --i) {
      made += (made.empty() ? "" : ",") + action();
    }
    return "[" + made + "]";
  }

  // --- definitions

  void add(std::string& made, std::string_view name, const std::string& value) {
    made += ",\"" + std::string(name) + "\":" + value;
  }
  void sometimes(std::string& made, std::string_view name, const std::string& value) {
    if (chance(3)) {
      add(made, name, value);
    }
  }

  std::string id(std::size_t number) {
    static constexpr std::array<std::string_view, 7> kIds = {"vip",   "a-b",  "x.02", "when",
                                                             "9rule", "rule", "on"};
    return "\"" + one_of(kIds) + std::to_string(number) + "\"";
  }

  std::string description() {
    static constexpr std::array<std::string_view, 8> kTexts = {
        R"("One line.")", R"("Two\nlines.")", R"("Blank\n\nbetween.")",
        R"("edge \nx")",  R"(" leading")",    R"("cr\r\nlf")",
        R"("ends\n")",    R"("/ slash")"};
    return one_of(kTexts);
  }

  std::string metadata() {
    static constexpr std::array<std::string_view, 8> kKeys = {
        "owner", "ticket", "name", "meta", "x_z", "a-b", "schema", "change_log"};
    std::vector<std::string> keys;
    std::string made;
    for (std::size_t i = 1 + random_.below(3); i > 0; --i) {
      std::string name = one_of(kKeys);
      if (std::ranges::find(keys, name) == keys.end()) {
        keys.push_back(name);
        made += (made.empty() ? "\"" : ",\"") + name + "\":" + json(2);
      }
    }
    return "{" + made + "}";
  }

  std::string tests() {
    std::string made;
    for (std::size_t i = 1 + random_.below(2); i > 0; --i) {
      std::string test = R"("name":"case )" + std::to_string(i) + "\"";
      sometimes(test, "context", object([&] { return json(2); }));
      sometimes(test, "now", R"("2026-03-01T09:00:00Z")");
      sometimes(test, "tags", R"(["a","b"])");
      sometimes(test, "x_t", json(1));
      static constexpr std::array<std::string_view, 4> kExpected = {
          R"({"fires":true})", R"({"fires":false})", R"({"fires":true,"blocked":false})",
          R"({"messages":[{"id":"msg_1"}],"x_e":1.0})"};
      add(test, "expect", one_of(kExpected));
      made += (made.empty() ? "{" : ",{") + test + "}";
    }
    return "[" + made + "]";
  }

  std::string entry_point() {
    static constexpr std::array<std::string_view, 5> kPoints = {
        R"("checkout")", R"("a-b.c")", R"(["checkout","payment"])", R"(["x"])", R"("priority")"};
    return one_of(kPoints);
  }

  std::string definition(std::size_t number) {
    if (chance(5)) {
      return scorecard(number);
    }
    bool is_flow = chance(3);
    std::string made = (is_flow ? "\"flow\":" : "\"id\":") + id(number);
    sometimes(made, "name", text());
    sometimes(made, "description", description());
    add(made, "entry_point", entry_point());
    sometimes(made, "priority", chance(2) ? "-5" : "20");
    sometimes(made, "active", "false");
    sometimes(made, "active_from", R"("2026-01-01")");
    sometimes(made, "active_until", R"("2026-12-31T10:00:00Z")");
    sometimes(made, "version", "3");
    if (!chance(4)) {
      add(made, "condition", expression(3));
    }
    if (!is_flow || !chance(8)) {
      add(made, is_flow ? "steps" : "actions", actions());
    }
    sometimes(made, "stop_processing", "true");
    sometimes(made, "tests", tests());
    sometimes(made, "context_schema", R"("checkout")");
    sometimes(made, "metadata", metadata());
    sometimes(made, "x_own", json(2));
    sometimes(made, "x_a-b", json(1));
    sometimes(made, "$schema", R"("../s.json")");
    return "{" + made + "}";
  }

  std::string scorecard(std::size_t number) {
    std::string made = "\"scorecard\":" + id(number);
    sometimes(made, "name", text());
    sometimes(made, "description", description());
    add(made, "entry_point", R"("review")");
    std::string items;
    for (std::size_t i = 1 + random_.below(3); i > 0; --i) {
      std::string item = R"("id":"R)" + std::to_string(i) + "\"";
      sometimes(item, "condition", expression(2));
      sometimes(item, "points", number_of_item());
      sometimes(item, "weight", number_of_item());
      sometimes(item, "symbol", R"("N")");
      sometimes(item, "priority", "2");
      sometimes(item, "x_i", json(1));
      items += (items.empty() ? "{" : ",{") + item + "}";
    }
    add(made, "items", "[" + items + "]");
    sometimes(made, "patterns", R"({"Y-":"one","--":"none \"x\""})");
    sometimes(made, "default", text());
    sometimes(made, "bands", R"([{"from":3,"recommend":"review"},{"from":-1.50,"recommend":""}])");
    sometimes(made, "metadata", metadata());
    return "{" + made + "}";
  }

  std::string number_of_item() {
    static constexpr std::array<std::string_view, 5> kNumbers = {"20", "0.10", "-3", "1e1", "2.50"};
    return one_of(kNumbers);
  }

  Generator& random_;
  std::vector<std::string> results_;
  std::string last_test_;
};

// Offsets between two tokens of a text of the DSL, which is well-formed.
std::vector<std::size_t> gaps_of(const std::string& text) {
  std::vector<std::size_t> gaps;
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    bool is_note = text.compare(at, 3, "///") == 0;
    if (c == '"' || c == '`') {
      std::size_t end = at + 1;
      while (text[end] != c) {
        end += text[end] == '\\' ? 2 : 1;
      }
      at = end + 1;
    } else if (is_note) {
      at = std::min(text.find('\n', at), text.size() - 1) + 1;
    } else {
      if (c == ' ' || c == '\n') {
        gaps.push_back(at);
      }
      ++at;
    }
  }
  gaps.push_back(text.size());
  return gaps;
}

}  // namespace

std::string random_document(Generator& generator) {
  return Writer(generator).document();
}

Commented with_random_comments(const std::string& text, Generator& generator) {
  // Not inside of a header, where a comment in front of an annotation may make it one of what
  // follows.
  std::vector<std::size_t> gaps = gaps_of(text);
  if (text.starts_with("file")) {
    std::size_t end = std::min(text.find("\n\n"), text.size());
    std::erase_if(gaps, [end](std::size_t gap) { return gap < end; });
  }
  std::vector<std::size_t> places;
  for (std::size_t i = 1 + generator.below(6); i > 0; --i) {
    places.push_back(gaps[generator.below(gaps.size())]);
  }
  std::ranges::sort(places);
  Commented made;
  std::size_t from = 0;
  for (std::size_t place : places) {
    made.text += text.substr(from, place - from);
    from = place;
    std::string name = "c" + std::to_string(made.comments.size());
    std::string comment;
    switch (generator.below(5)) {
      case 0:
        comment = "// " + name;
        made.text += "\n" + comment + "\n";
        break;
      case 1:
        comment = "// " + name + " at the end, with `ticks` and \"quotes\" {";
        made.text += " " + comment + "\n";
        break;
      case 2:
        comment = "/* " + name + " */";
        made.text += " " + comment + " ";
        break;
      case 3:
        comment = "/* " + name + "\n   over two lines */";
        made.text += "\n" + comment + "\n";
        break;
      default:
        comment = "//// " + name + " ////";
        made.text += "\n\n" + comment + "\n\n";
        break;
    }
    made.comments.push_back(std::move(comment));
  }
  made.text += text.substr(from);
  return made;
}

}  // namespace rulec::difftest

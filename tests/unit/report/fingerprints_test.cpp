// Fingerprints over random projects: what formats, converts, moves, respells or inserts beside a
// finding leaves its fingerprint; another finding has another one.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "support.h"

using namespace rulec::testing;

namespace {

constexpr int kProjects = 40;

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

  Json rules() {
    Json all = Json::array();
    std::size_t count = 1 + below(4);
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(rule("r" + std::to_string(i)));
    }
    return all;
  }

  Json rule(const std::string& id) {
    return {{"id", id},
            {"entry_point", "checkout"},
            {"priority", static_cast<int>(below(5))},
            {"condition", condition(2)},
            {"actions",
             {{{"type", "user_acknowledge"},
               {"ack_key", "terms"},
               {"message", "Accept"},
               {"title", {{"expr", term()}}}}}}};
  }

  // The same with an older spelling of a member, and members in another order.
  Json respelled(const Json& rule) {
    Json action = Json::object();
    for (const auto& [key, value] : rule["actions"][0].items()) {
      action[key == "ack_key" ? "ackKey" : key] = value;
    }
    Json other = Json::object();
    std::vector<std::string> keys;
    for (const auto& [key, value] : rule.items()) {
      keys.push_back(key);
    }
    std::ranges::shuffle(keys, random_);
    for (const std::string& key : keys) {
      other[key == "id" ? "rule_id" : key] = key == "actions" ? Json::array({action}) : rule[key];
    }
    return other;
  }

  // Any white space, also none.
  std::string laid_out(const Json& value) {
    std::string out;
    lay_out(out, value);
    return out;
  }

 private:
  Json condition(int depth) {
    if (depth == 0 || below(3) == 0) {
      static constexpr const char* kSigns[] = {">", "<=", "===", "!=="};
      return {{kSigns[below(4)], {term(), static_cast<int>(below(9))}}};
    }
    switch (below(3)) {
      case 0:
        return {{"and", {condition(depth - 1), condition(depth - 1)}}};
      case 1:
        return {{"or", {condition(depth - 1), condition(depth - 1), condition(depth - 1)}}};
      default:
        return below(2) == 0 ? Json{{"!", condition(depth - 1)}}
                             : Json{{"!", Json::array({condition(depth - 1)})}};
    }
  }

  Json term() {
    static constexpr const char* kPaths[] = {"cart.total", "cart.totl", "cart.ttal", "user.nme"};
    std::string path = kPaths[below(4)];
    return below(2) == 0 ? Json{{"var", path}} : Json{{"var", Json::array({path})}};
  }

  void blanks(std::string& out) {
    static constexpr const char* kBlanks[] = {"", "", " ", "\n", "  \n\t", "\r\n"};
    out += kBlanks[below(6)];
  }

  void lay_out(std::string& out, const Json& value) {
    if (!value.is_structured()) {
      out += value.dump();
      return;
    }
    out += value.is_object() ? "{" : "[";
    bool is_first = true;
    for (const auto& [key, child] : value.items()) {
      out += is_first ? "" : ",";
      is_first = false;
      blanks(out);
      if (value.is_object()) {
        out += Json(key).dump() + ":";
        blanks(out);
      }
      lay_out(out, child);
      blanks(out);
    }
    out += value.is_object() ? "}" : "]";
  }

  std::mt19937 random_;
};

MemoryFileSystem project(const std::string& rules) {
  MemoryFileSystem files;
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nentry_points:\n  checkout: { context_schema: "
                 "schemas/checkout.context.json }\n");
  files.add_file("schemas/checkout.context.json",
                 R"({ "type": "object", "properties": {
      "cart": { "type": "object", "properties": { "total": { "type": "number" } } },
      "user": { "type": "object", "properties": { "name": { "type": "string" } } } } })");
  files.add_file("rules/a.rule.json", rules);
  return files;
}

// Code and fingerprint of each finding that stands in a rule.
using Prints = std::multiset<std::string>;
Prints prints_of(MemoryFileSystem& files) {
  Prints prints;
  Json json = lint_json(files, "json", {"--all"});
  for (const Json& finding : json["diagnostics"]) {
    if (!finding["rule_id"].is_null()) {
      prints.insert(finding["code"].get<std::string>() + " " +
                    finding["fingerprint"].get<std::string>());
    }
  }
  return prints;
}

std::string in_list(const std::vector<std::string>& rules) {
  std::string text = "{ \"rules\": [";
  for (const std::string& rule : rules) {
    text += (text.ends_with('[') ? "\n" : ",\n") + rule;
  }
  return text + "\n] }\n";
}

std::vector<std::string> each_laid_out(Maker& maker, const Json& rules) {
  std::vector<std::string> texts;
  for (const Json& rule : rules) {
    texts.push_back(maker.laid_out(rule));
  }
  return texts;
}

}  // namespace

TEST_CASE("fingerprints stay when a project is formatted, converted, moved, respelled") {
  std::size_t seen = 0;
  for (unsigned seed = 0; seed < kProjects; ++seed) {
    CAPTURE(seed);
    Maker maker(seed);
    Json rules = maker.rules();
    MemoryFileSystem files = project(in_list(each_laid_out(maker, rules)));
    Prints before = prints_of(files);
    seen += before.size();
    std::set<std::string> distinct(before.begin(), before.end());
    CHECK(distinct.size() == before.size());

    MemoryFileSystem formatted = files;
    REQUIRE(run_in_memory(formatted, {"fmt"}).exit_code == 0);
    CHECK(prints_of(formatted) == before);

    MemoryFileSystem converted = files;
    REQUIRE(run_in_memory(converted, {"fmt", "--to", "eff"}).exit_code == 0);
    REQUIRE(converted.exists("rules/a.eff"));
    CHECK(prints_of(converted) == before);

    MemoryFileSystem moved = project("\n\n\n" + in_list(each_laid_out(maker, rules)));
    CHECK(prints_of(moved) == before);

    std::vector<std::string> others;
    for (const Json& rule : rules) {
      others.push_back(maker.laid_out(maker.respelled(rule)));
    }
    MemoryFileSystem respelled = project(in_list(others));
    CHECK(prints_of(respelled) == before);

    // In front of them, since what stands behind moves nothing anyway.
    std::vector<std::string> longer = each_laid_out(maker, rules);
    longer.insert(
        longer.begin(),
        R"({ "id": "first", "entry_point": "checkout", "priority": 9, "description": "d" })");
    MemoryFileSystem inserted = project(in_list(longer));
    Prints after = prints_of(inserted);
    CHECK(std::ranges::includes(after, before));
  }
  CHECK(seen > 100);
}

TEST_CASE("an operand in front of a finding leaves its fingerprint") {
  auto rule = [](const std::string& operands) {
    return R"({ "id": "a", "entry_point": "checkout", "condition": { "and": [)" + operands +
           "] } }";
  };
  std::string wrong = R"({ ">": [{ "var": "cart.totl" }, 1] })";
  MemoryFileSystem one = project(rule(wrong + R"(, { ">": [{ "var": "cart.total" }, 2] })"));
  MemoryFileSystem two = project(rule(R"({ "<": [{ "var": "cart.total" }, 9] }, )" + wrong +
                                      R"(, { ">": [{ "var": "cart.total" }, 2] })"));
  Prints before = prints_of(one);
  CHECK(before.size() >= 1);
  CHECK(std::ranges::includes(prints_of(two), before));
}

TEST_CASE("another operand, operator, rule or code is another finding") {
  auto prints = [](const std::string& id, const std::string& condition) {
    MemoryFileSystem files = project(
        R"({ "id": ")" + id + R"(", "entry_point": "checkout", "condition": )" + condition + " }");
    return prints_of(files);
  };
  std::set<Prints> all;
  all.insert(prints("a", R"({ ">": [{ "var": "cart.totl" }, 1] })"));
  all.insert(prints("b", R"({ ">": [{ "var": "cart.totl" }, 1] })"));
  all.insert(prints("a", R"({ ">": [{ "var": "cart.ttal" }, 1] })"));
  all.insert(prints("a", R"({ "<": [{ "var": "cart.totl" }, 1] })"));
  all.insert(prints("a", R"({ "!": [{ "var": "cart.totl" }] })"));
  CHECK(all.size() == 5);
}

TEST_CASE("findings of scorecards and tests have fingerprints that formatting leaves") {
  MemoryFileSystem files = project(R"({ "id": "a", "entry_point": "checkout" })");
  files.add_file("rules/s.scorecard.json",
                 R"({"items":[{"points":1,"id":"x","condition":{">":[{"var":["cart.totl"]},1]}},
                     {"id":"y","condition":{">":[{"var":["cart.totl"]},1]}}],
                     "entry_point":"checkout","scorecard":"s"})");
  files.add_file(
      "tests/a.test.json",
      R"({"cases":[{"context":{},"name":"nothing","expect":{}}],"entry_point":"checkout"})");
  auto all = [](MemoryFileSystem& of) {
    std::multiset<std::string> prints;
    Json json = lint_json(of, "json", {"--all"});
    for (const Json& finding : json["diagnostics"]) {
      prints.insert(finding["code"].get<std::string>() + finding["fingerprint"].get<std::string>());
    }
    return prints;
  };
  auto before = all(files);
  CHECK(before.size() >= 3);
  REQUIRE(run_in_memory(files, {"fmt"}).exit_code == 0);
  CHECK(all(files) == before);
}

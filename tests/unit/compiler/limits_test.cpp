// Just inside and just outside of each limit, and large things that stay fast.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::compile_text;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

// {"and":[ x, x … ]}: `count` nodes more than one.
std::string chain(std::string_view op, std::size_t count, std::string_view operand) {
  std::string text = "{\"" + std::string(op) + "\":[";
  for (std::size_t i = 0; i < count; ++i) {
    text += i == 0 ? "" : ",";
    text += operand;
  }
  return text + "]}";
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += open;
  }
  text += inner;
  for (std::size_t i = 0; i < depth; ++i) {
    text += close;
  }
  return text;
}

}  // namespace

TEST_CASE("a rule has at most 50,000 nodes, those of its actions included") {
  for (std::size_t count : {kMaxNodesPerRule - 1, kMaxNodesPerRule}) {
    Project project;
    project.rule(rule_text("r", "\"condition\":" + chain("and", count, "1")));
    bool fits = count < kMaxNodesPerRule;
    CHECK(project.compile().has_value() == fits);
    CHECK(project.findings().starts_with("RC2025 ") == !fits);
  }
}

TEST_CASE("a scorecard has at most 10,000 items, an item 50,000 nodes") {
  auto card = [](std::string_view items) {
    return R"({"scorecard":"s","entry_point":"e","items":[)" + std::string(items) + "]}";
  };
  for (std::size_t count : {kMaxScorecardItems, kMaxScorecardItems + 1}) {
    std::string items;
    for (std::size_t i = 0; i < count; ++i) {
      items += (i == 0 ? R"({"id":"i)" : R"(,{"id":"i)") + std::to_string(i) + "\"}";
    }
    Project project;
    project.scorecard(card(items));
    bool fits = count == kMaxScorecardItems;
    CHECK(project.compile().has_value() == fits);
    CHECK(project.findings().starts_with("RC2017 ") == !fits);
  }
  for (std::size_t count : {kMaxNodesPerRule - 1, kMaxNodesPerRule}) {
    Project project;
    project.scorecard(card(R"({"id":"i","condition":)" + chain("and", count, "1") + "}"));
    bool fits = count < kMaxNodesPerRule;
    CHECK(project.compile().has_value() == fits);
    CHECK(project.findings().starts_with("RC2025 ") == !fits);
  }
}

TEST_CASE("a text has at most 256 KiB") {
  for (std::size_t bytes : {kMaxStringBytes, kMaxStringBytes + 1}) {
    Project project;
    project.rule(rule_text("r", R"("condition":{"===":[1,")" + std::string(bytes, 'x') + R"("]})"));
    bool fits = bytes == kMaxStringBytes;
    CHECK(project.compile().has_value() == fits);
    CHECK(project.findings().starts_with("RC2017 ") == !fits);
  }
}

TEST_CASE("long names are refused, too") {
  std::string long_text(kMaxStringBytes + 1, 'x');
  Project project;
  project.settings.allows_undeclared_effects = true;
  project.rule(rule_text("r", R"("name":")" + long_text + R"(","actions":[{"type":"t",")" +
                                  long_text + R"(":1,"a":{")" + long_text + R"(":1}}])"));
  CHECK(!project.compile().has_value());
  CHECK(project.collector.error_count() == 3);
}

TEST_CASE("operands by the hundred and by the ten thousand") {
  for (std::size_t count : {300U, 49'000U}) {
    for (int level : {0, 1, 2}) {
      for (const char* op : {"+", "and", "cat", "==", "if", "??", "try", "merge"}) {
        auto program = compile_text(chain(op, count, R"({"var":"a"})").substr(0, 0) +
                                        chain(op, count / 3, R"({"+":[{"var":"a"},1]})"),
                                    level);
        CHECK(bytecode::validate(program).has_value());
      }
    }
  }
}

TEST_CASE("nesting up to the reader's limit") {
  struct Case {
    const char* open;
    const char* inner;
    const char* close;
  };
  const Case cases[] = {
      {R"({"!":)", R"({"var":"a"})", "}"},
      {R"({"+":[1,)", R"({"var":"a"})", "]}"},
      {R"({"map":[[1],)", R"({"var":"a"})", "]}"},
      {R"({"try":[{"throw":"x"},)", R"({"var":"a"})", "]}"},
      {R"({"var":["a",)", R"({"throw":"x"})", "]}"},
      {R"({"if":[{"var":"a"},1,)", R"({"var":"a"})", "]}"},
      {R"([)", R"({"var":"a"})", "]"},
      {R"({"preserve":)", "1", "}"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.open);
    bool has_list = std::string_view(test.open).find('[') != std::string_view::npos;
    bool is_call = test.open[0] == '{';
    std::size_t depth = (kMaxRuleDepth - 2) / (has_list && is_call ? 2 : 1);
    for (int level : {0, 1, 2}) {
      auto program = compile_text(nested(test.open, test.inner, test.close, depth), level);
      CHECK(bytecode::validate(program).has_value());
    }
  }
}

TEST_CASE("an expression above the limits of a rule compiles to one that throws") {
  for (const std::string& text :
       {chain("+", kMaxNodesPerRule, R"({"var":"a"})"),
        R"({"preserve":)" + std::string("\"") + std::string(kMaxStringBytes + 1, 'x') + "\"}",
        R"({"preserve":)" + chain("x", kMaxNodesPerRule, "1") + "}"}) {
    auto program = compile_text(text, 2);
    CHECK(bytecode::validate(program).has_value());
    CHECK(bytecode::disassemble(program).find("throw") != std::string::npos);
  }
}

TEST_CASE("ten thousand rules compile in well under a second") {
  std::string text = "{\"rules\":[";
  for (int i = 0; i < 10'000; ++i) {
    text +=
        (i == 0 ? "" : ",") +
        rule_text(
            "rule_" + std::to_string(i),
            R"("priority":)" + std::to_string(i % 100) +
                R"(,"condition":{"and":[{"===":[{"var":"user.region"},"R)" +
                std::to_string(i % 50) + R"("]},{">=":[{"var":"cart.total"},)" + std::to_string(i) +
                R"(]},{"in":[{"var":"user.segment"},["a","b","c)" + std::to_string(i % 7) +
                R"("]]}]},"actions":[{"type":"display_message","message":"m","vars":{"t":{"expr":{"var":"cart.total"}}}}])");
  }
  text += "]}";
  Project project;
  project.rule(std::move(text));
  auto begin = std::chrono::steady_clock::now();
  auto program = project.compile();
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  REQUIRE(program.has_value());
  CHECK(program->rules.size() == 10'000);
  MESSAGE("10,000 rules checked, lowered, optimised, emitted, validated in " << took.count()
                                                                             << " s");
  CHECK(took.count() < 10.0);  // a sanitizer build on a busy machine stays far below
}

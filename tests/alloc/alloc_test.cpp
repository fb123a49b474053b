// From the second decision of a workspace on, nothing is asked of the heap: not for reading the
// context, checking it, conditions with iterators, messages, updates, errors, nor for writing the
// decision into a string that is kept.
#include <doctest/doctest.h>

#include <cstdlib>

#include "counting_malloc.h"
#include "program_builder.h"
#include "runtime/decision_json.h"
#include "runtime/fired.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using testing::heap_calls;
using value::Comparison;
using value::OperatorId;

bytecode::Expression some_item_is_dear(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "cart.items").iter_begin(OperatorId::kSome, 0, done, 0, 3).bind(again);
  c.item(1, "price").constant(2, "50").compare(Comparison::kGreater, 1, 1, 2);
  c.iter_next(OperatorId::kSome, 0, again).bind(done);
  return c.give(0);
}

bytecode::Expression doubled_prices(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "cart.items").iter_begin(OperatorId::kMap, 0, done, 0, 3).bind(again);
  c.item(1, "price").constant(2, "2").call(OperatorId::kMultiply, 1, 2);
  c.iter_next(OperatorId::kMap, 0, again).bind(done);
  return c.give(0);
}

bytecode::Expression greeting(ProgramBuilder& b) {
  return Assembler(b)
      .meter_begin()
      .constant(0, "\"Hello \"")
      .load(1, "user.name")
      .call(OperatorId::kCat, 0, 2)
      .give(0);
}

bytecode::Expression age_plus(ProgramBuilder& b) {
  return Assembler(b).load(0, "user.age").constant(1, "1").call(OperatorId::kAdd, 0, 2).give(0);
}

ActionSpec update(std::string_view target, value::UpdateOperation operation,
                  const bytecode::Expression& expression) {
  ActionSpec spec{.kind = ActionKind::kUpdate, .target = std::string(target)};
  spec.operation = operation;
  spec.arguments = {{.name = "value", .expression = expression}};
  return spec;
}

// One rule of each kind; conditions read what the contexts below vary. With an index.
RulesetPtr varied_rules() {
  ProgramBuilder b;
  b.allow("**");
  b.schema(R"({"type":"object","required":["user"],
               "properties":{"user":{"type":"object"},"cart":{"type":"object"}}})");
  b.rule({.id = "a_message",
          .condition = some_item_is_dear(b),
          .actions = {
              {.id = "hello", .arguments = {{.name = "message", .expression = greeting(b)}}}}});
  b.rule({.id = "b_update",
          .condition = Assembler(b).load(0, "user").give(0),
          .actions = {update("cart.doubled", value::UpdateOperation::kSet, doubled_prices(b)),
                      update("user.next", value::UpdateOperation::kSet, age_plus(b))}});
  b.rule(
      {.id = "c_terms",
       .condition = Assembler(b).compare_path(Comparison::kGreater, 0, "user.next", "18").give(0),
       .actions = {{.kind = ActionKind::kUserAcknowledge,
                    .arguments = {{.name = "ack_key", .json = "\"terms\""}}}}});
  b.rule({.id = "d_effect",
          .actions = {{.kind = ActionKind::kEffect,
                       .id = "mail",
                       .arguments = {{.name = "to", .json = "\"team@example.org\""}}},
                      {.kind = ActionKind::kUserPreference,
                       .arguments = {{.name = "preference_key", .json = "\"news\""}}}}});
  b.rule(
      {.id = "e_throws",
       .condition = Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0)});
  bytecode::Scorecard& card = b.scorecard(
      {{.id = "dear", .symbol = "D", .points = "0.1", .condition = some_item_is_dear(b)},
       {.id = "throws",
        .points = "2",
        .condition = Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0)},
       {.id = "always", .symbol = "A", .points = "12345678901234567890.5"}});
  card.patterns = {{.symbols = b.text("D-A"), .recommendation = b.text("dear")}};
  card.bands = {{.from = b.decimal("1"), .recommendation = b.text("cheap")}};
  return load(b.program, "", {.index = IndexChoice::kAlways}).value_or(nullptr);
}

constexpr std::string_view kContexts[] = {
    R"({"user":{"name":"Ann","age":30},"cart":{"items":[{"price":10},{"price":60}]}})",
    R"({"user":{"name":"Bob","age":12},"cart":{"items":[]}})",
    R"({"user":{"name":"J\u00fcrgen \"X\"","age":"41"},"cart":{"items":[{"price":1.5}]},
        "acknowledgments":{"terms":true},"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9})",
    R"({"user":{"age":null},"cart":{"items":[{"price":"many"}]}})",
    R"({"user":{},"cart":{"items":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}})",
    R"({"user":{"name":[1],"age":20},"cart":{"items":[{"price":99}]}})",
};

}  // namespace

TEST_CASE("the counter counts") {
  std::uint64_t before = heap_calls();
  void* volatile block = std::malloc(10);  // volatile: the compiler must not do without
  std::free(block);
  int* volatile number = new int(1);
  delete number;
  CHECK(heap_calls() == before + 2);
}

namespace {

void check_decisions(EngineKind engine) {
  RulesetPtr ruleset = varied_rules();
  REQUIRE(ruleset != nullptr);
  REQUIRE(has_engine(*ruleset, "shop", engine));
  Workspace workspace;
  std::string text;
  text.reserve(64 * 1024);
  std::uint64_t after_first = 0;
  std::size_t made = 0;
  std::size_t messages = 0;
  std::size_t updates = 0;
  std::size_t errors = 0;
  std::size_t results = 0;
  for (int round = 0; round < 50; ++round) {
    for (std::string_view context : kContexts) {
      Request request{.entry_point = "shop", .context = context, .now_ms = round, .engine = engine};
      Decision decision;
      const Problem* problem = decide(*ruleset, request, workspace, decision);
      text.clear();
      JsonWriter writer(text);
      if (problem == nullptr) {
        write_decision(writer, *ruleset, decision);
        messages += decision.messages.size();
        updates += decision.context_updates.size();
        errors += decision.errors.size();
        results += decision.result ? 1 : 0;
      }
      if (++made == 1) {
        after_first = heap_calls();
      }
    }
  }
  std::uint64_t asked = heap_calls() - after_first;
  CHECK(asked == 0);
  CHECK(messages > 100);
  CHECK(updates > 100);
  CHECK(errors > 100);
  CHECK(results > 100);
}

}  // namespace

TEST_CASE("no heap from the second decision on") {
  check_decisions(EngineKind::kBytecode);
}

TEST_CASE("no heap from the second decision of the index on") {
  check_decisions(EngineKind::kIndex);
}

TEST_CASE("no heap from the second call of fired() on, nor for contexts that are scanned") {
  ProgramBuilder b;
  b.schema(R"({"type":"object","properties":{"user":{"type":"object","properties":{
      "age":{"type":["integer","string","null"],"minimum":0},"name":{"enum":["Ann","Bob",[1]]}}}}})");
  b.entry_point().validation = bytecode::Validation::kLight;
  b.entry_point().reads = {b.path("cart.items"), b.path("user.age")};
  b.rule({.id = "a", .condition = some_item_is_dear(b)});
  b.rule(
      {.id = "b",
       .condition = Assembler(b).compare_path(Comparison::kGreater, 0, "user.age", "18").give(0)});
  b.rule({.id = "c",
          .condition = Assembler(b)
                           .load(0, "user.name")
                           .constant(1, "\"A\"")
                           .call(OperatorId::kCat, 0, 2)
                           .give(0)});
  RulesetPtr ruleset = b.load();
  Workspace workspace;
  std::uint64_t after_first = 0;
  std::size_t made = 0;
  std::size_t fired_rules = 0;
  for (int round = 0; round < 50; ++round) {
    for (std::string_view context : kContexts) {
      Request request{.entry_point = "shop", .context = context, .now_ms = round};
      std::span<const std::uint32_t> rules;
      if (fired(*ruleset, request, workspace, rules) == nullptr) {
        fired_rules += rules.size();
      }
      Decision decision;
      static_cast<void>(decide(*ruleset, request, workspace, decision));
      if (++made == 1) {
        after_first = heap_calls();
      }
    }
  }
  CHECK(heap_calls() - after_first == 0);
  CHECK(fired_rules > 100);
}

TEST_CASE("no heap from the second evaluation of an expression on") {
  ProgramBuilder b;
  b.rule({.id = "r", .condition = doubled_prices(b)});
  RulesetPtr ruleset = b.load();
  Workspace workspace;
  Arena arena;
  Member items{.key = "items", .value = Value::list({})};
  Value cart = make_object(arena, {&items, 1});
  Member root{.key = "cart", .value = cart};
  Value context = make_object(arena, {&root, 1});
  static_cast<void>(evaluate(*ruleset, context, 0, workspace));
  std::uint64_t before = heap_calls();
  for (int i = 0; i < 100; ++i) {
    static_cast<void>(evaluate(*ruleset, context, i, workspace));
  }
  CHECK(heap_calls() == before);
}

}  // namespace rulec::runtime

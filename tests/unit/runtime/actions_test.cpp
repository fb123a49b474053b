// Messages, acknowledgements, prompts, effects and updates in the decision.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "program_builder.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using value::OperatorId;
using value::UpdateOperation;

// Decision of one rule `r` of priority 7 with these actions.
std::string decide_actions(ProgramBuilder& b, const std::vector<ActionSpec>& actions,
                           std::string_view context = "{}", const DecideOptions& options = {}) {
  b.rule({.id = "r", .priority = 7, .actions = actions});
  return decide_text(*b.load(), context, options);
}

std::string decide_actions(const std::vector<ActionSpec>& actions, std::string_view context = "{}",
                           const DecideOptions& options = {}) {
  ProgramBuilder b;
  return decide_actions(b, actions, context, options);
}

ActionSpec acknowledge(std::string_view key, std::vector<ArgumentSpec> more = {}) {
  more.insert(more.begin(), {.name = "ack_key", .json = "\"" + std::string(key) + "\""});
  return {.kind = ActionKind::kUserAcknowledge, .arguments = std::move(more)};
}

ActionSpec update(std::string_view target, UpdateOperation operation, std::string_view json = "") {
  ActionSpec spec{.kind = ActionKind::kUpdate, .target = std::string(target)};
  spec.operation = operation;
  if (!json.empty()) {
    spec.arguments = {{.name = "value", .json = std::string(json)}};
  }
  return spec;
}

ActionSpec update_by(std::string_view target, const bytecode::Expression& value) {
  ActionSpec spec{.kind = ActionKind::kUpdate, .target = std::string(target)};
  spec.arguments = {{.name = "value", .expression = value}};
  return spec;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

}  // namespace

TEST_CASE("a message shows its members in the published order") {
  ActionSpec spec{.kind = ActionKind::kDisplayModal,
                  .id = "welcome",
                  .arguments = {{.name = "size", .json = "\"large\""},
                                {.name = "dismissible", .json = "false"},
                                {.name = "message", .json = "\"Hello\""},
                                {.name = "placement", .json = "\"top\""},
                                {.name = "buttons", .json = "[]"},
                                {.name = "title", .json = "\"Hi\""},
                                {.name = "variant", .json = "\"info\""}}};
  CHECK(part(decide_actions({spec}), "messages.0") ==
        R"({"id":"msg_1","rule_id":"r","action_id":"welcome","action_type":"display_modal",)"
        R"("type":"display_modal","display_type":"modal","variant":"info","title":"Hi",)"
        R"("content":{"title":"Hi","message":"Hello"},"placement":"top","priority":7,)"
        R"("dismissible":false,"size":"large","buttons":[]})");
}

TEST_CASE("content, title and message arguments fill one content") {
  auto content = [](std::vector<ArgumentSpec> arguments) {
    return part(decide_actions({{.arguments = std::move(arguments)}}), "messages.0.content");
  };
  ArgumentSpec title{.name = "title", .json = "\"T\""};
  ArgumentSpec message{.name = "message", .json = "\"M\""};
  ArgumentSpec text{.name = "content", .json = "\"C\""};
  ArgumentSpec object{.name = "content", .json = R"({"message":"O","details":[1]})"};
  CHECK(content({}) == "absent");
  CHECK(content({message}) == R"({"message":"M"})");
  CHECK(content({message, title}) == R"({"title":"T","message":"M"})");
  CHECK(content({text}) == R"({"message":"C"})");
  CHECK(content({text, title}) == R"({"title":"T","message":"C"})");
  CHECK(content({object}) == R"({"message":"O","details":[1]})");
  CHECK(content({object, title}) == R"({"title":"T","message":"O","details":[1]})");
  CHECK(content({object, message}) == R"({"message":"O","details":[1]})");
  CHECK(content({title}) == R"({"title":"T"})");
  std::string titled =
      decide_actions({{.arguments = {{.name = "content", .json = R"({"title":"inside"})"}}}});
  CHECK(part(titled, "messages.0.title") == "\"inside\"");
}

TEST_CASE(
    "arguments may be expressions over the context; priority is the action's, else the rule's") {
  ProgramBuilder b;
  ActionSpec spec{
      .arguments = {{.name = "message", .expression = Assembler(b).load(0, "user.name").give(0)},
                    {.name = "priority", .json = "\"high\""}}};
  std::string decision = decide_actions(b, {spec}, R"({"user":{"name":"Ann"}})");
  CHECK(part(decision, "messages.0.content.message") == "\"Ann\"");
  CHECK(part(decision, "messages.0.priority") == "\"high\"");
}

TEST_CASE("a message over 64 KiB is dropped, listed and keeps its number") {
  auto sized = [](std::size_t bytes) {
    return ActionSpec{.arguments = {{.name = "message", .json = quoted(std::string(bytes, 'x'))}}};
  };
  std::string frame = part(decide_actions({sized(0)}), "messages.0");
  std::size_t largest = kMaxMessageBytes - frame.size();
  CHECK(part(decide_actions({sized(largest)}), "messages.0.id") == "\"msg_1\"");
  std::string decision = decide_actions({sized(largest + 1), sized(1)});
  CHECK(part(decision, "messages.0.id") == "\"msg_2\"");
  CHECK(part(decision, "messages.1") == "absent");
  CHECK(part(decision, "rules_executed.0.error") == "null");
  CHECK(part(decision, "rules_executed.0.actions") == "2");
  CHECK(part(decision, "errors") ==
        R"([{"rule_id":"r","code":"RC6015",)"
        R"("message":"message `msg_1` is dropped: it would be longer than 65536 bytes"}])");
}

TEST_CASE("a required acknowledgement that is not given blocks") {
  std::string decision =
      decide_actions({acknowledge("terms", {{.name = "scope", .json = "\"per_order\""},
                                            {.name = "persist_to", .json = "\"user\""}})});
  CHECK(part(decision, "blocked") == "true");
  CHECK(part(decision, "proceed") == "false");
  CHECK(part(decision, "requires_acknowledgment") == "true");
  CHECK(part(decision, "required_acknowledgments") ==
        R"([{"ack_key":"terms","rule_id":"r","message_id":"msg_1","scope":"per_order"}])");
  CHECK(part(decision, "satisfied_acknowledgments") == "[]");
  CHECK(part(decision, "blocking_rules") == R"(["r"])");
  CHECK(part(decision, "messages.0") ==
        R"({"id":"msg_1","rule_id":"r","action_type":"user_acknowledge","type":"user_acknowledge",)"
        R"("display_type":"modal","priority":7,"ack_key":"terms","required":true,"blocking":true,)"
        R"("scope":"per_order","persist_to":"user"})");
}

TEST_CASE("an acknowledgement is given by the context or by the caller") {
  struct Case {
    std::string context;
    std::string acknowledgements;
    bool is_blocked;
  };
  const std::vector<Case> cases = {
      {R"({"acknowledgments":{"terms":true}})", "", false},
      {R"({"acknowledgments":{"terms":{"acknowledged":true,"at":"now"}}})", "", false},
      {R"({"acknowledgments":{"terms":{"acknowledged":"true"}}})", "", true},
      {R"({"acknowledgments":{"terms":1}})", "", true},
      {R"({"acknowledgments":{"other":true}})", "", true},
      {R"({"acknowledgments":["terms"]})", "", true},
      {R"({"acknowledgments":null})", "", true},
      {"null", "", true},
      {"{}", R"({"terms":true})", false},
      {"{}", R"({"terms":{"acknowledged":true}})", false},
      {"{}", R"({"terms":{"acknowledged":false}})", true},
      {R"({"acknowledgments":{"terms":true}})", R"({"terms":false})", false},
  };
  for (const Case& each : cases) {
    CAPTURE(each.context);
    CAPTURE(each.acknowledgements);
    std::string decision = decide_actions({acknowledge("terms")}, each.context,
                                          {.acknowledgements = each.acknowledgements});
    CHECK(part(decision, "blocked") == (each.is_blocked ? "true" : "false"));
    CHECK(part(decision, "satisfied_acknowledgments.0.ack_key") ==
          (each.is_blocked ? "absent" : "\"terms\""));
    CHECK(part(decision, "messages.0.blocking") == (each.is_blocked ? "true" : "false"));
  }
}

TEST_CASE("a critical entry point believes the caller alone, and no entry point believes a rule") {
  ProgramBuilder critical;
  critical.entry_point().is_critical = true;
  std::string claimed = R"({"acknowledgments":{"terms":true}})";
  CHECK(part(decide_actions(critical, {acknowledge("terms")}, claimed), "blocked") == "true");
  CHECK(part(decide_text(*critical.load(), "{}", {.acknowledgements = R"({"terms":true})"}),
             "blocked") == "false");
  ProgramBuilder b;
  b.allow("**");
  CHECK(part(decide_actions(b, {update("acknowledgments.terms", UpdateOperation::kSet, "true"),
                                acknowledge("terms")}),
             "blocked") == "true");
}

TEST_CASE("an acknowledgement that is not required asks and does not block") {
  std::string decision =
      decide_actions({acknowledge("terms", {{.name = "required", .json = "false"}})});
  CHECK(part(decision, "blocked") == "false");
  CHECK(part(decision, "required_acknowledgments") == "[]");
  CHECK(part(decision, "satisfied_acknowledgments") == "[]");
  CHECK(part(decision, "messages.0.required") == "false");
  CHECK(part(decision, "messages.0.blocking") == "false");
}

TEST_CASE("two rules with one key: two messages, one entry, both block") {
  ProgramBuilder b;
  b.rule({.id = "a", .actions = {acknowledge("terms"), acknowledge("other")}});
  b.rule({.id = "b", .actions = {acknowledge("terms")}});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "messages.2.id") == "\"msg_3\"");
  CHECK(part(decision, "required_acknowledgments") ==
        R"([{"ack_key":"terms","rule_id":"a","message_id":"msg_1"},)"
        R"({"ack_key":"other","rule_id":"a","message_id":"msg_2"}])");
  CHECK(part(decision, "blocking_rules") == R"(["a","b"])");
}

TEST_CASE("the acknowledgement of a rule that is undone is asked by the next one") {
  ProgramBuilder b;
  bytecode::Expression throws =
      Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0);
  b.rule({.id = "a",
          .actions = {acknowledge("terms"),
                      {.arguments = {{.name = "message", .expression = throws}}}}});
  b.rule({.id = "b", .actions = {acknowledge("other"), acknowledge("terms")}});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "required_acknowledgments") ==
        R"([{"ack_key":"other","rule_id":"b","message_id":"msg_2"},)"
        R"({"ack_key":"terms","rule_id":"b","message_id":"msg_3"}])");
  CHECK(part(decision, "blocking_rules") == R"(["b"])");
}

TEST_CASE("a dropped message still blocks") {
  std::string decision = decide_actions(
      {acknowledge("terms", {{.name = "message", .json = quoted(std::string(70'000, 'x'))}})});
  CHECK(part(decision, "messages") == "[]");
  CHECK(part(decision, "blocked") == "true");
}

TEST_CASE("prompts of preferences stand under both names") {
  ActionSpec spec{.kind = ActionKind::kUserPreference,
                  .id = "ask",
                  .arguments = {{.name = "input_type", .json = "\"checkbox\""},
                                {.name = "title", .json = "\"Subscribe?\""},
                                {.name = "default_value", .json = "null"},
                                {.name = "options", .json = "[1,2]"},
                                {.name = "preference_key", .json = "\"newsletter\""}}};
  std::string decision = decide_actions({spec});
  CHECK(part(decision, "preference_prompts") ==
        R"([{"preference_key":"newsletter","options":[1,2],"default_value":null,"required":false,)"
        R"("message":{"title":"Subscribe?"},"rule_id":"r","action_id":"ask",)"
        R"("input_type":"checkbox"}])");
  CHECK(part(decision, "preferences") == part(decision, "preference_prompts"));
  CHECK(part(decision, "messages") == "[]");
}

TEST_CASE("effects carry their evaluated arguments") {
  ProgramBuilder b;
  ActionSpec named{.kind = ActionKind::kEffect,
                   .id = "e1",
                   .arguments = {{.name = "to", .expression = Assembler(b).load(0, "mail").give(0)},
                                 {.name = "copies", .json = "2"}}};
  ActionSpec plain{.kind = ActionKind::kEffect};
  CHECK(part(decide_actions(b, {named, plain}, R"({"mail":"a@example.org"})"), "effects") ==
        R"([{"id":"e1","type":"send_email","arguments":{"to":"a@example.org","copies":2},)"
        R"("rule_id":"r"},{"type":"send_email","arguments":{},"rule_id":"r"}])");
}

TEST_CASE("an effect whose computed arguments do not fit its schema is an action error") {
  auto decided = [](const char* context) {
    ProgramBuilder b;
    ActionSpec mail{
        .kind = ActionKind::kEffect,
        .arguments = {{.name = "to", .expression = Assembler(b).load(0, "mail").give(0)}},
        .schema = R"({"properties":{"to":{"type":"string","maxLength":9}}})"};
    ActionSpec before{.kind = ActionKind::kEffect, .effect_type = "log"};
    return decide_actions(b, {before, mail}, context);
  };
  std::string good = decided(R"({"mail":"a@b.test"})");
  CHECK(part(good, "effects").find(R"("to":"a@b.test")") != std::string::npos);
  CHECK(part(good, "errors") == "[]");
  std::string bad = decided(R"({"mail":7})");
  CHECK(part(bad, "effects") == "[]");
  CHECK(part(bad, "errors") ==
        R"([{"rule_id":"r","code":"RC6011","message":"action 2 (`send_email`): the argument at )"
        R"(`/to` does not fit the effect's schema: `type` wants string, got integer"}])");
  CHECK(part(decided(R"({"mail":"0123456789"})"), "effects") == "[]");
}

TEST_CASE("updates are listed in order, and their final values nested") {
  ProgramBuilder b;
  b.allow("**");
  std::string decision = decide_actions(
      b,
      {update("cart.total", UpdateOperation::kSet, "5"),
       update("cart.total", UpdateOperation::kIncrement, "2"),
       update("count", UpdateOperation::kIncrement),
       update("tags", UpdateOperation::kAppend, "\"x\""), update("gone", UpdateOperation::kRemove),
       update("user", UpdateOperation::kMerge, R"({"a":null,"c":3})"),
       update("user.b", UpdateOperation::kSet, "9"), update("list.0", UpdateOperation::kSet, "8")},
      R"({"gone":1,"user":{"a":1,"b":2},"list":[1]})");
  CHECK(part(decision, "context_updates") ==
        R"([{"target":"cart.total","operation":"set","value":5,"rule_id":"r"},)"
        R"({"target":"cart.total","operation":"increment","value":2,"rule_id":"r"},)"
        R"({"target":"count","operation":"increment","rule_id":"r"},)"
        R"({"target":"tags","operation":"append","value":"x","rule_id":"r"},)"
        R"({"target":"gone","operation":"remove","rule_id":"r"},)"
        R"({"target":"user","operation":"merge","value":{"a":null,"c":3},"rule_id":"r"},)"
        R"({"target":"user.b","operation":"set","value":9,"rule_id":"r"},)"
        R"({"target":"list.0","operation":"set","value":8,"rule_id":"r"}])");
  CHECK(part(decision, "updates") ==
        R"({"cart":{"total":7},"count":1,"gone":null,"list":{"0":8},"tags":["x"],)"
        R"("user":{"b":9,"c":3}})");
}

TEST_CASE("an update is seen by later actions and later rules") {
  ProgramBuilder b;
  b.allow("n");
  auto twice = [&b] {
    bytecode::Expression doubled =
        Assembler(b).load(0, "n").constant(1, "2").call(OperatorId::kMultiply, 0, 2).give(0);
    return update_by("n", doubled);
  };
  b.rule({.id = "a", .actions = {twice(), twice()}});
  b.rule({.id = "b",
          .condition =
              Assembler(b).compare_path(value::Comparison::kStrictEqual, 0, "n", "12").give(0)});
  std::string decision = decide_text(*b.load(), R"({"n":3})");
  CHECK(part(decision, "rules_executed.1.rule_id") == "\"b\"");
  CHECK(part(decision, "updates") == R"({"n":12})");
}

TEST_CASE("a failing update undoes its rule alone") {
  ProgramBuilder b;
  b.allow("**");
  b.rule({.id = "a", .actions = {update("n", UpdateOperation::kSet, "1")}});
  b.rule(
      {.id = "b",
       .actions = {update("n", UpdateOperation::kSet, "2"), update("m", UpdateOperation::kSet, "2"),
                   update("n.deep", UpdateOperation::kSet, "3")}});
  b.rule({.id = "c",
          .condition =
              Assembler(b).compare_path(value::Comparison::kStrictEqual, 0, "n", "1").give(0)});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "rules_executed.1.error") == "\"Invalid Arguments\"");
  CHECK(part(decision, "rules_executed.2.rule_id") == "\"c\"");
  CHECK(part(decision, "updates") == R"({"n":1})");
  CHECK(part(decision, "errors.0.code") == "\"RC6011\"");
}

TEST_CASE("N07 the allow-list is asked again at run time") {
  struct Case {
    std::string pattern;
    std::string target;
    bool is_allowed;
  };
  const std::vector<Case> cases = {
      {"cart.total", "cart.total", true},
      {"cart.total", "cart", false},
      {"cart.total", "cart.total.x", false},
      {"cart.total", "cart.totals", false},
      {"cart.*", "cart.a", true},
      {"cart.*", "cart", false},
      {"cart.*", "cart.a.b", false},
      {"*.a", "cart.a", true},
      {"cart.*.price", "cart.0.price", true},
      {"cart.**", "cart.a", true},
      {"cart.**", "cart.a.b.c", true},
      {"cart.**", "cart", false},
      {"cart.**", "user.a", false},
      {"**", "anything.at.all", true},
  };
  for (const Case& each : cases) {
    CAPTURE(each.pattern);
    CAPTURE(each.target);
    ProgramBuilder b;
    b.allow(each.pattern);
    std::string decision = decide_actions(b, {update(each.target, UpdateOperation::kSet, "1")});
    CHECK(part(decision, "rules_executed.0.error") ==
          (each.is_allowed ? "null" : "\"Invalid Arguments\""));
    CHECK((part(decision, "updates") != "{}") == each.is_allowed);
  }
  std::string refused = decide_actions({update("n", UpdateOperation::kSet, "1")});
  CHECK(part(refused, "errors.0.message") ==
        "\"action 1 (`update`): `shop` does not allow updates of `n`\"");
}

TEST_CASE("typed patterns keep the type of what is written") {
  auto is_kept = [](std::string_view type, std::string_view json) {
    ProgramBuilder b;
    b.allow("n", type);
    std::string decision = decide_actions(b, {update("n", UpdateOperation::kSet, json)});
    return part(decision, "rules_executed.0.error") == "null";
  };
  CHECK(is_kept("number", "1.5"));
  CHECK(is_kept("integer", "1"));
  CHECK(is_kept("integer", "1.0"));
  CHECK_FALSE(is_kept("integer", "1.5"));
  CHECK_FALSE(is_kept("integer", "1e300"));
  CHECK_FALSE(is_kept("number", "\"1\""));
  CHECK_FALSE(is_kept("number", "null"));
  CHECK(is_kept("string", "\"1\""));
  CHECK(is_kept("boolean", "false"));
  CHECK(is_kept("array", "[]"));
  CHECK(is_kept("object", "{}"));
  CHECK_FALSE(is_kept("object", "[]"));
  ProgramBuilder either;
  either.allow("n", "string");
  either.allow("n", "number");
  CHECK(part(decide_actions(either, {update("n", UpdateOperation::kSet, "1")}), "updates") ==
        R"({"n":1})");
  ProgramBuilder removed;
  removed.allow("n", "number");
  CHECK(part(decide_actions(removed, {update("n", UpdateOperation::kRemove)}, R"({"n":1})"),
             "updates") == R"({"n":null})");
}

TEST_CASE("values that stand for more text than they take are refused") {
  // Each update puts the list into itself twice: 2^40 leaves in a few kilobytes.
  ProgramBuilder b;
  b.allow("x");
  for (int i = 0; i < 40; ++i) {
    bytecode::Expression pair = Assembler(b).load(0, "x").load(1, "x").list(0, 2).give(0);
    b.rule({.id = "r" + std::to_string(10 + i), .actions = {update_by("x", pair)}});
  }
  std::string decision = decide_text(*b.load(), R"({"x":[1]})");
  CHECK(part(decision, "errors.0.code") == "\"RC6015\"");
  CHECK(decision.size() < 16 * kMaxArgumentBytes);
}

TEST_CASE("the memory of a decision is bounded") {
  ProgramBuilder b;
  b.allow("x");
  for (std::string id : {"a", "b"}) {
    std::vector<ActionSpec> copies;
    copies.reserve(60);
    for (int i = 0; i < 60; ++i) {
      copies.push_back(update_by("x", Assembler(b).load(0, "big").give(0)));
    }
    b.rule({.id = id, .actions = copies});
  }
  std::string context = "{\"big\":\"" + std::string(1'000'000, 'x') + "\"}";
  std::string decision = decide_text(*b.load(), context);
  CHECK(part(decision, "rules_executed.0.error") == "null");
  CHECK(part(decision, "rules_executed.1.error") == "\"value-too-large\"");
}

TEST_CASE("load refuses actions that cannot run") {
  ProgramBuilder b;
  b.rule({.id = "r", .actions = {{.kind = ActionKind::kUserAcknowledge}}});
  CHECK(load(b.program, "").error().rc == 5015);
  ProgramBuilder deep;
  std::string target = "a";
  for (std::size_t i = 0; i < kMaxRuleDepth; ++i) {
    target += ".a";
  }
  deep.rule({.id = "r", .actions = {update(target, UpdateOperation::kSet, "1")}});
  CHECK(load(deep.program, "").error().rc == 5015);
}

}  // namespace rulec::runtime

// Terms as attributes of the class index: which are found in conditions, which are worth it, and
// decisions that are those of bytecode whatever terms give.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "program_builder.h"
#include "runtime/decision_json.h"
#include "runtime/index/class_index.h"
#include "runtime/index/rows.h"

namespace rulec::runtime {
namespace {

using bytecode::Opcode;
using value::Comparison;
using value::OperatorId;

constexpr std::array kIds = {"a", "b", "c", "d", "e", "f", "g", "h"};

// a * b into the register, and into the two behind it.
void product(Assembler& code, unsigned to) {
  code.load(to, "a");
  code.load(to + 1, "b");
  code.call(OperatorId::kMultiply, to, 2);
}

// a * b > limit
bytecode::Expression product_above(ProgramBuilder& builder, std::string_view limit) {
  Assembler code(builder);
  auto end = code.label();
  product(code, 0);
  code.jump_if_error(0, 0, end);
  code.constant(1, limit);
  code.compare(Comparison::kGreater, 0, 0, 1);
  code.bind(end);
  return code.give(0);
}

// limit < a * b
bytecode::Expression product_behind(ProgramBuilder& builder, std::string_view limit) {
  Assembler code(builder);
  code.constant(0, limit);
  product(code, 1);
  code.compare(Comparison::kLess, 0, 0, 1);
  return code.give(0);
}

// low < a * b and a * b < high, as a chain
bytecode::Expression product_between(ProgramBuilder& builder, std::string_view low,
                                     std::string_view high) {
  Assembler code(builder);
  auto end = code.label();
  code.constant(0, low);
  product(code, 1);
  code.compare(Comparison::kLess, 0, 0, 1);
  code.jump_on(Opcode::kJumpUnlessTruthy, 0, end);
  code.move(0, 1);
  code.constant(1, high);
  code.compare(Comparison::kLess, 0, 0, 1);
  code.bind(end);
  return code.give(0);
}

// kind === "x" and some(l, item)
bytecode::Expression guarded_some(ProgramBuilder& builder) {
  Assembler code(builder);
  auto end = code.label();
  auto done = code.label();
  auto body = code.label();
  code.compare_path_and(Comparison::kStrictEqual, 0, "kind", R"("x")", end);
  code.meter_begin();
  code.load(0, "l");
  code.iter_begin(OperatorId::kSome, 0, done, 0, 3);
  code.bind(body);
  code.item(1, "");
  code.iter_next(OperatorId::kSome, 0, body);
  code.bind(done);
  code.bind(end);
  return code.give(0);
}

std::string decided(const LoadedRuleset& ruleset, std::string_view context, EngineKind engine) {
  static Workspace workspace;
  Request request{.entry_point = "shop", .context = context, .engine = engine};
  Decision decision;
  std::string text;
  JsonWriter json(text);
  if (const Problem* problem = decide(ruleset, request, workspace, decision)) {
    write_problem(json, ruleset, request.entry_point, *problem);
  } else {
    write_decision(json, ruleset, decision);
  }
  return text;
}

void check_engines(const ProgramBuilder& builder, std::span<const std::string_view> contexts) {
  RulesetPtr ruleset = *load(builder.program, "", {.index = IndexChoice::kAlways});
  CHECK(ruleset->find_entry_point("shop")->index->has_terms());
  for (std::string_view context : contexts) {
    CAPTURE(context);
    CHECK(decided(*ruleset, context, EngineKind::kBytecode) ==
          decided(*ruleset, context, EngineKind::kIndex));
  }
}

index::Rows rows_of(const ProgramBuilder& builder) {
  RulesetPtr ruleset = builder.load();
  return index::rows_of(*ruleset, ruleset->entry_points.front());
}

constexpr std::array<std::string_view, 9> kProducts = {
    R"({"a":2,"b":3})",    R"({"a":-2,"b":3})",  R"({"a":1e200,"b":1e200})",
    R"({"a":"x","b":3})",  R"({"a":"4","b":3})", R"({"b":3})",
    R"({"a":[1],"b":{}})", R"({"a":2.5,"b":4})", R"({})"};

}  // namespace

TEST_CASE("equal terms of several conditions are one attribute, whichever registers they use") {
  ProgramBuilder builder;
  builder.rule({.id = "a", .condition = product_above(builder, "5")});
  builder.rule({.id = "b", .condition = product_behind(builder, "7")});
  builder.rule({.id = "c", .condition = product_between(builder, "1", "9")});
  index::Rows rows = rows_of(builder);
  REQUIRE(rows.derived.size() == 1);
  CHECK(rows.attributes.size() == 2);  // and the time
  CHECK(rows.derived[0].term.paths.size() == 2);
  CHECK_FALSE(rows.derived[0].term.reads_all);
  REQUIRE(rows.rows.size() == 3);
  for (const index::Row& row : rows.rows) {
    CHECK_FALSE(row.is_necessary_only);
    CHECK(row.literal_count == 1);
  }
  check_engines(builder, kProducts);
}

TEST_CASE("a term that few rules come to is left to bytecode") {
  ProgramBuilder builder;
  for (const char* id : {"a", "b"}) {
    builder.rule({.id = id, .condition = product_above(builder, "5")});
  }
  index::Rows rows = rows_of(builder);
  CHECK(rows.derived.empty());
  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[0].is_necessary_only);
}

TEST_CASE("the truth of a path is asked of its classes") {
  ProgramBuilder builder;
  Assembler code(builder);
  code.load(0, "a");
  code.negate(0);
  builder.rule({.id = "a", .condition = code.give(0)});
  index::Rows rows = rows_of(builder);
  CHECK(rows.derived.empty());
  CHECK(rows.paths.size() == 2);
  REQUIRE(rows.rows.size() == 1);
  CHECK_FALSE(rows.rows[0].is_necessary_only);
  RulesetPtr ruleset = *load(builder.program, "", {.index = IndexChoice::kAlways});
  for (std::string_view value : {"null", "0", "-0.0", "5e-324", "1", R"("")", R"("0")", "[]", "[0]",
                                 "{}", "true", "false"}) {
    std::string context = R"({"a":)" + std::string(value) + "}";
    CAPTURE(context);
    CHECK(decided(*ruleset, context, EngineKind::kBytecode) ==
          decided(*ruleset, context, EngineKind::kIndex));
  }
}

TEST_CASE("a term that throws leaves to bytecode the rules that read it, and no others") {
  for (bytecode::OnError on_error : {bytecode::OnError::kSkipRule, bytecode::OnError::kFail}) {
    ProgramBuilder builder;
    builder.entry_point().on_error = on_error;
    for (std::size_t i = 0; i < 4; ++i) {
      builder.rule({.id = kIds[i], .condition = product_above(builder, std::to_string(i))});
    }
    builder.rule({.id = "e"});
    check_engines(builder, kProducts);
    RulesetPtr ruleset = builder.load();
    std::string made = decided(*ruleset, R"({"a":"x","b":3})", EngineKind::kIndex);
    CHECK((made.find("NaN") != std::string::npos));
  }
}

TEST_CASE("a term is computed behind what all of its readers ask for, and within the budget") {
  ProgramBuilder builder;
  builder.program.expr_cost = 8;
  for (std::size_t i = 0; i < 4; ++i) {
    builder.rule({.id = kIds[i], .condition = guarded_some(builder)});
  }
  index::Rows rows = rows_of(builder);
  REQUIRE(rows.derived.size() == 1);
  CHECK(rows.derived[0].guards.size() == 1);
  constexpr std::array<std::string_view, 6> kContexts = {
      R"({"kind":"x","l":[1,2]})", R"({"kind":"x","l":[0,1,2,3,4]})", R"({"kind":"y","l":[1,2]})",
      R"({"kind":"x","l":5})",     R"({"kind":"x","l":[1,"a",[2]]})", R"({"kind":1})"};
  check_engines(builder, kContexts);
}

TEST_CASE("an update of what a term or its guard reads has it computed again") {
  ProgramBuilder builder;
  builder.allow("**");
  auto update = [](const char* target, const char* json) {
    return ActionSpec{.kind = bytecode::ActionKind::kUpdate,
                      .arguments = {{.name = "value", .json = json, .expression = {}}},
                      .target = target};
  };
  builder.rule({.id = "a", .condition = product_above(builder, "5")});
  builder.rule({.id = "b", .actions = {update("b", "100"), update("kind", R"("x")")}});
  builder.rule({.id = "c", .condition = product_above(builder, "50")});
  for (std::size_t i = 3; i < 6; ++i) {
    builder.rule({.id = kIds[i], .condition = guarded_some(builder)});
  }
  builder.rule({.id = "g",
                .condition = product_above(builder, "100"),
                .actions = {update("a", R"("none")")}});
  builder.rule({.id = "h", .condition = product_above(builder, "150")});
  check_engines(builder, kProducts);
  constexpr std::array<std::string_view, 3> kContexts = {
      R"({"a":2,"b":3,"l":[1,2]})", R"({"a":1,"b":3,"kind":"y","l":[5]})", R"({"l":[]})"};
  check_engines(builder, kContexts);
}

}  // namespace rulec::runtime

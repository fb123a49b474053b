// Every instruction of the register machine, by hand-assembled expressions.
#include <doctest/doctest.h>

#include "program_builder.h"

namespace rulec::runtime {
namespace {

using bytecode::Opcode;
using value::Comparison;
using value::OperatorId;

constexpr std::string_view kContext =
    R"({"user":{"age":30,"name":"Ann","tags":["a","b"]},"zero":0,"none":null,"text":"x"})";

// Value of the expression that `assemble` leaves in a builder's only rule.
template <class Assemble>
std::string value_of(Assemble assemble, std::string_view context = kContext) {
  ProgramBuilder builder;
  Assembler code(builder);
  builder.rule({.id = "r", .condition = assemble(code)});
  return evaluate_text(builder, context);
}

}  // namespace

TEST_CASE("loads") {
  CHECK(value_of([](Assembler& c) { return c.constant(0, R"({"a":[1,2.5,null]})").give(0); }) ==
        R"({"a":[1,2.5,null]})");
  CHECK(value_of([](Assembler& c) { return c.constant(0, "7").move(1, 0).give(1); }) == "7");
  CHECK(value_of([](Assembler& c) { return c.load(0, "user.age").give(0); }) == "30");
  CHECK(value_of([](Assembler& c) { return c.load(0, "user.tags.1").give(0); }) == "\"b\"");
  CHECK(value_of([](Assembler& c) { return c.load(0, "user.shoe").give(0); }) == "null");
  CHECK(value_of([](Assembler& c) { return c.load(0, "").give(0); }) == kContext);
}

TEST_CASE("a default stands in for what is absent, not for null") {
  auto with_default = [](std::string_view path) {
    return value_of([path](Assembler& c) {
      auto present = c.label();
      c.load_raw(0, path).jump_on(Opcode::kJumpIfPresent, 0, present).constant(0, "\"d\"");
      return c.bind(present).give(0);
    });
  };
  CHECK(with_default("user.age") == "30");
  CHECK(with_default("none") == "null");
  CHECK(with_default("nothing.at.all") == "\"d\"");
}

TEST_CASE("levels of the scope chain at the root") {
  CHECK(value_of([](Assembler& c) { return c.level(0, 0, "user.name").give(0); }) == "\"Ann\"");
  CHECK(value_of([](Assembler& c) { return c.level(0, 0, "user.shoe").give(0); }) == "null");
  CHECK(value_of([](Assembler& c) { return c.exists(0, 0, "none").give(0); }) == "true");
  CHECK(value_of([](Assembler& c) { return c.exists(0, 0, "nothing").give(0); }) == "false");
}

TEST_CASE("calls of operators, written and spread") {
  CHECK(value_of([](Assembler& c) {
          return c.load(0, "user.age").constant(1, "12").call(OperatorId::kAdd, 0, 2).give(0);
        }) == "42");
  CHECK(value_of([](Assembler& c) {
          return c.constant(0, "[3,9,4]").meter_begin().spread(OperatorId::kMax, 0).give(0);
        }) == "9");
  CHECK(value_of([](Assembler& c) {
          return c.constant(0, "5").meter_begin().spread(OperatorId::kMax, 0).give(0);
        }) == "5");
  CHECK(value_of([](Assembler& c) {
          return c.constant(0, "[3]").spread(OperatorId::kModulo, 0).give(0);
        }) == "error Invalid Arguments");
  CHECK(value_of([](Assembler& c) {
          return c.constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0);
        }) == "error boom");
}

TEST_CASE("an error in a register is handed on") {
  auto after_throw = [](auto then) {
    return value_of([then](Assembler& c) {
      c.constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1);
      then(c);
      return c.give(0);
    });
  };
  CHECK(after_throw([](Assembler& c) { c.negate(0); }) == "error boom");
  CHECK(after_throw([](Assembler& c) { c.truthy(0); }) == "error boom");
  CHECK(after_throw([](Assembler& c) { c.list(0, 1); }) == "error boom");
  CHECK(after_throw([](Assembler& c) { c.object(0, "[\"k\"]", 1); }) == "error boom");
  CHECK(after_throw([](Assembler& c) { c.spread(OperatorId::kMerge, 0); }) == "error boom");
  CHECK(after_throw([](Assembler& c) { c.constant(1, "1").compare(Comparison::kLess, 0, 0, 1); }) ==
        "error boom");
  CHECK(after_throw([](Assembler& c) {
          auto done = c.label();
          c.jump_on(Opcode::kJumpUnlessNull, 0, done).constant(0, "1").bind(done);
        }) == "error boom");
}

TEST_CASE("truth") {
  auto negated = [](std::string_view json) {
    return value_of([json](Assembler& c) { return c.constant(0, json).negate(0).give(0); });
  };
  CHECK(negated("[]") == "true");
  CHECK(negated("{}") == "false");
  CHECK(negated("\"\"") == "true");
  CHECK(value_of([](Assembler& c) { return c.constant(0, "\"0\"").truthy(0).give(0); }) == "true");
}

TEST_CASE("comparisons of registers and of paths") {
  CHECK(value_of([](Assembler& c) {
          return c.constant(0, "1")
              .constant(1, "1.0")
              .compare(Comparison::kStrictEqual, 2, 0, 1)
              .give(2);
        }) == "true");
  auto path_compare = [](Comparison comparison, std::string_view path, std::string_view json) {
    return value_of(
        [=](Assembler& c) { return c.compare_path(comparison, 0, path, json).give(0); });
  };
  CHECK(path_compare(Comparison::kGreaterEqual, "user.age", "30") == "true");
  CHECK(path_compare(Comparison::kLess, "user.age", "30") == "false");
  CHECK(path_compare(Comparison::kLooseEqual, "nothing", "0") == "true");  // absent is null
  CHECK(path_compare(Comparison::kLess, "user.name", "1") == "error NaN");
  CHECK(value_of([](Assembler& c) { return c.in_path(0, "text", R"(["w","x"])").give(0); }) ==
        "true");
  CHECK(value_of([](Assembler& c) { return c.in_path(0, "nothing", R"(["w"])").give(0); }) ==
        "false");
}

TEST_CASE("fused comparisons jump out of chains of and, or") {
  auto chain = [](bool is_and, std::string_view first, std::string_view second) {
    return value_of([=](Assembler& c) {
      auto done = c.label();
      for (std::string_view path : {first, second}) {
        if (is_and) {
          c.compare_path_and(Comparison::kLess, 0, path, "31", done);
        } else {
          c.compare_path_or(Comparison::kLess, 0, path, "31", done);
        }
      }
      c.constant(0, "\"end\"");
      return c.bind(done).give(0);
    });
  };
  CHECK(chain(true, "user.age", "zero") == "\"end\"");
  CHECK(chain(true, "user.name", "zero") == "error NaN");
  CHECK(chain(false, "user.age", "user.name") == "true");
  CHECK(chain(false, "user.name", "user.age") == "error NaN");
}

TEST_CASE("jumps") {
  auto branch = [](Opcode op, std::string_view json) {
    return value_of([=](Assembler& c) {
      auto there = c.label();
      auto end = c.label();
      c.constant(0, json).jump_on(op, 0, there).constant(0, "\"fell\"").jump(end);
      c.bind(there).constant(0, "\"jumped\"");
      return c.bind(end).give(0);
    });
  };
  CHECK(branch(Opcode::kJumpUnlessTruthy, "0") == "\"jumped\"");
  CHECK(branch(Opcode::kJumpUnlessTruthy, "1") == "\"fell\"");
  CHECK(branch(Opcode::kJumpUnlessFalsy, "0") == "\"fell\"");
  CHECK(branch(Opcode::kJumpUnlessFalsy, "1") == "\"jumped\"");
  CHECK(branch(Opcode::kJumpUnlessNull, "null") == "\"fell\"");
  CHECK(branch(Opcode::kJumpUnlessNull, "0") == "\"jumped\"");
}

TEST_CASE("an error leaves a call for where its result is wanted") {
  auto leaving = [](std::string_view what) {
    return value_of([=](Assembler& c) {
      auto done = c.label();
      c.constant(0, "1").constant(1, what).call(OperatorId::kThrow, 1, 1);
      c.jump_if_error(1, 0, done);
      c.constant(0, "\"not reached\"");
      return c.bind(done).give(0);
    });
  };
  CHECK(leaving("\"boom\"") == "error boom");
  CHECK(value_of([](Assembler& c) {
          auto done = c.label();
          c.constant(0, "1").jump_if_error(0, 0, done).constant(0, "2");
          return c.bind(done).give(0);
        }) == "2");
}

TEST_CASE("lists and objects") {
  CHECK(value_of([](Assembler& c) {
          return c.load(0, "user.age").constant(1, "\"x\"").list(0, 2).give(0);
        }) == R"([30,"x"])");
  CHECK(value_of([](Assembler& c) { return c.list(0, 0).give(0); }) == "[]");
  CHECK(value_of([](Assembler& c) {
          return c.load(0, "user.age").constant(1, "[]").object(0, R"(["b","a"])", 2).give(0);
        }) == R"({"b":30,"a":[]})");
}

TEST_CASE("try sees the error object, and what lies outside") {
  auto tried = [](auto later) {
    return value_of([later](Assembler& c) {
      auto done = c.label();
      c.constant(0, R"({"type":"boom","why":"because"})").call(OperatorId::kThrow, 0, 1);
      c.jump_on(Opcode::kJumpUnlessCaught, 0, done).try_push(0);
      later(c);
      c.scope_pop();
      return c.bind(done).give(0);
    });
  };
  CHECK(tried([](Assembler& c) { c.item(0, "why"); }) == "\"because\"");
  CHECK(tried([](Assembler& c) { c.item(0, ""); }) == R"({"type":"boom","why":"because"})");
  CHECK(tried([](Assembler& c) { c.level(0, 2, "user.name"); }) == "\"Ann\"");
  CHECK(tried([](Assembler& c) { c.level(0, 1, "index"); }) == "null");
  CHECK(tried([](Assembler& c) { c.load(0, "user.name"); }) == "\"Ann\"");
}

TEST_CASE("try hands on what cannot be caught") {
  CHECK(value_of([](Assembler& c) {
          auto done = c.label();
          c.meter_begin().constant(0, "1").charge(0, 100'001);
          c.jump_on(Opcode::kJumpUnlessCaught, 0, done).try_push(0);
          c.constant(0, "\"caught\"").scope_pop();
          return c.bind(done).give(0);
        }) == "error budget-exceeded");
}

TEST_CASE("the budget belongs to one outermost metered expression") {
  auto charged = [](unsigned units) {
    return value_of([units](Assembler& c) {
      return c.meter_begin().constant(0, "1").charge(0, units).give(0);
    });
  };
  CHECK(charged(100'000) == "1");
  CHECK(charged(100'001) == "error budget-exceeded");
  CHECK(value_of([](Assembler& c) {
          c.meter_begin().constant(0, "1").charge(0, 90'000);
          return c.meter_begin().charge(0, 90'000).give(0);
        }) == "1");
}

TEST_CASE("the same path is resolved once and anew after the context changed") {
  ProgramBuilder builder;
  Assembler code(builder);
  builder.rule({.id = "r", .condition = code.load(0, "user.age").give(0)});
  RulesetPtr ruleset = builder.load();
  Workspace workspace;
  Arena arena;
  for (std::int64_t age = 0; age < 3; ++age) {
    Member user{.key = "age", .value = Value::integer(age)};
    Value inner = make_object(arena, {&user, 1});
    Member root{.key = "user", .value = inner};
    Value context = make_object(arena, {&root, 1});
    CHECK(evaluate(*ruleset, context, 0, workspace).as_integer() == age);
  }
}

}  // namespace rulec::runtime

// Iterators of the register machine: what they answer, when they stop, what they are charged.
#include <doctest/doctest.h>

#include "program_builder.h"

namespace rulec::runtime {
namespace {

using bytecode::Opcode;
using value::OperatorId;

struct IterateOptions {
  std::string start;
  unsigned flags = 0;
  unsigned body_nodes = 1;
  std::uint64_t expr_cost = 100'000;
};

// `iterator` over the constant `source`; `body` leaves its result in the register it is given.
template <class Body>
std::string iterate(OperatorId iterator, std::string_view source, Body body,
                    const IterateOptions& options = {}) {
  ProgramBuilder builder;
  builder.program.expr_cost = options.expr_cost;
  Assembler c(builder);
  auto again = c.label();
  auto done = c.label();
  unsigned flags = options.flags;
  c.meter_begin().constant(0, source);
  if (!options.start.empty()) {
    c.constant(1, options.start);
    flags |= bytecode::kHasStart;
  }
  c.iter_begin(iterator, 0, done, flags, options.body_nodes).bind(again);
  body(c);
  c.iter_next(iterator, 0, again).bind(done);
  builder.rule({.id = "r", .condition = c.give(0)});
  return evaluate_text(builder, R"({"limit":2,"deep":{"x":9}})");
}

void whole_item(Assembler& c) {
  c.item(1, "");
}

// item + 1, which throws for texts that are no number
void plus_one(Assembler& c) {
  c.item(1, "").constant(2, "1").call(OperatorId::kAdd, 1, 2);
}

}  // namespace

TEST_CASE("map and filter") {
  CHECK(iterate(OperatorId::kMap, "[1,2,3]", plus_one) == "[2,3,4]");
  CHECK(iterate(OperatorId::kMap, "[]", plus_one) == "[]");
  CHECK(iterate(OperatorId::kMap, "[1,\"x\",3]", plus_one) == "error NaN");
  CHECK(iterate(OperatorId::kMap, "null", plus_one) == "[]");
  CHECK(iterate(OperatorId::kMap, "null", plus_one, {.flags = bytecode::kSourceWrittenNull}) ==
        "error Invalid Arguments");
  CHECK(iterate(OperatorId::kMap, "{}", plus_one) == "error Invalid Arguments");
  CHECK(iterate(OperatorId::kFilter, "[0,1,\"\",\"a\",[],[0]]", whole_item) == "[1,\"a\",[0]]");
  CHECK(iterate(OperatorId::kFilter, "[0]", whole_item) == "[]");
}

TEST_CASE("a long list is collected whole and in order") {
  std::string list = "[";
  std::string expected = "[";
  for (int i = 0; i < 1000; ++i) {
    list += (i > 0 ? "," : "") + std::to_string(i);
    expected += (i > 0 ? "," : "") + std::to_string(i + 1);
  }
  CHECK(iterate(OperatorId::kMap, list + "]", plus_one) == expected + "]");
}

TEST_CASE("all, some, none stop when the answer is known") {
  CHECK(iterate(OperatorId::kAll, "[1,2]", whole_item) == "true");
  CHECK(iterate(OperatorId::kAll, "[]", whole_item) == "false");
  CHECK(iterate(OperatorId::kSome, "[0,1]", whole_item) == "true");
  CHECK(iterate(OperatorId::kSome, "[0]", whole_item) == "false");
  CHECK(iterate(OperatorId::kSome, "[]", whole_item) == "false");
  CHECK(iterate(OperatorId::kNone, "[0]", whole_item) == "true");
  CHECK(iterate(OperatorId::kNone, "[]", whole_item) == "true");
  CHECK(iterate(OperatorId::kNone, "[0,1]", whole_item) == "false");
  CHECK(iterate(OperatorId::kAll, "null", whole_item) == "error Invalid Arguments");
  // The throwing item stands behind the one that decides.
  CHECK(iterate(OperatorId::kAll, "[-1,\"x\"]", plus_one) == "false");
  CHECK(iterate(OperatorId::kSome, "[0,\"x\"]", plus_one) == "true");
  CHECK(iterate(OperatorId::kNone, "[0,\"x\"]", plus_one) == "false");
  CHECK(iterate(OperatorId::kSome, "[\"x\",0]", plus_one) == "error NaN");
}

TEST_CASE("reduce folds with and without a start") {
  auto sum = [](Assembler& c) {
    c.item(1, "accumulator").item(2, "current").call(OperatorId::kAdd, 1, 2);
  };
  CHECK(iterate(OperatorId::kReduce, "[1,2,3]", sum, {.start = "10"}) == "16");
  CHECK(iterate(OperatorId::kReduce, "[1,2,3]", sum) == "6");
  CHECK(iterate(OperatorId::kReduce, "[5]", sum) == "5");
  CHECK(iterate(OperatorId::kReduce, "[]", sum) == "null");
  CHECK(iterate(OperatorId::kReduce, "[]", sum, {.start = "10"}) == "10");
  CHECK(iterate(OperatorId::kReduce, "null", sum) == "null");
  CHECK(iterate(OperatorId::kReduce, "null", sum, {.start = "10"}) == "10");
  CHECK(iterate(OperatorId::kReduce, "\"text\"", sum, {.start = "10"}) ==
        "error Invalid Arguments");
  CHECK(iterate(OperatorId::kReduce, "[1,\"x\"]", sum) == "error NaN");
  auto kept = [](Assembler& c) { c.item(1, ""); };
  CHECK(iterate(OperatorId::kReduce, "[7]", kept, {.start = "1"}) ==
        R"({"current":7,"accumulator":1})");
}

TEST_CASE("the body sees the item, the index and the contexts outside") {
  CHECK(iterate(OperatorId::kMap, "[\"a\",\"b\"]", [](Assembler& c) { c.level(1, 1, "index"); }) ==
        "[0,1]");
  CHECK(iterate(OperatorId::kMap, "[\"a\"]", [](Assembler& c) { c.level(1, 2, "deep.x"); }) ==
        "[9]");
  CHECK(iterate(OperatorId::kMap, "[\"a\"]", [](Assembler& c) { c.load(1, "deep.x"); }) == "[9]");
  CHECK(iterate(OperatorId::kMap, "[{\"k\":1},{}]", [](Assembler& c) { c.item(1, "k"); }) ==
        "[1,null]");
  CHECK(iterate(OperatorId::kMap, "[{\"k\":1},{}]", [](Assembler& c) {
          auto present = c.label();
          c.item_raw(1, "k").jump_on(Opcode::kJumpIfPresent, 1, present).constant(1, "\"d\"");
          c.bind(present);
        }) == "[1,\"d\"]");
  CHECK(iterate(OperatorId::kMap, "[{\"k\":null}]", [](Assembler& c) { c.exists(1, 0, "k"); }) ==
        "[true]");
}

TEST_CASE("nested iterators have scopes of their own") {
  // For each list of lists: its items plus the index outside, plus the limit of the root.
  auto nested = [](Assembler& c) {
    auto again = c.label();
    auto done = c.label();
    c.item(1, "").iter_begin(OperatorId::kMap, 1, done, 0, 1).bind(again);
    c.item(2, "").level(3, 3, "index").level(4, 4, "limit").call(OperatorId::kAdd, 2, 3);
    c.iter_next(OperatorId::kMap, 1, again).bind(done);
  };
  CHECK(iterate(OperatorId::kMap, "[[1,2],[],[3]]", nested) == "[[3,4],[],[7]]");
}

TEST_CASE("an iterator is charged 1, and for each item the nodes of its body") {
  IterateOptions options{.body_nodes = 3, .expr_cost = 10};
  CHECK(iterate(OperatorId::kMap, "[1,2,3]", plus_one, options) == "[2,3,4]");
  options.expr_cost = 9;
  CHECK(iterate(OperatorId::kMap, "[1,2,3]", plus_one, options) == "error budget-exceeded");
  // What is not visited costs nothing.
  options.expr_cost = 4;
  CHECK(iterate(OperatorId::kSome, "[1,2,3]", plus_one, options) == "true");
  options.expr_cost = 3;
  CHECK(iterate(OperatorId::kSome, "[1,2,3]", plus_one, options) == "error budget-exceeded");
  options.expr_cost = 0;
  CHECK(iterate(OperatorId::kMap, "[]", plus_one, options) == "error budget-exceeded");
  // A body that claims to be nothing still costs something.
  options = {.body_nodes = 0, .expr_cost = 3};
  CHECK(iterate(OperatorId::kMap, "[1,2,3]", whole_item, options) == "error budget-exceeded");
}

}  // namespace rulec::runtime

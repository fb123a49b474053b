// Comparisons of a path with a constant have forms of their own in the engine; whatever the form
// and whatever stands around it, the answer is that of lib/value.
#include <doctest/doctest.h>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "program_builder.h"
#include "value/json_value.h"

namespace rulec::runtime {
namespace {

using bytecode::Opcode;
using value::Comparison;

constexpr std::string_view kConstants[] = {"null",
                                           "true",
                                           "false",
                                           "0",
                                           "1",
                                           "-1",
                                           "5",
                                           "9223372036854775807",
                                           "-9223372036854775808",
                                           "1.0",
                                           "2.5",
                                           "\"\"",
                                           "\"5\"",
                                           "\"a\"",
                                           "\"b\"",
                                           "\"abcd\"",
                                           "\"abce\"",
                                           "\"abcdefgh\"",
                                           "\"abcdefgi\"",
                                           "\"abcdefghijklmnopq\"",
                                           "\"abcdefghXjklmnopq\"",
                                           "[]",
                                           "[5]",
                                           "{}"};

constexpr Comparison kComparisons[] = {Comparison::kLooseEqual,  Comparison::kLooseUnequal,
                                       Comparison::kStrictEqual, Comparison::kStrictUnequal,
                                       Comparison::kLess,        Comparison::kLessEqual,
                                       Comparison::kGreater,     Comparison::kGreaterEqual};

// What the context holds at x: each of the constants, and nothing.
std::vector<std::string> contexts() {
  std::vector<std::string> all = {"{}"};
  for (std::string_view value : kConstants) {
    all.push_back("{\"x\":" + std::string(value) + "}");
  }
  return all;
}

std::string shown(const Value& value) {
  if (value.is_error()) {
    return "error " + std::string(value::error_type(value));
  }
  std::string text;
  append_value(text, value);
  return text;
}

class Bench {
 public:
  Value parse(std::string_view json) {
    std::string_view kept = arena_.copy(json);
    Value value;
    json::Fault fault;
    REQUIRE(json::read_value(kept, {}, arena_, scratch_, value, fault));
    return value;
  }
  std::string run(const RulesetPtr& ruleset, const Value& context) {
    return shown(evaluate(*ruleset, context, 0, workspace_));
  }

 private:
  Arena arena_;
  json::ReaderScratch scratch_;
  Workspace workspace_;
};

Value at_x(const Value& context) {
  Value found = context.member("x");
  return found.is_absent() ? Value::null() : found;
}

// How an atom may stand in an expression.
enum class Place : std::uint8_t {
  kAlone,
  kNegated,
  kTwiceNegated,
  kAndFirst,
  kOrFirst,
  kOrInsideAnd,
  kInList,
  kIf
};

RulesetPtr ruleset_of(Comparison comparison, std::string_view constant, Place place) {
  ProgramBuilder builder;
  Assembler c(builder);
  auto end = c.label();
  auto inner = c.label();
  switch (place) {
    case Place::kAlone:
      c.compare_path(comparison, 0, "x", constant);
      break;
    case Place::kNegated:
      c.compare_path(comparison, 0, "x", constant).negate(0);
      break;
    case Place::kTwiceNegated:
      c.compare_path(comparison, 0, "x", constant).negate(0).negate(0);
      break;
    case Place::kAndFirst:
      c.compare_path_and(comparison, 0, "x", constant, end).constant(0, "\"last\"");
      break;
    case Place::kOrFirst:
      c.compare_path_or(comparison, 0, "x", constant, end).constant(0, "\"last\"");
      break;
    case Place::kOrInsideAnd:
      c.compare_path_or(comparison, 0, "x", constant, inner).constant(0, "0").bind(inner);
      c.jump_on(Opcode::kJumpUnlessTruthy, 0, end).constant(0, "\"last\"");
      break;
    case Place::kInList:
      c.constant(0, "7").compare_path(comparison, 1, "x", constant).list(0, 2);
      break;
    case Place::kIf:
      c.compare_path(comparison, 0, "x", constant).jump_if_error(0, 0, end);
      c.jump_on(Opcode::kJumpUnlessTruthy, 0, inner).constant(0, "\"then\"").jump(end);
      c.bind(inner).constant(0, "\"else\"");
      break;
  }
  builder.rule({.id = "r", .condition = c.bind(end).give(0)});
  return builder.load();
}

std::string expected(const Value& result, Place place) {
  if (result.is_error()) {
    return shown(result);
  }
  bool holds = result.as_bool();
  switch (place) {
    case Place::kAlone:
    case Place::kTwiceNegated:
      return holds ? "true" : "false";
    case Place::kNegated:
      return holds ? "false" : "true";
    case Place::kAndFirst:
      return holds ? "\"last\"" : "false";
    case Place::kOrFirst:
      return holds ? "true" : "\"last\"";
    case Place::kOrInsideAnd:
      return holds ? "\"last\"" : "0";
    case Place::kInList:
      return holds ? "[7,true]" : "[7,false]";
    case Place::kIf:
      return holds ? "\"then\"" : "\"else\"";
  }
  return {};
}

}  // namespace

TEST_CASE("comparisons with constants, in every place") {
  Bench bench;
  std::size_t wrong = 0;
  for (std::string_view constant : kConstants) {
    Value right = bench.parse(constant);
    for (Comparison comparison : kComparisons) {
      for (Place place : {Place::kAlone, Place::kNegated, Place::kTwiceNegated, Place::kAndFirst,
                          Place::kOrFirst, Place::kOrInsideAnd, Place::kInList, Place::kIf}) {
        RulesetPtr ruleset = ruleset_of(comparison, constant, place);
        for (const std::string& text : contexts()) {
          Value context = bench.parse(text);
          std::string want = expected(value::compare(comparison, at_x(context), right), place);
          std::string found = bench.run(ruleset, context);
          if (want != found && ++wrong < 10) {
            CAPTURE(constant);
            CAPTURE(text);
            CAPTURE(static_cast<int>(comparison));
            CAPTURE(static_cast<int>(place));
            CHECK(found == want);
          }
        }
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("in a constant list, plain and in chains") {
  Bench bench;
  for (std::string_view list : {R"(["a","abcd","abcdefgh"])", R"([])", R"(["a",5])",
                                R"([1.0,null])", R"(["","abcdefghijklmnopq"])"}) {
    Value items = bench.parse(list);
    ProgramBuilder plain;
    plain.rule({.id = "r", .condition = Assembler(plain).in_path(0, "x", list).give(0)});
    ProgramBuilder negated;
    negated.rule(
        {.id = "r", .condition = Assembler(negated).in_path(0, "x", list).negate(0).give(0)});
    ProgramBuilder chain;
    Assembler c(chain);
    auto end = c.label();
    c.in_path(0, "x", list).negate(0).jump_on(Opcode::kJumpUnlessTruthy, 0, end);
    c.in_path(0, "x", list).jump_on(Opcode::kJumpUnlessFalsy, 0, end).constant(0, "\"last\"");
    chain.rule({.id = "r", .condition = c.bind(end).give(0)});
    RulesetPtr by_plain = plain.load();
    RulesetPtr by_negated = negated.load();
    RulesetPtr by_chain = chain.load();
    for (const std::string& text : contexts()) {
      CAPTURE(list);
      CAPTURE(text);
      Value context = bench.parse(text);
      bool is_in = value::list_contains(items.as_list(), at_x(context));
      CHECK(bench.run(by_plain, context) == (is_in ? "true" : "false"));
      CHECK(bench.run(by_negated, context) == (is_in ? "false" : "true"));
      CHECK(bench.run(by_chain, context) == (is_in ? "false" : "\"last\""));
    }
  }
}

}  // namespace rulec::runtime

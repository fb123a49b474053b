#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "bytecode/bytecode.h"
#include "sample_program.h"

using namespace rulec;
using namespace rulec::bytecode;
using namespace rulec::bytecode::testing;
using enum rulec::bytecode::Opcode;

namespace {

std::string problem_of(const Program& program) {
  auto status = validate(program);
  return status ? "" : status.error().message;
}

struct Damage {
  const char* problem;  // part of the message
  std::function<void(Program&)> apply;
};

// A program of one rule whose condition is what `write` assembles.
Program program_of(std::uint16_t registers, const std::function<void(Assembler&)>& write) {
  Program program;
  program.strings = {"k", "r"};
  program.constants = {{.kind = ConstantKind::kNull},
                       {.kind = ConstantKind::kString, .bits = 0},
                       {.kind = ConstantKind::kList, .first = 0, .count = 2}};
  program.children = {1, 1};
  program.paths = {{.segments = {StringId(0)}}};
  Assembler code(program);
  write(code);
  program.rules = {
      {.id = StringId(1), .name = {}, .flags = kActive, .condition = code.expression(registers)}};
  return program;
}

struct CodeCase {
  const char* problem;
  std::uint16_t registers;
  std::function<void(Assembler&)> write;
};

}  // namespace

TEST_CASE("tables: each kind of damage is refused with its reason") {
  const Damage cases[] = {
      {"a string stands twice", [](Program& p) { p.strings[1] = "a"; }},
      {"a kind is not known",
       [](Program& p) { p.constants[0].kind = static_cast<ConstantKind>(99); }},
      {"a scalar has children", [](Program& p) { p.constants[0].count = 1; }},
      {"an unused field is not zero", [](Program& p) { p.constants[0].high = 1; }},
      {"an unused field is not zero",
       [](Program& p) { p.constants[0] = {.kind = ConstantKind::kTrue, .bits = 1}; }},
      {"a text names a string that is not there", [](Program& p) { p.constants[1].bits = 14; }},
      {"a double is infinite",
       [](Program& p) {
         p.constants[0] = {.kind = ConstantKind::kDouble, .bits = 0x7ff0'0000'0000'0000};
       }},
      {"a double is infinite",
       [](Program& p) {
         p.constants[0] = {.kind = ConstantKind::kDouble, .bits = 0x8000'0000'0000'0000};
       }},
      {"a decimal is infinite",
       [](Program& p) {
         p.constants[0] = {.kind = ConstantKind::kDecimal, .high = 0x7800'0000'0000'0000};
       }},
      {"a decimal is infinite",
       [](Program& p) {
         p.constants[0] = {.kind = ConstantKind::kDecimal, .high = 0x8000'0000'0000'0000};
       }},
      {"not canonical",
       [](Program& p) {
         p.constants[0] = {.kind = ConstantKind::kDecimal,
                           .bits = 0x378d'8e64'0000'0000,
                           .high = 0x0001'ed09'bead'87c0};
       }},
      {"the children of a list or object are not its own",
       [](Program& p) { p.constants[2].count = 0xffff'ffff; }},
      {"the children of a list or object are not its own",
       [](Program& p) { p.constants[3].first = 0; }},
      {"a child belongs to no list", [](Program& p) { p.children.push_back(0); }},
      {"a constant does not come after its children", [](Program& p) { p.children[1] = 2; }},
      {"a key names a string", [](Program& p) { p.children[2] = 14; }},
      {"an object has a key twice",
       [](Program& p) {
         p.constants[3].count = 2;
         p.children.push_back(kTotal);
         p.children.push_back(0);
       }},
      {"a path names a string", [](Program& p) { p.paths[0].segments[1] = StringId(99); }},
      {"a path names a string", [](Program& p) { p.paths[0].segments[1] = StringId(); }},
      {"a rule has no proper id", [](Program& p) { p.strings[kRuleB] = "b c"; }},
      {"a rule has no proper id", [](Program& p) { p.rules[0].id = StringId(); }},
      {"a name is a string", [](Program& p) { p.rules[0].name = StringId(77); }},
      {"a flag of a rule", [](Program& p) { p.rules[0].flags = 4; }},
      {"a window ends outside", [](Program& p) { p.rules[0].active_from_ms = INT64_MIN + 1; }},
      {"the actions of a rule", [](Program& p) { p.rules[1].first_action = 0; }},
      {"the actions of a rule", [](Program& p) { p.rules[1].action_count = 0xffff'ffff; }},
      {"an action belongs to no rule", [](Program& p) { p.rules[1].action_count = 0; }},
      {"not in the order of their ids", [](Program& p) { p.strings[kRuleB] = "Z"; }},
      {"no proper name", [](Program& p) { p.entry_points[0].name = StringId(kAny); }},
      {"names a schema", [](Program& p) { p.entry_points[0].schema = 1; }},
      {"names a rule twice", [](Program& p) { p.entry_points[0].rules = {1, 1}; }},
      {"names a rule twice, or one that is not there",
       [](Program& p) { p.entry_points[0].rules = {2}; }},
      {"not in the order of their names",
       [](Program& p) { p.entry_points.push_back(p.entry_points[0]); }},
      {"unknown type", [](Program& p) { p.entry_points[0].updates[0].type = StringId(kEu); }},
      {"pattern names a string",
       [](Program& p) { p.entry_points[0].updates[0].segments[0] = StringId(99); }},
      {"reads a path twice, or one that is not there",
       [](Program& p) { p.entry_points[0].reads = {PathId(3)}; }},
      {"reads a path twice, or one that is not there",
       [](Program& p) { p.entry_points[0].reads = {PathId(1), PathId(1)}; }},
      {"`**` before its end", [](Program& p) { p.strings[kCart] = "**"; }},
      {"an argument has no name", [](Program& p) { p.actions[0].arguments[0].name = StringId(); }},
      {"not one of constant and expression",
       [](Program& p) { p.actions[0].arguments[0].constant = ConstantId(0); }},
      {"names a constant", [](Program& p) { p.actions[1].arguments[0].constant = ConstantId(4); }},
      {"an action names a string", [](Program& p) { p.actions[0].type = StringId(); }},
      {"an action names a string", [](Program& p) { p.actions[0].id = StringId(99); }},
      {"an update has no target", [](Program& p) { p.actions[0].target = PathId(); }},
      {"an update has no target, or another action has one",
       [](Program& p) { p.actions[1].target = PathId(0); }},
      {"an operation is not known", [](Program& p) { p.actions[0].operation = 5; }},
      {"an operation is not known", [](Program& p) { p.actions[1].operation = 1; }},
      {"an action has a schema", [](Program& p) { p.actions[0].schema = 0; }},  // an update
      {"an action has a schema",
       [](Program& p) {
         p.actions[1].kind = ActionKind::kEffect;
         p.actions[1].schema = static_cast<std::uint32_t>(p.schemas.size());
       }},
      {"an absent expression has a length", [](Program& p) { p.rules[1].condition.length = 1; }},
      {"does not begin where the one before ends",
       [](Program& p) { p.rules[1].condition = p.rules[0].condition; }},
      {"does not begin where the one before ends",
       [](Program& p) { p.rules[0].condition.length = 0xffff'ffff; }},
      {"instructions belong to no expression",
       [](Program& p) { p.code.push_back(instruction(kReturn, 0, 0, 0)); }},
      {"a schema has no name", [](Program& p) { p.schemas[0].name = StringId(); }},
      {"a row names a place", [](Program& p) { p.source_map[1].pc = 99; }},
      {"a row names a place", [](Program& p) { p.source_map[1].file = 1; }},
      {"a row names a place", [](Program& p) { p.source_map[1].begin = 31; }},
      {"order of their instructions", [](Program& p) { p.source_map[1].pc = 0; }},
      {"one text for each rule", [](Program& p) { p.rule_texts.pop_back(); }},
  };
  for (const auto& damage : cases) {
    CAPTURE(damage.problem);
    Program program = sample_program();
    damage.apply(program);
    std::string problem = problem_of(program);
    CAPTURE(problem);
    CHECK(problem.find(damage.problem) != std::string::npos);
  }
}

TEST_CASE("scorecards: each kind of damage is refused with its reason") {
  auto card = [](Program& p) -> Scorecard& { return p.scorecards[0]; };
  const Damage cases[] = {
      {"no proper id", [&](Program& p) { card(p).id = StringId(kAny); }},
      {"order of their entry points", [&](Program& p) { card(p).entry_point = 1; }},
      {"order of their entry points", [&](Program& p) { p.scorecards.push_back(card(p)); }},
      {"a default is a string",
       [&](Program& p) { card(p).default_recommendation = StringId(999); }},
      {"an item has no proper id", [&](Program& p) { card(p).items[0].id = StringId(kAny); }},
      {"that of another", [&](Program& p) { card(p).items[1].id = card(p).items[0].id; }},
      {"no proper symbol", [&](Program& p) { card(p).items[0].symbol = StringId(kCart); }},
      {"no proper symbol", [&](Program& p) { card(p).items[0].symbol = StringId(999); }},
      {"no proper symbol", [&](Program& p) { p.strings[card(p).items[1].symbol.index()] = "-"; }},
      {"no proper symbol", [&](Program& p) { p.strings[card(p).items[1].symbol.index()] = ""; }},
      {"points of an item are no decimal",
       [&](Program& p) { card(p).items[0].points = ConstantId(0); }},
      {"points of an item are no decimal",
       [&](Program& p) { card(p).items[0].points = ConstantId(999); }},
      {"order of their symbols",
       [&](Program& p) { std::swap(card(p).patterns[0], card(p).patterns[1]); }},
      {"a pattern names a string",
       [&](Program& p) { card(p).patterns[0].recommendation = StringId(); }},
      {"bands are not ascending",
       [&](Program& p) { card(p).bands[1].from = card(p).bands[0].from; }},
      {"a band names", [&](Program& p) { card(p).bands[0].from = ConstantId(0); }},
      {"a band names", [&](Program& p) { card(p).bands[0].recommendation = StringId(999); }},
      {"an absent expression has a length",
       [&](Program& p) { card(p).items[1].condition.length = 1; }},
      {"does not begin where the one before ends",
       [&](Program& p) { card(p).items[1].condition = card(p).items[0].condition; }},
      {"instructions belong to no expression",
       [&](Program& p) { card(p).items[0].condition = {}; }},
      {"one text for each scorecard", [&](Program& p) { p.scorecard_texts.emplace_back("{}"); }},
  };
  for (const auto& damage : cases) {
    CAPTURE(damage.problem);
    Program program = sample_with_scorecard();
    damage.apply(program);
    std::string problem = problem_of(program);
    CAPTURE(problem);
    CHECK(problem.find(damage.problem) != std::string::npos);
  }
}

TEST_CASE("a scorecard has at most 10,000 items") {
  Program program = sample_with_scorecard();
  std::vector<ScorecardItem>& items = program.scorecards[0].items;
  while (items.size() < kMaxScorecardItems) {
    ScorecardItem item = items[1];
    program.strings.push_back("i" + std::to_string(items.size()));
    item.id = StringId(program.strings.size() - 1);
    items.push_back(item);
  }
  CHECK(problem_of(program) == "");
  items.push_back(items[1]);
  CHECK(problem_of(program) == "section `scorecards` has more than 10000 items in one scorecard");
}

TEST_CASE("code: each way out of the rules is refused with its reason") {
  const CodeCase cases[] = {
      {"unknown opcode", 1, [](Assembler& c) { c.op(static_cast<Opcode>(200), 0, 0, 0); }},
      {"runs over the end", 1, [](Assembler& c) { c.op(kConstant, 0, 0, 0); }},
      {"is cut", 1, [](Assembler& c) { c.op(kComparePath, 0, 0, 0); }},
      {"may be unwritten", 1, [](Assembler& c) { c.op(kReturn, 0, 0, 0); }},
      {"outside the frame", 0, [](Assembler& c) { c.op(kConstant, 0, 0, 0).op(kReturn, 0, 0, 0); }},
      {"out of turn", 2, [](Assembler& c) { c.op(kConstant, 0, 1, 0).op(kReturn, 0, 1, 0); }},
      {"constant that is not there", 1, [](Assembler& c) { c.op(kConstant, 0, 0, 3); }},
      {"path that is not there", 1, [](Assembler& c) { c.op(kLoadPath, 0, 0, 1); }},
      {"is never reached", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kJump, 0, 0, 3).op(kConstant, 0, 0, 0).op(kReturn, 0, 0, 0);
       }},
      {"jumps backwards", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kJumpUnlessTruthy, 0, 0, 0).op(kReturn, 0, 0, 0);
       }},
      {"jumps backwards", 1,
       [](Assembler& c) {  // into its own second word, where no instruction begins
         c.op(kComparePathAnd, 0, 0, 0, {.x = 0, .y = 1}).op(kReturn, 0, 0, 0);
       }},
      {"out of its expression", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kJumpUnlessTruthy, 0, 0, 3).op(kReturn, 0, 0, 0);
       }},
      {"jumped into", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessTruthy, 0, 0, 3)
             .op(kComparePath, 0, 0, 0, {})
             .op(kReturn, 0, 0, 0);
       }},
      {"may be unwritten", 2,
       [](Assembler& c) {  // r1 is written on one way only
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessTruthy, 0, 0, 3)
             .op(kConstant, 0, 1, 0)
             .op(kReturn, 0, 1, 0);
       }},
      {"returns before the end", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessTruthy, 0, 0, 3)
             .op(kReturn, 0, 0, 0)
             .op(kReturn, 0, 0, 0);
       }},
      {"no function", 1, [](Assembler& c) { c.op(kCall, number_of("and"), 0, 0); }},
      {"no function", 1, [](Assembler& c) { c.op(kCall, 255, 0, 0); }},
      {"wrong number of operands", 1,
       [](Assembler& c) { c.op(kConstant, 0, 0, 0).op(kCall, number_of("%"), 0, 1); }},
      {"does not spread", 1,
       [](Assembler& c) { c.op(kConstant, 0, 0, 0).op(kCallSpread, number_of("!"), 0, 0); }},
      {"unknown comparison", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kConstant, 0, 1, 0).op(kCompare, 8, 0, 0, {.x = 0, .y = 1});
       }},
      {"no list", 1, [](Assembler& c) { c.op(kInPath, 0, 0, 0, {.x = 1, .y = 0}); }},
      {"no list of keys", 1, [](Assembler& c) { c.op(kMakeObject, 0, 0, 0); }},
      {"a key twice", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kConstant, 0, 1, 0).op(kMakeObject, 0, 0, 2);
       }},
      {"level beyond", 1, [](Assembler& c) { c.op(kLoadLevel, 1, 0, 0); }},
      {"follows a raw load", 1,
       [](Assembler& c) { c.op(kLoadPathRaw, 0, 0, 0).op(kReturn, 0, 0, 0); }},
      {"holds no raw load", 1,
       [](Assembler& c) {
         c.op(kLoadPath, 0, 0, 0).op(kJumpIfPresent, 0, 0, 3).op(kReturn, 0, 0, 0);
       }},
      {"may be unwritten", 1,
       [](Assembler& c) {  // absent on the way that falls through
         c.op(kLoadPathRaw, 0, 0, 0).op(kJumpIfPresent, 0, 0, 2).op(kReturn, 0, 0, 0);
       }},
      {"not caught", 1, [](Assembler& c) { c.op(kConstant, 0, 0, 0).op(kTryPush, 0, 0, 0); }},
      {"not caught", 1,
       [](Assembler& c) {  // jumped to from before the question
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessTruthy, 0, 0, 3)
             .op(kJumpUnlessCaught, 0, 0, 4)
             .op(kTryPush, 0, 0, 0)
             .op(kReturn, 0, 0, 0);
       }},
      {"other open scopes", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessCaught, 0, 0, 3)
             .op(kTryPush, 0, 0, 0)
             .op(kReturn, 0, 0, 0);
       }},
      {"with an open scope", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kJumpUnlessCaught, 0, 0, 4)
             .op(kTryPush, 0, 0, 0)
             .op(kReturn, 0, 0, 0)
             .op(kReturn, 0, 0, 0);
       }},
      {"not open", 1, [](Assembler& c) { c.op(kScopePop, 0, 0, 0); }},
      {"no iterator", 1,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kIterBegin, number_of("cat"), 0, 3, {.x = 0, .y = 1});
       }},
      {"unknown flag", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kConstant, 0, 1, 0)
             .op(kIterBegin, number_of("map"), 0, 4, {.x = kHasStart, .y = 1});
       }},
      {"does not belong to the iterator", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kIterBegin, number_of("map"), 0, 5, {.x = 0, .y = 1})
             .op(kConstant, 0, 1, 0)
             .op(kIterNext, number_of("map"), 0, 4)
             .op(kReturn, 0, 0, 0);
       }},
      {"does not belong to the iterator", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kIterBegin, number_of("map"), 0, 5, {.x = 0, .y = 1})
             .op(kConstant, 0, 1, 0)
             .op(kIterNext, number_of("all"), 0, 3)
             .op(kReturn, 0, 0, 0);
       }},
      {"out of turn", 2,
       [](Assembler& c) {  // the source is overwritten
         c.op(kConstant, 0, 0, 0)
             .op(kIterBegin, number_of("map"), 0, 6, {.x = 0, .y = 1})
             .op(kConstant, 0, 0, 0)
             .op(kConstant, 0, 1, 0)
             .op(kIterNext, number_of("map"), 0, 3)
             .op(kReturn, 0, 0, 0);
       }},
      {"inside an iterator", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0)
             .op(kIterBegin, number_of("map"), 0, 6, {.x = 0, .y = 1})
             .op(kMeterBegin, 0, 0, 0)
             .op(kConstant, 0, 1, 0)
             .op(kIterNext, number_of("map"), 0, 3)
             .op(kReturn, 0, 0, 0);
       }},
      {"charges less than it does", 2,
       [](Assembler& c) {
         c.op(kConstant, 0, 0, 0).op(kIterBegin, number_of("map"), 0, 22, {.x = 0, .y = 0});
         for (int i = 0; i < 18; ++i) {
           c.op(kConstant, 0, 1, 0);
         }
         c.op(kIterNext, number_of("map"), 0, 3).op(kReturn, 0, 0, 0);
       }},
  };
  for (const auto& test : cases) {
    CAPTURE(test.problem);
    std::string problem = problem_of(program_of(test.registers, test.write));
    CAPTURE(problem);
    CHECK(problem.find(test.problem) != std::string::npos);
    CHECK(problem.starts_with("section `code` is damaged: instruction "));
  }
}

TEST_CASE("code: ways that meet agree on what both wrote") {
  CHECK(problem_of(program_of(2, [](Assembler& c) {
          c.op(kLoadPathRaw, 0, 0, 0)
              .op(kJumpIfPresent, 0, 0, 3)
              .op(kConstant, 0, 0, 0)
              .op(kJumpUnlessCaught, 0, 0, 7)
              .op(kTryPush, 0, 0, 0)
              .op(kLoadItem, 0, 0, 0)
              .op(kScopePop, 0, 0, 0)
              .op(kReturn, 0, 0, 0);
        })).empty());
}

TEST_CASE("code: scopes nest up to the limit and no deeper") {
  for (std::uint32_t depth : {kMaxScopes, kMaxScopes + 1}) {
    CAPTURE(depth);
    auto nested = program_of(1, [&](Assembler& c) {
      c.op(kConstant, 0, 0, 0);
      std::uint32_t last = 1 + 3 * depth;
      for (std::uint32_t level = 0; level < depth; ++level) {
        c.op(kJumpUnlessCaught, 0, 0, last - level).op(kTryPush, 0, 0, 0);
      }
      for (std::uint32_t level = 0; level < depth; ++level) {
        c.op(kScopePop, 0, 0, 0);
      }
      c.op(kReturn, 0, 0, 0);
    });
    bool is_allowed = depth == kMaxScopes;
    CHECK(problem_of(nested).empty() == is_allowed);
  }
}

TEST_CASE("constants that contain each other are counted as written out") {
  Program program;
  program.constants = {{.kind = ConstantKind::kNull}};
  for (std::uint32_t i = 0; i < 40; ++i) {
    program.constants.push_back({.kind = ConstantKind::kList, .first = 2 * i, .count = 2});
    program.children.push_back(i);
    program.children.push_back(i);
  }
  auto status = validate(program);
  REQUIRE(!status.has_value());
  CHECK(status.error().rc == 5014);
  CHECK(status.error().message == "section `constants` has more than 50000 nodes in one constant");
}

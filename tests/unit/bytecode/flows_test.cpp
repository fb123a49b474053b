// Steps in the format: they come back as they were, and each kind of damage is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "bytecode/bytecode.h"
#include "sample_program.h"

using namespace rulec;
using namespace rulec::bytecode;

namespace {

enum Text : std::uint32_t { kFx, kM, kN, kRule, kNoWord };

// Two effects; the second uses the result of the first, and has a test.
Program sample() {
  Program program;
  program.strings = {"fx", "m", "n", "r", "no-word"};
  program.constants = {{.kind = ConstantKind::kTrue}};
  testing::Assembler code(program);
  code.op(Opcode::kConstant, 0, 0, 0).op(Opcode::kReturn, 0, 0, 0);
  Action first{.kind = ActionKind::kEffect, .id = {}, .type = StringId(kFx), .arguments = {}};
  Action second = first;
  first.result = StringId(kM);
  second.result = StringId(kN);
  second.test = code.expression(1);
  second.after = {StringId(kM)};
  second.references = 3;
  second.carried = ConstantId(0);
  program.actions = {first, second};
  program.rules = {{.id = StringId(kRule),
                    .name = {},
                    .flags = kActive,
                    .condition = {},
                    .first_action = 0,
                    .action_count = 2}};
  return program;
}

Result<Program> reread(const std::vector<Section>& sections) {
  std::vector<SectionView> views;
  for (const auto& section : sections) {
    views.push_back({.type = section.type, .bytes = section.bytes});
  }
  return decode(views);
}

std::string& flows_of(std::vector<Section>& sections) {
  auto at =
      std::ranges::find(sections, static_cast<std::uint32_t>(SectionType::kFlows), &Section::type);
  REQUIRE(at != sections.end());
  CHECK(at->is_critical);
  return at->bytes;
}

}  // namespace

TEST_CASE("steps survive the format") {
  Program program = sample();
  CHECK(validate(program).has_value());
  auto decoded = reread(encode(program));
  REQUIRE(decoded.has_value());
  CHECK(disassemble(*decoded) == disassemble(program));
  CHECK(decoded->actions[1].after == program.actions[1].after);
  CHECK(decoded->actions[1].references == 3);
  CHECK(decoded->actions[1].carried == ConstantId(0));
  CHECK(decoded->actions[0].result == StringId(kM));
  CHECK(disassemble_rule(program, 0) == R"(rule r
  condition: always
  action 0: fx
    gives m
  action 1: fx
    gives n
    uses m (3 in arguments)
    carries true
    when: 2 slots, 1 register
         0  const              r0 = true
         1  return             r0
)");
}

TEST_CASE("each kind of damage of steps is refused") {
  struct Damage {
    const char* problem;
    std::function<void(Program&)> apply;
  };
  const Damage cases[] = {
      {"no effect has or uses",
       [](Program& p) { p.actions[0].kind = ActionKind::kDisplayMessage; }},
      {"no effect has or uses",
       [](Program& p) { p.actions[1].kind = ActionKind::kUserPreference; }},
      {"uses results and names none", [](Program& p) { p.actions[1].after.clear(); }},
      {"constant that is not there", [](Program& p) { p.actions[1].carried = ConstantId(1); }},
      {"a result twice", [](Program& p) { p.actions[1].after = {StringId(kM), StringId(kM)}; }},
      {"of no earlier action", [](Program& p) { p.actions[1].after = {StringId(kN)}; }},
      {"of no earlier action", [](Program& p) { p.actions[1].after = {StringId(99)}; }},
      {"no proper name", [](Program& p) { p.actions[1].result = StringId(kNoWord); }},
      {"no proper name", [](Program& p) { p.actions[1].result = StringId(99); }},
      {"have one name", [](Program& p) { p.actions[1].result = StringId(kM); }},
      {"belong to no expression", [](Program& p) { p.actions[1].test = {}; }},
  };
  for (const Damage& damage : cases) {
    CAPTURE(damage.problem);
    Program program = sample();
    damage.apply(program);
    auto status = validate(program);
    REQUIRE(!status.has_value());
    CHECK(status.error().message.find(damage.problem) != std::string::npos);
  }
}

TEST_CASE("results are those of the rule") {
  Program program = sample();
  program.strings.emplace_back("s");
  program.rules[0].action_count = 1;
  program.rules.push_back(program.rules[0]);
  program.rules[1].id = StringId(5);
  program.rules[1].first_action = 1;
  CHECK(!validate(program).has_value());
}

TEST_CASE("rows of steps are counted, in order and of actions that are there") {
  auto with_byte = [](std::size_t at, int value) {
    auto sections = encode(sample());
    flows_of(sections).at(at) = static_cast<char>(value);
    auto decoded = reread(sections);
    return decoded ? std::string() : decoded.error().message;
  };
  constexpr std::size_t kHead = 8;  // two counts
  constexpr std::size_t kRow = 32;
  CHECK(with_byte(kHead, 9).find("not there") != std::string::npos);
  CHECK(with_byte(kHead + kRow, 0).find("not in order") != std::string::npos);
  CHECK(with_byte(kHead + kRow + 28, 2).find("do not have the results") != std::string::npos);
  CHECK(with_byte(0, 200).find("flows") != std::string::npos);
  // The only thing that the first row says.
  auto sections = encode(sample());
  flows_of(sections).replace(kHead + 4, 4, "\xff\xff\xff\xff");
  auto decoded = reread(sections);
  REQUIRE(!decoded.has_value());
  CHECK(decoded.error().message.find("says nothing") != std::string::npos);
}

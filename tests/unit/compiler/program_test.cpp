// From rules to a Program: instructions, tables, determinism.
#include <doctest/doctest.h>

#include <algorithm>

#include "support.h"
#include "value/letters.h"

using namespace rulec;
using rulec::compiler::testing::listing;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

std::string bytes_of(const bytecode::Program& program) {
  std::string bytes;
  for (const auto& section : bytecode::encode(program)) {
    bytes += std::to_string(section.type) + ":" + section.bytes;
  }
  return bytes;
}

}  // namespace

TEST_CASE("errors left of the deciding operand win, eager operators stop at the first error") {
  CHECK(listing(R"({"+":[{"throw":"a"},{"var":"b"},{"throw":"c"}]})", 0) ==
        "       0  const              r0 = \"a\"\n"
        "       1  call               r0 = throw r0\n"
        "       2  jump.if-error      r0 -> 8\n"
        "       4  load               r1 = b\n"
        "       5  const              r2 = \"c\"\n"
        "       6  call               r2 = throw r2\n"
        "       7  call               r0 = + r0 .. r2\n"
        "       8  return             r0\n");
}

TEST_CASE("and, or, if, ?? and try by jumps") {
  CHECK(listing(R"({"or":[{"var":"a"},{"and":[{"var":"b"},{"var":"c"}]}]})", 0) ==
        "       0  load               r0 = a\n"
        "       1  jump.unless-falsy  r0 -> 5\n"
        "       2  load               r0 = b\n"
        "       3  jump.unless-truthy r0 -> 5\n"
        "       4  load               r0 = c\n"
        "       5  return             r0\n");
  CHECK(listing(R"({"if":[{"<":[{"var":"a"},1]},2,3]})", 0) ==
        "       0  load               r0 = a\n"
        "       1  const              r1 = 1\n"
        "       2  compare            r0 = r0 < r1\n"
        "       4  jump.if-error      r0 -> 10\n"
        "       6  jump.unless-truthy r0 -> 9\n"
        "       7  const              r0 = 2\n"
        "       8  jump               -> 10\n"
        "       9  const              r0 = 3\n"
        "      10  return             r0\n");
  CHECK(listing(R"({"try":[{"throw":"x"},{"var":"type"}]})", 0) ==
        "       0  const              r0 = \"x\"\n"
        "       1  call               r0 = throw r0\n"
        "       2  jump.unless-caught r0 -> 6\n"
        "       3  try.push           r0\n"
        "       4  item               r0 = type\n"
        "       5  scope.pop\n"
        "       6  return             r0\n");
}

TEST_CASE("a default that cannot throw is skipped, another one is evaluated first") {
  CHECK(listing(R"({"var":["a",1]})", 0) ==
        "       0  load.raw           r0 = a\n"
        "       1  jump.if-present    r0 -> 3\n"
        "       2  const              r0 = 1\n"
        "       3  return             r0\n");
  CHECK(listing(R"({"var":["a",{"throw":"x"}]})", 0) ==
        "       0  const              r0 = \"x\"\n"
        "       1  call               r0 = throw r0\n"
        "       2  jump.if-error      r0 -> 8\n"
        "       4  load.raw           r1 = a\n"
        "       5  jump.if-present    r1 -> 7\n"
        "       6  jump               -> 8\n"
        "       7  move               r0 = r1\n"
        "       8  return             r0\n");
}

TEST_CASE("the budget is refilled once, at the outermost metered expression") {
  CHECK(listing(R"({"length":{"filter":[{"var":"l"},{"in":[{"var":""},"abc"]}]}})", 2) ==
        "       0  meter.begin\n"
        "       1  load               r0 = l\n"
        "       2  iter.begin         filter r0 body 4 nodes, done -> 8\n"
        "       4  item               r1 = (context)\n"
        "       5  const              r2 = \"abc\"\n"
        "       6  call               r1 = in r1 .. r2\n"
        "       7  iter.next          filter r0 -> 4\n"
        "       8  call               r0 = length r0\n"
        "       9  return             r0\n");
}

TEST_CASE("unknown operators, wrong counts and no calls throw when they are reached") {
  CHECK(listing(R"({"or":[1,{"nope":1}]})", 0).find("\"Unknown Operator\"") != std::string::npos);
  CHECK(listing(R"({"<":[1]})", 0).find("\"Invalid Arguments\"") != std::string::npos);
  CHECK(listing(R"({"a":1,"b":2})", 0).find("\"Unknown Operator\"") != std::string::npos);
  CHECK(listing("{}", 0) ==
        "       0  const              r0 = {}\n"
        "       1  return             r0\n");
}

TEST_CASE("arguments: literals as constants, holes as programs that build around them") {
  Project project;
  project.settings.allows_undeclared_effects = true;
  project.rule(
      rule_text("r", R"("actions":[{"type":"t","id":"x","description":"d","metadata":{"a":1},
      "x_note":1,"b":{"k":[1,{"expr":{"var":"a"}}],"l":2},"a":[1]}])"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(bytecode::disassemble_rule(*program, 0) ==
        "rule r\n"
        "  condition: always\n"
        "  action 0: t as \"x\"\n"
        "    b: 6 slots, 2 registers\n"
        "         0  const              r0 = 1\n"
        "         1  load               r1 = a\n"
        "         2  list               r0 = r0 .. r1\n"
        "         3  const              r1 = 2\n"
        "         4  object             r0 = [\"k\",\"l\"] from r0\n"
        "         5  return             r0\n"
        "    a = [1]\n");
}

TEST_CASE("the order of files and rules does not show in the bytes") {
  std::vector<std::string> texts;
  for (const char* id : {"b", "a", "c"}) {
    texts.push_back(rule_text(
        id, std::string(R"("condition":{"in":[{"var":"x"},[")") + id +
                R"(","z"]]},"actions":[{"type":"display_message","message":")" + id + R"("}])"));
  }
  std::ranges::sort(texts);
  std::string first;
  do {
    Project project;
    for (const auto& text : texts) {
      // A rule stays in its file; the files come in another order.
      project.rule(text, "rules/" + text.substr(7, 1) + ".rule.json");
    }
    auto program = project.compile();
    REQUIRE(program.has_value());
    std::string bytes = bytes_of(*program);
    first = first.empty() ? bytes : first;
    CHECK(bytes == first);
  } while (std::ranges::next_permutation(texts).found);
}

TEST_CASE("strings are sorted and distinct, entry points by name, rules by id") {
  Project project;
  project.rule(R"({"id":"z","entry_point":["q","p"],"condition":{"===":[{"var":"b.a"},"a"]}})");
  project.rule(R"({"id":"y","entry_point":"p"})", "rules/y.rule.json");
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(std::ranges::is_sorted(program->strings));
  CHECK(std::ranges::adjacent_find(program->strings) == program->strings.end());
  CHECK(program->strings[program->rules[0].id.index()] == "y");
  CHECK(program->strings[program->entry_points[0].name.index()] == "p");
  auto again = bytecode::decode(std::vector<bytecode::SectionView>{});
  CHECK(!again.has_value());
}

TEST_CASE("the source map leads from every instruction to its text") {
  Project project;
  project.rule(rule_text("r", R"("condition":{">":[{"var":"a"},1]})"));
  project.settings.optimisation_level = 0;
  auto program = project.compile();
  REQUIRE(program.has_value());
  REQUIRE(program->source_files == std::vector<std::string>{"rules/a.rule.json"});
  std::string_view text = project.sources.at(SourceId(0)).bytes();
  std::vector<std::string> places;
  for (const auto& row : program->source_map) {
    places.push_back(std::to_string(row.pc) + " " +
                     std::string(text.substr(row.begin, row.end - row.begin)));
  }
  CHECK(places ==
        std::vector<std::string>{R"(0 {"var":"a"})", "1 1", R"(2 {">":[{"var":"a"},1]})"});
}

TEST_CASE("stripped programs have no source map and no rule text") {
  for (bool strips : {false, true}) {
    Project project;
    project.settings.strips = strips;
    project.rule(rule_text("r", R"("condition":{"var":"a"})"));
    auto program = project.compile();
    REQUIRE(program.has_value());
    CHECK(program->source_map.empty() == strips);
    CHECK(program->source_files.empty() == strips);
    CHECK(program->rule_texts.empty() == strips);
  }
}

TEST_CASE("features name rulec's own operators, at every level") {
  for (int level : {0, 2}) {
    Project project;
    project.settings.optimisation_level = level;
    project.rule(rule_text("r", R"("condition":{"and":[false,{"starts_with":[{"var":"a"},"b"]}]},
      "actions":[{"type":"display_message","message":{"expr":{"lower":"X"}}}])"));
    auto program = project.compile();
    REQUIRE(program.has_value());
    std::string unicode = "unicode." + value::unicode_version();
    CHECK(program->features == std::vector<std::string>{"op.lower", "op.starts_with", unicode});
  }
}

TEST_CASE("settings of an entry point reach the program") {
  Project project;
  auto& entry = project.entry_point("e");
  entry.hit_policy = bytecode::HitPolicy::kFirst;
  entry.on_error = bytecode::OnError::kFail;
  entry.validation = bytecode::Validation::kLight;
  entry.is_critical = true;
  entry.updates = {{.pattern = "a.*.**", .type = "string", .span = {}}};
  project.context("e", R"({"type":"object"})");
  project.rule(rule_text("r", ""));
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(bytecode::disassemble(*program).starts_with(
      "entry point e\n"
      "  hit policy first, on error fail, validate light, critical\n"
      "  schema schemas/e.context.json\n"
      "  updates a.*.**: string\n"
      "  rule r\n"));
  CHECK(program->schemas[0].text == R"({"type":"object"})");
}

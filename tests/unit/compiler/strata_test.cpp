// What conditions read, what updates write, and which rules may be evaluated together.
#include "compiler/opt/strata.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/reads.h"
#include "compiler/opt/passes.h"
#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

struct Spec {
  std::string condition = "true";
  std::string writes;  // targets, separated by blanks; "-l.0" removes
};

std::string action_text(std::string_view target) {
  bool removes = target.starts_with('-');
  std::string rest = removes ? R"(,"operation":"remove")" : R"(,"operation":"set","value":1)";
  return R"({"type":"update","target":")" + std::string(target.substr(removes ? 1 : 0)) + "\"" +
         rest + "}";
}

// Rules a, b, c … in this order.
std::unique_ptr<Project> project_of(const std::vector<Spec>& specs) {
  auto project = std::make_unique<Project>();
  project->entry_point("e").allows_all_updates = true;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    std::string actions;
    std::string_view rest = specs[i].writes;
    while (!rest.empty()) {
      std::size_t end = std::min(rest.find(' '), rest.size());
      actions += (actions.empty() ? "" : ",") + action_text(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::string id(1, static_cast<char>('a' + i));
    project->rule(rule_text(id, "\"priority\":" + std::to_string(100 - i) + ",\"condition\":" +
                                    specs[i].condition + ",\"actions\":[" + actions + "]"),
                  "rules/" + id + ".rule.json");
  }
  return project;
}

// "0: a c, 1: b"
std::string strata(const std::vector<Spec>& specs) {
  auto project = project_of(specs);
  auto model = project->check();
  REQUIRE(!model->has_errors);
  auto ir = compiler::lower(project->input(), *model);
  compiler::find_strata(*ir);
  const compiler::IrEntryPoint& entry = ir->entry_points[0];
  std::string text;
  for (const compiler::IrStratum& stratum : entry.strata) {
    text += (text.empty() ? "" : ", ") + std::to_string(stratum.opens_at) + ":";
    for (std::uint32_t turn : stratum.turns) {
      text += " " + std::string(ir->names[entry.rules[turn]]);
    }
  }
  return text;
}

// Whether a rule that reads so must wait for one that writes there.
bool waits(const std::string& condition, const std::string& writes) {
  std::string got = strata({{.writes = writes}, {.condition = condition}});
  REQUIRE((got == "0: a b" || got == "0: a, 1: b"));
  return got == "0: a, 1: b";
}

// Paths that a condition reads, sorted; "*" for all.
std::string reads(const std::string& condition) {
  auto project = project_of({{.condition = condition}});
  auto model = project->check();
  REQUIRE(!model->has_errors);
  auto ir = compiler::lower(project->input(), *model);
  compiler::ReadFinder finder(*ir);
  finder.add_expression(ir->rules[0].condition);
  compiler::IrReads found = finder.take();
  std::vector<std::string> paths;
  for (compiler::IrPathId path : found.paths) {
    std::string& text = paths.emplace_back();
    for (std::string_view segment : ir->paths[path.index()]) {
      text += (text.empty() ? "" : ".") + std::string(segment);
    }
  }
  std::ranges::sort(paths);
  std::string text = found.are_all ? "*" : "";
  for (const std::string& path : paths) {
    text += (text.empty() ? "" : " ") + path;
  }
  return text;
}

}  // namespace

TEST_CASE("strata: a write above, at or below what is read is waited for") {
  const std::string reading = R"({"===":[{"var":"cart.total"},1]})";
  CHECK(waits(reading, "cart"));
  CHECK(waits(reading, "cart.total"));
  CHECK(waits(reading, "cart.total.net"));
  CHECK_FALSE(waits(reading, "cart.note"));
  CHECK_FALSE(waits(reading, "cart.totals"));
  CHECK_FALSE(waits(reading, "user"));
  CHECK(waits(reading, "user cart.total"));
}

TEST_CASE("strata: elements of lists") {
  CHECK(waits(R"({"var":"l.1"})", "l.1"));
  CHECK(waits(R"({"var":"l.01"})", "l.1"));
  CHECK_FALSE(waits(R"({"var":"l.1"})", "l.2"));
  CHECK(waits(R"({"var":"l.1"})", "-l.0"));  // those behind it move
  CHECK_FALSE(waits(R"({"var":"o.b"})", "-o.a"));
  CHECK(waits(R"({"length":{"var":"l"}})", "l.3"));
}

TEST_CASE("strata: dynamic paths and the whole context meet every write") {
  for (const char* text :
       {R"({"var":""})", R"({"val":[]})", R"({"var":{"var":"p"}})", R"({"val":["a",{"var":"p"}]})",
        R"({"exists":["a",{"var":"p"}]})", R"({"missing":{"var":"p"}})",
        R"({"missing":[{"var":"p"}]})", R"({"some":[[1],{"val":[[2]]}]})"}) {
    CAPTURE(text);
    CHECK(waits(text, "q"));
  }
}

TEST_CASE("strata: missing, exists, sources of iterators and outer paths are reads") {
  CHECK(reads(R"({"missing":["a.b","c",3]})") == "3 a.b c");
  CHECK(reads(R"({"missing":[["a","b"]]})") == "a b");
  CHECK(reads(R"({"missing_some":[1,["a","b"]]})") == "a b");
  CHECK(reads(R"({"missing":["a",""]})") == "* a");
  CHECK(reads(R"({"exists":["a","b"]})") == "a.b");
  CHECK(reads(R"({"some":[{"var":"l"},{"===":[{"var":"x"},{"val":[[2],"u","id"]}]}]})") ==
        "l u.id");
  CHECK(reads(R"({"map":[{"var":"l"},{"missing":"x"}]})") == "l");
  CHECK(reads(R"({"map":[{"var":"l"},{"exists":[[2],"x"]}]})") == "l x");
  CHECK(reads(R"({"map":[{"var":"l"},{"val":[[1],"index"]}]})") == "l");
  CHECK(
      reads(
          R"({"reduce":[{"var":"l"},{"+":[{"var":"current"},{"var":"accumulator"}]},{"var":"s"}]})") ==
      "l s");
  CHECK(reads(R"({"try":[{"var":"a"},{"var":"type"},{"val":[[2],"b"]}]})") == "a b");
  CHECK(reads(R"({"var":["a",{"var":"b"}]})") == "a b");
}

TEST_CASE("strata: rules that nothing holds up are in the first one, whatever their place") {
  const std::string x = R"({"var":"x"})";
  const std::string y = R"({"var":"y"})";
  const std::string z = R"({"var":"z"})";
  CHECK(strata({{.condition = x, .writes = "x"}, {.condition = y}, {.condition = z}}) ==
        "0: a b c");
  CHECK(strata({{.writes = "x"}, {.condition = x}, {.condition = y}}) == "0: a c, 1: b");
  // b waits for a and opens a stratum at its turn; d waits for c, which comes after that.
  CHECK(strata({{.writes = "x"},
                {.condition = x},
                {.condition = z, .writes = "y"},
                {.condition = y},
                {.condition = x}}) == "0: a c, 1: b e, 3: d");
  // Only the last of several writers counts.
  CHECK(strata({{.writes = "x"}, {.condition = x, .writes = "x"}, {.condition = x}}) ==
        "0: a, 1: b, 2: c");
  CHECK(strata({{}, {.writes = "x"}, {.condition = y}, {.condition = x}, {.condition = x}}) ==
        "0: a b c, 3: d e");
}

TEST_CASE("strata: without a rule that has a turn there are none") {
  CHECK(strata({}).empty());
}

TEST_CASE("strata: rules that never fire write nothing") {
  auto project =
      project_of({{.condition = "false", .writes = "x"}, {.condition = R"({"var":"x"})"}});
  auto model = project->check();
  auto ir = compiler::lower(project->input(), *model);
  compiler::optimise(*ir, 2);
  CHECK(ir->entry_points[0].strata.size() == 1);
}

TEST_CASE("light validation: what rules read as written, also what the optimiser takes away") {
  Project project;
  auto& entry = project.entry_point("e");
  entry.validation = bytecode::Validation::kLight;
  entry.allows_all_updates = true;
  project.rule(rule_text("a", R"("priority":3,"condition":{"and":[false,{"var":"gone"}]},"actions":[
      {"type":"update","target":"n.k","operation":"set","value":{"expr":{"var":"v"}}}])"));
  project.rule(rule_text("b", R"("priority":2,"active":false,"condition":{"var":"inactive"})"),
               "rules/b.rule.json");
  project.rule(
      rule_text(
          "c",
          R"("priority":1,"actions":[{"type":"user_acknowledge","ack_key":"k","message":"m"}])"),
      "rules/c.rule.json");
  for (int level : {0, 1, 2}) {
    CAPTURE(level);
    project.settings.optimisation_level = level;
    auto program = project.compile();
    REQUIRE(program.has_value());
    CHECK_FALSE(program->entry_points[0].reads_all);
    std::set<std::string> reads;
    for (bytecode::PathId path : program->entry_points[0].reads) {
      reads.insert(bytecode::path_text(*program, path));
    }
    CHECK(reads == std::set<std::string>{"acknowledgments", "gone", "n.k", "v"});
  }
}

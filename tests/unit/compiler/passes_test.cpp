// Passes of level 2, by the code of conditions and by the listing of the Ir.
#include "compiler/opt/passes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "support.h"

using namespace rulec;
using rulec::compiler::testing::listing;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

// Code of a rule's condition, where only the truth is used.
std::string rule_listing(const std::string& condition, int level = 2) {
  Project project;
  project.settings.optimisation_level = level;
  project.settings.strips = true;
  project.rule(rule_text("r", "\"condition\":" + condition));
  auto program = project.compile();
  REQUIRE(program.has_value());
  std::string text = bytecode::disassemble_rule(*program, 0);
  text.erase(0, text.find('\n') + 1);       // rule r
  return text.substr(text.find('\n') + 1);  // condition: …
}

struct Pair {
  const char* written;
  const char* same_as;
};

// Rules a, b, c … of the entry point "e", in this order; each the members besides id, entry point
// and priority.
class Ruleset {
 public:
  explicit Ruleset(std::vector<std::string> members) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      std::string id(1, static_cast<char>('a' + i));
      std::string rest = members[i].empty() ? "" : "," + members[i];
      project.rule(rule_text(id, "\"priority\":" + std::to_string(100 - i) + rest),
                   "rules/" + id + ".rule.json");
    }
  }

  compiler::IrPtr lowered() {
    model = project.check();
    REQUIRE(!model->has_errors);
    return compiler::lower(project.input(), *model);
  }

  // "a b" for rules that are dead.
  std::string dead() {
    auto ir = lowered();
    compiler::fold_constants(*ir);
    compiler::drop_dead_rules(*ir);
    std::string ids;
    for (std::size_t i = 0; i < ir->rules.size(); ++i) {
      if (ir->rules[i].is_dead) {
        ids += (ids.empty() ? "" : " ") + std::string(ir->names[i]);
      }
    }
    return ids;
  }

  Project project;
  compiler::ModelPtr model;
};

}  // namespace

TEST_CASE("reducing: the same value in every place") {
  const Pair cases[] = {
      {R"({"!":{"==":[{"var":"a"},{"var":"b"}]}})", R"({"!=":[{"var":"a"},{"var":"b"}]})"},
      {R"({"!":{"!==":[{"var":"a"},1]}})", R"({"===":[{"var":"a"},1]})"},
      {R"({"!":{"<":[{"var":"a"},{"var":"b"}]}})", R"({">=":[{"var":"a"},{"var":"b"}]})"},
      {R"({"!":{">=":[5,{"var":"a"}]}})", R"({"<":[5,{"var":"a"}]})"},
      {R"({"!":{"!":{"var":"a"}}})", R"({"!!":{"var":"a"}})"},
      {R"({"!":{"!!":{"var":"a"}}})", R"({"!":{"var":"a"}})"},
      {R"({"!!":{"!":{"var":"a"}}})", R"({"!":{"var":"a"}})"},
      {R"({"!!":{"===":[{"var":"a"},{"var":"b"}]}})", R"({"===":[{"var":"a"},{"var":"b"}]})"},
      {R"({"and":[{"and":[{"var":"a"},{"var":"b"}]},{"var":"c"}]})",
       R"({"and":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
      {R"({"or":[{"var":"a"},{"or":[{"var":"b"},{"var":"c"}]}]})",
       R"({"or":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
      {R"({"or":[{"var":"a"},{"<":[{"var":"b"},{"var":"c"}]},{"var":"a"},{"var":"d"}]})",
       R"({"or":[{"var":"a"},{"<":[{"var":"b"},{"var":"c"}]},{"var":"d"}]})"},
      {R"({"if":[{"var":"c"},{"+":[{"var":"a"},1]},{"+":[{"var":"a"},1]}]})",
       R"({"+":[{"var":"a"},1]})"},
      {R"({"if":[{"var":"a"},true,false]})", R"({"!!":{"var":"a"}})"},
      {R"({"if":[{"var":"a"},false,true]})", R"({"!":{"var":"a"}})"},
      {R"({"in":[{"var":"a"},["x"]]})", R"({"===":[{"var":"a"},"x"]})"},
      {R"({"!":{"in":[{"var":"a"},["x"]]}})", R"({"!==":[{"var":"a"},"x"]})"},
      {R"({"and":[{"var":"b"},{"<":[1,{"var":"a"},3]},{"var":"c"}]})",
       R"({"and":[{"var":"b"},{">":[{"var":"a"},1]},{"<":[{"var":"a"},3]},{"var":"c"}]})"},
      {R"({"or":[{"in":[{"var":"a"},["x","y"]]},{"in":[{"var":"a"},["x","y"]]},{"var":"b"}]})",
       R"({"or":[{"in":[{"var":"a"},["x","y"]]},{"var":"b"}]})"},
  };
  for (const Pair& test : cases) {
    CAPTURE(test.written);
    CHECK(listing(test.written, 2) == listing(test.same_as, 1));
  }
}

TEST_CASE("reducing: the same truth where no more is asked") {
  const Pair cases[] = {
      {R"({"!!":{"var":"a"}})", R"({"var":"a"})"},
      {R"({"!":{"!":{"var":"a"}}})", R"({"var":"a"})"},
      {R"({"and":[{"var":"a"},{"!!":{"var":"b"}},{"var":"a"}]})",
       R"({"and":[{"var":"a"},{"var":"b"}]})"},
      {R"({"and":[{"var":"a"},true]})", R"({"var":"a"})"},
      {R"({"or":[{"var":"a"},0]})", R"({"var":"a"})"},
      {R"({"and":[{"<":[{"var":"a"},{"var":"b"}]},{"var":"c"},false]})",
       R"({"and":[{"<":[{"var":"a"},{"var":"b"}]},false]})"},
      {R"({"or":[{"var":"a"},{"exists":"b"},"x"]})", R"("x")"},
      {R"({"if":[{"var":"a"},{"var":"b"},false]})", R"({"and":[{"var":"a"},{"var":"b"}]})"},
      {R"({"if":[{"var":"a"},{"var":"b"}]})", R"({"and":[{"var":"a"},{"var":"b"}]})"},
      {R"({"if":[{"var":"a"},1,{"var":"b"}]})", R"({"or":[{"var":"a"},{"var":"b"}]})"},
      {R"({"if":[{"var":"a"},0,"x"]})", R"({"!":{"var":"a"}})"},
      {R"({"and":[{"if":[{"var":"a"},{"var":"b"},false]},{"var":"c"}]})",
       R"({"and":[{"var":"a"},{"var":"b"},{"var":"c"}]})"},
      {R"({"some":[{"var":"l"},{"!!":{"var":"a"}}]})", R"({"some":[{"var":"l"},{"var":"a"}]})"},
  };
  for (const Pair& test : cases) {
    CAPTURE(test.written);
    std::string expected = rule_listing(test.same_as, 1);
    std::string got = rule_listing(test.written);
    if (std::string_view(test.written).find("some") != std::string_view::npos) {
      // What a body charges is counted as it is written.
      got.replace(got.find("body 3"), 6, "body 2");
    }
    CHECK(got == expected);
  }
}

TEST_CASE("reducing: what would be told apart stays") {
  for (const char* text : {
           R"({"!":{"<":[1,{"var":"a"},{"var":"b"}]}})",        // a chain has no opposite
           R"({"!!":{"var":"a"}})",                             // a truth, not the value
           R"({"and":[{"var":"a"},{"var":"b"},{"var":"a"}]})",  // the last one is the value
           R"({"if":[{"<":[{"var":"a"},1]},2,2]})",             // the test can throw
           R"({"if":[{"var":"a"},1,0]})",                       // numbers are no truths
           R"({"merge":[{"in":[{"var":"a"},["x"]]}]})",         // charged to what is around it
           R"({"in":[{"var":"a"},["x","y"]]})",
           R"({"and":[{"length":{"var":"a"}},{"length":{"var":"a"}},1]})",  // charged twice
       }) {
    CAPTURE(text);
    CHECK(listing(text, 2) == listing(text, 1));
  }
}

TEST_CASE("ordering: cheap operands first, never past one that can throw") {
  const char* cheap = R"({"var":"a"})";
  const char* middle = R"({"===":[{"var":"b.c"},1]})";
  const char* dear = R"({"in":[{"var":"d"},["x","y","z","u","v"]]})";
  const char* throwing = R"({"<":[{"var":"e"},1]})";
  auto all = [](std::vector<std::string> operands) {
    std::string text = "{\"and\":[";
    for (std::size_t i = 0; i < operands.size(); ++i) {
      text += (i == 0 ? "" : ",") + operands[i];
    }
    return text + "]}";
  };
  CHECK(rule_listing(all({dear, middle, cheap})) == rule_listing(all({cheap, middle, dear}), 1));
  CHECK(rule_listing(all({dear, cheap, throwing, middle, cheap})) ==
        rule_listing(all({cheap, dear, throwing, middle}), 1));
  CHECK(rule_listing(all({dear, throwing, cheap})) ==
        rule_listing(all({dear, throwing, cheap}), 1));
  std::string list = "[" + all({dear, cheap}) + "]";
  CHECK(listing(list, 2) == listing(list, 1));  // the value is used
}

TEST_CASE("dead rules: behind one that always fires and stops, or with a falsy condition") {
  const std::string stop = R"("stop_processing":true)";
  const std::string never = R"("condition":{"and":[{"var":"x"},false]})";
  CHECK(Ruleset({"", stop, "", ""}).dead() == "c d");
  CHECK(Ruleset({"", R"("condition":{"==":[1,1]},)" + stop, ""}).dead() == "c");
  CHECK(Ruleset({stop + R"(,"condition":{"var":"x"})", ""}).dead().empty());
  CHECK(Ruleset({stop + R"(,"active":false)", ""}).dead().empty());
  CHECK(Ruleset({stop + R"(,"active_from":"2020-01-01")", ""}).dead().empty());
  CHECK(Ruleset({stop + R"(,"condition":{"/":[1,0]})", ""}).dead().empty());
  CHECK(Ruleset({R"("condition":false)", ""}).dead() == "a");
  CHECK(Ruleset({R"("condition":false,)" + stop, ""}).dead() == "a");
  CHECK(Ruleset({R"("condition":false,"active":false)"}).dead().empty());
  CHECK(Ruleset({R"("condition":{"and":[{"<":[{"var":"x"},1]},false]})"}).dead().empty());
  CHECK(
      Ruleset({never}).dead().empty());  // not before reducing has seen that the rest is no matter
  SUBCASE("hit policy first stops after every rule") {
    Ruleset rules({R"("condition":{"var":"x"})", "", ""});
    rules.project.entry_point("e").hit_policy = bytecode::HitPolicy::kFirst;
    CHECK(rules.dead() == "c");
  }
  SUBCASE("a rule of two entry points must be dead in both") {
    Ruleset rules({stop, ""});
    rules.project.rule(R"({"id":"z","entry_point":["e","f"]})", "rules/z.rule.json");
    CHECK(rules.dead() == "b");
  }
}

TEST_CASE("dead rules keep their rows and lose their code") {
  Project project;
  project.settings.strips = true;
  project.entry_point("e").allows_all_updates = true;
  project.rule(rule_text("a", R"("condition":{"and":[{"exists":"x"},false]},"actions":[
      {"type":"update","target":"n","operation":"set","value":{"expr":{"+":[{"var":"n"},1]}}},
      {"type":"display_message","message":"m","title":"t"}])"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(program->code.size() == 2);
  CHECK(bytecode::disassemble_rule(*program, 0).find("const") != std::string::npos);
  CHECK(program->rules[0].action_count == 2);
  CHECK(program->constants[program->actions[0].arguments[0].constant.index()].kind ==
        bytecode::ConstantKind::kNull);
}

TEST_CASE("the table of passes: names are distinct, levels are 1 and 2, numbering is last") {
  std::vector<std::string_view> names;
  for (const compiler::Pass& pass : compiler::passes()) {
    CHECK(std::ranges::find(names, pass.name) == names.end());
    CHECK((pass.level == 1 || pass.level == 2));
    names.push_back(pass.name);
  }
  CHECK(names.back() == "number-terms");
}

// Results of steps: who may read them, and how tests are taken apart.
#include <doctest/doctest.h>

#include <algorithm>

#include "compiler/step_test.h"
#include "support.h"

namespace rulec::compiler::testing {
namespace {

Project& add_flow(Project& project, std::string_view steps, std::string_view members = "") {
  project.settings.effects = {{.name = "fx", .schema = nullptr, .compiled = nullptr}};
  return project.rule(R"({"flow":"f","entry_point":"e",)" + std::string(members) + R"("steps":[)" +
                      std::string(steps) + "]}");
}

std::string findings(std::string_view steps, std::string_view members = "") {
  Project project;
  static_cast<void>(add_flow(project, steps, members).check());
  return project.findings();
}

// "context part | carried part | names" of the last step.
std::string parts(std::string_view test) {
  Project project;
  add_flow(project,
           R"({"type":"fx","as":"m"},{"type":"fx","as":"n"},{"type":"fx","when":{"expr":)" +
               std::string(test) + "}}");
  ModelPtr model = project.check();
  if (model->has_errors) {
    return project.findings();
  }
  const CheckedStep& step = model->rules[0].actions[2].step;
  auto text = [](const parser::Expr* expr) {
    return expr == nullptr ? std::string("-") : parser::infix(*expr);
  };
  std::string out = text(step.test) + " | " + text(step.carried) + " |";
  for (std::string_view name : step.after) {
    out += " " + std::string(name);
  }
  return out;
}

}  // namespace

TEST_CASE("conjuncts that read results are carried, the others evaluated") {
  CHECK(parts(R"({"var":"a"})") == "a | - |");
  CHECK(parts(R"({"var":"m.ok"})") == "- | m.ok | m");
  CHECK(parts(R"({"and":[{"var":"n.x"},{"var":"a"},{"var":"m"}]})") == "a | n.x and m | n m");
  CHECK(parts(R"({"and":[{"var":"a"},{"and":[{"var":"b"},{"var":"m.x"}]}]})") ==
        "a and b | m.x | m");
  CHECK(parts(R"({"or":[{"var":"m.x"},{"var":"n.x"}]})") == "- | m.x or n.x | m n");
  CHECK(parts("true") == "true | - |");
  CHECK(parts(R"({"and":[]})").ends_with("| - |"));
}

TEST_CASE("where a path begins with a result") {
  for (const char* test : {R"({"val":["m","a",0]})", R"({"val":"m"})", R"({"exists":["m","a"]})",
                           R"({"missing":["m.a"]})", R"({"missing_some":[1,["m.a"]]})",
                           R"({"some":[[1],{"===":[{"var":""},{"val":[[2],"m","a"]}]}]})",
                           R"({"try":[{"var":"m"},{"val":[[2],"m"]}]})",
                           R"({"reduce":[[1],{"var":"current"},{"var":"m"}]})"}) {
    CAPTURE(test);
    std::string text = parts(test);
    CHECK(text.starts_with("- | "));
    CHECK(text.ends_with(" | m"));
  }
  for (const char* test :
       {R"({"var":"mm"})", R"({"var":"a.m"})", R"({"val":["m.a"]})",
        R"({"some":[{"var":"l"},{"var":"m"}]})", R"({"some":[{"var":"l"},{"val":[[1],"m"]}]})",
        R"({"===":[{"preserve":{"var":"m"}},1]})", R"({"var":""})", R"({"val":[]})",
        R"({"missing":{"var":"l"}})"}) {
    CAPTURE(test);
    CHECK(parts(test).ends_with("| - |"));
  }
}

TEST_CASE("a step without a name gives nothing that could be read") {
  Project project;
  add_flow(project, R"({"type":"fx","when":{"expr":{"and":[{"var":""},{"var":".a"}]}}})");
  const std::string_view unnamed[] = {""};
  const parser::Expr& test = *project.ast.rules[0].actions[0].test;
  CHECK(context_conjuncts(test, unnamed).size() == 2);
}

TEST_CASE("one part that reads both is refused") {
  for (const char* test :
       {R"({">":[{"var":"m.x"},{"var":"a"}]})", R"({"in":[{"var":"m.x"},{"var":""}]})",
        R"({"<":[{"var":"m.due"},{"now":[]}]})", R"({"var":["m.x",{"var":"a"}]})",
        R"({"and":[{"var":"a"},{"or":[{"var":"m.x"},{"var":"b"}]}]})",
        R"({"some":[{"var":"l"},{"===":[{"var":""},{"val":[[2],"m"]}]}]})"}) {
    CAPTURE(test);
    CHECK(parts(test).find("RC2045") != std::string::npos);
  }
}

TEST_CASE("unknown, later and doubled results") {
  CHECK(findings(R"({"type":"fx","x":{"$ref":"m"}})") ==
        "RC2043 1:66 `m` is the result of no earlier step\n");
  CHECK(findings(R"({"type":"fx","as":"m","x":[{"$ref":"m"}]})").starts_with("RC2043"));
  CHECK(findings(R"({"type":"fx","when":{"expr":{"var":"m.x"}}},{"type":"fx","as":"m"})")
            .starts_with("RC2043"));
  CHECK(findings(R"({"type":"fx","as":"m"},{"type":"fx","as":"m"})").starts_with("RC2044"));
}

TEST_CASE("results are not known to what is evaluated with the decision") {
  constexpr const char* kGiver = R"({"type":"fx","as":"m"},)";
  for (
      const char* step :
      {R"({"type":"fx","x":{"expr":{"+":[{"var":"m.x"},1]}}})",
       R"({"type":"fx","x":{"expr":{"$ref":"m"}}})",
       R"({"type":"fx","x":{"expr":{"cat":["a",{"$ref":"m","path":"x"}]}}})",
       R"({"type":"update","target":"a","operation":"set","value":{"$ref":"m"}})",
       R"({"type":"update","target":"a","operation":"set","value":{"expr":{"var":"m.x"}}})",
       R"({"type":"update","target":"a","operation":"set","value":1,"when":{"expr":{"var":"m"}}})"}) {
    CAPTURE(step);
    Project project;
    project.entry_point("e").allows_all_updates = true;
    static_cast<void>(add_flow(project, std::string(kGiver) + step).check());
    std::string text = project.findings();
    CHECK(text.starts_with("RC2046"));
    CHECK(std::ranges::count(text, '\n') == 1);
  }
  CHECK(findings(R"({"type":"fx"})", R"("condition":{"!":{"$ref":"m"}},)").starts_with("RC2046"));
  // Before the step there is no such result, and the context may have the field.
  CHECK(findings(R"({"type":"fx","x":{"expr":{"var":"m.x"}}},{"type":"fx","as":"m"})").empty());
}

TEST_CASE("a test on the context is for every action") {
  Project project;
  project.entry_point("e").allows_all_updates = true;
  project.rule(rule_text("r", R"("actions":[{"type":"display_message","message":"x",
      "when":{"expr":{"var":"a"}}},{"type":"update","target":"b","operation":"set","value":1,
      "when":{"expr":{"var":"a"}}}])"));
  ModelPtr model = project.check();
  CHECK(!model->has_errors);
  CHECK(model->rules[0].actions[1].step.test != nullptr);
}

TEST_CASE("what the program keeps") {
  Project project;
  add_flow(project, R"({"type":"fx","as":"m"},
    {"type":"fx","x":[{"$ref":"m"},{"$ref":"m","path":"a"}],
     "when":{"expr":{"and":[{"var":["m.ok"]},{"!":[{"var":"a"}]},{"max":5}]}}})");
  auto program = project.compile();
  REQUIRE(program.has_value());
  const bytecode::Action& first = program->actions[0];
  CHECK(program->strings[first.result.index()] == "m");
  CHECK(!first.test.is_present());
  const bytecode::Action& second = program->actions[1];
  CHECK(second.references == 2);
  REQUIRE(second.after.size() == 1);
  CHECK(second.after[0] == first.result);
  CHECK(bytecode::constant_text(*program, second.carried) == R"({"var":"m.ok"})");
  CHECK(second.test.is_present());
  CHECK(bytecode::validate(*program).has_value());
}

TEST_CASE("a program without steps has no section for them") {
  Project project;
  project.rule(rule_text("r", R"("actions":[{"type":"display_message","message":"x"}])"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  for (const bytecode::Section& section : bytecode::encode(*program)) {
    CHECK(section.type != static_cast<std::uint32_t>(bytecode::SectionType::kFlows));
  }
}

}  // namespace rulec::compiler::testing

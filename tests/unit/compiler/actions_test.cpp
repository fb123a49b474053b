// Actions, their arguments, targets of updates.
#include <doctest/doctest.h>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

// An entry point "e" with two allowed updates.
void allow_updates(Project& project) {
  Span span = project.in_config("updates: { cart.discount: { type: number }, user.tags.*: {} }");
  auto& entry = project.entry_point("e");
  entry.span = span;
  entry.updates = {{.pattern = "cart.discount", .type = "number", .span = span},
                   {.pattern = "user.tags.*", .type = "", .span = span},
                   {.pattern = "log.**", .type = "", .span = span}};
}

std::string findings_of(const std::string& action) {
  Project project;
  allow_updates(project);
  project.settings.effects = {{.name = "send_email"}};
  project.rule(rule_text("r", "\"actions\":[" + action + "]"));
  static_cast<void>(project.check());
  return project.findings();
}

std::string update(const std::string& target, const std::string& rest) {
  return R"({"type":"update","target":")" + target + "\"," + rest + "}";
}

}  // namespace

TEST_CASE("good actions have no finding") {
  for (
      const char* action : {
          R"({"type":"display_message","message":"Hi"})",
          R"({"type":"display_modal","title":"Hi","vars":{"a":{"expr":{"var":"b"}}}})",
          R"({"type":"user_acknowledge","ack_key":"terms"})",
          R"({"type":"user_preference","preference_key":"k"})",
          R"({"type":"send_email","to":"x","cc":["y"]})",
          R"({"type":"update","target":"cart.discount","operation":"set","value":1})",
          R"({"type":"update","target":"cart.discount","operation":"set","value":{"expr":{"var":"a"}}})",
          R"({"type":"update","target":"cart.discount","operation":"increment"})",
          R"({"type":"update","target":"user.tags.0","operation":"remove"})",
          R"({"type":"update","target":"log.a.b.c","operation":"append","value":1})",
      }) {
    CAPTURE(action);
    CHECK(findings_of(action) == "");
  }
}

TEST_CASE("types: unknown, of older systems, not built") {
  CHECK(findings_of(R"({"type":"send_mail"})") == "RC2006 1:49 `send_mail` is no action type\n");
  CHECK(findings_of(R"({"type":"call_rule"})") ==
        "RC2016 1:49 `call_rule` of older systems is not part of the language\n");
  CHECK(findings_of(R"({"type":"calculate_sum"})").starts_with("RC2016 "));
  CHECK(findings_of(R"({"type":"call_function","function":"f"})") ==
        "RC7001 1:49 the action `call_function` is not built yet\n");
}

TEST_CASE("without a list of effects any type but the built-in ones is an effect") {
  Project project;
  project.settings.allows_undeclared_effects = true;
  project.rule(rule_text("r", R"("actions":[{"type":"anything","x":1}])"));
  auto program = project.compile();
  REQUIRE(program.has_value());
  CHECK(program->actions[0].kind == bytecode::ActionKind::kEffect);
}

TEST_CASE("required arguments are asked for, a message without text is a warning") {
  CHECK(findings_of(R"({"type":"user_acknowledge"})") ==
        "RC2024 1:49 `user_acknowledge` needs the argument `ack_key`\n");
  CHECK(findings_of(R"({"type":"user_preference"})") ==
        "RC2024 1:49 `user_preference` needs the argument `preference_key`\n");
  CHECK(findings_of(R"({"type":"update","operation":"increment"})") ==
        "RC2024 1:49 `update` needs the argument `target`\n");
  CHECK(findings_of(update("cart.discount", R"("value":1)")) ==
        "RC2024 1:49 `update` needs the argument `operation`\n");
  CHECK(findings_of(update("cart.discount", R"("operation":"set")")) ==
        "RC2024 1:49 `update` needs the argument `value`\n");
  Project project;
  project.rule(rule_text("r", R"("actions":[{"type":"display_message"}])"));
  CHECK(!project.check()->has_errors);
  REQUIRE(project.collector.kept().size() == 1);
  CHECK(project.collector.kept()[0].severity == diag::Severity::Warning);
}

TEST_CASE("a project without templates is told what one is, and what to write instead") {
  Project project;
  project.rule(rule_text("r", R"("actions":[{"type":"display_message","template":"terms_v3"}])"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(finding.code == diag::Code::kUnknownTemplate);
  CHECK(project.sources.text(finding.primary.span) == "terms_v3");
  REQUIRE(!finding.helps.empty());
  CHECK(finding.helps[0].find("`message`") != std::string::npos);
}

TEST_CASE("targets outside the allow-list do not compile") {
  struct Case {
    const char* target;
    const char* code;
  };
  const Case cases[] = {
      {"cart.discount", ""},
      {"cart", "RC2008"},
      {"cart.discount.x", "RC2008"},
      {"cart.total", "RC2008"},
      {"user.tags", "RC2008"},
      {"user.tags.3", ""},
      {"user.tags.3.x", "RC2008"},
      {"log", "RC2008"},
      {"log.a", ""},
      {"log.a.b", ""},
      {"cart..x", "RC2015"},
      {"cart.items[].x", "RC2016"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.target);
    std::string text = findings_of(update(test.target, R"("operation":"increment")"));
    CHECK(text.substr(0, text.find(' ')) == test.code);
  }
}

TEST_CASE("a refused target shows the allow-list and a near path") {
  Project project;
  allow_updates(project);
  project.rule(rule_text(
      "r", "\"actions\":[" + update("cart.discont", R"("operation":"set","value":1)") + "]"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(project.sources.text(finding.primary.span) == "cart.discont");
  REQUIRE(finding.labels.size() == 1);
  CHECK(finding.labels[0].text == "allowed are `cart.discount`, `user.tags.*` and `log.**`");
  REQUIRE(finding.fixes.size() == 1);
  CHECK(finding.fixes[0].edits[0].new_text == "cart.discount");
}

TEST_CASE("a literal of the wrong type for its target") {
  CHECK(findings_of(update("cart.discount", R"("operation":"set","value":"ten")")) ==
        "RC2011 1:108 expected number, found string\n");
  CHECK(findings_of(update("cart.discount", R"("operation":"set","value":1.5)")) == "");
}

TEST_CASE("literal data that looks like an expression is a warning with a fix") {
  Project project;
  project.settings.effects = {{.name = "notify"}};
  project.rule(rule_text(
      "r", R"("actions":[{"type":"notify","a":{"x":[{"var":"cart.total"}]},"b":{"all":true}}])"));
  auto model = project.check();
  CHECK(!model->has_errors);
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(finding.code == diag::Code::kLooksLikeExpression);
  CHECK(project.sources.text(finding.primary.span) == R"({"var":"cart.total"})");
  REQUIRE(finding.fixes.size() == 1);
  CHECK(finding.fixes[0].edits.size() == 2);
}

TEST_CASE("a pattern of the allow-list with `**` before its end is refused") {
  Project project;
  auto& entry = project.entry_point("e");
  entry.updates = {{.pattern = "a.**.b", .type = "", .span = project.in_config("a.**.b: {}")}};
  project.rule(rule_text("r", ""));
  CHECK(project.check()->has_errors);
  CHECK(project.findings().starts_with("RC2015 1:1 `a.**.b` does not have the form "));
}

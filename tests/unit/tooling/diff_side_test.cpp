// What the two sides of a comparison record besides their rules: of a project its settings, of a
// bundle what follows from them; and sides that could not all be read.
#include <doctest/doctest.h>

#include "diff_support.h"
#include "tooling/diff/side.h"

using namespace rulec;
using namespace rulec::tooling;
using namespace rulec::tooling::testing;

namespace {

using Lines = std::vector<std::string>;

constexpr Form kForms[] = {Form::kSources, Form::kBundle, Form::kStripped};

Files shop(const std::string& settings, const Files& files) {
  Files all = {{"rulec.yaml", "rulec: 1\nname: shop\n" + settings}};
  all.insert(all.end(), files.begin(), files.end());
  return all;
}

std::string argument_schema(const std::string& type) {
  return R"({"type":"object","properties":{"to":{"type":")" + type + R"("}}})";
}

bytecode::Program program_of(const Files& files) {
  std::unique_ptr<RulesetSide> side = side_of(files, Form::kBundle);
  REQUIRE(side->program() != nullptr);
  return *side->program();
}

std::unique_ptr<RulesetSide> side_of_program(bytecode::Program program) {
  return std::make_unique<RulesetSide>(std::move(program), bundle::Container());
}

}  // namespace

TEST_CASE("the default language of bundles is compared by the variants that it chooses") {
  const Files files = {
      {"templates/en.template.json", R"({"id":"t","language":"en","content":{"title":"A"}})"},
      {"templates/de.template.json", R"({"id":"t","language":"de","content":{"title":"B"}})"},
      {"rules/r.rule.json", rule("r", R"("actions":[{"type":"display_message","template":"t"}])")}};
  Files english = shop("default_language: en\n", files);
  Files german = shop("default_language: de\n", files);
  for (Form a : kForms) {
    for (Form b : kForms) {
      CAPTURE(static_cast<int>(a));
      CAPTURE(static_cast<int>(b));
      Comparison made = compare(*side_of(english, a), *side_of(german, b));
      CHECK(made.may_differ());
      bool are_sources = a == Form::kSources && b == Form::kSources;
      CHECK(lines_of(made.settings) == (are_sources
                                            ? Lines{"default_language en -> de"}
                                            : Lines{"templates.t.default_language en -> de"}));
      Comparison same = compare(*side_of(english, a), *side_of(english, b));
      CHECK(!same.may_differ());
    }
  }
}

TEST_CASE("schemas of effects are compared for bundles, where an action computes arguments") {
  auto files = [](const std::string& type, const std::string& value) {
    return shop(
        "entry_points:\n  e: {}\neffects:\n  send: { arguments: s.json }\n  idle: {}\n",
        {{"s.json", argument_schema(type)},
         {"rules/r.rule.json", rule("r", R"("actions":[{"type":"send","to":)" + value + "}]")}});
  };
  const std::string computed = R"({"expr":{"var":"x"}})";
  for (Form a : kForms) {
    for (Form b : kForms) {
      CAPTURE(static_cast<int>(a));
      CAPTURE(static_cast<int>(b));
      Comparison made =
          compare(*side_of(files("string", computed), a), *side_of(files("integer", computed), b));
      CHECK(lines_of(made.schemas) == Lines{"effect send type_changed to incompatible"});
      CHECK(made.may_differ());
      Comparison same =
          compare(*side_of(files("string", computed), a), *side_of(files("string", computed), b));
      CHECK(!same.may_differ());
    }
  }
  // A literal was compared when it was compiled.
  CHECK(!compare(*side_of(files("string", R"("me")"), Form::kBundle),
                 *side_of(files("string", R"("me")")))
             .may_differ());
  // One that lost its schema.
  Files open = shop(
      "entry_points:\n  e: {}\neffects:\n  send: {}\n",
      {{"rules/r.rule.json", rule("r", R"("actions":[{"type":"send","to":)" + computed + "}]")}});
  for (Form form : kForms) {
    CHECK(lines_of(compare(*side_of(open, form), *side_of(files("string", computed), Form::kBundle))
                       .schemas) == Lines{"effect send schema_added  incompatible"});
  }
}

TEST_CASE("a bundle that checks one effect in two ways is not all compared") {
  Files files = shop(
      "entry_points:\n  e: {}\neffects:\n  send: { arguments: s.json }\n",
      {{"s.json", argument_schema("string")},
       {"rules/r.rule.json", rule("r", R"("actions":[{"type":"send","to":{"expr":{"var":"x"}}},)"
                                       R"({"type":"send","to":{"expr":{"var":"y"}}}])")}});
  bytecode::Program program = program_of(files);
  CHECK(!compare(*side_of_program(program), *side_of_program(program)).may_differ());
  REQUIRE(program.actions.size() == 2);
  program.actions[1].schema = UINT32_MAX;
  Comparison made = compare(*side_of_program(program), *side_of_program(program));
  CHECK(made.may_differ());
  REQUIRE(made.notes.size() == 1);
  CHECK(made.notes[0].find("`send`") != std::string::npos);
}

TEST_CASE("updates: a project without a list is as its bundle") {
  const std::string update = R"({"type":"update","operation":"set","target":"a","value":1})";
  const Files rules = {{"rules/r.rule.json", rule("r", R"("actions":[)" + update + "]")}};
  CHECK(!compare(*side_of(rules, Form::kBundle), *side_of(rules)).may_differ());
  Files typed = shop("entry_points:\n  e: { updates: { a: { type: number } } }\n", rules);
  for (Form form : kForms) {
    CHECK(lines_of(compare(*side_of(rules), *side_of(typed, form)).settings) ==
          Lines{"entry_points.e.updates " +
                std::string(form == Form::kSources ? "everything" : "") + " -> a: number"});
    CHECK(lines_of(compare(*side_of(typed, form), *side_of(rules, Form::kBundle)).settings) ==
          Lines{"entry_points.e.updates a: number -> "});
  }
}

TEST_CASE("a text that could not be read may be where the sides differ") {
  auto broken = [](const std::string& text) {
    return Files{{"rules/bad.rule.json", text}, {"rules/r.rule.json", rule("r", "")}};
  };
  CHECK(compared(broken(R"({"id":"b",)"), broken(R"({"id":"c",)")).may_differ());
  CHECK(compared(broken(R"({"id":"b",)"), broken(rule("b", ""))).may_differ());
  // The same bytes are the same ruleset, whatever it is.
  CHECK(!compared(broken(R"({"id":"b",)"), broken(R"({"id":"b",)")).may_differ());
  // The text form likewise.
  auto broken_text = [](const std::string& text) {
    return Files{{"rules/t.eff", text}, {"rules/r.rule.json", rule("r", "")}};
  };
  CHECK(compared(broken_text("rule a on"), broken_text("rule b on")).may_differ());
  CHECK(!compared(broken_text("rule a on"), broken_text("rule a on")).may_differ());
}

TEST_CASE("texts of a bundle that no compiler wrote are not all compared") {
  const Files files = {{"rules/r.rule.json", rule("r", R"("condition":{"var":"x"})")},
                       {"rules/q.rule.json", rule("q", "")}};
  bytecode::Program good = program_of(files);
  CHECK(!compare(*side_of_program(good), *side_of_program(good)).may_differ());
  for (const char* text : {"", "{", R"({"id":"r"},)", "[]", R"({"id":7})"}) {
    CAPTURE(std::string(text));
    bytecode::Program bad = good;
    bad.rule_texts[1] = text;
    Comparison made = compare(*side_of_program(bad), *side_of_program(bad));
    CHECK(made.may_differ());
    CHECK(made.notes == Lines{"the rule texts of a bundle could not all be read"});
  }
}

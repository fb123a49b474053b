// Messages from templates of every format ask nothing of the heap from the second decision on.
#include <doctest/doctest.h>

#include "counting_malloc.h"
#include "program_builder.h"
#include "runtime/decision_json.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using bytecode::FilterKind;
using bytecode::HolePlace;
using bytecode::StepKind;
using bytecode::TemplateFormat;
using bytecode::TemplateStep;
using testing::heap_calls;
using value::Comparison;
using value::OperatorId;
using Steps = std::vector<TemplateStep>;

// [user.name, user.age, link, [age > 18, vars.note], [[name, price], ...]]
bytecode::Expression values(ProgramBuilder& b) {
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "user.name").load(1, "user.age").load(2, "link");
  c.load(3, "user.age").constant(4, "18").compare(Comparison::kGreater, 3, 3, 4);
  c.load(4, "vars.note").list(3, 2);
  c.load(4, "cart.items").iter_begin(OperatorId::kMap, 4, done, 0, 3).bind(again);
  c.item(5, "name").item(6, "price").list(5, 2).iter_next(OperatorId::kMap, 4, again).bind(done);
  return c.list(0, 5).give(0);
}

// A text with everything in it, its holes at these places.
Steps text(ProgramBuilder& b, HolePlace place, HolePlace url) {
  auto step = &ProgramBuilder::step;
  auto named = b.filter(FilterKind::kDefault, "\"guest\"");
  auto upper = b.filter(FilterKind::kUpper);
  auto price = b.filter(FilterKind::kCurrency, R"(["", ",", ".", " EUR", 1, 2, 2, 4])");
  auto zero = b.filter(FilterKind::kDefault, "0");
  auto date = b.filter(FilterKind::kDate, R"([["d"], ". ", ["M"], ". ", ["yyyy"]])");
  auto day = b.filter(FilterKind::kDefault, "\"2026-11-30\"");
  return {step(StepKind::kBeginText, 0),
          b.text_step("Dear "),
          b.hole(place, 0, "user.name", {named, upper}),
          b.text_step(", see "),
          b.hole(url, 2, "link", {b.filter(FilterKind::kDefault, "\"/\"")}),
          step(StepKind::kIf, 3),
          b.hole(place, 1, "vars.note", {b.filter(FilterKind::kDefault, "\"none\"")}),
          step(StepKind::kElse, 0),
          b.text_step("young"),
          step(StepKind::kEnd, 0),
          step(StepKind::kEach, 4),
          b.hole(place, 0, "", {day, date}),
          b.hole(place, 1, "", {zero, price}),
          step(StepKind::kEnd, 0),
          step(StepKind::kEndText, 0)};
}

Steps object_of(ProgramBuilder& b) {
  auto step = &ProgramBuilder::step;
  Steps steps{step(StepKind::kBeginObject, 0), b.key_step("title")};
  Steps title = text(b, HolePlace::kJson, HolePlace::kMarkupUrl);
  steps.insert(steps.end(), title.begin(), title.end());
  Steps rest{b.key_step("items"),
             step(StepKind::kBeginList, 0),
             step(StepKind::kTyped, 4),
             step(StepKind::kTyped, 0),
             b.constant_step(R"({"a":[1,"x"]})"),
             step(StepKind::kEndList, 0),
             step(StepKind::kEndObject, 0)};
  steps.insert(steps.end(), rest.begin(), rest.end());
  return steps;
}

RulesetPtr rules() {
  ProgramBuilder b;
  b.allow("**");
  auto add = [&](std::string_view id, TemplateFormat format, Steps steps, Steps rendered = {}) {
    return b.message_template({.id = std::string(id),
                               .format = format,
                               .reads_vars = true,
                               .fallback = 5,
                               .values = values(b),
                               .steps = std::move(steps),
                               .rendered = std::move(rendered)});
  };
  add("a", TemplateFormat::kHtml, text(b, HolePlace::kMarkup, HolePlace::kMarkupUrl));
  add("b", TemplateFormat::kJson, object_of(b));
  Steps markdown = text(b, HolePlace::kMarkdown, HolePlace::kMarkdownUrl);
  Steps html = text(b, HolePlace::kMarkup, HolePlace::kMarkupUrl);
  add("c", TemplateFormat::kMarkdown, markdown, html);
  add("d", TemplateFormat::kText, text(b, HolePlace::kText, HolePlace::kMarkupUrlPart));
  Assembler strict(b);
  strict.load(0, "user.name").list(0, 1);
  b.message_template({.id = "e",
                      .fallback = 5,
                      .values = strict.give(0),
                      .steps = {ProgramBuilder::step(StepKind::kBeginText, 0),
                                b.hole(HolePlace::kText, 0, "user.name"),
                                ProgramBuilder::step(StepKind::kEndText, 0)}});
  b.message_template({.id = "f", .steps = {b.constant_step("\"sorry\"")}});
  b.message_template(
      {.id = "f", .language = "de", .is_default = false, .steps = {b.constant_step("\"leider\"")}});
  std::vector<ActionSpec> actions;
  for (std::uint32_t i = 0; i < 5; ++i) {
    actions.push_back({.arguments = {{.name = "vars", .json = R"({"note":"express","x":[1,2]})"}},
                       .message_template = i});
  }
  actions[1].kind = ActionKind::kUserAcknowledge;
  actions[1].arguments.push_back({.name = "ack_key", .json = "\"terms\""});
  actions[2].kind = ActionKind::kUserPreference;
  actions[2].arguments.push_back({.name = "preference_key", .json = "\"news\""});
  b.rule({.id = "r", .actions = actions});
  return b.load();
}

constexpr std::string_view kContexts[] = {
    R"({"user":{"name":"Ann & Eve","age":30,"language":"de-AT"},"link":"https://a.example/",
        "cart":{"items":[{"name":"2026-01-02","price":10},{"price":60.125},{}]},"vars":1})",
    R"({"user":{"age":12},"link":"javascript:alert","cart":{"items":[]}})",
    R"({"user":{"name":["x"],"language":"fr"},"cart":{"items":[{"name":"no date"}]}})",
    R"({"user":{"name":"J\u00fcrgen","age":"41"},"link":"/x y","cart":null})",
    R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10})",
};

}  // namespace

TEST_CASE("templates of every format ask nothing of the heap from the second decision on") {
  RulesetPtr ruleset = rules();
  Workspace workspace;
  std::string text;
  text.reserve(64 * 1024);
  std::uint64_t after_first = 0;
  std::size_t made = 0;
  std::size_t messages = 0;
  std::size_t errors = 0;
  for (int round = 0; round < 50; ++round) {
    for (std::string_view context : kContexts) {
      Request request{.entry_point = "shop", .context = context, .now_ms = round};
      Decision decision;
      const Problem* problem = decide(*ruleset, request, workspace, decision);
      REQUIRE(problem == nullptr);
      text.clear();
      JsonWriter writer(text);
      write_decision(writer, *ruleset, decision);
      messages += decision.messages.size();
      errors += decision.errors.size();
      if (++made == 1) {
        after_first = heap_calls();
      }
    }
  }
  std::uint64_t asked = heap_calls() - after_first;
  CHECK(asked == 0);
  CHECK(messages > 500);
  CHECK(errors >= 500);
  CHECK(text.size() > 100);
}

}  // namespace rulec::runtime

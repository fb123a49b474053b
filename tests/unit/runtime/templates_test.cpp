// Messages from templates: which variant is shown, what drops a message, and bounds that hold for
// any program that validate() lets through.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "program_builder.h"
#include "runtime/engine.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using bytecode::FilterKind;
using bytecode::HolePlace;
using bytecode::StepKind;
using bytecode::TemplateFormat;
using bytecode::TemplateStep;
using value::OperatorId;
using Steps = std::vector<TemplateStep>;

ActionSpec show(std::uint32_t which, std::string_view vars = "") {
  ActionSpec spec{.message_template = which};
  if (!vars.empty()) {
    spec.arguments = {{.name = "vars", .json = std::string(vars)}};
  }
  return spec;
}

// A prompt has no limit of its own, so that it shows that of the template.
ActionSpec prompt(std::uint32_t which) {
  return {.kind = ActionKind::kUserPreference,
          .arguments = {{.name = "preference_key", .json = "\"news\""}},
          .message_template = which};
}

Steps in_text(Steps inside) {
  inside.insert(inside.begin(), ProgramBuilder::step(StepKind::kBeginText));
  inside.push_back(ProgramBuilder::step(StepKind::kEndText));
  return inside;
}

// [path, path, ...]
bytecode::Expression fields(ProgramBuilder& b, const std::vector<std::string>& paths) {
  Assembler c(b);
  for (unsigned i = 0; i < paths.size(); ++i) {
    c.load(i, paths[i]);
  }
  return c.list(0, static_cast<unsigned>(paths.size())).give(0);
}

// A text template whose text is the field `path`.
std::uint32_t field_template(ProgramBuilder& b, std::string_view id, std::string_view path,
                             std::uint32_t fallback = bytecode::kNoTemplate) {
  return b.message_template({.id = std::string(id),
                             .fallback = fallback,
                             .values = fields(b, {std::string(path)}),
                             .steps = in_text({b.hole(HolePlace::kText, 0, path)})});
}

std::string decide_actions(ProgramBuilder& b, const std::vector<ActionSpec>& actions,
                           std::string_view context = "{}") {
  b.rule({.id = "r", .actions = actions});
  return decide_text(*b.load(), context);
}

std::string context_of(std::string_view key, std::string_view text) {
  return "{\"" + std::string(key) + "\":\"" + std::string(text) + "\"}";
}

std::string shown_language(std::string_view language, const std::vector<std::string>& variants,
                           std::size_t by_default) {
  ProgramBuilder b;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    b.message_template({.id = "t",
                        .language = variants[i],
                        .is_default = i == by_default,
                        .steps = {b.constant_step("\"" + variants[i] + "\"")}});
  }
  std::string context = R"({"user":{"language":)" + std::string(language) + "}}";
  return part(decide_actions(b, {show(0)}, context), "messages.0.content");
}

// What two numbers decide: whether something was shown, and with which code it was not.
std::string outcome_of(std::string_view decision) {
  return part(decision, "preference_prompts.0.message") == "absent" &&
                 part(decision, "messages.0.content") == "absent"
             ? part(decision, "errors.0.code")
             : "shown";
}

}  // namespace

TEST_CASE("the language of the user chooses a variant, from the longest tag to the default") {
  const std::vector<std::string> variants = {"", "de", "de-AT", "zh-Hant"};
  struct LanguageCase {
    const char* asked;  // JSON
    const char* shown;
  };
  const LanguageCase cases[] = {
      {R"("de")", R"("de")"},
      {R"("DE")", R"("de")"},
      {R"("de-AT")", R"("de-AT")"},
      {R"("De-aT")", R"("de-AT")"},
      {R"("de-CH")", R"("de")"},
      {R"("de-AT-1996")", R"("de-AT")"},
      {R"("de-")", R"("de")"},
      {R"("zh-Hant-TW")", R"("zh-Hant")"},
      {R"("zh-Hans")", R"("")"},
      {R"("zh")", R"("")"},
      {R"("fr")", R"("")"},
      {R"("")", R"("")"},
      {R"("-")", R"("")"},
      {R"("-de")", R"("")"},
      {R"("de_AT")", R"("")"},
      {R"("deu")", R"("")"},
      {R"("d")", R"("")"},
      {R"(" de")", R"("")"},
      {"5", R"("")"},
      {"null", R"("")"},
      {R"(["de"])", R"("")"},
      {R"({"de":true})", R"("")"},
      {"true", R"("")"},
  };
  for (const LanguageCase& one : cases) {
    CAPTURE(one.asked);
    CHECK(shown_language(one.asked, variants, 0) == one.shown);
  }
}

TEST_CASE("without a variant of no language the default is the one that is marked") {
  CHECK(shown_language(R"("fr")", {"de", "en", "nl"}, 1) == R"("en")");
  CHECK(shown_language(R"("nl-BE")", {"de", "en", "nl"}, 1) == R"("nl")");
  CHECK(shown_language("7", {"de", "en", "nl"}, 2) == R"("nl")");
}

TEST_CASE("a language that is longer than any tag still has its beginning") {
  std::string tail(200, 'x');
  CHECK(shown_language("\"de-" + tail + "\"", {"", "de"}, 0) == R"("de")");
  CHECK(shown_language("\"" + tail + "-de\"", {"", "de"}, 0) == R"("")");
  std::string dashes(100'000, '-');
  CHECK(shown_language("\"de" + dashes + "\"", {"", "de"}, 0) == R"("de")");
  CHECK(shown_language("\"" + dashes + "\"", {"", "de"}, 0) == R"("")");
}

TEST_CASE("a context that is no object, or a user that is none, has no language") {
  for (std::string_view context : {"null", "[]", R"({"user":"de"})", R"({"user":["language"]})"}) {
    ProgramBuilder b;
    b.message_template({.id = "t", .steps = {b.constant_step("\"none\"")}});
    b.message_template(
        {.id = "t", .language = "de", .is_default = false, .steps = {b.constant_step("\"de\"")}});
    std::string decision = decide_actions(b, {show(0)}, context);
    if (part(decision, "messages") != "absent") {
      CHECK(part(decision, "messages.0.content") == "\"none\"");
    } else {
      CHECK(part(decision, "status") == "400");
    }
  }
}

TEST_CASE("fallbacks are tried one after the other, each with its reason") {
  ProgramBuilder b;
  field_template(b, "a", "missing", 1);
  field_template(b, "b", "list", 2);
  field_template(b, "c", "name");
  std::string decision = decide_actions(b, {show(0)}, R"({"name":"Ann","list":[]})");
  CHECK(part(decision, "messages.0.content") == "\"Ann\"");
  CHECK(part(decision, "messages.0.template_id") == "\"c\"");
  CHECK(part(decision, "errors.0.code") == "\"RC6016\"");
  CHECK(part(decision, "errors.0.message") ==
        R"("template `a`: `missing` has no value; `b` is tried in its place")");
  CHECK(part(decision, "errors.1.code") == "\"RC6011\"");
  CHECK(part(decision, "errors.1.message").find("`c` is tried in its place") != std::string::npos);
  CHECK(part(decision, "errors.2") == "absent");
}

TEST_CASE("without a fallback that can be shown the message is dropped, and still asks") {
  ProgramBuilder b;
  field_template(b, "a", "missing", 1);
  field_template(b, "b", "missing");
  ActionSpec terms = show(0);
  terms.kind = ActionKind::kUserAcknowledge;
  terms.arguments = {{.name = "ack_key", .json = "\"terms\""}};
  std::string decision =
      decide_actions(b, {terms, {.arguments = {{.name = "message", .json = "\"M\""}}}});
  CHECK(part(decision, "blocked") == "true");
  CHECK(part(decision, "required_acknowledgments.0.ack_key") == "\"terms\"");
  CHECK(part(decision, "messages.0.content.message") == "\"M\"");
  CHECK(part(decision, "messages.1") == "absent");
  CHECK(part(decision, "rules_executed.0.error") == "null");
  CHECK(part(decision, "errors.1.message") == R"("template `b`: `missing` has no value")");
}

TEST_CASE("a fallback is shown in the language of the user, too") {
  ProgramBuilder b;
  field_template(b, "a", "missing", 1);
  b.message_template({.id = "b", .steps = {b.constant_step("\"sorry\"")}});
  b.message_template(
      {.id = "b", .language = "de", .is_default = false, .steps = {b.constant_step("\"leider\"")}});
  std::string decision = decide_actions(b, {show(0)}, R"({"user":{"language":"de"}})");
  CHECK(part(decision, "messages.0.content") == "\"leider\"");
  CHECK(part(decision, "messages.0.language") == "\"de\"");
}

TEST_CASE("a template that throws or spends its budget falls back") {
  for (bool throws : {true, false}) {
    ProgramBuilder b;
    b.program.expr_cost = 20;
    Assembler c(b);
    if (throws) {
      c.constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).list(0, 1);
    } else {
      c.meter_begin().load(0, "name").charge(0, 21).list(0, 1);
    }
    b.message_template({.id = "a",
                        .fallback = 1,
                        .values = c.give(0),
                        .steps = in_text({b.hole(HolePlace::kText, 0)})});
    b.message_template({.id = "b", .steps = {b.constant_step("\"plain\"")}});
    std::string decision = decide_actions(b, {show(0)}, R"({"name":"x"})");
    CHECK(part(decision, "messages.0.content") == "\"plain\"");
    CHECK(part(decision, "errors.0.code") == (throws ? "\"RC6013\"" : "\"RC6014\""));
  }
}

TEST_CASE("a text has at most 64 KiB, just inside and just outside") {
  for (std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    ProgramBuilder b;
    field_template(b, "a", "text");
    std::string decision = decide_actions(
        b, {prompt(0)}, context_of("text", std::string(kMaxMessageBytes + more, 'x')));
    CHECK(outcome_of(decision) == (more == 0 ? "shown" : "\"RC6015\""));
  }
}

TEST_CASE("the texts of a content have at most 64 KiB together") {
  for (std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    ProgramBuilder b;
    // A list of two: what stands between them counts, as everything that is written.
    Steps steps{ProgramBuilder::step(StepKind::kBeginList)};
    for (std::uint32_t i = 0; i < 2; ++i) {
      Steps text = in_text({b.hole(HolePlace::kJson, i)});
      steps.insert(steps.end(), text.begin(), text.end());
    }
    steps.push_back(ProgramBuilder::step(StepKind::kEndList));
    b.message_template({.id = "a",
                        .format = TemplateFormat::kJson,
                        .values = fields(b, {"a", "b"}),
                        .steps = steps});
    std::string half(kMaxMessageBytes / 2 - 2, 'x');
    std::string context = R"({"a":")" + half;
    context.append(R"(","b":")").append(half).append(more, 'x').append("\"}");
    CHECK(outcome_of(decide_actions(b, {prompt(0)}, context)) ==
          (more == 0 ? "shown" : "\"RC6015\""));
  }
}

TEST_CASE("escaping counts: a text is as long as what is shown") {
  for (std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    ProgramBuilder b;
    b.message_template({.id = "a",
                        .format = TemplateFormat::kHtml,
                        .values = fields(b, {"text"}),
                        .steps = in_text({b.hole(HolePlace::kMarkup, 0)})});
    std::string text = std::string(kMaxMessageBytes / 5, '&') + "x" + std::string(more, 'x');
    CHECK(outcome_of(decide_actions(b, {prompt(0)}, context_of("text", text))) ==
          (more == 0 ? "shown" : "\"RC6015\""));
  }
}

TEST_CASE("a typed value has at most 64 KiB") {
  for (std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    ProgramBuilder b;
    b.message_template({.id = "a",
                        .format = TemplateFormat::kJson,
                        .values = fields(b, {"text"}),
                        .steps = {ProgramBuilder::step(StepKind::kTyped, 0)}});
    std::string text(kMaxMessageBytes - 2 + more, 'x');
    CHECK(outcome_of(decide_actions(b, {prompt(0)}, context_of("text", text))) ==
          (more == 0 ? "shown" : "\"RC6015\""));
  }
}

TEST_CASE("a dropped message is no failure of its rule, whatever `on_error` says") {
  ProgramBuilder b;
  b.entry_point().on_error = bytecode::OnError::kFail;
  field_template(b, "a", "missing");
  std::string decision = decide_actions(b, {show(0)});
  CHECK(part(decision, "success") == "true");
  CHECK(part(decision, "messages") == "[]");
  CHECK(part(decision, "errors.0.code") == "\"RC6016\"");
  CHECK(part(decision, "rules_executed.0.error") == "null");
}

TEST_CASE("a rule that fails later takes its messages and their errors back") {
  ProgramBuilder b;
  field_template(b, "a", "missing", 1);
  b.message_template({.id = "b", .steps = {b.constant_step("\"shown\"")}});
  ActionSpec bad;
  bad.arguments = {
      {.name = "message",
       .expression = Assembler(b).constant(0, "\"boom\"").call(OperatorId::kThrow, 0, 1).give(0)}};
  b.rule({.id = "r", .actions = {show(0), bad}});
  b.rule({.id = "s", .actions = {show(1)}});
  std::string decision = decide_text(*b.load(), "{}");
  CHECK(part(decision, "messages.0.rule_id") == "\"s\"");
  CHECK(part(decision, "messages.1") == "absent");
  CHECK(part(decision, "errors.0.code") == "\"RC6013\"");
  CHECK(part(decision, "errors.1") == "absent");
}

TEST_CASE("`vars` of the action stands in for a field of that name, for the template alone") {
  ProgramBuilder b;
  b.message_template({.id = "a",
                      .reads_vars = true,
                      .values = fields(b, {"vars.x", "name"}),
                      .steps = in_text({b.hole(HolePlace::kText, 0), b.text_step(" "),
                                        b.hole(HolePlace::kText, 1)})});
  field_template(b, "b", "vars.x");
  ActionSpec plain;
  plain.arguments = {{.name = "message", .expression = Assembler(b).load(0, "vars.x").give(0)}};
  std::string decision = decide_actions(b, {show(0, R"({"x":"own"})"), show(1), plain, show(0)},
                                        R"({"vars":{"x":"field"},"name":"Ann"})");
  CHECK(part(decision, "messages.0.content") == "\"own Ann\"");
  CHECK(part(decision, "messages.1.content") == "\"field\"");
  CHECK(part(decision, "messages.2.content.message") == "\"field\"");
  CHECK(part(decision, "messages.3") == "absent");  // no vars: not those of the context
  CHECK(part(decision, "errors.0.code") == "\"RC6016\"");
}

TEST_CASE("a template sees the updates of the actions before it") {
  ProgramBuilder b;
  b.allow("**");
  field_template(b, "a", "n");
  ActionSpec set{.kind = ActionKind::kUpdate, .target = "n"};
  set.arguments = {{.name = "value", .json = "2"}};
  ActionSpec language{.kind = ActionKind::kUpdate, .target = "user.language"};
  language.arguments = {{.name = "value", .json = "\"de\""}};
  b.message_template(
      {.id = "a", .language = "de", .is_default = false, .steps = {b.constant_step("\"de\"")}});
  std::string decision =
      decide_actions(b, {show(0), set, show(0), language, show(0)}, R"({"n":1})");
  CHECK(part(decision, "messages.0.content") == "\"1\"");
  CHECK(part(decision, "messages.1.content") == "\"2\"");
  CHECK(part(decision, "messages.2.content") == "\"de\"");
}

TEST_CASE("a filter whose argument is no format is refused when the bundle is loaded") {
  struct FilterCase {
    FilterKind kind;
    const char* argument;
  };
  const FilterCase cases[] = {
      {FilterKind::kNumber, "\"0.00\""},
      {FilterKind::kNumber, "[]"},
      {FilterKind::kNumber, R"(["","","","",1,2,1,0])"},
      {FilterKind::kNumber, R"(["","","","",-1,0,0,0])"},
      {FilterKind::kNumber, R"(["","","",5,1,0,0,0])"},
      {FilterKind::kCurrency, "\"EUR\""},
      {FilterKind::kCurrency, R"(["","","","",1,0,1000000,0])"},
      {FilterKind::kDate, "\"d. M. yyyy\""},
      {FilterKind::kDate, "[[]]"},
      {FilterKind::kDate, R"([["Q"]])"},
      {FilterKind::kDate, R"([["MMMM","January"]])"},
      {FilterKind::kDate, "[5]"},
  };
  for (const FilterCase& one : cases) {
    CAPTURE(one.argument);
    ProgramBuilder b;
    auto filter = b.filter(one.kind, one.argument);
    b.message_template({.id = "a",
                        .values = fields(b, {"n"}),
                        .steps = in_text({b.hole(HolePlace::kText, 0, "n", {filter})})});
    b.rule({.id = "r", .actions = {show(0)}});
    auto loaded = load(b.program, "");
    REQUIRE(!loaded.has_value());
    CHECK(loaded.error().rc == 5015);
    CHECK(loaded.error().message ==
          "section `templates` is damaged: the argument of a filter is no format");
  }
}

TEST_CASE("N05 turns inside turns end, however often a list holds the same list") {
  ProgramBuilder b;
  constexpr std::uint32_t kDepth = 30;
  Assembler c(b);
  c.constant(0, "[]");
  for (std::uint32_t i = 0; i < kDepth; ++i) {  // [[x, x, x, x]] of the one before
    c.list(0, 1).move(1, 0).move(2, 0).move(3, 0).list(0, 4);
  }
  c.list(0, 1);
  Steps blocks(kDepth, ProgramBuilder::step(StepKind::kEach, 0));
  blocks.insert(blocks.end(), kDepth, ProgramBuilder::step(StepKind::kEnd));
  b.message_template({.id = "a", .values = c.give(0), .steps = in_text(blocks)});
  std::string decision = decide_actions(b, {show(0)});
  CHECK(part(decision, "messages") == "[]");
  CHECK(part(decision, "errors.0.code") == "\"RC6014\"");
}

TEST_CASE("N05 constants and keys count, however often a content holds them") {
  ProgramBuilder b;
  TemplateStep large = b.constant_step("\"" + std::string(kMaxStringBytes, 'x') + "\"");
  Steps steps{ProgramBuilder::step(StepKind::kBeginList)};
  steps.insert(steps.end(), 100'000, large);
  steps.push_back(ProgramBuilder::step(StepKind::kEndList));
  b.message_template({.id = "a", .format = TemplateFormat::kJson, .steps = steps});
  Steps keys{ProgramBuilder::step(StepKind::kBeginObject)};
  TemplateStep key = b.key_step(std::string(kMaxStringBytes, 'k'));
  TemplateStep nothing = b.constant_step("null");
  for (int i = 0; i < 100'000; ++i) {
    keys.push_back(key);
    keys.push_back(nothing);
  }
  keys.push_back(ProgramBuilder::step(StepKind::kEndObject));
  b.message_template({.id = "b", .format = TemplateFormat::kJson, .steps = keys});
  Steps empty{ProgramBuilder::step(StepKind::kBeginList)};
  for (std::size_t i = 0; i < kMaxMessageBytes; ++i) {
    empty.push_back(ProgramBuilder::step(StepKind::kBeginText));
    empty.push_back(ProgramBuilder::step(StepKind::kEndText));
  }
  empty.push_back(ProgramBuilder::step(StepKind::kEndList));
  b.message_template({.id = "c", .format = TemplateFormat::kJson, .steps = empty});
  std::string decision = decide_actions(b, {prompt(0), prompt(1), prompt(2)});
  CHECK(part(decision, "preference_prompts") == "[]");
  for (std::string_view error : {"errors.0.code", "errors.1.code", "errors.2.code"}) {
    CHECK(part(decision, error) == "\"RC6015\"");
  }
}

TEST_CASE("N05 the filters of a content share one budget") {
  ProgramBuilder b;
  Assembler c(b);
  auto again = c.label();
  auto done = c.label();
  c.meter_begin().load(0, "items").iter_begin(OperatorId::kMap, 0, done, 0, 2).bind(again);
  c.level(1, 2, "long").list(1, 1).iter_next(OperatorId::kMap, 0, again).bind(done).list(0, 1);
  auto upper = b.filter(FilterKind::kUpper);
  b.message_template({.id = "a",
                      .format = TemplateFormat::kHtml,
                      .values = c.give(0),
                      .steps = in_text({ProgramBuilder::step(StepKind::kEach, 0),
                                        b.hole(HolePlace::kMarkupUrl, 0, "long", {upper}),
                                        ProgramBuilder::step(StepKind::kEnd)})});
  std::string items(2 * 2000 - 1, '1');
  for (std::size_t i = 1; i < items.size(); i += 2) {
    items[i] = ',';
  }
  std::string context =
      R"({"long":"x:)" + std::string(100'000, 'a') + R"(","items":[)" + items + "]}";
  std::string decision = decide_actions(b, {show(0)}, context);
  CHECK(part(decision, "messages") == "[]");
  CHECK(decision.find("RC6014") != std::string::npos);
}

TEST_CASE("what templates give counts among the 64 MiB of a decision") {
  ProgramBuilder b;
  field_template(b, "a", "text");
  std::vector<ActionSpec> many(1'100, show(0));
  b.rule({.id = "r", .actions = many});
  std::string decision =
      decide_text(*b.load(), context_of("text", std::string(kMaxMessageBytes - 1'000, 'x')));
  CHECK(part(decision, "messages.0.rule_id") == "absent");
  CHECK(part(decision, "errors.0.code") == "\"RC6015\"");
  CHECK(part(decision, "errors.0.rule_id") == "\"r\"");
}

}  // namespace rulec::runtime

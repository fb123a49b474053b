// Templates in the format: they come back as they were, and each kind of damage is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "bytecode/internal/layout.h"
#include "sample_program.h"

using namespace rulec;
using namespace rulec::bytecode;
using rulec::bytecode::testing::kCart;
using rulec::bytecode::testing::sample_program;
using rulec::bytecode::testing::sample_with_templates;

namespace {

constexpr std::uint32_t kTemplatesSection = 8;

std::string problem_of(const Program& program) {
  auto status = validate(program);
  return status ? "" : status.error().message;
}

Result<Program> reread(const std::vector<Section>& sections) {
  std::vector<SectionView> views;
  for (const auto& section : sections) {
    views.push_back({.type = section.type, .bytes = section.bytes});
  }
  return decode(views);
}

std::string& templates_of(std::vector<Section>& sections) {
  auto at = std::ranges::find(sections, kTemplatesSection, &Section::type);
  REQUIRE(at != sections.end());
  return at->bytes;
}

// What decode() or else validate() says of the section with the byte at `at` changed.
std::string problem_with_byte(std::size_t at, int value) {
  auto sections = encode(sample_with_templates());
  templates_of(sections).at(at) = static_cast<char>(value);
  auto decoded = reread(sections);
  return decoded ? problem_of(*decoded) : decoded.error().message;
}

using Steps = std::vector<TemplateStep>;

TemplateStep step(StepKind kind, std::uint32_t text = UINT32_MAX,
                  std::uint32_t constant = UINT32_MAX) {
  return {.kind = kind,
          .text = text == UINT32_MAX ? StringId() : StringId(text),
          .constant = constant == UINT32_MAX ? ConstantId() : ConstantId(constant)};
}

// What is wrong with a template of these steps.
std::string problem_of_steps(const Steps& steps) {
  Program program = sample_program();
  program.strings.emplace_back("note");
  program.steps = steps;
  program.templates = {{.id = StringId(program.strings.size() - 1),
                        .language = {},
                        .component_type = {},
                        .variant = {},
                        .is_default = true,
                        .values = {},
                        .step_count = static_cast<std::uint32_t>(steps.size()),
                        .first_rendered_step = static_cast<std::uint32_t>(steps.size())}};
  return problem_of(program);
}

// `count` levels of `open`, the innermost holding `inside`.
Steps nested(const Steps& open, std::size_t count, const Steps& inside, StepKind close) {
  Steps steps;
  for (std::size_t i = 0; i < count; ++i) {
    steps.insert(steps.end(), open.begin(), open.end());
  }
  steps.insert(steps.end(), inside.begin(), inside.end());
  steps.insert(steps.end(), count, step(close));
  return steps;
}

Steps in_text(const Steps& inside) {
  Steps steps{step(StepKind::kBeginText)};
  steps.insert(steps.end(), inside.begin(), inside.end());
  steps.push_back(step(StepKind::kEndText));
  return steps;
}

// A program of many templates `t00000`, each a constant.
Program many_templates(std::size_t count) {
  Program program = sample_program();
  for (std::size_t i = 0; i < count; ++i) {
    std::string digits = std::to_string(i);
    program.strings.push_back("t" + std::string(5 - digits.size(), '0') + digits);
    program.steps.push_back(step(StepKind::kConstant, UINT32_MAX, 0));
    program.templates.push_back({.id = StringId(program.strings.size() - 1),
                                 .language = {},
                                 .component_type = {},
                                 .variant = {},
                                 .is_default = true,
                                 .values = {},
                                 .first_step = static_cast<std::uint32_t>(i),
                                 .step_count = 1,
                                 .first_rendered_step = static_cast<std::uint32_t>(i + 1)});
  }
  return program;
}

}  // namespace

TEST_CASE("templates come back as they were") {
  Program program = sample_with_templates();
  REQUIRE(problem_of(program) == "");
  auto sections = encode(program);
  auto again = reread(sections);
  REQUIRE(again.has_value());
  CHECK(problem_of(*again) == "");
  auto twice = encode(*again);
  REQUIRE(twice.size() == sections.size());
  for (std::size_t i = 0; i < sections.size(); ++i) {
    CHECK(twice[i].type == sections[i].type);
    CHECK(twice[i].bytes == sections[i].bytes);
  }
  CHECK(again->template_texts == program.template_texts);
  CHECK(again->templates[0].fallback == 2);
  CHECK(again->templates[0].is_default);
  CHECK(!again->templates[1].is_default);
  CHECK(again->templates[1].reads_vars);
  CHECK(again->templates[2].first_step == 25);
  CHECK(again->actions[0].message_template == kNoTemplate);
  CHECK(again->actions[1].message_template == 0);
  CHECK(disassemble(*again) == disassemble(program));
}

TEST_CASE("templates have a critical section of their own, left out without any") {
  auto has = [](const Program& program) {
    auto sections = encode(program);
    auto at = std::ranges::find(sections, kTemplatesSection, &Section::type);
    return at == sections.end() ? "none" : at->is_critical ? "critical" : "optional";
  };
  CHECK(has(sample_with_templates()) == std::string("critical"));
  CHECK(has(sample_program()) == std::string("none"));
  CHECK(section_name(kTemplatesSection) == "templates");
}

TEST_CASE("the listing of a template shows its head and its steps") {
  CHECK(disassemble_template(sample_with_templates(), 0) == R"(template banner default
  format markdown, component toast, variant info, fallback note
  values: 4 slots, 2 registers
       0  load               r0 = cart.total
       1  load               r1 = cart.items
       2  list               r0 = r0 .. r1
       3  return             r0
  content:
    text
      "Sum: "
      value 0 "cart.total" | upper | default("-") as markdown
    end
  content as HTML:
    text
      "Sum: "
      value 0 "cart.total" as markup
    end
)");
  CHECK(disassemble_template(sample_with_templates(), 1) == R"(template banner de
  format json, reads vars
  values: 2 slots, 1 register
       0  const              r0 = [10,"EU"]
       1  return             r0
  content:
    object
      key "title"
      list
        true
        value 1 as it is
      end
      key "cart"
      text
        if value 0
          "Sum: "
        else
          each of value 1
            value 0 "cart.total" as json
          end
        end
      end
    end
)");
}

TEST_CASE("tables of templates: each kind of damage is refused with its reason") {
  struct Damage {
    const char* problem;
    std::function<void(Program&)> apply;
  };
  const Damage cases[] = {
      {"a template has no proper id", [](Program& p) { p.templates[2].id = StringId(); }},
      {"a template has no proper id", [](Program& p) { p.templates[2].id = StringId(999); }},
      {"a template has no proper id",
       [](Program& p) { p.templates[2].id = StringId(testing::kAny); }},
      {"names a string that is not there",
       [](Program& p) { p.templates[1].language = StringId(999); }},
      {"names a string that is not there",
       [](Program& p) { p.templates[1].component_type = StringId(999); }},
      {"names a string that is not there",
       [](Program& p) { p.templates[1].variant = StringId(999); }},
      {"not in the order of id and language",
       [](Program& p) { std::swap(p.templates[0], p.templates[1]); }},
      {"not in the order of id and language",
       [](Program& p) { p.templates[1].language = StringId(); }},
      {"not in the order of id and language",
       [](Program& p) {
         std::swap(p.strings[p.templates[0].id.index()], p.strings[p.templates[2].id.index()]);
       }},
      {"has not one default", [](Program& p) { p.templates[0].is_default = false; }},
      {"has not one default", [](Program& p) { p.templates[1].is_default = true; }},
      {"has not one default", [](Program& p) { p.templates[2].is_default = false; }},
      {"a fallback is no template", [](Program& p) { p.templates[2].fallback = 1; }},
      {"a fallback is no template", [](Program& p) { p.templates[2].fallback = 3; }},
      {"a fallback is no template", [](Program& p) { p.templates[2].fallback = 999; }},
      {"lead back to where they began", [](Program& p) { p.templates[2].fallback = 2; }},
      {"lead back to where they began", [](Program& p) { p.templates[2].fallback = 0; }},
      {"lead back to where they began", [](Program& p) { p.templates[1].fallback = 0; }},
      {"lead back to where they began", [](Program& p) { p.templates[0].fallback = 0; }},
      {"Markdown is not rendered",
       [](Program& p) { p.templates[0].format = TemplateFormat::kHtml; }},
      {"Markdown is not rendered",
       [](Program& p) { p.templates[2].format = TemplateFormat::kMarkdown; }},
      {"Markdown is not rendered", [](Program& p) { p.templates[0].rendered_step_count = 0; }},
      {"a content is not closed", [](Program& p) { p.templates[0].step_count = 3; }},
      {"a content is not closed", [](Program& p) { p.templates[0].step_count = 0; }},
      {"a content is not closed", [](Program& p) { p.templates[0].rendered_step_count = 3; }},
      {"too many filters",
       [](Program& p) {
         p.filters.assign(kMaxFilters + 1, {.kind = FilterKind::kUpper, .argument = {}});
         p.steps[2].filter_count = kMaxFilters + 1;
       }},
      {"a filter has not the argument", [](Program& p) { p.filters[1].argument = ConstantId(); }},
      {"a filter has not the argument",
       [](Program& p) { p.filters[1].argument = ConstantId(999); }},
      {"a filter has not the argument",
       [](Program& p) { p.filters[0].argument = ConstantId(999); }},
      {"a filter has not the argument", [](Program& p) { p.filters[0].argument = ConstantId(0); }},
      {"a filter has not the argument",
       [](Program& p) { p.filters[0].kind = FilterKind::kNumber; }},
      {"a filter has not the argument", [](Program& p) { p.filters[1].kind = FilterKind::kLower; }},
      {"that is no placeholder has filters", [](Program& p) { p.steps[1].filter_count = 1; }},
      {"a name that is not there", [](Program& p) { p.steps[2].text = StringId(999); }},
      {"an action shows a template that is not there",
       [](Program& p) { p.actions[1].message_template = 1; }},
      {"an action shows a template that is not there",
       [](Program& p) { p.actions[1].message_template = 3; }},
      {"or cannot show one", [](Program& p) { p.actions[0].message_template = 0; }},
      {"or cannot show one",
       [](Program& p) {
         p.actions[1].kind = ActionKind::kEffect;
         p.actions[1].target = PathId();
       }},
      {"an absent expression has a length", [](Program& p) { p.templates[2].values.length = 1; }},
      {"does not begin where the one before ends",
       [](Program& p) { p.templates[2].values = p.templates[1].values; }},
      {"instructions belong to no expression", [](Program& p) { p.templates[1].values = {}; }},
      {"one text for each template", [](Program& p) { p.template_texts.pop_back(); }},
  };
  for (const auto& damage : cases) {
    CAPTURE(damage.problem);
    Program program = sample_with_templates();
    damage.apply(program);
    std::string problem = problem_of(program);
    CAPTURE(problem);
    CHECK(problem.find(damage.problem) != std::string::npos);
  }
}

TEST_CASE("fallbacks that meet or go on for long are fine, circles over several ids are not") {
  Program program = many_templates(100);
  for (std::uint32_t i = 0; i + 1 < 100; ++i) {
    program.templates[i].fallback = i + 1;
  }
  program.templates[3].fallback = 99;
  CHECK(problem_of(program) == "");
  program.templates[99].fallback = 50;
  CHECK(problem_of(program) ==
        "section `templates` is damaged: fallbacks lead back to where they began");
  program.templates[99].fallback = 0;  // 4 to 99 and on to 0, 1, 2, 3, 99
  CHECK(problem_of(program) ==
        "section `templates` is damaged: fallbacks lead back to where they began");
}

TEST_CASE("a circle of fallbacks through another variant is found") {
  Program program = sample_with_templates();
  program.templates[0].fallback = kNoTemplate;
  program.templates[1].fallback = 2;
  CHECK(problem_of(program) == "");
  program.templates[2].fallback = 0;  // and in German back to here
  CHECK(problem_of(program).find("lead back") != std::string::npos);
}

TEST_CASE("steps of a content: each that has no place is refused with its reason") {
  using enum StepKind;
  struct StepsCase {
    const char* problem;
    Steps steps;
  };
  const TemplateStep text = step(kText, kCart);
  const TemplateStep key = step(kKey, kCart);
  const TemplateStep constant = step(kConstant, UINT32_MAX, 0);
  const StepsCase cases[] = {
      {"", {constant}},
      {"", {step(kTyped)}},
      {"", {step(kBeginObject), step(kEndObject)}},
      {"", {step(kBeginObject), key, constant, key, step(kTyped), step(kEndObject)}},
      {"", {step(kBeginList), step(kEndList)}},
      {"", in_text({})},
      {"", in_text({text, step(kHole), step(kHole, kCart)})},
      {"", in_text({step(kIf), step(kElse), step(kEnd), step(kEach), step(kEnd)})},
      {"a content is not closed", {}},
      {"a content is not closed", {step(kBeginObject)}},
      {"a content is not closed", {step(kBeginList)}},
      {"a content is not closed", {step(kBeginText)}},
      {"a content is not closed", {step(kBeginText), step(kIf)}},
      {"a content is not closed", {step(kBeginText), step(kEach), step(kEnd)}},
      {"a content is not closed", {step(kBeginObject), key}},
      {"closes what is not open", {step(kBeginObject), key, step(kEndObject)}},
      {"closes what is not open", {step(kBeginText), step(kIf), step(kEndText)}},
      {"closes what is not open", {step(kBeginText), step(kEndList)}},
      {"closes what is not open", {step(kEndObject)}},
      {"closes what is not open", {constant, step(kEndText)}},
      {"a key stands outside of an object", {key}},
      {"a key stands outside of an object", {step(kBeginList), key}},
      {"a key stands outside of an object", {step(kBeginObject), key, key}},
      {"a key stands outside of an object", {step(kBeginText), key}},
      {"a content stands where none can be", {constant, constant}},
      {"a content stands where none can be", {constant, step(kBeginText)}},
      {"a content stands where none can be", {step(kBeginObject), constant}},
      {"a content stands where none can be", {step(kBeginObject), step(kBeginList)}},
      {"a content stands where none can be", {step(kBeginText), constant}},
      {"a content stands where none can be", {step(kBeginText), step(kBeginText)}},
      {"a content stands where none can be", {step(kBeginText), step(kIf), step(kTyped)}},
      {"a part of a text stands outside of one", {text}},
      {"a part of a text stands outside of one", {step(kHole)}},
      {"a part of a text stands outside of one", {step(kBeginList), text}},
      {"a part of a text stands outside of one", {step(kBeginObject), key, text}},
      {"a block stands outside of a text", {step(kIf)}},
      {"a block stands outside of a text", {step(kBeginList), step(kEach)}},
      {"a block stands outside of a text", {step(kElse)}},
      {"a block stands outside of a text", {step(kEnd)}},
      {"an `else` stands outside of an `if`", in_text({step(kElse)})},
      {"an `else` stands outside of an `if`", in_text({step(kEach), step(kElse), step(kEnd)})},
      {"an `else` stands outside of an `if`",
       in_text({step(kIf), step(kElse), step(kElse), step(kEnd)})},
      {"a block ends that did not begin", in_text({step(kEnd)})},
      {"a block ends that did not begin", in_text({step(kIf), step(kEnd), step(kEnd)})},
      // ids
      {"the text or constant that it needs", in_text({step(kText)})},
      {"the text or constant that it needs", in_text({step(kText, 999)})},
      {"the text or constant that it needs", in_text({step(kText, kCart, 0)})},
      {"the text or constant that it needs", in_text({step(kHole, kCart, 0)})},
      {"the text or constant that it needs", in_text({step(kIf, kCart)})},
      {"the text or constant that it needs", {step(kConstant)}},
      {"the text or constant that it needs", {step(kConstant, UINT32_MAX, 999)}},
      {"the text or constant that it needs", {step(kConstant, kCart, 0)}},
      {"the text or constant that it needs", {step(kTyped, UINT32_MAX, 0)}},
      {"the text or constant that it needs", {step(kBeginText, kCart)}},
      {"the text or constant that it needs", {step(kBeginObject), step(kKey)}},
      {"the text or constant that it needs", {step(kBeginObject), step(kKey, 999)}},
      {"a step is not known", {step(static_cast<StepKind>(99))}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.problem);
    std::string problem = problem_of_steps(one.steps);
    CAPTURE(problem);
    std::string wanted(one.problem);
    CHECK((wanted.empty() ? problem.empty() : problem.ends_with(wanted)));
  }
}

TEST_CASE("ids of steps that name nothing and point nowhere are refused") {
  using enum StepKind;
  CHECK(problem_of_steps({step(kTyped, UINT32_MAX - 1)}).ends_with("that it needs"));
  CHECK(problem_of_steps(in_text({step(kIf, 999)})).ends_with("that it needs"));
  CHECK(problem_of_steps({step(kBeginList, UINT32_MAX, 999)}).ends_with("that it needs"));
}

TEST_CASE("contents nest up to the limit and no deeper") {
  using enum StepKind;
  const std::string too_deep = "section `templates` has more than 32 levels in one template";
  auto lists = [](std::size_t count) { return nested({step(kBeginList)}, count, {}, kEndList); };
  CHECK(problem_of_steps(lists(kMaxTemplateDepth)) == "");
  CHECK(problem_of_steps(lists(kMaxTemplateDepth + 1)) == too_deep);
  for (StepKind block : {kIf, kEach}) {  // the text is a level, too
    auto blocks = [&](std::size_t count) {
      return in_text(nested({step(block)}, count, {}, kEnd));
    };
    CHECK(problem_of_steps(blocks(kMaxTemplateDepth - 1)) == "");
    CHECK(problem_of_steps(blocks(kMaxTemplateDepth)) == too_deep);
  }
  auto objects = [](std::size_t count) {
    Steps steps;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      steps.push_back(step(kBeginObject));
      steps.push_back(step(kKey, kCart));
    }
    steps.push_back(step(kBeginObject));
    steps.insert(steps.end(), count, step(kEndObject));
    return steps;
  };
  CHECK(problem_of_steps(objects(kMaxTemplateDepth)) == "");
  CHECK(problem_of_steps(objects(kMaxTemplateDepth + 1)) == too_deep);
}

TEST_CASE("a placeholder has at most 8 filters") {
  Program program = sample_with_templates();
  program.filters.assign(kMaxFilters, {.kind = FilterKind::kUpper, .argument = {}});
  program.steps[2].filter_count = kMaxFilters;
  CHECK(problem_of(program) == "");
}

TEST_CASE("there are at most 10,000 templates") {
  Program program = many_templates(kMaxTemplates);
  CHECK(problem_of(program) == "");
  CHECK(reread(encode(program)).has_value());
  program = many_templates(kMaxTemplates + 1);
  CHECK(problem_of(program) == "section `templates` has more than 10000 templates");
  auto decoded = reread(encode(program));
  REQUIRE(!decoded.has_value());
  CHECK(decoded.error().rc == 5014);
}

TEST_CASE("every cut and every added byte of the section of templates is refused") {
  auto sections = encode(sample_with_templates());
  std::string whole = templates_of(sections);
  templates_of(sections) = whole + '\0';
  CHECK(!reread(sections).has_value());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    templates_of(sections) = whole.substr(0, length);
    auto decoded = reread(sections);
    REQUIRE(!decoded.has_value());
    CHECK(decoded.error().message.starts_with("section `templates`"));
  }
}

TEST_CASE("counts that do not fit the tables of templates are refused") {
  constexpr std::size_t kHead = 12;  // templates, steps, filters
  constexpr std::size_t kStepCount = kHead + 24 + layout::kExpression;
  for (std::size_t count = 0; count < 3; ++count) {
    for (std::size_t byte = 0; byte < 4; ++byte) {
      std::string problem = problem_with_byte(4 * count + byte, 0xfe);
      CAPTURE(problem);
      CHECK(problem.starts_with("section `templates`"));
    }
  }
  const std::string other =
      "section `templates` is damaged: the templates do not have the steps "
      "and filters they count";
  CHECK(problem_with_byte(kStepCount, 5) == other);         // one more
  CHECK(problem_with_byte(kStepCount, 3) == other);         // one less
  CHECK(problem_with_byte(kStepCount + 3, 0xff) == other);  // beyond 32 bits with the others
  CHECK(problem_with_byte(kStepCount + 4, 5) == other);     // rendered
  CHECK(problem_with_byte(kStepCount + 7, 0xff) == other);
  constexpr std::size_t kSteps = kHead + 3 * layout::kTemplate;
  CHECK(problem_with_byte(kSteps + 2 * layout::kTemplateStep + 2, 3) == other);  // filters
  CHECK(problem_with_byte(kSteps + 2 * layout::kTemplateStep + 2, 1) == other);
  CHECK(problem_with_byte(kSteps + 2 * layout::kTemplateStep + 3, 0xff) == other);
}

TEST_CASE("numbers of kinds that are not known are refused") {
  constexpr std::size_t kHead = 12;
  constexpr std::size_t kSteps = kHead + 3 * layout::kTemplate;
  constexpr std::size_t kFilters = kSteps + 26 * layout::kTemplateStep;
  const std::string damaged = "section `templates` is damaged: ";
  CHECK(problem_with_byte(kHead + 20, 4).find("the format") != std::string::npos);
  CHECK(problem_with_byte(kHead + 21, 4) == damaged + "a flag of a template is not known");
  CHECK(problem_with_byte(kHead + 22, 1).starts_with(damaged));
  CHECK(problem_with_byte(kSteps, 15).find("the kind of step") != std::string::npos);
  CHECK(problem_with_byte(kSteps + 1, 9).find("the place of a hole") != std::string::npos);
  CHECK(problem_with_byte(kFilters, 6).find("the filter") != std::string::npos);
}

TEST_CASE("every changed byte of a program with templates is refused, or gives one that prints") {
  auto sections = encode(sample_with_templates());
  std::size_t refused = 0;
  std::size_t accepted = 0;
  std::string& bytes = templates_of(sections);
  for (char& byte : bytes) {
    char original = byte;
    for (int value = 0; value < 256; ++value) {
      byte = static_cast<char>(value);
      auto decoded = reread(sections);
      bool is_valid = decoded.has_value() && validate(*decoded).has_value();
      if (is_valid) {
        CHECK(!disassemble(*decoded).empty());
      }
      ++(is_valid ? accepted : refused);
    }
    byte = original;
  }
  CHECK(refused > accepted);
  CHECK(accepted > bytes.size());  // at least each byte as it was
}

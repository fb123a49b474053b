// A small program with one of everything, made by hand, for the tests of the format.
#pragma once

#include <string_view>

#include "bytecode/bytecode.h"
#include "value/operators.h"

namespace rulec::bytecode::testing {

inline Instruction instruction(Opcode op, std::uint8_t n, std::uint16_t a, std::uint32_t b) {
  return {.op = op, .n = n, .a = a, .b = b};
}

inline std::uint8_t number_of(std::string_view name) {
  return static_cast<std::uint8_t>(value::find_operator(name)->id);
}

// Appends one instruction (and its extra word) after the other.
class Assembler {
 public:
  explicit Assembler(Program& program) : program_(program), begin_(program.code.size()) {}

  Assembler& op(Opcode op, std::uint8_t n, std::uint16_t a, std::uint32_t b) {
    program_.code.push_back(instruction(op, n, a, b));
    return *this;
  }
  Assembler& op(Opcode op, std::uint8_t n, std::uint16_t a, std::uint32_t b, ExtraWord extra) {
    this->op(op, n, a, b);
    program_.code.push_back(to_slot(extra));
    return *this;
  }
  // Absolute index of a slot of this expression.
  [[nodiscard]] std::uint32_t at(std::uint32_t relative) const {
    return static_cast<std::uint32_t>(begin_) + relative;
  }
  [[nodiscard]] Expression expression(std::uint16_t registers) const {
    return {.begin = PcId(begin_),
            .length = static_cast<std::uint32_t>(program_.code.size() - begin_),
            .registers = registers};
  }

 private:
  Program& program_;
  std::size_t begin_;
};

// Strings of sample_program by index.
enum SampleString : std::uint32_t {
  kRuleA,
  kRuleB,
  kEntry,
  kUpdateType,
  kValueName,
  kCart,
  kTotal,
  kItems,
  kEu,
  kSchemaName,
  kNumberType,
  kAny,
  kMessageType,
  kActionId,
};

// Rule `a`: cart.total > 10 and some item in cart.items holds; sets cart.total to [1, cart.total].
// Rule `b`: always; one message with a literal argument.
inline Program sample_program() {
  Program program;
  program.strings = {"a",      "b",     "checkout",        "update", "value",
                     "cart",   "total", "items",           "EU",     "s.json",
                     "number", "*",     "display_message", "m1"};
  program.constants = {
      {.kind = ConstantKind::kInteger, .bits = 10},
      {.kind = ConstantKind::kString, .bits = kEu},
      {.kind = ConstantKind::kList, .first = 0, .count = 2},
      {.kind = ConstantKind::kObject, .first = 2, .count = 1},
  };
  program.children = {0, 1, kTotal, 2};
  program.paths = {{.segments = {StringId(kCart), StringId(kTotal)}},
                   {.segments = {StringId(kCart), StringId(kItems)}},
                   {.segments = {}}};

  using enum Opcode;
  Assembler condition(program);
  condition.op(kComparePathAnd, static_cast<std::uint8_t>(value::Comparison::kGreater), 0, 0,
               {.x = 0, .y = 8});
  condition.op(kMeterBegin, 0, 0, 0);
  condition.op(kLoadPath, 0, 0, 1);
  condition.op(kIterBegin, number_of("some"), 0, 8, {.x = 0, .y = 2});
  condition.op(kLoadItem, 0, 1, 2);
  condition.op(kIterNext, number_of("some"), 0, 6);
  condition.op(kReturn, 0, 0, 0);
  Expression holds = condition.expression(2);

  Assembler argument(program);
  argument.op(kConstant, 0, 0, 0);
  argument.op(kLoadPath, 0, 1, 0);
  argument.op(kJumpIfError, 0, 1, argument.at(5), {.x = 0, .y = 0});
  argument.op(kMakeList, 0, 0, 2);
  argument.op(kReturn, 0, 0, 0);

  program.actions = {
      {.kind = ActionKind::kUpdate,
       .id = {},
       .type = StringId(kUpdateType),
       .arguments = {{.name = StringId(kValueName),
                      .constant = {},
                      .expression = argument.expression(2)}},
       .operation = 0,
       .target = PathId(0)},
      {.kind = ActionKind::kDisplayMessage,
       .id = StringId(kActionId),
       .type = StringId(kMessageType),
       .arguments = {{.name = StringId(kValueName), .constant = ConstantId(3), .expression = {}}},
       .operation = 0,
       .target = {}},
  };
  program.rules = {
      {.id = StringId(kRuleA),
       .name = {},
       .priority = -5,
       .flags = kActive | kStop,
       .active_from_ms = 1767225600000,
       .condition = holds,
       .first_action = 0,
       .action_count = 1},
      {.id = StringId(kRuleB),
       .name = StringId(kEu),
       .priority = 20,
       .flags = kActive,
       .condition = {},
       .first_action = 1,
       .action_count = 1},
  };
  program.schemas = {{.name = StringId(kSchemaName), .text = R"({"type":"object"})"}};
  program.entry_points = {
      {.name = StringId(kEntry),
       .hit_policy = HitPolicy::kFirst,
       .on_error = OnError::kFail,
       .validation = Validation::kLight,
       .is_critical = true,
       .schema = 0,
       .rules = {1, 0},
       .updates = {{.segments = {StringId(kCart), StringId(kAny)}, .type = StringId(kNumberType)}},
       .reads_all = true,
       .reads = {PathId(0), PathId(2)}},
  };
  program.source_files = {"rules/a.rule.json"};
  program.source_map = {{.pc = 0, .file = 0, .begin = 10, .end = 20},
                        {.pc = 4, .file = 0, .begin = 25, .end = 30}};
  program.rule_texts = {R"({"id":"a"})", R"({"id":"b"})"};
  return program;
}

// The same with a scorecard of two items, which is what the further strings and constants are for.
inline Program sample_with_scorecard() {
  Program program = sample_program();
  auto string = [&](std::string_view text) {
    program.strings.emplace_back(text);
    return StringId(program.strings.size() - 1);
  };
  // The biased exponent of decimal128 stands above 113 bits of coefficient; 6176 is 10^0.
  auto decimal = [&](std::uint64_t coefficient, std::uint64_t biased_exponent) {
    program.constants.push_back(
        {.kind = ConstantKind::kDecimal, .bits = coefficient, .high = biased_exponent << 49U});
    return ConstantId(program.constants.size() - 1);
  };
  Assembler condition(program);
  condition.op(Opcode::kLoadPath, 0, 0, 0);
  condition.op(Opcode::kReturn, 0, 0, 0);
  Scorecard scorecard;
  scorecard.id = string("triage");
  scorecard.items = {
      {.id = string("old"),
       .symbol = string("\u00e4"),
       .points = decimal(20, 6175),
       .condition = condition.expression(1)},
      {.id = string("always"), .symbol = string("Y"), .points = decimal(3, 6176), .condition = {}}};
  scorecard.patterns = {{.symbols = string("-Y"), .recommendation = string("wait")},
                        {.symbols = string("\u00e4Y"), .recommendation = string("clear")}};
  scorecard.bands = {{.from = decimal(1, 6176), .recommendation = string("look")},
                     {.from = decimal(45, 6175), .recommendation = string("decide")}};
  scorecard.default_recommendation = string("nothing");
  program.scorecards = {scorecard};
  program.scorecard_texts = {R"({"scorecard":"triage"})"};
  return program;
}

// The same with two templates: `banner` without a language and in `de`, whose fallback is `note`.
// Message m1 shows `banner`.
inline Program sample_with_templates() {
  Program program = sample_program();
  auto string = [&](std::string_view text) {
    program.strings.emplace_back(text);
    return StringId(program.strings.size() - 1);
  };
  auto constant = [&](const Constant& made) {
    program.constants.push_back(made);
    return ConstantId(program.constants.size() - 1);
  };
  Assembler values(program);
  values.op(Opcode::kLoadPath, 0, 0, 0);
  values.op(Opcode::kLoadPath, 0, 1, 1);
  values.op(Opcode::kMakeList, 0, 0, 2);
  values.op(Opcode::kReturn, 0, 0, 0);

  StringId banner = string("banner");
  StringId note = string("note");
  StringId title = string("title");
  StringId shown = string("Sum: ");
  StringId name = string("cart.total");
  ConstantId none = constant({.kind = ConstantKind::kString, .bits = string("-").index()});
  ConstantId yes = constant({.kind = ConstantKind::kTrue});
  program.filters = {{.kind = FilterKind::kUpper, .argument = {}},
                     {.kind = FilterKind::kDefault, .argument = none}};
  auto text = [](StringId id) {
    return TemplateStep{.kind = StepKind::kText, .text = id, .constant = {}};
  };
  auto step = [](StepKind kind, std::uint32_t value = 0) {
    return TemplateStep{.kind = kind, .text = {}, .constant = {}, .value = value};
  };
  auto hole = [&](HolePlace place, std::uint32_t filters) {
    return TemplateStep{.kind = StepKind::kHole,
                        .place = place,
                        .text = name,
                        .constant = {},
                        .value = 0,
                        .first_filter = 0,
                        .filter_count = filters};
  };
  program.steps = {
      // banner: a Markdown text, then as HTML
      step(StepKind::kBeginText),
      text(shown),
      hole(HolePlace::kMarkdown, 2),
      step(StepKind::kEndText),
      step(StepKind::kBeginText),
      text(shown),
      hole(HolePlace::kMarkup, 0),
      step(StepKind::kEndText),
      // banner de: {"title": [true, a typed value], "cart": text with blocks}
      step(StepKind::kBeginObject),
      {.kind = StepKind::kKey, .text = title, .constant = {}},
      step(StepKind::kBeginList),
      {.kind = StepKind::kConstant, .text = {}, .constant = yes},
      step(StepKind::kTyped, 1),
      step(StepKind::kEndList),
      {.kind = StepKind::kKey, .text = StringId(kCart), .constant = {}},
      step(StepKind::kBeginText),
      step(StepKind::kIf, 0),
      text(shown),
      step(StepKind::kElse),
      step(StepKind::kEach, 1),
      hole(HolePlace::kJson, 0),
      step(StepKind::kEnd),
      step(StepKind::kEnd),
      step(StepKind::kEndText),
      step(StepKind::kEndObject),
      // note: a constant
      {.kind = StepKind::kConstant, .text = {}, .constant = none},
  };
  Template markdown{.id = banner,
                    .language = {},
                    .component_type = string("toast"),
                    .variant = string("info"),
                    .format = TemplateFormat::kMarkdown,
                    .is_default = true,
                    .fallback = 2,
                    .values = values.expression(2),
                    .first_step = 0,
                    .step_count = 4,
                    .first_rendered_step = 4,
                    .rendered_step_count = 4};
  Assembler more(program);
  more.op(Opcode::kConstant, 0, 0, 2);
  more.op(Opcode::kReturn, 0, 0, 0);
  Template german{.id = banner,
                  .language = string("de"),
                  .component_type = {},
                  .variant = {},
                  .format = TemplateFormat::kJson,
                  .reads_vars = true,
                  .values = more.expression(1),
                  .first_step = 8,
                  .step_count = 17,
                  .first_rendered_step = 25};
  Template last{.id = note,
                .language = {},
                .component_type = {},
                .variant = {},
                .is_default = true,
                .values = {},
                .first_step = 25,
                .step_count = 1,
                .first_rendered_step = 26};
  program.templates = {markdown, german, last};
  program.template_texts = {R"({"id":"banner"})", R"({"id":"banner","language":"de"})",
                            R"({"id":"note"})"};
  program.actions[1].message_template = 0;
  return program;
}

}  // namespace rulec::bytecode::testing

#include "program_builder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/decision_json.h"
#include "value/decimal.h"
#include "value/json_value.h"

namespace rulec::runtime {
namespace {

Value parse(std::string_view json, Arena& arena) {
  json::ReaderScratch scratch;
  json::Fault fault;
  Value value;
  std::string_view kept = arena.copy(json);
  json::ValueLimits limits{.max_bytes = kMaxBundleBytes};
  bool is_read = json::read_value(kept, limits, arena, scratch, value, fault);
  CAPTURE(std::string(json.substr(0, 200)));
  REQUIRE_MESSAGE(is_read, fault.message);
  return value;
}

std::vector<std::string_view> split(std::string_view dotted) {
  std::vector<std::string_view> parts;
  while (!dotted.empty()) {
    std::size_t dot = std::min(dotted.find('.'), dotted.size());
    parts.push_back(dotted.substr(0, dot));
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  return parts;
}

}  // namespace

// --- Assembler

Assembler::Label Assembler::label() {
  labels_.push_back(0);
  return labels_.size() - 1;
}

Assembler& Assembler::bind(Label label) {
  labels_[label] = slots_.size();
  return *this;
}

Assembler& Assembler::emit(Opcode op, unsigned n, unsigned a, std::uint32_t b) {
  slots_.push_back(
      {.op = op, .n = static_cast<std::uint8_t>(n), .a = static_cast<std::uint16_t>(a), .b = b});
  registers_ = std::max(registers_, a + 1);
  return *this;
}

Assembler& Assembler::extra(std::uint32_t x, std::uint32_t y) {
  slots_.push_back(bytecode::to_slot({.x = x, .y = y}));
  return *this;
}

// The targets of jumps are in `b`, also of an extra word (its y).
void Assembler::jump_slot(Label target) {
  fixes_.push_back({.slot = slots_.size() - 1, .label = target});
}

Assembler& Assembler::constant(unsigned to, std::string_view json) {
  return emit(Opcode::kConstant, 0, to, program_.constant(json).index());
}
Assembler& Assembler::move(unsigned to, unsigned from) {
  return emit(Opcode::kMove, 0, to, from);
}
Assembler& Assembler::load(unsigned to, std::string_view path) {
  return emit(Opcode::kLoadPath, 0, to, program_.path(path).index());
}
Assembler& Assembler::load_raw(unsigned to, std::string_view path) {
  return emit(Opcode::kLoadPathRaw, 0, to, program_.path(path).index());
}
Assembler& Assembler::item(unsigned to, std::string_view path) {
  return emit(Opcode::kLoadItem, 0, to, program_.path(path).index());
}
Assembler& Assembler::item_raw(unsigned to, std::string_view path) {
  return emit(Opcode::kLoadItemRaw, 0, to, program_.path(path).index());
}
Assembler& Assembler::level(unsigned to, unsigned level, std::string_view path) {
  return emit(Opcode::kLoadLevel, level, to, program_.path(path).index());
}
Assembler& Assembler::exists(unsigned to, unsigned level, std::string_view path) {
  return emit(Opcode::kExistsLevel, level, to, program_.path(path).index());
}
Assembler& Assembler::call(value::OperatorId op, unsigned first, unsigned count) {
  return emit(Opcode::kCall, static_cast<unsigned>(op), first, count);
}
Assembler& Assembler::spread(value::OperatorId op, unsigned operand) {
  return emit(Opcode::kCallSpread, static_cast<unsigned>(op), operand, 0);
}
Assembler& Assembler::negate(unsigned operand) {
  return emit(Opcode::kNot, 0, operand, 0);
}
Assembler& Assembler::truthy(unsigned operand) {
  return emit(Opcode::kTruthy, 0, operand, 0);
}
Assembler& Assembler::compare(value::Comparison comparison, unsigned to, unsigned x, unsigned y) {
  return emit(Opcode::kCompare, static_cast<unsigned>(comparison), to, 0).extra(x, y);
}
Assembler& Assembler::compare_path(value::Comparison comparison, unsigned to, std::string_view path,
                                   std::string_view json) {
  return emit(Opcode::kComparePath, static_cast<unsigned>(comparison), to,
              program_.path(path).index())
      .extra(program_.constant(json).index(), 0);
}
Assembler& Assembler::compare_path_and(value::Comparison comparison, unsigned to,
                                       std::string_view path, std::string_view json, Label target) {
  emit(Opcode::kComparePathAnd, static_cast<unsigned>(comparison), to, program_.path(path).index());
  extra(program_.constant(json).index(), 0).jump_slot(target);
  return *this;
}
Assembler& Assembler::compare_path_or(value::Comparison comparison, unsigned to,
                                      std::string_view path, std::string_view json, Label target) {
  emit(Opcode::kComparePathOr, static_cast<unsigned>(comparison), to, program_.path(path).index());
  extra(program_.constant(json).index(), 0).jump_slot(target);
  return *this;
}
Assembler& Assembler::in_path(unsigned to, std::string_view path, std::string_view json) {
  return emit(Opcode::kInPath, 0, to, program_.path(path).index())
      .extra(program_.constant(json).index(), 0);
}
Assembler& Assembler::jump(Label target) {
  emit(Opcode::kJump, 0, 0, 0).jump_slot(target);
  return *this;
}
Assembler& Assembler::jump_on(Opcode op, unsigned operand, Label target) {
  emit(op, 0, operand, 0).jump_slot(target);
  return *this;
}
Assembler& Assembler::jump_if_error(unsigned operand, unsigned copy_to, Label target) {
  emit(Opcode::kJumpIfError, 0, operand, 0).jump_slot(target);
  return extra(copy_to, 0);
}
Assembler& Assembler::list(unsigned first, unsigned count) {
  return emit(Opcode::kMakeList, 0, first, count);
}
Assembler& Assembler::object(unsigned first, std::string_view keys_json, unsigned count) {
  registers_ = std::max(registers_, first + count);
  return emit(Opcode::kMakeObject, 0, first, program_.constant(keys_json).index());
}
Assembler& Assembler::iter_begin(value::OperatorId op, unsigned source, Label done, unsigned flags,
                                 unsigned body_nodes) {
  emit(Opcode::kIterBegin, static_cast<unsigned>(op), source, 0).jump_slot(done);
  return extra(flags, body_nodes);
}
Assembler& Assembler::iter_next(value::OperatorId op, unsigned source, Label body) {
  emit(Opcode::kIterNext, static_cast<unsigned>(op), source, 0).jump_slot(body);
  return *this;
}
Assembler& Assembler::try_push(unsigned error) {
  return emit(Opcode::kTryPush, 0, error, 0);
}
Assembler& Assembler::scope_pop() {
  return emit(Opcode::kScopePop, 0, 0, 0);
}
Assembler& Assembler::meter_begin() {
  return emit(Opcode::kMeterBegin, 0, 0, 0);
}
Assembler& Assembler::charge(unsigned on_excess, unsigned units) {
  return emit(Opcode::kCharge, 0, on_excess, units);
}

bytecode::Expression Assembler::give(unsigned result) {
  emit(Opcode::kReturn, 0, result, 0);
  std::vector<bytecode::Instruction>& code = program_.program.code;
  std::size_t begin = code.size();
  for (const Fix& fix : fixes_) {
    slots_[fix.slot].b = static_cast<std::uint32_t>(begin + labels_[fix.label]);
  }
  code.insert(code.end(), slots_.begin(), slots_.end());
  return {.begin = bytecode::PcId(begin),
          .length = static_cast<std::uint32_t>(slots_.size()),
          .registers = static_cast<std::uint16_t>(registers_)};
}

// --- ProgramBuilder

ProgramBuilder::ProgramBuilder() {
  program.name = "demo";
  program.version = "1.0.0";
  program.expr_cost = kExprCost;
  program.entry_points.push_back({.name = text("shop")});
}

bytecode::StringId ProgramBuilder::text(std::string_view text) {
  auto found = texts_.find(text);
  if (found == texts_.end()) {
    found = texts_.emplace(text, program.strings.size()).first;
    program.strings.emplace_back(text);
  }
  return bytecode::StringId(found->second);
}

bytecode::PathId ProgramBuilder::path(std::string_view dotted) {
  auto found = paths_.find(dotted);
  if (found == paths_.end()) {
    bytecode::Path path;
    for (std::string_view segment : split(dotted)) {
      path.segments.push_back(text(segment));
    }
    found = paths_.emplace(dotted, program.paths.size()).first;
    program.paths.push_back(std::move(path));
  }
  return bytecode::PathId(found->second);
}

bytecode::ConstantId ProgramBuilder::constant(std::string_view json) {
  return constant(parse(json, arena_));
}

bytecode::ConstantId ProgramBuilder::add(const bytecode::Constant& constant) {
  program.constants.push_back(constant);
  return bytecode::ConstantId(program.constants.size() - 1);
}

bytecode::ConstantId ProgramBuilder::constant(const Value& value) {
  using bytecode::ConstantKind;
  std::vector<std::uint32_t> children;
  bytecode::Constant made;
  switch (value.kind()) {
    case Kind::kBool:
      made.kind = value.as_bool() ? ConstantKind::kTrue : ConstantKind::kFalse;
      break;
    case Kind::kInteger:
      made.kind = ConstantKind::kInteger;
      made.bits = static_cast<std::uint64_t>(value.as_integer());
      break;
    case Kind::kDouble:
      made.kind = ConstantKind::kDouble;
      made.bits = std::bit_cast<std::uint64_t>(value.as_double());
      break;
    case Kind::kString:
      made.kind = ConstantKind::kString;
      made.bits = text(value.as_string()).index();
      break;
    case Kind::kList:
      made.kind = ConstantKind::kList;
      made.count = value.length();
      for (const Value& item : value.as_list()) {
        children.push_back(constant(item).index());
      }
      break;
    case Kind::kObject:
      made.kind = ConstantKind::kObject;
      made.count = value.length();
      for (const Member& member : value.members()) {
        children.push_back(text(member.key).index());
        children.push_back(constant(member.value).index());
      }
      break;
    case Kind::kDecimal:
      made.kind = ConstantKind::kDecimal;
      made.bits = value.as_decimal().low;
      made.high = value.as_decimal().high;
      break;
    case Kind::kNull:
    case Kind::kAbsent:
    case Kind::kError:
      break;
  }
  if (made.kind == ConstantKind::kList || made.kind == ConstantKind::kObject) {
    made.first = static_cast<std::uint32_t>(program.children.size());
    program.children.insert(program.children.end(), children.begin(), children.end());
  }
  return add(made);
}

bytecode::Action ProgramBuilder::action(const ActionSpec& spec) {
  using bytecode::ActionKind;
  static const std::map<ActionKind, std::string> kTypeNames = {
      {ActionKind::kDisplayMessage, "display_message"},
      {ActionKind::kDisplayModal, "display_modal"},
      {ActionKind::kUserAcknowledge, "user_acknowledge"},
      {ActionKind::kUserPreference, "user_preference"},
      {ActionKind::kUpdate, "update"},
      {ActionKind::kEffect, ""}};
  bytecode::Action made;
  made.kind = spec.kind;
  if (!spec.id.empty()) {
    made.id = text(spec.id);
  }
  made.type = text(spec.kind == ActionKind::kEffect ? spec.effect_type : kTypeNames.at(spec.kind));
  for (const ArgumentSpec& argument : spec.arguments) {
    bytecode::Argument row{.name = text(argument.name)};
    if (argument.expression.is_present()) {
      row.expression = argument.expression;
    } else {
      row.constant = constant(argument.json);
    }
    made.arguments.push_back(row);
  }
  if (spec.kind == ActionKind::kUpdate) {
    made.operation = static_cast<std::uint8_t>(spec.operation);
    made.target = path(spec.target);
  }
  made.message_template = spec.message_template;
  if (!spec.schema.empty()) {
    made.schema = static_cast<std::uint32_t>(program.schemas.size());
    program.schemas.push_back({.name = text("schemas/effect.json"), .text = spec.schema});
  }
  return made;
}

ProgramBuilder& ProgramBuilder::rule(const RuleSpec& spec) {
  bytecode::Rule row;
  row.id = text(spec.id);
  if (!spec.name.empty()) {
    row.name = text(spec.name);
  }
  row.priority = spec.priority;
  row.flags = static_cast<std::uint8_t>((spec.is_active ? bytecode::kActive : 0) |
                                        (spec.stops ? bytecode::kStop : 0));
  row.active_from_ms = spec.from_ms;
  row.active_until_ms = spec.until_ms;
  row.condition = spec.condition;
  row.first_action = static_cast<std::uint32_t>(program.actions.size());
  row.action_count = static_cast<std::uint32_t>(spec.actions.size());
  for (const ActionSpec& action_spec : spec.actions) {
    program.actions.push_back(action(action_spec));
  }
  entry_point().rules.push_back(static_cast<std::uint32_t>(program.rules.size()));
  program.rules.push_back(row);
  return *this;
}

// --- templates

std::uint32_t ProgramBuilder::message_template(const TemplateSpec& spec) {
  bytecode::Template row{.id = text(spec.id),
                         .language = {},
                         .component_type = {},
                         .variant = {},
                         .format = spec.format,
                         .is_default = spec.is_default,
                         .reads_vars = spec.reads_vars,
                         .fallback = spec.fallback,
                         .values = spec.values};
  if (!spec.language.empty()) {
    row.language = text(spec.language);
  }
  row.first_step = static_cast<std::uint32_t>(program.steps.size());
  row.step_count = static_cast<std::uint32_t>(spec.steps.size());
  row.first_rendered_step = row.first_step + row.step_count;
  row.rendered_step_count = static_cast<std::uint32_t>(spec.rendered.size());
  program.steps.insert(program.steps.end(), spec.steps.begin(), spec.steps.end());
  program.steps.insert(program.steps.end(), spec.rendered.begin(), spec.rendered.end());
  program.templates.push_back(row);
  return static_cast<std::uint32_t>(program.templates.size() - 1);
}

bytecode::TemplateStep ProgramBuilder::step(bytecode::StepKind kind, std::uint32_t value) {
  return {.kind = kind, .text = {}, .constant = {}, .value = value};
}

bytecode::TemplateStep ProgramBuilder::text_step(std::string_view copied) {
  return {.kind = bytecode::StepKind::kText, .text = text(copied), .constant = {}};
}

bytecode::TemplateStep ProgramBuilder::key_step(std::string_view key) {
  return {.kind = bytecode::StepKind::kKey, .text = text(key), .constant = {}};
}

bytecode::TemplateStep ProgramBuilder::constant_step(std::string_view json) {
  return {.kind = bytecode::StepKind::kConstant, .text = {}, .constant = constant(json)};
}

bytecode::TemplateStep ProgramBuilder::hole(bytecode::HolePlace place, std::uint32_t value,
                                            std::string_view name,
                                            const std::vector<bytecode::TemplateFilter>& filters) {
  bytecode::TemplateStep made = step(bytecode::StepKind::kHole, value);
  made.place = place;
  if (!name.empty()) {
    made.text = text(name);
  }
  made.filter_count = static_cast<std::uint32_t>(filters.size());
  made.first_filter = filters.empty() ? 0 : static_cast<std::uint32_t>(program.filters.size());
  program.filters.insert(program.filters.end(), filters.begin(), filters.end());
  return made;
}

bytecode::TemplateFilter ProgramBuilder::filter(bytecode::FilterKind kind, std::string_view json) {
  return {.kind = kind, .argument = json.empty() ? bytecode::ConstantId() : constant(json)};
}

bytecode::ConstantId ProgramBuilder::decimal(std::string_view text) {
  auto scanned = value::scan_number(text);
  REQUIRE(scanned.has_value());
  DecimalBits bits = value::decimal_from(*scanned).value();
  return constant(Value::decimal(&bits));
}

bytecode::Scorecard& ProgramBuilder::scorecard(const std::vector<ItemSpec>& items) {
  bytecode::Scorecard row;
  row.id = text("card");
  for (const ItemSpec& item : items) {
    row.items.push_back({.id = text(item.id),
                         .symbol = text(item.symbol),
                         .points = decimal(item.points),
                         .condition = item.condition});
  }
  return program.scorecards.emplace_back(std::move(row));
}

void ProgramBuilder::allow(std::string_view pattern, std::string_view type) {
  bytecode::UpdatePattern row;
  for (std::string_view segment : split(pattern)) {
    row.segments.push_back(text(segment));
  }
  if (!type.empty()) {
    row.type = text(type);
  }
  entry_point().updates.push_back(std::move(row));
}

void ProgramBuilder::schema(std::string_view json_text) {
  program.schemas.push_back(
      {.name = text("schemas/shop.context.json"), .text = std::string(json_text)});
  entry_point().schema = 0;
}

RulesetPtr ProgramBuilder::load() const {
  auto loaded = runtime::load(program, "");
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
  return *loaded;
}

// --- answers

std::string decide_text(const LoadedRuleset& ruleset, std::string_view context,
                        const DecideOptions& options) {
  Workspace workspace;
  Decision decision;
  Request request{.entry_point = options.entry_point,
                  .context = context,
                  .acknowledgements = options.acknowledgements,
                  .now_ms = options.now_ms,
                  .observer = options.observer};
  std::string text;
  JsonWriter writer(text);
  if (const Problem* problem = decide(ruleset, request, workspace, decision)) {
    write_problem(writer, ruleset, options.entry_point, *problem);
  } else {
    write_decision(writer, ruleset, decision);
  }
  return text;
}

std::string evaluate_text(const ProgramBuilder& builder, std::string_view context) {
  RulesetPtr ruleset = builder.load();
  Arena arena;
  Workspace workspace;
  Value value = evaluate(*ruleset, parse(context, arena), 0, workspace);
  if (value.is_error()) {
    return "error " + std::string(value::error_type(value));
  }
  std::string text;
  append_value(text, value);
  return text;
}

std::string part(std::string_view json, std::string_view path) {
  Arena arena;
  Value value = parse(json, arena);
  for (std::string_view key : split(path)) {
    value::Segment segment = value::make_segment(key);
    value = value::walk(value, {&segment, 1});
  }
  if (value.is_absent()) {
    return "absent";
  }
  std::string text;
  append_value(text, value);
  return text;
}

}  // namespace rulec::runtime

// Programs built by hand for tests of the engine: tables with names instead of ids, expressions
// with labels instead of instruction numbers.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "bytecode/program.h"
#include "runtime/engine.h"
#include "value/operators.h"

namespace rulec::runtime {

class ProgramBuilder;

// One expression being assembled. Registers are plain numbers; the frame grows with them.
class Assembler {
 public:
  using Opcode = bytecode::Opcode;
  using Label = std::size_t;

  explicit Assembler(ProgramBuilder& program) : program_(program) {}

  Label label();
  Assembler& bind(Label label);

  Assembler& constant(unsigned to, std::string_view json);
  Assembler& move(unsigned to, unsigned from);
  Assembler& load(unsigned to, std::string_view path);
  Assembler& load_raw(unsigned to, std::string_view path);
  Assembler& item(unsigned to, std::string_view path);
  Assembler& item_raw(unsigned to, std::string_view path);
  Assembler& level(unsigned to, unsigned level, std::string_view path);
  Assembler& exists(unsigned to, unsigned level, std::string_view path);
  Assembler& call(value::OperatorId op, unsigned first, unsigned count);
  Assembler& spread(value::OperatorId op, unsigned operand);
  Assembler& negate(unsigned operand);
  Assembler& truthy(unsigned operand);
  Assembler& compare(value::Comparison comparison, unsigned to, unsigned x, unsigned y);
  Assembler& compare_path(value::Comparison comparison, unsigned to, std::string_view path,
                          std::string_view json);
  Assembler& compare_path_and(value::Comparison comparison, unsigned to, std::string_view path,
                              std::string_view json, Label target);
  Assembler& compare_path_or(value::Comparison comparison, unsigned to, std::string_view path,
                             std::string_view json, Label target);
  Assembler& in_path(unsigned to, std::string_view path, std::string_view json);
  Assembler& jump(Label target);
  // JumpUnlessTruthy, JumpUnlessFalsy, JumpUnlessNull, JumpIfPresent, JumpUnlessCaught
  Assembler& jump_on(Opcode op, unsigned operand, Label target);
  Assembler& jump_if_error(unsigned operand, unsigned copy_to, Label target);
  Assembler& list(unsigned first, unsigned count);
  Assembler& object(unsigned first, std::string_view keys_json, unsigned count);
  Assembler& iter_begin(value::OperatorId op, unsigned source, Label done, unsigned flags,
                        unsigned body_nodes);
  Assembler& iter_next(value::OperatorId op, unsigned source, Label body);
  Assembler& try_push(unsigned error);
  Assembler& scope_pop();
  Assembler& meter_begin();
  Assembler& charge(unsigned on_excess, unsigned units);
  bytecode::Expression give(unsigned result);  // Return, and the end

 private:
  struct Fix {
    std::size_t slot;
    Label label;
  };
  Assembler& emit(Opcode op, unsigned n, unsigned a, std::uint32_t b);
  Assembler& extra(std::uint32_t x, std::uint32_t y);
  void jump_slot(Label target);  // the slot emitted last jumps there (by its b or y)

  ProgramBuilder& program_;
  std::vector<bytecode::Instruction> slots_;
  std::vector<std::size_t> labels_;
  std::vector<Fix> fixes_;
  unsigned registers_ = 1;
};

struct ArgumentSpec {
  std::string name;
  std::string json;                 // a literal
  bytecode::Expression expression;  // instead of it
};

struct ActionSpec {
  bytecode::ActionKind kind = bytecode::ActionKind::kDisplayMessage;
  std::string id;
  std::vector<ArgumentSpec> arguments;
  // update
  std::string target;
  value::UpdateOperation operation = value::UpdateOperation::kSet;
  std::string effect_type = "send_email";
  std::string schema;  // of an effect's arguments; "" for none
  std::uint32_t message_template = bytecode::kNoTemplate;
};

// One variant of a template.
struct TemplateSpec {
  std::string id;
  std::string language;
  bytecode::TemplateFormat format = bytecode::TemplateFormat::kText;
  bool is_default = true;
  bool reads_vars = false;
  std::uint32_t fallback = bytecode::kNoTemplate;
  bytecode::Expression values;
  std::vector<bytecode::TemplateStep> steps;
  std::vector<bytecode::TemplateStep> rendered;
};

struct RuleSpec {
  std::string id;
  std::string name;
  std::int32_t priority = 0;
  bool is_active = true;
  bool stops = false;
  std::int64_t from_ms = INT64_MIN;
  std::int64_t until_ms = INT64_MAX;
  bytecode::Expression condition;
  std::vector<ActionSpec> actions;
};

struct ItemSpec {
  std::string id;
  std::string symbol = "Y";
  std::string points = "0";  // a decimal
  bytecode::Expression condition;
};

// `program` is there for tests to look at and to damage.
class ProgramBuilder {
 public:
  ProgramBuilder();

  bytecode::StringId text(std::string_view text);
  bytecode::ConstantId constant(std::string_view json);
  bytecode::ConstantId constant(const Value& value);
  bytecode::PathId path(std::string_view dotted);  // "" is the context

  // Rules go to the entry point "shop" in the order given; ids must ascend.
  ProgramBuilder& rule(const RuleSpec& spec);
  // The scorecard "card" of the entry point, with these items in their order.
  bytecode::Scorecard& scorecard(const std::vector<ItemSpec>& items);
  // Its number. Ids, and in an id languages, must ascend.
  std::uint32_t message_template(const TemplateSpec& spec);
  // Steps of templates: one without ids, a text, a key, a constant, a hole. Holes with filters must
  // be made in the order in which they stand.
  [[nodiscard]] static bytecode::TemplateStep step(bytecode::StepKind kind,
                                                   std::uint32_t value = 0);
  [[nodiscard]] bytecode::TemplateStep text_step(std::string_view copied);
  [[nodiscard]] bytecode::TemplateStep key_step(std::string_view key);
  [[nodiscard]] bytecode::TemplateStep constant_step(std::string_view json);
  [[nodiscard]] bytecode::TemplateStep hole(
      bytecode::HolePlace place, std::uint32_t value, std::string_view name = "",
      const std::vector<bytecode::TemplateFilter>& filters = {});
  [[nodiscard]] bytecode::TemplateFilter filter(bytecode::FilterKind kind,
                                                std::string_view json = "");
  // A decimal from its text.
  bytecode::ConstantId decimal(std::string_view text);
  [[nodiscard]] bytecode::EntryPoint& entry_point() { return program.entry_points.front(); }
  void allow(std::string_view pattern, std::string_view type = "");
  void schema(std::string_view json_text);

  // Loads a copy.
  [[nodiscard]] RulesetPtr load() const;

  // NOLINTNEXTLINE(misc-non-private-member-variables-in-classes)
  bytecode::Program program;

 private:
  bytecode::Action action(const ActionSpec& spec);
  bytecode::ConstantId add(const bytecode::Constant& constant);

  std::map<std::string, std::size_t, std::less<>> texts_;
  std::map<std::string, std::size_t, std::less<>> paths_;
  Arena arena_;
};

// The decision, or the problem, as JSON.
struct DecideOptions {
  std::string acknowledgements;
  std::int64_t now_ms = 0;
  RuleObserver* observer = nullptr;
  std::string entry_point = "shop";
};
[[nodiscard]] std::string decide_text(const LoadedRuleset& ruleset, std::string_view context,
                                      const DecideOptions& options = {});
// Value of the first rule's condition as JSON; "error TYPE" when it throws.
[[nodiscard]] std::string evaluate_text(const ProgramBuilder& builder, std::string_view context);
// Member of a JSON text by keys and indexes ("messages.0.title") as JSON; "absent".
[[nodiscard]] std::string part(std::string_view json, std::string_view path);

}  // namespace rulec::runtime

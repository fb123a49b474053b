#include "runtime/internal/vm.h"

#include <algorithm>
#include <limits>

namespace rulec::runtime {

using bytecode::ExtraWord;
using bytecode::Opcode;
using value::OpContext;

Vm::Vm(const LoadedRuleset& ruleset, VmBuffers& buffers, std::int64_t now_ms)
    : ruleset_(ruleset),
      buffers_(buffers),
      operators_(value::operator_table().data()),
      now_ms_(now_ms),
      expr_cost_(static_cast<std::int64_t>(std::min<std::uint64_t>(
          ruleset.program.expr_cost, std::numeric_limits<std::int64_t>::max()))) {
  if (buffers.registers.size() < ruleset.max_registers) {
    buffers.registers.resize(ruleset.max_registers);
  }
  if (buffers.slots.size() < ruleset.paths.size()) {
    buffers.slots.resize(ruleset.paths.size());
  }
}

void Vm::set_context(const Value& context) {
  root_.current = context;
  ++buffers_.epoch;
}

OpContext Vm::op_context(Arena& arena) const {
  return {.arena = arena, .now_ms = now_ms_, .budget = expr_cost_, .scope = &root_};
}

Value Vm::path(std::uint32_t id) {
  PathSlot& slot = buffers_.slots[id];
  if (slot.epoch != buffers_.epoch) {
    slot.value = value::walk(root_.current, ruleset_.paths[id]);
    slot.epoch = buffers_.epoch;
  }
  return slot.value;
}

Value Vm::path_or_null(std::uint32_t id) {
  Value found = path(id);
  return found.is_absent() ? Value::null() : found;
}

Value Vm::item(const OpContext& ctx, std::uint32_t id) const {
  return value::walk(ctx.scope->current, ruleset_.paths[id]);
}

Value Vm::level(OpContext& ctx, const Instruction& at) const {
  return value::walk(value::level_value(ctx, at.n), ruleset_.paths[at.b]);
}

Value Vm::call_spread(OpContext& ctx, const Instruction& at) {
  Value& operand = buffers_.registers[at.a];
  const value::OperatorRow& row = operators_[at.n];
  if (!operand.is_list()) {
    return row.function(ctx, {&operand, 1});
  }
  std::span<const Value> items = operand.as_list();
  if (!value::charge_spread(ctx, row, items)) {
    return value::budget_exceeded();
  }
  return row.function(ctx, items);
}

Value Vm::make_list(OpContext& ctx, const Instruction& at) const {
  std::span<const Value> values(buffers_.registers.data() + at.a, at.b);
  for (const Value& value : values) {
    if (value.is_error()) {
      return value;
    }
  }
  return Value::list(ctx.arena.copy(values));
}

Value Vm::make_keyed(OpContext& ctx, const Instruction& at) const {
  std::span<const Value> keys = ruleset_.constants[at.b].as_list();
  auto members = ctx.arena.make_span<Member>(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Value& value = buffers_.registers[at.a + i];
    if (value.is_error()) {
      return value;
    }
    members[i] = {.key = keys[i].as_string(), .value = value};
  }
  return make_object(ctx.arena, members);
}

Value Vm::in_path(const Instruction& at) {
  ExtraWord extra = extra_of(*(&at + 1));
  return Value::boolean(
      value::list_contains(ruleset_.constants[extra.x].as_list(), path_or_null(at.b)));
}

void Vm::push_try(OpContext& ctx, const Value& error) {
  Frame& frame = buffers_.frames[depth_++];
  frame.scope = {.current = error.thrown(), .index = 0, .has_index = false, .outer = ctx.scope};
  ctx.scope = &frame.scope;
}

void Vm::pop(OpContext& ctx) {
  ctx.scope = ctx.scope->outer;
  --depth_;
}

// The one long function: a switch that the compiler turns into a jump table, with everything that
// is not a line or two behind a call.
Value Vm::run(const bytecode::Expression& expression, Arena& arena) {
  OpContext ctx = op_context(arena);
  Value* const r = buffers_.registers.data();
  const Value* const constants = ruleset_.constants.data();
  const Instruction* const code = ruleset_.program.code.data();
  const Instruction* at = code + expression.begin.index();
  depth_ = 0;
  while (true) {
    const Instruction i = *at;
    switch (i.op) {
      case Opcode::kConstant:
        r[i.a] = constants[i.b];
        ++at;
        break;
      case Opcode::kMove:
        r[i.a] = r[i.b];
        ++at;
        break;
      case Opcode::kLoadPath:
        r[i.a] = path_or_null(i.b);
        ++at;
        break;
      case Opcode::kLoadPathRaw:
        r[i.a] = path(i.b);
        ++at;
        break;
      case Opcode::kLoadItem:
      case Opcode::kLoadItemRaw: {
        Value found = item(ctx, i.b);
        r[i.a] = found.is_absent() && i.op == Opcode::kLoadItem ? Value::null() : found;
        ++at;
        break;
      }
      case Opcode::kLoadLevel: {
        Value found = level(ctx, i);
        r[i.a] = found.is_absent() ? Value::null() : found;
        ++at;
        break;
      }
      case Opcode::kExistsLevel:
        r[i.a] = Value::boolean(!level(ctx, i).is_absent());
        ++at;
        break;
      case Opcode::kCall:
        r[i.a] = operators_[i.n].function(ctx, {r + i.a, i.b});
        ++at;
        break;
      case Opcode::kCallSpread:
        r[i.a] = call_spread(ctx, i);
        ++at;
        break;
      case Opcode::kNot:
      case Opcode::kTruthy:
        if (!r[i.a].is_error()) {
          r[i.a] = Value::boolean(value::is_truthy(r[i.a]) == (i.op == Opcode::kTruthy));
        }
        ++at;
        break;
      case Opcode::kCompare: {
        ExtraWord extra = extra_of(at[1]);
        r[i.a] = value::compare(static_cast<value::Comparison>(i.n), r[extra.x], r[extra.y]);
        at += 2;
        break;
      }
      case Opcode::kComparePath:
        r[i.a] = value::compare(static_cast<value::Comparison>(i.n), path_or_null(i.b),
                                constants[extra_of(at[1]).x]);
        at += 2;
        break;
      case Opcode::kComparePathAnd:
      case Opcode::kComparePathOr: {
        ExtraWord extra = extra_of(at[1]);
        Value result = value::compare(static_cast<value::Comparison>(i.n), path_or_null(i.b),
                                      constants[extra.x]);
        bool goes_on = result.is_bool() && result.as_bool() == (i.op == Opcode::kComparePathAnd);
        r[i.a] = result;
        at = goes_on ? at + 2 : code + extra.y;
        break;
      }
      case Opcode::kInPath:
        r[i.a] = in_path(*at);
        at += 2;
        break;
      case Opcode::kJump:
        at = code + i.b;
        break;
      case Opcode::kJumpUnlessTruthy:
        at = !r[i.a].is_error() && value::is_truthy(r[i.a]) ? at + 1 : code + i.b;
        break;
      case Opcode::kJumpUnlessFalsy:
        at = !r[i.a].is_error() && !value::is_truthy(r[i.a]) ? at + 1 : code + i.b;
        break;
      case Opcode::kJumpUnlessNull:
        at = r[i.a].is_null() ? at + 1 : code + i.b;
        break;
      case Opcode::kJumpIfPresent:
        at = r[i.a].is_absent() ? at + 1 : code + i.b;
        break;
      case Opcode::kJumpIfError:
        if (r[i.a].is_error()) {
          r[extra_of(at[1]).x] = r[i.a];
          at = code + i.b;
        } else {
          at += 2;
        }
        break;
      case Opcode::kJumpUnlessCaught:
        at = r[i.a].is_catchable() ? at + 1 : code + i.b;
        break;
      case Opcode::kMakeList:
        r[i.a] = make_list(ctx, i);
        ++at;
        break;
      case Opcode::kMakeObject:
        r[i.a] = make_keyed(ctx, i);
        ++at;
        break;
      case Opcode::kIterBegin:
        at = begin_iteration(ctx, *at) ? at + 2 : code + i.b;
        break;
      case Opcode::kIterNext:
        at = next_iteration(ctx, i) ? code + i.b : at + 1;
        break;
      case Opcode::kTryPush:
        push_try(ctx, r[i.a]);
        ++at;
        break;
      case Opcode::kScopePop:
        pop(ctx);
        ++at;
        break;
      case Opcode::kMeterBegin:
        ctx.budget = expr_cost_;
        ++at;
        break;
      case Opcode::kCharge:
        if (!value::charge(ctx, i.b)) {
          r[i.a] = value::budget_exceeded();
        }
        ++at;
        break;
      case Opcode::kReturn:
        return r[i.a];
    }
  }
}

}  // namespace rulec::runtime

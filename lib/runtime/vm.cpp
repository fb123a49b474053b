#include "runtime/internal/vm.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace rulec::runtime {
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
  unread_ = nullptr;
  ++buffers_.epoch;
}

void Vm::set_context(ContextText& context) {
  if (context.is_whole()) {
    root_.current = context.whole();
  } else {
    source_ = unread_ = &context;
  }
  ++buffers_.epoch;
}

void Vm::go_back(const Mark& mark) {
  if (mark.is_unread && unread_ != nullptr) {
    return;  // nobody has changed it
  }
  set_context(mark.is_unread ? source_->whole() : mark.context);
}

OpContext Vm::op_context(Arena& arena) const {
  return {.arena = arena, .now_ms = now_ms_, .budget = expr_cost_, .scope = &root_};
}

void Vm::resolve(PathSlot& at, std::uint32_t path) {
  at.value =
      unread_ != nullptr ? unread_->find(path) : value::walk(root_.current, ruleset_.paths[path]);
  at.epoch = buffers_.epoch;
  at.key = key_of(at.value);
}

Value Vm::item(const OpContext& ctx, std::uint32_t id) {
  return depth_ == 0 ? slot(id).value : value::walk(ctx.scope->current, ruleset_.paths[id]);
}

// Level 2k is the context of the k-th scope outwards; behind all that are open stands the root.
Value Vm::level(OpContext& ctx, const Code& at) {
  if (at.n == 2 * depth_) {
    return slot(at.b).value;
  }
  return value::walk(value::level_value(ctx, at.n), ruleset_.paths[at.b]);
}

Value Vm::call_spread(OpContext& ctx, const Code& at) {
  make_root_for(at);
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

Value Vm::make_list(OpContext& ctx, const Code& at) const {
  std::span<const Value> values(buffers_.registers.data() + at.a, at.b);
  for (const Value& value : values) {
    if (value.is_error()) {
      return value;
    }
  }
  return Value::list(ctx.arena.copy(values));
}

Value Vm::make_keyed(OpContext& ctx, const Code& at) const {
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

CodeAt Vm::compare_atom(const Code& at) {
  auto comparison = static_cast<value::Comparison>(at.n & kComparisonMask);
  Value result = value::compare(comparison, path_or_null(at.b), ruleset_.constants[at.constant]);
  if (result.is_error()) {
    buffers_.registers[at.a] = result;
    return at.on_error;
  }
  // Of a range atom kNegated is already part of the comparison.
  bool is_negated = at.step == Step::kRangeAtom && is_unequal(comparison);
  return leave(at, result.as_bool() != is_negated);
}

inline CodeAt Vm::range_atom(const Code& at) {
  const PathSlot& found = slot(at.b);
  auto kind = static_cast<Kind>(at.n >> kKindShift);
  if (found.value.kind() != kind) [[unlikely]] {
    return compare_atom(at);
  }
  bool is_in = found.key - at.low <= at.width;
  if (is_in && kind == Kind::kString) {
    is_in = found.value.as_string() == ruleset_.constants[at.constant].as_string();
  }
  return leave(at, is_in);
}

inline CodeAt Vm::list_atom(const Code& at) {
  const PathSlot& needle = slot(at.b);
  std::span<const Value> list = ruleset_.constants[at.constant].as_list();
  if (at.step == Step::kListAtom) {
    return leave(at, value::list_contains(list, path_or_null(at.b)));
  }
  bool may_be_in = needle.value.is_string() && (at.low & tag_bit(needle.key)) != 0;
  return leave(at, may_be_in && value::list_contains(list, needle.value));
}

[[gnu::always_inline]] inline CodeAt Vm::run_atom(const Code& at) {
  if (at.step == Step::kRangeAtom) {
    return range_atom(at);
  }
  return at.step == Step::kAtom ? compare_atom(at) : list_atom(at);
}

// Most conditions are atoms and nothing else: they need no OpContext, no scopes, no dispatch.
Value Vm::run(CodeAt first, Arena& arena) {
  const Code* const code = ruleset_.code.data();
  CodeAt at = first;
  while (code[at].step >= Step::kRangeAtom) {
    const Code& atom = code[at];
    at = run_atom(atom);
    if (at == kReturned) {
      return buffers_.registers[atom.a];
    }
  }
  return run_all(code, at, arena);
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
// NOLINTNEXTLINE(readability-function-size)
Value Vm::run_all(const Code* const code, CodeAt first, Arena& arena) {
  OpContext ctx = op_context(arena);
  Value* const r = buffers_.registers.data();
  const Code* at = code + first;
  depth_ = 0;
  while (true) {
    const Code& i = *at;
    switch (i.step) {
      case Step::kRangeAtom:
      case Step::kTextsAtom:
      case Step::kListAtom:
      case Step::kAtom: {
        CodeAt next = run_atom(i);
        if (next == kReturned) {
          return r[i.a];
        }
        at = code + next;
        break;
      }
      case Step::kComparePath:
      case Step::kComparePathAnd:
      case Step::kComparePathOr:
      case Step::kInPath:
        RULEC_CHECK(false);  // load_code makes atoms of them
        break;
      case Step::kConstant:
        r[i.a] = ruleset_.constants[i.constant];
        ++at;
        break;
      case Step::kMove:
        r[i.a] = r[i.b];
        ++at;
        break;
      case Step::kLoadPath:
        r[i.a] = path_or_null(i.b);
        ++at;
        break;
      case Step::kLoadPathRaw:
        r[i.a] = slot(i.b).value;
        ++at;
        break;
      case Step::kLoadItem:
      case Step::kLoadItemRaw: {
        Value found = item(ctx, i.b);
        r[i.a] = found.is_absent() && i.step == Step::kLoadItem ? Value::null() : found;
        ++at;
        break;
      }
      case Step::kLoadLevel: {
        Value found = level(ctx, i);
        r[i.a] = found.is_absent() ? Value::null() : found;
        ++at;
        break;
      }
      case Step::kExistsLevel:
        r[i.a] = Value::boolean(!level(ctx, i).is_absent());
        ++at;
        break;
      case Step::kCall:
        make_root_for(i);
        r[i.a] = operators_[i.n].function(ctx, {r + i.a, i.b});
        ++at;
        break;
      case Step::kCallSpread:
        r[i.a] = call_spread(ctx, i);
        ++at;
        break;
      case Step::kNot:
      case Step::kTruthy:
        if (!r[i.a].is_error()) {
          r[i.a] = Value::boolean(value::is_truthy(r[i.a]) == (i.step == Step::kTruthy));
        }
        ++at;
        break;
      case Step::kCompare:
        r[i.a] =
            value::compare(ctx, static_cast<value::Comparison>(i.n), r[i.on_false], r[i.on_true]);
        ++at;
        break;
      case Step::kJump:
        at = code + i.on_true;
        break;
      case Step::kJumpUnlessTruthy:
        at = !r[i.a].is_error() && value::is_truthy(r[i.a]) ? at + 1 : code + i.on_true;
        break;
      case Step::kJumpUnlessFalsy:
        at = !r[i.a].is_error() && !value::is_truthy(r[i.a]) ? at + 1 : code + i.on_true;
        break;
      case Step::kJumpUnlessNull:
        at = r[i.a].is_null() ? at + 1 : code + i.on_true;
        break;
      case Step::kJumpIfPresent:
        at = r[i.a].is_absent() ? at + 1 : code + i.on_true;
        break;
      case Step::kJumpIfError:
        if (r[i.a].is_error()) {
          r[i.on_false] = r[i.a];
          at = code + i.on_true;
        } else {
          ++at;
        }
        break;
      case Step::kJumpUnlessCaught:
        at = r[i.a].is_catchable() ? at + 1 : code + i.on_true;
        break;
      case Step::kMakeList:
        r[i.a] = make_list(ctx, i);
        ++at;
        break;
      case Step::kMakeObject:
        r[i.a] = make_keyed(ctx, i);
        ++at;
        break;
      case Step::kIterBegin:
        at = begin_iteration(ctx, i) ? at + 1 : code + i.on_true;
        break;
      case Step::kIterNext:
        at = next_iteration(ctx, i) ? code + i.on_true : at + 1;
        break;
      case Step::kTryPush:
        push_try(ctx, r[i.a]);
        ++at;
        break;
      case Step::kScopePop:
        pop(ctx);
        ++at;
        break;
      case Step::kMeterBegin:
        ctx.budget = expr_cost_;
        ++at;
        break;
      case Step::kCharge:
        if (!value::charge(ctx, i.b)) {
          r[i.a] = value::budget_exceeded();
        }
        ++at;
        break;
      case Step::kReturn:
        return r[i.a];
    }
  }
}

}  // namespace rulec::runtime

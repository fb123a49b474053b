#include "bytecode/internal/validate_code.h"

#include <algorithm>

#include "bytecode/internal/section_io.h"

namespace rulec::bytecode {

Status FlowChecker::check(const Expression& expression) {
  expression_ = expression;
  error_.reset();
  states_.assign(expression.length, {});
  scopes_.assign(1, {});
  states_[0].is_reached = true;
  for (pc_ = 0; pc_ < expression.length && !error_; pc_ += words_) {
    step();
  }
  if (error_) {
    return std::unexpected(*error_);
  }
  return {};
}

void FlowChecker::step() {
  const Instruction& at = slot(pc_);
  words_ = 1;
  if (static_cast<std::size_t>(at.op) >= kOpcodeCount) {
    return fail("has an unknown opcode");
  }
  words_ = kOpcodes[static_cast<std::size_t>(at.op)].words;
  state_ = states_[pc_];
  if (!state_.is_reached) {
    return fail("is never reached");
  }
  if (words_ == 2 && (pc_ + 1 >= expression_.length || states_[pc_ + 1].is_reached)) {
    return fail("is cut, or jumped into");
  }
  if (state_.pending == Pending::kRaw && at.op != Opcode::kJumpIfPresent) {
    return fail("follows a raw load");
  }
  using enum Opcode;
  switch (at.op) {
    case kConstant:
    case kMove:
    case kLoadPath:
    case kLoadPathRaw:
    case kLoadItem:
    case kLoadItemRaw:
    case kLoadLevel:
    case kExistsLevel:
      return step_load(at);
    case kCall:
    case kCallSpread:
      return step_call(at);
    case kNot:
    case kTruthy:
    case kCompare:
    case kComparePath:
    case kComparePathAnd:
    case kComparePathOr:
    case kInPath:
      return step_compare(at);
    case kJump:
    case kJumpUnlessTruthy:
    case kJumpUnlessFalsy:
    case kJumpUnlessNull:
    case kJumpIfPresent:
    case kJumpIfError:
    case kJumpUnlessCaught:
      return step_jump(at);
    case kMakeList:
    case kMakeObject:
      return step_make(at);
    case kIterBegin:
      return iter_begin(at);
    case kIterNext:
      return iter_next(at);
    case kTryPush:
      return try_push(at);
    case kScopePop:
      return scope_pop();
    case kMeterBegin:
      return meter_begin();
    case kCharge:
      return charge(at);
    case kReturn:
      return finish(at);
  }
}

void FlowChecker::step_load(const Instruction& at) {
  using enum Opcode;
  if (at.op == kConstant) {
    require_constant(at.b);
  } else if (at.op == kMove) {
    read(at.b);
  } else {
    require_path(at.b);
  }
  if ((at.op == kLoadLevel || at.op == kExistsLevel) && at.n > 2 * scopes_[state_.scope].depth) {
    fail("reads a level beyond the outermost");
  }
  if (at.op == kLoadPathRaw || at.op == kLoadItemRaw) {
    return raw_load(at.a);
  }
  write(at.a);
  fall_through();
}

// The register counts as empty until the jump that follows says otherwise.
void FlowChecker::raw_load(std::uint16_t target) {
  write(target);
  state_.height = std::min(state_.height, std::uint32_t{target});
  state_.pending = Pending::kRaw;
  state_.pending_register = target;
  if (pc_ + 1 < expression_.length) {
    flow_to(expression_.begin.index() + pc_ + 1, state_);
  } else {
    fail("is cut");
  }
}

void FlowChecker::step_call(const Instruction& at) {
  auto table = value::operator_table();
  if (at.n >= table.size() || table[at.n].function == nullptr) {
    return fail("calls an operator that is no function");
  }
  const auto& row = table[at.n];
  if (at.op == Opcode::kCall) {
    if (at.b < row.min_operands || at.b > row.max_operands) {
      return fail("calls an operator with a wrong number of operands");
    }
    read(at.a, at.b);
  } else {
    if (row.form != value::OperandForm::kSpreading) {
      return fail("spreads an operand of an operator that does not spread");
    }
    read(at.a);
  }
  write(at.a);
  fall_through();
}

void FlowChecker::step_compare(const Instruction& at) {
  using enum Opcode;
  if (at.op == kNot || at.op == kTruthy) {
    read(at.a);
  } else if (at.op == kCompare) {
    read(extra().x);
    read(extra().y);
  } else {
    require_path(at.b);
    require_constant(extra().x);
  }
  if (error_) {
    return;
  }
  if (at.op == kInPath && program_.constants[extra().x].kind != ConstantKind::kList) {
    return fail("looks into a constant that is no list");
  }
  bool has_comparison = at.op != kNot && at.op != kTruthy && at.op != kInPath;
  if (has_comparison && at.n > static_cast<std::uint8_t>(value::Comparison::kGreaterEqual)) {
    return fail("has an unknown comparison");
  }
  write(at.a);
  if (at.op == kComparePathAnd || at.op == kComparePathOr) {
    flow_to(extra().y, state_);
  }
  fall_through();
}

void FlowChecker::step_jump(const Instruction& at) {
  if (at.op == Opcode::kJump) {
    return flow_to(at.b, state_);
  }
  if (at.op == Opcode::kJumpIfPresent) {
    return jump_if_present(at);
  }
  read(at.a);
  State target = state_;
  if (at.op == Opcode::kJumpIfError) {
    write_in(target, extra().x);
  }
  flow_to(at.b, target);
  if (at.op == Opcode::kJumpUnlessCaught) {
    state_.pending = Pending::kCaught;
    state_.pending_register = at.a;
    if (pc_ + 1 < expression_.length) {
      return flow_to(expression_.begin.index() + pc_ + 1, state_);
    }
  }
  fall_through();
}

void FlowChecker::jump_if_present(const Instruction& at) {
  if (state_.pending != Pending::kRaw || state_.pending_register != at.a) {
    return fail("asks a register that holds no raw load");
  }
  state_.pending = Pending::kNone;
  State present = state_;
  present.height = std::uint32_t{at.a} + 1;
  flow_to(at.b, present);
  fall_through();
}

void FlowChecker::step_make(const Instruction& at) {
  if (at.op == Opcode::kMakeList) {
    read(at.a, at.b);
  } else {
    require_keys(at);
  }
  write(at.a);
  fall_through();
}

void FlowChecker::require_keys(const Instruction& at) {
  require_constant(at.b);
  if (error_) {
    return;
  }
  const Constant& keys = program_.constants[at.b];
  if (keys.kind != ConstantKind::kList) {
    return fail("has no list of keys");
  }
  std::vector<std::uint64_t> texts;
  for (std::uint32_t i = 0; i < keys.count; ++i) {
    const Constant& key = program_.constants[program_.children[keys.first + i]];
    if (key.kind != ConstantKind::kString) {
      return fail("has a key that is no text");
    }
    texts.push_back(key.bits);
  }
  std::ranges::sort(texts);
  if (std::ranges::adjacent_find(texts) != texts.end()) {
    return fail("has a key twice");
  }
  read(at.a, keys.count);
}

void FlowChecker::meter_begin() {
  if (scopes_[state_.scope].is_inside_iterator) {
    return fail("refills the budget inside an iterator");
  }
  fall_through();
}

// May write what it reads, so nothing changes.
void FlowChecker::charge(const Instruction& at) {
  read(at.a);
  write(at.a);
  fall_through();
}

void FlowChecker::push_scope(Scope scope) {
  scope.parent = state_.scope;
  scope.depth = scopes_[state_.scope].depth + 1;
  if (scope.depth > kMaxScopes) {
    return fail("nests too many scopes");
  }
  state_.scope = static_cast<std::uint32_t>(scopes_.size());
  scopes_.push_back(scope);
}

void FlowChecker::iter_begin(const Instruction& at) {
  auto table = value::operator_table();
  if (at.n >= table.size() || !table[at.n].has(value::kIterator)) {
    return fail("iterates with an operator that is no iterator");
  }
  bool has_start = (extra().x & kHasStart) != 0;
  if (extra().x > (kSourceWrittenNull | kHasStart) ||
      (has_start && table[at.n].id != value::OperatorId::kReduce)) {
    return fail("has an unknown flag");
  }
  read(at.a, has_start ? 2 : 1);
  State skipped = state_;
  write_in(skipped, at.a);
  flow_to(at.b, skipped);
  state_.height = std::uint32_t{at.a} + 1;
  push_scope({.is_iterator = true,
              .is_inside_iterator = true,
              .iterator = at.n,
              .source = at.a,
              .first_free = std::uint32_t{at.a} + 1,
              .head = pc_ + 2,
              .body_nodes = extra().y});
  fall_through();
}

void FlowChecker::iter_next(const Instruction& at) {
  const Scope scope = scopes_[state_.scope];
  if (!scope.is_iterator || scope.iterator != at.n || scope.source != at.a ||
      at.b != expression_.begin.index() + scope.head) {
    return fail("does not belong to the iterator that is open");
  }
  if (pc_ - scope.head > (std::uint64_t{scope.body_nodes} + 1) * kMaxSlotsPerNode) {
    return fail("ends a body that charges less than it does");
  }
  read(std::uint32_t{at.a} + 1);
  state_.scope = scope.parent;
  fall_through();
}

void FlowChecker::try_push(const Instruction& at) {
  if (state_.pending != Pending::kCaught || state_.pending_register != at.a) {
    return fail("opens the scope of an error that was not caught");
  }
  const Scope& outer = scopes_[state_.scope];
  push_scope({.is_inside_iterator = outer.is_inside_iterator, .first_free = outer.first_free});
  fall_through();
}

void FlowChecker::scope_pop() {
  const Scope& scope = scopes_[state_.scope];
  if (state_.scope == 0 || scope.is_iterator) {
    return fail("closes a scope that is not open");
  }
  state_.scope = scope.parent;
  fall_through();
}

void FlowChecker::finish(const Instruction& at) {
  read(at.a);
  if (state_.scope != 0) {
    fail("returns with an open scope");
  } else if (pc_ + 1 != expression_.length) {
    fail("returns before the end");
  }
}

void FlowChecker::fail(std::string_view problem) {
  if (!error_) {
    error_ = damaged("code", "instruction " + std::to_string(expression_.begin.index() + pc_) +
                                 " " + std::string(problem))
                 .error();
  }
}

void FlowChecker::read(std::uint32_t first, std::uint64_t count) {
  if (first + count > state_.height) {
    fail("reads a register that may be unwritten");
  }
}

void FlowChecker::write_in(State& state, std::uint32_t target) {
  if (target >= expression_.registers) {
    return fail("writes a register outside the frame");
  }
  if (target > state.height || target < scopes_[state.scope].first_free) {
    return fail("writes a register out of turn");
  }
  state.height = std::max(state.height, target + 1);
}

void FlowChecker::fall_through() {
  state_.pending = Pending::kNone;
  if (pc_ + words_ >= expression_.length) {
    return fail("runs over the end");
  }
  flow_to(expression_.begin.index() + pc_ + words_, state_);
}

// A state that is already known there and differs is met: only what both promise stays.
void FlowChecker::flow_to(std::uint32_t absolute_target, State state) {
  std::uint64_t begin = expression_.begin.index();
  // The second word of the instruction itself is as far back as the instruction.
  if (absolute_target < begin + pc_ + words_ || absolute_target >= begin + expression_.length) {
    return fail("jumps backwards or out of its expression");
  }
  State& there = states_[absolute_target - begin];
  if (!there.is_reached) {
    there = state;
    there.is_reached = true;
    return;
  }
  if (there.scope != state.scope) {
    return fail("meets another way with other open scopes");
  }
  there.height = std::min(there.height, state.height);
  there.pending = Pending::kNone;
}

void FlowChecker::require_path(std::uint32_t path) {
  if (path >= program_.paths.size()) {
    fail("names a path that is not there");
  }
}

void FlowChecker::require_constant(std::uint32_t constant) {
  if (constant >= program_.constants.size()) {
    fail("names a constant that is not there");
  }
}

ExtraWord FlowChecker::extra() const {
  return extra_of(slot(pc_ + 1));
}

const Instruction& FlowChecker::slot(std::uint32_t relative) const {
  return program_.code[expression_.begin.index() + relative];
}

}  // namespace rulec::bytecode

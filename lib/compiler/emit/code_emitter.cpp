#include "compiler/emit/code_emitter.h"

#include <algorithm>

#include "base/check.h"

namespace rulec::compiler {
namespace {

using bytecode::ExtraWord;
using bytecode::Opcode;

}  // namespace

bytecode::Expression CodeEmitter::emit(IrId root) {
  std::uint32_t begin = here();
  registers_ = 1;
  is_metered_ = false;
  node(root, 0);
  origin_ = ir_.at(root).origin;
  op(Opcode::kReturn, 0, 0);
  return {.begin = bytecode::PcId(begin),
          .length = here() - begin,
          .registers = static_cast<std::uint16_t>(registers_)};
}

void CodeEmitter::node(IrId id, std::uint32_t target) {
  const IrNode& at = ir_.at(id);
  RULEC_CHECK(target < bytecode::kMaxRegisters);  // the node limit of a rule is below it
  registers_ = std::max(registers_, target + 1);
  auto outer = origin_;
  bool begins_metering = is_metered(at) && !is_metered_;
  origin_ = at.origin;
  if (begins_metering) {
    is_metered_ = true;
    op(Opcode::kMeterBegin, 0, 0);
  }
  switch (at.op) {
    case IrOp::kConstant:
      op(Opcode::kConstant, 0, target, constant_of(at));
      break;
    case IrOp::kPath:
    case IrOp::kItem:
    case IrOp::kLevel:
    case IrOp::kExists:
      load(at, target);
      break;
    case IrOp::kList:
    case IrOp::kObject:
    case IrOp::kCall:
    case IrOp::kSpread:
      eager(at, target);
      break;
    case IrOp::kNot:
    case IrOp::kTruthy:
      truth(at, target);
      break;
    case IrOp::kAnd:
    case IrOp::kOr:
      short_circuit(at, target);
      break;
    case IrOp::kIf:
      branches(at, target);
      break;
    case IrOp::kDefault:
      defaults(at, target);
      break;
    case IrOp::kTry:
      attempts(at, target);
      break;
    case IrOp::kCompare:
      compare(at, target);
      break;
    case IrOp::kComparePath:
      compare_path(at, target, Opcode::kComparePath, nullptr);
      break;
    case IrOp::kInPath:
      op(Opcode::kInPath, 0, target, path_of(at));
      extra({.x = constant_of(at), .y = 0});
      break;
    case IrOp::kIterate:
      iterate(at, target);
      break;
  }
  is_metered_ = is_metered_ && !begins_metering;
  origin_ = outer;
}

void CodeEmitter::load(const IrNode& at, std::uint32_t target) {
  if (at.count == 1) {
    return load_or(at, target);
  }
  if (at.op == IrOp::kPath) {
    op(Opcode::kLoadPath, 0, target, path_of(at));
  } else if (at.op == IrOp::kItem) {
    op(Opcode::kLoadItem, 0, target, path_of(at));
  } else {
    Opcode opcode = at.op == IrOp::kLevel ? Opcode::kLoadLevel : Opcode::kExistsLevel;
    op(opcode, at.n, target, path_of(at));
  }
}

// `var` with a default. The default is an operand like any other, so one that can throw, or that
// is charged for, is evaluated whether the path is there or not.
void CodeEmitter::load_or(const IrNode& at, std::uint32_t target) {
  Opcode raw = at.op == IrOp::kPath ? Opcode::kLoadPathRaw : Opcode::kLoadItemRaw;
  IrId fallback = ir_.operands_of(at)[0];
  Label end;
  if (ir_.at(fallback).op == IrOp::kConstant) {
    op(raw, 0, target, path_of(at));
    jump(Opcode::kJumpIfPresent, target, end);
    node(fallback, target);
    return bind(end);
  }
  node(fallback, target);
  if (ir_.at(fallback).throws) {
    jump_if_error(target, target, end);
  }
  registers_ = std::max(registers_, target + 2);
  Label is_there;
  op(raw, 0, target + 1, path_of(at));
  jump(Opcode::kJumpIfPresent, target + 1, is_there);
  jump(Opcode::kJump, 0, end);
  bind(is_there);
  op(Opcode::kMove, 0, target, target + 1);
  bind(end);
}

// Operands into the registers from `target` on. The first error is the result, and what follows it
// is not evaluated; the last one needs no look, since calls hand errors on.
void CodeEmitter::operands_in_turn(const IrNode& at, std::uint32_t target, Label& failed) {
  auto operands = ir_.operands_of(at);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    node(operands[i], target + i);
    if (ir_.at(operands[i]).throws && i + 1 < operands.size()) {
      jump_if_error(target + i, target, failed);
    }
  }
}

void CodeEmitter::eager(const IrNode& at, std::uint32_t target) {
  Label end;
  operands_in_turn(at, target, end);
  if (at.op == IrOp::kList) {
    op(Opcode::kMakeList, 0, target, at.count);
  } else if (at.op == IrOp::kObject) {
    op(Opcode::kMakeObject, 0, target, constant_of(at));
  } else if (at.op == IrOp::kCall) {
    op(Opcode::kCall, at.n, target, at.count);
  } else {
    op(Opcode::kCallSpread, at.n, target, 0);
  }
  bind(end);
}

void CodeEmitter::truth(const IrNode& at, std::uint32_t target) {
  node(ir_.operands_of(at)[0], target);
  op(at.op == IrOp::kNot ? Opcode::kNot : Opcode::kTruthy, 0, target);
}

void CodeEmitter::short_circuit(const IrNode& at, std::uint32_t target) {
  bool is_and = at.op == IrOp::kAnd;
  Label end;
  auto operands = ir_.operands_of(at);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    const IrNode& operand = ir_.at(operands[i]);
    bool is_last = i + 1 == operands.size();
    if (operand.op == IrOp::kComparePath && !is_last) {
      auto outer = origin_;
      origin_ = operand.origin;
      compare_path(operand, target, is_and ? Opcode::kComparePathAnd : Opcode::kComparePathOr,
                   &end);
      origin_ = outer;
      continue;
    }
    node(operands[i], target);
    if (!is_last) {
      jump(is_and ? Opcode::kJumpUnlessTruthy : Opcode::kJumpUnlessFalsy, target, end);
    }
  }
  bind(end);
}

void CodeEmitter::branches(const IrNode& at, std::uint32_t target) {
  auto operands = ir_.operands_of(at);
  Label end;
  std::uint32_t i = 0;
  for (; i + 1 < operands.size(); i += 2) {
    Label next;
    node(operands[i], target);
    if (ir_.at(operands[i]).throws) {
      jump_if_error(target, target, end);
    }
    jump(Opcode::kJumpUnlessTruthy, target, next);
    node(operands[i + 1], target);
    jump(Opcode::kJump, 0, end);
    bind(next);
  }
  if (i < operands.size()) {
    node(operands[i], target);
  } else {
    op(Opcode::kConstant, 0, target, tables_.constant(Value::null()).index());
  }
  bind(end);
}

void CodeEmitter::defaults(const IrNode& at, std::uint32_t target) {
  Label end;
  auto operands = ir_.operands_of(at);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    node(operands[i], target);
    if (i + 1 < operands.size()) {
      jump(Opcode::kJumpUnlessNull, target, end);
    }
  }
  bind(end);
}

void CodeEmitter::attempts(const IrNode& at, std::uint32_t target) {
  Label end;
  auto operands = ir_.operands_of(at);
  node(operands[0], target);
  for (IrId operand : operands.subspan(1)) {
    jump(Opcode::kJumpUnlessCaught, target, end);
    op(Opcode::kTryPush, 0, target);
    node(operand, target);
    op(Opcode::kScopePop, 0, 0);
  }
  bind(end);
}

// Neighbours in two registers; a pair that does not hold, or an error, is the result.
void CodeEmitter::compare(const IrNode& at, std::uint32_t target) {
  auto operands = ir_.operands_of(at);
  Label end;
  node(operands[0], target);
  if (ir_.at(operands[0]).throws) {
    jump_if_error(target, target, end);
  }
  for (std::uint32_t i = 1; i < operands.size(); ++i) {
    if (i > 1) {
      jump(Opcode::kJumpUnlessTruthy, target, end);
      op(Opcode::kMove, 0, target, target + 1);
    }
    node(operands[i], target + 1);
    op(Opcode::kCompare, at.n, target, 0);
    extra({.x = target, .y = target + 1});
  }
  bind(end);
}

void CodeEmitter::compare_path(const IrNode& at, std::uint32_t target, Opcode opcode, Label* stop) {
  op(opcode, at.n, target, path_of(at));
  extra({.x = constant_of(at), .y = 0});
  if (stop != nullptr) {
    stop->uses.push_back(here() - 1);
  }
}

void CodeEmitter::iterate(const IrNode& at, std::uint32_t target) {
  auto operands = ir_.operands_of(at);
  Label end;
  node(operands[0], target);
  if (operands.size() == 3) {
    if (ir_.at(operands[0]).throws) {
      jump_if_error(target, target, end);
    }
    node(operands[2], target + 1);
    if (ir_.at(operands[2]).throws) {
      jump_if_error(target + 1, target, end);
    }
  }
  end.uses.push_back(here());
  op(Opcode::kIterBegin, at.n, target);
  extra({.x = at.flags, .y = at.body_nodes});
  std::uint32_t body = here();
  node(operands[1], target + 1);
  op(Opcode::kIterNext, at.n, target, body);
  bind(end);
}

void CodeEmitter::op(Opcode opcode, std::uint8_t n, std::uint32_t a, std::uint32_t b) {
  source_map_.add(here(), origin_);
  program_.code.push_back({.op = opcode, .n = n, .a = static_cast<std::uint16_t>(a), .b = b});
}

void CodeEmitter::extra(ExtraWord word) {
  program_.code.push_back(bytecode::to_slot(word));
}

void CodeEmitter::jump(Opcode opcode, std::uint32_t a, Label& to) {
  to.uses.push_back(here());
  op(opcode, 0, a);
}

void CodeEmitter::jump_if_error(std::uint32_t from, std::uint32_t result, Label& to) {
  jump(Opcode::kJumpIfError, from, to);
  extra({.x = result, .y = 0});
}

void CodeEmitter::bind(Label& label) {
  for (std::uint32_t slot : label.uses) {
    program_.code[slot].b = here();
  }
}

std::uint32_t CodeEmitter::path_of(const IrNode& at) {
  paths_.resize(ir_.paths.size());
  auto& id = paths_[at.path.index()];
  if (!id.is_valid()) {
    id = tables_.path(ir_.paths[at.path.index()]);
  }
  return id.index();
}

std::uint32_t CodeEmitter::constant_of(const IrNode& at) {
  constants_.resize(ir_.constants.size());
  auto& id = constants_[at.constant.index()];
  if (!id.is_valid()) {
    id = tables_.constant(ir_.constant_of(at));
  }
  return id.index();
}

}  // namespace rulec::compiler

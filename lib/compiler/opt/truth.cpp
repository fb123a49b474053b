#include "compiler/opt/truth.h"

namespace rulec::compiler {
namespace {

using value::OperatorId;

Use use_of_body(OperatorId iterator) {
  bool keeps_result = iterator == OperatorId::kMap || iterator == OperatorId::kReduce;
  return keeps_result ? Use::kValue : Use::kTruth;
}

}  // namespace

Use use_of_conditions(const Ir& ir) {
  return ir.wants_values ? Use::kValue : Use::kTruth;
}

Use use_of_operand(const IrNode& node, std::size_t operand, Use use) {
  switch (node.op) {
    case IrOp::kNot:
    case IrOp::kTruthy:
      return Use::kTruth;
    case IrOp::kAnd:
    case IrOp::kOr:
    case IrOp::kTry:
      return use;
    case IrOp::kIf: {
      bool is_test = operand % 2 == 0 && operand + 1 < node.count;
      return is_test ? Use::kTruth : use;
    }
    case IrOp::kDefault:  // a null that is falsy is still passed over
      return operand + 1 == node.count ? use : Use::kValue;
    case IrOp::kIterate:
      return operand == 1 ? use_of_body(static_cast<OperatorId>(node.n)) : Use::kValue;
    case IrOp::kConstant:
    case IrOp::kPath:
    case IrOp::kItem:
    case IrOp::kLevel:
    case IrOp::kExists:
    case IrOp::kList:
    case IrOp::kObject:
    case IrOp::kCall:
    case IrOp::kSpread:
    case IrOp::kCompare:
    case IrOp::kComparePath:
    case IrOp::kInPath:
      return Use::kValue;
  }
  return Use::kValue;
}

}  // namespace rulec::compiler

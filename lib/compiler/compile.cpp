#include "base/check.h"
#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "compiler/compiler.h"
#include "compiler/emit/code_emitter.h"
#include "compiler/ir/extent.h"
#include "compiler/ir/ir.h"
#include "compiler/model.h"

namespace rulec::compiler {
namespace {

// An expression above the limits of a rule would not fit into a frame or the tables of a Program;
// it throws, as a text that is too large does.
IrId lower_within_limits(Ir& ir, const parser::Expr& expr) {
  Extent extent = extent_of(expr);
  if (extent.nodes <= kMaxNodesPerRule && extent.longest_text <= kMaxStringBytes) {
    return lower_expression(ir, expr);
  }
  IrId type = ir.add({.op = IrOp::kConstant,
                      .constant = ir.add_constant(Value::string("value-too-large")),
                      .origin = expr.node});
  return ir.add({.op = IrOp::kCall,
                 .n = static_cast<std::uint8_t>(value::OperatorId::kThrow),
                 .origin = expr.node},
                {&type, 1});
}

}  // namespace

std::optional<bytecode::Program> compile(const Input& input, diag::Emitter& emitter) {
  ModelPtr model = check(input, emitter);
  if (model->has_errors) {
    return std::nullopt;
  }
  IrPtr ir = lower(input, *model);
  optimise(*ir, input.settings.optimisation_level);
  bytecode::Program program = emit(input, *model, *ir);
  RULEC_CHECK(bytecode::validate(program).has_value());
  return program;
}

bytecode::Program compile_expression(const Input& input, const parser::Expr& expr) {
  Ir ir;
  ir.expr_cost = input.settings.expr_cost;
  ir.wants_values = true;
  IrRule& rule = ir.rules.emplace_back();
  rule.condition = lower_within_limits(ir, expr);
  optimise(ir, input.settings.optimisation_level);

  bytecode::Program program;
  program.name = input.settings.name;
  program.version = input.settings.version;
  program.expr_cost = input.settings.expr_cost;
  Tables tables(program);
  SourceMapBuilder source_map(input, program);
  CodeEmitter code(program, tables, source_map, ir);
  program.rules.push_back({.id = tables.string("expr"),
                           .flags = bytecode::kActive,
                           .condition = code.emit(rule.condition)});
  program.entry_points.push_back({.name = program.rules[0].id, .rules = {0}});
  source_map.finish();
  sort_strings(program);
  RULEC_CHECK(bytecode::validate(program).has_value());
  return program;
}

}  // namespace rulec::compiler

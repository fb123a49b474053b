// Ir: expressions as a flat table of nodes, operands before their users. A node is one occurrence
// in the source, so its origin is exact; equal subterms carry one `term` number once `number_terms`
// has run (hash-consing by number: nothing is shared, so a finding at run time never speaks of
// another rule). Few node kinds; an atom (path, comparison, constant) stays one recognisable node
// or a compare over a path and a constant. Constants and paths are interned. Owns its values.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "bytecode/program.h"
#include "compiler/compiler.h"
#include "compiler/ir/id_table.h"
#include "parser/ast.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::compiler {

enum class IrOp : std::uint8_t {
  kConstant,  // constant
  kPath,      // path of the root context; absent is null. With an operand: the default
  kItem,      // the same of the innermost scope
  kLevel,     // val: path at level `n`
  kExists,    // exists: path at level `n`
  kList,      // of the operands
  kObject,    // keys: the list `constant`; values: the operands
  kCall,      // eager operator `n` of the operands
  kSpread,    // eager operator `n` of the items of its one operand
  kNot,
  kTruthy,
  kAnd,
  kOr,
  kIf,       // test, value, test, value …, else?
  kDefault,  // ??
  kTry,
  kCompare,      // comparison `n` of neighbouring operands, two and more
  kComparePath,  // comparison `n` of `path` of the root and `constant`
  kInPath,       // `path` of the root in the list `constant`
  kIterate       // iterator `n`: source, body, start?
};

struct IrNode;
struct IrConstant;
struct IrPath;
using IrId = Id<IrNode>;
using IrConstantId = Id<IrConstant>;
using IrPathId = Id<IrPath>;

// Of `===` and `!==`: both sides may be lists or objects, so comparing them is charged.
inline constexpr std::uint32_t kMayReadDeep = 1;
// Of a `throw`: stands for a misused metered operator, to which its operands are charged.
inline constexpr std::uint32_t kMisusesMetered = 2;

struct IrNode {
  IrOp op = IrOp::kConstant;
  std::uint8_t n = 0;  // OperatorId, Comparison or level
  IrConstantId constant;
  IrPathId path;
  std::uint32_t first = 0;  // operands: Ir::operands[first, first + count)
  std::uint32_t count = 0;
  std::uint32_t flags = 0;       // kIterate: bytecode::kHasStart, kSourceWrittenNull
                                 // kCompare: kMayReadDeep; kCall: kMisusesMetered
  std::uint32_t body_nodes = 0;  // kIterate: nodes of the body as written, what an item costs
  bool throws = false;           // some context may make it an error; set by Ir::add
  parser::NodeId origin;
  std::uint32_t term = 0;  // from number_terms
};

// An argument that is no literal; `name` is the argument's.
struct IrArgument {
  std::string_view name;
  IrId root;  // invalid in a dead rule
};

struct IrAction {
  IrId test;  // whether it is taken, when its turn comes; invalid: always
  std::vector<IrArgument> arguments;
  IrPathId written;  // what an update may change, with all below it; invalid for other actions
};

// One rule of the Model, at the same index.
struct IrRule {
  IrId condition;  // invalid: always holds
  std::vector<IrAction> actions;
  bool is_active = true;
  bool stops = false;
  bool has_window = false;
  bool is_dead = false;  // never fires: from drop_dead_rules
};

// Paths of the root context, without doubles. `are_all`: a path that is computed, or the whole
// context, and then every field counts.
struct IrReads {
  bool are_all = false;
  std::vector<IrPathId> paths;
};

// Rules whose conditions may be evaluated together, see opt/strata.h.
struct IrStratum {
  std::uint32_t opens_at = 0;        // before this turn, from which on it stands
  std::vector<std::uint32_t> turns;  // places in IrEntryPoint::rules, ascending
};

// One entry point of the Model, at the same index.
struct IrEntryPoint {
  std::string_view name;
  bool stops_at_first = false;       // hit policy first
  std::vector<std::uint32_t> rules;  // in the order of their turns
  // Of its active rules and its scorecard as written, before any pass: what `validate: light`
  // checks, and the optimiser must not change what is refused. Only filled for that.
  IrReads reads;
  std::vector<IrStratum> strata;  // from find_strata; without inactive rules
};

// One scorecard of the Model, at the same index.
struct IrScorecard {
  std::string_view name;
  std::vector<std::string_view> item_names;
  std::vector<IrId> conditions;  // of its items; invalid: always holds
};

// One variant of a template of the Model, at the same index.
struct IrTemplate {
  std::string_view name;
  IrId values;  // invalid: no placeholders
};

// The tables are public as in any struct; only what interning needs is not.
// NOLINTBEGIN(misc-non-private-member-variables-in-classes)
struct Ir {
  std::vector<IrNode> nodes;
  std::vector<IrId> operands;
  std::vector<Value> constants;
  std::vector<std::vector<std::string_view>> paths;
  std::vector<IrRule> rules;
  std::vector<IrEntryPoint> entry_points;  // none for a lone expression
  std::vector<IrScorecard> scorecards;
  std::vector<IrTemplate> templates;
  std::vector<std::string_view> names;  // of the rules, for dumps
  std::uint64_t expr_cost = 0;
  bool wants_values = false;  // of conditions; without it only their truth
  std::uint32_t term_count = 0;
  Arena arena;

  [[nodiscard]] IrNode& at(IrId id) { return nodes[id.index()]; }
  [[nodiscard]] const IrNode& at(IrId id) const { return nodes[id.index()]; }
  [[nodiscard]] std::span<IrId> operands_of(const IrNode& node) {
    return std::span(operands).subspan(node.first, node.count);
  }
  [[nodiscard]] std::span<const IrId> operands_of(const IrNode& node) const {
    return std::span(operands).subspan(node.first, node.count);
  }
  [[nodiscard]] const Value& constant_of(const IrNode& node) const {
    return constants[node.constant.index()];
  }

  // Interned; the value's data lives in the Ast or in `arena`.
  [[nodiscard]] IrConstantId add_constant(const Value& value);
  [[nodiscard]] IrPathId add_path(std::span<const std::string_view> segments);
  // Operands come before: `throws` follows from them.
  IrId add(IrNode node, std::span<const IrId> operand_ids = {});
  // Whether a node with these operands can be an error.
  [[nodiscard]] bool can_throw(const IrNode& node) const;

 private:
  IdTable constant_ids_;
  IdTable path_ids_;
};
// NOLINTEND(misc-non-private-member-variables-in-classes)

// Calls `visit` with the root of every condition, test and argument, and of the values of
// templates.
template <class Visitor>
void for_each_root(const Ir& ir, Visitor visit) {
  for (const IrRule& rule : ir.rules) {
    if (rule.condition.is_valid()) {
      visit(rule.condition);
    }
    for (const IrAction& action : rule.actions) {
      if (action.test.is_valid()) {
        visit(action.test);
      }
      for (const IrArgument& argument : action.arguments) {
        if (argument.root.is_valid()) {
          visit(argument.root);
        }
      }
    }
  }
  for (const IrScorecard& scorecard : ir.scorecards) {
    for (IrId condition : scorecard.conditions) {
      if (condition.is_valid()) {
        visit(condition);
      }
    }
  }
  for (const IrTemplate& message_template : ir.templates) {
    if (message_template.values.is_valid()) {
      visit(message_template.values);
    }
  }
}

// Its work is charged to a budget.
[[nodiscard]] bool is_metered(const IrNode& node);

// One expression (a condition, or an {"expr": …}) into `ir`, at the root context.
[[nodiscard]] IrId lower_expression(Ir& ir, const parser::Expr& expr);
// A non-literal argument value: lists and objects around the holes.
[[nodiscard]] IrId lower_argument(Ir& ir, const parser::ArgumentValue& value);

}  // namespace rulec::compiler

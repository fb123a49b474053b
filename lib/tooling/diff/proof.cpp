#include "tooling/diff/proof.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/ir/reads.h"
#include "tooling/diff/normal_form.h"

namespace rulec::tooling {
namespace {

using compiler::Ir;
using compiler::IrId;
using compiler::IrNode;
using compiler::IrOp;
using value::Comparison;

struct AtomUse {
  std::size_t atom = 0;
  bool is_negated = false;
};

// What one evaluation gives: true, false, the error of an atom, or that an atom is asked for.
struct Answer {
  enum class Kind : std::uint8_t { kFalse, kTrue, kError, kOpen } kind = Kind::kFalse;
  std::size_t atom = 0;  // kError, kOpen
  friend bool operator==(const Answer&, const Answer&) = default;
};
using Kind = Answer::Kind;

Answer answer(bool is_true) {
  return {.kind = is_true ? Kind::kTrue : Kind::kFalse};
}

// The truth table of two conditions, walked atom by atom in the order in which they are asked for:
// rows that differ only in what nobody asks are one. Recursion ends at the depth that the reader
// allows, and at kMaxProofAtoms.
class TruthTable {
 public:
  TruthTable(const Ir& ir, IrId a, IrId b) : ir_(ir), a_(a), b_(b) {}

  [[nodiscard]] bool all_rows_agree() {
    find_atoms(a_);
    find_atoms(b_);
    return throws_.size() <= kMaxProofAtoms && agree();
  }

 private:
  static bool is_gate(const IrNode& node) {
    switch (node.op) {
      case IrOp::kConstant:
      case IrOp::kNot:
      case IrOp::kTruthy:
      case IrOp::kAnd:
      case IrOp::kOr:
      case IrOp::kIf:
        return true;
      case IrOp::kPath:
      case IrOp::kItem:
      case IrOp::kLevel:
      case IrOp::kExists:
      case IrOp::kList:
      case IrOp::kObject:
      case IrOp::kCall:
      case IrOp::kSpread:
      case IrOp::kDefault:
      case IrOp::kTry:
      case IrOp::kCompare:
      case IrOp::kComparePath:
      case IrOp::kInPath:
      case IrOp::kIterate:
        return false;
    }
    return false;
  }

  void find_atoms(IrId id) {
    const IrNode& node = ir_.at(id);
    if (!is_gate(node)) {
      add_atom(id, node);
      return;
    }
    for (IrId operand : ir_.operands_of(node)) {
      find_atoms(operand);
    }
  }

  void add_atom(IrId id, const IrNode& node) {
    bool is_negated = false;
    auto [found, is_new] = atoms_.emplace(key_of(node, is_negated), throws_.size());
    if (is_new) {
      throws_.push_back(node.throws);
      values_.push_back(Kind::kOpen);
    }
    uses_.emplace(id.index(), AtomUse{.atom = found->second, .is_negated = is_negated});
  }

  // A comparison and its opposite are one atom: both throw alike, and what does not throw is
  // ordered totally.
  static std::uint8_t base_of(std::uint8_t comparison, bool& is_negated) {
    switch (static_cast<Comparison>(comparison)) {
      case Comparison::kLooseUnequal:
        is_negated = true;
        return static_cast<std::uint8_t>(Comparison::kLooseEqual);
      case Comparison::kStrictUnequal:
        is_negated = true;
        return static_cast<std::uint8_t>(Comparison::kStrictEqual);
      case Comparison::kGreaterEqual:
        is_negated = true;
        return static_cast<std::uint8_t>(Comparison::kLess);
      case Comparison::kGreater:
        is_negated = true;
        return static_cast<std::uint8_t>(Comparison::kLessEqual);
      case Comparison::kLooseEqual:
      case Comparison::kStrictEqual:
      case Comparison::kLess:
      case Comparison::kLessEqual:
        return comparison;
    }
    return comparison;
  }

  using Key = std::array<std::uint64_t, 6>;

  [[nodiscard]] Key key_of(const IrNode& node, bool& is_negated) const {
    auto op = static_cast<std::uint64_t>(node.op);
    if (node.op == IrOp::kComparePath) {
      return {op, base_of(node.n, is_negated), node.path.index(), node.constant.index(), node.flags,
              0};
    }
    if (node.op == IrOp::kCompare && node.count == 2) {
      auto operands = ir_.operands_of(node);
      return {op,
              base_of(node.n, is_negated),
              ir_.at(operands[0]).term,
              ir_.at(operands[1]).term,
              node.flags,
              0};
    }
    return {op, node.term, 0, 0, 0, 1};
  }

  [[nodiscard]] bool agree() {
    if (steps_ > kMaxProofSteps) {
      return false;
    }
    Answer of_a = evaluate(a_);
    if (of_a.kind == Kind::kOpen) {
      return agree_for_each_value(of_a.atom);
    }
    Answer of_b = evaluate(b_);
    return of_b.kind == Kind::kOpen ? agree_for_each_value(of_b.atom) : of_a == of_b;
  }

  [[nodiscard]] bool agree_for_each_value(std::size_t atom) {
    bool all = true;
    for (Kind value : {Kind::kTrue, Kind::kFalse, Kind::kError}) {
      if (all && (value != Kind::kError || throws_[atom])) {
        values_[atom] = value;
        all = agree();
      }
    }
    values_[atom] = Kind::kOpen;
    return all;
  }

  [[nodiscard]] Answer evaluate(IrId id) {
    ++steps_;
    const IrNode& node = ir_.at(id);
    if (!is_gate(node)) {
      return atom(uses_.at(id.index()));
    }
    if (node.op == IrOp::kConstant) {
      return answer(value::is_truthy(ir_.constant_of(node)));
    }
    if (node.op == IrOp::kAnd || node.op == IrOp::kOr) {
      return chain(node, node.op == IrOp::kAnd ? Kind::kTrue : Kind::kFalse);
    }
    if (node.op == IrOp::kIf) {
      return choice(node);
    }
    Answer operand = evaluate(ir_.operands_of(node)[0]);
    bool is_turned = node.op == IrOp::kNot && has_truth(operand.kind);
    return is_turned ? answer(operand.kind == Kind::kFalse) : operand;
  }

  static bool has_truth(Kind kind) { return kind == Kind::kTrue || kind == Kind::kFalse; }

  [[nodiscard]] Answer atom(const AtomUse& use) const {
    Kind kind = values_[use.atom];
    return has_truth(kind) ? answer((kind == Kind::kTrue) != use.is_negated)
                           : Answer{.kind = kind, .atom = use.atom};
  }

  [[nodiscard]] Answer chain(const IrNode& node, Kind goes_on) {
    Answer last;
    for (IrId operand : ir_.operands_of(node)) {
      last = evaluate(operand);
      if (last.kind != goes_on) {
        return last;
      }
    }
    return last;
  }

  [[nodiscard]] Answer choice(const IrNode& node) {
    auto operands = ir_.operands_of(node);
    std::size_t i = 0;
    for (; i + 1 < operands.size(); i += 2) {
      Answer test = evaluate(operands[i]);
      if (test.kind == Kind::kTrue) {
        return evaluate(operands[i + 1]);
      }
      if (test.kind != Kind::kFalse) {
        return test;
      }
    }
    return i < operands.size() ? evaluate(operands[i]) : Answer{};
  }

  const Ir& ir_;
  IrId a_;
  IrId b_;
  std::map<Key, std::size_t> atoms_;
  std::unordered_map<std::size_t, AtomUse> uses_;  // by node
  std::vector<bool> throws_;                       // by atom
  std::vector<Kind> values_;                       // by atom, of the row
  std::size_t steps_ = 0;
};

IrId condition_in(Ir& ir, const parser::Expr* condition) {
  return condition != nullptr ? compiler::lower_expression(ir, *condition)
                              : ir.add({.op = IrOp::kConstant,
                                        .constant = ir.add_constant(Value::boolean(true)),
                                        .path = {},
                                        .origin = {}});
}

compiler::IrReads reads_of(Ir& ir, std::span<const IrId> roots) {
  compiler::ReadFinder finder(ir);
  for (IrId root : roots) {
    finder.add_expression(root);
  }
  compiler::IrReads reads = finder.take();
  std::ranges::sort(reads.paths);
  return reads;
}

// Before any pass: what is read as it is written.
bool have_same_reads(Ir& ir, std::span<const IrId> a, std::span<const IrId> b) {
  compiler::IrReads of_a = reads_of(ir, a);
  compiler::IrReads of_b = reads_of(ir, b);
  return of_a.are_all == of_b.are_all && (of_a.are_all || of_a.paths == of_b.paths);
}

}  // namespace

bool is_same_condition(const parser::Expr* a, const parser::Expr* b, Reads reads) {
  if (a == nullptr && b == nullptr) {
    return true;
  }
  Ir ir;
  for (const parser::Expr* condition : {a, b}) {
    IrId root = condition_in(ir, condition);
    ir.rules.emplace_back().condition = root;
  }
  if (reads == Reads::kSame &&
      !have_same_reads(ir, {&ir.rules[0].condition, 1}, {&ir.rules[1].condition, 1})) {
    return false;
  }
  normalise(ir);
  IrId of_a = ir.rules[0].condition;
  IrId of_b = ir.rules[1].condition;
  return ir.at(of_a).term == ir.at(of_b).term || TruthTable(ir, of_a, of_b).all_rows_agree();
}

bool are_same_arguments(std::span<const ArgumentPair> pairs, Reads reads) {
  Ir ir;
  compiler::IrRule& rule = ir.rules.emplace_back();
  compiler::IrAction& action = rule.actions.emplace_back();
  std::vector<IrId> of_a;
  std::vector<IrId> of_b;
  for (const ArgumentPair& pair : pairs) {
    for (const auto& [value, roots] : {std::pair(pair.first, &of_a), {pair.second, &of_b}}) {
      roots->push_back(compiler::lower_argument(ir, *value));
      action.arguments.push_back({.name = {}, .root = roots->back()});
    }
  }
  if (reads == Reads::kSame && !have_same_reads(ir, of_a, of_b)) {
    return false;
  }
  normalise(ir);
  const auto& made = ir.rules[0].actions[0].arguments;
  for (std::size_t i = 0; i < made.size(); i += 2) {
    if (ir.at(made[i].root).term != ir.at(made[i + 1].root).term) {
      return false;
    }
  }
  return true;
}

}  // namespace rulec::tooling

#include "tooling/coverage/atoms.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "base/arena.h"
#include "base/check.h"
#include "base/limits.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using parser::Expr;
using parser::ExprKind;

enum class PartKind : std::uint8_t {
  kAtom,
  kConstant,
  kAnd,
  kOr,
  kNot,
  kChoice,
  kSome,
  kAll,
  kNone,
};

// The written tree down to its atoms.
struct Part {
  PartKind kind = PartKind::kConstant;
  bool is_true = false;       // kConstant
  std::uint32_t program = 0;  // kAtom: of its value; quantifiers: of their list
  std::uint32_t atom = 0;     // kAtom
  std::vector<std::uint32_t> operands;
};

struct NamedKind {
  std::string_view name;
  PartKind kind;
};
constexpr NamedKind kLogic[] = {{"and", PartKind::kAnd},
                                {"or", PartKind::kOr},
                                {"if", PartKind::kChoice},
                                {"?:", PartKind::kChoice}};
constexpr NamedKind kQuantifiers[] = {
    {"some", PartKind::kSome}, {"all", PartKind::kAll}, {"none", PartKind::kNone}};

std::optional<PartKind> kind_named(std::span<const NamedKind> kinds, std::string_view name) {
  auto found = std::ranges::find(kinds, name, &NamedKind::name);
  return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

// Stands for the value of an operand that throws.
constexpr std::string_view kThrown = "error";

// An expression that the engine answers with a value and, as far as `try` catches, never an error:
// true, false or kThrown for an atom; for each quantifier around it, a list of that by element, or
// kThrown when there is no list.
struct Probe {
  const Expr* expr = nullptr;
  runtime::RulesetPtr program;  // made on first need
};

}  // namespace

struct DividedCondition::State {
  State(const compiler::Input& input, const Expr* condition) : rules(input) {
    // What is evaluated here and not by the engine is not charged; only what could not end is
    // ended.
    settings.expr_cost = kHardExprCost;
    settings.optimisation_level = 0;
    root = condition == nullptr ? constant(true) : divide(*condition);
  }

  // --- dividing; recursion is bounded by the depth limit of the reader

  std::uint32_t add(Part part) {
    parts.push_back(std::move(part));
    return static_cast<std::uint32_t>(parts.size() - 1);
  }

  std::uint32_t constant(bool is_true) {
    return add({.kind = PartKind::kConstant, .is_true = is_true});
  }

  std::uint32_t divide(const Expr& expr) {
    if (expr.kind == ExprKind::kLiteral) {
      return constant(value::is_truthy(expr.literal));
    }
    if (expr.kind != ExprKind::kCall) {
      return atom(expr);
    }
    if (expr.operator_name == "!" || expr.operator_name == "!!") {
      return divide_truth(expr);
    }
    if (auto kind = kind_named(kLogic, expr.operator_name); kind && !expr.is_bare) {
      return divide_logic(*kind, expr);
    }
    if (auto kind = kind_named(kQuantifiers, expr.operator_name); kind && !expr.is_bare) {
      return divide_quantifier(*kind, expr);
    }
    return atom(expr);
  }

  std::uint32_t divide_truth(const Expr& expr) {
    bool is_not = expr.operator_name == "!";
    if (expr.operands.empty()) {
      return constant(is_not);
    }
    std::uint32_t operand = divide(*expr.operands[0]);
    return is_not ? add({.kind = PartKind::kNot, .operands = {operand}}) : operand;
  }

  std::uint32_t divide_logic(PartKind kind, const Expr& expr) {
    Part part{.kind = kind};
    for (const Expr* operand : expr.operands) {
      part.operands.push_back(divide(*operand));
    }
    return add(std::move(part));
  }

  std::uint32_t divide_quantifier(PartKind kind, const Expr& expr) {
    if (expr.operands.size() != 2 || expr.operands[0]->kind == ExprKind::kLiteral) {
      return atom(expr);
    }
    std::size_t atoms_before = atoms.size();
    lists.push_back(expr.operands[0]);
    std::uint32_t predicate = divide(*expr.operands[1]);
    lists.pop_back();
    if (atoms.size() == atoms_before) {
      return atom(expr);  // a constant predicate: the list alone decides
    }
    return add({.kind = kind, .program = list_probe(*expr.operands[0]), .operands = {predicate}});
  }

  std::uint32_t atom(const Expr& expr) {
    auto number = static_cast<std::uint32_t>(atoms.size());
    atoms.push_back({.expr = &expr, .lists = lists});
    Expr* truth = call("!!", expr, {&expr});
    return add({.kind = PartKind::kAtom, .program = probe(*caught(*truth)), .atom = number});
  }

  // --- probes

  const Expr* literal(Value value, const Expr& at) {
    return arena.make<Expr>(Expr{.kind = ExprKind::kLiteral, .node = at.node, .literal = value});
  }

  Expr* call(std::string_view name, const Expr& at, std::initializer_list<const Expr*> operands) {
    auto kept = arena.make_span<Expr*>(operands.size());
    std::ranges::transform(operands, kept.begin(), [](const Expr* operand) {
      return const_cast<Expr*>(operand);  // NOLINT: the Ast's type; nothing here is written to
    });
    return arena.make<Expr>(Expr{.kind = ExprKind::kCall,
                                 .node = at.node,
                                 .operator_name = name,
                                 .name_node = at.node,
                                 .operands = kept});
  }

  Expr* caught(const Expr& expr) {
    return call("try", expr, {&expr, literal(Value::string(kThrown), expr)});
  }

  // `body` for each element of the lists that are open. `map` opens the scopes that a quantifier
  // opens, so paths mean the same.
  std::uint32_t probe(const Expr& body) {
    const Expr* expr = &body;
    for (std::size_t i = lists.size(); i-- > 0;) {
      expr = caught(*call("map", *lists[i], {lists[i], expr}));
    }
    probes.push_back({.expr = expr, .program = nullptr});
    return static_cast<std::uint32_t>(probes.size() - 1);
  }

  // One `true` for each element; `none` first, since it refuses the null that `map` takes.
  std::uint32_t list_probe(const Expr& list) {
    const Expr* yes = literal(Value::boolean(true), list);
    const Expr* no = literal(Value::boolean(false), list);
    const Expr* guarded =
        call("if", list, {call("none", list, {&list, no}), call("map", list, {&list, yes}), no});
    return probe(*caught(*guarded));
  }

  // --- evaluating

  Value answer(Probe& probe, const Value& context, std::int64_t now_ms,
               runtime::Workspace& workspace) {
    if (probe.program == nullptr) {
      compiler::Input input{.sources = rules.sources,
                            .documents = rules.documents,
                            .ast = rules.ast,
                            .settings = settings};
      auto loaded = runtime::load(compiler::compile_expression(input, *probe.expr), "");
      RULEC_CHECK(loaded.has_value());
      probe.program = *loaded;
    }
    return deep_copy(runtime::evaluate(*probe.program, context, now_ms, workspace), values_arena);
  }

  // The answer of a probe for the elements that are at hand.
  [[nodiscard]] Value at_elements(std::uint32_t probe) const {
    Value value = answers[probe];
    for (std::uint32_t element : elements) {
      value = value.item(element);
    }
    return value;
  }

  GateId build(std::uint32_t number) {
    const Part& part = parts[number];
    switch (part.kind) {
      case PartKind::kAtom:
        return build_atom(part);
      case PartKind::kConstant:
        return logic.leaf(part.is_true ? Truth::kTrue : Truth::kFalse);
      case PartKind::kAnd:
        return logic.all_of(build_all(part));
      case PartKind::kOr:
        return logic.any_of(build_all(part));
      case PartKind::kChoice:
        return logic.choice(build_all(part));
      case PartKind::kNot:
        return logic.negation(build(part.operands[0]));
      case PartKind::kSome:
      case PartKind::kAll:
      case PartKind::kNone:
        return build_quantifier(part);
    }
    return 0;
  }

  std::vector<GateId> build_all(const Part& part) {
    std::vector<GateId> gates;
    gates.reserve(part.operands.size());
    for (std::uint32_t operand : part.operands) {
      gates.push_back(build(operand));
    }
    return gates;
  }

  GateId build_atom(const Part& part) {
    Value value = at_elements(part.program);
    Truth truth = !value.is_bool() ? Truth::kError : value.as_bool() ? Truth::kTrue : Truth::kFalse;
    GateId gate = logic.leaf(truth);
    leaves.push_back({.gate = gate, .atom = part.atom});
    return gate;
  }

  GateId build_quantifier(const Part& part) {
    Value list = at_elements(part.program);
    if (!list.is_list()) {
      return logic.leaf(Truth::kError);
    }
    std::vector<GateId> gates;
    gates.reserve(list.length());
    for (std::uint32_t i = 0; i < list.length(); ++i) {
      elements.push_back(i);
      gates.push_back(build(part.operands[0]));
      elements.pop_back();
    }
    if (part.kind == PartKind::kAll) {
      return logic.all_of(gates);
    }
    GateId any = logic.any_of(gates);
    return part.kind == PartKind::kSome ? any : logic.negation(any);
  }

  const std::vector<AtomSeen>& evaluate(const Value& context, std::int64_t now_ms, Truth outcome,
                                        runtime::Workspace& workspace) {
    values_arena.reset();
    logic.clear();
    leaves.clear();
    answers.clear();
    for (Probe& each : probes) {
      answers.push_back(answer(each, context, now_ms, workspace));
    }
    GateId top = build(root);
    seen.assign(atoms.size(), {});
    bool adds_up = logic.truth(top) == outcome;
    const std::vector<bool>& shown = logic.shown_by(top);
    for (const Leaf& leaf : leaves) {
      Truth truth = logic.truth(leaf.gate);
      seen[leaf.atom].evaluated += truth != Truth::kError ? 1 : 0;
      if (adds_up && shown[leaf.gate]) {
        ++(truth == Truth::kTrue ? seen[leaf.atom].shown_true : seen[leaf.atom].shown_false);
      }
    }
    return seen;
  }

  struct Leaf {
    GateId gate = 0;
    std::uint32_t atom = 0;
  };

  compiler::Input rules;
  compiler::Settings settings;
  Arena arena;  // of the probes
  std::vector<Part> parts;
  std::uint32_t root = 0;
  std::vector<Atom> atoms;
  std::vector<const Expr*> lists;  // of the quantifiers around the place at hand
  std::vector<Probe> probes;

  Arena values_arena;
  std::vector<Value> answers;           // by probe
  std::vector<std::uint32_t> elements;  // at hand, by quantifier, outermost first
  Logic logic;
  std::vector<Leaf> leaves;
  std::vector<AtomSeen> seen;
};

DividedCondition::DividedCondition(const compiler::Input& rules, const Expr* condition)
    : state_(std::make_unique<State>(rules, condition)) {}
DividedCondition::~DividedCondition() = default;
DividedCondition::DividedCondition(DividedCondition&&) noexcept = default;
DividedCondition& DividedCondition::operator=(DividedCondition&&) noexcept = default;

const std::vector<Atom>& DividedCondition::atoms() const {
  return state_->atoms;
}

const std::vector<AtomSeen>& DividedCondition::evaluate(const Value& context, std::int64_t now_ms,
                                                        Truth outcome,
                                                        runtime::Workspace& workspace) {
  return state_->evaluate(context, now_ms, outcome, workspace);
}

}  // namespace rulec::tooling

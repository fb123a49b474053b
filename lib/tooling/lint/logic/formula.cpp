#include "tooling/lint/logic/formula.h"

#include <algorithm>

#include "parser/parser.h"

namespace rulec::tooling {

using parser::Expr;
using parser::ExprKind;
using value::Comparison;
using Kind = FormulaNode::Kind;

namespace {

bool is_scalar(const Value& value) {
  return value.is_null() || value.is_bool() || value.is_number() || value.is_string();
}

bool is_scalar_literal(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && is_scalar(expr.literal);
}

const value::OperatorRow* row_of(const Expr& expr) {
  return expr.kind == ExprKind::kCall ? value::find_operator(expr.operator_name) : nullptr;
}

// Of the opposite of `comparison`, where it is taken as "not".
Comparison base_of(Comparison comparison, bool& is_negated) {
  switch (comparison) {
    case Comparison::kLooseUnequal:
      is_negated = true;
      return Comparison::kLooseEqual;
    case Comparison::kStrictUnequal:
      is_negated = true;
      return Comparison::kStrictEqual;
    case Comparison::kGreaterEqual:
      is_negated = true;
      return Comparison::kLess;
    case Comparison::kGreater:
      is_negated = true;
      return Comparison::kLessEqual;
    case Comparison::kLooseEqual:
    case Comparison::kStrictEqual:
    case Comparison::kLess:
    case Comparison::kLessEqual:
      break;
  }
  return comparison;
}

// A field by its path; no segment is empty, so that it is no whole context.
std::optional<Path> field_path(const Expr& expr) {
  std::optional<Path> path = path_of(expr);
  bool is_whole = !path || path->empty() || std::ranges::find(*path, "") != path->end();
  return is_whole ? std::nullopt : path;
}

}  // namespace

std::string key_of_path(const Path& path) {
  std::string key = "field";
  for (const std::string& segment : path) {
    key.append(1, '\x1f').append(segment);
  }
  return key;
}

class FormulaBuilder {
 public:
  explicit FormulaBuilder(Formula& formula) : formula_(formula) {}

  FormulaId truth_of(const Expr& expr) {
    auto known = formula_.ids_.find(&expr);
    if (known != formula_.ids_.end()) {
      return known->second;
    }
    bool is_unknown = formula_.unknown_ != nullptr && formula_.unknown_->contains(&expr);
    FormulaId made = is_unknown ? unknown(expr) : read(expr);
    formula_.ids_.emplace(&expr, made);
    return made;
  }

  FormulaId add(FormulaNode node) {
    formula_.nodes_.push_back(std::move(node));
    return static_cast<FormulaId>(formula_.nodes_.size() - 1);
  }

 private:
  FormulaId constant(bool is_true) {
    return add({.kind = Kind::kConstant, .is_true = is_true, .operands = {}});
  }

  // True, false or, unless it is a literal, an error.
  FormulaId unknown(const Expr& expr) {
    Bounds bounds{.types = value::kBool, .may_be_absent = false, .enum_values = {}};
    std::string key = "unknown" + std::to_string(expr.node.index());
    bool can_throw = expr.kind != ExprKind::kLiteral;
    return test({.subject = subject(std::move(key), std::nullopt, can_throw, bounds), .items = {}});
  }

  FormulaId test(Test made) {
    formula_.tests_.push_back(std::move(made));
    return add({.kind = Kind::kTest, .test = formula_.tests_.size() - 1, .operands = {}});
  }

  std::size_t subject(std::string key, std::optional<Path> path, bool can_throw, Bounds bounds) {
    auto [at, is_new] = formula_.by_key_.emplace(key, formula_.subjects_.size());
    if (is_new) {
      formula_.subjects_.push_back({.key = std::move(key),
                                    .path = std::move(path),
                                    .can_throw = can_throw,
                                    .bounds = std::move(bounds)});
    }
    return at->second;
  }

  std::size_t field(const Path& path) {
    return subject(key_of_path(path), path, false, formula_.bounds_(path));
  }

  // Whatever the expression gives, in the types that its operator says.
  std::size_t opaque(const Expr& expr) {
    Bounds bounds{.may_be_absent = false, .enum_values = {}};
    if (const value::OperatorRow* row = row_of(expr)) {
      value::TypeSet types = value::signature_of(row->id).result;
      bounds.types = types == value::kNothing ? value::kAny : types;
    }
    return subject("value " + parser::infix(expr), std::nullopt, true, bounds);
  }

  FormulaId read(const Expr& expr) {
    if (expr.kind == ExprKind::kLiteral) {
      return constant(value::is_truthy(expr.literal));
    }
    const value::OperatorRow* row = row_of(expr);
    if (row == nullptr) {
      return test({.subject = opaque(expr), .items = {}});
    }
    if (auto comparison = value::comparison_of(row->id)) {
      return chain_of_pairs(expr, *comparison);
    }
    using enum value::OperatorId;
    switch (static_cast<int>(row->id)) {
      case static_cast<int>(kAnd):
      case static_cast<int>(kOr):
        return expr.is_bare ? plain(expr) : junction(expr, row->id == kAnd);
      case static_cast<int>(kNot):
        return expr.operands.size() == 1 ? negation(truth_of(*expr.operands[0])) : plain(expr);
      case static_cast<int>(kTruthy):
        return expr.operands.size() == 1 ? truth_of(*expr.operands[0]) : plain(expr);
      case static_cast<int>(kIf):
      case static_cast<int>(kTernary):
        return expr.is_bare || expr.operands.empty() ? plain(expr) : choice(expr);
      case static_cast<int>(kIn):
        return membership(expr);
      case static_cast<int>(kBetween):
        return between(expr);
      case static_cast<int>(kExists):
        return presence(expr);
      case static_cast<int>(kMissing):
        return missing(expr);
      default:
        return plain(expr);
    }
  }

  FormulaId plain(const Expr& expr) {
    Test made{.kind = Test::Kind::kTruthy, .items = {}};
    set_subject(made, expr);
    return test(std::move(made));
  }

  FormulaId negation(FormulaId of) { return add({.kind = Kind::kNot, .operands = {of}}); }

  FormulaId junction(const Expr& expr, bool is_and) {
    if (expr.operands.empty()) {
      return constant(false);
    }
    return with_operands(expr, is_and ? Kind::kAnd : Kind::kOr);
  }

  FormulaId with_operands(const Expr& expr, Kind kind) {
    FormulaNode node{.kind = kind, .operands = {}};
    for (const Expr* operand : expr.operands) {
      node.operands.push_back(truth_of(*operand));
    }
    return add(std::move(node));
  }

  FormulaId choice(const Expr& expr) {
    return expr.operands.size() == 1 ? truth_of(*expr.operands[0]) : with_operands(expr, Kind::kIf);
  }

  // A field, a field with a constant to fall back on, or else any expression.
  void set_subject(Test& made, const Expr& expr) {
    const value::OperatorRow* row = row_of(expr);
    bool is_path = row != nullptr && row->id != value::OperatorId::kExists;
    std::optional<Path> path = is_path ? field_path(expr) : std::nullopt;
    bool is_var = path && row->id == value::OperatorId::kVar;
    if (path && (!is_var || expr.operands.size() == 1)) {
      made.subject = field(*path);
      return;
    }
    if (is_var && expr.operands.size() == 2 && is_scalar_literal(*expr.operands[1])) {
      made.subject = field(*path);
      made.fallback = expr.operands[1]->literal;
      return;
    }
    bool is_default =
        row != nullptr && !expr.is_bare && expr.operands.size() == 2 &&
        (row->id == value::OperatorId::kDefault || row->id == value::OperatorId::kCoalesce);
    if (is_default && is_scalar_literal(*expr.operands[1])) {
      const Expr& first = *expr.operands[0];
      const value::OperatorRow* inner = row_of(first);
      bool is_field = inner != nullptr && inner->id != value::OperatorId::kExists &&
                      (inner->id != value::OperatorId::kVar || first.operands.size() == 1);
      if (std::optional<Path> read = is_field ? field_path(first) : std::nullopt) {
        made.subject = field(*read);
        made.fallback = expr.operands[1]->literal;
        made.falls_back_on_null = true;
        return;
      }
    }
    made.subject = opaque(expr);
  }

  FormulaId pair(Comparison comparison, const Expr& left, const Expr& right, const Expr& whole) {
    bool is_left = is_scalar_literal(left);
    bool is_right = is_scalar_literal(right);
    if (is_left && is_right) {
      Value answer = value::compare(comparison, left.literal, right.literal);
      return answer.is_error() ? test({.subject = opaque(whole), .items = {}})
                               : constant(answer.is_true());
    }
    if (is_left || is_right) {
      Test made{.kind = Test::Kind::kCompare,
                .comparison = comparison,
                .constant = is_left ? left.literal : right.literal,
                .has_constant_left = is_left,
                .items = {}};
      set_subject(made, is_left ? right : left);
      return test(std::move(made));
    }
    return of_two(comparison, left, right);
  }

  // Two expressions: a comparison and its opposite are one subject.
  FormulaId of_two(Comparison comparison, const Expr& left, const Expr& right) {
    bool is_negated = false;
    Comparison base = base_of(comparison, is_negated);
    Bounds bounds{.types = value::kBool, .may_be_absent = false, .enum_values = {}};
    std::string key = "pair " + std::to_string(static_cast<int>(base)) + " " + parser::infix(left) +
                      "\x1f" + parser::infix(right);
    FormulaId asked =
        test({.subject = subject(std::move(key), std::nullopt, true, bounds), .items = {}});
    return is_negated ? negation(asked) : asked;
  }

  // Every neighbouring pair, up to the first that does not hold.
  FormulaId chain_of_pairs(const Expr& expr, Comparison comparison) {
    if (expr.is_bare || expr.operands.size() < 2) {
      return test({.subject = opaque(expr), .items = {}});
    }
    FormulaNode node{.kind = Kind::kAnd, .operands = {}};
    for (std::size_t i = 1; i < expr.operands.size(); ++i) {
      node.operands.push_back(pair(comparison, *expr.operands[i - 1], *expr.operands[i], expr));
    }
    return node.operands.size() == 1 ? node.operands[0] : add(std::move(node));
  }

  FormulaId between(const Expr& expr) {
    bool is_plain = !expr.is_bare && expr.operands.size() == 3 &&
                    is_scalar_literal(*expr.operands[1]) && expr.operands[1]->literal.is_number() &&
                    is_scalar_literal(*expr.operands[2]) && expr.operands[2]->literal.is_number();
    if (!is_plain) {
      return plain(expr);
    }
    FormulaId low = pair(Comparison::kLessEqual, *expr.operands[1], *expr.operands[0], expr);
    FormulaId high = pair(Comparison::kLessEqual, *expr.operands[0], *expr.operands[2], expr);
    return add({.kind = Kind::kAnd, .operands = {low, high}});
  }

  FormulaId membership(const Expr& expr) {
    if (expr.is_bare || expr.operands.size() != 2) {
      return plain(expr);
    }
    const Expr& list = *expr.operands[1];
    Test made{.kind = Test::Kind::kIn, .items = {}};
    if (list.kind == ExprKind::kList) {
      for (const Expr* item : list.operands) {
        if (!is_scalar_literal(*item)) {
          return plain(expr);
        }
        made.items.push_back(item->literal);
      }
    } else {
      return plain(expr);
    }
    if (is_scalar_literal(*expr.operands[0])) {
      return constant(value::list_contains(made.items, expr.operands[0]->literal));
    }
    set_subject(made, *expr.operands[0]);
    return test(std::move(made));
  }

  FormulaId presence(const Expr& expr) {
    std::optional<Path> path = field_path(expr);
    return path ? test({.kind = Test::Kind::kExists, .subject = field(*path), .items = {}})
                : test({.subject = opaque(expr), .items = {}});
  }

  // A list of what is missing: it holds when there is something in it.
  FormulaId missing(const Expr& expr) {
    FormulaNode node{.kind = Kind::kOr, .operands = {}};
    for (const Expr* operand : expr.operands) {
      bool is_name = operand->kind == ExprKind::kLiteral && operand->literal.is_string();
      Path path = is_name ? split_path(operand->literal.as_string()) : Path{};
      if (path.empty() || std::ranges::find(path, "") != path.end()) {
        return test({.subject = opaque(expr), .items = {}});
      }
      node.operands.push_back(
          test({.kind = Test::Kind::kMissing, .subject = field(path), .items = {}}));
    }
    return node.operands.empty() ? constant(false) : add(std::move(node));
  }

  Formula& formula_;
};

FormulaId Formula::add(const Expr* condition) {
  FormulaBuilder builder(*this);
  return condition != nullptr
             ? builder.truth_of(*condition)
             : builder.add({.kind = Kind::kConstant, .is_true = true, .operands = {}});
}

FormulaId Formula::add_chain(Kind kind, std::vector<FormulaId> operands) {
  return FormulaBuilder(*this).add({.kind = kind, .operands = std::move(operands)});
}

void Formula::add_subjects(FormulaId id, std::set<std::size_t>& to) const {
  const FormulaNode& node = nodes_[id];
  if (node.kind == Kind::kTest) {
    to.insert(tests_[node.test].subject);
  }
  for (FormulaId operand : node.operands) {
    add_subjects(operand, to);
  }
}

}  // namespace rulec::tooling

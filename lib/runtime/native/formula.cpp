#include "runtime/internal/formula.h"

#include <algorithm>
#include <map>

#include "value/operators.h"

namespace rulec::runtime {
namespace {

constexpr std::size_t kMaxAtoms = 64;

// Where a way out of an atom leads: a node, or the end.
constexpr int kEndTrue = -1;
constexpr int kEndFalse = -2;
constexpr int kElsewhere = -3;

struct Node {
  Formula formula;
  int on_true = kElsewhere;
  int on_false = kElsewhere;
  bool is_gone = false;
};

Formula negated(Formula formula) {
  switch (formula.kind) {
    case Formula::Kind::kTrue:
      formula.kind = Formula::Kind::kFalse;
      break;
    case Formula::Kind::kFalse:
      formula.kind = Formula::Kind::kTrue;
      break;
    case Formula::Kind::kAtom:
      formula.is_negated = !formula.is_negated;
      break;
    case Formula::Kind::kAnd:
    case Formula::Kind::kOr:
      formula.kind = formula.kind == Formula::Kind::kAnd ? Formula::Kind::kOr : Formula::Kind::kAnd;
      for (Formula& part : formula.parts) {
        part = negated(std::move(part));
      }
      break;
  }
  return formula;
}

Formula joined(Formula::Kind kind, Formula first, Formula second) {
  Formula made{.kind = kind};
  for (Formula* part : {&first, &second}) {
    if (part->kind == kind) {
      std::ranges::move(part->parts, std::back_inserter(made.parts));
    } else {
      made.parts.push_back(std::move(*part));
    }
  }
  return made;
}

// The atoms of a condition with their ways, then two neighbours made one until one is left: what
// `and`, `or`, `!` and `if` over atoms were compiled to always comes out so.
class Graph {
 public:
  explicit Graph(const LoadedRuleset& ruleset) : ruleset_(ruleset) {}

  std::optional<Formula> read(CodeAt condition) {
    int first = follow(condition, {});
    for (std::size_t i = 0; i < nodes_.size() && nodes_.size() <= kMaxAtoms; ++i) {
      const Code& atom = ruleset_.code[nodes_[i].formula.atom];
      int on_true = follow(atom.on_true, {.a = atom.a, .is_known = true, .truth = true});
      int on_false = follow(atom.on_false, {.a = atom.a, .is_known = true, .truth = false});
      nodes_[i].on_true = on_true;
      nodes_[i].on_false = on_false;
      if (on_true == kElsewhere || on_false == kElsewhere) {
        return std::nullopt;
      }
    }
    if (first == kElsewhere || nodes_.size() > kMaxAtoms) {
      return std::nullopt;
    }
    if (first < 0) {
      return Formula{.kind = first == kEndTrue ? Formula::Kind::kTrue : Formula::Kind::kFalse};
    }
    while (merge_one()) {
    }
    Node& root = nodes_[static_cast<std::size_t>(first)];
    if (root.on_true == kEndTrue && root.on_false == kEndFalse) {
      return std::move(root.formula);
    }
    if (root.on_true == kEndFalse && root.on_false == kEndTrue) {
      return negated(std::move(root.formula));
    }
    return std::nullopt;
  }

 private:
  // The register that is known, and the truth of what it holds.
  struct Known {
    std::uint16_t a = 0;
    bool is_known = false;
    bool truth = false;
  };

  int node_of(CodeAt at) {
    auto [found, is_new] = numbers_.try_emplace(at, static_cast<int>(nodes_.size()));
    if (is_new) {
      nodes_.push_back({.formula = {.kind = Formula::Kind::kAtom, .atom = at}});
    }
    return found->second;
  }

  // Jumps lead forward, so this ends.
  int follow(CodeAt at, Known known) {
    if (at == kReturned) {
      return known.truth ? kEndTrue : kEndFalse;
    }
    while (true) {
      const Code& code = ruleset_.code[at];
      if (code.step >= Step::kRangeAtom) {
        return node_of(at);
      }
      if (code.step == Step::kJump) {
        at = code.on_true;
        continue;
      }
      if (code.step == Step::kConstant) {
        known = {.a = code.a,
                 .is_known = true,
                 .truth = value::is_truthy(ruleset_.constants[code.constant])};
        ++at;
        continue;
      }
      if (!known.is_known || code.a != known.a) {
        return kElsewhere;
      }
      if (code.step == Step::kReturn) {
        return known.truth ? kEndTrue : kEndFalse;
      }
      if (code.step == Step::kNot) {
        known.truth = !known.truth;
        ++at;
      } else if (code.step == Step::kTruthy || code.step == Step::kJumpIfError) {
        ++at;
      } else if (code.step == Step::kJumpUnlessTruthy) {
        at = known.truth ? at + 1 : code.on_true;
      } else if (code.step == Step::kJumpUnlessFalsy) {
        at = known.truth ? code.on_true : at + 1;
      } else {
        return kElsewhere;
      }
    }
  }

  [[nodiscard]] std::size_t ways_to(int target) const {
    std::size_t count = 0;
    for (const Node& node : nodes_) {
      if (!node.is_gone) {
        count += (node.on_true == target ? 1U : 0U) + (node.on_false == target ? 1U : 0U);
      }
    }
    return count;
  }

  bool merge_one() {
    return std::ranges::any_of(nodes_, [this](Node& node) {
      return !node.is_gone && (merge(node, node.on_true) || merge(node, node.on_false));
    });
  }

  // Node and a neighbour that nobody else comes to, when they share a way out.
  bool merge(Node& node, int next) {
    if (next < 0 || node.on_true == node.on_false || ways_to(next) != 1) {
      return false;
    }
    Node& other = nodes_[static_cast<std::size_t>(next)];
    bool is_on_true = node.on_true == next;
    int way_out = is_on_true ? node.on_false : node.on_true;
    Formula::Kind kind = Formula::Kind::kAnd;
    bool negates = false;
    if (way_out == other.on_false) {
      negates = !is_on_true;  // node and other; not node, and other
    } else if (way_out == other.on_true) {
      kind = Formula::Kind::kOr;
      negates = is_on_true;  // node or other; not node, or other
    } else {
      return false;
    }
    Formula first = std::move(node.formula);
    node.formula = joined(kind, negates ? negated(std::move(first)) : std::move(first),
                          std::move(other.formula));
    node.on_true = other.on_true;
    node.on_false = other.on_false;
    other.is_gone = true;
    return true;
  }

  const LoadedRuleset& ruleset_;
  std::vector<Node> nodes_;
  std::map<CodeAt, int> numbers_;
};

// Formulas of one path in a clause become one.
Clause gathered(const LoadedRuleset& ruleset, Clause clause, Formula::Kind inner) {
  Clause made;
  for (Formula& formula : clause) {
    auto path = formula.path(ruleset);
    auto same = std::ranges::find_if(
        made, [&](const Formula& other) { return path && other.path(ruleset) == path; });
    if (same == made.end()) {
      made.push_back(std::move(formula));
    } else {
      *same = joined(inner, std::move(*same), std::move(formula));
    }
  }
  return made;
}

class Normaliser {
 public:
  Normaliser(const LoadedRuleset& ruleset, Formula::Kind outer, std::size_t limit)
      : ruleset_(ruleset), outer_(outer), limit_(limit) {}

  std::optional<std::vector<Clause>> clauses(const Formula& formula) {
    if (formula.path(ruleset_)) {
      return std::vector<Clause>{{formula}};
    }
    std::vector<Clause> made;
    if (formula.kind == outer_) {
      for (const Formula& part : formula.parts) {
        auto more = clauses(part);
        if (!more || made.size() + more->size() > limit_) {
          return std::nullopt;
        }
        std::ranges::move(*more, std::back_inserter(made));
      }
      return made;
    }
    made.emplace_back();
    for (const Formula& part : formula.parts) {
      auto more = clauses(part);
      if (!more || made.size() * more->size() > limit_) {
        return std::nullopt;
      }
      made = product(made, *more);
    }
    return made;
  }

 private:
  std::vector<Clause> product(const std::vector<Clause>& some, const std::vector<Clause>& more) {
    Formula::Kind inner = outer_ == Formula::Kind::kAnd ? Formula::Kind::kOr : Formula::Kind::kAnd;
    std::vector<Clause> made;
    for (const Clause& first : some) {
      for (const Clause& second : more) {
        Clause both = first;
        both.insert(both.end(), second.begin(), second.end());
        made.push_back(gathered(ruleset_, std::move(both), inner));
      }
    }
    return made;
  }

  const LoadedRuleset& ruleset_;
  Formula::Kind outer_;
  std::size_t limit_;
};

}  // namespace

std::optional<std::uint32_t> Formula::path(const LoadedRuleset& ruleset) const {
  if (kind == Kind::kAtom) {
    return ruleset.code[atom].b;
  }
  std::optional<std::uint32_t> found;
  for (const Formula& part : parts) {
    auto path = part.path(ruleset);
    if (!path || (found && found != path)) {
      return std::nullopt;
    }
    found = path;
  }
  return found;
}

std::optional<Formula> formula_of(const LoadedRuleset& ruleset, CodeAt condition) {
  return Graph(ruleset).read(condition);
}

std::optional<std::vector<Clause>> normal_form(const LoadedRuleset& ruleset, const Formula& formula,
                                               Formula::Kind outer, std::size_t limit) {
  return Normaliser(ruleset, outer, limit).clauses(formula);
}

}  // namespace rulec::runtime

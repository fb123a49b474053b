// Which leaves are shown, held against the definition itself: turn one leaf round, hold the others,
// and look whether the outcome turns round.
#include "tooling/coverage/logic.h"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <random>
#include <vector>

using rulec::tooling::GateId;
using rulec::tooling::Logic;
using rulec::tooling::Truth;

namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kT = Truth::kTrue;
constexpr Truth kE = Truth::kError;

struct Tree {
  char kind = 'x';       // x leaf, & and, | or, ! not, ? if
  std::size_t leaf = 0;  // x
  std::vector<Tree> operands;
};

// The meaning, written as language.md says it, with no thought of effects.
Truth evaluate(const Tree& tree, const std::vector<Truth>& leaves) {
  const auto& operands = tree.operands;
  switch (tree.kind) {
    case 'x':
      return leaves[tree.leaf];
    case '!': {
      Truth operand = evaluate(operands[0], leaves);
      return operand == kE ? kE : operand == kT ? kF : kT;
    }
    case '?':
      for (std::size_t i = 0; i + 1 < operands.size(); i += 2) {
        Truth test = evaluate(operands[i], leaves);
        if (test != kF) {
          return test == kE ? kE : evaluate(operands[i + 1], leaves);
        }
      }
      return operands.size() % 2 == 1 ? evaluate(operands.back(), leaves) : kF;
    default: {
      Truth goes_on = tree.kind == '&' ? kT : kF;
      for (const Tree& operand : operands) {
        Truth truth = evaluate(operand, leaves);
        if (truth != goes_on) {
          return truth;
        }
      }
      return operands.empty() ? kF : goes_on;
    }
  }
}

// Draws without std distributions, which differ between libraries.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }

 private:
  std::mt19937 engine_;
};

// A tree over at most `left` further leaves, numbered as they are met.
Tree grown(Random& random, std::size_t depth, std::size_t& next, std::size_t limit) {
  bool is_leaf = depth == 0 || random.below(4) == 0;
  if (next == limit) {
    return {.kind = random.below(2) == 0 ? '&' : '|'};  // no operands: false
  }
  if (is_leaf) {
    return {.kind = 'x', .leaf = next++};
  }
  Tree tree{.kind = "&|!?"[random.below(4)]};
  std::size_t count = tree.kind == '!' ? 1 : random.below(5);
  for (std::size_t i = 0; i < count; ++i) {
    tree.operands.push_back(grown(random, depth - 1, next, limit));
  }
  return tree;
}

struct Built {
  std::vector<GateId> gates;  // by leaf
};

GateId build(const Tree& tree, const std::vector<Truth>& leaves, Logic& logic, Built& built) {
  std::vector<GateId> operands;
  for (const Tree& operand : tree.operands) {
    operands.push_back(build(operand, leaves, logic, built));
  }
  switch (tree.kind) {
    case 'x':
      built.gates[tree.leaf] = logic.leaf(leaves[tree.leaf]);
      return built.gates[tree.leaf];
    case '!':
      return logic.negation(operands[0]);
    case '?':
      return logic.choice(operands);
    case '&':
      return logic.all_of(operands);
    default:
      return logic.any_of(operands);
  }
}

Truth opposite(Truth truth) {
  return truth == kT ? kF : kT;
}

// By the definition.
bool is_shown(const Tree& tree, std::vector<Truth> leaves, std::size_t leaf) {
  Truth outcome = evaluate(tree, leaves);
  if (leaves[leaf] == kE || outcome == kE) {
    return false;
  }
  leaves[leaf] = opposite(leaves[leaf]);
  return evaluate(tree, leaves) == opposite(outcome);
}

struct Tally {
  std::size_t shown = 0;
  std::size_t hidden = 0;
};

void check_all(const Tree& tree, std::size_t count, std::size_t values, Tally& tally) {
  std::size_t assignments = 1;
  for (std::size_t i = 0; i < count; ++i) {
    assignments *= values;
  }
  Logic logic;
  for (std::size_t number = 0; number < assignments; ++number) {
    std::vector<Truth> leaves;
    for (std::size_t i = 0, rest = number; i < count; ++i, rest /= values) {
      leaves.push_back(std::array{kF, kT, kE}[rest % values]);
    }
    logic.clear();
    Built built{.gates = std::vector<GateId>(count)};
    GateId root = build(tree, leaves, logic, built);
    REQUIRE(logic.truth(root) == evaluate(tree, leaves));
    const std::vector<bool>& shown = logic.shown_by(root);
    for (std::size_t leaf = 0; leaf < count; ++leaf) {
      bool expected = is_shown(tree, leaves, leaf);
      REQUIRE(shown[built.gates[leaf]] == expected);
      ++(expected ? tally.shown : tally.hidden);
    }
  }
}

}  // namespace

TEST_CASE("shown is what turning that leaf alone does: random trees, all assignments") {
  Random random(20260301);
  Tally tally;
  for (int round = 0; round < 3000; ++round) {
    std::size_t count = 0;
    Tree tree = grown(random, 4, count, 5);
    check_all(tree, count, 2, tally);
  }
  CHECK(tally.shown > 10'000);
  CHECK(tally.hidden > 10'000);
}

TEST_CASE("the same with leaves that throw") {
  Random random(7);
  Tally tally;
  for (int round = 0; round < 1500; ++round) {
    std::size_t count = 0;
    Tree tree = grown(random, 3, count, 5);
    check_all(tree, count, 3, tally);
  }
  CHECK(tally.shown > 5'000);
  CHECK(tally.hidden > 5'000);
}

TEST_CASE("and: the one false operand is shown, two hide each other") {
  Logic logic;
  std::array leaves{logic.leaf(kT), logic.leaf(kF), logic.leaf(kT)};
  GateId root = logic.all_of(leaves);
  CHECK(logic.truth(root) == kF);
  CHECK(logic.shown_by(root) == std::vector<bool>{false, true, false, true});

  logic.clear();
  leaves = {logic.leaf(kF), logic.leaf(kF), logic.leaf(kT)};
  root = logic.all_of(leaves);
  CHECK(logic.shown_by(root) == std::vector<bool>{false, false, false, true});
}

TEST_CASE("a leaf outside of the root and an empty condition show nothing") {
  Logic logic;
  GateId stray = logic.leaf(kT);
  GateId root = logic.any_of({});
  CHECK(logic.truth(root) == kF);
  CHECK(!logic.shown_by(root)[stray]);
  CHECK(logic.truth(logic.all_of({})) == kF);
}

TEST_CASE("an error that is reached is the outcome, one behind the decision is not") {
  Logic logic;
  std::array behind{logic.leaf(kT), logic.leaf(kE)};
  GateId root = logic.any_of(behind);
  CHECK(logic.truth(root) == kT);
  // Turned round, the first operand would let the error through: no opposite outcome.
  CHECK(!logic.shown_by(root)[behind[0]]);
  std::array before{logic.leaf(kE), logic.leaf(kT)};
  CHECK(logic.truth(logic.any_of(before)) == kE);
}

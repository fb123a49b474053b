// One evaluation of a condition as logic alone: gates over leaves whose truth is known. It answers
// which leaves decided the outcome: a leaf is *shown* when it alone, with every other leaf held,
// would have turned the outcome round (masking MC/DC). Pure; knows neither Ast nor values.
//
// Meaning is that of language.md 3.4: `and`, `or` and `if` look at their operands from left to
// right and only as far as needed, and an error that is reached is the outcome. An error is never
// the opposite of anything, so nothing is shown by turning an outcome into an error or back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rulec::tooling {

enum class Truth : std::uint8_t { kFalse, kTrue, kError };

// Number of a gate in its Logic.
using GateId = std::uint32_t;

class Logic {
 public:
  // Forgets all gates, keeps the memory.
  void clear();

  GateId leaf(Truth truth);
  // Operands are gates made before, each the operand of one gate only. Without operands: false.
  GateId all_of(std::span<const GateId> operands);
  GateId any_of(std::span<const GateId> operands);
  GateId negation(GateId operand);
  // test, value, test, value …, else; false when no test holds and there is no else.
  GateId choice(std::span<const GateId> operands);

  // What was given for a leaf, and what follows for the others.
  [[nodiscard]] Truth truth(GateId gate) const { return gates_[gate].truth; }

  // For every gate, whether its value is shown by the outcome of `root`. One pass over the gates.
  [[nodiscard]] const std::vector<bool>& shown_by(GateId root);

 private:
  enum class Kind : std::uint8_t { kLeaf, kAll, kAny, kNot, kChoice };
  struct Gate {
    Kind kind = Kind::kLeaf;
    Truth truth = Truth::kFalse;
    std::uint32_t first = 0;  // of its operands, in operands_
    std::uint32_t count = 0;
  };
  // The outcome at the root as a function of one gate's truth, all other leaves held.
  struct Effect {
    Truth of_false = Truth::kFalse;
    Truth of_true = Truth::kTrue;
    Truth of_error = Truth::kError;
    [[nodiscard]] Truth of(Truth truth) const;
  };

  GateId add(Kind kind, std::span<const GateId> operands);
  [[nodiscard]] std::span<const GateId> operands_of(const Gate& gate) const;
  [[nodiscard]] Truth chain_truth(std::span<const GateId> operands, Truth goes_on) const;
  [[nodiscard]] Truth choice_truth(std::span<const GateId> operands) const;
  void spread(const Gate& gate, const Effect& effect);
  void spread_chain(const Gate& gate, const Effect& effect, Truth goes_on);
  void spread_choice(const Gate& gate, const Effect& effect);

  std::vector<Gate> gates_;
  std::vector<GateId> operands_;
  std::vector<Effect> effects_;  // by gate
  std::vector<bool> shown_;      // by gate
};

}  // namespace rulec::tooling

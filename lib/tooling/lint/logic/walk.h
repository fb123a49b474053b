// All cases of some formulas: the values of the subjects are parted just as far as the formulas
// ask, in the order in which an engine would ask, so that a case is what gives all of them one
// answer.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tooling/lint/logic/formula.h"

namespace rulec::tooling {

// What a formula gives in a case. Errors of different origin differ: `origin` is 0 for `NaN` of a
// comparison, else one more than the subject that throws.
struct Outcome {
  Truth truth = Truth::kFalse;
  std::size_t origin = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

class Walk {
 public:
  // `formula` outlives this and is not added to any more.
  Walk(const Formula& formula, Arena& arena, std::size_t max_steps);

  // Asked with the outcomes of the formulas so far, one more each time.
  enum class Onward : std::uint8_t { kNext, kDone, kStop };
  using Judge = std::function<Onward(std::span<const Outcome>)>;
  // kAll: no case was stopped at. kStopped: one was, and cells() tells which. kUnknown: too many
  // cases, or subjects that have no cells.
  enum class End : std::uint8_t { kAll, kStopped, kUnknown };
  End run(std::span<const FormulaId> roots, const Judge& judge);

  [[nodiscard]] const std::vector<Domain>& domains() const { return domains_; }
  // For each subject the numbers of its cells that the case leaves.
  [[nodiscard]] const std::vector<std::vector<std::uint16_t>>& cells() const { return cells_; }
  // Whether the case leaves some cells out.
  [[nodiscard]] bool is_asked(std::size_t subject) const {
    return cells_[subject].size() < domains_[subject].cells.size();
  }

 private:
  struct Answer {
    bool is_open = false;
    std::size_t test = 0;
    Outcome outcome;
  };

  void reset();
  End part(std::span<const FormulaId> roots, const Judge& judge);
  End part_by(std::size_t test, std::span<const FormulaId> roots, const Judge& judge);
  Answer evaluate(FormulaId id);
  Answer evaluate_chain(const FormulaNode& node, Truth goes_on);
  Answer evaluate_choice(const FormulaNode& node);
  [[nodiscard]] Answer ask(std::size_t test) const;

  const Formula& formula_;
  std::size_t max_steps_;
  std::size_t steps_ = 0;
  bool is_beyond_ = false;
  std::vector<Domain> domains_;
  std::vector<std::vector<Truth>> outcomes_;  // of a test in each cell of its subject
  std::vector<std::vector<std::uint16_t>> cells_;
};

}  // namespace rulec::tooling

// Scorer: the scorecard of an entry point, after its rules (language.md section 9). Items see the
// working context that the rules left; a rule that stopped stops only rules. An item that is an
// error counts nothing and is listed, or there is no decision: as the entry point says.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/engine.h"
#include "runtime/internal/failure.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

class Scorer {
 public:
  Scorer(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point, Vm& vm,
         Workspace::State& state)
      : ruleset_(ruleset), entry_point_(entry_point), vm_(vm), state_(state) {}

  // False: state.problem says why there is no decision. Without a scorecard there is nothing to do.
  [[nodiscard]] bool run(RuleObserver* observer);
  // Texts and numbers in the arena of the decision or in the ruleset.
  [[nodiscard]] const std::optional<ScorecardResult>& result() const { return result_; }

 private:
  [[nodiscard]] bool score(const LoadedScorecard& scorecard);
  // Whether the item counts, and then its points are in the total; or an error.
  [[nodiscard]] Value evaluate(const LoadedItem& item);
  // False when the entry point fails by an error.
  [[nodiscard]] bool skip(const LoadedScorecard& scorecard, std::uint32_t item, const Value& error);
  void tell(std::uint32_t item, const Value& counts);

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  Vm& vm_;
  Workspace::State& state_;
  RuleObserver* observer_ = nullptr;
  DecimalBits total_;
  std::optional<ScorecardResult> result_;
};

}  // namespace rulec::runtime

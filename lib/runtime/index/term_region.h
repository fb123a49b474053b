// The part of a condition's code that computes a term: instructions from one place on to one where
// all ways out of them come together, which leave a value in the lowest register that they write
// and depend on nothing but the context: no register from before, no budget from before.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/index/terms.h"

namespace rulec::runtime::index {

class TermRegion {
 public:
  explicit TermRegion(const LoadedRuleset& ruleset) : ruleset_(ruleset) {}

  // False: no term begins there. `is_metered`: the budget is full.
  [[nodiscard]] bool begin(CodeAt at, bool is_metered);
  // Goes on to the next place where the ways come together. False: there is none.
  [[nodiscard]] bool find_end();
  [[nodiscard]] CodeAt end() const { return at_; }
  // The register of the value.
  [[nodiscard]] std::uint16_t place() const { return place_; }
  [[nodiscard]] Term term() const;

 private:
  // What all ways to an instruction have in common, as bytecode/internal/validate_code.h has it.
  struct State {
    bool is_reached = false;
    bool is_metered = false;   // the budget was filled since the term began
    std::uint32_t height = 0;  // registers from place_ to here are written
    std::uint32_t depth = 0;   // open scopes
  };
  [[nodiscard]] State& state(CodeAt at) { return states_[at - first_]; }
  [[nodiscard]] const State& state(CodeAt at) const { return states_[at - first_]; }
  [[nodiscard]] bool is_whole() const;
  void step(const Code& code);
  void step_into_scope(const Code& code);
  void step_jump(const Code& code);
  void need_meter(bool is_charged) { is_good_ = is_good_ && (!is_charged || now_.is_metered); }
  void read(std::uint32_t first, std::uint64_t count = 1);
  void write(State& state, std::uint32_t target);
  void flow_to(CodeAt target, const State& from);
  [[nodiscard]] bool is_needless_jump(CodeAt at) const;
  [[nodiscard]] Code moved(const Code& code, const std::vector<CodeAt>& places) const;
  static void note_reads(const Code& code, const State& state, Term& term);

  const LoadedRuleset& ruleset_;
  CodeAt first_ = 0;
  CodeAt at_ = 0;        // the next instruction
  CodeAt farthest_ = 0;  // that a way leads to
  std::uint16_t place_ = 0;
  bool starts_metered_ = false;
  bool is_good_ = false;
  State now_;
  std::vector<State> states_;  // by instruction from first_ on
};

}  // namespace rulec::runtime::index

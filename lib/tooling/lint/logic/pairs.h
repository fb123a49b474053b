// The rules of one entry point in the order of their turns, with what makes pairs of them worth a
// look: which things their conditions ask, and which constants they ask them to be.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/model.h"
#include "tooling/lint/logic/logic.h"
#include "tooling/lint/logic/trial.h"

namespace rulec::tooling {

// Numbers for texts.
class Names {
 public:
  std::uint32_t number(std::string text) {
    return numbers_.try_emplace(std::move(text), static_cast<std::uint32_t>(numbers_.size()))
        .first->second;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// What top-level operands of `and` ask of one thing, as far as it is simple: a range of numbers,
// its ends included, or a choice of constants. What it leaves out is looked for by PairWalk.
struct AskedRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::optional<std::vector<std::uint32_t>> constants;  // ascending
};

struct Turn {
  const compiler::CheckedRule* rule = nullptr;
  std::uint32_t term = 0;      // equal for conditions of one normal form; 0: constant, or not known
  bool is_always = false;      // without a condition, or `true`
  bool stops = false;          // when it fires, no later rule gets a turn
  bool reads_written = false;  // what an update may have changed
  std::vector<std::uint32_t> subjects;  // ascending
  // Top-level operands of `and` that ask for one value: subject, constant. Ascending.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> equalities;
  std::vector<std::pair<std::uint32_t, AskedRange>> ranges;  // by subject, ascending
  bool is_conjunction = false;  // every subject has to be asked for it to hold

  [[nodiscard]] const parser::Expr* condition() const { return rule->node->condition; }
};

[[nodiscard]] Turn turn_of(const compiler::CheckedRule& rule, const EntryFacts& facts,
                           bool stops_at_first, Names& names);

// Whether two turns ask one thing to be two things, so that both hold never.
[[nodiscard]] bool are_apart(const Turn& a, const Turn& b);
// Whether `later` may ask at least as much as `earlier` of all that `earlier` asks.
[[nodiscard]] bool may_imply(const Turn& later, const Turn& earlier);

// An instant at which both get a turn; nothing where there is none.
[[nodiscard]] std::optional<std::int64_t> common_instant(const Turn& a, const Turn& b,
                                                         std::int64_t now_ms);

// What is asked of two conditions. Texts and formulas live as long as this.
class PairWalk {
 public:
  PairWalk(ProjectFacts& facts, EntryFacts& entry, const parser::Expr* first,
           const parser::Expr* second, std::size_t max_steps);

  // Whenever the first holds, the second does.
  [[nodiscard]] bool is_implied();
  // A case in which both hold, as far as is known; nothing when there is none.
  [[nodiscard]] std::optional<std::vector<Wish>> both();

 private:
  Arena arena_;
  Formula formula_;
  std::vector<FormulaId> roots_;
  Walk walk_;
};

}  // namespace rulec::tooling

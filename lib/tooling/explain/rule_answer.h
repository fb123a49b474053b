// One rule, one context: what became of the rule, which atoms of its condition decided that, and
// the smallest changes of the context that would have turned it round.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tooling/explain/explain.h"
#include "tooling/explain/flips.h"

namespace rulec::tooling {

// An atom whose opposite value alone would have turned the condition round (masking MC/DC), or the
// one whose error is the outcome.
struct DecidingAtom {
  WhyNode why;                 // text, operands, place; no value for an atom of a predicate
  std::uint64_t elements = 0;  // of the lists around it that it decided for; 0: not in a list
};

struct RuleAnswer {
  RuleWhy why;
  bool is_evaluated = false;           // the condition was asked
  std::vector<DecidingAtom> deciding;  // none when several parts each would do
  bool is_searched =
      false;  // false: no change of the context helps (inactive, out of its window, no condition)
  FlipSearch search;
};

struct RuleQuestion {
  const parser::RuleNode& rule;
  const schema::ContextSchema* schema = nullptr;  // of the entry point; may be null
  std::size_t flips = 0;                          // wanted
};

// `request` names an entry point that asks the rule, and a context that it accepts. A rule that
// fired flips by not firing when asked, any other by firing.
[[nodiscard]] RuleAnswer answer_for(const compiler::Input& rules,
                                    const runtime::LoadedRuleset& ruleset,
                                    const runtime::Request& request, const RuleQuestion& question);

}  // namespace rulec::tooling

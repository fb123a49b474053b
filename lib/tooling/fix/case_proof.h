// A second proof that a definition decides as before, for what the first one (diff/proof.h) cannot
// show: it takes comparisons as atoms, so `a > 20` beside `a >= 50` means nothing to it. Here the
// values of the fields are parted as far as both conditions ask, within what the schemas say, and
// both have to give the same in every case, errors included. Internal to lib/tooling/fix.
#pragma once

#include <memory>
#include <vector>

#include "tooling/build.h"
#include "tooling/diff/diff.h"
#include "tooling/lint/logic/facts.h"

namespace rulec::tooling {

class CaseProof {
 public:
  // Both outlive this; their schemas and settings are the same.
  CaseProof(const Build& before, const Build& after) : before_(before), after_(after) {}

  // Whether conditions are all that changed, and each gives the same in every case. False where
  // that is not known.
  [[nodiscard]] bool is_same_rule(const DefinitionChange& change);
  [[nodiscard]] bool is_same_scorecard(const DefinitionChange& change);

 private:
  [[nodiscard]] bool agree(const parser::Expr* a, const parser::Expr* b,
                           const std::vector<parser::TextAt>& entry_points);

  const Build& before_;
  const Build& after_;
  std::unique_ptr<ProjectFacts> facts_;  // made when first needed
};

}  // namespace rulec::tooling

// What findings speak of, in a form that neither layout nor spelling changes: the `subject` of
// their places (diag/diagnostic.h), which fingerprints look at. Made from the canonical form of the
// document that a finding stands in, so it is the same before and after `rulec fmt`, in JSON and in
// text.
#pragma once

#include <span>

#include "diag/diagnostic.h"
#include "tooling/build.h"

namespace rulec::tooling {

// Fills the subjects that are not filled yet. Findings without a place, in files that are no rules,
// scorecards, templates or tests, and in files that could not be read whole keep none.
void fill_subjects(std::span<diag::Diagnostic> findings, const Build& build);

}  // namespace rulec::tooling

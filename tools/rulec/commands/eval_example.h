// `rulec eval --example CODE:N`: the context that a finding of the project brings as its witness.
#pragma once

#include <string>

#include "diag/diagnostic.h"
#include "env.h"
#include "failure.h"
#include "settings.h"

namespace rulec::app {

// The witness of the N-th finding of the code, counted as `rulec lint` of the whole project shows
// them; "CODE" alone is the first. `entry_point` is asked for when it is not empty. RC0034 with the
// examples there are when there is none.
[[nodiscard]] Outcome<diag::Witness> find_example(const std::string& example,
                                                  const std::string& entry_point,
                                                  const Common& common, Env& env);

}  // namespace rulec::app

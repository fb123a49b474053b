// What concerns the ruleset as a whole, once its rules are checked: entry points with their turns,
// limits, allow-lists. Internal to the checker.
#pragma once

#include "compiler/compiler.h"
#include "compiler/model.h"

namespace rulec::compiler {

// Fills Model::entry_points from its rules, which are sorted by id. False after an error.
[[nodiscard]] bool finish_ruleset(const Input& input, Model& model, diag::Emitter& emitter);

}  // namespace rulec::compiler

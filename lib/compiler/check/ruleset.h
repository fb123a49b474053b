// What concerns the ruleset as a whole, once its rules are checked: entry points with their turns,
// limits, allow-lists. Internal to the checker.
#pragma once

#include <cstdint>

#include "compiler/compiler.h"
#include "compiler/model.h"

namespace rulec::compiler {

// Whether the rules are all of the project, or those of the files that were asked for.
enum class RulesRead : std::uint8_t { kAll, kSome };

// Fills Model::entry_points from its rules, which are sorted by id. False after an error.
[[nodiscard]] bool finish_ruleset(const Input& input, Model& model, RulesRead rules_read,
                                  diag::Emitter& emitter);

}  // namespace rulec::compiler

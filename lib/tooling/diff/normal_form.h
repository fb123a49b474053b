// The IR of one definition after all passes of the optimiser that look at nothing else: what two
// texts of the same meaning have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/ir.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {

// Every pass of the highest level but those that compare rules with each other.
void normalise(compiler::Ir& ir);

// Listing of a rule, a scorecard or all variants of a template, made from its text; nothing when
// there is no such id.
[[nodiscard]] std::optional<std::string> normal_form_of(const RuleSources& rules,
                                                        std::string_view id);

}  // namespace rulec::tooling

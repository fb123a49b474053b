// Checks of actions: types, required arguments, what is not built or not part of the language, and
// targets of updates against the allow-lists. Unknown arguments, their types and closed lists are
// those of the rule schema, which is compared before. Internal to the checker.
#pragma once

#include <optional>
#include <span>

#include "compiler/check/report.h"
#include "compiler/model.h"

namespace rulec::compiler {

// Nothing when the action cannot be compiled; a finding (of this check or of the schema) says why.
[[nodiscard]] std::optional<CheckedAction> check_action(
    const parser::ActionNode& action, std::span<const EntryPointSettings* const> entry_points,
    RuleReport& report);

// Nothing when there is no action of this type.
[[nodiscard]] std::optional<bytecode::ActionKind> kind_of(const parser::ActionNode& action,
                                                          const Settings& settings);

// Arguments of an effect against its schema: what is wrong whatever its expressions give.
void check_effect_arguments(const parser::ActionNode& action, const EffectSettings& effect,
                            RuleReport& report);
// RC2024, at the type of the action.
[[nodiscard]] diag::Diagnostic missing_argument(const parser::ActionNode& action,
                                                std::string_view argument,
                                                const RuleReport& report);

// RC3010: literal data that looks like an expression.
void check_literal_arguments(const parser::ActionNode& action, RuleReport& report);

// The target of an update: its segments, or nothing after a finding.
[[nodiscard]] std::optional<std::vector<std::string_view>> check_target(
    const parser::ActionArgument& target, std::span<const EntryPointSettings* const> entry_points,
    RuleReport& report);

}  // namespace rulec::compiler

// A compiled ruleset of which a few rules were written anew: what `check` and `emit` make of the
// whole is made of the new rules and of what was made before. Where more than these rules may be
// different the answer is no, and the ruleset is compiled as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "compiler/compiler.h"

namespace rulec::compiler {

// Whether a rule of `ir`, which the passes have seen, ends the turns of an entry point on every
// context, or was dropped: then the code of a rule depends on others.
[[nodiscard]] bool decides_for_others(const Ir& ir);

// Rules at `places` of the Ast, ascending, are others than when `model` was made, and have the ids,
// entry points and targets of updates that they had. There are no templates and no scorecards.
// False after an error; the model is of no use then. What is told of all rules at once (RC2029, a
// warning) is not told.
[[nodiscard]] bool check_again(const Input& input, Model& model,
                               std::span<const std::uint32_t> places, diag::Emitter& emitter);

// The Program of the model, after check_again with the same places; `old` is that of the ruleset
// before. Nothing when code may depend on other rules; `old` is as it was then.
[[nodiscard]] std::optional<bytecode::Program> emit_again(const Input& input, const Model& model,
                                                          std::span<const std::uint32_t> places,
                                                          bytecode::Program& old);

}  // namespace rulec::compiler

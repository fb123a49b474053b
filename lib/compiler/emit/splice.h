// splice: a Program in which some rules are others, byte for byte what `emit` makes of the whole
// ruleset. Every table is written anew in the order in which `emit` fills it, and what belongs to
// the rules that stay is copied from the old Program instead of being made of their Ir.
#pragma once

#include <cstdint>
#include <span>

#include "bytecode/program.h"
#include "compiler/model.h"

namespace rulec::compiler {

// `edited` holds the rules that stand at `places` of `old`, ascending, and no entry point. The
// turns are those of `model`. Neither Program has scorecards, templates, probes or entry points
// that are checked lightly; the entry points of the model are those of `old`.
[[nodiscard]] bytecode::Program splice(bytecode::Program&& old, bytecode::Program&& edited,
                                       std::span<const std::uint32_t> places, const Model& model);

}  // namespace rulec::compiler

// What a runtime must know beyond JSONLogic and the built-in actions, for the manifest: `op.NAME`
// of each of rulec's own operators that the rules, scorecards and templates use, sorted. As
// written, before any optimisation, so that the level does not change what a bundle asks for.
#pragma once

#include <string>
#include <vector>

#include "compiler/model.h"

namespace rulec::compiler {

[[nodiscard]] std::vector<std::string> features_of(const Model& model);
// What `lower` and `upper` make equal depends on the tables of letters.
void add_unicode_feature(bytecode::Program& program);

}  // namespace rulec::compiler

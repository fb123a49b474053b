// The check of a part of a project: some of its rule files were not read.
#pragma once

#include "compiler/compiler.h"

namespace rulec::compiler {

// As `check`, but for what only all rules together can tell: an entry point without an active rule
// may have one in a file that was not read.
[[nodiscard]] ModelPtr check_part(const Input& input, diag::Emitter& emitter);

}  // namespace rulec::compiler

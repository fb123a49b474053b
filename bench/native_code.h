// Machine code for a ruleset, made in this process.
#pragma once

#include <string>

#include "runtime/engine.h"

namespace rulec::bench {

// `library`: the path of librulec_jit.so. False: there is none, or it cannot.
[[nodiscard]] bool give_native_code(const runtime::LoadedRuleset& ruleset,
                                    const std::string& library);

}  // namespace rulec::bench

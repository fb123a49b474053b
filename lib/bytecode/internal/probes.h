// The section of probes, which stands beside the program and is written and read by itself.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "bytecode/program.h"

namespace rulec::bytecode {

[[nodiscard]] std::string encode_probes(const Program& program);
[[nodiscard]] Status decode_probes(std::string_view bytes, Program& program);
// At most kMaxProbes, each of an entry point that is there, each with a context and a digest.
[[nodiscard]] Status validate_probes(const Program& program);

}  // namespace rulec::bytecode

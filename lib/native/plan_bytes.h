// A plan as bytes, for the child that makes code of it. Little-endian; both ends are one program,
// so the form has no version of its own.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/native.h"

namespace rulec::native {

[[nodiscard]] std::string write_plan(const runtime::NativePlan& plan);
// Only a plan whose numbers fit each other: the module relies on it.
[[nodiscard]] Result<runtime::NativePlan> read_plan(std::string_view bytes);

}  // namespace rulec::native

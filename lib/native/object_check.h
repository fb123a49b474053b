// What an object file of machine code may hold, asked before anything links it: code, constants,
// and the places where they refer to each other or to the helper. An object that the generator did
// not make is refused here as far as its form shows it; what its code does, the test against
// bytecode asks (runtime/native.h).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace rulec::native {

// Fails with what it is that does not belong there. `function_count`: how many functions it has to
// give. ELF for x86-64 alone; elsewhere no machine code is used.
[[nodiscard]] Status check_object(std::string_view object, std::size_t function_count);

}  // namespace rulec::native

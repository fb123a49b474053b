// Makes a file that was just written one that can be run: git starts no other hook.
#pragma once

#include <string>

#include "base/result.h"

namespace rulec {

// Whoever may read the file may run it then. A link or what is no regular file is an error.
[[nodiscard]] Status make_executable(const std::string& path);

}  // namespace rulec

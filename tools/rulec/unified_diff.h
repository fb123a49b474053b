// The difference of two texts as a patch (`diff -u`), which `patch -p1` and `git apply` take.
#pragma once

#include <string>
#include <string_view>

namespace rulec::app {

// "" for equal texts. The files are called a/`path` and b/`path`.
[[nodiscard]] std::string unified_diff(std::string_view path, std::string_view before,
                                       std::string_view after);

}  // namespace rulec::app

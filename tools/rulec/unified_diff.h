// The difference of two texts as a patch (`diff -u`), which `patch -p1` and `git apply` take.
#pragma once

#include <string>
#include <string_view>

namespace rulec::app {

// As `git diff` writes them, without index lines: the files are called a/`path` and b/`path`, in
// quotes where they hold odd characters. "" for equal texts.
[[nodiscard]] std::string patch_of_change(std::string_view path, std::string_view before,
                                          std::string_view after);
[[nodiscard]] std::string patch_of_removal(std::string_view path, std::string_view before,
                                           bool is_executable);
[[nodiscard]] std::string patch_of_new_file(std::string_view path, std::string_view after);

}  // namespace rulec::app

// Projects with findings, and their reports as JSON of another library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_in_memory.h"

namespace rulec::testing {

using Json = nlohmann::ordered_json;

// Findings of every severity, at places that are hard to count: behind é and an emoji, behind tabs,
// in lines that end with CR LF, in a file whose name needs escapes, over several lines, and one
// with a fix and a label in another file.
[[nodiscard]] MemoryFileSystem nasty_project();

// `rulec lint --format NAME` with more flags; what was printed.
[[nodiscard]] std::string lint_report(MemoryFileSystem& files, const std::string& format,
                                      const std::vector<std::string>& more = {});
[[nodiscard]] Json lint_json(MemoryFileSystem& files, const std::string& format = "json",
                             const std::vector<std::string>& more = {});

[[nodiscard]] std::string file_text(const std::string& path);  // of the source tree
// Bytes of a file in memory.
[[nodiscard]] std::string bytes_of(MemoryFileSystem& files, const std::string& path);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);
// "%20" and the like.
[[nodiscard]] std::string without_percents(const std::string& text);
// Byte offset of a line and a column of code points, both from 1, told by counting.
[[nodiscard]] std::size_t offset_at(const std::string& text, std::size_t line, std::size_t column);

}  // namespace rulec::testing

// The first pass over the arguments, with our own code: which command, where its flags and their
// values are, what stands after `--`. It exists because the library behind the second pass
// (parse.cpp) reads values as flags, drops `++`, expands `[a,b]` and refuses empty values; after
// this pass nothing is left for it to guess. Findings: RC0002, RC0003, RC0004, RC0007.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command_table.h"
#include "failure.h"

namespace rulec::app {

struct ScannedFlag {
  const Flag* flag = nullptr;
  std::optional<std::string> value;
};

struct Scan {
  const Command* command = nullptr;  // the table's root when none was named
  std::vector<ScannedFlag> flags;    // in the order written
  std::vector<std::string> words;    // all other arguments, those after `--` included
};

[[nodiscard]] Outcome<Scan> scan(const std::vector<std::string>& arguments,
                                 const CommandTable& table);

// Whether one JSON document was asked for; works on arguments that are otherwise wrong.
[[nodiscard]] bool asks_for_json(const std::vector<std::string>& arguments);

// "rulec lint", or "rulec" for the root: how messages name a command.
[[nodiscard]] std::string spoken_name(const Command& command);

// A whole number from `low` to `high`; no sign, blanks, leading zero or other base.
[[nodiscard]] std::optional<std::uint64_t> parse_whole_number(std::string_view text,
                                                              std::uint64_t low,
                                                              std::uint64_t high);
// Bytes of "4096", "64KiB", "64MiB", "1GiB".
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace rulec::app

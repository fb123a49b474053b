// Splits a command line as a shell does, without running one: blanks separate, quotes join, a
// backslash takes the next character as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

// Nothing for an open quote.
[[nodiscard]] std::optional<std::vector<std::string>> shell_words(std::string_view line);

struct CommandLine {
  std::vector<std::pair<std::string, std::string>> variables;  // NAME=VALUE before the program
  std::vector<std::string> arguments;                          // after it
};
// Nothing when the program is not `rulec`.
[[nodiscard]] std::optional<CommandLine> parse_command_line(std::string_view line);

}  // namespace rulec::testing

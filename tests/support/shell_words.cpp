#include "shell_words.h"

#include <algorithm>

namespace rulec::testing {

std::optional<std::vector<std::string>> shell_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    bool is_blank = (c == ' ' || c == '\t') && quote == 0;
    if (is_blank) {
      in_word = false;
      continue;
    }
    if (!in_word) {
      words.emplace_back();
      in_word = true;
    }
    if (quote == 0 ? (c == '\'' || c == '"') : c == quote) {
      quote = quote == 0 ? c : '\0';
    } else if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      words.back() += line[++i];
    } else {
      words.back() += c;
    }
  }
  return quote == 0 ? std::optional(words) : std::nullopt;
}

std::optional<CommandLine> parse_command_line(std::string_view line) {
  auto words = shell_words(line);
  if (!words) {
    return std::nullopt;
  }
  CommandLine command;
  auto word = words->begin();
  for (; word != words->end() && *word != "rulec"; ++word) {
    std::size_t equals = word->find('=');
    if (equals == std::string::npos || equals == 0) {
      return std::nullopt;
    }
    command.variables.emplace_back(word->substr(0, equals), word->substr(equals + 1));
  }
  if (word == words->end()) {
    return std::nullopt;
  }
  command.arguments.assign(word + 1, words->end());
  return command;
}

}  // namespace rulec::testing

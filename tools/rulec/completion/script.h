// Completion scripts of shells. Each is static: commands, flags and closed values stand in it;
// rules, entry points and the like come from `rulec __complete KIND`, which only reads files. A
// script evaluates nothing that was typed and nothing that a project holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command_table.h"

namespace rulec::app::completion {

[[nodiscard]] std::string bash_script();
[[nodiscard]] std::string zsh_script();
[[nodiscard]] std::string fish_script();

// The first line of each script ("#compdef" precedes it for zsh): what `--install` knows its own
// files by.
[[nodiscard]] std::string mark_of(std::string_view shell);

// --- pieces that the printers share

// The fixed part of a script (scripts/rulec.SHELL) with `tables` in their place.
[[nodiscard]] std::string filled(std::string_view shell, const std::string& tables);

// 'text' for sh and zsh.
[[nodiscard]] std::string quoted(std::string_view text);
// The first clause of a help text, short enough for a menu.
[[nodiscard]] std::string brief(std::string_view help);
// With a remark when it is not built.
[[nodiscard]] std::string brief_of(const Command& command);
[[nodiscard]] std::string brief_of(const Flag& flag);
// Flags to offer: all but the hidden ones.
[[nodiscard]] std::vector<const Flag*> shown_flags(const Command& command);
// Commands and their aliases; the root is none of them.
[[nodiscard]] std::vector<const Command*> named_commands();

// A word that can stand behind `rulec`: a command of one word, an alias, the first of two words.
struct FirstWord {
  std::string_view word;
  std::string about;
};
[[nodiscard]] std::vector<FirstWord> first_words();
// Those of them that have commands of two words.
[[nodiscard]] std::vector<std::string_view> words_with_more();

}  // namespace rulec::app::completion

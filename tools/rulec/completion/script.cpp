#include "completion/script.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded_file.h"

extern const rulec::EmbeddedFile rulec_completion_files[];
extern const std::size_t rulec_completion_files_count;

namespace rulec::app::completion {
namespace {

constexpr std::size_t kBriefBytes = 64;
constexpr std::string_view kNotBuilt = " (not built yet)";
constexpr std::string_view kTables = "# @TABLES@\n";

std::string_view fixed_part(std::string_view shell) {
  std::string name = "rulec." + std::string(shell);
  const EmbeddedFile* end = rulec_completion_files + rulec_completion_files_count;
  const EmbeddedFile* found = std::find_if(
      rulec_completion_files, end, [&](const EmbeddedFile& file) { return file.name == name; });
  RULEC_CHECK(found != end);
  return found->text;
}

}  // namespace

std::string mark_of(std::string_view shell) {
  return "# Completion of rulec for " + std::string(shell) + ", made by `rulec completion " +
         std::string(shell) + "`.";
}

std::string filled(std::string_view shell, const std::string& tables) {
  std::string text = (shell == "zsh" ? "#compdef rulec\n" : "") + mark_of(shell) + "\n";
  text += fixed_part(shell);
  std::size_t at = text.find(kTables);
  RULEC_CHECK(at != std::string::npos);
  return text.replace(at, kTables.size(), tables);
}

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (char c : text) {
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result + "'";
}

std::string brief(std::string_view help) {
  std::size_t end = help.size();
  for (std::string_view mark : {"; ", ": ", ". ", " (", ", of which "}) {
    end = std::min(end, help.find(mark));
  }
  std::string_view clause = help.substr(0, end);
  if (clause.size() <= kBriefBytes) {
    return std::string(clause);
  }
  // Between words, so inside no character.
  std::size_t blank = clause.rfind(' ', kBriefBytes);
  return std::string(clause.substr(0, blank == std::string_view::npos ? 0 : blank)) + " ...";
}

std::string brief_of(const Command& command) {
  return std::string(command.summary) + (command.is_built() ? "" : std::string(kNotBuilt));
}

std::string brief_of(const Flag& flag) {
  return brief(flag.help) + (flag.is_built() ? "" : std::string(kNotBuilt));
}

std::vector<const Flag*> shown_flags(const Command& command) {
  std::vector<const Flag*> shown;
  for (const Flag& flag : command.flags) {
    if (flag.use != FlagUse::kHidden) {
      shown.push_back(&flag);
    }
  }
  return shown;
}

std::vector<const Command*> named_commands() {
  std::vector<const Command*> named;
  for (const Command& command : CommandTable::get().all()) {
    if (!command.name.empty()) {
      named.push_back(&command);
    }
  }
  return named;
}

std::vector<FirstWord> first_words() {
  std::vector<FirstWord> words;
  auto add = [&](std::string_view word, std::string about) {
    if (std::ranges::find(words, word, &FirstWord::word) == words.end()) {
      words.push_back({.word = word, .about = std::move(about)});
    }
  };
  for (const Command* command : named_commands()) {
    std::size_t blank = command->name.find(' ');
    std::string_view word = command->name.substr(0, blank);
    if (blank == std::string_view::npos) {
      add(word, brief_of(*command));
    } else if (CommandTable::get().find(word) == nullptr) {
      std::string about;
      for (const Command* below : CommandTable::get().below(word)) {
        about.append(about.empty() ? "" : ", ").append(below->name.substr(blank + 1));
      }
      add(word, std::move(about));
    }
  }
  for (const Command* command : named_commands()) {
    for (std::string_view alias : command->aliases) {
      add(alias, "as " + std::string(command->name));
    }
  }
  return words;
}

std::vector<std::string_view> words_with_more() {
  std::vector<std::string_view> words;
  for (const FirstWord& first : first_words()) {
    if (!CommandTable::get().below(first.word).empty()) {
      words.push_back(first.word);
    }
  }
  return words;
}

}  // namespace rulec::app::completion

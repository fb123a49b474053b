// The script for bash (4.4 and later). Data are `case` rows; the fixed part below them finds out
// where the cursor stands.
#include <algorithm>

#include "completion/script.h"
#include "completion/value_source.h"

namespace rulec::app::completion {
namespace {

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) {
    text.append(text.empty() ? "" : " ").append(word);
  }
  return text;
}

std::vector<std::string_view> flag_names(const Command& command, bool only_with_value) {
  std::vector<std::string_view> names;
  for (const Flag* flag : shown_flags(command)) {
    if (!only_with_value || flag->takes_value()) {
      std::ranges::copy(flag->names, std::back_inserter(names));
    }
  }
  return names;
}

std::string second_words(std::string_view word) {
  std::vector<std::string_view> words;
  for (const Command* below : CommandTable::get().below(word)) {
    words.push_back(below->name.substr(word.size() + 1));
  }
  return joined(words);
}

// One row of _rulec_about: flags in full, those with a value, what may follow the word.
std::string about_row(const std::string& pattern, const Command* command, std::string_view word) {
  const Command& root = CommandTable::get().root();
  std::string flags = joined(flag_names(root, false));
  std::string takes = joined(flag_names(root, true));
  if (command != nullptr && command != &root) {
    std::string own = joined(flag_names(*command, false));
    std::string others;
    for (std::string_view name : flag_names(root, false)) {
      // Some commands have a flag of rulec in their own way.
      others += command->find_flag(name) == nullptr ? " " + std::string(name) : "";
    }
    flags = own + others;
    std::string with_value = joined(flag_names(*command, true));
    takes = with_value + (with_value.empty() ? "" : " ") + takes;
  }
  std::string row = "    " + pattern + ")\n      flags=" + quoted(flags) +
                    "\n      takes=" + quoted(" " + takes + " ") +
                    "\n      below=" + quoted(second_words(word)) + "\n";
  if (command != nullptr && !command->aliases.empty()) {
    row += "      command=" + quoted(command->name) + "\n";
  }
  return row + "      ;;\n";
}

std::string about_function() {
  std::string text = "# The flags of a command, and what may follow it.\n_rulec_about() {\n";
  text += "  flags='' takes='' below=''\n  case $1 in\n";
  text += about_row("''", &CommandTable::get().root(), "");
  for (const Command* command : named_commands()) {
    std::string pattern = quoted(command->name);
    for (std::string_view alias : command->aliases) {
      pattern += " | " + quoted(alias);
    }
    text += about_row(pattern, command, command->name);
  }
  for (std::string_view word : words_with_more()) {
    if (CommandTable::get().find(word) == nullptr) {
      text += about_row(quoted(word), nullptr, word);
    }
  }
  return text + "  esac\n}\n";
}

// "kind=words words='a b'"; "" when there is nothing to offer.
std::string assignments(const ValuePlan& plan) {
  std::string list = plan.is_list ? " list=1" : "";
  switch (plan.source) {
    case ValueSource::kUnknown:
    case ValueSource::kNothing:
      return "";
    case ValueSource::kWords:
      return "kind=words words=" + quoted(joined(plan.words)) + list;
    case ValueSource::kFiles:
    case ValueSource::kFilesAfterEquals:
      return "kind=files";
    case ValueSource::kFolders:
      return "kind=folders";
    case ValueSource::kSides:
      return "kind=revisions files=1";
    case ValueSource::kRules:
    case ValueSource::kEntryPoints:
    case ValueSource::kEnvironments:
    case ValueSource::kCodes:
    case ValueSource::kTests:
    case ValueSource::kTopics:
    case ValueSource::kRevisions:
    case ValueSource::kKeys:
      return "kind=" + std::string(kind_of(plan.source)) + list;
  }
  return "";
}

std::string value_rows(const Command& command) {
  std::string text;
  for (const Flag* flag : shown_flags(command)) {
    std::string what = assignments(plan_of(command, *flag));
    if (what.empty()) {
      continue;
    }
    std::string pattern;
    for (std::string_view name : flag->names) {
      pattern.append(pattern.empty() ? "" : " | ");
      pattern += quoted(std::string(command.name) + "|" + std::string(name));
    }
    text.append("    ").append(pattern).append(") ").append(what).append(" ;;\n");
  }
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const ArgumentRow& argument = command.arguments[i];
    std::string what = assignments(plan_of(command, argument));
    bool is_many = argument.count == ArgumentCount::kAny || argument.count == ArgumentCount::kMany;
    if (!what.empty()) {
      std::string head =
          quoted(std::string(command.name) + "|" + (is_many ? "" : std::to_string(i)));
      text.append("    ").append(head).append(is_many ? "[0-9]*" : "").append(") ");
      text.append(what).append(" ;;\n");
    }
  }
  return text;
}

}  // namespace

std::string bash_script() {
  std::vector<std::string_view> words;
  for (const FirstWord& first : first_words()) {
    words.push_back(first.word);
  }
  std::string tables = "_rulec_commands=" + quoted(joined(words)) + "\n\n" + about_function();
  tables +=
      "\n# What stands behind a flag of a command, or as its argument with this number.\n"
      "_rulec_value() {\n  case \"$1|$2\" in\n";
  tables += value_rows(CommandTable::get().root());
  for (const Command* command : named_commands()) {
    tables += value_rows(*command);
  }
  return filled("bash", tables + "    *) return 1 ;;\n  esac\n}\n");
}

}  // namespace rulec::app::completion

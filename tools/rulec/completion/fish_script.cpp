// The script for fish (3.4 and later): one `complete` line a flag and a place, each with a
// condition about where the cursor stands.
#include <algorithm>

#include "completion/script.h"
#include "completion/value_source.h"

namespace rulec::app::completion {
namespace {

std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result + "'";
}

std::string word_list(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) {
    text.append(text.empty() ? "" : " ").append(word);
  }
  return text;
}

// Options of `complete` that offer the value.
std::string offer(const ValuePlan& plan) {
  switch (plan.source) {
    case ValueSource::kUnknown:
    case ValueSource::kNothing:
      return "";
    case ValueSource::kWords:
      return plan.is_list ? " -a " + fish_quoted("(__rulec_list " + word_list(plan.words) + ")")
                          : " -a " + fish_quoted(word_list(plan.words));
    case ValueSource::kFiles:
    case ValueSource::kFilesAfterEquals:
      return " -F";
    case ValueSource::kFolders:
      return " -a '(__fish_complete_directories (commandline -ct))'";
    case ValueSource::kSides:
      return " -F -a '(__rulec_values revisions)'";
    case ValueSource::kRules:
    case ValueSource::kEntryPoints:
    case ValueSource::kEnvironments:
    case ValueSource::kCodes:
    case ValueSource::kTests:
    case ValueSource::kTopics:
    case ValueSource::kRevisions:
    case ValueSource::kKeys: {
      std::string kind(kind_of(plan.source));
      return plan.is_list ? " -a '(__rulec_list (__rulec_values " + kind + "))'"
                          : " -a '(__rulec_values " + kind + ")'";
    }
  }
  return "";
}

std::string flag_line(const std::string& condition, const Command& command, const Flag& flag) {
  std::string line = "complete -c rulec" + condition;
  for (std::string_view name : flag.names) {
    bool is_long = name.starts_with("--");
    line += is_long ? " -l " : " -s ";
    line += name.substr(is_long ? 2 : 1);
  }
  if (flag.takes_value() || flag.takes_value_after_equals()) {
    std::string offered = offer(plan_of(command, flag));
    line += flag.takes_value() ? " -r" : "";
    line += (offered.starts_with(" -F") ? "" : " -f") + offered;
  }
  return line + " -d " + fish_quoted(brief_of(flag)) + "\n";
}

std::string argument_line(const Command& command, std::size_t place) {
  const ArgumentRow& argument = command.arguments[place];
  std::string offered = offer(plan_of(command, argument));
  if (offered.empty()) {
    return "";
  }
  bool is_many = argument.count == ArgumentCount::kAny || argument.count == ArgumentCount::kMany;
  std::string last = is_many ? "999999" : std::to_string(place);
  std::string condition =
      "__rulec_place " + fish_quoted(command.name) + " " + std::to_string(place) + " " + last;
  return "complete -c rulec -n " + fish_quoted(condition) + offered + "\n";
}

std::string takes_function() {
  std::string text =
      "# Whether a flag has its value in the next word.\n"
      "function __rulec_takes -a name flag\n    switch \"$name $flag\"\n        case";
  auto add = [&](const Command& command, std::string_view head) {
    for (const Flag* flag : shown_flags(command)) {
      for (std::string_view name : flag->names) {
        if (flag->takes_value()) {
          text += " " + fish_quoted(std::string(head) + " " + std::string(name));
        }
      }
    }
  };
  add(CommandTable::get().root(), "*");
  for (const Command* command : named_commands()) {
    add(*command, command->name);
  }
  return text + "\n            return 0\n    end\n    return 1\nend\n\n";
}

std::string names() {
  std::string text =
      "# The command that a word names.\nfunction __rulec_name -a word\n"
      "    switch $word\n";
  for (const Command* command : named_commands()) {
    for (std::string_view alias : command->aliases) {
      text += "        case " + std::string(alias) + "\n            echo " +
              std::string(command->name) + "\n";
    }
  }
  text +=
      "        case '*'\n            printf '%s\\n' $word\n    end\nend\n\n"
      "set -g __rulec_pairs";
  for (const Command* command : named_commands()) {
    if (command->name.find(' ') != std::string_view::npos) {
      text += " " + fish_quoted(command->name);
    }
  }
  return text + "\n\n";
}

// The condition of a flag of rulec: some commands have it in their own way.
std::string elsewhere(std::string_view flag) {
  std::string tests;
  for (const Command* command : named_commands()) {
    if (command->find_flag(flag) != nullptr) {
      tests += (tests.empty() ? "not __rulec_at " : "; and not __rulec_at ") +
               fish_quoted(command->name);
    }
  }
  return tests.empty() ? "" : " -n " + fish_quoted(tests);
}

std::string command_lines(const Command& command) {
  std::string text;
  std::string condition = " -n " + fish_quoted("__rulec_at " + fish_quoted(command.name));
  for (const Flag* flag : shown_flags(command)) {
    text += flag_line(condition, command, *flag);
  }
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    text += argument_line(command, i);
  }
  return text;
}

}  // namespace

std::string fish_script() {
  std::string text = takes_function() + names();
  text += "complete -c rulec -f\n";
  for (const FirstWord& first : first_words()) {
    text += "complete -c rulec -n \"__rulec_at ''\" -a " + fish_quoted(first.word) + " -d " +
            fish_quoted(first.about) + "\n";
  }
  for (std::string_view word : words_with_more()) {
    std::string condition = "__rulec_place " + fish_quoted(word) + " 0 0";
    for (const Command* below : CommandTable::get().below(word)) {
      text += "complete -c rulec -n " + fish_quoted(condition) + " -a " +
              fish_quoted(below->name.substr(word.size() + 1)) + " -d " +
              fish_quoted(brief_of(*below)) + "\n";
    }
  }
  for (const Flag* flag : shown_flags(CommandTable::get().root())) {
    text += flag_line(elsewhere(flag->name()), CommandTable::get().root(), *flag);
  }
  for (const Command* command : named_commands()) {
    text += command_lines(*command);
  }
  return filled("fish", text);
}

}  // namespace rulec::app::completion

// The script for zsh: option specifications of _arguments for each command. It works as a file
// `_rulec` in a folder of $fpath, and sourced.
#include <algorithm>

#include "completion/script.h"
#include "completion/value_source.h"

namespace rulec::app::completion {
namespace {

// Text of an explanation in a specification.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string word_list(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) {
    text.append(text.empty() ? "" : " ").append(word);
  }
  return text;
}

// The action of a specification: what completes the value. A leading blank keeps _arguments from
// adding options of its own.
std::string action(const ValuePlan& plan) {
  std::string list = plan.is_list ? " list" : "";
  switch (plan.source) {
    case ValueSource::kUnknown:
    case ValueSource::kNothing:
      return " ";
    case ValueSource::kWords:
      return plan.is_list ? " _rulec_words list " + word_list(plan.words)
                          : "(" + word_list(plan.words) + ")";
    case ValueSource::kFiles:
      return "_files";
    case ValueSource::kFolders:
      return "_files -/";
    case ValueSource::kFilesAfterEquals:
      return " _rulec_after_equals";
    case ValueSource::kSides:
      return " _rulec_sides";
    case ValueSource::kRules:
    case ValueSource::kEntryPoints:
    case ValueSource::kEnvironments:
    case ValueSource::kCodes:
    case ValueSource::kTests:
    case ValueSource::kTopics:
    case ValueSource::kRevisions:
    case ValueSource::kKeys:
      return " _rulec_values " + std::string(kind_of(plan.source)) + list;
  }
  return "";
}

std::string flag_spec(const Command& command, const Flag& flag, std::string_view name) {
  std::string spec;
  bool is_repeatable = flag.use == FlagUse::kMany || flag.kind == FlagKind::kCount;
  if (is_repeatable) {
    spec += "*";
  } else if (flag.names.size() > 1) {
    spec += "(" + word_list(flag.names) + ")";
  }
  spec += name;
  bool is_long = name.starts_with("--");
  if (flag.takes_value()) {
    spec += is_long ? "=" : "+";
  } else if (flag.takes_value_after_equals()) {
    spec += "=-";
  }
  spec += "[" + escaped(brief_of(flag)) + "]";
  if (flag.takes_value() || flag.takes_value_after_equals()) {
    std::string_view shown =
        flag.values.find('|') == std::string_view::npos ? flag.values : "value";
    spec += flag.takes_value_after_equals() ? "::" : ":";
    spec += escaped(shown) + ":" + action(plan_of(command, flag));
  }
  return "      " + quoted(spec) + "\n";
}

std::string argument_spec(const Command& command, const ArgumentRow& argument) {
  std::string head = ":";
  if (argument.count == ArgumentCount::kOptional) {
    head = "::";
  } else if (argument.count == ArgumentCount::kAny || argument.count == ArgumentCount::kMany) {
    head = "*:";
  }
  return "      " +
         quoted(head + escaped(argument.name) + ":" + action(plan_of(command, argument))) + "\n";
}

std::string specs_row(const Command& command) {
  std::string row = "    " + quoted(command.name);
  for (std::string_view alias : command.aliases) {
    row += "|" + quoted(alias);
  }
  row += ")\n      specs+=(\n";
  for (const Flag* flag : shown_flags(command)) {
    for (std::string_view name : flag->names) {
      row += flag_spec(command, *flag, name);
    }
  }
  for (const ArgumentRow& argument : command.arguments) {
    row += argument_spec(command, argument);
  }
  return row + "      )\n      ;;\n";
}

// Names and explanations of the commands, for _describe.
std::string commands_function() {
  std::string text = "_rulec_commands() {\n  local -a commands=(\n";
  for (const FirstWord& first : first_words()) {
    text += "    " + quoted(escaped(first.word) + ":" + first.about) + "\n";
  }
  return text + "  )\n  _describe -t commands 'command of rulec' commands\n}\n";
}

std::string below_table() {
  std::string text = "typeset -gA _rulec_below=(\n";
  for (std::string_view word : words_with_more()) {
    std::string second;
    for (const Command* below : CommandTable::get().below(word)) {
      second.append(second.empty() ? "" : " ").append(below->name.substr(word.size() + 1));
    }
    text += "  " + std::string(word) + " " + quoted(second) + "\n";
  }
  return text + ")\n";
}

// Flags of rulec that a command has in its own way.
std::string own_table() {
  std::string text = "typeset -gA _rulec_own=(\n";
  for (const Command* command : named_commands()) {
    std::string flags;
    for (const Flag* flag : shown_flags(*command)) {
      if (CommandTable::get().root().find_flag(flag->name()) != nullptr) {
        flags.append(flags.empty() ? "" : " ").append(flag->name());
      }
    }
    if (!flags.empty()) {
      text += "  " + quoted(command->name) + " " + quoted(flags) + "\n";
    }
  }
  return text + ")\n";
}

}  // namespace

std::string zsh_script() {
  std::string tables = commands_function() + "\n" + below_table() + own_table();
  tables += "\n# Adds to `specs` what a command takes.\n_rulec_specs() {\n  case $1 in\n";
  tables += specs_row(CommandTable::get().root());
  for (const Command* command : named_commands()) {
    tables += specs_row(*command);
  }
  return filled("zsh", tables + "    *) return 1 ;;\n  esac\n}\n");
}

}  // namespace rulec::app::completion

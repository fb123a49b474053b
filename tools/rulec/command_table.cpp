#include "command_table.h"

#include <algorithm>

namespace rulec::app {
namespace {

enum class RowKind : std::uint8_t { kCommand, kAlias, kAbout, kArgument, kFlag, kExit, kExample };

// One line of commands.def. `texts` mean what the macro of the row says.
struct Row {
  RowKind kind = RowKind::kCommand;
  std::string_view texts[5];
  FlagKind flag_kind = FlagKind::kSwitch;
  FlagUse flag_use = FlagUse::kOnce;
  ArgumentCount count = ArgumentCount::kOne;
  int number = 0;
};

constexpr Row command_row(std::string_view name, std::string_view group, std::string_view summary,
                          std::string_view schema, std::string_view instead) {
  return {.kind = RowKind::kCommand, .texts = {name, group, summary, schema, instead}};
}

constexpr Row text_row(RowKind kind, std::string_view text, std::string_view second = {}) {
  return {.kind = kind, .texts = {text, second}};
}

constexpr Row argument_row(std::string_view name, ArgumentCount count, std::string_view values,
                           std::string_view help) {
  return {.kind = RowKind::kArgument, .texts = {name, values, help}, .count = count};
}

constexpr Row flag_row(FlagUse use, std::string_view names, FlagKind kind, std::string_view values,
                       std::string_view fallback, std::string_view help,
                       std::string_view instead = {}) {
  return {.kind = RowKind::kFlag,
          .texts = {names, values, fallback, help, instead},
          .flag_kind = kind,
          .flag_use = use};
}

constexpr Row exit_row(int number, std::string_view meaning) {
  return {.kind = RowKind::kExit, .texts = {meaning}, .number = number};
}

#define RULEC_COMMAND(name, group, summary, schema) command_row(name, group, summary, schema, ""),
#define RULEC_COMMAND_LATER(name, group, summary, instead) \
  command_row(name, group, summary, "", instead),
#define RULEC_ALIAS(name) text_row(RowKind::kAlias, name),
#define RULEC_ABOUT(text) text_row(RowKind::kAbout, text),
#define RULEC_ARGUMENT(name, count, values, help) \
  argument_row(name, ArgumentCount::k##count, values, help),
#define RULEC_FLAG(names, kind, values, fallback, help) \
  flag_row(FlagUse::kOnce, names, FlagKind::k##kind, values, fallback, help),
#define RULEC_FLAG_MANY(names, kind, values, fallback, help) \
  flag_row(FlagUse::kMany, names, FlagKind::k##kind, values, fallback, help),
#define RULEC_SETTING(names, kind, values, fallback, help) \
  flag_row(FlagUse::kSetting, names, FlagKind::k##kind, values, fallback, help),
#define RULEC_FLAG_LATER(names, kind, values, help, instead) \
  flag_row(FlagUse::kOnce, names, FlagKind::k##kind, values, "", help, instead),
#define RULEC_FLAG_HIDDEN(names, help) \
  flag_row(FlagUse::kHidden, names, FlagKind::kSwitch, "", "", help),
#define RULEC_EXIT(number, meaning) exit_row(number, meaning),
#define RULEC_EXAMPLE(line, meaning) text_row(RowKind::kExample, line, meaning),

constexpr Row kRows[] = {
#include "commands.def"
};

#undef RULEC_COMMAND
#undef RULEC_COMMAND_LATER
#undef RULEC_ALIAS
#undef RULEC_ABOUT
#undef RULEC_ARGUMENT
#undef RULEC_FLAG
#undef RULEC_FLAG_MANY
#undef RULEC_SETTING
#undef RULEC_FLAG_LATER
#undef RULEC_FLAG_HIDDEN
#undef RULEC_EXIT
#undef RULEC_EXAMPLE

Command command_of(const Row& row) {
  return {.name = row.texts[0],
          .group = row.texts[1],
          .summary = row.texts[2],
          .schema = row.texts[3],
          .instead = row.texts[4]};
}

Flag flag_of(const Row& row) {
  return {.names = split_values(row.texts[0], ','),
          .kind = row.flag_kind,
          .use = row.flag_use,
          .values = row.texts[1],
          .fallback = row.texts[2],
          .help = row.texts[3],
          .instead = row.texts[4]};
}

void add_row(Command& command, const Row& row) {
  switch (row.kind) {
    case RowKind::kCommand:
      break;  // begins the next command
    case RowKind::kAlias:
      command.aliases.push_back(row.texts[0]);
      break;
    case RowKind::kAbout:
      command.about = row.texts[0];
      break;
    case RowKind::kArgument:
      command.arguments.push_back(
          {.name = row.texts[0], .count = row.count, .values = row.texts[1], .help = row.texts[2]});
      break;
    case RowKind::kFlag:
      command.flags.push_back(flag_of(row));
      break;
    case RowKind::kExit:
      command.exits.push_back({.number = row.number, .meaning = row.texts[0]});
      break;
    case RowKind::kExample:
      command.examples.push_back({.line = row.texts[0], .meaning = row.texts[1]});
      break;
  }
}

}  // namespace

bool Flag::takes_value() const {
  switch (kind) {
    case FlagKind::kText:
    case FlagKind::kNumber:
    case FlagKind::kChoice:
    case FlagKind::kChoices:
    case FlagKind::kLimit:
      return true;
    case FlagKind::kSwitch:
    case FlagKind::kCount:
    case FlagKind::kOptionalText:
    case FlagKind::kOptionalChoice:
      return false;
  }
  return false;
}

bool Flag::takes_value_after_equals() const {
  return kind == FlagKind::kOptionalText || kind == FlagKind::kOptionalChoice;
}

const Flag* Command::find_flag(std::string_view flag_name) const {
  for (const Flag& flag : flags) {
    if (std::ranges::find(flag.names, flag_name) != flag.names.end()) {
      return &flag;
    }
  }
  return nullptr;
}

CommandTable::CommandTable() {
  for (const Row& row : kRows) {
    if (row.kind == RowKind::kCommand) {
      commands_.push_back(command_of(row));
    }
    add_row(commands_.back(), row);
  }
}

const CommandTable& CommandTable::get() {
  static const CommandTable kTable;
  return kTable;
}

const Command* CommandTable::find(std::string_view name) const {
  for (const Command& command : commands_) {
    if (command.name == name || std::ranges::find(command.aliases, name) != command.aliases.end()) {
      return &command;
    }
  }
  return nullptr;
}

std::vector<const Command*> CommandTable::below(std::string_view word) const {
  std::vector<const Command*> found;
  for (const Command& command : commands_) {
    if (command.name.size() > word.size() && command.name.starts_with(word) &&
        command.name[word.size()] == ' ') {
      found.push_back(&command);
    }
  }
  return found;
}

const Flag* CommandTable::find_flag(const Command& command, std::string_view name) const {
  const Flag* flag = command.find_flag(name);
  return flag != nullptr ? flag : root().find_flag(name);
}

std::vector<std::string_view> CommandTable::words() const {
  std::vector<std::string_view> words;
  auto add = [&](std::string_view name) {
    std::string_view word = name.substr(0, name.find(' '));
    if (!word.empty() && std::ranges::find(words, word) == words.end()) {
      words.push_back(word);
    }
  };
  for (const Command& command : commands_) {
    add(command.name);
    std::ranges::for_each(command.aliases, add);
  }
  return words;
}

std::vector<std::string_view> split_values(std::string_view values, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    std::size_t end = values.find(separator);
    parts.push_back(values.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    values.remove_prefix(end + 1);
  }
}

const std::vector<ExitRow>& exit_codes() {
  static const std::vector<ExitRow> kExitRows = {
      {0, "done, nothing to complain about"},
      {1, "the answer is no: findings, a failed test, a difference, a damaged bundle"},
      {2, "asked wrongly: unknown command or flag, bad rulec.yaml, no file matched, not built yet"},
      {3, "the environment failed, a retry may help: disk full, no permission, git missing"},
      {4, "not allowed, or approval missing"},
      {5, "rollout refused or undone"},
      {70, "a bug in rulec; a report file is written and its path printed"},
      {130, "interrupted by SIGINT (143: by SIGTERM)"},
  };
  return kExitRows;
}

}  // namespace rulec::app

// What is generated from the command table for other readers: man pages (roff, man macros),
// docs/commands.md, and the document rulec.help/1.
#include <algorithm>

#include "argument_scan.h"
#include "help.h"
#include "man_text.h"
#include "parse.h"
#include "version.h"

namespace rulec::app {
namespace {

// --- manual pages

std::string page_name(const Command& command) {
  std::string name = command.name.empty() ? "rulec" : "rulec-" + std::string(command.name);
  std::ranges::replace(name, ' ', '-');
  return name;
}

void flags_section(std::string& page, std::string_view heading, const Command& command) {
  bool is_open = false;
  for (const Flag& flag : command.flags) {
    if (flag.use == FlagUse::kHidden) {
      continue;
    }
    if (!is_open) {
      page.append(".SH ").append(heading).append("\n");
      is_open = true;
    }
    std::string text = flag_help(flag);
    if (!flag.is_built()) {
      text.append(". Not built yet; use instead: ").append(flag.instead);
    }
    add_tagged(page, flag_usage(flag), text);
  }
}

void commands_section(std::string& page) {
  page += ".SH COMMANDS\n";
  for (const Command& command : CommandTable::get().all()) {
    if (!command.name.empty()) {
      std::string text(command.summary);
      add_tagged(page, command.name, command.is_built() ? text : text + " (not built yet)");
    }
  }
}

void exits_section(std::string& page, const Command& command) {
  page += ".SH EXIT STATUS\n";
  for (const ExitRow& row : exit_codes()) {
    auto own = std::ranges::find(command.exits, row.number, &ExitRow::number);
    bool is_special = row.number == 1 || row.number == 4 || row.number == 5;
    if (own != command.exits.end()) {
      add_tagged(page, std::to_string(row.number), own->meaning);
    } else if (command.name.empty() || !is_special) {
      add_tagged(page, std::to_string(row.number), row.meaning);
    }
  }
}

// --- markdown

std::string cell(std::string_view text) {
  std::string result;
  for (char c : text) {
    result += c == '|' ? std::string("\\|") : c == '<' ? std::string("&lt;") : std::string(1, c);
  }
  return result;
}

void markdown_flags(std::string& text, const Command& command) {
  bool is_open = false;
  for (const Flag& flag : command.flags) {
    if (flag.use == FlagUse::kHidden) {
      continue;
    }
    if (!is_open) {
      text += "\n| Flag | Meaning |\n| --- | --- |\n";
      is_open = true;
    }
    text.append("| `").append(cell(flag_usage(flag))).append("` | ").append(cell(flag_help(flag)));
    if (!flag.is_built()) {
      text.append(" (not built yet; use instead: ").append(cell(flag.instead)).append(")");
    }
    text += " |\n";
  }
}

void markdown_command(std::string& text, const Command& command) {
  text.append("\n## ").append(spoken_name(command)).append("\n\n");
  text.append(command.summary).append(".");
  for (std::string_view alias : command.aliases) {
    text.append(" Also: `rulec ").append(alias).append("`.");
  }
  text += "\n";
  if (!command.is_built()) {
    text.append("\nNot built yet; use instead: ").append(command.instead).append(".\n");
  }
  if (!command.about.empty()) {
    text.append("\n").append(command.about).append("\n");
  }
  text.append("\n```text\n").append(usage_line(command)).append("\n```\n");
  for (const Example& example : command.examples) {
    text.append("\n* `").append(example.line).append("`: ").append(example.meaning);
  }
  text += command.examples.empty() ? "" : "\n";
  for (const ArgumentRow& argument : command.arguments) {
    text.append("\n`").append(argument.name).append("`: ");
    text.append(argument_help(argument)).append(".\n");
  }
  markdown_flags(text, command);
  for (const ExitRow& row : command.exits) {
    text.append("\nExit ").append(std::to_string(row.number)).append(": ");
    text.append(row.meaning).append(".\n");
  }
  if (!command.schema.empty()) {
    text.append("\n`--json`: `").append(command.schema).append("`.\n");
  }
}

// --- json

std::string_view kind_name(FlagKind kind) {
  switch (kind) {
    case FlagKind::kSwitch:
      return "switch";
    case FlagKind::kCount:
      return "count";
    case FlagKind::kText:
      return "text";
    case FlagKind::kNumber:
      return "number";
    case FlagKind::kChoice:
      return "choice";
    case FlagKind::kChoices:
      return "choices";
    case FlagKind::kLimit:
      return "limit";
    case FlagKind::kOptionalText:
      return "optional_text";
    case FlagKind::kOptionalChoice:
      return "optional_choice";
  }
  return "text";
}

bool is_closed_list(FlagKind kind) {
  return kind == FlagKind::kChoice || kind == FlagKind::kChoices ||
         kind == FlagKind::kOptionalChoice;
}

void write_list(JsonWriter& json, std::string_view key, const std::vector<std::string_view>& list) {
  json.key(key);
  json.begin_array();
  for (std::string_view text : list) {
    json.string(text);
  }
  json.end_array();
}

void write_flag(JsonWriter& json, const Flag& flag) {
  json.begin_object();
  write_list(json, "names", flag.names);
  json.member("kind", kind_name(flag.kind));
  if (is_closed_list(flag.kind)) {
    write_list(json, "values", split_values(flag.values, '|'));
  } else if (!flag.values.empty()) {
    json.member("placeholder", flag.values);
  }
  if (!flag.fallback.empty()) {
    json.member("default", flag.fallback);
  }
  json.member("help", flag.help);
  json.member("repeatable", flag.use == FlagUse::kMany || flag.kind == FlagKind::kCount);
  if (flag.use == FlagUse::kSetting) {
    json.member("variable", variable_of(flag));
  }
  json.member("built", flag.is_built());
  if (!flag.is_built()) {
    json.member("instead", flag.instead);
  }
  json.end_object();
}

void write_flags(JsonWriter& json, std::string_view key, const Command& command) {
  json.key(key);
  json.begin_array();
  for (const Flag& flag : command.flags) {
    if (flag.use != FlagUse::kHidden) {
      write_flag(json, flag);
    }
  }
  json.end_array();
}

std::string_view count_name(ArgumentCount count) {
  switch (count) {
    case ArgumentCount::kOne:
      return "one";
    case ArgumentCount::kOptional:
      return "optional";
    case ArgumentCount::kAny:
      return "any";
    case ArgumentCount::kMany:
      return "many";
  }
  return "one";
}

void write_arguments(JsonWriter& json, const Command& command) {
  json.key("arguments");
  json.begin_array();
  for (const ArgumentRow& argument : command.arguments) {
    json.begin_object();
    json.member("name", argument.name);
    json.member("count", count_name(argument.count));
    if (!argument.values.empty()) {
      write_list(json, "values", split_values(argument.values, '|'));
    }
    json.member("help", argument.help);
    json.end_object();
  }
  json.end_array();
}

void write_exits(JsonWriter& json, std::string_view key, const std::vector<ExitRow>& rows) {
  json.key(key);
  json.begin_array();
  for (const ExitRow& row : rows) {
    json.begin_object();
    json.member("code", row.number);
    json.member("meaning", row.meaning);
    json.end_object();
  }
  json.end_array();
}

void write_command(JsonWriter& json, const Command& command) {
  json.begin_object();
  json.member("name", command.name);
  write_list(json, "aliases", command.aliases);
  json.member("group", command.group);
  json.member("summary", command.summary);
  json.member("built", command.is_built());
  if (!command.is_built()) {
    json.member("instead", command.instead);
  }
  json.member("usage", usage_line(command));
  write_arguments(json, command);
  write_flags(json, "flags", command);
  write_exits(json, "exits", command.exits);
  json.key("examples");
  json.begin_array();
  for (const Example& example : command.examples) {
    json.begin_object();
    json.member("line", example.line);
    json.member("meaning", example.meaning);
    json.end_object();
  }
  json.end_array();
  if (!command.schema.empty()) {
    json.member("output_schema", command.schema);
  }
  json.end_object();
}

}  // namespace

std::string man_page(const Command& command) {
  std::string page = man_head(page_name(command), 1, command.summary);
  page += ".SH SYNOPSIS\n\\fB" + roff(usage_line(command)) + "\\fR\n";
  if (!command.aliases.empty()) {
    for (std::string_view alias : command.aliases) {
      page.append(".PP\nAlso: \\fBrulec ").append(roff(alias)).append("\\fR\n");
    }
  }
  if (!command.about.empty()) {
    page.append(".SH DESCRIPTION\n").append(roff_lines(command.about)).append("\n");
  }
  if (command.name.empty()) {
    commands_section(page);
  }
  if (!command.arguments.empty()) {
    page += ".SH ARGUMENTS\n";
    for (const ArgumentRow& argument : command.arguments) {
      add_tagged(page, argument.name, argument_help(argument));
    }
  }
  flags_section(page, "OPTIONS", command);
  exits_section(page, command);
  if (!command.examples.empty()) {
    page += ".SH EXAMPLES\n";
    for (const Example& example : command.examples) {
      add_tagged(page, example.line, example.meaning);
    }
  }
  if (command.name.empty()) {
    page += ".SH ENVIRONMENT\n";
    for (const TopicRow& row : environment_rows()) {
      add_tagged(page, row.name, row.text);
    }
    page += ".SH FILES\n";
    for (const TopicRow& row : file_rows()) {
      add_tagged(page, row.name, row.text);
    }
  }
  page += ".SH SEE ALSO\n";
  return page + (command.name.empty()
                     ? "\\fBrulec.yaml\\fR(5), \\fBrulec\\-eff\\fR(5), \\fBrulec\\-bundle\\fR(5)\n"
                     : "\\fBrulec\\fR(1)\n");
}

std::string markdown_reference() {
  std::string text =
      "# Commands of rulec\n\nGenerated from the command table by scripts/generate; do not edit.\n";
  const CommandTable& table = CommandTable::get();
  text += "\n## Flags of every command\n";
  markdown_flags(text, table.root());
  for (const Command& command : table.all()) {
    if (!command.name.empty()) {
      markdown_command(text, command);
    }
  }
  text += "\n## Exit codes\n\n| Code | Meaning |\n| --- | --- |\n";
  for (const ExitRow& row : exit_codes()) {
    text.append("| ").append(std::to_string(row.number)).append(" | ");
    text.append(cell(row.meaning)).append(" |\n");
  }
  return text;
}

void write_help_json(JsonWriter& json, int exit_code) {
  const CommandTable& table = CommandTable::get();
  json.begin_object();
  json.member("schema", "rulec.help/1");
  json.member("rulec", version_text());
  json.member("exit_code", exit_code);
  write_flags(json, "flags", table.root());
  json.key("commands");
  json.begin_array();
  for (const Command& command : table.all()) {
    if (!command.name.empty()) {
      write_command(json, command);
    }
  }
  json.end_array();
  write_exits(json, "exit_codes", exit_codes());
  json.end_object();
}

}  // namespace rulec::app

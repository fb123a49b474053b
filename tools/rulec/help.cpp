// Plain text help. Layout: a left column of names as wide as the names need, up to kMaxLeft, and
// the explanation wrapped beside it.
#include "help.h"

#include <algorithm>

#include "argument_scan.h"
#include "base/utf8.h"
#include "report.h"

namespace rulec::app {
namespace {

constexpr std::size_t kMaxLeft = 30;
// Longer lists of values stand in the explanation instead of the usage.
constexpr std::size_t kMaxListInUsage = 40;
constexpr std::size_t kShortHelpLines = 25;

struct Line {
  std::string left;
  std::string right;
};

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  std::size_t length = utf8::count(text);
  result.append(length < width ? width - length : 0, ' ');
  return result;
}

std::string columns(const std::vector<Line>& lines, const HelpOptions& options) {
  std::size_t left = 0;
  for (const Line& line : lines) {
    std::size_t length = utf8::count(line.left);
    left = length <= kMaxLeft ? std::max(left, length) : left;
  }
  std::string text;
  std::size_t indent = left + 4;
  for (const Line& line : lines) {
    text += "  ";
    if (utf8::count(line.left) > left) {
      text.append(line.left).append("\n").append(indent, ' ');
    } else {
      text += padded(line.left, left + 2);
    }
    text.append(wrapped(line.right, indent, options.width)).append("\n");
  }
  return text;
}

bool has_long_list(const Flag& flag) {
  bool is_list = flag.kind == FlagKind::kChoice || flag.kind == FlagKind::kChoices;
  return is_list && flag.values.size() > kMaxListInUsage;
}

std::string listed(std::string_view values) {
  std::string text;
  for (std::string_view value : split_values(values, '|')) {
    text.append(text.empty() ? "" : ", ").append(value);
  }
  return text;
}

std::vector<Line> example_lines(const Command& command) {
  std::vector<Line> lines;
  lines.reserve(command.examples.size());
  for (const Example& example : command.examples) {
    lines.push_back({.left = std::string(example.line), .right = std::string(example.meaning)});
  }
  return lines;
}

std::string examples(const Command& command, const HelpOptions& options) {
  std::size_t left = 0;
  for (const Example& example : command.examples) {
    left = std::max(left, example.line.size());
  }
  std::string text;
  for (const Line& line : example_lines(command)) {
    if (left + line.right.size() + 6 <= options.width) {
      text.append("  ").append(padded(line.left, left + 3)).append(line.right).append("\n");
    } else {
      text.append("  ").append(line.left).append("\n      ");
      text.append(wrapped(line.right, 6, options.width)).append("\n");
    }
  }
  return text;
}

std::vector<Line> argument_lines(const Command& command) {
  std::vector<Line> lines;
  lines.reserve(command.arguments.size());
  for (const ArgumentRow& argument : command.arguments) {
    lines.push_back({.left = std::string(argument.name), .right = argument_help(argument)});
  }
  return lines;
}

enum class Which : std::uint8_t { kBuilt, kLater };

std::vector<Line> flag_lines(const Command& command, Which which) {
  std::vector<Line> lines;
  for (const Flag& flag : command.flags) {
    if (flag.use != FlagUse::kHidden && flag.is_built() == (which == Which::kBuilt)) {
      lines.push_back({.left = flag_usage(flag), .right = flag_help(flag)});
    }
  }
  return lines;
}

std::string title(const Command& command, const HelpOptions& options) {
  std::string name = spoken_name(command);
  std::string text = name + " - " + std::string(command.summary);
  for (std::string_view alias : command.aliases) {
    text.append("   (also: rulec ").append(alias).append(")");
  }
  text += "\n";
  if (!command.is_built()) {
    text += "\nnot built yet; use instead: ";
    text.append(wrapped(command.instead, 4, options.width - 28)).append("\n");
  }
  return text;
}

std::string section(std::string_view heading, const std::string& body) {
  return body.empty() ? std::string() : "\n" + std::string(heading) + ":\n" + body;
}

// --- the main screen

std::string_view first_word(std::string_view name) {
  return name.substr(0, name.find(' '));
}

struct Entry {
  std::string name;
  std::string_view summary;
};

// Commands of a group by first word, marked when none of them is built.
std::vector<Entry> entries_of(std::string_view group) {
  std::vector<Entry> entries;
  std::vector<std::string_view> seen;
  for (const Command& command : CommandTable::get().all()) {
    std::string_view word = first_word(command.name);
    if (command.group != group || std::ranges::find(seen, word) != seen.end()) {
      continue;
    }
    seen.push_back(word);
    bool is_built = std::ranges::any_of(CommandTable::get().all(), [&](const Command& other) {
      return first_word(other.name) == word && other.is_built();
    });
    entries.push_back(
        {.name = std::string(word) + (is_built ? "" : "*"), .summary = command.summary});
  }
  return entries;
}

std::string two_columns(std::string_view group, const std::vector<Entry>& entries) {
  std::size_t left = 0;
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    left = std::max(left, entries[i].summary.size());
  }
  std::string text;
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    std::string line = padded(i == 0 ? group : "", 11) + padded(entries[i].name, 11);
    line += padded(entries[i].summary, left + 3);
    if (i + 1 < entries.size()) {
      line += padded(entries[i + 1].name, 11);
      line += entries[i + 1].summary;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string one_column(std::string_view group, const std::vector<Entry>& entries,
                       const HelpOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    text += padded(i == 0 ? group : "", 11) + padded(entries[i].name, 11);
    text.append(wrapped(entries[i].summary, 22, options.width)).append("\n");
  }
  return text;
}

std::string names_only(std::string_view group, const std::vector<Entry>& entries,
                       const HelpOptions& options) {
  std::string names;
  for (const Entry& entry : entries) {
    names.append(names.empty() ? "" : " ").append(entry.name);
  }
  return padded(group, 11) + wrapped(names, 11, options.width) + "\n";
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

std::vector<std::string_view> groups() {
  std::vector<std::string_view> names;
  for (const Command& command : CommandTable::get().all()) {
    if (!command.group.empty() && (names.empty() || names.back() != command.group)) {
      names.push_back(command.group);
    }
  }
  return names;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::size_t room = width > indent + 20 ? width - indent : 20;
  std::string result;
  std::size_t column = 0;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t length = utf8::count(word);
    if (column > 0 && column + 1 + length > room) {
      result.append("\n").append(indent, ' ');
      column = 0;
    }
    if (column > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += length;
  }
  return result;
}

std::string flag_usage(const Flag& flag) {
  std::string text;
  for (std::string_view name : flag.names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  if (flag.takes_value_after_equals()) {
    return text.append("[=").append(flag.values).append("]");
  }
  if (!flag.takes_value()) {
    return text;
  }
  if (has_long_list(flag)) {
    return text.append(" VALUE");
  }
  bool is_short = flag.names.size() == 1 && text.size() == 2 && flag.kind == FlagKind::kChoice;
  return text.append(is_short ? "" : " ").append(flag.values);
}

std::string flag_help(const Flag& flag) {
  std::string text(flag.help);
  if (has_long_list(flag)) {
    text.append(": ").append(listed(flag.values));
  }
  if (!flag.fallback.empty()) {
    text.append(" [").append(flag.fallback).append("]");
  }
  return text;
}

std::string argument_help(const ArgumentRow& argument) {
  std::string text(argument.help);
  if (!argument.values.empty()) {
    text.append(": ").append(listed(argument.values));
  }
  return text;
}

std::string usage_line(const Command& command) {
  std::string text = spoken_name(command);
  if (command.name.empty()) {
    return text + " COMMAND [arguments] [flags]";
  }
  for (const ArgumentRow& argument : command.arguments) {
    text += ' ';
    switch (argument.count) {
      case ArgumentCount::kOne:
        text.append(argument.name);
        break;
      case ArgumentCount::kOptional:
        text.append("[").append(argument.name).append("]");
        break;
      case ArgumentCount::kAny:
        text.append("[").append(argument.name).append("...]");
        break;
      case ArgumentCount::kMany:
        text.append(argument.name).append("...");
        break;
    }
  }
  return text + " [flags]";
}

std::string main_screen(const HelpOptions& options) {
  const Command& root = CommandTable::get().root();
  std::string text = title(root, options) + "\n" + examples(root, options) + "\n";
  bool has_unbuilt = false;
  for (std::string_view group : groups()) {
    std::vector<Entry> entries = entries_of(group);
    has_unbuilt = has_unbuilt || std::ranges::any_of(entries, [](const Entry& entry) {
                    return entry.name.ends_with('*');
                  });
    if (group == "tool") {
      text += names_only(group, entries, options);
      continue;
    }
    std::string block = two_columns(group, entries);
    text += widest_line(block) <= options.width ? block : one_column(group, entries, options);
  }
  text += has_unbuilt ? "\n* not built yet: answers with what to use instead\n" : "\n";
  std::string_view more = "more: rulec COMMAND -h, rulec help COMMAND, rulec help exit-codes";
  return text + wrapped(more, 6, options.width) + "\n";
}

std::string short_help(const Command& command, const HelpOptions& options) {
  std::string text = title(command, options);
  if (!command.examples.empty()) {
    text += "\n" + examples(command, options);
  }
  text += "\nusage: " + usage_line(command) + "\n";
  std::vector<Line> lines = argument_lines(command);
  std::ranges::move(flag_lines(command, Which::kBuilt), std::back_inserter(lines));
  std::string more =
      "more: rulec help " + (command.name.empty() ? "COMMAND" : std::string(command.name)) + "\n";
  std::size_t left_out = 0;
  std::string body = columns(lines, options);
  while (std::ranges::count(text + body, '\n') + 2 > static_cast<std::ptrdiff_t>(kShortHelpLines)) {
    lines.pop_back();
    ++left_out;
    body = columns(lines, options);
  }
  text += (body.empty() ? "" : "\n") + body;
  return text + (left_out > 0 ? counted(left_out, "more flag") + "; " : "") + more;
}

std::string full_help(const Command& command, const HelpOptions& options) {
  const CommandTable& table = CommandTable::get();
  std::string text = title(command, options);
  if (!command.about.empty()) {
    text += "\n" + wrapped(command.about, 0, options.width) + "\n";
  }
  text += section("examples", examples(command, options));
  text += "\nusage: " + usage_line(command) + "\n";
  text += section("arguments", columns(argument_lines(command), options));
  bool is_root = &command == &table.root();
  if (!is_root) {
    text += section("flags", columns(flag_lines(command, Which::kBuilt), options));
    text += section("flags that are not built yet",
                    columns(flag_lines(command, Which::kLater), options));
  }
  text +=
      section("flags of every command", columns(flag_lines(table.root(), Which::kBuilt), options));
  if (is_root) {
    text += section("flags of every command that are not built yet",
                    columns(flag_lines(table.root(), Which::kLater), options));
  }
  std::vector<Line> exits = {{.left = "0", .right = std::string(exit_codes().front().meaning)}};
  for (const ExitRow& row : command.exits) {
    exits.push_back({.left = std::to_string(row.number), .right = std::string(row.meaning)});
  }
  exits.push_back({.left = "2, 3, 70", .right = "see rulec help exit-codes"});
  text += section("exit codes", columns(exits, options));
  if (!command.schema.empty()) {
    text += "\n--json prints a document of the form " + std::string(command.schema) + "\n";
  }
  return text;
}

}  // namespace rulec::app

// Help in its forms: the screen of `rulec` alone, short and full help of a command, the topics, and
// what is generated from the table (man pages, docs/commands.md, rulec.help/1). All text follows
// from the command table, so it cannot disagree with the parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "command_table.h"

namespace rulec::app {

// The columns that help is wrapped to.
struct HelpOptions {
  std::uint32_t width = 100;
};

[[nodiscard]] std::string main_screen(const HelpOptions& options);
// At most 25 lines; opens with examples.
[[nodiscard]] std::string short_help(const Command& command, const HelpOptions& options);
[[nodiscard]] std::string full_help(const Command& command, const HelpOptions& options);

// exit-codes, environment, formats, files, operators, rulec.yaml; empty when there is no such
// topic.
[[nodiscard]] std::vector<std::string_view> help_topics();
[[nodiscard]] std::string topic_help(std::string_view topic, const HelpOptions& options);

// A name and what it means, of a topic.
struct TopicRow {
  std::string name;
  std::string text;
};
[[nodiscard]] std::vector<TopicRow> environment_rows();
[[nodiscard]] std::vector<TopicRow> file_rows();

void write_help_json(JsonWriter& json, int exit_code);
[[nodiscard]] std::string man_page(const Command& command);
[[nodiscard]] std::string markdown_reference();

// --- pieces that the printers share
// "-f, --force", "--since REF", "--coverage[=html|json]".
[[nodiscard]] std::string flag_usage(const Flag& flag);
// "rulec lint [PATH...] [flags]".
[[nodiscard]] std::string usage_line(const Command& command);
// Help text of a flag with its default.
[[nodiscard]] std::string flag_help(const Flag& flag);
[[nodiscard]] std::string argument_help(const ArgumentRow& argument);
// `text` in lines of at most `width` columns, each after the first behind `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace rulec::app

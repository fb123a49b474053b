// The topics of `rulec help`: what is true of all commands.
#include <algorithm>

#include "config_reference.h"
#include "help.h"
#include "operator_reference.h"
#include "parse.h"

namespace rulec::app {
namespace {

using Row = TopicRow;

std::string table_of(const std::vector<Row>& rows, const HelpOptions& options) {
  std::size_t left = 0;
  for (const Row& row : rows) {
    left = std::max(left, row.name.size());
  }
  std::string text;
  for (const Row& row : rows) {
    text.append("  ").append(row.name).append(left + 2 - row.name.size(), ' ');
    text.append(wrapped(row.text, left + 4, options.width)).append("\n");
  }
  return text;
}

std::string exit_code_topic(const HelpOptions& options) {
  std::vector<Row> rows;
  for (const ExitRow& row : exit_codes()) {
    rows.push_back({.name = std::to_string(row.number), .text = std::string(row.meaning)});
  }
  return "Exit codes, the same for all commands; scripts may rely on the numbers:\n\n" +
         table_of(rows, options) + "\nWhen several apply, the first of 70, 2, 3, 4, 5, 1 wins.\n";
}

std::string environment_topic(const HelpOptions& options) {
  return "Environment variables. A flag wins over a variable, a variable over a file:\n\n" +
         table_of(environment_rows(), options);
}

std::string format_topic(const HelpOptions& options) {
  std::vector<Row> rows = {
      {.name = "full", .text = "findings with source frames, for people (default)"},
      {.name = "concise", .text = "FILE:LINE:COL: error[RCnnnn] name: message, one line each"},
      {.name = "grouped", .text = "a file, and its findings below it"},
      {.name = "narrate", .text = "a sentence a finding, to be read aloud"},
      {.name = "json", .text = "one document on stdout, also for every failure (rulec.error/1)"},
      {.name = "jsonl", .text = "lint, test: an object a line, the totals last"},
      {.name = "sarif", .text = "lint: SARIF 2.1.0, for code scanning"},
      {.name = "junit", .text = "lint, test: JUnit's XML"},
      {.name = "github", .text = "lint, test: workflow commands of GitHub Actions"},
      {.name = "gitlab", .text = "lint: code quality report of GitLab"},
      {.name = "checkstyle", .text = "lint: Checkstyle's XML"},
      {.name = "rdjson, rdjsonl", .text = "lint: reviewdog"},
      {.name = "tap", .text = "test: TAP 14"},
      {.name = "lcov, cobertura, html",
       .text = "test: coverage; values of --report and --coverage"}};
  std::string text =
      "Values of --format, and of --report FORMAT=FILE:\n\n" + table_of(rows, options);
  text += "\nForms of the --json document, by command:\n\n";
  rows.clear();
  for (const Command& command : CommandTable::get().all()) {
    if (!command.schema.empty() && !command.name.empty()) {
      rows.push_back({.name = std::string(command.name), .text = std::string(command.schema)});
    }
  }
  rows.push_back({.name = "any failure", .text = "rulec.error/1"});
  return text + table_of(rows, options) + "\nWithin /1 fields are only added.\n";
}

std::string file_topic(const HelpOptions& options) {
  return "Files of a project, and beside it, most specific first:\n\n" +
         table_of(file_rows(), options);
}

}  // namespace

std::vector<TopicRow> environment_rows() {
  std::vector<Row> rows;
  for (const Flag& flag : CommandTable::get().root().flags) {
    if (flag.use == FlagUse::kSetting) {
      rows.push_back({.name = variable_of(flag),
                      .text = "as " + flag_usage(flag) + ": " + std::string(flag.help)});
    }
  }
  rows.push_back({.name = "RULEC_LIMIT_SOURCE", .text = "as --limit source=SIZE"});
  rows.push_back({.name = "NO_COLOR", .text = "not empty: no colours"});
  rows.push_back(
      {.name = "CLICOLOR_FORCE, FORCE_COLOR", .text = "not 0: colours off a terminal too"});
  rows.push_back({.name = "CLICOLOR", .text = "0: no colours"});
  rows.push_back({.name = "TERM", .text = "dumb: no colours, links or line drawing"});
  rows.push_back({.name = "RULEC_HYPERLINKS",
                  .text = "always, never: paths of findings as links [on a terminal]"});
  rows.push_back({.name = "LC_ALL, LC_CTYPE, LANG",
                  .text = "UTF-8: line drawing on a terminal; the first that is set counts"});
  rows.push_back({.name = "GITHUB_ACTIONS",
                  .text = "true: findings and failed tests as workflow commands too, unless a form "
                          "was chosen"});
  rows.push_back({.name = "GITHUB_STEP_SUMMARY",
                  .text = "inside of Actions: the file that a table of the steps is appended to"});
  rows.push_back({.name = "COLUMNS", .text = "width of the output when it is no terminal [100]"});
  rows.push_back(
      {.name = "XDG_CONFIG_HOME, HOME", .text = "where the user's rulec/config.yaml is"});
  rows.push_back(
      {.name = "TMPDIR", .text = "where a report about a bug in rulec is written [/tmp]"});
  rows.push_back({.name = "RULEC_PAGER, PAGER",
                  .text = "program that shows what is longer than the screen [less]; empty or cat: "
                          "none"});
  rows.push_back({.name = "XDG_DATA_HOME", .text = "where `rulec completion --install` writes"});
  return rows;
}

std::vector<TopicRow> file_rows() {
  return {{.name = "rulec.yaml",
           .text = "name, version, entry points, settings; found in the "
                   "working folder or above it, up to the git work tree"},
          {.name = "rules/**/*.rule.json", .text = "one rule, or {\"rules\": [...]}"},
          {.name = "schemas/ENTRY_POINT.context.json",
           .text = "JSON Schema of the context of an entry point, unless rulec.yaml names one"},
          {.name = "tests/**/*.test.json", .text = "test cases"},
          {.name = ".rulec/schemas/", .text = "rulec's own schemas, for editors"},
          {.name = "NAME-VERSION.rbx", .text = "a compiled bundle"},
          {.name = "NAME-VERSION.rbx.build.json",
           .text = "commit, dirty flag and time of that build; no part of the bundle"},
          {.name = "NAME-VERSION.rbx.dsse.jsonl",
           .text = "signed statements about the bundle, one a line"},
          {.name = "NAME-VERSION.rpack",
           .text = "a package: bundle, bill of materials, signed statements"},
          {.name = "$XDG_CONFIG_HOME/rulec/config.yaml",
           .text = "the user's format, color and limits; default ~/.config/rulec/"},
          {.name = "/etc/rulec/config.yaml", .text = "the same for all users"}};
}

std::vector<std::string_view> help_topics() {
  return {"exit-codes", "environment", "formats", "files", "operators", "rulec.yaml"};
}

std::string topic_help(std::string_view topic, const HelpOptions& options) {
  if (topic == "exit-codes") {
    return exit_code_topic(options);
  }
  if (topic == "environment") {
    return environment_topic(options);
  }
  if (topic == "formats") {
    return format_topic(options);
  }
  if (topic == "rulec.yaml") {
    return configuration_topic(options);
  }
  if (topic == "operators") {
    return operators_topic(options);
  }
  return topic == "files" ? file_topic(options) : std::string();
}

}  // namespace rulec::app

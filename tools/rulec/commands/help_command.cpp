#include "commands/help_command.h"

#include "config_reference.h"
#include "diag/suggest.h"
#include "help.h"
#include "operator_reference.h"
#include "output.h"

namespace rulec::app::help_command {
namespace {

// "rulec" stands for the program itself: `rulec help rulec`.
const Command* find_command(std::string_view topic) {
  const CommandTable& table = CommandTable::get();
  if (topic == "rulec") {
    return &table.root();
  }
  return topic.empty() ? nullptr : table.find(topic);
}

Failure unknown_topic(const std::string& topic) {
  Failure unknown = failure(diag::Code::kUnknownCommand, {{"command", topic}});
  std::vector<std::string_view> candidates = CommandTable::get().words();
  for (std::string_view name : help_topics()) {
    candidates.push_back(name);
  }
  unknown.suggestions = diag::suggest(topic, candidates);
  unknown.more =
      "topics: exit-codes, environment, formats, files, operators, rulec.yaml; all commands: rulec";
  return unknown;
}

// `config` and the like have no page of their own: those of their commands, one after the other.
std::string help_of(const std::string& topic, const HelpOptions& options) {
  if (std::string text = topic_help(topic, options); !text.empty()) {
    return text;
  }
  if (const Command* command = find_command(topic)) {
    return full_help(*command, options);
  }
  std::string text;
  for (const Command* command : CommandTable::get().below(topic)) {
    text += (text.empty() ? "" : "\n") + short_help(*command, options);
  }
  return text;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  std::string topic;
  for (const std::string& word : invocation.arguments) {
    topic += (topic.empty() ? "" : " ") + word;
  }
  return {.common = common,
          .topic = topic,
          .prints_man = invocation.has("--man"),
          .prints_markdown = invocation.has("--markdown")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.prints_markdown) {
    print(env, options.topic == "operators" ? operators_markdown() : markdown_reference());
    return ExitCode::kOk;
  }
  HelpOptions layout{.width = env.terminal.width};
  std::string text = options.topic.empty() ? main_screen(layout) : help_of(options.topic, layout);
  if (text.empty()) {
    return refuse(unknown_topic(options.topic));
  }
  if (options.common.is_json()) {
    text.clear();
    JsonWriter json(text);
    write_help_json(json, 0);
    print_document(env, text);
    return ExitCode::kOk;
  }
  if (options.prints_man && options.topic == "rulec.yaml") {
    text = configuration_man_page();
  } else if (options.prints_man) {
    const Command* command = find_command(options.topic.empty() ? "rulec" : options.topic);
    if (command == nullptr) {
      return refuse(unknown_topic(options.topic));
    }
    text = man_page(*command);
  }
  print(env, text);
  return ExitCode::kOk;
}

}  // namespace rulec::app::help_command

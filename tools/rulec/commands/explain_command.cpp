#include "commands/explain_command.h"

#include <algorithm>

#include "build_report.h"
#include "commands/explain_rule.h"
#include "diag/explain.h"
#include "diag/suggest.h"
#include "operator_reference.h"
#include "output.h"

namespace rulec::app::explain_command {
namespace {

using diag::Code;

constexpr std::size_t kDefaultFlips = 3;

std::string_view severity_name(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::Error:
      return "error";
    case diag::Severity::Warning:
      return "warning";
    case diag::Severity::Hint:
      return "hint";
    case diag::Severity::Retired:
      return "retired";
  }
  return "error";
}

// The page for a terminal: fences become indented blocks, `run` ones commands behind "$",
// `file` ones the file's name and text; comments of the page are left out.
class PageText {
 public:
  std::string of(std::string_view page) {
    while (!page.empty()) {
      std::string_view line = page.substr(0, page.find('\n'));
      page.remove_prefix(std::min(line.size() + 1, page.size()));
      add(line);
    }
    return std::move(text_);
  }

 private:
  void add(std::string_view line) {
    if (line.starts_with("```")) {
      begin_or_end_fence(line.substr(3));
    } else if (!fence_.empty()) {
      text_.append("    ").append(fence_ == "run" ? "$ " : "").append(line).append("\n");
    } else if (!line.starts_with("<!--")) {
      text_.append(line).append("\n");
    }
  }

  void begin_or_end_fence(std::string_view info) {
    if (!fence_.empty()) {
      fence_ = {};
      return;
    }
    fence_ = info.empty() ? "text" : info.substr(0, info.find(' '));
    if (info.starts_with("file ")) {
      text_.append("  ").append(info.substr(5)).append("\n");
    }
  }

  std::string text_;
  std::string_view fence_;
};

bool looks_like_decision(std::string_view topic) {
  return topic.starts_with("dec_") || topic.ends_with(".json") || topic.ends_with(".rbx") ||
         topic.ends_with(".eff");
}

Failure unknown_topic(const std::string& topic, const std::vector<std::string>& rules) {
  if (looks_like_decision(topic)) {
    Failure later = failure(Code::kNotBuiltYet, {{"what", "explaining `" + topic + "`"}});
    later.more =
        "use instead: rulec explain RULE --context FILE; recorded decisions do not exist yet";
    return later;
  }
  Failure unknown = failure(Code::kUnknownTopic, {{"topic", topic}});
  std::vector<std::string> candidates = rules;
  for (const diag::CatalogueRow& row : diag::catalogue()) {
    candidates.emplace_back(row.name);
    candidates.push_back(diag::code_text(row.code));
  }
  for (const value::OperatorRow& row : value::operator_table()) {
    candidates.emplace_back(row.name);
  }
  unknown.suggestions = diag::suggest(topic, candidates);
  unknown.more =
      "codes and names of findings, operators, and rules of the project by id are explained";
  return unknown;
}

std::string operator_document(const value::OperatorRow& row) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.explain/1", "explain", ExitCode::kOk);
  write_operator(json, row);
  json.end_object();
  return text;
}

std::string document(const diag::CatalogueRow& row) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.explain/1", "explain", ExitCode::kOk);
  json.member("code", diag::code_text(row.code));
  json.member("name", row.name);
  json.member("severity", severity_name(row.severity));
  json.member("message", row.message);
  json.member("page", diag::page_of(row.code));
  json.end_object();
  return text;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .topic = invocation.arguments.front(),
          .context_file = invocation.value("--context"),
          .sets = invocation.all("--set"),
          .now = invocation.value("--now"),
          .acks_file = invocation.value("--acks"),
          .flips = invocation.number("--flip").value_or(kDefaultFlips)};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  // With a context only a rule can be meant, whatever its id is.
  if (options.context_file) {
    RuleTopic topic = find_rule(options, env);
    if (topic.rule != nullptr) {
      return explain_rule(options, topic, env);
    }
    if (topic.findings.has_errors()) {
      return report_findings(topic.findings, *topic.build, options.common, env);
    }
    return refuse(unknown_topic(options.topic, topic.candidates));
  }
  if (const value::OperatorRow* row = value::find_operator(options.topic)) {
    if (options.common.is_json()) {
      print_document(env, operator_document(*row));
    } else {
      print(env, operator_page(*row));
    }
    return ExitCode::kOk;
  }
  const diag::CatalogueRow* row = diag::find_row(options.topic);
  if (row == nullptr) {
    RuleTopic topic = find_rule(options, env);
    return topic.rule != nullptr ? explain_rule(options, topic, env)
                                 : refuse(unknown_topic(options.topic, topic.candidates));
  }
  if (options.common.is_json()) {
    print_document(env, document(*row));
  } else {
    print(env, PageText().of(diag::page_of(row->code)));
  }
  return ExitCode::kOk;
}

}  // namespace rulec::app::explain_command

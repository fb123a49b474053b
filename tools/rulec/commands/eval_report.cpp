#include "commands/eval_report.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/limits.h"
#include "diag/render.h"
#include "output.h"
#include "parser/json/reader.h"
#include "value/json_value.h"

namespace rulec::app {
namespace {

constexpr std::size_t kShownDigits = 12;

std::string text_of(const Value& value) {
  std::string text;
  append_value(text, value);
  return diag::printable(text);
}

// The sentence a person would read: title and message, whatever there is of them.
std::string message_text(const Value& message) {
  Value content = message.member("content");
  Value text = content.is_object() ? content.member("message") : content;
  if (text.is_absent()) {
    text = message.member("title");
  }
  return text.is_absent() ? "" : text_of(text);
}

std::string outcome_line(const runtime::Decision& decision) {
  if (!decision.blocked) {
    return "proceed\n";
  }
  std::string line = "BLOCKED until ";
  bool is_first = true;
  for (const runtime::Acknowledgement& required : decision.required) {
    line += (is_first ? "`" : ", `") + diag::printable(required.ack_key) + "`";
    is_first = false;
  }
  return line + (decision.required.size() == 1 ? " is acknowledged\n" : " are acknowledged\n");
}

std::string messages_part(const runtime::Decision& decision) {
  std::string out;
  for (const Value& message : decision.messages) {
    out += "  " + std::string(message.member("id").as_string()) + "  " +
           std::string(message.member("action_type").as_string()) + "  from " +
           diag::printable(message.member("rule_id").as_string()) + "  " + message_text(message) +
           "\n";
  }
  return out.empty() ? out : "messages\n" + out;
}

std::string updates_part(const runtime::Decision& decision) {
  std::string out;
  for (const runtime::ContextUpdate& update : decision.context_updates) {
    out += "  " + std::string(update.operation) + " " + diag::printable(update.target);
    if (!update.value.is_absent()) {
      out += "  " + text_of(update.value);
    }
    out += "\n";
  }
  return out.empty() ? out : "context updates\n" + out;
}

std::string result_part(const runtime::Decision& decision) {
  if (!decision.result) {
    return "";
  }
  const runtime::ScorecardResult& result = *decision.result;
  return "result\n  total points    " + text_of(result.total_points) + "\n  pattern         " +
         diag::printable(result.pattern_result) + "\n  recommendation  " +
         text_of(result.action_recommendation) + "\n";
}

// The rule that failed, or the scorecard whose item did; the message names the item.
std::string error_place(const bytecode::Program& program, std::uint32_t entry_point,
                        const runtime::DecisionError& error) {
  bool is_rule = error.rule != runtime::DecisionError::kNone;
  auto scorecard =
      std::ranges::find(program.scorecards, entry_point, &bytecode::Scorecard::entry_point);
  bytecode::StringId id = is_rule ? program.rules[error.rule].id : scorecard->id;
  return program.strings[id.index()];
}

}  // namespace

std::string eval_document(const EvalReport& report) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.eval/1", "eval", report.exit_code);
  json.key(report.is_problem ? "problem" : "decision");
  json.raw(report.answer);
  if (report.explains) {
    json.key("explain");
    tooling::write_explanation(json, report.why);
  }
  if (!report.differences.empty()) {
    json.key("differences");
    json.begin_array();
    for (const tooling::Difference& difference : report.differences) {
      json.begin_object();
      json.member("path", difference.path);
      json.member("expected", difference.expected);
      json.member("got", difference.got);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return text;
}

std::string explained_decision(const runtime::LoadedRuleset& ruleset,
                               const runtime::Decision& decision, std::int64_t now_ms,
                               const tooling::Explanation& why, const SourceMap& sources) {
  const bytecode::Program& program = runtime::program_of(ruleset);
  const bytecode::EntryPoint& entry_point = program.entry_points[decision.entry_point];
  std::string out = "decision   " + program.strings[entry_point.name.index()] + "   " +
                    calendar::format_instant(now_ms) + "\n";
  std::string_view digest = runtime::digest_of(ruleset);
  std::size_t shown = digest.find(':') == std::string_view::npos
                          ? digest.size()
                          : digest.find(':') + 1 + kShownDigits;
  out += "bundle     " + program.name + " " + program.version + "   " +
         std::string(digest.substr(0, shown)) + "\n";
  out += "outcome    " + outcome_line(decision);
  out += tooling::render_explanation(why, sources);
  for (const runtime::DecisionError& error : decision.errors) {
    out += "  error[RC" + std::to_string(error.code) + "] in " +
           error_place(program, decision.entry_point, error) + ": " +
           diag::printable(error.message) + "\n";
  }
  return out + messages_part(decision) + updates_part(decision) + result_part(decision);
}

std::string difference_text(const std::vector<tooling::Difference>& differences) {
  std::string out;
  for (const tooling::Difference& difference : differences) {
    std::string path = diag::printable(difference.path);
    out += "- " + path + ": " + diag::printable(difference.expected) + "\n";
    out += "+ " + path + ": " + diag::printable(difference.got) + "\n";
  }
  return out.empty() ? out : out + "  - expected   + got\n";
}

std::string context_findings(const std::string& name, const std::string& text) {
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add(name, text);
  static_cast<void>(json::parse(
      sources, source, {.max_bytes = kMaxRequestBytes, .max_depth = kMaxRequestDepth}, findings));
  std::string out;
  for (const diag::Diagnostic& finding : findings.take_sorted()) {
    LineColumn at = sources.at(source).line_column(finding.primary.span.begin);
    out += diag::printable(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
           ": error[" + diag::code_text(finding.code) + "] " +
           std::string(diag::row_of(finding.code).name) + "\n";
  }
  return out;
}

}  // namespace rulec::app

#include "runtime/decision_json.h"

#include "runtime/internal/loaded_ruleset.h"
#include "value/json_value.h"

namespace rulec::runtime {
namespace {

// "RC6010" without a detour over the heap.
void write_code(JsonWriter& writer, std::uint16_t code) {
  char text[] = {'R', 'C', '0', '0', '0', '0'};
  for (std::size_t i = 5; code > 0; --i, code = static_cast<std::uint16_t>(code / 10)) {
    text[i] = static_cast<char>('0' + code % 10);
  }
  writer.member("code", std::string_view(text, sizeof text));
}

class DecisionWriter {
 public:
  DecisionWriter(JsonWriter& writer, const LoadedRuleset& ruleset, const Decision& decision)
      : writer_(writer), ruleset_(ruleset), decision_(decision) {}

  void write() {
    writer_.begin_object();
    writer_.member("success", true);
    writer_.member("blocked", decision_.blocked);
    writer_.member("proceed", !decision_.blocked);
    writer_.member("requires_acknowledgment", !decision_.required.empty());
    writer_.member("entry_point", ruleset_.entry_points[decision_.entry_point].name);
    bundle();
    writer_.member("rules_evaluated", decision_.rules_evaluated);
    rules_executed();
    values("messages", decision_.messages);
    acknowledgements("required_acknowledgments", decision_.required);
    acknowledgements("satisfied_acknowledgments", decision_.satisfied);
    blocking_rules();
    values("preference_prompts", decision_.preference_prompts);
    values("preferences", decision_.preference_prompts);
    context_updates();
    writer_.key("updates");
    write_value(writer_, decision_.updates);
    values("effects", decision_.effects);
    errors();
    if (decision_.result) {
      result(*decision_.result);
    }
    writer_.end_object();
  }

 private:
  void bundle() {
    writer_.key("bundle");
    writer_.begin_object();
    writer_.member("name", ruleset_.program.name);
    writer_.member("version", ruleset_.program.version);
    writer_.member("digest", ruleset_.digest);
    writer_.end_object();
  }

  void rule_id(std::uint32_t rule) { writer_.member("rule_id", ruleset_.rule_id(rule)); }

  void rules_executed() {
    writer_.key("rules_executed");
    writer_.begin_array();
    for (const ExecutedRule& executed : decision_.rules_executed) {
      const bytecode::Rule& row = ruleset_.program.rules[executed.rule];
      writer_.begin_object();
      rule_id(executed.rule);
      writer_.member("name", ruleset_.text(row.name));
      writer_.member("priority", std::int64_t{row.priority});
      writer_.member("actions", executed.actions);
      writer_.member("stopped", executed.stopped);
      writer_.key("error");
      if (executed.error.empty()) {
        writer_.null();
      } else {
        writer_.string(executed.error);
      }
      writer_.end_object();
    }
    writer_.end_array();
  }

  void values(std::string_view key, std::span<const Value> list) {
    writer_.key(key);
    writer_.begin_array();
    for (const Value& value : list) {
      write_value(writer_, value);
    }
    writer_.end_array();
  }

  void acknowledgements(std::string_view key, std::span<const Acknowledgement> list) {
    writer_.key(key);
    writer_.begin_array();
    for (const Acknowledgement& entry : list) {
      writer_.begin_object();
      writer_.member("ack_key", entry.ack_key);
      rule_id(entry.rule);
      writer_.member("message_id", entry.message_id);
      if (!entry.scope.empty()) {
        writer_.member("scope", entry.scope);
      }
      writer_.end_object();
    }
    writer_.end_array();
  }

  void blocking_rules() {
    writer_.key("blocking_rules");
    writer_.begin_array();
    for (std::uint32_t rule : decision_.blocking_rules) {
      writer_.string(ruleset_.rule_id(rule));
    }
    writer_.end_array();
  }

  void context_updates() {
    writer_.key("context_updates");
    writer_.begin_array();
    for (const ContextUpdate& update : decision_.context_updates) {
      writer_.begin_object();
      writer_.member("target", update.target);
      writer_.member("operation", update.operation);
      if (!update.value.is_absent()) {
        writer_.key("value");
        write_value(writer_, update.value);
      }
      rule_id(update.rule);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void error_place(const DecisionError& error) {
    if (error.item == DecisionError::kNone) {
      rule_id(error.rule);
      return;
    }
    std::uint32_t index = ruleset_.entry_points[decision_.entry_point].scorecard;
    const bytecode::Scorecard& scorecard = *ruleset_.scorecards[index].row;
    writer_.member("rule_id", ruleset_.text(scorecard.id));
    writer_.member("item_id", ruleset_.text(scorecard.items[error.item].id));
  }

  void result(const ScorecardResult& result) {
    writer_.key("result");
    writer_.begin_object();
    writer_.key("total_points");
    write_value(writer_, result.total_points);
    writer_.member("pattern_result", result.pattern_result);
    writer_.key("action_recommendation");
    write_value(writer_, result.action_recommendation);
    writer_.end_object();
  }

  void errors() {
    writer_.key("errors");
    writer_.begin_array();
    for (const DecisionError& error : decision_.errors) {
      writer_.begin_object();
      error_place(error);
      write_code(writer_, error.code);
      writer_.member("message", error.message);
      writer_.end_object();
    }
    writer_.end_array();
    if (decision_.errors_omitted > 0) {
      writer_.member("errors_omitted", decision_.errors_omitted);
    }
  }

  JsonWriter& writer_;
  const LoadedRuleset& ruleset_;
  const Decision& decision_;
};

// --- problems

struct ProblemRow {
  std::uint16_t code;
  std::string_view type;
  std::string_view title;
  int status;
};

constexpr ProblemRow kProblems[] = {
    {6101, "urn:rulec:problem:RC6101", "malformed-json", 400},
    {6110, "urn:rulec:problem:RC6110", "context-invalid", 400},
    {6111, "urn:rulec:problem:RC6111", "entry-point-not-found", 404},
    {6140, "urn:rulec:problem:RC6140", "rule-error", 422},
    {6141, "urn:rulec:problem:RC6141", "too-many-actions", 422},
};
constexpr ProblemRow kInternal = {6199, "urn:rulec:problem:RC6199", "internal", 500};

const ProblemRow& row_of(std::uint16_t code) {
  for (const ProblemRow& row : kProblems) {
    if (row.code == code) {
      return row;
    }
  }
  return kInternal;
}

std::string joined(std::string_view a, std::string_view between, std::string_view b) {
  std::string text(a);
  text += between;
  text += b;
  return text;
}

void write_schema_errors(JsonWriter& writer, const Problem& problem) {
  writer.key("schema_validation_errors");
  writer.begin_array();
  for (const SchemaError& error : problem.schema_errors) {
    writer.begin_object();
    writer.member("path", error.path);
    writer.member("rule", error.rule);
    writer.member("expected", error.expected);
    writer.member("got", error.got);
    writer.end_object();
  }
  writer.end_array();
  writer.key("details");
  writer.begin_array();
  for (const SchemaError& error : problem.schema_errors) {
    std::string_view path = error.path.empty() ? std::string_view("/") : error.path;
    writer.string(joined(joined(path, ": expected ", error.expected), ", got ", error.got));
  }
  writer.end_array();
}

void write_rule_error(JsonWriter& writer, const Problem& problem) {
  writer.key("errors");
  writer.begin_array();
  writer.begin_object();
  writer.member("rule_id", problem.rule_id);
  if (!problem.item_id.empty()) {
    writer.member("item_id", problem.item_id);
  }
  write_code(writer, problem.error_code);
  writer.member("type", problem.error_type);
  writer.member("message", problem.error_message);
  writer.end_object();
  writer.end_array();
}

}  // namespace

void write_decision(JsonWriter& writer, const LoadedRuleset& ruleset, const Decision& decision) {
  DecisionWriter(writer, ruleset, decision).write();
}

void write_problem(JsonWriter& writer, const LoadedRuleset& /*ruleset*/,
                   std::string_view entry_point, const Problem& problem) {
  const ProblemRow& row = row_of(problem.code);
  writer.begin_object();
  writer.member("type", row.type);
  writer.member("title", row.title);
  writer.member("status", row.status);
  writer.member("detail", problem.detail);
  write_code(writer, row.code);
  writer.member("success", false);
  writer.member("proceed", false);
  writer.member("entry_point", entry_point);
  writer.member("error", std::string_view(joined(row.title, ": ", problem.detail)));
  if (problem.code == 6101) {
    writer.member("offset", problem.offset);
  }
  if (problem.code == 6110) {
    write_schema_errors(writer, problem);
  }
  if (problem.code == 6140) {
    write_rule_error(writer, problem);
  }
  writer.end_object();
}

}  // namespace rulec::runtime

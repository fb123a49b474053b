#include "commands/explain_rule.h"

#include <algorithm>

#include "base/limits.h"
#include "build_report.h"
#include "commands/eval_inputs.h"
#include "diag/render.h"
#include "output.h"
#include "tooling/decide/context.h"
#include "tooling/decide/ruleset.h"
#include "tooling/explain/rule_answer.h"
#include "value/json_value.h"

namespace rulec::app::explain_command {
namespace {

using diag::Code;

struct RuleWords {
  const parser::RuleNode& rule;
  std::string place;
  std::string condition;             // infix
  std::vector<std::string> actions;  // "user_acknowledge terms_v2"
};

// What the action is about, in one word beside its type.
std::string named_action(const parser::ActionNode& action) {
  std::string words(action.type);
  for (std::string_view key : {"ack_key", "preference_key", "target", "function", "template"}) {
    const parser::ActionArgument* argument = action.find(key);
    if (argument != nullptr && argument->value != nullptr && argument->value->literal.is_string()) {
      return words + " " + std::string(argument->value->literal.as_string());
    }
  }
  return words;
}

std::string action_words(const parser::ActionNode& action) {
  std::string words = named_action(action);
  if (!action.result.text.empty()) {
    words = std::string(action.result.text) + " = " + words;
  }
  return action.test == nullptr ? words : words + " when " + parser::infix(*action.test);
}

std::string place_text(Span span, const SourceMap& sources) {
  if (!span.source.is_valid()) {
    return "";
  }
  const Source& source = sources.at(span.source);
  LineColumn at = source.line_column(span.begin);
  return source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

RuleWords words_of(const parser::RuleNode& rule, const tooling::Build& build) {
  RuleWords words{.rule = rule,
                  .place = place_text(build.ast.span(rule.id.node), build.sources),
                  .condition = rule.condition == nullptr ? "true" : parser::infix(*rule.condition),
                  .actions = {}};
  std::ranges::transform(rule.actions, std::back_inserter(words.actions), action_words);
  return words;
}

std::string words_text(const RuleWords& words) {
  const parser::RuleNode& rule = words.rule;
  std::string out = (rule.is_flow ? "flow       " : "rule       ") + diag::printable(rule.id.text) +
                    "   priority " + std::to_string(rule.priority) + "   " +
                    diag::printable(words.place) + "\n";
  out += "asked by   ";
  for (const parser::TextAt& name : rule.entry_points) {
    out += (&name == &rule.entry_points.front() ? "" : ", ") + diag::printable(name.text);
  }
  out += "\nwhen       " + diag::printable(words.condition) + "\n";
  std::string label = "then       ";
  for (const std::string& action : words.actions) {
    out += label + diag::printable(action) + "\n";
    label.assign(label.size(), ' ');
  }
  return rule.stops ? out + label + "stop\n" : out;
}

void write_words(JsonWriter& json, const RuleWords& words) {
  json.member("rule_id", words.rule.id.text);
  json.member("place", words.place);
  json.member("priority", std::int64_t{words.rule.priority});
  json.key("entry_points");
  json.begin_array();
  for (const parser::TextAt& name : words.rule.entry_points) {
    json.string(name.text);
  }
  json.end_array();
  json.member("when", words.condition);
  json.key("then");
  json.begin_array();
  for (const std::string& action : words.actions) {
    json.string(action);
  }
  json.end_array();
  json.member("stops", words.rule.stops);
}

// --- the outcome

std::string turn_text(const tooling::RuleWhy& why) {
  switch (why.turn) {
    case tooling::RuleTurn::kFired:
      return why.stopped ? "FIRED, then stopped" : "FIRED";
    case tooling::RuleTurn::kNotFired:
      return "not fired";
    case tooling::RuleTurn::kSkipped:
      return "ERROR: " + diag::printable(why.reason);
    case tooling::RuleTurn::kNotReached:
      return "not reached: " + diag::printable(why.reason);
    case tooling::RuleTurn::kInactive:
    case tooling::RuleTurn::kOutOfWindow:
      return "passed over: " + diag::printable(why.reason);
  }
  return "";
}

std::string atom_line(const tooling::DecidingAtom& atom, const SourceMap& sources) {
  std::string line = "  " + diag::printable(atom.why.text) + "   " + atom.why.value;
  if (!atom.why.operands.empty()) {
    line += "   " + diag::printable(atom.why.operands);
  }
  if (atom.elements > 0) {
    line += "   for " + std::to_string(atom.elements) + (atom.elements == 1 ? " item" : " items");
  }
  return line + "   " + diag::printable(place_text(atom.why.span, sources)) + "\n";
}

std::string flips_line(const tooling::FlipSearch& search) {
  std::string line = "smallest change that flips the outcome   ";
  for (const tooling::Flip& flip : search.flips) {
    line += (&flip == &search.flips.front() ? "   " : "   or   ") +
            diag::printable(tooling::flip_text(flip));
  }
  if (search.flips.empty()) {
    line += "   none of one or two fields among " + std::to_string(search.tried) + " tried";
    line += search.is_complete ? "" : ", and not all were tried";
  }
  return line + "\n";
}

std::string answer_text(const tooling::RuleAnswer& answer, const std::string& entry_point,
                        const SourceMap& sources) {
  std::string out =
      "outcome    " + turn_text(answer.why) + "   in " + diag::printable(entry_point) + "\n";
  if (answer.why.tree) {
    out += tooling::render_tree(*answer.why.tree, sources, "        ");
  }
  out += tooling::render_steps(answer.why, sources);
  if (answer.why.tree && !answer.deciding.empty()) {
    out += "decided by\n";
    for (const tooling::DecidingAtom& atom : answer.deciding) {
      out += atom_line(atom, sources);
    }
  } else if (answer.why.tree && answer.is_evaluated) {
    out += "no part decided it alone\n";
  }
  return answer.is_searched ? out + flips_line(answer.search) : out;
}

void write_deciding(JsonWriter& json, const tooling::RuleAnswer& answer, const SourceMap& sources) {
  json.key("decided_by");
  json.begin_array();
  for (const tooling::DecidingAtom& atom : answer.deciding) {
    json.begin_object();
    json.member("text", atom.why.text);
    json.member("value", atom.why.value);
    json.member("operands", atom.why.operands);
    json.member("items", atom.elements);
    json.member("place", place_text(atom.why.span, sources));
    json.end_object();
  }
  json.end_array();
}

void write_flips(JsonWriter& json, const tooling::FlipSearch& search) {
  json.key("flips");
  json.begin_array();
  for (const tooling::Flip& flip : search.flips) {
    json.begin_array();
    for (const tooling::FieldChange& change : flip.changes) {
      json.begin_object();
      json.member("path", change.path);
      json.key("before");
      json.raw(change.before.empty() ? "null" : change.before);
      json.member("operation", change.value.empty() ? "remove" : "set");
      json.key("value");
      json.raw(change.value.empty() ? "null" : change.value);
      json.end_object();
    }
    json.end_array();
  }
  json.end_array();
  json.member("contexts_tried", std::uint64_t{search.tried});
  json.member("search_is_complete", search.is_complete);
}

std::string rule_document(const RuleWords& words, const tooling::RuleAnswer* answer,
                          const std::string& entry_point, const SourceMap& sources) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.explain/1", "explain", ExitCode::kOk);
  write_words(json, words);
  if (answer != nullptr) {
    json.member("entry_point", entry_point);
    json.key("explain");
    tooling::Explanation one;
    one.rules.push_back(answer->why);
    tooling::write_explanation(json, one);
    write_deciding(json, *answer, sources);
    write_flips(json, answer->search);
  }
  json.end_object();
  return text;
}

// --- what is asked

Outcome<std::string> entry_point_of(const RuleTopic& topic) {
  const std::vector<parser::TextAt>& names = topic.rule->entry_points;
  if (!topic.entry_point.empty() || names.size() == 1) {
    return topic.entry_point.empty() ? std::string(names.front().text) : topic.entry_point;
  }
  std::string id(topic.rule->id.text);
  Failure several = failure(
      Code::kBadUsage,
      {{"problem", "`" + id + "` is asked by " + std::to_string(names.size()) + " entry points"}});
  for (const parser::TextAt& name : names) {
    several.more += several.more.empty() ? "say which: " : ", ";
    several.more.append("rulec explain ").append(name.text).append("/").append(id);
  }
  return refuse(std::move(several));
}

Failure unfit_context(const runtime::Problem& problem) {
  Failure unfit{.code = static_cast<Code>(problem.code),
                .message = std::string(problem.detail),
                .exit_code = ExitCode::kNo};
  for (const runtime::SchemaError& error : problem.schema_errors) {
    unfit.more += unfit.more.empty() ? "" : "; ";
    unfit.more.append(error.path.empty() ? "the context" : error.path).append(": expected ");
    unfit.more.append(error.expected).append(", got ").append(error.got);
  }
  return unfit;
}

struct Inputs {
  std::string entry_point;
  std::string context;
  std::string acknowledgements;
  std::int64_t now_ms = 0;
};

Outcome<Inputs> inputs_of(const Options& options, const RuleTopic& topic, Env& env) {
  Inputs inputs;
  auto entry_point = entry_point_of(topic);
  auto now = moment_of(options.now, env);
  if (!entry_point || !now) {
    return refuse(std::move(entry_point ? now.error() : entry_point.error()));
  }
  inputs.entry_point = *entry_point;
  inputs.now_ms = *now;
  auto text = read_input(options.context_file.value_or("-"), kMaxRequestBytes, env);
  if (!text) {
    return refuse(std::move(text.error()));
  }
  auto context = tooling::context_with(*text, options.sets);
  if (!context) {
    return refuse(failure_of(context.error(), "--set"));
  }
  inputs.context = std::move(*context);
  if (options.acks_file) {
    auto acks = read_input(*options.acks_file, kMaxRequestBytes, env);
    if (!acks) {
      return refuse(std::move(acks.error()));
    }
    inputs.acknowledgements = std::move(*acks);
  }
  return inputs;
}

const schema::ContextSchema* schema_of(const compiler::Settings& settings,
                                       const std::string& entry_point) {
  auto found =
      std::ranges::find(settings.entry_points, entry_point, &compiler::EntryPointSettings::name);
  return found == settings.entry_points.end() ? nullptr : found->schema;
}

constexpr std::uint16_t kRuleFailed = 6140;  // the turns before it are known all the same

Outcome<ExitCode> explain_in_context(const Options& options, RuleTopic& topic, Env& env) {
  auto inputs = inputs_of(options, topic, env);
  if (!inputs) {
    return refuse(std::move(inputs.error()));
  }
  const parser::RuleNode& rule = *topic.rule;
  auto opened = tooling::open_build(std::move(topic.build));
  if (!opened) {
    return refuse(failure_of(opened.error(), "the sources"));
  }
  runtime::Request request{.entry_point = inputs->entry_point,
                           .context = inputs->context,
                           .acknowledgements = inputs->acknowledgements,
                           .now_ms = inputs->now_ms};
  runtime::Workspace workspace;
  runtime::Decision decision;
  const runtime::Problem* problem = runtime::decide(*opened->ruleset, request, workspace, decision);
  if (problem != nullptr && problem->code != kRuleFailed) {
    return refuse(unfit_context(*problem));
  }
  const tooling::Build& build = *opened->build;
  tooling::RuleAnswer answer =
      tooling::answer_for(opened->rules(), *opened->ruleset, request,
                          {.rule = rule,
                           .schema = schema_of(build.settings, inputs->entry_point),
                           .flips = options.flips});
  RuleWords words = words_of(rule, build);
  if (options.common.is_json()) {
    print_document(env, rule_document(words, &answer, inputs->entry_point, build.sources));
  } else {
    print(env, words_text(words) + answer_text(answer, inputs->entry_point, build.sources));
  }
  return ExitCode::kOk;
}

}  // namespace

RuleTopic find_rule(const Options& options, Env& env) {
  RuleTopic topic;
  tooling::BuildOptions build_options{.max_source_bytes = options.common.max_source_bytes};
  topic.build = tooling::build(env.files, build_options, tooling::Phase::kEmit, topic.findings);
  for (const parser::RuleNode& rule : topic.build->ast.rules) {
    topic.candidates.emplace_back(rule.id.text);
    if (rule.id.text == options.topic) {
      topic.rule = &rule;
    }
    for (const parser::TextAt& name : rule.entry_points) {
      std::string whole = std::string(name.text) + "/" + std::string(rule.id.text);
      if (whole == options.topic) {
        topic.rule = &rule;
        topic.entry_point = name.text;
      }
    }
  }
  return topic;
}

Outcome<ExitCode> explain_rule(const Options& options, RuleTopic& topic, Env& env) {
  if (options.context_file) {
    if (!topic.build->program) {
      return report_findings(topic.findings, *topic.build, options.common, env);
    }
    return explain_in_context(options, topic, env);
  }
  RuleWords words = words_of(*topic.rule, *topic.build);
  if (options.common.is_json()) {
    print_document(env, rule_document(words, nullptr, "", topic.build->sources));
  } else {
    print(env, words_text(words));
  }
  return ExitCode::kOk;
}

}  // namespace rulec::app::explain_command

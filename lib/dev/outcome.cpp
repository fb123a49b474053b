#include "dev/outcome.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "diag/diagnostic.h"
#include "runtime/decision_json.h"
#include "tooling/diff/json_changes.h"

namespace rulec::dev {
namespace {

// It is another one in every build.
void remove_digest(std::string& answer, std::string_view digest) {
  if (digest.empty()) {
    return;
  }
  if (std::size_t at = answer.find(digest); at != std::string::npos) {
    answer.erase(at, digest.size());
  }
}

void append_joined(std::string& text, std::string_view more) {
  text.append(text.empty() ? "" : ", ").append(more);
}

std::vector<std::string_view> parts_of(std::string_view joined) {
  std::vector<std::string_view> parts;
  while (!joined.empty()) {
    std::string_view part = joined.substr(0, joined.find(", "));
    parts.push_back(part);
    joined.remove_prefix(std::min(joined.size(), part.size() + 2));
  }
  return parts;
}

// Those of `a` that are not in `b`.
std::string without(std::string_view a, std::string_view b) {
  std::vector<std::string_view> others = parts_of(b);
  std::string rest;
  for (std::string_view part : parts_of(a)) {
    if (std::ranges::find(others, part) == others.end()) {
      append_joined(rest, part);
    }
  }
  return rest;
}

Outcome outcome_of(const runtime::LoadedRuleset& ruleset, const runtime::Decision& decision) {
  const bytecode::Program& program = runtime::program_of(ruleset);
  auto id_of = [&](std::uint32_t rule) -> const std::string& {
    return program.strings[program.rules[rule].id.index()];
  };
  Outcome outcome;
  if (decision.blocked) {
    std::string rules;
    for (std::uint32_t rule : decision.blocking_rules) {
      append_joined(rules, id_of(rule));
    }
    outcome.words = "BLOCKED by " + rules;
  } else {
    outcome.words = "allowed";
  }
  for (const runtime::ExecutedRule& executed : decision.rules_executed) {
    append_joined(outcome.fired, id_of(executed.rule));
  }
  return outcome;
}

std::string title_of(std::uint16_t code) {
  return std::string(diag::row_of(static_cast<diag::Code>(code)).name);
}

}  // namespace

Outcome decide(const runtime::LoadedRuleset& ruleset, const Question& question,
               runtime::Workspace& workspace, std::string& answer) {
  runtime::Request request{.entry_point = question.entry_point,
                           .context = question.context,
                           .acknowledgements = question.acknowledgements,
                           .now_ms = question.now_ms};
  runtime::Decision decision;
  answer.clear();
  JsonWriter json(answer);
  Outcome outcome;
  if (const runtime::Problem* problem = runtime::decide(ruleset, request, workspace, decision)) {
    outcome.words = "refused: " + title_of(problem->code);
    runtime::write_problem(json, ruleset, request.entry_point, *problem);
  } else {
    outcome = outcome_of(ruleset, decision);
    runtime::write_decision(json, ruleset, decision);
    remove_digest(answer, runtime::digest_of(ruleset));
  }
  outcome.hash = std::hash<std::string>()(answer);
  return outcome;
}

std::string change_in_words(const Outcome& before, const std::string& answer_before,
                            const Outcome& after, const std::string& answer_after) {
  if (before.words != after.words) {
    return "now " + after.words + "   (was " + before.words + ")";
  }
  std::string more = without(after.fired, before.fired);
  std::string fewer = without(before.fired, after.fired);
  if (!more.empty() || !fewer.empty()) {
    return (more.empty() ? std::string() : "now fires " + more) +
           (more.empty() || fewer.empty() ? "" : ", ") +
           (fewer.empty() ? std::string() : "no longer fires " + fewer);
  }
  if (before.fired != after.fired) {
    return "its rules fire in another order";
  }
  std::vector<tooling::FieldChange> changes =
      tooling::changes_between(tooling::JsonText(answer_before), tooling::JsonText(answer_after),
                               [](std::string_view) { return false; });
  if (changes.empty()) {
    return "changed";
  }
  std::string path = changes.front().path;
  return "changed in " + (path.starts_with("/") ? path.substr(1) : path) +
         (changes.size() > 1 ? " and " + std::to_string(changes.size() - 1) + " more" : "");
}

}  // namespace rulec::dev

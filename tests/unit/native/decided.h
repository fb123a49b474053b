// A decision as a line that two engines can be compared by.
#pragma once

#include <string>

#include "runtime/engine.h"

namespace rulec::testing {

// The number of evaluated rules, the rules that fired, and those that failed, each with a `!`.
inline std::string decided(const runtime::LoadedRuleset& ruleset, const runtime::Request& request,
                           runtime::Workspace& workspace) {
  runtime::Decision decision;
  if (runtime::decide(ruleset, request, workspace, decision) != nullptr) {
    return "problem";
  }
  std::string text = std::to_string(decision.rules_evaluated) + ":";
  for (const runtime::ExecutedRule& rule : decision.rules_executed) {
    text += " " + std::to_string(rule.rule);
  }
  for (const runtime::DecisionError& error : decision.errors) {
    text += " !" + std::to_string(error.rule);
  }
  return text;
}

}  // namespace rulec::testing

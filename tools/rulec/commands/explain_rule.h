// `rulec explain RULE [--context F]`: a rule in words, and what becomes of it in one context.
#pragma once

#include <memory>
#include <vector>

#include "commands/explain_command.h"
#include "diag/emitter.h"
#include "tooling/build.h"

namespace rulec::app::explain_command {

// The project at hand and the rules of it that a topic names, as `ID` or `ENTRY_POINT/ID`.
struct RuleTopic {
  std::unique_ptr<tooling::Build> build;
  diag::Collector findings;
  std::string entry_point;  // of `ENTRY_POINT/ID`; else ""
  const parser::RuleNode* rule = nullptr;
  std::vector<std::string> candidates;  // ids of the project, for a topic that is none
};
[[nodiscard]] RuleTopic find_rule(const Options& options, Env& env);

[[nodiscard]] Outcome<ExitCode> explain_rule(const Options& options, RuleTopic& topic, Env& env);

}  // namespace rulec::app::explain_command

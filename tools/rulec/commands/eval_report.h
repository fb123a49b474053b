// What `rulec eval` shows: the JSON document, the explained decision, differences from --expect.
#pragma once

#include <string>
#include <vector>

#include "env.h"
#include "runtime/engine.h"
#include "settings.h"
#include "tooling/explain/explain.h"
#include "tooling/test/test.h"

namespace rulec::app {

struct EvalReport {
  const std::string& answer;  // decision or problem, compact JSON
  bool is_problem = false;
  bool explains = false;
  const tooling::Explanation& why;
  const std::vector<tooling::Difference>& differences;
  ExitCode exit_code = ExitCode::kOk;
};

// rulec.eval/1
[[nodiscard]] std::string eval_document(const EvalReport& report);
// Outcome, every rule and item with its why-tree, then messages, updates and the result.
[[nodiscard]] std::string explained_decision(const runtime::LoadedRuleset& ruleset,
                                             const runtime::Decision& decision, std::int64_t now_ms,
                                             const tooling::Explanation& why,
                                             const SourceMap& sources);
[[nodiscard]] std::string difference_text(const std::vector<tooling::Difference>& differences);
// Places and names of what the strict reader finds in a context, one line each; "" when it is good
// JSON. No frames and no messages: a context holds personal data, and neither may be repeated.
[[nodiscard]] std::string context_findings(const std::string& name, const std::string& text);

}  // namespace rulec::app

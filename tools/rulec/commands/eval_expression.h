// `rulec eval --expr` and `--stream`: expressions without a ruleset.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "settings.h"

namespace rulec::app {

[[nodiscard]] Outcome<ExitCode> evaluate_one(const std::string& expression,
                                             const std::optional<std::string>& context_file,
                                             const std::vector<std::string>& sets,
                                             const std::optional<std::string>& now,
                                             const Common& common, Env& env);

// NDJSON on stdin, one {"expr","context","now"?} a line; one {"result"} or
// {"error":{"type","message"}} a line out; goes on after an error.
[[nodiscard]] Outcome<ExitCode> evaluate_stream(const std::optional<std::string>& now, Env& env);

}  // namespace rulec::app

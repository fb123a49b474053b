// Decisions and problems as JSON, the shape of serve-and-deploy.md 3.1 and 4 less what a server
// adds (decision id, times). A function of the decision alone: same bytes on every machine.
#pragma once

#include "base/json_writer.h"
#include "runtime/engine.h"

namespace rulec::runtime {

void write_decision(JsonWriter& writer, const LoadedRuleset& ruleset, const Decision& decision);
void write_problem(JsonWriter& writer, const LoadedRuleset& ruleset, std::string_view entry_point,
                   const Problem& problem);

}  // namespace rulec::runtime

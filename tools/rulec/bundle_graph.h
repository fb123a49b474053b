// What of a bundle leads to what, as a graph in the DOT language of Graphviz.
#pragma once

#include <string>

#include "bytecode/program.h"

namespace rulec::app {

// Entry points to their rules, scorecards and schemas, rules to the templates that they show and
// the effects that they ask for, templates to what is shown in their place. Same program, same
// text.
[[nodiscard]] std::string graph_text(const bytecode::Program& program);

}  // namespace rulec::app

// What lints of rules, scorecards and templates share: their findings at a node, and their names in
// messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/parser.h"
#include "tooling/lint/lint.h"

namespace rulec::tooling {

// Emits the finding with the place of `node` in its definition.
void emit_at(const LintInput& input, diag::Emitter& emitter, const parser::Definition& definition,
             parser::NodeId node, diag::Diagnostic finding);

// Of a JSON text without its quotes; of all else the whole.
[[nodiscard]] Span text_span(const LintInput& input, parser::NodeId node);

// "the rule `a`", "the flow `b`", "the scorecard `c`", "the template `d`".
[[nodiscard]] std::string described(const parser::Definition& definition);

// The id, and where it stands.
[[nodiscard]] const parser::TextAt& id_of(const parser::Definition& definition);

// All rules and scorecards without mistakes, in the order of their files.
[[nodiscard]] std::vector<parser::Definition> good_definitions(const parser::Ast& ast);

}  // namespace rulec::tooling

// A scorecard that stands somewhere in a document: alone, or in a list beside rules and flows.
#pragma once

#include <cstdint>

#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/json/document.h"

namespace rulec::parser {

// Adds the scorecard at node `id` of document number `index` to `ast`.
void build_scorecard(const json::Document& document, std::uint32_t index, json::NodeId id, Ast& ast,
                     diag::Emitter& emitter);

}  // namespace rulec::parser

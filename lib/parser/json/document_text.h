// A part of a document written again: its numbers as their lexemes, its members in their order.
#pragma once

#include "base/json_writer.h"
#include "parser/json/document.h"

namespace rulec::json {

// The value at the node; what could not be read is null.
void write_node(JsonWriter& json, const Document& document, NodeId id);

}  // namespace rulec::json

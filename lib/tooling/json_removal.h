// Taking a member or an element out of a JSON text, or of what looks like one in a text file.
#pragma once

#include "base/source.h"
#include "diag/diagnostic.h"
#include "parser/json/document.h"

namespace rulec::tooling {

// The bytes of the node `id` with the comma that then has nothing to part. It has a parent.
[[nodiscard]] diag::Edit removal_of(const json::Document& document, json::NodeId id);

}  // namespace rulec::tooling

// Mending: which bytes a text with faults probably lacks or has too many. A lost quote or bracket
// makes the reader stumble at several places that are all right; here single bytes are added, taken
// away and exchanged near each fault, and an edit is kept when with it the whole text has fewer
// faults than without, itself counted. So it never invents: a text in which each fault is local (a
// bare word, a missing comma) stays as it is. (The idea: M. Burke, G. Fisher, A practical method
// for LR and LL syntactic error diagnosis and recovery, 1987.)
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/json/edits.h"
#include "parser/json/fault.h"

namespace rulec::json {

// The edits for `text`, in which the reader found `faults`; none when nothing makes it better. Work
// is bounded, whatever the text.
[[nodiscard]] std::vector<TextEdit> find_edits(std::string_view text, std::uint32_t max_depth,
                                               const std::vector<SyntaxFault>& faults);

}  // namespace rulec::json

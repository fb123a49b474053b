// The explanation pages of docs/diagnostics, compiled in.
#pragma once

#include <string_view>

#include "diag/diagnostic.h"

namespace rulec::diag {

// Markdown text of the page; empty when the row has none (a test forbids that).
[[nodiscard]] std::string_view page_of(Code code);

}  // namespace rulec::diag

// Which tables of letters `lower` and `upper` work with.
#pragma once

#include <string>

namespace rulec::value {

// "15": the version of Unicode, which decides what is equal after a change of case.
[[nodiscard]] std::string unicode_version();

}  // namespace rulec::value

// Paths as parts of addresses (RFC 3986).
#pragma once

#include <string>
#include <string_view>

namespace rulec {

// What is no letter, digit, `-`, `.`, `_`, `~` or `/` as `%20`, byte by byte; so a relative path is
// a relative reference, whatever it is called.
[[nodiscard]] std::string uri_path(std::string_view path);

}  // namespace rulec

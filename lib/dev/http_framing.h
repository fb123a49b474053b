// The header of a request as it was sent, judged before Boost.Beast sees it: Beast joins folded
// lines, takes lists of lengths and any target.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace rulec::dev {

// Bytes of the header, its empty line included; none: it has not come whole.
[[nodiscard]] std::optional<std::size_t> header_end(std::string_view bytes);

// No more bytes make a header of these: a line ends in LF alone, or what should be a method is
// none.
[[nodiscard]] bool is_hopeless(std::string_view bytes);

// No folds, one target that is a path of printable ASCII without empty or dot segments, lengths of
// 1 to 12 digits. What else makes a header of HTTP is Beast's to judge.
[[nodiscard]] bool is_plain_header(std::string_view header);

// Of a header in any state: whether the request line says HEAD.
[[nodiscard]] bool says_head(std::string_view bytes);

}  // namespace rulec::dev

// Base64 (RFC 4648), strict: exact padding, no white space, spare bits zero, so that a text has one
// meaning and bytes have one text in each alphabet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rulec::trust {

// Standard alphabet with padding.
[[nodiscard]] std::string encode_base64(std::string_view bytes);
// Standard or URL-safe alphabet, not both in one text; nothing for all else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace rulec::trust

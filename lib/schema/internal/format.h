// The formats that are asserted: date, date-time, email, uri, uuid. All others are annotations.
// Grammars: RFC 3339 (a leap second only at 23:59:60 UTC), RFC 5321 mailbox, RFC 3986 URI
// (absolute, with scheme), RFC 4122.
#pragma once

#include <cstdint>
#include <string_view>

namespace rulec::schema {

enum class Format : std::uint8_t { kNone, kDate, kDateTime, kEmail, kUri, kUuid };

[[nodiscard]] Format find_format(std::string_view name);  // kNone for names that are not asserted
[[nodiscard]] std::string_view name_of(Format format);
[[nodiscard]] bool has_format(Format format, std::string_view text);

}  // namespace rulec::schema

// The arguments of the filters `number`, `currency` and `date` of templates: from a pattern and the
// language of the template to the constant that the runtime formats by (value/formats.h).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "value/value.h"

namespace rulec::compiler {

// Why a filter does not take its argument.
struct FormatFault {
  std::string expected;                  // what RC2041 says behind the colon
  std::vector<std::string> suggestions;  // other arguments, best first; may be empty
};
using Format = std::expected<Value, FormatFault>;

// `0`, `0.00`, `#,##0.00`, `#.##0,00`: `#` in front of a group of three groups the digits; zeros
// are digits that are always there, `#` behind the point ones that are there unless they are zeros.
// The separators are those of the pattern, whatever the language: `,` and `.` for both, for groups
// also
// `'`, `’`, a blank and a no-break space.
[[nodiscard]] Format number_format(std::string_view pattern, Arena& arena);

// A code of ISO 4217, with its minor units. Symbol, its place and the separators are those of the
// language: the first part of a tag such as `de-AT`; an unknown language has code and separators as
// in `EUR 1,234.50`.
[[nodiscard]] Format currency_format(std::string_view code, std::string_view language,
                                     Arena& arena);

// Fields of letters (those of names_of_date_kind), texts in single quotes ('' is a quote itself),
// and other characters as they stand. Names are those of the language; an unknown one has the
// English names.
[[nodiscard]] Format date_format(std::string_view pattern, std::string_view language, Arena& arena);

}  // namespace rulec::compiler

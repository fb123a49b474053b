// Texts of values and code points of texts. Internal to lib/value. Texts are valid UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "value/number.h"
#include "value/value.h"

namespace rulec::value {

// Text of a value for `cat`: null is "", bool and number as printed, a text itself; nothing for
// lists and objects. May look into `buffer`.
[[nodiscard]] std::optional<std::string_view> scalar_text(const Value& value, NumberBuffer& buffer);

[[nodiscard]] std::size_t count_code_points(std::string_view text);
// Byte offset of the code point number `index`, or the size when there are fewer.
[[nodiscard]] std::size_t offset_of_code_point(std::string_view text, std::size_t index);
// Where the last code point of a text that is not empty begins.
[[nodiscard]] std::size_t last_code_point(std::string_view text);
// Linear in both lengths, whatever they hold; npos when `needle` is not found at `from` or later.
[[nodiscard]] std::size_t find_text(std::string_view haystack, std::string_view needle,
                                    std::size_t from);

}  // namespace rulec::value

// Characters that no editor shows and that are not needed for what is shown: they turn the order of
// a line round, or hide a second text in it (Unicode Technical Standard 55; tag characters and
// variation selectors carry whole messages). Where a script needs a joiner or a mark, it is none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::tooling {

// A run of hidden characters.
struct HiddenText {
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  char32_t first = 0;
  std::size_t count = 0;  // of characters
};

// `text` is UTF-8; what is none is passed over. A byte-order mark at its beginning is the business
// of the readers.
[[nodiscard]] std::vector<HiddenText> find_hidden_text(std::string_view text);
// "U+202E RIGHT-TO-LEFT OVERRIDE".
[[nodiscard]] std::string name_of_hidden(char32_t character);

}  // namespace rulec::tooling

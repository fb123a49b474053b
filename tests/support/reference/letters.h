// Case mapping and white space, one code point (as UTF-8) at a time: a small part of Unicode's
// UnicodeData.txt, written down again. A code point beyond it ends the program: extend the table.
#pragma once

#include <string>

namespace rulec::reference {

[[nodiscard]] std::string lower_letter(const std::string& code_point);
[[nodiscard]] std::string upper_letter(const std::string& code_point);
[[nodiscard]] bool is_white_space(const std::string& code_point);

}  // namespace rulec::reference

// Templates that have a hole in every place of HTML where one may stand: in each element that holds
// text, in each attribute that takes one, and within blocks.
#pragma once

#include <string>
#include <vector>

namespace rulec::never {

[[nodiscard]] std::vector<std::string> html_templates();

}  // namespace rulec::never

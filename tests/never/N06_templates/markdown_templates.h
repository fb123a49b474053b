// Templates that have a hole in every place of Markdown where one may stand.
#pragma once

#include <string>
#include <vector>

namespace rulec::never {

[[nodiscard]] std::vector<std::string> markdown_templates();

}  // namespace rulec::never

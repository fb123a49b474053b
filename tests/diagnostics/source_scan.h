// Looks for places of C++ sources that print or end the process by another way than the program's
// own: only main.cpp owns the streams, and only a failed check of our own may abort.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

struct ForbiddenUse {
  std::size_t line = 0;
  std::string word;
};

// Comments and literals are not looked at.
[[nodiscard]] std::vector<ForbiddenUse> forbidden_uses(std::string_view source);

}  // namespace rulec::testing

// Bytes [begin, end) of a text.
#pragma once

#include <cstddef>

namespace rulec::parser {

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

}  // namespace rulec::parser

// Where the comments of a text file belong in its JSON twin. Only `///` lines and annotations have
// members of their own; the others are kept beside the twin, each at the nearest node that a line
// of the printed text begins with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/dsl/pieces.h"
#include "parser/dsl/text_range.h"

namespace rulec::parser {

// What a comment can be held by. Ranges of two anchors are disjoint, or one lies in the other.
struct CommentAnchor {
  TextRange range;
  std::string pointer;    // of its node in the twin
  std::string last;       // of the node that stands for its end; "" where that is the same
  bool has_end = false;   // comments can stand before its closing bracket
  bool is_chain = false;  // nothing is printed behind the last of those that it holds
  // Where its inside begins: what stands in front of that goes before the anchor.
  std::size_t inside = 0;
};

enum class CommentPlace : std::uint8_t {
  kBefore,  // on lines of its own above the anchor
  kAfter,   // behind it on its last line
  kEnd      // on lines of its own before the anchor's closing bracket
};

struct PlacedComment {
  std::string pointer;
  CommentPlace place = CommentPlace::kBefore;
  std::string text;  // markers included; line ends are LF, no blanks behind a line comment
};

// The places of `comments` of `text`, in their order. The anchor of the whole file is understood:
// what stands at its end belongs to "/rules".
[[nodiscard]] std::vector<PlacedComment> place_comments(std::string_view text,
                                                        const std::vector<TextComment>& comments,
                                                        std::vector<CommentAnchor> anchors);

// "before", "after", "end": as `x_comments` has it.
[[nodiscard]] std::string_view name_of(CommentPlace place);

}  // namespace rulec::parser

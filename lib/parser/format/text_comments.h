// Comments of a text file, kept in the member `x_comments` of its JSON twin: a list of {"pointer",
// "place": "before" | "after" | "end", "text"} where the text has its markers.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "parser/format/layout_text.h"
#include "parser/format/pointer_index.h"
#include "parser/format/text_refusal.h"
#include "parser/json/document.h"

namespace rulec::parser {

class TextComments {
 public:
  TextComments(const json::Document& document, PointerIndex& pointers, Refusal& refusal)
      : document_(document), pointers_(pointers), refusal_(refusal) {}

  // The value of `x_comments`; what it is not is refused.
  void read(json::NodeId list);

  // What stands outside of all definitions.
  struct File {
    json::NodeId end;   // marked kEnd behind the last line; a number that no node has
    json::NodeId root;  // where it is no definition itself
    json::NodeId list;  // of the definitions; the same
    std::unordered_set<std::uint32_t> definitions;
  };
  // Puts the comments into `text` at the marks of their nodes, and in front of the innermost marked
  // one around those without. The end of the file takes what leads nowhere.
  void weave(LayoutText& text, const File& file);

 private:
  struct Comment {
    json::NodeId node;  // invalid where the pointer leads nowhere
    LayoutText::Place place = LayoutText::Place::kBefore;
    std::string text;
    std::string pointer;
  };

  void read_comment(json::NodeId id);
  [[nodiscard]] LayoutText::Mark mark_of(const Comment& comment, const File& file,
                                         const std::unordered_set<std::uint64_t>& marks) const;

  const json::Document& document_;
  PointerIndex& pointers_;
  Refusal& refusal_;
  std::vector<Comment> comments_;
};

}  // namespace rulec::parser

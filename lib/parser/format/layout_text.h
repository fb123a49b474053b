// LayoutText: text with places where a line may end, in groups that stand in one line if they fit
// and else break at all of their places. Written front to back by a printer that knows nothing of
// widths; laid out in linear time without recursion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/format/format.h"

namespace rulec::parser {

class LayoutText {
 public:
  // Where something can be put in later, in terms of a thing with a number: in lines of its own
  // before it, in its last line behind it, in lines of its own before its closing bracket.
  enum class Place : std::uint8_t { kBefore, kAfter, kEnd };
  struct Mark {
    std::uint32_t id = 0;
    Place place = Place::kBefore;
  };

  // Words without a line end.
  void text(std::string_view words);
  // Words that keep their own line ends (LF) and what stands behind these.
  void verbatim(std::string_view words);
  // Verbatim words at the end of a line, for which nothing is broken.
  void trailing(std::string_view words);
  // A line end where the group is broken, else a blank.
  void line() { add(Kind::kLine); }
  // The same, else nothing.
  void soft() { add(Kind::kSoft); }
  // Always a line end: all groups around it are broken.
  void hard() { add(Kind::kHard); }
  // A blank; in a broken group a line end where the text up to the next place to break does not
  // fit. The new line is one level deeper than those around it.
  void fill() { add(Kind::kFill); }
  // Nothing; all groups around it are broken.
  void break_groups() { add(Kind::kBreakGroups); }
  void begin_group() { add(Kind::kBegin); }
  void end_group() { add(Kind::kEnd); }
  void indent() { add(Kind::kIndent); }
  void dedent() { add(Kind::kDedent); }
  void mark(Mark mark);

  template <class Visit>
  void for_each_mark(Visit visit) const {
    for (const Item& item : items_) {
      if (item.kind == Kind::kMark) {
        visit(Mark{.id = item.begin, .place = static_cast<Place>(item.length)});
      }
    }
  }

  // Puts in what `expand(mark, *this)` writes for each mark; marks themselves are gone then.
  template <class Expand>
  void expand_marks(Expand expand) {
    for (Item item : std::exchange(items_, {})) {
      if (item.kind == Kind::kMark) {
        expand(Mark{.id = item.begin, .place = static_cast<Place>(item.length)}, *this);
      } else {
        items_.push_back(item);
      }
    }
  }

  // All in one line, whatever there is.
  [[nodiscard]] std::string flat() const;
  // Broken to the layout's width. No blanks at line ends; without the line end behind the last
  // line.
  [[nodiscard]] std::string render(const Layout& layout) const;

 private:
  enum class Kind : std::uint8_t {
    kText,
    kLine,
    kSoft,
    kHard,
    kBareLine,  // a line end of words that keep theirs: nothing is put before the next text
    kFill,
    kBreakGroups,
    kBegin,
    kEnd,
    kIndent,
    kDedent,
    kMark
  };
  struct Item {
    Kind kind = Kind::kText;
    std::uint32_t begin = 0;  // kText: in text_; kMark: the id
    std::uint32_t length = 0;
    std::uint32_t width = 0;  // in one line, in code points
  };
  class Renderer;

  void add(Kind kind);
  void add_text(std::string_view words, std::size_t width);

  std::string text_;
  std::vector<Item> items_;
};

}  // namespace rulec::parser

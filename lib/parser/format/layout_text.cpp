#include "parser/format/layout_text.h"

#include "base/check.h"
#include "base/utf8.h"

namespace rulec::parser {

void LayoutText::add(Kind kind) {
  bool is_blank = kind == Kind::kLine || kind == Kind::kFill;
  items_.push_back({.kind = kind, .width = is_blank ? 1U : 0U});
}

void LayoutText::add_text(std::string_view words, std::size_t width) {
  items_.push_back({.kind = Kind::kText,
                    .begin = static_cast<std::uint32_t>(text_.size()),
                    .length = static_cast<std::uint32_t>(words.size()),
                    .width = static_cast<std::uint32_t>(width)});
  text_ += words;
}

void LayoutText::text(std::string_view words) {
  add_text(words, utf8::count(words));
}

void LayoutText::verbatim(std::string_view words) {
  for (std::size_t line_end = words.find('\n'); line_end != std::string_view::npos;
       line_end = words.find('\n')) {
    text(words.substr(0, line_end));
    add(Kind::kBareLine);
    words.remove_prefix(line_end + 1);
  }
  text(words);
}

void LayoutText::trailing(std::string_view words) {
  std::size_t line_end = words.find('\n');
  add_text(words.substr(0, line_end), 0);
  if (line_end != std::string_view::npos) {
    add(Kind::kBareLine);
    verbatim(words.substr(line_end + 1));
  }
}

void LayoutText::mark(Mark mark) {
  items_.push_back(
      {.kind = Kind::kMark, .begin = mark.id, .length = static_cast<std::uint32_t>(mark.place)});
}

std::string LayoutText::flat() const {
  std::string made;
  for (const Item& item : items_) {
    if (item.kind == Kind::kText) {
      made += std::string_view(text_).substr(item.begin, item.length);
    } else if (item.width > 0) {
      made += ' ';
    }
  }
  return made;
}

class LayoutText::Renderer {
 public:
  Renderer(const LayoutText& from, const Layout& layout)
      : text_(from.text_), items_(from.items_), layout_(layout) {}

  std::string run() {
    measure_groups();
    measure_tails();
    for (std::size_t i = 0; i < items_.size(); ++i) {
      write(i);
    }
    return std::move(out_);
  }

 private:
  static constexpr std::uint64_t kNever = UINT32_MAX;

  // What is known of a group at its first item.
  struct Extent {
    std::size_t end = 0;      // its last item
    std::uint64_t width = 0;  // in one line; kNever where it has to break
  };

  static bool may_break(Kind kind) {
    return kind == Kind::kLine || kind == Kind::kSoft || kind == Kind::kHard ||
           kind == Kind::kBareLine || kind == Kind::kFill;
  }
  static bool must_break(Kind kind) {
    return kind == Kind::kHard || kind == Kind::kBareLine || kind == Kind::kBreakGroups;
  }

  void measure_groups() {
    struct Open {
      std::size_t item = 0;
      std::uint64_t begin = 0;
      bool is_broken = false;
    };
    extents_.resize(items_.size());
    std::vector<Open> open;
    std::uint64_t width = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      width += item.width;
      if (item.kind == Kind::kBegin) {
        open.push_back({.item = i, .begin = width});
      } else if (item.kind == Kind::kEnd) {
        RULEC_CHECK(!open.empty());
        Open group = open.back();
        open.pop_back();
        extents_[group.item] = {.end = i, .width = group.is_broken ? kNever : width - group.begin};
        if (!open.empty()) {
          open.back().is_broken = open.back().is_broken || group.is_broken;
        }
      } else if (!open.empty()) {
        open.back().is_broken = open.back().is_broken || must_break(item.kind);
      }
    }
    RULEC_CHECK(open.empty());
  }

  // From each item on, what stands in its line whatever is broken.
  void measure_tails() {
    tails_.resize(items_.size() + 1);
    for (std::size_t i = items_.size(); i-- > 0;) {
      tails_[i] = may_break(items_[i].kind) ? 0 : tails_[i + 1] + items_[i].width;
    }
  }

  [[nodiscard]] bool is_flat() const { return flat_groups_ > 0; }

  // Groups inside one that is flat are flat: only their number counts.
  void begin_group(std::size_t i) {
    const Extent& group = extents_[i];
    bool fits =
        group.width != kNever && column() + group.width + tails_[group.end + 1] <= layout_.width;
    flat_groups_ += is_flat() || fits ? 1 : 0;
  }

  void write(std::size_t i) {
    const Item& item = items_[i];
    switch (item.kind) {
      case Kind::kText:
        write_text(item);
        return;
      case Kind::kLine:
      case Kind::kSoft:
        is_flat() ? write_blank(item) : end_line(depth_);
        return;
      case Kind::kFill:
        is_flat() || column() + 1 + tails_[i + 1] <= layout_.width ? write_blank(item)
                                                                   : end_line(depth_ + 1);
        return;
      case Kind::kHard:
        end_line(depth_);
        return;
      case Kind::kBareLine:
        end_line(0);
        return;
      case Kind::kBegin:
        begin_group(i);
        return;
      case Kind::kEnd:
        flat_groups_ -= is_flat() ? 1 : 0;
        return;
      case Kind::kIndent:
        ++depth_;
        return;
      case Kind::kDedent:
        --depth_;
        return;
      case Kind::kBreakGroups:
      case Kind::kMark:
        return;
    }
  }

  void write_text(const Item& item) {
    if (item.length == 0) {
      return;
    }
    if (is_line_start_) {
      is_line_start_ = false;
      out_.append(layout_.uses_tabs ? line_depth_ : std::size_t{line_depth_} * layout_.indent,
                  layout_.uses_tabs ? '\t' : ' ');
      column_ = std::uint64_t{line_depth_} * layout_.indent;
    }
    out_ += text_.substr(item.begin, item.length);
    column_ += item.width;
  }

  void write_blank(const Item& item) {
    if (item.width > 0 && !is_line_start_) {
      out_ += ' ';
      ++column_;
    }
  }

  void end_line(std::uint32_t depth) {
    out_ += layout_.ends_with_crlf ? "\r\n" : "\n";
    is_line_start_ = true;
    line_depth_ = depth;
  }

  [[nodiscard]] std::uint64_t column() const {
    return is_line_start_ ? std::uint64_t{line_depth_} * layout_.indent : column_;
  }

  std::string_view text_;
  const std::vector<Item>& items_;
  const Layout& layout_;
  std::vector<Extent> extents_;       // by item, where a group begins
  std::vector<std::uint64_t> tails_;  // by item, and 0 behind the last one
  std::string out_;
  bool is_line_start_ = true;
  std::uint32_t line_depth_ = 0;  // of the line that begins
  std::uint32_t depth_ = 0;
  std::uint64_t column_ = 0;
  std::size_t flat_groups_ = 0;
};

std::string LayoutText::render(const Layout& layout) const {
  return Renderer(*this, layout).run();
}

}  // namespace rulec::parser

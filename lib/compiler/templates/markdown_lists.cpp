#include "compiler/templates/markdown_lists.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace rulec::compiler {
namespace {

constexpr std::string_view kBlanks = " \n";

std::string_view left_trimmed(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

std::string_view right_trimmed(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// "<ul>", "<ol>", "<ol start=…>" at the front, or "".
std::string_view list_begin(std::string_view text) {
  if (!text.starts_with("<ul>") && !text.starts_with("<ol>") && !text.starts_with("<ol start=")) {
    return {};
  }
  return text.substr(0, text.find('>') + 1);
}

std::string list_end(std::string_view begin) {
  return "</" + std::string(begin.substr(1, 2)) + ">";
}

// The block of which `open` and `end` are the marks holds one list and nothing else.
class Block {
 public:
  Block(std::vector<Part>& parts, std::size_t open, std::size_t end)
      : parts_(parts), open_(open), end_(end) {}

  bool is_list() {
    if (end_ < open_ + 2 || parts_[open_ + 1].kind != PartKind::kText ||
        parts_[end_ - 1].kind != PartKind::kText) {
      return false;
    }
    begin_ = list_begin(left_trimmed(parts_[open_ + 1].text));
    return !begin_.empty() && right_trimmed(parts_[end_ - 1].text).ends_with(list_end(begin_)) &&
           closes_last();
  }

  [[nodiscard]] bool is_beside_list() const {
    bool is_behind = open_ > 0 && parts_[open_ - 1].kind == PartKind::kText &&
                     right_trimmed(parts_[open_ - 1].text).ends_with(list_end(begin_));
    bool is_before =
        end_ + 1 < parts_.size() && parts_[end_ + 1].kind == PartKind::kText &&
        list_begin(left_trimmed(parts_[end_ + 1].text)).starts_with(begin_.substr(0, 3));
    return is_behind || is_before;
  }

  // The tags go into the parts before and behind, which are made when there are none.
  void hoist(std::vector<std::string>& before, std::vector<std::string>& behind) {
    std::string& first = parts_[open_ + 1].text;
    first = left_trimmed(first).substr(begin_.size());
    std::string& last = parts_[end_ - 1].text;
    std::string end = list_end(begin_);
    last.resize(right_trimmed(last).size() - end.size());
    before[open_] += begin_;
    behind[end_] = end + behind[end_];
  }

 private:
  // The first list that begins is the one that ends last.
  [[nodiscard]] bool closes_last() const {
    std::size_t open = 0;
    std::size_t closed = 0;  // how often all lists were closed
    bool is_outside = false;
    for (std::size_t i = open_ + 1; i < end_; ++i) {
      is_outside = is_outside || (closed > 0 && parts_[i].kind != PartKind::kText);
      std::string_view text = parts_[i].text;  // empty but of a kText
      for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
        std::string_view tag = text.substr(at);
        if (!list_begin(tag).empty()) {
          ++open;
        } else if (tag.starts_with("</ul>") || tag.starts_with("</ol>")) {
          closed += --open == 0 ? 1 : 0;
        }
      }
    }
    return closed == 1 && !is_outside;
  }

  std::vector<Part>& parts_;
  std::size_t open_;
  std::size_t end_;
  std::string begin_;
};

void append_text(std::vector<Part>& parts, std::string text) {
  if (text.empty()) {
    return;
  }
  if (!parts.empty() && parts.back().kind == PartKind::kText) {
    parts.back().text += text;
  } else {
    parts.push_back({.text = std::move(text)});
  }
}

// Parts with texts put before and behind each.
std::vector<Part> with_tags(std::vector<Part> parts, const std::vector<std::string>& before,
                            const std::vector<std::string>& behind) {
  std::vector<Part> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    append_text(all, before[i]);
    if (parts[i].kind == PartKind::kText) {
      append_text(all, std::move(parts[i].text));
    } else {
      all.push_back(std::move(parts[i]));
    }
    append_text(all, behind[i]);
  }
  return all;
}

// `</ul> <ul>` within a text.
std::string joined(std::string_view text) {
  std::string joined;
  while (!text.empty()) {
    std::size_t end = text.find("</");
    std::string_view tag = text.substr(std::min(end, text.size()));
    if (tag.starts_with("</ul>") || tag.starts_with("</ol>")) {
      std::string_view begin = list_begin(left_trimmed(tag.substr(5)));
      joined += text.substr(0, end);
      if (!begin.empty() && list_end(begin) == tag.substr(0, 5)) {
        text = left_trimmed(tag.substr(5)).substr(begin.size());
      } else {
        joined += tag.substr(0, 5);
        text = tag.substr(5);
      }
    } else {
      std::size_t taken = std::min(tag.empty() ? text.size() : end + 2, text.size());
      joined += text.substr(0, taken);
      text.remove_prefix(taken);
    }
  }
  return joined;
}

// Blocks that are lists, once; true when there was one.
bool hoist_lists(std::vector<Part>& parts) {
  std::vector<std::string> before(parts.size());
  std::vector<std::string> behind(parts.size());
  std::vector<std::pair<std::size_t, bool>> open;  // mark, and whether it has an `{{else}}`
  bool has_hoisted = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == PartKind::kIf || parts[i].kind == PartKind::kEach) {
      open.emplace_back(i, false);
    } else if (parts[i].kind == PartKind::kElse) {
      open.back().second = true;
    } else if (parts[i].kind == PartKind::kEnd) {
      Block block(parts, open.back().first, i);
      bool is_each = parts[open.back().first].kind == PartKind::kEach;
      if (!open.back().second && block.is_list() && (is_each || block.is_beside_list())) {
        block.hoist(before, behind);
        has_hoisted = true;
      }
      open.pop_back();
    }
  }
  if (has_hoisted) {
    parts = with_tags(std::move(parts), before, behind);
  }
  return has_hoisted;
}

}  // namespace

void join_lists(std::vector<Part>& parts) {
  constexpr int kMostNested = 8;
  for (int round = 0; round < kMostNested && hoist_lists(parts); ++round) {
    for (Part& part : parts) {
      if (part.kind == PartKind::kText) {
        part.text = joined(part.text);
      }
    }
  }
}

}  // namespace rulec::compiler

#include "parser/dsl/comment_places.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace rulec::parser {
namespace {

// Outside of declarations `///` would be a note of the next one.
std::string normalised(std::string text, bool is_outside) {
  std::erase(text, '\r');
  if (!text.starts_with("//")) {
    return text;
  }
  text.erase(text.find_last_not_of(" \t") + 1);
  bool is_note = text.starts_with("///") && !text.starts_with("////");
  if (is_outside && is_note) {
    text = "// " + text.substr(2);
  }
  return text;
}

class Placer {
 public:
  Placer(std::string_view text, std::vector<CommentAnchor> anchors)
      : text_(text), anchors_(std::move(anchors)) {
    // An anchor before those that it holds; the whole file first.
    std::ranges::stable_sort(anchors_, [](const CommentAnchor& a, const CommentAnchor& b) {
      return a.range.begin != b.range.begin ? a.range.begin < b.range.begin
                                            : a.range.end > b.range.end;
    });
    anchors_.insert(anchors_.begin(),
                    {.range = {0, text.size()}, .pointer = "/rules", .last = {}, .has_end = true});
    children_.resize(anchors_.size());
    find_children();
  }

  PlacedComment place(const TextComment& comment) {
    std::size_t holder = 0;
    while (auto inner = child_around(holder, comment.begin)) {
      holder = *inner;
    }
    auto [at, place] = place_in(holder, comment);
    const CommentAnchor& anchor = anchors_[at];
    bool is_first = place == CommentPlace::kBefore || anchor.last.empty();
    std::string written(text_.substr(comment.begin, comment.end - comment.begin));
    return {.pointer = is_first ? anchor.pointer : anchor.last,
            .place = place,
            .text = normalised(std::move(written), holder == 0)};
  }

 private:
  void find_children() {
    std::vector<std::size_t> open{0};
    for (std::size_t i = 1; i < anchors_.size(); ++i) {
      while (open.size() > 1 && anchors_[open.back()].range.end <= anchors_[i].range.begin) {
        open.pop_back();
      }
      children_[open.back()].push_back(i);
      open.push_back(i);
    }
  }

  // The first child that begins behind `at`, as an index into the children of `holder`.
  [[nodiscard]] std::size_t next_child(std::size_t holder, std::size_t at) const {
    const std::vector<std::size_t>& children = children_[holder];
    auto next = std::ranges::upper_bound(
        children, at, {}, [this](std::size_t child) { return anchors_[child].range.begin; });
    return static_cast<std::size_t>(next - children.begin());
  }

  [[nodiscard]] std::optional<std::size_t> child_around(std::size_t holder, std::size_t at) const {
    std::size_t next = next_child(holder, at);
    if (next == 0) {
      return std::nullopt;
    }
    std::size_t child = children_[holder][next - 1];
    return at < anchors_[child].range.end ? std::optional(child) : std::nullopt;
  }

  std::pair<std::size_t, CommentPlace> place_in(std::size_t holder, const TextComment& comment) {
    if (comment.begin < anchors_[holder].inside) {
      return {holder, CommentPlace::kBefore};
    }
    const std::vector<std::size_t>& children = children_[holder];
    std::size_t next = next_child(holder, comment.begin);
    if (next > 0 && is_on_last_line(children[next - 1], comment)) {
      last_behind_ = children[next - 1];
      last_end_ = comment.end;
      bool is_last = next == children.size() && anchors_[holder].is_chain;
      return {is_last ? holder : last_behind_, CommentPlace::kAfter};
    }
    if (next < children.size()) {
      return {children[next], CommentPlace::kBefore};
    }
    if (anchors_[holder].has_end) {
      return {holder, CommentPlace::kEnd};
    }
    // Nothing begins behind it and its bracket holds no comments.
    if (children.empty()) {
      return {holder, CommentPlace::kBefore};
    }
    return {anchors_[holder].is_chain ? holder : children.back(), CommentPlace::kAfter};
  }

  // Whether the comment begins on the line where the anchor ended, or the last comment behind it.
  [[nodiscard]] bool is_on_last_line(std::size_t anchor, const TextComment& comment) const {
    std::size_t end = anchors_[anchor].range.end;
    if (last_behind_ == anchor) {
      end = std::max(end, last_end_);
    }
    return text_.substr(end, comment.begin - end).find_first_of("\r\n") == std::string_view::npos;
  }

  std::string_view text_;
  std::vector<CommentAnchor> anchors_;
  std::vector<std::vector<std::size_t>> children_;  // of each anchor, in order
  std::size_t last_behind_ = 0;                     // anchor of the last comment behind one
  std::size_t last_end_ = 0;
};

}  // namespace

std::vector<PlacedComment> place_comments(std::string_view text,
                                          const std::vector<TextComment>& comments,
                                          std::vector<CommentAnchor> anchors) {
  Placer placer(text, std::move(anchors));
  std::vector<PlacedComment> made;
  made.reserve(comments.size());
  for (const TextComment& comment : comments) {
    made.push_back(placer.place(comment));
  }
  return made;
}

std::string_view name_of(CommentPlace place) {
  switch (place) {
    case CommentPlace::kBefore:
      return "before";
    case CommentPlace::kAfter:
      return "after";
    case CommentPlace::kEnd:
      break;
  }
  return "end";
}

}  // namespace rulec::parser

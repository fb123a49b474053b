#include "parser/format/text_comments.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace rulec::parser {
namespace {

using json::NodeKind;
using Mark = LayoutText::Mark;
using Place = LayoutText::Place;

std::optional<Place> place_named(std::string_view name) {
  static constexpr std::pair<std::string_view, Place> kPlaces[] = {
      {"before", Place::kBefore}, {"after", Place::kAfter}, {"end", Place::kEnd}};
  for (const auto& [word, place] : kPlaces) {
    if (word == name) {
      return place;
    }
  }
  return std::nullopt;
}

// With LF for line ends and, in a line comment, without blanks behind it.
std::string normalised(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!is_line_end) {
      made += text[i];
    }
  }
  if (made.starts_with("//")) {
    made.erase(made.find_last_not_of(" \t") + 1);
  }
  return made;
}

bool is_one_comment(std::string_view text) {
  if (text.starts_with("//")) {
    return text.find_first_of("\r\n") == std::string_view::npos;
  }
  return text.starts_with("/*") && text.size() >= 4 && text.find("*/", 2) == text.size() - 2;
}

// Nothing stands behind it in its line.
bool ends_line(std::string_view comment) {
  return comment.starts_with("//");
}

// A line of a description, where it is alone in front of a declaration.
bool is_note(std::string_view comment) {
  return comment.starts_with("///") && !comment.starts_with("////");
}

std::uint64_t number_of(Mark mark) {
  return std::uint64_t{mark.id} * 4 + static_cast<std::uint64_t>(mark.place);
}

// `is_inside`: something stands before the first one.
void put(LayoutText& out, Place place, const std::vector<std::string>& comments, bool is_inside) {
  bool needs_line = place == Place::kEnd && is_inside;
  for (const std::string& comment : comments) {
    if (needs_line) {
      out.hard();
    }
    bool is_behind = place == Place::kAfter && !needs_line;
    is_behind ? out.trailing(" " + comment) : out.verbatim(comment);
    if (place == Place::kBefore) {
      out.hard();
    }
    needs_line = place == Place::kEnd || (place == Place::kAfter && ends_line(comment));
  }
  if (!comments.empty()) {
    out.break_groups();
  }
}

}  // namespace

void TextComments::read(json::NodeId list) {
  if (document_.at(list).kind != NodeKind::kArray) {
    refusal_.add("`" + document_.pointer(list) + "`", "it is no list of comments");
    return;
  }
  for (json::NodeId child : document_.children(list)) {
    read_comment(child);
  }
}

void TextComments::read_comment(json::NodeId id) {
  auto member = [&](std::string_view name) {
    json::NodeId found = document_.member(id, name);
    bool is_text = found.is_valid() && document_.at(found).kind == NodeKind::kString;
    return is_text ? std::optional(document_.at(found).text) : std::nullopt;
  };
  std::optional<std::string_view> pointer = member("pointer");
  std::optional<std::string_view> text = member("text");
  std::optional<Place> place = place_named(member("place").value_or(""));
  std::string what = "`" + document_.pointer(id) + "`";
  if (!pointer || !text || !place) {
    refusal_.add(what, R"(a comment has the texts `pointer`, `place` ("before", "after" or "end"))"
                       " and `text`");
    return;
  }
  std::string comment = normalised(*text);
  if (!is_one_comment(comment)) {
    refusal_.add(what, "its `text` is not exactly one comment with its markers");
    return;
  }
  comments_.push_back({.node = pointers_.resolve(document_.root(), *pointer),
                       .place = *place,
                       .text = std::move(comment),
                       .pointer = document_.pointer(id)});
}

Mark TextComments::mark_of(const Comment& comment, const File& file,
                           const std::unordered_set<std::uint64_t>& marks) const {
  Mark file_end{.id = file.end.index(), .place = Place::kEnd};
  bool is_outermost = comment.node == file.root || comment.node == file.list;
  if (!comment.node.is_valid() || (comment.place == Place::kEnd && is_outermost)) {
    return file_end;
  }
  Mark mark{.id = comment.node.index(), .place = comment.place};
  if (marks.contains(number_of(mark))) {
    return mark;
  }
  for (json::NodeId at = comment.node; at.is_valid(); at = document_.at(at).parent) {
    mark = {.id = at.index(), .place = Place::kBefore};
    if (marks.contains(number_of(mark))) {
      return mark;
    }
  }
  return file_end;
}

void TextComments::weave(LayoutText& text, const File& file) {
  std::unordered_set<std::uint64_t> marks;
  text.for_each_mark([&](Mark mark) { marks.insert(number_of(mark)); });
  std::unordered_map<std::uint64_t, std::vector<std::string>> at;
  for (Comment& comment : comments_) {
    Mark mark = mark_of(comment, file, marks);
    std::vector<std::string>& there = at[number_of(mark)];
    bool is_outside = mark.id == file.root.index() || file.definitions.contains(mark.id);
    bool is_alone = mark.place == Place::kBefore ||
                    (mark.place == Place::kAfter && !there.empty() && ends_line(there.back()));
    if (is_outside && is_alone && is_note(comment.text)) {
      refusal_.add("`" + comment.pointer + "`",
                   "in front of a declaration its `text` would be the description");
    }
    there.push_back(std::move(comment.text));
  }
  bool is_empty = file.definitions.empty() && !marks.contains(number_of({file.root.index()}));
  text.expand_marks([&](Mark mark, LayoutText& out) {
    auto found = at.find(number_of(mark));
    if (found == at.end()) {
      return;
    }
    bool is_file_end = mark.id == file.end.index();
    if (is_file_end && !is_empty) {
      out.hard();  // and a blank line
    }
    put(out, mark.place, found->second, !(is_file_end && is_empty));
  });
}

}  // namespace rulec::parser

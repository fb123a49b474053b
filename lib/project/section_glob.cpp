#include "project/internal/section_glob.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace rulec::project {
namespace {

// Lists of names beyond these are no globs that people write.
constexpr std::size_t kMaxNameBytes = 1024;
constexpr std::size_t kMaxAlternatives = 64;

// The place of the `}` that closes the `{` at the front; npos when there is none.
std::size_t closing_brace(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

// Parts between the commas that stand outside of inner braces.
std::vector<std::string_view> alternatives_of(std::string_view inside) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\') {
      ++i;
    } else if (inside[i] == '{') {
      ++depth;
    } else if (inside[i] == '}') {
      depth -= depth > 0 ? 1 : 0;
    } else if (inside[i] == ',' && depth == 0) {
      parts.push_back(inside.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(inside.substr(begin));
  return parts;
}

// Every choice of `{a,b}` written out; a list of one name is none, its braces are meant. False when
// there are too many.
bool expand(std::string_view text, std::vector<std::string>& out) {
  std::size_t from = 0;
  while (true) {
    std::size_t open = text.find_first_of("{\\", from);
    if (open == std::string_view::npos) {
      out.emplace_back(text);
      return out.size() <= kMaxAlternatives;
    }
    std::size_t close =
        text[open] == '{' ? closing_brace(text.substr(open)) : std::string_view::npos;
    std::vector<std::string_view> parts;
    if (close != std::string_view::npos) {
      parts = alternatives_of(text.substr(open + 1, close - 1));
    }
    if (parts.size() < 2) {
      from = open + (text[open] == '\\' ? 2 : 1);
      continue;
    }
    for (std::string_view part : parts) {
      std::string chosen(text.substr(0, open));
      chosen.append(part).append(text.substr(open + close + 1));
      if (out.size() > kMaxAlternatives || !expand(chosen, out)) {
        return false;
      }
    }
    return true;
  }
}

// A whole number without a plus and leading zeros, as paths have them.
std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_all = error == std::errc{} && end == text.data() + text.size();
  return is_all && std::to_string(number) == text ? std::optional(number) : std::nullopt;
}

}  // namespace

SectionGlob::SectionGlob(std::string_view name) {
  std::vector<std::string> expanded;
  if (name.size() > kMaxNameBytes || !expand(name, expanded)) {
    return;
  }
  for (const std::string& text : expanded) {
    patterns_.push_back(compile(text));
  }
}

std::size_t SectionGlob::size() const {
  std::size_t tokens = 0;
  for (const Pattern& pattern : patterns_) {
    tokens += pattern.size();
  }
  return tokens;
}

bool SectionGlob::matches(std::string_view path) const {
  return std::ranges::any_of(patterns_,
                             [path](const Pattern& pattern) { return matches(pattern, path); });
}

SectionGlob::Pattern SectionGlob::compile(std::string_view text) {
  Pattern pattern;
  bool is_anywhere = text.find('/') == std::string_view::npos;
  if (is_anywhere) {
    pattern.push_back({.kind = Kind::kFolders, .members = {}});
  } else if (text.starts_with('/')) {
    text.remove_prefix(1);
  }
  while (!text.empty()) {
    bool is_folder_start =
        pattern.empty() || (pattern.back().kind == Kind::kByte && pattern.back().byte == '/');
    if (text.starts_with("**/") && is_folder_start) {
      pattern.push_back({.kind = Kind::kFolders, .members = {}});
      text.remove_prefix(3);
    } else if (text.starts_with("**")) {
      pattern.push_back({.kind = Kind::kStars, .members = {}});
      text.remove_prefix(2);
    } else if (text[0] == '*' || text[0] == '?') {
      pattern.push_back({.kind = text[0] == '*' ? Kind::kStar : Kind::kAny, .members = {}});
      text.remove_prefix(1);
    } else if (!(text[0] == '[' && add_set(text, pattern)) &&
               !(text[0] == '{' && add_number(text, pattern))) {
      text.remove_prefix(text[0] == '\\' && text.size() > 1 ? 1 : 0);
      pattern.push_back({.kind = Kind::kByte, .byte = text[0], .members = {}});
      text.remove_prefix(1);
    }
  }
  return pattern;
}

// `[a-z]`, `[!abc]`. One with a slash inside, or without an end, is plain text.
bool SectionGlob::add_set(std::string_view& text, Pattern& pattern) {
  Token token{.kind = Kind::kSet, .members = {}};
  std::size_t at = 1;
  token.is_negated = at < text.size() && text[at] == '!';
  at += token.is_negated ? 1 : 0;
  for (std::size_t first = at; at < text.size() && (text[at] != ']' || at == first);) {
    at += text[at] == '\\' && at + 1 < text.size() ? 1 : 0;
    char begin = text[at++];
    bool is_range = at + 1 < text.size() && text[at] == '-' && text[at + 1] != ']';
    char end = is_range ? text[at + 1] : begin;
    at += is_range ? 2 : 0;
    if (begin == '/' || end == '/') {
      return false;
    }
    token.members.append({begin, end});
  }
  if (at >= text.size()) {
    return false;
  }
  pattern.push_back(std::move(token));
  text.remove_prefix(at + 1);
  return true;
}

// `{3..120}`; other braces are plain text by now.
bool SectionGlob::add_number(std::string_view& text, Pattern& pattern) {
  std::size_t dots = text.find("..");
  std::size_t close = text.find('}');
  if (close == std::string_view::npos || dots > close) {
    return false;
  }
  auto first = number_of(text.substr(1, dots - 1));
  auto last = number_of(text.substr(dots + 2, close - dots - 2));
  if (!first || !last) {
    return false;
  }
  pattern.push_back({.kind = Kind::kNumber,
                     .members = {},
                     .first = std::min(*first, *last),
                     .last = std::max(*first, *last)});
  text.remove_prefix(close + 1);
  return true;
}

// `reached[i]`: the tokens so far match the first i bytes of the path.
bool SectionGlob::matches(const Pattern& pattern, std::string_view path) {
  std::vector<char> reached(path.size() + 1, 0);
  reached[0] = 1;
  std::vector<char> next(path.size() + 1);
  for (const Token& token : pattern) {
    std::ranges::fill(next, 0);
    step(token, path, reached, next);
    reached.swap(next);
  }
  return reached.back() != 0;
}

void SectionGlob::step(const Token& token, std::string_view path, const std::vector<char>& from,
                       std::vector<char>& to) {
  constexpr std::size_t kMaxDigits = 20;
  bool is_open = false;  // a star that began before
  for (std::size_t i = 0; i <= path.size(); ++i) {
    bool is_folder_start = i == 0 || path[i - 1] == '/';
    is_open = is_open || from[i] != 0;
    if (token.kind == Kind::kStar || token.kind == Kind::kStars || token.kind == Kind::kFolders) {
      bool is_taken = is_open && (token.kind != Kind::kFolders || is_folder_start);
      to[i] = is_taken || to[i] != 0 ? 1 : 0;
      is_open = is_open && !(token.kind == Kind::kStar && i < path.size() && path[i] == '/');
      continue;
    }
    if (from[i] == 0 || i == path.size()) {
      continue;
    }
    char byte = path[i];
    if (token.kind == Kind::kNumber) {
      for (std::size_t length = 1; length <= kMaxDigits && i + length <= path.size(); ++length) {
        auto number = number_of(path.substr(i, length));
        bool is_in = number && *number >= token.first && *number <= token.last;
        to[i + length] = is_in || to[i + length] != 0 ? 1 : 0;
      }
      continue;
    }
    bool is_member = false;
    for (std::size_t pair = 0; pair < token.members.size(); pair += 2) {
      is_member = is_member || (token.members[pair] <= byte && byte <= token.members[pair + 1]);
    }
    bool is_match = token.kind == Kind::kByte  ? byte == token.byte
                    : token.kind == Kind::kAny ? byte != '/'
                                               : byte != '/' && is_member != token.is_negated;
    to[i + 1] = is_match ? 1 : 0;
  }
}

}  // namespace rulec::project

// Globs over paths: `*` and `?` inside a segment, `**` for any number of segments.
#include "project/internal/glob.h"

#include <vector>

#include "project/project.h"

namespace rulec::project {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (true) {
    std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      return segments;
    }
    path.remove_prefix(slash + 1);
  }
}

// Length of a bracket expression at the front of `pattern` ("[a-z]"), 0 when it is none.
std::size_t bracket_length(std::string_view pattern) {
  if (!pattern.starts_with('[')) {
    return 0;
  }
  // A bracket that stands first is a member of the set.
  bool is_negated = pattern.substr(1).starts_with('!') || pattern.substr(1).starts_with('^');
  std::size_t end = pattern.find(']', is_negated ? 3 : 2);
  return end == std::string_view::npos ? 0 : end + 1;
}

bool bracket_matches(std::string_view bracket, char c) {
  bracket = bracket.substr(1, bracket.size() - 2);
  bool is_negated = bracket.starts_with('!') || bracket.starts_with('^');
  if (is_negated) {
    bracket.remove_prefix(1);
  }
  bool is_in = false;
  for (std::size_t i = 0; i < bracket.size(); ++i) {
    if (i + 2 < bracket.size() && bracket[i + 1] == '-') {
      is_in = is_in || (bracket[i] <= c && c <= bracket[i + 2]);
      i += 2;
    } else {
      is_in = is_in || bracket[i] == c;
    }
  }
  return is_in != is_negated;
}

// Characters of `pattern` that match one character `c`, 0 when they do not.
std::size_t match_one(std::string_view pattern, char c) {
  if (std::size_t length = bracket_length(pattern); length > 0) {
    return bracket_matches(pattern.substr(0, length), c) ? length : 0;
  }
  if (pattern.starts_with('\\') && pattern.size() > 1) {
    return pattern[1] == c ? 2 : 0;
  }
  return pattern[0] == '?' || pattern[0] == c ? 1 : 0;
}

}  // namespace

bool matches_segment(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
      continue;
    }
    std::size_t taken = p < pattern.size() ? match_one(pattern.substr(p), text[t]) : 0;
    if (taken > 0) {
      p += taken;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool may_match_below(std::string_view glob, std::string_view folder) {
  std::vector<std::string_view> patterns = segments_of(glob);
  std::size_t depth = 0;
  for (std::string_view segment : segments_of(folder)) {
    if (depth < patterns.size() && patterns[depth] == "**") {
      return true;
    }
    if (depth == patterns.size() || !matches_segment(patterns[depth], segment)) {
      return false;
    }
    ++depth;
  }
  return depth < patterns.size();
}

bool matches_glob(std::string_view glob, std::string_view path) {
  std::vector<std::string_view> patterns = segments_of(glob);
  std::vector<std::string_view> segments = segments_of(path);
  // reachable[j]: the patterns so far match the first j segments.
  std::vector<bool> reachable(segments.size() + 1, false);
  reachable[0] = true;
  for (std::string_view pattern : patterns) {
    std::vector<bool> next(segments.size() + 1, false);
    bool is_deep = pattern == "**";
    for (std::size_t j = 0; j <= segments.size(); ++j) {
      if (is_deep) {
        next[j] = reachable[j] || (j > 0 && next[j - 1]);
      } else if (j > 0) {
        next[j] = reachable[j - 1] && matches_segment(pattern, segments[j - 1]);
      }
    }
    reachable = std::move(next);
  }
  return reachable.back();
}

}  // namespace rulec::project

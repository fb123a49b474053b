// Optimal string alignment distance (Damerau-Levenshtein without a second edit of a transposed
// pair), with three rows; after R. Wagner and M. Fischer, "The String-to-String Correction
// Problem", and F. Damerau, "A technique for computer detection and correction of spelling errors".
#include "diag/suggest.h"

#include <algorithm>

#include "base/utf8.h"

namespace rulec::diag {
namespace {

constexpr std::size_t kMaxSuggestions = 3;
// Shorter pieces stand in too many words to mean anything.
constexpr std::size_t kMinSubstring = 3;

char32_t fold(char32_t code_point) {
  return code_point >= 'A' && code_point <= 'Z' ? code_point - 'A' + 'a' : code_point;
}

std::u32string folded(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    utf8::Decoded decoded = utf8::decode(text);
    std::size_t length = decoded.length == 0 ? 1 : decoded.length;
    points.push_back(decoded.length == 0 ? static_cast<unsigned char>(text[0])
                                         : fold(decoded.code_point));
    text.remove_prefix(length);
  }
  return points;
}

using Row = std::vector<std::size_t>;

void fill_row(const std::u32string& left, const std::u32string& right, std::size_t i,
              const Row& before_last, const Row& last, Row& row) {
  row[0] = i;
  for (std::size_t j = 1; j <= right.size(); ++j) {
    std::size_t replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
    row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
    bool is_swap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
    if (is_swap) {
      row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
}

std::size_t distance(const std::u32string& left, const std::u32string& right) {
  Row before_last(right.size() + 1);
  Row last(right.size() + 1);
  Row row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= left.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    fill_row(left, right, i, before_last, last, row);
  }
  return row.back();
}

bool has_common_piece(const std::u32string& left, const std::u32string& right) {
  const auto& shorter = left.size() < right.size() ? left : right;
  const auto& longer = left.size() < right.size() ? right : left;
  return shorter.size() >= kMinSubstring && longer.find(shorter) != std::u32string::npos;
}

struct Scored {
  std::size_t distance = 0;
  std::string_view text;
};

// Distance of a candidate that is near enough; otherwise limit + 1.
std::size_t score(const std::u32string& written, const std::u32string& candidate,
                  std::size_t limit) {
  std::size_t shorter = std::min(written.size(), candidate.size());
  std::size_t longer = std::max(written.size(), candidate.size());
  if (longer - shorter <= limit) {
    std::size_t edits = distance(written, candidate);
    // A word of which nothing is left is another word.
    if (edits <= limit && edits < longer) {
      return edits;
    }
  }
  return has_common_piece(written, candidate) ? limit : limit + 1;
}

std::vector<std::string> best_of(std::vector<Scored> near) {
  std::ranges::stable_sort(near, {}, &Scored::distance);
  std::vector<std::string> best;
  for (const Scored& candidate : near) {
    // One clear winner is a fix, a far second beside it would only make it a guess.
    bool is_far = candidate.distance > near.front().distance + 1;
    if (is_far || best.size() == kMaxSuggestions) {
      break;
    }
    if (std::ranges::find(best, candidate.text) == best.end()) {
      best.emplace_back(candidate.text);
    }
  }
  return best;
}

template <class Text>
std::vector<std::string> suggest_among(std::string_view written, std::span<const Text> candidates) {
  std::u32string wanted = folded(written);
  std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3);
  std::vector<Scored> near;
  for (const Text& text : candidates) {
    std::u32string candidate = folded(text);
    if (candidate == wanted) {
      return {std::string(text)};
    }
    std::size_t found = wanted.empty() ? limit + 1 : score(wanted, candidate, limit);
    if (found <= limit) {
      near.push_back({.distance = found, .text = text});
    }
  }
  return best_of(std::move(near));
}

}  // namespace

std::vector<std::string> suggest(std::string_view written,
                                 std::span<const std::string> candidates) {
  return suggest_among(written, candidates);
}

std::vector<std::string> suggest(std::string_view written,
                                 std::span<const std::string_view> candidates) {
  return suggest_among(written, candidates);
}

std::string did_you_mean(std::span<const std::string> suggestions) {
  if (suggestions.empty()) {
    return {};
  }
  std::string text = "did you mean ";
  for (std::size_t i = 0; i < suggestions.size(); ++i) {
    if (i > 0) {
      text += i + 1 == suggestions.size() ? " or " : ", ";
    }
    text += "`" + suggestions[i] + "`";
  }
  return text + "?";
}

}  // namespace rulec::diag

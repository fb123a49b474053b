#include "text_match.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace rulec::testing {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view kAnyLines = "${LINES}";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kContext = 3;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// 64 hex digits, or the short form `9c1e4b..77`.
bool is_digest(std::string_view text) {
  std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    return text.size() >= 12 && text.size() <= 64 && consists_of(text, kHexDigits);
  }
  return dots >= 4 && consists_of(text.substr(0, dots), kHexDigits) &&
         consists_of(text.substr(dots + 2), kHexDigits);
}

bool is_version(std::string_view text) {
  return std::ranges::count(text, '.') >= 2 && kDigits.find(text[0]) != std::string_view::npos &&
         text.find_first_not_of("0123456789.abcdefghijklmnopqrstuvwxyz-+") ==
             std::string_view::npos;
}

bool is_time(std::string_view text) {
  return text.size() >= 19 && text[4] == '-' && text[10] == 'T' &&
         consists_of(text, "0123456789-:.TZ");
}

struct Placeholder {
  std::string_view name;
  bool (*accepts)(std::string_view);
};

constexpr Placeholder kPlaceholders[] = {
    {"${DIGEST}", is_digest},
    {"${TIME}", is_time},
    {"${MS}", [](std::string_view text) { return consists_of(text, "0123456789."); }},
    {"${ID}",
     [](std::string_view text) {
       return consists_of(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
     }},
    {"${VERSION}", is_version},
    {"${ANY}", [](std::string_view) { return true; }},
};

const Placeholder* placeholder_at(std::string_view text) {
  for (const Placeholder& placeholder : kPlaceholders) {
    if (text.starts_with(placeholder.name)) {
      return &placeholder;
    }
  }
  return nullptr;
}

// Lengths of a common subsequence of lines, from each pair of positions to the ends.
class Alignment {
 public:
  Alignment(const Lines& left, const Lines& right)
      : width_(right.size() + 1), lengths_((left.size() + 1) * width_) {
    for (std::size_t i = left.size(); i-- > 0;) {
      for (std::size_t j = right.size(); j-- > 0;) {
        at(i, j) = line_matches(left[i], right[j]) ? at(i + 1, j + 1) + 1
                                                   : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::uint32_t& at(std::size_t i, std::size_t j) { return lengths_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<std::uint32_t> lengths_;
};

struct DiffLine {
  char sign = ' ';
  std::string_view text;
};

std::vector<DiffLine> diff_lines(const Lines& left, const Lines& right) {
  Alignment alignment(left, right);
  std::vector<DiffLine> diff;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() || j < right.size()) {
    if (i < left.size() && j < right.size() && line_matches(left[i], right[j])) {
      diff.push_back({.sign = ' ', .text = right[j]});
      ++i;
      ++j;
    } else if (j == right.size() ||
               (i < left.size() && alignment.at(i + 1, j) >= alignment.at(i, j + 1))) {
      diff.push_back({.sign = '-', .text = left[i++]});
    } else {
      diff.push_back({.sign = '+', .text = right[j++]});
    }
  }
  return diff;
}

bool lines_match(const Lines& expected, const Lines& actual, std::size_t i, std::size_t j) {
  for (; i < expected.size(); ++i, ++j) {
    if (expected[i] == kAnyLines) {
      for (std::size_t skip = j; skip <= actual.size(); ++skip) {
        if (lines_match(expected, actual, i + 1, skip)) {
          return true;
        }
      }
      return false;
    }
    if (j >= actual.size() || !line_matches(expected[i], actual[j])) {
      return false;
    }
  }
  return j == actual.size();
}

}  // namespace

bool line_matches(std::string_view expected, std::string_view actual) {
  while (!expected.empty()) {
    if (const Placeholder* placeholder = placeholder_at(expected)) {
      std::string_view rest = expected.substr(placeholder->name.size());
      for (std::size_t length = actual.size() + 1; length-- > 0;) {
        if (placeholder->accepts(actual.substr(0, length)) &&
            line_matches(rest, actual.substr(length))) {
          return true;
        }
      }
      return false;
    }
    if (actual.empty() || expected[0] != actual[0]) {
      return false;
    }
    expected.remove_prefix(1);
    actual.remove_prefix(1);
  }
  return actual.empty();
}

bool text_matches(std::string_view expected, std::string_view actual) {
  return lines_match(lines_of(expected), lines_of(actual), 0, 0);
}

std::string text_diff(std::string_view expected, std::string_view actual) {
  std::vector<DiffLine> diff = diff_lines(lines_of(expected), lines_of(actual));
  std::string text;
  std::size_t shown_to = 0;
  for (std::size_t i = 0; i < diff.size(); ++i) {
    if (diff[i].sign == ' ') {
      continue;
    }
    std::size_t from = std::max(shown_to, i > kContext ? i - kContext : 0);
    if (from > shown_to) {
      text += "      ...\n";
    }
    std::size_t to = std::min(diff.size(), i + kContext + 1);
    for (shown_to = from; shown_to < to; ++shown_to) {
      text.append("    ").append(1, diff[shown_to].sign).append(" ");
      text.append(diff[shown_to].text).append("\n");
    }
  }
  return text;
}

std::string keep_placeholders(std::string_view old_expected, std::string_view actual) {
  Lines old_lines = lines_of(old_expected);
  std::string text;
  for (std::string_view line : lines_of(actual)) {
    auto old = std::ranges::find_if(old_lines, [line](std::string_view expected) {
      return expected.find("${") != std::string_view::npos && line_matches(expected, line);
    });
    text.append(old == old_lines.end() ? line : *old).append("\n");
  }
  return text;
}

}  // namespace rulec::testing

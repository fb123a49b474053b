// The shortest edit by E. W. Myers ("An O(ND) Difference Algorithm and Its Variations", 1986), up
// to a number of edits; beyond, all that lies between the common ends is replaced.
#include "unified_diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace rulec::app {
namespace {

constexpr std::size_t kContextLines = 3;
constexpr std::size_t kMaxEdits = 1000;  // the search keeps as many rows, of up to twice the length

// Line ends included; only the last line may lack one.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    lines.push_back(line);
    text.remove_prefix(line.size());
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

enum class Side : char { kBoth = ' ', kBefore = '-', kAfter = '+' };

struct Line {
  Side side = Side::kBoth;
  std::string_view text;
};

class Differ {
 public:
  Differ(const Lines& before, const Lines& after) : before_(before), after_(after) {}

  std::vector<Line> run() {
    std::size_t shorter = std::min(before_.size(), after_.size());
    while (head_ < shorter && before_[head_] == after_[head_]) {
      ++head_;
    }
    while (tail_ < shorter - head_ &&
           before_[before_.size() - 1 - tail_] == after_[after_.size() - 1 - tail_]) {
      ++tail_;
    }
    n_ = static_cast<std::int64_t>(before_.size() - head_ - tail_);
    m_ = static_cast<std::int64_t>(after_.size() - head_ - tail_);
    for (std::size_t i = 0; i < head_; ++i) {
      lines_.push_back({.side = Side::kBoth, .text = before_[i]});
    }
    if (!search()) {
      replace_all();
    }
    for (std::size_t i = before_.size() - tail_; i < before_.size(); ++i) {
      lines_.push_back({.side = Side::kBoth, .text = before_[i]});
    }
    return std::move(lines_);
  }

 private:
  [[nodiscard]] std::string_view old_line(std::int64_t x) const {
    return before_[head_ + static_cast<std::size_t>(x)];
  }
  [[nodiscard]] std::string_view new_line(std::int64_t y) const {
    return after_[head_ + static_cast<std::size_t>(y)];
  }

  void replace_all() {
    for (std::int64_t x = 0; x < n_; ++x) {
      lines_.push_back({.side = Side::kBefore, .text = old_line(x)});
    }
    for (std::int64_t y = 0; y < m_; ++y) {
      lines_.push_back({.side = Side::kAfter, .text = new_line(y)});
    }
  }

  // Row d holds the furthest x on each diagonal k = x - y from -d to d, at k + d.
  using Row = std::vector<std::int64_t>;

  // Whether the path to diagonal k of row d came down from k + 1 (a line of `after`).
  [[nodiscard]] static bool comes_down(const Row& last, std::int64_t d, std::int64_t k) {
    return k == -d || (k != d && at(last, d - 1, k - 1) < at(last, d - 1, k + 1));
  }
  [[nodiscard]] static std::int64_t at(const Row& row, std::int64_t d, std::int64_t k) {
    return row[static_cast<std::size_t>(k + d)];
  }

  bool search() {
    std::vector<Row> rows;
    for (std::int64_t d = 0; d <= std::min<std::int64_t>(n_ + m_, kMaxEdits); ++d) {
      Row row(static_cast<std::size_t>(2 * d + 1), -1);
      for (std::int64_t k = -d; k <= d; k += 2) {
        std::int64_t x = d == 0                          ? 0
                         : comes_down(rows.back(), d, k) ? at(rows.back(), d - 1, k + 1)
                                                         : at(rows.back(), d - 1, k - 1) + 1;
        while (x < n_ && x - k < m_ && x - k >= 0 && old_line(x) == new_line(x - k)) {
          ++x;
        }
        row[static_cast<std::size_t>(k + d)] = x;
        if (x >= n_ && x - k >= m_) {
          rows.push_back(std::move(row));
          trace(rows);
          return true;
        }
      }
      rows.push_back(std::move(row));
    }
    return false;
  }

  // The path backwards, then turned round.
  void trace(const std::vector<Row>& rows) {
    std::vector<Line> path;
    std::int64_t x = n_;
    std::int64_t y = m_;
    for (auto d = static_cast<std::int64_t>(rows.size()) - 1; d >= 0; --d) {
      std::int64_t k = x - y;
      std::int64_t start_x = 0;
      std::int64_t start_y = 0;
      bool is_down = false;
      if (d > 0) {
        const Row& last = rows[static_cast<std::size_t>(d - 1)];
        is_down = comes_down(last, d, k);
        start_x = at(last, d - 1, is_down ? k + 1 : k - 1);
        start_y = start_x - (is_down ? k + 1 : k - 1);
      }
      std::int64_t snake_x = d == 0 ? 0 : start_x + (is_down ? 0 : 1);
      while (x > snake_x) {
        path.push_back({.side = Side::kBoth, .text = old_line(--x)});
        --y;
      }
      if (d > 0) {
        path.push_back(is_down ? Line{.side = Side::kAfter, .text = new_line(start_y)}
                               : Line{.side = Side::kBefore, .text = old_line(start_x)});
      }
      x = start_x;
      y = start_y;
    }
    lines_.insert(lines_.end(), path.rbegin(), path.rend());
  }

  const Lines& before_;
  const Lines& after_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
  std::int64_t n_ = 0;
  std::int64_t m_ = 0;
  std::vector<Line> lines_;
};

// "12,3", "12" for one line; an empty range names the line before it.
std::string range(std::size_t begin, std::size_t count) {
  std::string text = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? text : text + "," + std::to_string(count);
}

void append_hunk(std::string& out, const std::vector<Line>& lines, std::size_t begin,
                 std::size_t end) {
  auto count = [&](std::size_t from, std::size_t to, Side other) {
    return static_cast<std::size_t>(
        std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(from),
                      lines.begin() + static_cast<std::ptrdiff_t>(to),
                      [other](const Line& line) { return line.side != other; }));
  };
  out += "@@ -" + range(count(0, begin, Side::kAfter), count(begin, end, Side::kAfter)) + " +" +
         range(count(0, begin, Side::kBefore), count(begin, end, Side::kBefore)) + " @@\n";
  for (std::size_t i = begin; i < end; ++i) {
    out += static_cast<char>(lines[i].side);
    out += lines[i].text;
    if (!lines[i].text.ends_with('\n')) {
      out += "\n\\ No newline at end of file\n";
    }
  }
}

// A name as git shows it: C's quotes and octal numbers where a byte is not printable ASCII.
std::string git_name(std::string_view prefix, std::string_view path) {
  std::string text;
  bool is_quoted = false;
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kNamed = "\a\b\t\n\v\f\r\"\\";
    constexpr std::string_view kNames = "abtnvfr\"\\";
    if (std::size_t at = kNamed.find(c); at != std::string_view::npos) {
      text.append({'\\', kNames[at]});
      is_quoted = true;
    } else if (byte < 0x20 || byte >= 0x7F) {
      auto digit = [byte](unsigned shift) {
        return static_cast<char>('0' + ((byte >> shift) & 7U));
      };
      text.append({'\\', digit(6), digit(3), digit(0)});
      is_quoted = true;
    } else {
      text += c;
    }
  }
  std::string name = std::string(prefix) + text;
  return is_quoted ? '"' + name + '"' : name;
}

// In lines that may go on after the name, a tab ends a name with blanks.
std::string ended(std::string name) {
  return name.contains(' ') && !name.starts_with('"') ? std::move(name) + "\t" : name;
}

std::string git_header(std::string_view path) {
  return "diff --git " + git_name("a/", path) + " " + git_name("b/", path) + "\n";
}

std::string hunks(std::string_view before, std::string_view after) {
  Lines old_lines = lines_of(before);
  Lines new_lines = lines_of(after);
  std::vector<Line> lines = Differ(old_lines, new_lines).run();
  std::string out;
  auto is_change = [](const Line& line) { return line.side != Side::kBoth; };
  auto next = std::ranges::find_if(lines, is_change);
  while (next != lines.end()) {
    auto first = static_cast<std::size_t>(next - lines.begin());
    std::size_t begin = first > kContextLines ? first - kContextLines : 0;
    std::size_t last = first;
    // Changes that lie closer than their context share a hunk.
    for (std::size_t i = first; i < lines.size() && i <= last + 2 * kContextLines; ++i) {
      last = is_change(lines[i]) ? i : last;
    }
    std::size_t end = std::min(lines.size(), last + 1 + kContextLines);
    append_hunk(out, lines, begin, end);
    next = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end(), is_change);
  }
  return out;
}

std::string patch(std::string_view header, const std::string& old_name, const std::string& new_name,
                  std::string_view before, std::string_view after) {
  std::string out(header);
  if (before != after) {
    out += "--- " + ended(old_name) + "\n+++ " + ended(new_name) + "\n" + hunks(before, after);
  }
  return out;
}

}  // namespace

std::string patch_of_change(std::string_view path, std::string_view before,
                            std::string_view after) {
  return before == after
             ? std::string()
             : patch(git_header(path), git_name("a/", path), git_name("b/", path), before, after);
}

std::string patch_of_removal(std::string_view path, std::string_view before, bool is_executable) {
  std::string header =
      git_header(path) + "deleted file mode " + (is_executable ? "100755\n" : "100644\n");
  return patch(header, git_name("a/", path), "/dev/null", before, "");
}

std::string patch_of_new_file(std::string_view path, std::string_view after) {
  return patch(git_header(path) + "new file mode 100644\n", "/dev/null", git_name("b/", path), "",
               after);
}

}  // namespace rulec::app

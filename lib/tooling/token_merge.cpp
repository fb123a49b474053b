// The shortest edit by E. W. Myers ("An O(ND) Difference Algorithm and Its Variations", 1986), over
// tokens.
#include "tooling/token_merge.h"

#include <algorithm>
#include <cstdint>

#include "parser/dsl/lexer.h"

namespace rulec::tooling {
namespace {

using parser::Token;
using Tokens = std::vector<Token>;

constexpr std::int64_t kMaxEdits = 600;  // the search keeps as many rows
constexpr std::size_t kNone = SIZE_MAX;

Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  parser::Lexer lexer(text, 0, text.size());
  while (lexer.peek().kind != parser::TokenKind::kEnd) {
    tokens.push_back(lexer.take());
  }
  return tokens;
}

// For each token of one side the equal one of the other side, in order; kNone where it has none.
class Matcher {
 public:
  Matcher(const Tokens& left, const Tokens& right)
      : left_(left), right_(right), found_(left.size(), kNone) {}

  // Nothing when the sides are too far apart.
  std::optional<std::vector<std::size_t>> run() {
    std::size_t shorter = std::min(left_.size(), right_.size());
    while (head_ < shorter && left_[head_].text == right_[head_].text) {
      found_[head_] = head_;
      ++head_;
    }
    while (tail_ < shorter - head_ &&
           left_[left_.size() - 1 - tail_].text == right_[right_.size() - 1 - tail_].text) {
      found_[left_.size() - 1 - tail_] = right_.size() - 1 - tail_;
      ++tail_;
    }
    n_ = static_cast<std::int64_t>(left_.size() - head_ - tail_);
    m_ = static_cast<std::int64_t>(right_.size() - head_ - tail_);
    return search() ? std::optional(std::move(found_)) : std::nullopt;
  }

 private:
  // Row d holds the furthest x on each diagonal k = x - y from -d to d, at k + d.
  using Row = std::vector<std::int64_t>;

  [[nodiscard]] static std::int64_t at(const Row& row, std::int64_t d, std::int64_t k) {
    return row[static_cast<std::size_t>(k + d)];
  }
  [[nodiscard]] static bool comes_down(const Row& last, std::int64_t d, std::int64_t k) {
    return k == -d || (k != d && at(last, d - 1, k - 1) < at(last, d - 1, k + 1));
  }
  [[nodiscard]] bool is_equal(std::int64_t x, std::int64_t y) const {
    return left_[head_ + static_cast<std::size_t>(x)].text ==
           right_[head_ + static_cast<std::size_t>(y)].text;
  }

  bool search() {
    std::vector<Row> rows;
    for (std::int64_t d = 0; d <= std::min(n_ + m_, kMaxEdits); ++d) {
      Row row(static_cast<std::size_t>(2 * d + 1), -1);
      for (std::int64_t k = -d; k <= d; k += 2) {
        std::int64_t x = d == 0                          ? 0
                         : comes_down(rows.back(), d, k) ? at(rows.back(), d - 1, k + 1)
                                                         : at(rows.back(), d - 1, k - 1) + 1;
        while (x < n_ && x - k < m_ && x - k >= 0 && is_equal(x, x - k)) {
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

  void trace(const std::vector<Row>& rows) {
    std::int64_t x = n_;
    std::int64_t y = m_;
    for (auto d = static_cast<std::int64_t>(rows.size()) - 1; d >= 0; --d) {
      std::int64_t k = x - y;
      std::int64_t start_x = 0;
      std::int64_t start_y = 0;
      std::int64_t snake_x = 0;
      if (d > 0) {
        const Row& last = rows[static_cast<std::size_t>(d - 1)];
        bool is_down = comes_down(last, d, k);
        start_x = at(last, d - 1, is_down ? k + 1 : k - 1);
        start_y = start_x - (is_down ? k + 1 : k - 1);
        snake_x = start_x + (is_down ? 0 : 1);
      }
      while (x > snake_x) {
        found_[head_ + static_cast<std::size_t>(--x)] = head_ + static_cast<std::size_t>(--y);
      }
      x = start_x;
      y = start_y;
    }
  }

  const Tokens& left_;
  const Tokens& right_;
  std::vector<std::size_t> found_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
  std::int64_t n_ = 0;
  std::int64_t m_ = 0;
};

// Tokens [begin, end) of `before` that become those [from, to) of `after`.
struct Hunk {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t from = 0;
  std::size_t to = 0;
};

class Merge {
 public:
  Merge(std::string_view before, std::string_view after, std::string_view written)
      : after_text_(after),
        written_text_(written),
        before_(tokens_of(before)),
        after_(tokens_of(after)),
        written_(tokens_of(written)) {}

  std::optional<std::vector<ByteEdit>> run() {
    auto in_after = Matcher(before_, after_).run();
    auto in_written = Matcher(before_, written_).run();
    if (!in_after || !in_written) {
      return std::nullopt;
    }
    in_written_ = std::move(*in_written);
    std::vector<ByteEdit> edits;
    for (const Hunk& hunk : hunks(*in_after)) {
      auto edit = edit_of(hunk);
      if (!edit) {
        return std::nullopt;
      }
      edits.push_back(std::move(*edit));
    }
    return edits;
  }

 private:
  // What changes, wide enough for both of its neighbours to have been written as they are printed.
  [[nodiscard]] std::vector<Hunk> hunks(const std::vector<std::size_t>& in_after) const {
    std::vector<Hunk> found;
    std::size_t from = 0;
    std::size_t begin = 0;
    auto add = [&](std::size_t end, std::size_t to) {
      if (begin == end && from == to) {
        return;
      }
      Hunk hunk = {.begin = begin, .end = end, .from = from, .to = to};
      widen(hunk);
      if (!found.empty() && found.back().end >= hunk.begin && found.back().to >= hunk.from) {
        found.back().end = std::max(found.back().end, hunk.end);
        found.back().to = std::max(found.back().to, hunk.to);
      } else {
        found.push_back(hunk);
      }
    };
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (in_after[i] != kNone) {
        add(i, in_after[i]);
        begin = i + 1;
        from = in_after[i] + 1;
      }
    }
    add(before_.size(), after_.size());
    return found;
  }

  // Outside of hunks tokens are the same before and after, so both sides grow alike.
  void widen(Hunk& hunk) const {
    bool is_written = hunk.begin < hunk.end;
    for (std::size_t i = hunk.begin; i < hunk.end; ++i) {
      is_written = is_written && in_written_[i] != kNone;
    }
    if (is_written) {
      return;
    }
    while (hunk.begin > 0 && hunk.from > 0 && in_written_[hunk.begin - 1] == kNone) {
      --hunk.begin;
      --hunk.from;
    }
    while (hunk.end < before_.size() && hunk.to < after_.size() && in_written_[hunk.end] == kNone) {
      ++hunk.end;
      ++hunk.to;
    }
  }

  [[nodiscard]] std::optional<ByteEdit> edit_of(const Hunk& hunk) const {
    bool is_insertion = hunk.begin == hunk.end;
    // Tokens [first, last) of what was written.
    std::size_t first = hunk.begin == 0 ? 0 : in_written_[hunk.begin - 1] + 1;
    std::size_t last = hunk.end == before_.size() ? written_.size() : in_written_[hunk.end];
    bool has_edges =
        !is_insertion && in_written_[hunk.begin] != kNone && in_written_[hunk.end - 1] != kNone;
    if (has_edges) {  // brackets around it stay
      first = in_written_[hunk.begin];
      last = in_written_[hunk.end - 1] + 1;
    } else if (is_insertion) {
      last = first;
    } else if (first < last) {
      narrow(hunk, first, last);
    }
    if (first > last) {
      return std::nullopt;
    }
    return first == last ? insertion(first, hunk) : replacement(first, last, hunk);
  }

  // Written in other tokens with something around them: `('x')` for `"x"`. Those of the same kinds
  // are meant.
  void narrow(const Hunk& hunk, std::size_t& first, std::size_t& last) const {
    std::size_t count = hunk.end - hunk.begin;
    for (std::size_t at = first; at + count <= last; ++at) {
      bool is_alike =
          std::equal(before_.begin() + static_cast<std::ptrdiff_t>(hunk.begin),
                     before_.begin() + static_cast<std::ptrdiff_t>(hunk.end),
                     written_.begin() + static_cast<std::ptrdiff_t>(at),
                     [](const Token& left, const Token& right) { return left.kind == right.kind; });
      if (is_alike) {
        first = at;
        last = at + count;
        return;
      }
    }
  }

  // With the blanks before it, as they are printed.
  [[nodiscard]] std::optional<ByteEdit> insertion(std::size_t at, const Hunk& hunk) const {
    if (hunk.from == hunk.to) {
      return std::nullopt;
    }
    if (at == 0 && !written_.empty() && hunk.to < after_.size()) {
      std::size_t first = after_[hunk.from].begin;
      std::string text(after_text_.substr(first, after_[hunk.to].begin - first));
      std::size_t place = written_[0].begin;
      return ByteEdit{.begin = place, .end = place, .new_text = std::move(text)};
    }
    bool is_close = hunk.to < after_.size() && after_[hunk.to - 1].end == after_[hunk.to].begin;
    bool is_apart = at > 0 && at < written_.size() && written_[at - 1].end < written_[at].begin;
    if (is_close && is_apart && hunk.from > 0 &&
        after_[hunk.from - 1].end < after_[hunk.from].begin) {
      std::size_t first = after_[hunk.from].begin;  // `or f(x)` for `or x`: the blanks are there
      std::string text(after_text_.substr(first, after_[hunk.to - 1].end - first));
      std::size_t place = written_[at].begin;
      return ByteEdit{.begin = place, .end = place, .new_text = std::move(text)};
    }
    std::size_t begin = hunk.from == 0 ? 0 : after_[hunk.from - 1].end;
    std::size_t place = at == 0 ? 0 : written_[at - 1].end;
    std::string text(after_text_.substr(begin, after_[hunk.to - 1].end - begin));
    return ByteEdit{.begin = place, .end = place, .new_text = std::move(text)};
  }

  [[nodiscard]] std::optional<ByteEdit> replacement(std::size_t first, std::size_t last,
                                                    const Hunk& hunk) const {
    for (std::size_t i = first; i + 1 < last; ++i) {
      if (!is_blank(written_[i].end, written_[i + 1].begin)) {
        return std::nullopt;
      }
    }
    ByteEdit edit = {.begin = written_[first].begin, .end = written_[last - 1].end, .new_text = {}};
    if (hunk.from < hunk.to) {
      std::size_t begin = after_[hunk.from].begin;
      edit.new_text = after_text_.substr(begin, after_[hunk.to - 1].end - begin);
    } else {
      widen_removal(first, last, hunk, edit);
    }
    return edit;
  }

  // With the blanks behind it; those before it where nothing follows on the line, or what follows
  // is printed without blanks.
  void widen_removal(std::size_t first, std::size_t last, const Hunk& hunk, ByteEdit& edit) const {
    if (first == 0 && last < written_.size() && is_blank(edit.end, written_[last].begin)) {
      edit.end = written_[last].begin;
      return;
    }
    std::size_t next =
        std::min(written_text_.find_first_not_of(" \t", edit.end), written_text_.size());
    bool ends_line =
        next == written_text_.size() || written_text_[next] == '\n' || written_text_[next] == '\r';
    if (!ends_line && next > edit.end) {
      edit.end = next;
      return;
    }
    std::size_t before = first > 0 ? written_[first - 1].end : 0;
    bool is_printed_close = hunk.from == 0 || hunk.from == after_.size() ||
                            after_[hunk.from - 1].end == after_[hunk.from].begin;
    if (first > 0 && (ends_line || is_printed_close) && is_blank(before, edit.begin)) {
      edit.begin = before;
    } else if (!is_printed_close && before == edit.begin) {
      edit.new_text = " ";
    }
  }

  [[nodiscard]] bool is_blank(std::size_t begin, std::size_t end) const {
    return std::ranges::all_of(written_text_.substr(begin, end - begin), [](char c) {
      return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    });
  }

  std::string_view after_text_;
  std::string_view written_text_;
  Tokens before_;
  Tokens after_;
  Tokens written_;
  std::vector<std::size_t> in_written_;
};

}  // namespace

std::optional<std::vector<ByteEdit>> carry_over(std::string_view before, std::string_view after,
                                                std::string_view written) {
  auto edits = Merge(before, after, written).run();
  std::size_t at = 0;
  for (std::size_t i = 0; edits && i < edits->size(); ++i) {
    if ((*edits)[i].begin < at) {
      return std::nullopt;
    }
    at = (*edits)[i].end;
  }
  return edits;
}

std::string applied(std::string_view text, const std::vector<ByteEdit>& edits) {
  std::string made;
  std::size_t at = 0;
  for (const ByteEdit& edit : edits) {
    made.append(text.substr(at, edit.begin - at)).append(edit.new_text);
    at = edit.end;
  }
  return made.append(text.substr(at));
}

}  // namespace rulec::tooling

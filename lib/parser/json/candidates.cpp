#include "parser/json/candidates.h"

#include <algorithm>
#include <tuple>

#include "parser/json/tokens.h"

namespace rulec::json {
namespace {

// Bytes around a place that are looked at.
constexpr std::uint32_t kBefore = 400;
constexpr std::uint32_t kBehind = 100;
// How many are tried for one fault.
constexpr std::size_t kMaxCandidates = 1000;

// What makes an edit less likely, in bytes of distance from the fault.
constexpr std::uint32_t kLostQuote = 0;
constexpr std::uint32_t kExtraQuote = 60;
constexpr std::uint32_t kLostCloser = 2;
constexpr std::uint32_t kWrongBracket = 6;
constexpr std::uint32_t kExtraCloser = 8;
constexpr std::uint32_t kLostOpener = 12;
constexpr std::uint32_t kExtraOpener = 14;
constexpr std::uint32_t kExtraComma = 10;
constexpr std::uint32_t kLineOfItsOwn = 500;  // a closing bracket there was meant
constexpr std::uint32_t kUnlikely = 10'000;  // the quotes of the line say that it is something else

bool is_opener(char c) {
  return c == '{' || c == '[';
}
bool is_closer(char c) {
  return c == '}' || c == ']';
}
bool is_edge(char c) {
  return is_blank(c) || is_opener(c) || is_closer(c) || c == '"' || c == ',' || c == ':';
}

bool is_quote(std::string_view text, std::uint32_t where) {
  return where < text.size() && text[where] == '"' && (where == 0 || text[where - 1] != '\\');
}

std::uint32_t line_begin(std::string_view text, std::uint32_t where) {
  while (where > 0 && text[where - 1] != '\n') {
    --where;
  }
  return where;
}

class Collection {
 public:
  Collection(std::string_view text, const SyntaxFault& fault, std::optional<std::uint32_t> doubt)
      : text_(text), centers_{fault.begin} {
    if (fault.other_end > 0) {
      centers_.push_back(fault.other_begin);
    }
    if (doubt) {
      centers_.push_back(*doubt);
    }
  }

  std::vector<TextEdit> run() {
    for (std::uint32_t center : centers_) {
      around(center);
    }
    std::ranges::sort(found_, {}, [](const Rated& one) {
      return std::tuple(one.cost, one.edit.at, one.edit.inserted, one.edit.removed);
    });
    std::vector<TextEdit> edits;
    for (const Rated& one : found_) {
      bool is_known = std::ranges::any_of(edits, [&one](const TextEdit& edit) {
        return edit.at == one.edit.at && edit.removed == one.edit.removed &&
               edit.inserted == one.edit.inserted;
      });
      if (!is_known && edits.size() < kMaxCandidates) {
        edits.push_back(one.edit);
      }
    }
    return edits;
  }

 private:
  struct Rated {
    TextEdit edit;
    std::uint32_t cost = 0;
  };

  [[nodiscard]] std::uint32_t size32() const { return static_cast<std::uint32_t>(text_.size()); }
  [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\n'; }

  // Walks from the beginning of the line, so that it is known what lies inside strings.
  void around(std::uint32_t center) {
    std::uint32_t first = center < kBefore ? 0 : center - kBefore;
    std::uint32_t last = std::min(size32(), center + kBehind);
    has_odd_quotes_ = has_odd_quotes(text_, center);
    is_inside_ = false;
    for (std::uint32_t where = line_begin(text_, first); where <= last; ++where) {
      if (where >= first) {
        place(where);
      }
      if (at(where) == '\n') {
        is_inside_ = false;
      } else if (is_quote(text_, where)) {
        is_inside_ = !is_inside_;
      }
    }
  }

  void rate(std::uint32_t where, char inserted, bool is_removal, std::uint32_t cost) {
    char removed = is_removal ? text_[where] : '\0';
    std::uint32_t distance = size32();
    for (std::uint32_t center : centers_) {
      distance = std::min(distance, where > center ? where - center : center - where);
    }
    found_.push_back(
        {.edit = {.at = where, .removed = removed, .inserted = inserted}, .cost = cost + distance});
  }

  void place(std::uint32_t where) {
    std::uint32_t of_quotes = has_odd_quotes_ ? 0 : kUnlikely;
    std::uint32_t of_brackets = has_odd_quotes_ ? kUnlikely : 0;
    char before = where == 0 ? '\n' : text_[where - 1];
    char c = at(where);
    bool is_boundary = is_edge(before) || is_edge(c);
    if (is_boundary) {
      rate(where, '"', false, of_quotes + kLostQuote);
    }
    if (where < size32() && c == '"') {
      rate(where, '\0', true, of_quotes + kExtraQuote);
    }
    if (is_inside_ && !has_odd_quotes_) {
      return;  // no place for a bracket
    }
    if (is_boundary && !is_blank(before) && !is_opener(before)) {
      rate(where, '}', false, of_brackets + kLostCloser);
      rate(where, ']', false, of_brackets + kLostCloser);
    }
    if (where >= size32()) {
      return;
    }
    if (is_boundary && (!is_blank(c) || c == '\n')) {
      rate(where, '{', false, of_brackets + kLostOpener);
      rate(where, '[', false, of_brackets + kLostOpener);
    }
    extra(where, of_brackets);
  }

  void extra(std::uint32_t where, std::uint32_t of_brackets) {
    char c = text_[where];
    if (c == ',' || c == ':') {
      rate(where, '\0', true, of_brackets + kExtraComma);
    } else if (is_opener(c) || is_closer(c)) {
      rate(where, '\0', true, of_brackets + cost_of_extra(where));
      for (char other : std::string_view("{}[]")) {
        if (other != c) {
          rate(where, other, true, of_brackets + kWrongBracket);
        }
      }
    }
  }

  [[nodiscard]] std::uint32_t cost_of_extra(std::uint32_t where) const {
    if (is_opener(text_[where])) {
      return kExtraOpener;
    }
    std::uint32_t before = where;
    while (before > 0 && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) {
      --before;
    }
    bool is_first = before == 0 || text_[before - 1] == '\n';
    return kExtraCloser + (is_first ? kLineOfItsOwn : 0);
  }

  std::string_view text_;
  std::vector<std::uint32_t> centers_;
  std::vector<Rated> found_;
  bool has_odd_quotes_ = false;
  bool is_inside_ = false;  // a string
};

}  // namespace

std::vector<TextEdit> candidates(std::string_view text, const SyntaxFault& fault,
                                 std::optional<std::uint32_t> doubt) {
  return Collection(text, fault, doubt).run();
}

bool has_odd_quotes(std::string_view text, std::uint32_t where) {
  bool is_odd = false;
  for (std::uint32_t i = line_begin(text, where); i < text.size() && text[i] != '\n'; ++i) {
    is_odd = is_odd != is_quote(text, i);
  }
  return is_odd;
}

}  // namespace rulec::json

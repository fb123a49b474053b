#include "tooling/synthetic/pattern_texts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/arena.h"
#include "base/json_writer.h"
#include "schema/schema.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kMostTexts = 6;
constexpr std::size_t kLongestText = 1000;  // bytes
constexpr std::size_t kMostRepeats = 200;
constexpr std::size_t kMostNested = 16;

using Texts = std::vector<std::string>;

// What can stand in a class that excludes others, the likeliest first.
constexpr std::string_view kOrdinary = "a0A-_ .x9";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

struct Repeats {
  std::size_t least = 1;
  std::size_t most = 1;
};

// Reads a pattern and has texts for each part of it. Nothing: the part is not simple.
class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : rest_(pattern) {}

  std::optional<Texts> read() {
    std::optional<Texts> texts = alternatives();
    return rest_.empty() ? texts : std::nullopt;
  }

 private:
  [[nodiscard]] bool is_at(char c) const { return rest_.starts_with(c); }

  bool skip(std::string_view text) {
    bool is_there = rest_.starts_with(text);
    rest_.remove_prefix(is_there ? text.size() : 0);
    return is_there;
  }

  char take() {
    char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::optional<Texts> alternatives() {
    Texts all;
    do {
      std::optional<Texts> texts = sequence();
      if (!texts) {
        return std::nullopt;
      }
      all.insert(all.end(), texts->begin(), texts->end());
    } while (skip("|"));
    all.resize(std::min(all.size(), kMostTexts));
    return all;
  }

  std::optional<Texts> sequence() {
    Texts all{""};
    while (!rest_.empty() && !is_at('|') && !is_at(')')) {
      if (skip("^") || skip("$")) {
        continue;
      }
      std::optional<Texts> part = atom();
      std::optional<Repeats> repeats = part ? repetition() : std::nullopt;
      if (!repeats) {
        return std::nullopt;
      }
      all = joined(all, repeated(*part, *repeats));
      if (all.front().size() > kLongestText || all.back().size() > kLongestText) {
        return std::nullopt;
      }
    }
    return all;
  }

  // The first of one with the first of the other, and so on; the last is used again.
  static Texts joined(const Texts& heads, const Texts& tails) {
    Texts made;
    for (std::size_t i = 0; i < std::max(heads.size(), tails.size()); ++i) {
      made.push_back(heads[std::min(i, heads.size() - 1)] + tails[std::min(i, tails.size() - 1)]);
    }
    return made;
  }

  // As few as can be, and one more where more can be.
  static Texts repeated(const Texts& texts, const Repeats& repeats) {
    if (repeats.least == 1 && repeats.most == 1) {
      return texts;
    }
    auto times = [](const std::string& text, std::size_t number) {
      std::string made;
      for (std::size_t i = 0; i < number; ++i) {
        made += text;
      }
      return made;
    };
    return {times(texts.front(), repeats.least),
            times(texts.back(), std::min(repeats.most, repeats.least + 1))};
  }

  std::optional<Repeats> repetition() {
    std::optional<Repeats> repeats = Repeats{};
    if (skip("?")) {
      repeats = Repeats{.least = 0, .most = 1};
    } else if (skip("*")) {
      repeats = Repeats{.least = 0, .most = kMostRepeats};
    } else if (skip("+")) {
      repeats = Repeats{.least = 1, .most = kMostRepeats};
    } else if (skip("{")) {
      repeats = counted();
    } else {
      return repeats;
    }
    skip("?");  // as few as can be: the same texts
    return repeats;
  }

  // Behind its `{`.
  std::optional<Repeats> counted() {
    std::optional<std::size_t> least = number();
    if (!least) {
      return std::nullopt;
    }
    Repeats repeats{.least = *least, .most = *least};
    if (skip(",")) {
      repeats.most = is_at('}') ? kMostRepeats : number().value_or(0);
    }
    bool is_good = skip("}") && repeats.least <= repeats.most && repeats.most <= kMostRepeats;
    return is_good ? std::optional(repeats) : std::nullopt;
  }

  std::optional<std::size_t> number() {
    if (rest_.empty() || !is_digit(rest_.front())) {
      return std::nullopt;
    }
    std::size_t value = 0;
    while (!rest_.empty() && is_digit(rest_.front()) && value <= kMostRepeats) {
      value = 10 * value + static_cast<std::size_t>(take() - '0');
    }
    return value;
  }

  std::optional<Texts> atom() {
    if (skip("(")) {
      return group();
    }
    if (skip("[")) {
      return set();
    }
    if (skip("\\")) {
      return escape();
    }
    if (skip(".")) {
      return Texts{"x"};
    }
    if (is_at('*') || is_at('+') || is_at('?') || is_at('{')) {
      return std::nullopt;
    }
    std::string character(1, take());
    while (!rest_.empty() && is_continuation(rest_.front())) {
      character += take();
    }
    return Texts{character};
  }

  std::optional<Texts> group() {
    bool is_plain = skip("?:") || !is_at('?');  // else flags, or a name
    if (!is_plain || nested_ == kMostNested) {
      return std::nullopt;
    }
    ++nested_;
    std::optional<Texts> texts = alternatives();
    --nested_;
    return skip(")") ? texts : std::nullopt;
  }

  std::optional<Texts> escape() {
    if (rest_.empty()) {
      return std::nullopt;
    }
    char c = take();
    switch (c) {
      case 'd':
        return Texts{"0", "9"};
      case 'w':
        return Texts{"a", "Z"};
      case 's':
        return Texts{" "};
      case 'D':
      case 'S':
        return Texts{"x"};
      case 'W':
        return Texts{"-"};
      default:
        // \b, \p, \x, \Q … stand for something else; signs for themselves.
        return is_letter(c) || is_digit(c) ? std::nullopt : std::optional(Texts{std::string(1, c)});
    }
  }

  // Behind its `[`: the first character that is in the class, and the last.
  std::optional<Texts> set() {
    bool is_negated = skip("^");
    std::vector<std::pair<char, char>> ranges;
    bool is_first = true;
    while (is_first || !is_at(']')) {
      is_first = false;
      if (!range(ranges)) {
        return std::nullopt;
      }
    }
    take();
    if (!is_negated) {
      return Texts{std::string(1, ranges.front().first), std::string(1, ranges.back().second)};
    }
    for (char c : kOrdinary) {
      if (std::ranges::none_of(
              ranges, [c](const auto& each) { return each.first <= c && c <= each.second; })) {
        return Texts{std::string(1, c)};
      }
    }
    return std::nullopt;
  }

  // One character of a class, a range, or \d \w \s.
  bool range(std::vector<std::pair<char, char>>& to) {
    if (rest_.empty() || rest_.starts_with("[:")) {
      return false;
    }
    if (skip("\\d")) {
      to.emplace_back('0', '9');
      return true;
    }
    if (skip("\\w")) {
      to.insert(to.end(), {{'a', 'z'}, {'0', '9'}, {'_', '_'}, {'A', 'Z'}});
      return true;
    }
    if (skip("\\s")) {
      to.emplace_back(' ', ' ');
      return true;
    }
    std::optional<char> first = member();
    std::optional<char> last = first;
    if (rest_.size() > 1 && is_at('-') && rest_[1] != ']') {
      take();
      last = member();
    }
    if (!first || !last || *first > *last) {
      return false;
    }
    to.emplace_back(*first, *last);
    return true;
  }

  std::optional<char> member() {
    bool is_escaped = skip("\\");
    if (rest_.empty()) {
      return std::nullopt;
    }
    char c = take();
    bool is_ascii = static_cast<unsigned char>(c) < 0x80U;
    bool is_special = is_escaped && (is_letter(c) || is_digit(c));
    return is_ascii && !is_special ? std::optional(c) : std::nullopt;
  }

  std::string_view rest_;
  std::size_t nested_ = 0;  // groups that are open
};

}  // namespace

std::vector<std::string> pattern_texts(std::string_view pattern) {
  std::optional<Texts> texts = PatternReader(pattern).read();
  if (!texts) {
    return {};
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("pattern", pattern);
  json.end_object();
  auto judge = schema::compile(text);
  if (!judge) {
    return {};
  }
  Arena arena;
  Texts fitting;
  for (std::string& candidate : *texts) {
    std::size_t errors = 0;
    bool fits = schema::validate(**judge, Value::string(candidate), arena, {}, errors);
    if (fits && std::ranges::find(fitting, candidate) == fitting.end()) {
      fitting.push_back(std::move(candidate));
    }
  }
  return fitting;
}

}  // namespace rulec::tooling

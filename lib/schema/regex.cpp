#include "schema/internal/regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/limits.h"

namespace rulec::schema {

namespace {

// The patterns of most schemas are of two forms, and need no automaton: `^abc`, and a text of some
// ASCII characters as `^[a-z_]{1,100}$`.
class PlainForm {
 public:
  explicit PlainForm(std::string_view pattern) {
    if (!pattern.starts_with('^')) {
      return;
    }
    pattern.remove_prefix(1);
    if (std::ranges::all_of(pattern, is_plain)) {
      kind_ = Kind::kPrefix;
      prefix_ = pattern;
    } else if (read_class(pattern) && read_count(pattern) && pattern == "$") {
      kind_ = Kind::kClass;
    }
  }

  [[nodiscard]] bool is_known() const { return kind_ != Kind::kNone; }

  [[nodiscard]] bool matches(std::string_view text) const {
    if (kind_ == Kind::kPrefix) {
      return text.starts_with(prefix_);
    }
    return text.size() >= minimum_ && text.size() <= maximum_ &&
           std::ranges::all_of(text,
                               [this](char c) { return class_[static_cast<unsigned char>(c)]; });
  }

 private:
  enum class Kind : std::uint8_t { kNone, kPrefix, kClass };
  // RE2 repeats at most so often.
  static constexpr std::size_t kMostRepeats = 1000;

  // Stands for itself, in a class and outside of it.
  static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  // `[` plain characters, `.`, ranges of plain ones, and perhaps `-` at the end `]`.
  bool read_class(std::string_view& rest) {
    std::size_t end = rest.find(']');
    if (!rest.starts_with('[') || end == std::string_view::npos || end == 1) {
      return false;
    }
    std::string_view inside = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    for (std::size_t i = 0; i < inside.size();) {
      bool is_range = i + 2 < inside.size() && inside[i + 1] == '-';
      char last = is_range ? inside[i + 2] : inside[i];
      bool is_dash = inside[i] == '-' && i + 1 == inside.size();
      bool is_known = is_range ? is_plain(inside[i]) && is_plain(last) && inside[i] <= last
                               : is_plain(last) || last == '.' || is_dash;
      if (!is_known) {
        return false;
      }
      auto highest = static_cast<unsigned char>(last);
      for (auto c = static_cast<unsigned char>(inside[i]); c <= highest; ++c) {  // ASCII
        class_[c] = true;
      }
      i += is_range ? 3 : 1;
    }
    return true;
  }

  // `{m,n}` of at most three digits each.
  bool read_count(std::string_view& rest) {
    return take(rest, '{') && read_number(rest, minimum_) && take(rest, ',') &&
           read_number(rest, maximum_) && take(rest, '}') && minimum_ <= maximum_ &&
           maximum_ <= kMostRepeats;
  }

  static bool take(std::string_view& rest, char c) {
    bool is_there = rest.starts_with(c);
    rest.remove_prefix(is_there ? 1 : 0);
    return is_there;
  }

  static bool read_number(std::string_view& rest, std::size_t& number) {
    auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return error == std::errc{};
  }

  Kind kind_ = Kind::kNone;
  std::string prefix_;
  std::array<bool, 256> class_{};
  std::size_t minimum_ = 0;
  std::size_t maximum_ = 0;
};

}  // namespace

struct Regex::State {
  State(std::string_view pattern, const RE2::Options& options)
      : plain(pattern), re2(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  PlainForm plain;
  RE2 re2;
};

Regex::Regex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Regex::~Regex() = default;

Result<std::unique_ptr<Regex>> Regex::compile(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return fail(ErrorCode::kTooLarge,
                "it is longer than " + std::to_string(kMaxPatternBytes) + " bytes");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexMemory);
  auto state = std::make_unique<State>(pattern, options);
  if (!state->re2.ok()) {
    return fail(ErrorCode::kUsage, state->re2.error());
  }
  return std::unique_ptr<Regex>(new Regex(std::move(state)));
}

bool Regex::matches(std::string_view text) const {
  if (state_->plain.is_known()) {
    return state_->plain.matches(text);
  }
  return state_->re2.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                           RE2::UNANCHORED, nullptr, 0);
}

}  // namespace rulec::schema

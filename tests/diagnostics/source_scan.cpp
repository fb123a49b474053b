#include "source_scan.h"

#include <algorithm>
#include <iterator>

namespace rulec::testing {
namespace {

// Streams, whatever is done with them.
constexpr std::string_view kStreams[] = {"cerr",   "cout",          "clog",         "stderr",
                                         "stdout", "STDERR_FILENO", "STDOUT_FILENO"};
// Functions, when they are called.
constexpr std::string_view kFunctions[] = {"printf",     "vprintf", "puts",     "putchar", "perror",
                                           "psignal",    "syslog",  "exit",     "_exit",   "_Exit",
                                           "quick_exit", "abort",   "terminate"};
// Functions whose names we use too: only those of the libraries are meant.
constexpr std::string_view kQualified[] = {"print", "println"};

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

// The source with comments and the content of literals turned to blanks; lines stay.
class Blanker {
 public:
  explicit Blanker(std::string_view source) : text_(source) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.compare(at_, 2, "//") == 0) {
        blank_to(text_.find('\n', at_));
      } else if (text_.compare(at_, 2, "/*") == 0) {
        blank_to(behind("*/", at_ + 2));
      } else if (text_.compare(at_, 2, "R\"") == 0) {
        std::size_t open = text_.find('(', at_);
        std::string end = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
        blank_to(behind(end, open));
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !follows_word())) {
        blank_literal();
      } else {
        ++at_;
      }
    }
    return std::move(text_);
  }

 private:
  // 'a' after a digit or letter is a separator of digits, or a prefix.
  [[nodiscard]] bool follows_word() const { return at_ > 0 && is_word_char(text_[at_ - 1]); }

  [[nodiscard]] std::size_t behind(std::string_view end, std::size_t from) const {
    std::size_t found = text_.find(end, from);
    return found == std::string::npos ? found : found + end.size();
  }

  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      text_[at_] = text_[at_] == '\n' ? '\n' : ' ';
    }
  }

  void blank_literal() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != text_[at_]) {
      end += text_[end] == '\\' ? 2 : 1;
    }
    blank_to(end + 1);
  }

  std::string text_;
  std::size_t at_ = 0;
};

bool is_call(std::string_view text, std::size_t end) {
  std::size_t next = text.find_first_not_of(" \n", end);
  return next != std::string_view::npos && text[next] == '(';
}

bool is_of_library(std::string_view text, std::size_t begin) {
  return text.substr(0, begin).ends_with("std::") || text.substr(0, begin).ends_with("fmt::");
}

// `x.exit(…)` and `x->exit(…)` are functions of ours.
bool is_member(std::string_view text, std::size_t begin) {
  return (begin >= 1 && text[begin - 1] == '.') ||
         (begin >= 2 && text.substr(begin - 2, 2) == "->");
}

}  // namespace

std::vector<ForbiddenUse> forbidden_uses(std::string_view source) {
  std::string text = Blanker(source).run();
  std::vector<ForbiddenUse> uses;
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_char(text[at])) {
      line += text[at++] == '\n' ? 1 : 0;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word_char(text[end])) {
      ++end;
    }
    std::string_view word = std::string_view(text).substr(at, end - at);
    bool is_function = holds(kFunctions, word) && is_call(text, end) && !is_member(text, at);
    bool is_qualified = holds(kQualified, word) && is_of_library(text, at);
    if (holds(kStreams, word) || is_function || is_qualified) {
      uses.push_back({.line = line, .word = std::string(word)});
    }
    at = end;
  }
  return uses;
}

}  // namespace rulec::testing

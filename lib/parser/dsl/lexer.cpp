#include "parser/dsl/lexer.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "parser/dsl/grammar.h"
#include "parser/json/tokens.h"

namespace rulec::parser {
namespace {

using json::is_blank;
using json::is_digit;

// Longer ones before their beginnings. Some are of other languages: they are one token so that a
// finding can say what is written here instead.
constexpr std::string_view kSigns[] = {"===", "!==", "...", "==", "!=", "~=", "!~", "<=", ">=",
                                       "??",  "&&",  "||",  "<>", "=>", "=<", "->", "+=", ":="};

bool is_word_byte(char c) {
  return is_letter(c) || is_digit(c);
}

}  // namespace

Lexer::Lexer(std::string_view text, std::size_t begin, std::size_t end)
    : text_(text), end_(std::min(end, text.size())), at_(std::min(begin, end_)) {
  taken_.begin = at_;
  taken_.end = at_;
  next_ = read();
}

Token Lexer::take() {
  taken_ = next_;
  next_ = read();
  return taken_;
}

Token Lexer::take_to(std::size_t end) {
  taken_ = next_;
  taken_.end = std::clamp(end, taken_.end, end_);
  taken_.text = text_.substr(taken_.begin, taken_.end - taken_.begin);
  at_ = std::max(at_, taken_.end);
  next_ = read();
  return taken_;
}

bool Lexer::starts(std::string_view with) const {
  return text_.substr(at_, end_ - at_).starts_with(with);
}

Token Lexer::make(TokenKind kind, std::size_t end) const {
  return {.kind = kind, .begin = at_, .end = end, .text = text_.substr(at_, end - at_)};
}

Token Lexer::bad(TokenFault fault, std::size_t begin, std::size_t end) const {
  return {.kind = TokenKind::kBad,
          .fault = fault,
          .begin = begin,
          .end = end,
          .text = text_.substr(begin, end - begin)};
}

std::size_t Lexer::skip_word(std::size_t offset) const {
  while (offset < end_ && is_word_byte(text_[offset])) {
    ++offset;
  }
  return offset;
}

std::size_t Lexer::skip_digits(std::size_t offset) const {
  while (offset < end_ && is_digit(text_[offset])) {
    ++offset;
  }
  return offset;
}

std::size_t Lexer::character_length(std::size_t offset) const {
  auto length = utf8::decode(text_.substr(offset, end_ - offset)).length;
  return length == 0 ? 1 : length;
}

bool Lexer::is_line_end(std::size_t offset) const {
  return offset >= end_ || text_[offset] == '\n' || text_[offset] == '\r';
}

bool Lexer::skip_blanks() {
  while (at_ < end_) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (starts("//")) {
      while (!is_line_end(at_)) {
        ++at_;
      }
    } else if (starts("/*")) {
      std::size_t close = text_.substr(0, end_).find("*/", at_ + 2);
      if (close == std::string_view::npos) {
        return false;
      }
      at_ = close + 2;
    } else {
      break;
    }
  }
  return true;
}

Token Lexer::read() {
  std::size_t behind = taken_.end;
  bool is_whole = skip_blanks();
  if (!is_whole) {
    Token comment = bad(TokenFault::kUnclosedComment, at_, at_ + 2);
    at_ = end_;
    return comment;
  }
  if (at_ == end_) {
    return {.begin = behind, .end = behind, .text = {}};
  }
  char c = text_[at_];
  resume_ = 0;
  Token made;
  if (is_letter(c)) {
    made = make(TokenKind::kWord, skip_word(at_));
  } else if (c == '`') {
    made = read_ticked();
  } else if (is_digit(c)) {
    made = taken_.is_sign(".") ? read_digits() : read_number();
  } else if (c == '"' || c == '\'') {
    made = read_string();
  } else {
    made = read_sign();
  }
  at_ = std::max(made.end, resume_);
  return made;
}

Token Lexer::passing_over(const Token& fault, char quote) {
  resume_ = fault.end;
  while (!is_line_end(resume_) && text_[resume_] != quote) {
    bool is_escape = text_[resume_] == '\\' && !is_line_end(resume_ + 1);
    resume_ += is_escape ? 2 : 1;
  }
  resume_ += is_line_end(resume_) ? 0 : 1;
  return fault;
}

Token Lexer::read_ticked() {
  std::size_t close = at_ + 1;
  while (!is_line_end(close) && text_[close] != '`' && text_[close] != '.') {
    ++close;
  }
  if (is_line_end(close)) {
    return bad(TokenFault::kUnclosedTicks, at_, close);
  }
  if (text_[close] == '.') {
    return passing_over(bad(TokenFault::kDotInTicks, close, close + 1), '`');
  }
  // No text of ours holds a zero, so no name can be written back that does.
  if (std::size_t zero = text_.substr(at_, close - at_).find('\0');
      zero != std::string_view::npos) {
    return passing_over(bad(TokenFault::kZeroInTicks, at_ + zero, at_ + zero + 1), '`');
  }
  return close == at_ + 1 ? bad(TokenFault::kEmptyTicks, at_, close + 1)
                          : make(TokenKind::kTicked, close + 1);
}

Token Lexer::read_digits() const {
  std::size_t end = skip_word(at_);
  return skip_digits(at_) == end ? make(TokenKind::kDigits, end) : bad(TokenFault::kName, at_, end);
}

// The lexeme as far as it looks like a number; whether its value can be held is the parser's
// question, which knows the sign.
Token Lexer::read_number() const {
  std::size_t end = skip_digits(at_);
  bool is_good = end == at_ + 1 || text_[at_] != '0';
  if (at(end) == '.') {
    std::size_t fraction = end + 1;
    end = skip_digits(fraction);
    is_good = is_good && end > fraction;
  }
  if (at(end) == 'e' || at(end) == 'E') {
    std::size_t exponent = end + 1;
    exponent += at(exponent) == '+' || at(exponent) == '-' ? 1 : 0;
    end = skip_digits(exponent);
    is_good = is_good && end > exponent;
  }
  std::size_t rest = end;
  while (is_word_byte(at(rest)) || (at(rest) == '.' && is_word_byte(at(rest + 1)))) {
    ++rest;
  }
  return is_good && rest == end ? make(TokenKind::kNumber, end)
                                : bad(TokenFault::kNumber, at_, rest);
}

// Behind the escape at `backslash`; the offset itself when it is none of ours.
std::size_t Lexer::escape_end(std::size_t backslash, char quote) const {
  constexpr std::string_view kSimple = R"("\/bfnrt)";
  char kind = at(backslash + 1);
  if (kind != 'u') {
    bool is_good = kind != '\0' && (kind == quote || kSimple.contains(kind));
    return is_good ? backslash + 2 : backslash;
  }
  const char* stop = text_.data() + end_;
  std::int32_t code = json::read_hex4(std::min(text_.data() + backslash + 2, stop), stop);
  std::size_t end = backslash + 6;
  if (code < 0xd800 || code > 0xdfff) {
    return code <= 0 ? backslash : end;  // no text has a zero
  }
  bool is_pair = code < 0xdc00 && at(end) == '\\' && at(end + 1) == 'u';
  std::int32_t low = is_pair ? json::read_hex4(std::min(text_.data() + end + 2, stop), stop) : -1;
  return low >= 0xdc00 && low <= 0xdfff ? end + 6 : backslash;
}

// The escape at `backslash`, which is none of JSON.
Token Lexer::bad_escape(std::size_t backslash) const {
  if (at(backslash + 1) == 'u') {
    return bad(TokenFault::kEscape, backslash, std::min(skip_word(backslash + 1), backslash + 6));
  }
  bool is_alone = is_line_end(backslash + 1);
  std::size_t length = is_alone ? 1 : 1 + character_length(backslash + 1);
  return bad(TokenFault::kEscape, backslash, backslash + length);
}

Token Lexer::read_string() {
  char quote = text_[at_];
  std::size_t close = at_ + 1;
  while (!is_line_end(close) && text_[close] != quote) {
    if (text_[close] == '\\') {
      std::size_t behind = escape_end(close, quote);
      if (behind == close) {
        return passing_over(bad_escape(close), quote);
      }
      close = behind;
    } else if (static_cast<unsigned char>(text_[close]) < 0x20) {
      return passing_over(bad(TokenFault::kControl, close, close + 1), quote);
    } else {
      ++close;
    }
  }
  return is_line_end(close) ? bad(TokenFault::kUnclosedString, at_, close)
                            : make(TokenKind::kString, close + 1);
}

Token Lexer::read_sign() const {
  const auto* sign = std::ranges::find_if(kSigns, [&](std::string_view s) { return starts(s); });
  if (sign != std::end(kSigns)) {
    return make(TokenKind::kSign, at_ + sign->size());
  }
  return make(TokenKind::kSign, at_ + character_length(at_));
}

}  // namespace rulec::parser

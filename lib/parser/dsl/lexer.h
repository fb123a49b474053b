// Lexer: the tokens of a DSL expression, one at a time. Blanks and comments (`//` to the end of the
// line, `/* */`) lie between tokens. Never reads outside its range; what is no token is one of kind
// kBad, and reading goes on behind it: behind all of a text or ticked name of which it is a part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rulec::parser {

enum class TokenKind : std::uint8_t {
  kEnd,     // empty, behind the last token
  kWord,    // letter or _, then letters, digits, _
  kTicked,  // `any name`
  kDigits,  // behind a dot: an index in a path
  kNumber,  // of JSON, without a sign
  kString,  // "of JSON", or 'in single quotes', where \' is an escape too
  kSign,    // punctuation or an operator; one character where it is none the language knows
  kBad
};

enum class TokenFault : std::uint8_t {
  kNone,
  kNumber,           // is none of JSON
  kName,             // behind a dot: digits and then letters
  kEmptyTicks,       // ``
  kDotInTicks,       // the token is the dot
  kZeroInTicks,      // the token is the character NUL
  kUnclosedTicks,    // to the end of its line
  kUnclosedString,   // the same
  kUnclosedComment,  // the token is its beginning
  kEscape,           // in a string: the token is the escape
  kControl           // in a string: the token is the character
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  TokenFault fault = TokenFault::kNone;
  std::size_t begin = 0;  // in the text that the Lexer was given
  std::size_t end = 0;
  std::string_view text;  // as written, with quotes and ticks

  [[nodiscard]] bool is_sign(std::string_view sign) const {
    return kind == TokenKind::kSign && text == sign;
  }
  [[nodiscard]] bool is_word(std::string_view word) const {
    return kind == TokenKind::kWord && text == word;
  }
};

class Lexer {
 public:
  // The tokens of bytes [begin, end) of `text`, which outlives all of them.
  Lexer(std::string_view text, std::size_t begin, std::size_t end);

  [[nodiscard]] const Token& peek() const { return next_; }
  // The next token, which is passed over. At the end it stays kEnd.
  Token take();
  // The same for the bytes from the next token to `end`, where it goes on: one token of the kind of
  // the next one, for what is a token only where it stands.
  Token take_to(std::size_t end);
  // The token that was taken last; an empty kEnd at the beginning.
  [[nodiscard]] const Token& taken() const { return taken_; }

 private:
  [[nodiscard]] char at(std::size_t offset) const { return offset < end_ ? text_[offset] : '\0'; }
  [[nodiscard]] bool starts(std::string_view with) const;
  [[nodiscard]] Token make(TokenKind kind, std::size_t end) const;
  [[nodiscard]] Token bad(TokenFault fault, std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::size_t skip_word(std::size_t offset) const;
  [[nodiscard]] std::size_t skip_digits(std::size_t offset) const;
  [[nodiscard]] std::size_t character_length(std::size_t offset) const;
  [[nodiscard]] bool is_line_end(std::size_t offset) const;  // the range's end too
  [[nodiscard]] std::size_t escape_end(std::size_t backslash, char quote) const;

  // False at a comment that is not closed.
  bool skip_blanks();
  [[nodiscard]] Token read();
  [[nodiscard]] Token read_ticked();
  [[nodiscard]] Token read_digits() const;
  [[nodiscard]] Token read_number() const;
  [[nodiscard]] Token read_string();
  // `fault`, after which reading goes on behind the next `quote` of the line.
  [[nodiscard]] Token passing_over(const Token& fault, char quote);
  [[nodiscard]] Token bad_escape(std::size_t backslash) const;
  [[nodiscard]] Token read_sign() const;

  std::string_view text_;
  std::size_t end_;
  std::size_t at_;
  std::size_t resume_ = 0;  // reading goes on there, if that is behind the token
  Token taken_;
  Token next_;
};

}  // namespace rulec::parser

// Brackets: which bracket of a piece closes which. Where one is never closed, or one closes
// nothing, the indentation of the lines tells which one that is, and where it was probably meant to
// close.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "parser/dsl/lexer.h"

namespace rulec::parser {

class Brackets {
 public:
  static constexpr std::size_t kNone = std::string_view::npos;

  // Of the tokens in bytes [begin, end) of `masked`. Lines are those of `text`, whose bytes lie at
  // the same places. Both are needed here only. Linear in the size of the range.
  Brackets(std::string_view text, std::string_view masked, std::size_t begin, std::size_t end);

  // Where what the bracket at byte `opener` encloses ends: at its closing bracket, or before the
  // token that stands there.
  struct End {
    std::size_t at = 0;
    bool is_closed = false;
  };
  [[nodiscard]] End end_of(std::size_t opener) const;
  // No opening bracket has this one.
  [[nodiscard]] bool is_extra(std::size_t closer) const;
  // The innermost bracket around a byte; kNone outside of all.
  [[nodiscard]] std::size_t around(std::size_t at) const;

  // Says that `opener`, which has a closing bracket, was meant to close before `at`: its bracket is
  // the one of the next bracket around it, and so on up to one that has none. False, and nothing is
  // changed, where all of them have one.
  bool close_before(std::size_t opener, std::size_t at);

 private:
  struct Bracket {
    std::size_t at = 0;
    char sign = 0;
    bool is_first_of_line = false;
    std::size_t indent = 0;         // of its line
    std::size_t partner = kNone;    // index of the other one
    std::size_t outdented = kNone;  // the token that begins the first line not indented more
    std::size_t outer = kNone;      // index of the bracket around it
    End end;                        // of an opening one
  };
  struct Step {
    std::size_t at = 0;          // from this byte on
    std::size_t around = kNone;  // this bracket is the innermost one
  };

  void read(std::string_view text, std::string_view masked, std::size_t begin);
  void note_line(const Token& first, const Token& before, std::size_t indent);
  [[nodiscard]] bool match_plainly();
  void match_by_indentation();
  [[nodiscard]] std::size_t opener_for(const Bracket& closer) const;  // index into open_
  void match(std::size_t opener, std::size_t closer);
  void nest();
  [[nodiscard]] std::size_t index_of(std::size_t at) const;

  std::size_t end_;
  std::vector<Bracket> brackets_;
  std::vector<std::size_t> open_;       // while reading; indexes
  std::vector<std::size_t> indenting_;  // those whose first outdented line is still to come
  std::vector<Step> steps_;
};

// Whether a line of `text` begins between two bytes.
[[nodiscard]] bool has_line_end(std::string_view text, std::size_t begin, std::size_t end);
// Behind a token of the masked text; in front of one that is a line end in `text`.
[[nodiscard]] std::size_t behind(std::string_view text, const Token& token);

}  // namespace rulec::parser

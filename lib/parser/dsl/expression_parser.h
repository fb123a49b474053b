// ExpressionParser: recursive descent over the grammar of expressions. Internal to lib/parser/dsl.
// Each function reads one production from the next token on and gives a part without a node after a
// report. Recursion is bounded: whatever nests goes through `deeper`.
//
// Inside a declaration (with a DslSetting) the expression ends where no operator follows, and what
// is wrong in a way that tells what was meant is reported and read as that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "parser/dsl/expression.h"
#include "parser/dsl/faults.h"
#include "parser/dsl/grammar.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/node_maker.h"
#include "parser/dsl/scopes.h"

namespace rulec::parser {

// The declaration around an expression.
class DslSetting {
 public:
  virtual ~DslSetting() = default;
  // The spellings of language.md 11.1 are no mistakes.
  [[nodiscard]] virtual bool is_input_dialect() const = 0;
  // `$x` stands for the result of a step.
  [[nodiscard]] virtual bool has_references() const = 0;
  // The next token is a word with which another part of the declaration begins.
  [[nodiscard]] virtual bool begins_member() const = 0;
  // Reads JSON, as far as it goes.
  virtual void json() = 0;
};

class ExpressionParser {
 public:
  // Reads from `lexer`; all of them outlive this, and `setting` may be null.
  ExpressionParser(const DslPlace& place, Lexer& lexer,
                   std::span<const std::string_view> loop_names, Ast& ast, diag::Emitter& emitter,
                   DslSetting* setting = nullptr);

  [[nodiscard]] Expr* whole_expression();
  [[nodiscard]] Expr* whole_path();

  // The longest expression or path at the next token; false after a mistake behind which nobody
  // knows how to go on.
  [[nodiscard]] bool pass_expression() { return static_cast<bool>(expression()); }
  [[nodiscard]] bool pass_path() { return path_start() && path(); }
  // The same for what follows an operand: operators and their other operands.
  [[nodiscard]] bool pass_operators();

 private:
  struct Segment {
    std::string_view text;
    DslRange range;
    bool is_index = false;
  };
  using Segments = std::vector<Segment>;
  // Where a path leads: the scopes to go outward, and the keys from there.
  struct Reading {
    std::size_t scopes_out = 0;
    Segments keys;
  };

  // --- operators
  [[nodiscard]] DslPart expression() { return junction(kOr); }
  [[nodiscard]] DslPart at_level(Level level);
  [[nodiscard]] DslPart junction(Level level);
  [[nodiscard]] DslPart negation();
  [[nodiscard]] DslPart comparison();
  [[nodiscard]] DslPart membership(const DslPart& needle);
  [[nodiscard]] DslPart arithmetic(Level level);
  [[nodiscard]] DslPart minus();
  // What the next token is, also as an operator of another language inside a declaration.
  [[nodiscard]] const Infix* infix() const;
  [[nodiscard]] const Infix* next_sign(Level level) const;
  // Passes over an operator, which may be one of another language.
  void take_sign();
  // first SIGN operand SIGN operand ...: one node.
  [[nodiscard]] DslPart run(const DslPart& first, const Infix& sign);

  // --- operands (operands.cpp)
  [[nodiscard]] DslPart primary();
  [[nodiscard]] DslPart word();
  [[nodiscard]] DslPart number(std::size_t begin);
  [[nodiscard]] DslPart string();
  [[nodiscard]] DslPart mended(DslRange range);  // stands for what was reported
  [[nodiscard]] DslPart bad_token();
  [[nodiscard]] DslPart point_first();  // .5
  [[nodiscard]] DslPart curly_text();
  [[nodiscard]] DslPart reference();
  [[nodiscard]] DslPart list();
  [[nodiscard]] DslPart braces();
  [[nodiscard]] DslPart parenthesised();
  [[nodiscard]] std::string_view text_of(const Token& string);
  // Up to the closing bracket of `opener`, which is passed over; false after a report. The second
  // and later ones of kAttempts read the error.
  enum class Elements : std::uint8_t { kPlain, kAttempts };
  [[nodiscard]] bool elements(const Token& opener, Elements kind, std::vector<DslPart>& made);
  [[nodiscard]] bool more_elements(const Token& opener, std::vector<DslPart>& made);

  // --- calls (operands.cpp)
  // The name was taken last, the bracket comes next.
  [[nodiscard]] DslPart call();
  [[nodiscard]] DslPart preserved(const Token& name);
  [[nodiscard]] DslPart op_call(const Token& op, const Token& opener);
  // What is called: the range of the whole call begins at `begin`.
  struct Callee {
    std::size_t begin = 0;
    std::string_view name;
    DslRange name_range;
  };
  [[nodiscard]] DslPart operands(const Callee& callee, const Token& opener);
  [[nodiscard]] DslPart spread(const Callee& callee, const Token& opener);

  // --- quantifiers (operands.cpp)
  [[nodiscard]] DslPart quantifier();
  [[nodiscard]] DslPart reduction();
  [[nodiscard]] DslPart source();
  [[nodiscard]] DslPart body(const Scope& scope);
  [[nodiscard]] bool item_name(std::string_view& name);

  // --- paths (paths.cpp)
  // False after a report; the first segment is the token that was taken last.
  [[nodiscard]] bool path_start();
  [[nodiscard]] bool segments(Segments& made);
  [[nodiscard]] bool dotted_segment(Segments& made);
  [[nodiscard]] bool bracketed_segment(Segments& made);
  [[nodiscard]] DslPart path();
  [[nodiscard]] DslPart methods(const DslPart& object);  // of the input dialect
  [[nodiscard]] DslPart field_of_item();                 // {.f}
  [[nodiscard]] DslPart missing();
  [[nodiscard]] DslPart exists();
  [[nodiscard]] Reading reading_of(const Segments& written) const;
  [[nodiscard]] DslPart path_text(DslRange range, const Segments& keys);
  [[nodiscard]] std::vector<DslPart> path_keys(DslRange range, const Reading& reading);
  DslPart refuse_outer_missing(DslRange range);

  // --- what all of them use
  // Passes over the sign or word; false after a report.
  [[nodiscard]] bool expect(std::string_view sign);
  [[nodiscard]] bool expect_word(std::string_view word);
  [[nodiscard]] bool close(const Token& opener);
  // Reports the next token; the part that it gives has no node.
  DslPart refuse(std::string expected, std::string help = {}, const Token* opener = nullptr);
  // The part as it is, or no part where its twin would be too deep.
  [[nodiscard]] DslPart bounded(const DslPart& part, DslRange name);
  // What `read` gives one bracket or prefix operator deeper.
  template <class Read>
  [[nodiscard]] DslPart deeper(Read read) {
    if (depth_ >= kMaxRuleDepth) {
      emitter_.emit(describe_depth(place_, range_of(lexer_.taken())));
      return {};
    }
    ++depth_;
    DslPart part = read();
    --depth_;
    return part;
  }
  [[nodiscard]] static DslRange range_of(const Token& token) { return {token.begin, token.end}; }
  [[nodiscard]] DslRange since(std::size_t begin) const { return {begin, lexer_.taken().end}; }
  [[nodiscard]] Expr* finish(const DslPart& part, std::string expected);

  const DslPlace& place_;
  diag::Emitter& emitter_;
  Ast& ast_;
  NodeMaker maker_;
  Lexer& lexer_;
  DslSetting* setting_;
  Scopes scopes_;
  std::uint32_t depth_ = 0;
};

}  // namespace rulec::parser

// Descent: the recursive descent of the diagnoser over one piece. Internal to lib/parser/dsl.
//
// Each function reads one production from the next token on, and what it cannot use it reports. It
// always goes on: where a word is near the right one, as if the right one stood there; else at the
// next thing that can be told from what surrounds it. Lines and their indentation say where
// brackets that are not closed were meant to end (brackets.h). No token is read twice, so this is
// linear.
//
// Where what is missing follows from a mistake that was reported, nothing is said: one finding at
// one place, and none behind a text that swallowed the end of its line.
//
//   descent.cpp       tokens, reports, blocks
//   recovery.cpp      where parts begin, and going on there
//   declarations.cpp  the piece, notes, heads
//   members.cpp       rules, flows, scorecards
//   actions.cpp       actions and steps
//   values.cpp        arguments, values, JSON
//   tests.cpp         tests of a rule
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/dsl/diagnoser/brackets.h"
#include "parser/dsl/diagnoser/keywords.h"
#include "parser/dsl/expression_parser.h"
#include "parser/dsl/faults.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/pieces.h"

namespace rulec::parser {

class Descent final : private DslSetting {
 public:
  // `text` is the file, with the comments and line ends that `masked` has not. Both outlive this.
  Descent(std::string_view text, std::string_view masked, const Piece& piece, SourceId source,
          diag::Emitter& emitter);

  void run();
  [[nodiscard]] std::size_t findings() const { return findings_.count(); }
  // A finding at `offset`, of which nothing is known.
  void refuse_at(std::size_t offset);

 private:
  // --- what an expression asks (DslSetting)
  [[nodiscard]] bool is_input_dialect() const override { return is_input_dialect_; }
  [[nodiscard]] bool has_references() const override { return true; }
  [[nodiscard]] bool begins_member() const override;
  void json() override { (void)json_value(); }

  // --- tokens (descent.cpp)
  [[nodiscard]] const Token& peek() const { return lexer_.peek(); }
  [[nodiscard]] const Token& taken() const { return lexer_.taken(); }
  Token take() { return lexer_.take(); }
  [[nodiscard]] Token second() const;  // the one behind the next
  // A line ends between the next token and the one before it.
  [[nodiscard]] bool starts_line() const;
  [[nodiscard]] bool is_name() const;  // a word or text is next
  [[nodiscard]] bool is_text() const;  // a text, also one with a mistake in it
  // Behind the letters, digits, and `others` from the next token on.
  [[nodiscard]] std::size_t run_end(std::string_view others) const;
  [[nodiscard]] std::string_view masked() const { return place_.text.text(); }

  // --- reports (descent.cpp)
  // The next token, where `expected` should stand.
  void refuse(std::string expected, std::string help = {});
  void refuse(std::string expected, std::string help, diag::Fix fix);
  // Behind an operand: an operator may be what is meant.
  void refuse_operator(const std::string& expected);
  // A token that was passed over, or one made of several.
  void refuse_token(const Token& token, std::string expected, std::string help,
                    std::optional<diag::Fix> fix);
  [[nodiscard]] diag::Fix replace(const Token& token, std::string text,
                                  std::string title = {}) const;
  [[nodiscard]] diag::Fix insert(std::size_t at, std::string text, std::string title) const;
  [[nodiscard]] diag::Fix remove(const Token& token) const;
  // The next token is `sign` and passed over; a report otherwise.
  bool expect(std::string_view sign, std::string help = {});
  // A sign that is no more than a wrong one for `sign`, such as `==` for `=`: passed over with or
  // without a report. False where nothing of the kind comes next.
  bool expect_equals();
  bool text(const std::string& expected);
  bool number(const std::string& expected);
  bool whole_number();
  // One of `words`, which is passed over, also where a near one stands; "" where none does.
  [[nodiscard]] std::string_view keyword(Words words, const std::string& expected);

  // --- blocks (descent.cpp)
  // What stands between two brackets.
  struct Block {
    Token opener;
    std::size_t around = Brackets::kNone;  // the bracket directly around what it holds
    // Where it ends if its opening bracket is missing too, or its closing one was another.
    std::optional<std::size_t> end;
  };
  void enter(std::string_view opener, std::string help = {});
  void enter_unopened();
  void leave();
  [[nodiscard]] bool is_at_end() const;
  [[nodiscard]] std::string closer() const;
  // Says that the innermost block was meant to end here; false where nothing speaks for it.
  bool end_early();
  // `block`, and of the first `outer` ones of blocks_ those that were meant to end here too.
  void report_unclosed(const Block& block, std::size_t outer);
  [[nodiscard]] bool is_unclosed_here(const Block& block) const;
  [[nodiscard]] std::string closing_text(const Block& block) const;
  // Reads parts until the block ends, or there are so many findings that nobody wants more.
  template <class Read>
  void parts(Read read) {
    while (!is_at_end()) {
      std::size_t before = peek().begin;
      read();
      if (peek().begin == before && !is_at_end()) {
        take();
      }
    }
  }
  template <class Read>
  void block(std::string_view opener, Read read, std::string help = {}) {
    enter(opener, std::move(help));
    if (blocks_.size() > kMaxRuleDepth) {
      refuse_depth();
    } else {
      read();
    }
    leave();
  }
  void refuse_depth();
  // A closing bracket that closes nothing, or is of the wrong kind: reported and passed over.
  bool extra_closer();

  // --- where parts begin (recovery.cpp)
  [[nodiscard]] bool begins_member(const Token& behind) const;
  [[nodiscard]] bool begins_near_member() const;  // or one
  [[nodiscard]] bool begins_declaration() const;
  [[nodiscard]] bool begins_action() const;  // on a line of its own
  [[nodiscard]] bool begins_pair() const;    // key:
  [[nodiscard]] bool is_directly_inside() const;
  void skip_to_member();
  void skip_to_action();
  void skip_to_comma();
  void skip_to_separator();
  void skip_block();

  // --- declarations (declarations.cpp)
  enum class Kind : std::uint8_t { kRule, kFlow, kScorecard };
  void declaration();
  void notes();
  void annotation();
  void declaration_of(std::string_view word);
  void definition(Kind kind);
  void file_header();
  void lost_text();
  void lost_json();
  void lost_members();
  void name(const std::string& expected);
  void head(Kind kind);
  [[nodiscard]] bool has_head_behind() const;
  void entry_points(Kind kind);
  [[nodiscard]] bool lacks_comma() const;
  void head_part(Kind kind);
  [[nodiscard]] bool is_head_over() const;

  // --- members (members.cpp)
  void body(Kind kind);
  void member();
  void refuse_brackets();
  void lost_actions();
  void lost_condition();
  [[nodiscard]] bool has_braced_section() const;
  void place_member(std::size_t index, const Token& word);
  [[nodiscard]] std::string expected_members() const;
  void active();
  void moment();
  void when();
  void predicates();
  void then();
  void steps();
  void scorecard_member();
  void item();
  void pattern();
  void band();

  // --- actions (actions.cpp)
  enum class Ends : std::uint8_t { kAtMember, kAtBrace };
  void actions(Ends ends);
  void action();
  void result();
  void local_or_action();
  void lost_update();
  void named_action();
  void update();
  void operation();
  void call();
  void if_step();
  void if_without_brackets();
  void else_step();
  void suffixes();
  void arrow();
  void when_suffix();
  void block_of_steps();

  // --- values (values.cpp)
  void arguments();
  // Elements of the innermost block with commas between them; `operators` is what may stand behind
  // one, for findings.
  void elements(void (Descent::*element)(), std::string_view operators = "an operator, ");
  bool separator(const std::string& expected, std::string_view operators);
  [[nodiscard]] bool is_next_element() const;
  bool ends_unclosed();
  void argument();
  void operand();    // of `call`
  void pair();       // of an object in an argument
  void json_pair();  // of JSON
  bool key();
  void refuse_no_pair(bool is_named, bool is_value);
  void list_value();
  void list_json();
  [[nodiscard]] bool value();
  [[nodiscard]] bool json_value();
  bool json_word();

  // --- tests (tests.cpp)
  void test();
  void test_name();
  void test_member();
  void expectation();

  // Passes on one finding for one place, and not more than a file may have.
  class Findings final : public diag::Emitter {
   public:
    explicit Findings(diag::Emitter& next) : next_(next) {}
    void emit(diag::Diagnostic diagnostic) override;
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] bool is_full() const { return count_ == kMaxDiagnosticsPerFile; }

   private:
    diag::Emitter& next_;
    std::size_t count_ = 0;
    std::optional<std::uint32_t> last_;  // where the last one began
  };

  std::string_view text_;
  PlacedText placed_;
  DslPlace place_;
  Findings findings_;
  Lexer lexer_;
  Brackets brackets_;
  Ast scratch_;  // of expressions; nobody looks at it
  ExpressionParser expressions_;
  std::vector<Block> blocks_;                       // innermost last; the first is the piece
  Words members_;                                   // of the innermost definition or test
  bool is_input_dialect_ = false;                   // the declaration
  std::size_t stage_ = 0;                           // one more than the last member's index
  std::vector<std::optional<Token>> seen_members_;  // by index
};

}  // namespace rulec::parser

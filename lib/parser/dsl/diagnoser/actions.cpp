// Actions of a rule and steps of a flow, which are one production.
#include <utility>

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {

void Descent::actions(Ends ends) {
  while (!is_at_end()) {
    if (begins_near_member() || (ends == Ends::kAtMember && begins_member())) {
      bool is_over = ends == Ends::kAtMember || end_early();
      if (is_over) {
        return;
      }
    }
    std::size_t before = peek().begin;
    action();
    if (peek().begin == before && !is_at_end()) {
      take();
    }
  }
}

void Descent::action() {
  const Token& next = peek();
  if (next.is_sign(";") || next.is_sign(",")) {
    refuse("the next action", "actions have nothing between them", remove(next));
    take();
  } else if (is_name()) {
    named_action();
  } else if (next.is_sign("{") && second().is_sign("\"")) {
    refuse("an action");
    skip_to_action();
  } else if (!extra_closer()) {
    refuse(taken().is_sign(")") ? "the next action" : "an operator or the next action");
    take();
    skip_to_action();
  }
}

void Descent::named_action() {
  Token word = peek();
  Token behind = second();
  bool is_call = behind.is_sign("(");
  std::size_t end = run_end("_.-");
  bool is_other_name =
      end > word.end && word.kind == TokenKind::kWord && end < place_.end && masked()[end] == '(';
  if (is_other_name) {
    name("an action");
    block("(", [this] { arguments(); });
    suffixes();
  } else if (word.is_word("else") || word.is_word("elif") || word.is_word("elseif")) {
    else_step();
  } else if (word.is_word("if")) {
    take();
    if_step();
  } else if (word.is_word("update") && !is_call) {
    take();
    update();
  } else if (word.is_word("call") && !is_call) {
    take();
    call();
  } else if (word.kind == TokenKind::kWord && (behind.is_sign(".") || behind.is_sign("["))) {
    lost_update();
  } else if (behind.is_sign("=") || behind.is_sign(":=") || behind.is_sign("==")) {
    result();
  } else if (!is_call && word.kind == TokenKind::kWord && behind.kind == TokenKind::kWord) {
    std::string_view meant = keyword(kActionWords, "an action");
    if (meant == "update") {
      update();
    } else if (meant == "call") {
      call();
    } else if (meant == "if") {
      if_step();
    } else {
      local_or_action();
    }
  } else {
    local_or_action();
  }
}

// x = verb(...), or a local name: x = 2 * y.
void Descent::result() {
  take();
  (void)expect_equals();
  bool is_verb = is_name() && second().is_sign("(");
  if (is_verb) {
    Lexer ahead = lexer_;
    ahead.take();
    Brackets::End end = brackets_.end_of(ahead.peek().begin);
    Lexer rest(masked(), end.is_closed ? end.at + 1 : place_.end, place_.end);
    bool is_operand = rest.peek().is_sign(".") || infix_of_sign(rest.peek().text) != nullptr;
    if (!is_operand) {
      local_or_action();
      return;
    }
  }
  if (!is_input_dialect_) {
    refuse("an action",
           "what is behind `=` here is the result of an action: `x = name(key: value)`");
    skip_to_action();
  } else if (!expressions_.pass_expression()) {
    skip_to_action();
  }
}

void Descent::local_or_action() {
  bool is_keyword = peek().is_word("update") || peek().is_word("call");
  if (is_keyword) {
    refuse("an action",
           "as the name of an action `" + std::string(peek().text) + "` stands in quotes",
           replace(peek(), "\"" + std::string(peek().text) + "\""));
  }
  take();
  if (!peek().is_sign("(")) {
    const std::string help = "an action is written `name(key: value)`";
    if (is_at_end() || starts_line()) {
      refuse("`(`", help, insert(taken().end, "()", "write `()` behind the name"));
    } else {
      refuse("`(`", help);
    }
    skip_to_action();
    return;
  }
  if (is_keyword) {
    block("(", [this] { skip_block(); });
  } else {
    block("(", [this] { arguments(); });
  }
  suffixes();
}

// a.b = 1
void Descent::lost_update() {
  refuse("an action", "a change of the context is written `update path = value`",
         insert(peek().begin, "update ", "write `update` in front of the path"));
  update();
}

// --- update and call

void Descent::update() {
  if (!expressions_.pass_path()) {
    skip_to_action();
    return;
  }
  operation();
  suffixes();
}

void Descent::operation() {
  std::string expected = any_of(kOperations);
  if (peek().is_sign("+=")) {
    take();
  } else if (!expect_equals()) {
    bool is_of_line = !is_at_end() && !starts_line();
    std::string_view word = is_of_line ? keyword(kOperations, expected) : "";
    if (word == "delete") {
      return;
    }
    if (word.empty()) {
      refuse(expected, peek().is_sign("-") ? "a number is taken away by `+= -x`" : "");
      skip_to_action();
      return;
    }
  }
  if (!value()) {
    skip_to_action();
  }
}

void Descent::call() {
  if (!is_name()) {
    refuse("the name of a function");
    skip_to_action();
    return;
  }
  take();
  if (!peek().is_sign("(")) {
    refuse("`(`", "a call is written `call name(value)`");
    skip_to_action();
    return;
  }
  block("(", [this] { elements(&Descent::operand); });
  if (peek().is_word("into")) {
    take();
    if (!expressions_.pass_path()) {
      skip_to_action();
      return;
    }
  }
  suffixes();
}

// --- what stands behind an action

void Descent::suffixes() {
  while (!is_at_end()) {
    if (peek().is_sign("->")) {
      arrow();
    } else if (peek().is_word("with") && second().is_sign("(")) {
      take();
      block("(", [this] { arguments(); });
    } else if (peek().is_word("when") && (second().is_sign("(") || !starts_line()) &&
               !second().is_sign("{")) {
      take();
      when_suffix();
    } else {
      return;
    }
  }
}

void Descent::arrow() {
  if (!is_input_dialect_) {
    refuse("the next action", "the name of a result stands in front: `x = name(key: value)`");
  }
  take();
  if (peek().kind == TokenKind::kWord) {
    take();
  } else {
    refuse("a name for the result");
  }
}

void Descent::when_suffix() {
  if (!peek().is_sign("(")) {
    if_without_brackets();
    return;
  }
  block("(", [this] {
    if (expressions_.pass_expression() && !is_at_end() && !end_early() && !extra_closer()) {
      refuse_operator(" or `)`");
    }
    skip_block();
  });
}

// --- if and else

void Descent::block_of_steps() {
  block("{", [this] { actions(Ends::kAtBrace); }, "the steps of an `if` stand in braces");
}

void Descent::if_step() {
  when_suffix();
  block_of_steps();
}

// A test that lacks its brackets: they are put around it.
void Descent::if_without_brackets() {
  Token first = peek();
  std::string word(taken().text);
  bool is_if = word != "when";
  std::string help =
      is_if ? "the test of an `if` stands in brackets" : "the test of an action stands in brackets";
  auto finding = describe(place_, {.expected = "`(`",
                                   .found = first,
                                   .before = taken(),
                                   .help = help,
                                   .is_in_expression = false});
  bool is_good = expressions_.pass_expression();
  if (is_good && (!is_if || peek().is_sign("{"))) {
    finding.fix(
        {.title = "put brackets around the test",
         .edits = {insert(first.begin, "(", "").edits[0], insert(taken().end, ")", "").edits[0]}});
  }
  findings_.emit(std::move(finding));
  if (is_if) {
    while (!is_at_end() && !peek().is_sign("{") && !starts_line()) {
      take();
    }
  }
}

void Descent::else_step() {
  refuse("a step",
         "there is no `else`: write `when (not ...)` behind each of its actions, or a second `if "
         "(not (...)) { ... }`");
  bool has_test = !take().is_word("else");
  if (peek().is_word("if")) {
    take();
    has_test = true;
  }
  if (has_test) {
    when_suffix();
  }
  if (peek().is_sign("{")) {
    block_of_steps();
  }
}

}  // namespace rulec::parser

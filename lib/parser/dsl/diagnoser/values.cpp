// Arguments of actions, values and JSON.
#include <utility>

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {
namespace {

// Tokens with which a value begins that cannot go on another one.
bool is_plain_value(const Token& token) {
  return token.kind == TokenKind::kString || token.kind == TokenKind::kNumber ||
         token.is_sign("{") ||
         (token.kind == TokenKind::kWord && infix_of_sign(token.text) == nullptr &&
          token.text != "not");
}

}  // namespace

void Descent::arguments() {
  elements(&Descent::argument);
}

// Up to the end of the innermost block, with commas between.
void Descent::elements(void (Descent::*element)(), std::string_view operators) {
  std::string expected = "`,` or `" + closer() + "`";
  while (!is_at_end()) {
    std::size_t before = peek().begin;
    (this->*element)();
    if (is_at_end()) {
      return;
    }
    if (!separator(expected, operators)) {
      return;
    }
    if (peek().begin == before) {
      take();
    }
  }
}

bool Descent::is_next_element() const {
  return begins_pair() ||
         (blocks_.back().opener.is_sign("[") && is_plain_value(peek()) && !begins_action());
}

// Ends the block where its bracket is never closed and the line that begins here is no part of what
// it holds.
bool Descent::ends_unclosed() {
  Block& inside = blocks_.back();
  bool is_unclosed = !inside.end && !brackets_.end_of(inside.opener.begin).is_closed;
  if (!is_line_lost(taken()) && !(is_unclosed && begins_action())) {
    return false;
  }
  report_unclosed(inside, blocks_.size() - 1);
  inside.end = peek().begin;
  return true;
}

// Behind an element: true when another one follows.
bool Descent::separator(const std::string& expected, std::string_view operators) {
  Block& inside = blocks_.back();
  if (peek().is_sign(",")) {
    Token comma = take();
    bool is_last = is_at_end() && peek().kind != TokenKind::kEnd && !inside.end &&
                   brackets_.end_of(inside.opener.begin).is_closed;
    if (is_last) {
      refuse_token(comma, "`" + closer() + "`", "behind the last element there is no comma",
                   remove(comma));
    }
    return is_last || !ends_unclosed();
  }
  if (peek().is_sign(";")) {
    refuse(expected, "", replace(peek(), ","));
    take();
    return true;
  }
  if (is_next_element()) {
    refuse(expected, "", insert(taken().end, ",", "write a comma between them"));
    return true;
  }
  if (ends_unclosed()) {
    return false;
  }
  bool is_other_part = begins_near_member() || begins_member();
  if (is_other_part && end_early()) {
    return false;
  }
  if (extra_closer()) {
    return true;
  }
  findings_.emit(describe(place_, {.expected = std::string(operators) + expected,
                                   .found = peek(),
                                   .before = taken(),
                                   .opener = inside.opener.text.empty() ? nullptr : &inside.opener,
                                   .help = {}}));
  skip_to_comma();
  if (peek().is_sign(",") && !is_at_end()) {
    take();
  }
  return true;
}

// key: value, or a value by its position (input dialect).
void Descent::argument() {
  if (peek().is_sign(",")) {
    refuse("an argument", "", remove(peek()));
    return;
  }
  if (key()) {
    if (!value()) {
      skip_to_comma();
    }
    return;
  }
  Token first = peek();
  Token behind = second();
  bool lacks_colon = first.kind == TokenKind::kWord && !is_reserved_for_paths(first.text) &&
                     first.text != "not" && is_plain_value(behind) &&
                     !has_line_end(text_, first.end, behind.begin);
  if (lacks_colon) {
    take();
    refuse("`:`", "an argument is written `name: value`",
           insert(first.end, ":", "write `:` behind `" + std::string(first.text) + "`"));
  } else if (!is_input_dialect_) {
    refuse("a name for the argument", "an argument is written `name: value`");
  }
  if (!value()) {
    skip_to_comma();
  }
}

// An argument of `call` has no name.
void Descent::operand() {
  bool is_pair = begins_pair();
  if (is_pair) {
    refuse("a value", "the arguments of a function have no names");
    take();
    take();
  }
  list_value();
}

// Passes over `key:`, or what stands for it; false where nothing of the kind comes next.
bool Descent::key() {
  std::size_t end = run_end("_-.");
  bool is_run = end > peek().end && peek().kind != TokenKind::kString;
  std::size_t colon = is_run ? masked().find_first_not_of(" \t", end) : std::string_view::npos;
  if (is_run && colon < place_.end && masked()[colon] == ':') {
    Token token = peek();
    token.kind = TokenKind::kWord;
    token.fault = TokenFault::kNone;
    token.end = end;
    token.text = masked().substr(token.begin, end - token.begin);
    refuse_token(token, "a key",
                 "a key with other characters than letters, digits and `_` stands in quotes",
                 replace(token, "\"" + std::string(token.text) + "\""));
    lexer_.take_to(end);
    take();
    return true;
  }
  bool may_be_key = is_name() || is_text() || peek().kind == TokenKind::kNumber;
  Token behind = may_be_key ? second() : Token();
  if (!behind.is_sign(":") && !behind.is_sign("=") && !behind.is_sign(":=")) {
    return false;
  }
  if (peek().kind == TokenKind::kNumber) {
    refuse("a key", "", replace(peek(), "\"" + std::string(peek().text) + "\""));
  } else if (is_text() && peek().kind != TokenKind::kString) {
    refuse("a key");
  }
  take();
  if (!peek().is_sign(":")) {
    refuse("`:`", "", replace(peek(), ":"));
  }
  take();
  return true;
}

void Descent::refuse_no_pair(bool is_named, bool is_value) {
  if (is_value) {
    refuse("`:`", "", insert(taken().end, ":", "write `:` between them"));
  } else {
    refuse(is_named ? "`:`" : "a key", is_named ? "" : "keys are words or texts");
  }
}

void Descent::pair() {
  if (!key()) {
    bool is_field = peek().is_sign(".");
    if (is_field) {  // {.f}
      skip_block();
      return;
    }
    bool is_named = is_name();
    if (is_named) {
      take();
    }
    bool is_value = is_named && is_plain_value(peek()) && !starts_line();
    refuse_no_pair(is_named, is_value);
    if (!is_value || !value()) {
      skip_to_comma();
    }
    return;
  }
  if (!value()) {
    skip_to_comma();
  }
}

void Descent::json_pair() {
  if (!key()) {
    bool is_named = is_name();
    if (is_named) {
      take();
    }
    bool is_value = is_named && is_plain_value(peek()) && !starts_line();
    refuse_no_pair(is_named, is_value);
    if (!is_value || !json_value()) {
      skip_to_comma();
    }
    return;
  }
  if (!json_value()) {
    skip_to_comma();
  }
}

void Descent::list_value() {
  if (!value()) {
    skip_to_comma();
  }
}

void Descent::list_json() {
  if (!json_value()) {
    skip_to_comma();
  }
}

bool Descent::value() {
  if (peek().is_sign("{")) {
    block("{", [this] { elements(&Descent::pair); });
  } else if (peek().is_sign("[")) {
    block("[", [this] { elements(&Descent::list_value); });
  } else {
    return expressions_.pass_expression();
  }
  return expressions_.pass_operators();
}

bool Descent::json_value() {
  const Token& next = peek();
  if (next.is_sign("{")) {
    block("{", [this] { elements(&Descent::json_pair, ""); });
  } else if (next.is_sign("[")) {
    block("[", [this] { elements(&Descent::list_json, ""); });
  } else if (next.kind == TokenKind::kString || next.kind == TokenKind::kNumber) {
    take();
  } else if (next.kind == TokenKind::kWord && !begins_member()) {
    return json_word();
  } else if (next.is_sign("-") || next.is_sign("+")) {
    if (next.is_sign("+")) {
      refuse("a JSON value", "", remove(next));
    }
    take();
    return number("a number");
  } else if (next.kind == TokenKind::kBad) {
    refuse("a JSON value");
    take();
  } else if (is_curly_quote(next.text) || next.is_sign(".")) {
    return expressions_.pass_expression();
  } else {
    refuse("a JSON value");
    return false;
  }
  return true;
}

bool Descent::json_word() {
  const Token& next = peek();
  if (next.text == "true" || next.text == "false" || next.text == "null") {
    take();
    return true;
  }
  std::size_t end = run_end("_-.");
  Token token = next;
  token.end = end;
  token.text = masked().substr(token.begin, end - token.begin);
  bool is_call = end < place_.end && masked()[end] == '(';
  if (is_call) {
    refuse("a JSON value", "JSON holds no expressions");
    return false;
  }
  constexpr std::string_view kNothing[] = {"nil", "None", "NULL", "Null", "undefined"};
  constexpr std::string_view kTruth[] = {"True", "TRUE", "False", "FALSE"};
  bool is_null = is_one_of(kNothing, token.text);
  std::string better = is_null ? "null" : "\"" + std::string(token.text) + "\"";
  if (is_one_of(kTruth, token.text)) {
    better = token.text[0] == 'T' ? "true" : "false";
  }
  refuse_token(token, "a JSON value", "", replace(token, better));
  lexer_.take_to(end);
  return true;
}

}  // namespace rulec::parser

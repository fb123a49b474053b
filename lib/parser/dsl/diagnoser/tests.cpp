// Tests of a rule or flow.
#include <utility>

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {

// All words in front of the brace are one name that lacks its quotes.
void Descent::test_name() {
  const std::string expected = "a name for the test as a text";
  if (peek().is_sign("{")) {
    refuse(expected, R"(written as in `test "small cart" { ... }`)");
    return;
  }
  Lexer ahead = lexer_;
  while (ahead.peek().kind == TokenKind::kWord || ahead.peek().is_sign("-")) {
    ahead.take();
  }
  Token name = peek();
  bool is_run = ahead.peek().is_sign("{") && name.kind == TokenKind::kWord &&
                !has_line_end(text_, name.begin, ahead.taken().end);
  if (!is_run) {
    (void)text(expected);
    return;
  }
  name.end = ahead.taken().end;
  name.text = masked().substr(name.begin, name.end - name.begin);
  refuse_token(name, expected, "", replace(name, "\"" + std::string(name.text) + "\""));
  lexer_.take_to(name.end);
}

void Descent::test() {
  test_name();
  if (peek().is_sign(":") || peek().is_sign("=")) {
    refuse("`{`", "", remove(peek()));
    take();
  }
  Words outer = std::exchange(members_, Words(kTestMembers));
  block("{", [this] { parts([this] { test_member(); }); }, "the members of a test stand in braces");
  members_ = outer;
}

void Descent::test_member() {
  if (peek().is_sign(";") || peek().is_sign(",")) {
    refuse("the next member of the test", "the members of a test have nothing between them",
           remove(peek()));
    take();
    return;
  }
  // A member of the rule: the brace that closes the test is missing.
  bool is_of_rule = peek().is_word("test") || peek().is_word("then");
  if (is_of_rule && end_early()) {
    return;
  }
  const std::string expected = list_of(kTestMembers) + " or `}`";
  std::string_view word = keyword(kTestMembers, expected);
  if (word.empty()) {
    if (!extra_closer()) {
      refuse(expected);
      take();
      skip_to_member();
    }
    return;
  }
  if (peek().is_sign(":") || peek().is_sign("=")) {
    refuse(word == "now" ? "a text" : "a JSON value", "", remove(peek()));
    take();
  }
  bool is_good = word == "now" ? text("a date and time as a text") : true;
  if (word == "expect") {
    expectation();
  } else if (word != "now") {
    is_good = json_value();
  }
  if (!is_good) {
    skip_to_member();
  }
}

void Descent::expectation() {
  const std::string expected = "`fires`, `silent` or a JSON object";
  bool is_word = peek().kind == TokenKind::kWord && !begins_member();
  if (!is_word) {
    if (peek().is_sign("{")) {
      (void)json_value();
    } else {
      refuse(expected);
      skip_to_member();
    }
    return;
  }
  if (keyword(kOutcomes, expected).empty()) {
    refuse(expected);
    skip_to_member();
  }
}

}  // namespace rulec::parser

// Operands of DSL expressions: scalars, lists, brackets, calls, quantifiers.
#include <algorithm>
#include <optional>
#include <utility>

#include "parser/dsl/expression_parser.h"
#include "parser/json/tokens.h"

namespace rulec::parser {

DslPart ExpressionParser::primary() {
  const Token& next = lexer_.peek();
  if (setting_ != nullptr && setting_->begins_member()) {
    return refuse("a value");
  }
  switch (next.kind) {
    case TokenKind::kWord:
      return word();
    case TokenKind::kTicked:
      lexer_.take();
      return path();
    case TokenKind::kNumber:
      return number(next.begin);
    case TokenKind::kString:
      return string();
    case TokenKind::kSign:
      if (next.text == "(") {
        return parenthesised();
      }
      if (next.text == "[") {
        return list();
      }
      if (next.text == "{") {
        return braces();
      }
      if (next.text == ".") {
        return point_first();
      }
      if (next.text == "$" && setting_ != nullptr && setting_->has_references()) {
        return reference();
      }
      if (setting_ != nullptr && is_curly_quote(next.text)) {
        return curly_text();
      }
      break;
    case TokenKind::kBad:
      if (setting_ != nullptr) {
        return bad_token();
      }
      break;
    case TokenKind::kEnd:
    case TokenKind::kDigits:
      break;
  }
  bool is_spread = next.is_sign("...");
  return refuse("a value", is_spread ? "`...` stands in front of the one operand of a call" : "");
}

DslPart ExpressionParser::mended(DslRange range) {
  return maker_.literal(range, Value::null());
}

DslPart ExpressionParser::bad_token() {
  refuse("a value");
  return mended(range_of(lexer_.take()));
}

DslPart ExpressionParser::point_first() {
  Lexer ahead = lexer_;
  Token point = ahead.take();
  if (ahead.peek().kind != TokenKind::kDigits || ahead.peek().begin != point.end) {
    return refuse("a value");
  }
  Token number = lexer_.take_to(ahead.peek().end);
  number.kind = TokenKind::kBad;
  number.fault = TokenFault::kNumber;
  emitter_.emit(
      describe(place_, {.expected = "a number", .found = number, .before = {}, .help = {}}));
  return setting_ != nullptr ? mended(range_of(number)) : DslPart{};
}

// A text in the quotes that word processors make.
DslPart ExpressionParser::curly_text() {
  Lexer ahead = lexer_;
  Token opener = ahead.take();
  std::string_view rest = place_.text.text().substr(0, place_.end);
  std::size_t line_end = std::min(rest.find_first_of("\r\n", opener.end), rest.size());
  std::size_t end = opener.end;
  while (end < line_end && !is_curly_quote(rest.substr(end, opener.text.size()))) {
    ++end;
  }
  end = std::min(end + opener.text.size(), line_end);
  std::string inside(rest.substr(opener.end, end - opener.end));
  bool is_closed = inside.size() >= opener.text.size() &&
                   is_curly_quote(inside.substr(inside.size() - opener.text.size()));
  std::optional<diag::Fix> fix;
  if (is_closed && inside.find_first_of("\"\\") == std::string::npos) {
    inside.resize(inside.size() - opener.text.size());
    fix = replacement(place_, {opener.begin, end}, "\"" + inside + "\"");
  }
  emitter_.emit(describe(place_, {.expected = "a value",
                                  .found = opener,
                                  .before = lexer_.taken(),
                                  .help = {},
                                  .fix = std::move(fix)}));
  return mended(range_of(lexer_.take_to(end)));
}

// $x.f
DslPart ExpressionParser::reference() {
  lexer_.take();
  if (lexer_.peek().kind != TokenKind::kWord) {
    return refuse("the name of a result");
  }
  lexer_.take();
  return path();
}

DslPart ExpressionParser::word() {
  Token next = lexer_.peek();
  if (next.text == "missing") {
    return missing();
  }
  if (next.text == "exists") {
    return exists();
  }
  if (is_quantifier(next.text)) {
    return quantifier();
  }
  if (next.text == "reduce") {
    return reduction();
  }
  if (next.text == "not") {
    return refuse("a value", "inside an operand a negation stands in parentheses: `(not x)`");
  }
  bool is_constant = next.text == "true" || next.text == "false" || next.text == "null";
  if (!is_constant && is_reserved_for_paths(next.text)) {
    return refuse("a value");
  }
  lexer_.take();
  if (is_constant && setting_ != nullptr && lexer_.peek().is_sign(".")) {
    return refuse("an operator");
  }
  if (is_constant) {
    Value value = next.text == "null" ? Value::null() : Value::boolean(next.text == "true");
    return maker_.literal(range_of(next), value);
  }
  if (!lexer_.peek().is_sign("(")) {
    return path();
  }
  DslPart made = call();
  bool is_object =
      made && setting_ != nullptr && setting_->is_input_dialect() && lexer_.peek().is_sign(".");
  return is_object ? methods(made) : made;
}

DslPart ExpressionParser::number(std::size_t begin) {
  DslRange range = {begin, lexer_.take().end};
  const char* text = place_.text.text().data();
  json::Number number = json::read_number(text + range.begin, text + range.end);
  if (number.is_bad) {
    emitter_.emit(describe_range(place_, range));
    return {};
  }
  return maker_.literal(range,
                        number.is_real ? Value::real(number.real) : Value::integer(number.integer));
}

std::string_view ExpressionParser::text_of(const Token& string) {
  std::string_view raw = string.text.substr(1, string.text.size() - 2);
  if (!raw.contains('\\')) {
    return maker_.keep(raw);
  }
  auto made = ast_.arena.make_span<char>(raw.size());
  return {made.data(), json::unescape(raw, made.data())};
}

DslPart ExpressionParser::string() {
  Token token = lexer_.take();
  return maker_.literal(range_of(token), Value::string(text_of(token)));
}

// --- brackets

DslPart ExpressionParser::parenthesised() {
  Token opener = lexer_.take();
  DslPart part = deeper([this] { return expression(); });
  if (!part || !close(opener)) {
    return {};
  }
  part.range = since(opener.begin);
  return part;
}

DslPart ExpressionParser::list() {
  Token opener = lexer_.take();
  std::vector<DslPart> made;
  if (!elements(opener, Elements::kPlain, made)) {
    return {};
  }
  return bounded(maker_.list(since(opener.begin), made), range_of(opener));
}

DslPart ExpressionParser::braces() {
  Token opener = lexer_.take();
  if (setting_ != nullptr && setting_->is_input_dialect() && lexer_.peek().is_sign(".")) {
    return field_of_item();
  }
  if (!lexer_.peek().is_sign("}")) {
    return refuse("`}`", "only the empty object is an expression", &opener);
  }
  lexer_.take();
  return maker_.empty_object(since(opener.begin));
}

bool ExpressionParser::elements(const Token& opener, Elements kind, std::vector<DslPart>& made) {
  if (lexer_.peek().is_sign(opener.text == "[" ? "]" : ")")) {
    lexer_.take();
    return true;
  }
  made.push_back(deeper([this] { return expression(); }));
  if (!made.back()) {
    return false;
  }
  if (kind == Elements::kPlain) {
    return more_elements(opener, made);
  }
  scopes_.push({.kind = Scope::Kind::kTry, .item = {}, .accumulator = {}});
  bool is_good = more_elements(opener, made);
  scopes_.pop();
  return is_good;
}

bool ExpressionParser::more_elements(const Token& opener, std::vector<DslPart>& made) {
  std::string_view closer = opener.text == "[" ? "]" : ")";
  while (lexer_.peek().is_sign(",")) {
    lexer_.take();
    made.push_back(deeper([this] { return expression(); }));
    if (!made.back()) {
      return false;
    }
  }
  if (!lexer_.peek().is_sign(closer)) {
    refuse("an operator, `,` or `" + std::string(closer) + "`", "", &opener);
    return false;
  }
  lexer_.take();
  return true;
}

// --- calls

DslPart ExpressionParser::call() {
  Token name = lexer_.taken();
  if (name.text == "preserve" && setting_ != nullptr) {
    return preserved(name);
  }
  if (name.text == "preserve") {
    emitter_.emit(describe(place_, {.expected = "an expression",
                                    .found = name,
                                    .before = {},
                                    .help = "`preserve` holds JSON, which is not read here"}));
    return {};
  }
  Token opener = lexer_.take();
  if (name.text == "op") {
    return op_call(name, opener);
  }
  return operands({.begin = name.begin, .name = name.text, .name_range = range_of(name)}, opener);
}

DslPart ExpressionParser::preserved(const Token& name) {
  Token opener = lexer_.take();
  setting_->json();
  if (!lexer_.peek().is_sign(")")) {
    return refuse("`)`", "", &opener);
  }
  lexer_.take();
  return mended(since(name.begin));
}

DslPart ExpressionParser::op_call(const Token& op, const Token& opener) {
  if (lexer_.peek().kind != TokenKind::kString) {
    return refuse("the name of an operator as a text", R"(as in `op("!!", x)`)");
  }
  Token token = lexer_.take();
  Callee callee = {.begin = op.begin, .name = text_of(token), .name_range = range_of(token)};
  if (callee.name == "preserve" && setting_ == nullptr) {
    emitter_.emit(describe(place_, {.expected = "another operator",
                                    .found = token,
                                    .before = opener,
                                    .help = "`preserve` holds JSON, which is not read here"}));
    return {};
  }
  if (lexer_.peek().is_sign(",")) {
    lexer_.take();
    if (lexer_.peek().is_sign(")")) {
      return refuse("a value");
    }
  } else if (!lexer_.peek().is_sign(")")) {
    return refuse("`,` or `)`", "", &opener);
  }
  return operands(callee, opener);
}

DslPart ExpressionParser::operands(const Callee& callee, const Token& opener) {
  if (lexer_.peek().is_sign("...")) {
    return spread(callee, opener);
  }
  std::vector<DslPart> made;
  if (!elements(opener, callee.name == "try" ? Elements::kAttempts : Elements::kPlain, made)) {
    return {};
  }
  return bounded(maker_.canonical_call(since(callee.begin), callee.name, callee.name_range, made),
                 callee.name_range);
}

DslPart ExpressionParser::spread(const Callee& callee, const Token& opener) {
  lexer_.take();
  DslPart operand = deeper([this] { return expression(); });
  if (!operand || !close(opener)) {
    return {};
  }
  return bounded(maker_.bare_call(since(callee.begin), callee.name, callee.name_range, operand),
                 callee.name_range);
}

// --- quantifiers

bool ExpressionParser::item_name(std::string_view& name) {
  const Token& next = lexer_.peek();
  if (next.kind == TokenKind::kWord && !is_reserved_for_paths(next.text)) {
    name = lexer_.take().text;
    return true;
  }
  std::string word(lexer_.taken().text);
  refuse("a name for the item",
         next.is_sign("(") ? "written as in `" + word +
                                 (word == "reduce" ? " sum, item in list from 0: (sum + item)`"
                                                   : " item in list: (item > 1)`")
                           : "");
  return false;
}

DslPart ExpressionParser::source() {
  return deeper([this] { return junction(kDefault); });
}

DslPart ExpressionParser::body(const Scope& scope) {
  if (!expect(":")) {
    return {};
  }
  Token opener = lexer_.peek();
  if (!expect("(")) {
    return {};
  }
  scopes_.push(scope);
  DslPart part = deeper([this] { return expression(); });
  scopes_.pop();
  return part && close(opener) ? part : DslPart{};
}

DslPart ExpressionParser::quantifier() {
  Token name = lexer_.take();
  Scope scope;
  if (!item_name(scope.item) || !expect_word("in")) {
    return {};
  }
  DslPart list = source();
  DslPart test = list ? body(scope) : DslPart{};
  if (!test) {
    return test;
  }
  return bounded(maker_.call(since(name.begin), name.text, range_of(name), std::vector{list, test}),
                 range_of(name));
}

DslPart ExpressionParser::reduction() {
  Token name = lexer_.take();
  Scope scope{.kind = Scope::Kind::kReduce, .item = {}, .accumulator = {}};
  if (!item_name(scope.accumulator) || !expect(",") || !item_name(scope.item) ||
      !expect_word("in")) {
    return {};
  }
  DslPart list = source();
  if (!list) {
    return list;
  }
  DslPart start;
  bool has_start = lexer_.peek().is_word("from");
  if (has_start) {
    lexer_.take();
    start = source();
    if (!start) {
      return start;
    }
  }
  DslPart step = body(scope);
  if (!step) {
    return step;
  }
  std::vector<DslPart> made{list, step};
  if (has_start) {
    made.push_back(start);
  }
  return bounded(maker_.call(since(name.begin), name.text, range_of(name), made), range_of(name));
}

}  // namespace rulec::parser

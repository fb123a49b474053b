// Operators of DSL expressions: who binds how tightly, chains and runs.
#include "parser/dsl/expression.h"

#include "parser/dsl/expression_parser.h"

namespace rulec::parser {

ExpressionParser::ExpressionParser(const DslPlace& place, Lexer& lexer,
                                   std::span<const std::string_view> loop_names, Ast& ast,
                                   diag::Emitter& emitter, DslSetting* setting)
    : place_(place),
      emitter_(emitter),
      ast_(ast),
      maker_(place, ast),
      lexer_(lexer),
      setting_(setting) {
  for (std::string_view name : loop_names) {
    scopes_.push({.kind = Scope::Kind::kItem, .item = name, .accumulator = {}});
  }
}

Expr* ExpressionParser::whole_expression() {
  return finish(expression(), "an operator or the end of the expression");
}

Expr* ExpressionParser::whole_path() {
  return path_start() ? finish(path(), "the end of the path") : nullptr;
}

Expr* ExpressionParser::finish(const DslPart& part, std::string expected) {
  if (part && lexer_.peek().kind != TokenKind::kEnd) {
    refuse(std::move(expected));
    return nullptr;
  }
  return part.expr;
}

// --- what all of them use

DslPart ExpressionParser::refuse(std::string expected, std::string help, const Token* opener) {
  if (setting_ != nullptr && is_line_lost(lexer_.taken())) {
    return {};
  }
  emitter_.emit(describe(place_, {.expected = std::move(expected),
                                  .found = lexer_.peek(),
                                  .before = lexer_.taken(),
                                  .opener = opener,
                                  .help = std::move(help)}));
  return {};
}

bool ExpressionParser::expect(std::string_view sign) {
  if (!lexer_.peek().is_sign(sign)) {
    refuse("`" + std::string(sign) + "`");
    return false;
  }
  lexer_.take();
  return true;
}

bool ExpressionParser::expect_word(std::string_view word) {
  if (!lexer_.peek().is_word(word)) {
    refuse("`" + std::string(word) + "`");
    return false;
  }
  lexer_.take();
  return true;
}

bool ExpressionParser::close(const Token& opener) {
  if (!lexer_.peek().is_sign(")")) {
    refuse("an operator or `)`", "", &opener);
    return false;
  }
  lexer_.take();
  return true;
}

DslPart ExpressionParser::bounded(const DslPart& part, DslRange name) {
  if (part.levels <= kMaxRuleDepth) {
    return part;
  }
  emitter_.emit(describe_depth(place_, name));
  return {};
}

// --- operators

DslPart ExpressionParser::at_level(Level level) {
  switch (level) {
    case kOr:
    case kAnd:
    case kDefault:
      return junction(level);
    case kNot:
      return negation();
    case kComparison:
      return comparison();
    case kSum:
    case kTerm:
      return arithmetic(level);
    case kUnary:
      return minus();
    case kPrimary:
      break;
  }
  return primary();
}

const Infix* ExpressionParser::infix() const {
  const Token& next = lexer_.peek();
  bool may_be_one = next.kind == TokenKind::kSign || next.kind == TokenKind::kWord;
  const Infix* sign = may_be_one ? infix_of_sign(next.text) : nullptr;
  bool may_be_foreign = sign == nullptr && setting_ != nullptr;
  return may_be_foreign ? infix_of_sign(our_operator(next)) : sign;
}

bool ExpressionParser::pass_operators() {
  bool is_good = true;
  while (is_good && infix() != nullptr) {
    take_sign();
    is_good = static_cast<bool>(expression());
  }
  return is_good;
}

const Infix* ExpressionParser::next_sign(Level level) const {
  const Infix* sign = infix();
  return sign != nullptr && sign->level == level ? sign : nullptr;
}

void ExpressionParser::take_sign() {
  const Token& sign = lexer_.peek();
  bool is_ours = infix_of_sign(sign.text) != nullptr;
  bool is_of_dialect = setting_ != nullptr && setting_->is_input_dialect() &&
                       (sign.text == "&&" || sign.text == "||");
  if (!is_ours && !is_of_dialect) {
    refuse("an operator");
  }
  lexer_.take();
}

DslPart ExpressionParser::run(const DslPart& first, const Infix& sign) {
  DslRange name = range_of(lexer_.peek());
  std::vector<DslPart> operands{first};
  while (next_sign(sign.level) == &sign) {
    take_sign();
    operands.push_back(at_level(sign.operand));
    if (!operands.back()) {
      return {};
    }
  }
  DslRange range = {first.range.begin, operands.back().range.end};
  return bounded(maker_.call(range, sign.name, name, operands), name);
}

// `or`, `and` and `??`: one node for one chain.
DslPart ExpressionParser::junction(Level level) {
  DslPart first = at_level(static_cast<Level>(level + 1));
  const Infix* sign = first ? next_sign(level) : nullptr;
  return sign == nullptr ? first : run(first, *sign);
}

DslPart ExpressionParser::negation() {
  if (!lexer_.peek().is_word("not")) {
    return comparison();
  }
  Token sign = lexer_.take();
  DslPart part = deeper([this] { return negation(); });
  if (!part) {
    return part;
  }
  DslRange range = {sign.begin, part.range.end};
  return bounded(maker_.canonical_call(range, "!", range_of(sign), {&part, 1}), range_of(sign));
}

DslPart ExpressionParser::comparison() {
  DslPart part = junction(kDefault);
  if (!part) {
    return part;
  }
  const Infix* sign = next_sign(kComparison);
  if (lexer_.peek().is_word("not") || (sign != nullptr && sign->name == "in")) {
    part = membership(part);
  } else if (sign != nullptr) {
    part = run(part, *sign);
  }
  if (part && (next_sign(kComparison) != nullptr || lexer_.peek().is_word("not"))) {
    return refuse("the end of the comparison",
                  "a chain of comparisons has one operator, and `in` makes none: join two "
                  "comparisons by `and`, or put one in parentheses");
  }
  return part;
}

DslPart ExpressionParser::membership(const DslPart& needle) {
  Token first = lexer_.peek();
  bool is_negated = first.is_word("not");
  if (is_negated) {
    lexer_.take();
  }
  DslRange name = range_of(lexer_.peek());
  const Infix* in = infix();
  if (in == nullptr || in->name != "in") {
    refuse("`in`");
    return {};
  }
  take_sign();
  DslPart haystack = junction(kDefault);
  if (!haystack) {
    return haystack;
  }
  DslRange range = {needle.range.begin, haystack.range.end};
  DslPart made = maker_.call(range, "in", name, std::vector{needle, haystack});
  if (is_negated) {
    made = maker_.canonical_call(range, "!", range_of(first), {&made, 1});
  }
  return bounded(made, name);
}

// Associates to the left; a run of one operator is one node.
DslPart ExpressionParser::arithmetic(Level level) {
  DslPart part = at_level(static_cast<Level>(level + 1));
  while (part) {
    const Infix* sign = next_sign(level);
    if (sign == nullptr) {
      break;
    }
    part = run(part, *sign);
  }
  return part;
}

DslPart ExpressionParser::minus() {
  if (setting_ != nullptr && lexer_.peek().is_sign("!")) {
    if (!setting_->is_input_dialect()) {
      refuse("a value");
    }
    lexer_.take();
    return deeper([this] { return minus(); });
  }
  if (!lexer_.peek().is_sign("-")) {
    return primary();
  }
  Token sign = lexer_.take();
  const Token& next = lexer_.peek();
  if (next.kind == TokenKind::kNumber && next.begin == sign.end) {
    return number(sign.begin);
  }
  DslPart part = deeper([this] { return minus(); });
  if (!part) {
    return part;
  }
  DslRange range = {sign.begin, part.range.end};
  return bounded(maker_.call(range, "-", range_of(sign), {&part, 1}), range_of(sign));
}

// --- entry points

Expr* parse_dsl_expression(const DslPlace& place, std::span<const std::string_view> loop_names,
                           Ast& ast, diag::Emitter& emitter) {
  Lexer lexer(place.text.text(), place.begin, place.end);
  return ExpressionParser(place, lexer, loop_names, ast, emitter).whole_expression();
}

Expr* parse_dsl_path(const DslPlace& place, std::span<const std::string_view> loop_names, Ast& ast,
                     diag::Emitter& emitter) {
  Lexer lexer(place.text.text(), place.begin, place.end);
  return ExpressionParser(place, lexer, loop_names, ast, emitter).whole_path();
}

}  // namespace rulec::parser

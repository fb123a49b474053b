// Tokens, reports and blocks of the descent.
#include "parser/dsl/diagnoser/descent.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "parser/json/tokens.h"

namespace rulec::parser {
namespace {

bool is_name_token(const Token& token) {
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kString;
}

bool is_bad_text(const Token& token) {
  return token.fault == TokenFault::kEscape || token.fault == TokenFault::kControl ||
         token.fault == TokenFault::kUnclosedString;
}

bool is_bracket(const Token& token) {
  return token.is_sign("(") || token.is_sign("[") || token.is_sign("{");
}

std::string closing_sign(const Token& opener) {
  return opener.is_sign("(") ? ")" : opener.is_sign("[") ? "]" : "}";
}

bool is_last(std::string_view masked, std::size_t end) {
  return masked.find_first_not_of(" \t\r\n", end) == std::string_view::npos;
}

Span span_of(SourceId source, std::string_view text) {
  return {source, 0, static_cast<std::uint32_t>(text.size())};
}

}  // namespace

void Descent::Findings::emit(diag::Diagnostic diagnostic) {
  std::uint32_t begin = diagnostic.primary.span.begin;
  if (is_full() || last_ == begin) {
    return;
  }
  last_ = begin;
  ++count_;
  next_.emit(std::move(diagnostic));
}

Descent::Descent(std::string_view text, std::string_view masked, const Piece& piece,
                 SourceId source, diag::Emitter& emitter)
    : text_(text),
      placed_(masked, span_of(source, masked), masked),
      place_{.text = placed_,
             .begin = piece.begin,
             .end = std::min(piece.end, masked.size()),
             .whole = is_last(masked, piece.end) ? "file" : "declaration",
             .written = text},
      findings_(emitter),
      lexer_(masked, place_.begin, place_.end),
      brackets_(text, masked, place_.begin, place_.end),
      expressions_(place_, lexer_, {}, scratch_, findings_, this) {
  blocks_.push_back({.opener = {}, .end = place_.end});
}

void Descent::run() {
  while (peek().kind != TokenKind::kEnd && !findings_.is_full()) {
    std::size_t before = peek().begin;
    declaration();
    if (peek().begin == before) {
      take();
    }
  }
}

void Descent::refuse_at(std::size_t offset) {
  std::size_t from = std::clamp(offset, place_.begin, place_.end);
  Lexer lexer(masked(), from, place_.end);
  findings_.emit(describe(place_, {.expected = "another part of the " + std::string(place_.whole),
                                   .found = lexer.peek(),
                                   .before = {},
                                   .help = {},
                                   .is_in_expression = false}));
}

// --- tokens

Token Descent::second() const {
  Lexer ahead = lexer_;
  ahead.take();
  return ahead.peek();
}

bool Descent::starts_line() const {
  return taken().begin == taken().end || has_line_end(text_, behind(text_, taken()), peek().begin);
}

bool Descent::is_name() const {
  return is_name_token(peek());
}

bool Descent::is_text() const {
  return peek().kind == TokenKind::kString || is_bad_text(peek());
}

std::size_t Descent::run_end(std::string_view others) const {
  std::size_t end = peek().begin;
  while (end < place_.end && (is_letter(masked()[end]) || json::is_digit(masked()[end]) ||
                              others.contains(masked()[end]))) {
    ++end;
  }
  return end;
}

// --- reports

void Descent::refuse_token(const Token& token, std::string expected, std::string help,
                           std::optional<diag::Fix> fix) {
  findings_.emit(describe(place_, {.expected = std::move(expected),
                                   .found = token,
                                   .before = taken(),
                                   .help = std::move(help),
                                   .is_in_expression = false,
                                   .fix = std::move(fix)}));
}

void Descent::refuse(std::string expected, std::string help) {
  if (!is_line_lost(taken())) {
    refuse_token(peek(), std::move(expected), std::move(help), std::nullopt);
  }
}

void Descent::refuse(std::string expected, std::string help, diag::Fix fix) {
  if (!is_line_lost(taken())) {
    refuse_token(peek(), std::move(expected), std::move(help), std::move(fix));
  }
}

void Descent::refuse_operator(const std::string& expected) {
  if (is_line_lost(taken())) {
    return;
  }
  const Block& inside = blocks_.back();
  bool has_opener = inside.opener.is_sign("(") || inside.opener.is_sign("[");
  findings_.emit(describe(place_, {.expected = "an operator" + expected,
                                   .found = peek(),
                                   .before = taken(),
                                   .opener = has_opener ? &inside.opener : nullptr,
                                   .help = {}}));
}

diag::Fix Descent::replace(const Token& token, std::string text, std::string title) const {
  return replacement(place_, {token.begin, token.end}, std::move(text), std::move(title));
}

diag::Fix Descent::insert(std::size_t at, std::string text, std::string title) const {
  return replacement(place_, {at, at}, std::move(text), std::move(title));
}

diag::Fix Descent::remove(const Token& token) const {
  return replacement(place_, {token.begin, token.end}, "",
                     "leave out `" + std::string(token.text) + "`");
}

bool Descent::expect(std::string_view sign, std::string help) {
  if (!peek().is_sign(sign)) {
    refuse("`" + std::string(sign) + "`", std::move(help));
    return false;
  }
  take();
  return true;
}

bool Descent::expect_equals() {
  if (!peek().is_sign("=")) {
    bool is_meant = peek().is_sign("==") || peek().is_sign(":=") || peek().is_sign(":");
    if (!is_meant) {
      return false;
    }
    refuse("`=`", "", replace(peek(), "="));
  }
  take();
  return true;
}

bool Descent::text(const std::string& expected) {
  if (peek().kind == TokenKind::kString) {
    take();
    return true;
  }
  bool is_number = peek().kind == TokenKind::kNumber || peek().fault == TokenFault::kNumber;
  bool is_word = peek().kind == TokenKind::kWord && !begins_member();
  if (is_word || is_number) {
    std::size_t end = run_end("_.-:+");
    Token token = peek();
    token.kind = TokenKind::kWord;
    token.fault = TokenFault::kNone;
    token.end = end;
    token.text = masked().substr(token.begin, end - token.begin);
    refuse_token(token, expected, "", replace(token, "\"" + std::string(token.text) + "\""));
    lexer_.take_to(end);
    return true;
  }
  refuse(expected);
  if (peek().kind == TokenKind::kBad) {
    take();
    return true;
  }
  return false;
}

bool Descent::number(const std::string& expected) {
  if (peek().is_sign("-")) {
    take();
  }
  if (peek().kind == TokenKind::kNumber) {
    take();
    return true;
  }
  bool is_quoted = peek().kind == TokenKind::kString;
  std::string_view inside = is_quoted ? peek().text.substr(1, peek().text.size() - 2) : "";
  bool is_number = Lexer(inside, 0, inside.size()).peek().kind == TokenKind::kNumber;
  if (is_number) {
    refuse(expected, "a number has no quotes", replace(peek(), std::string(inside)));
  } else {
    refuse(expected);
  }
  bool is_meant = is_quoted || peek().kind == TokenKind::kBad;
  if (is_meant) {
    take();
  }
  return is_meant;
}

bool Descent::whole_number() {
  const std::string expected = "a whole number";
  if (peek().is_sign("=") || peek().is_sign(":")) {
    refuse(expected, "", remove(peek()));
    take();
  }
  std::size_t from = peek().begin;
  bool is_read = number(expected);
  if (is_read && taken().kind == TokenKind::kNumber && !is_digits(taken().text)) {
    Token token = taken();
    token.begin = from;
    token.text = masked().substr(from, token.end - from);
    refuse_token(token, expected, "", std::nullopt);
  }
  return is_read;
}

std::string_view Descent::keyword(Words words, const std::string& expected) {
  const Token& next = peek();
  if (next.kind != TokenKind::kWord) {
    return {};
  }
  if (is_one_of(words, next.text)) {
    return take().text;
  }
  std::optional<std::string_view> meant = nearest(words, next.text);
  if (!meant) {
    return {};
  }
  std::string word(*meant);
  refuse(expected, "", replace(next, word, "did you mean `" + word + "`?"));
  take();
  return *meant;
}

// --- blocks

void Descent::enter(std::string_view opener, std::string help) {
  if (!peek().is_sign(opener)) {
    refuse("`" + std::string(opener) + "`", std::move(help));
    enter_unopened();
    return;
  }
  Token token = take();
  blocks_.push_back({.opener = token, .around = token.begin, .end = std::nullopt});
}

void Descent::enter_unopened() {
  const Block& outer = blocks_.back();
  std::size_t end = outer.end ? *outer.end : brackets_.end_of(outer.opener.begin).at;
  blocks_.push_back({.opener = {}, .around = brackets_.around(peek().begin), .end = end});
}

bool Descent::is_at_end() const {
  if (findings_.is_full()) {
    return true;
  }
  const Block& inside = blocks_.back();
  std::size_t end = inside.end ? *inside.end : brackets_.end_of(inside.opener.begin).at;
  return peek().kind == TokenKind::kEnd || peek().begin >= end;
}

void Descent::leave() {
  while (!is_at_end()) {
    take();
  }
  Block left = blocks_.back();
  blocks_.pop_back();
  if (left.end) {
    return;
  }
  Brackets::End end = brackets_.end_of(left.opener.begin);
  if (end.is_closed && peek().begin == end.at) {
    take();
  } else {
    report_unclosed(left, blocks_.size());
  }
}

std::string Descent::closer() const {
  return closing_sign(blocks_.back().opener);
}

bool Descent::end_early() {
  Block& inside = blocks_.back();
  if (inside.end) {
    inside.end = peek().begin;
    return true;
  }
  return brackets_.close_before(inside.opener.begin, peek().begin);
}

// The closing bracket behind what was read last, or on a line of its own where the block has more
// than one.
std::string Descent::closing_text(const Block& block) const {
  bool is_brace = block.opener.is_sign("{");
  std::string sign = closing_sign(block.opener);
  if (!is_brace || !has_line_end(text_, block.opener.begin, taken().end)) {
    return is_brace ? " }" : sign;
  }
  std::size_t line = text_.rfind('\n', block.opener.begin);
  line = line == std::string_view::npos ? 0 : line + 1;
  std::size_t indent = std::min(text_.find_first_not_of(" \t", line), text_.size()) - line;
  return "\n" + std::string(text_.substr(line, indent)) + sign;
}

bool Descent::is_unclosed_here(const Block& block) const {
  if (block.end || !is_bracket(block.opener)) {
    return false;
  }
  Brackets::End end = brackets_.end_of(block.opener.begin);
  return !end.is_closed && (end.at <= peek().begin || peek().kind == TokenKind::kEnd ||
                            (begins_action() && !block.opener.is_sign("{")));
}

// All brackets that were meant to close here are one mistake.
void Descent::report_unclosed(const Block& block, std::size_t outer) {
  if (is_line_lost(taken())) {
    return;
  }
  std::string text = closing_text(block);
  std::size_t last = outer;
  for (; last > 0 && is_unclosed_here(blocks_[last - 1]); --last) {
    text += closing_text(blocks_[last - 1]);
  }
  std::string title = "close the bracket with `" + closing_sign(block.opener) + "`";
  if (last < outer) {
    title = "close the brackets";
  }
  bool is_comma = taken().is_sign(",");
  bool is_outdented = peek().kind != TokenKind::kEnd && starts_line();
  auto finding = describe(
      place_,
      {.expected = "`" + closing_sign(block.opener) + "`",
       .found = peek(),
       .before = taken(),
       .opener = &block.opener,
       .help =
           is_outdented ? "the lines are indented as if the bracket closed before this one" : "",
       .is_in_expression = false,
       .fix =
           is_comma ? replace(taken(), text, title) : insert(behind(text_, taken()), text, title)});
  for (std::size_t i = outer; i > last; --i) {
    const Token& opener = blocks_[i - 1].opener;
    finding.label(place_.text.span(opener.begin, opener.end), "opened here, and not closed");
  }
  findings_.emit(std::move(finding));
}

void Descent::refuse_depth() {
  findings_.emit(describe_depth(place_, {taken().begin, taken().end}));
  skip_block();
}

bool Descent::extra_closer() {
  bool is_extra = peek().kind == TokenKind::kSign && brackets_.is_extra(peek().begin);
  if (!is_extra) {
    return false;
  }
  Block& inside = blocks_.back();
  bool is_wrong =
      !inside.end && !brackets_.end_of(inside.opener.begin).is_closed && inside.opener.text != "{";
  if (is_wrong) {
    std::string right = closer();
    findings_.emit(describe(place_, {.expected = "`" + right + "`",
                                     .found = peek(),
                                     .before = taken(),
                                     .opener = &inside.opener,
                                     .help = {},
                                     .is_in_expression = false,
                                     .fix = replace(peek(), right)}));
    take();
    inside.end = taken().end;
    return true;
  }
  refuse("another part of the " + std::string(place_.whole), "this bracket closes nothing",
         remove(peek()));
  take();
  return true;
}

}  // namespace rulec::parser

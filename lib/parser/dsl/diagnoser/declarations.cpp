// The piece, notes, heads, and text that stands outside of all declarations.
#include <utility>

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {
namespace {

constexpr const char* kDefinitions = "`rule`, `flow` or `scorecard`";

std::string_view word_of(bool is_flow, bool is_scorecard) {
  return is_flow ? "flow" : is_scorecard ? "scorecard" : "rule";
}

}  // namespace

void Descent::declaration() {
  is_input_dialect_ = false;
  members_ = {};
  notes();
  const Token& next = peek();
  if (next.kind == TokenKind::kEnd) {
    refuse(kDefinitions);
  } else if (next.kind == TokenKind::kWord && is_one_of(kDeclarationWords, next.text)) {
    declaration_of(take().text);
  } else if (next.is_sign("{") || next.is_sign("[")) {
    lost_json();
  } else if (next.kind == TokenKind::kWord) {
    Token behind = second();
    bool has_name = behind.kind == TokenKind::kWord || behind.kind == TokenKind::kString;
    bool is_member = is_one_of(kRuleMembers, next.text) ||
                     is_one_of(kScorecardMembers, next.text) || next.text == "steps";
    if (is_member) {
      lost_members();
      return;
    }
    std::string_view meant =
        has_name && has_head_behind() ? keyword(kDeclarationWords, kDefinitions) : "";
    if (meant.empty()) {
      lost_text();
    } else {
      declaration_of(meant);
    }
  } else {
    lost_text();
  }
}

// What follows a word and a name can follow the name of a declaration.
bool Descent::has_head_behind() const {
  Lexer ahead = lexer_;
  ahead.take();
  ahead.take();
  const Token& third = ahead.peek();
  return third.is_sign("{") ||
         (third.kind == TokenKind::kWord &&
          (is_one_of(kHeadWords, third.text) || nearest(kHeadWords, third.text)));
}

void Descent::declaration_of(std::string_view word) {
  bool is_header = word == "file" || word == "entry_point";
  if (is_header && place_.whole != "file") {
    place_.whole = "line";
  }
  if (word == "file") {
    file_header();
  } else if (word == "entry_point") {
    name("the name of an entry point");
  } else {
    definition(word == "flow" ? Kind::kFlow : word == "scorecard" ? Kind::kScorecard : Kind::kRule);
  }
}

void Descent::file_header() {
  if (!peek().is_sign("@")) {
    refuse("an annotation of the file", R"(written as in `file @schema("...")`)");
    lost_text();
  }
  while (peek().is_sign("@")) {
    annotation();
  }
}

// `///` lines are comments to the lexer.
void Descent::notes() {
  while (peek().is_sign("@")) {
    annotation();
  }
}

void Descent::annotation() {
  take();
  if (peek().kind != TokenKind::kWord) {
    refuse("the name of an annotation", R"(other names are written `@meta("a name", value)`)");
    return;
  }
  std::string help = "annotations are written as in `@" + std::string(peek().text) + R"(("text")`)";
  take();
  if (!peek().is_sign("(")) {
    refuse("`(`", std::move(help));
    auto begins_next = [this] {
      return starts_line() || peek().is_sign("@") ||
             (peek().kind == TokenKind::kWord && is_one_of(kDeclarationWords, peek().text));
    };
    while (peek().kind != TokenKind::kEnd && !begins_next()) {
      take();
    }
    return;
  }
  block("(", [this] { elements(&Descent::list_json, ""); });
}

// --- what stands outside

// Of which nothing is known, up to the next declaration.
void Descent::lost_text() {
  if (!extra_closer()) {
    refuse(kDefinitions);
    take();
  }
  while (peek().kind != TokenKind::kEnd && !begins_declaration() &&
         !(starts_line() && peek().is_sign("@"))) {
    take();
  }
}

void Descent::lost_json() {
  refuse(kDefinitions, "a rule that is written as JSON stands in a file `*.rule.json`");
  block(peek().text, [this] { skip_block(); });
  while (peek().kind != TokenKind::kEnd && !begins_declaration()) {
    take();
  }
}

// Members behind the brace that closed their declaration.
void Descent::lost_members() {
  refuse(
      kDefinitions,
      "the declaration before this one is closed already; its `}` stands behind its last member");
  bool is_scorecard = is_one_of(kScorecardMembers, peek().text);
  bool is_flow = peek().text == "steps";
  place_.whole = place_.whole == "file" ? "file" : word_of(is_flow, is_scorecard);
  members_ = is_scorecard ? Words(kScorecardMembers) : is_flow ? Words(kFlowMembers) : kRuleMembers;
  stage_ = 0;
  seen_members_.assign(members_.size(), std::nullopt);
  enter_unopened();
  is_input_dialect_ = has_braced_section();
  while (!is_at_end() && !peek().is_sign("}") && !begins_declaration()) {
    std::size_t before = peek().begin;
    member();
    if (peek().begin == before && !is_at_end() && !peek().is_sign("}") && !begins_declaration()) {
      take();
    }
  }
  blocks_.pop_back();
  if (peek().is_sign("}")) {
    take();
  }
}

// --- heads

// A word or text; other characters than those of a word need quotes.
void Descent::name(const std::string& expected) {
  std::size_t end = run_end("_.-");
  bool is_run = end > peek().begin && (end > peek().end || peek().kind != TokenKind::kWord);
  if (is_run) {
    Token token = peek();
    token.kind = TokenKind::kWord;
    token.fault = TokenFault::kNone;
    token.end = end;
    token.text = masked().substr(token.begin, end - token.begin);
    refuse_token(token, expected,
                 "a name with other characters than letters, digits and `_` stands in quotes",
                 replace(token, "\"" + std::string(token.text) + "\""));
    lexer_.take_to(end);
  } else if (is_name() && !(starts_line() && begins_member())) {
    take();
  } else {
    refuse(expected);
    if (is_text()) {
      take();
    }
  }
}

void Descent::definition(Kind kind) {
  std::string_view word = taken().text;
  word = word_of(kind == Kind::kFlow, kind == Kind::kScorecard);
  place_.whole = place_.whole == "file" ? "file" : word;
  members_ = kind == Kind::kRule   ? Words(kRuleMembers)
             : kind == Kind::kFlow ? Words(kFlowMembers)
                                   : Words(kScorecardMembers);
  std::string expected = "a name for the " + std::string(word);
  Token behind = second();
  bool is_nameless = peek().is_word("on") &&
                     (behind.kind == TokenKind::kWord || behind.kind == TokenKind::kString) &&
                     behind.text != "on";
  if (is_nameless) {
    refuse(expected);
  } else {
    name(expected);
  }
  head(kind);
  body(kind);
}

bool Descent::is_head_over() const {
  return is_at_end() || peek().is_sign("{") || peek().is_sign("(") || peek().is_sign("[") ||
         begins_member() || begins_declaration();
}

void Descent::head(Kind kind) {
  if (lacks_comma()) {
    refuse("`on`", "", insert(peek().begin, "on ", "write `on` in front of the entry point"));
    entry_points(kind);
  }
  if (kind == Kind::kScorecard && is_head_over()) {
    refuse("`on` and an entry point");
  }
  while (!is_head_over()) {
    std::size_t before = peek().begin;
    head_part(kind);
    if (peek().begin == before && !is_head_over()) {
      take();
    }
  }
}

void Descent::head_part(Kind kind) {
  if (peek().is_word("active")) {
    refuse("`{`", "`active` stands between the braces");
    while (!is_head_over()) {
      take();
    }
    return;
  }
  bool is_scorecard = kind == Kind::kScorecard;
  Words words = is_scorecard ? Words(kHeadWords).first(1) : Words(kHeadWords);
  std::string expected = is_scorecard ? "`{`" : list_of(words.subspan(1)) + " or `{`";
  std::string_view word = keyword(words, expected);
  if (word == "on") {
    entry_points(kind);
  } else if (word == "priority" || word == "version") {
    whole_number();
  } else if (word.empty()) {
    if (peek().is_sign(",") || peek().is_sign(";")) {
      refuse(expected, "", remove(peek()));
      take();
      return;
    }
    if (!extra_closer()) {
      refuse(expected);
      take();
    }
    // What was meant is said once for all of it.
    while (!is_head_over() && !(peek().kind == TokenKind::kWord && is_one_of(words, peek().text))) {
      take();
    }
  }
}

// Another entry point is next, without a comma in front of it.
bool Descent::lacks_comma() const {
  bool is_other = is_name() && !starts_line() && !is_one_of(members_, peek().text) &&
                  !is_one_of(kHeadWords, peek().text) && !nearest(kHeadWords, peek().text) &&
                  !peek().is_word("active");
  Token behind = is_other ? second() : Token();
  return behind.is_sign("{") || behind.is_sign(",") ||
         (behind.kind == TokenKind::kWord && is_one_of(kHeadWords, behind.text));
}

void Descent::entry_points(Kind kind) {
  const std::string expected = "the name of an entry point";
  name(expected);
  while (peek().is_sign(",") || lacks_comma()) {
    if (!peek().is_sign(",")) {
      refuse("`,` or `{`", "", insert(taken().end, ",", "write a comma between them"));
      name(expected);
      continue;
    }
    Token comma = take();
    if (peek().is_sign("{")) {
      refuse_token(comma, "`{`", "", remove(comma));
      return;
    }
    if (kind == Kind::kScorecard) {
      refuse_token(comma, "`{`", "a scorecard has one entry point", std::nullopt);
    }
    name(expected);
  }
}

}  // namespace rulec::parser

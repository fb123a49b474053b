// Paths of DSL expressions, and which context each of them reads (language.md section 11, "Names in
// quantifiers").
#include "parser/dsl/expression_parser.h"

namespace rulec::parser {

bool ExpressionParser::path_start() {
  const Token& next = lexer_.peek();
  bool is_free = next.kind == TokenKind::kTicked ||
                 (next.kind == TokenKind::kWord && !is_reserved_for_paths(next.text));
  if (!is_free) {
    refuse("a path");
    return false;
  }
  lexer_.take();
  return true;
}

bool ExpressionParser::segments(Segments& made) {
  const Token& first = lexer_.taken();
  bool is_ticked = first.kind == TokenKind::kTicked;
  made.push_back({.text = is_ticked ? first.text.substr(1, first.text.size() - 2) : first.text,
                  .range = range_of(first)});
  while (true) {
    if (lexer_.peek().is_sign(".")) {
      if (!dotted_segment(made)) {
        return false;
      }
    } else if (lexer_.peek().is_sign("[")) {
      if (!bracketed_segment(made)) {
        return false;
      }
    } else {
      return true;
    }
  }
}

bool ExpressionParser::dotted_segment(Segments& made) {
  lexer_.take();
  Token token = lexer_.peek();
  bool is_ticked = token.kind == TokenKind::kTicked;
  bool is_lost =
      setting_ != nullptr && token.begin != lexer_.taken().end && setting_->begins_member();
  if (is_lost ||
      (!is_ticked && token.kind != TokenKind::kWord && token.kind != TokenKind::kDigits)) {
    refuse("a name or an index");
    return false;
  }
  lexer_.take();
  made.push_back({.text = is_ticked ? token.text.substr(1, token.text.size() - 2) : token.text,
                  .range = range_of(token),
                  .is_index = token.kind == TokenKind::kDigits});
  return true;
}

bool ExpressionParser::bracketed_segment(Segments& made) {
  Token opener = lexer_.take();
  Token token = lexer_.peek();
  if (token.kind != TokenKind::kNumber || !is_digits(token.text)) {
    bool is_text = token.kind == TokenKind::kString;
    refuse("an index", is_text ? "a name stands behind a dot: `a.b`" : "");
    return false;
  }
  lexer_.take();
  if (!lexer_.peek().is_sign("]")) {
    refuse("`]`", "", &opener);
    return false;
  }
  lexer_.take();
  made.push_back({.text = token.text, .range = range_of(token), .is_index = true});
  return true;
}

ExpressionParser::Reading ExpressionParser::reading_of(const Segments& written) const {
  const Segment& first = written.front();
  Scopes::Reading found = scopes_.reading_of(first.text);
  Reading reading{.scopes_out = found.scopes_out, .keys = {}};
  if (!found.key.empty()) {
    reading.keys.push_back({.text = found.key, .range = first.range});
  }
  reading.keys.insert(reading.keys.end(), written.begin() + (found.is_named ? 1 : 0),
                      written.end());
  return reading;
}

// The keys with dots between; their range is what a correction replaces.
DslPart ExpressionParser::path_text(DslRange range, const Segments& keys) {
  std::string text;
  for (const Segment& key : keys) {
    text += (text.empty() ? "" : ".") + std::string(key.text);
  }
  return maker_.text(keys.empty() ? range : DslRange{keys.front().range.begin, range.end}, text);
}

// Keys of `val` and `exists`, behind the level where that is not the innermost one.
std::vector<DslPart> ExpressionParser::path_keys(DslRange range, const Reading& reading) {
  std::vector<DslPart> made;
  if (reading.scopes_out > 0) {
    auto level = static_cast<std::int64_t>(2 * reading.scopes_out);
    DslPart number = maker_.literal(range, Value::integer(level));
    made.push_back(maker_.list(range, {&number, 1}));
  }
  for (const Segment& key : reading.keys) {
    auto index = key.is_index ? index_of(key.text) : std::nullopt;
    made.push_back(index ? maker_.literal(key.range, Value::integer(*index))
                         : maker_.text(key.range, key.text));
  }
  return made;
}

DslPart ExpressionParser::path() {
  std::size_t begin = lexer_.taken().begin;
  Segments written;
  if (!segments(written)) {
    return {};
  }
  DslRange range = since(begin);
  Reading reading = reading_of(written);
  DslPart made = reading.scopes_out == 0
                     ? maker_.bare_call(range, "var", range, path_text(range, reading.keys))
                     : maker_.call(range, "val", range, path_keys(range, reading));
  bool is_object = setting_ != nullptr && setting_->is_input_dialect() && written.size() > 1 &&
                   lexer_.peek().is_sign("(");
  return is_object ? methods(made) : made;
}

// What stands behind `a.b` in `a.b(x).c(y)`. Which methods there are is not asked here.
DslPart ExpressionParser::methods(const DslPart& object) {
  std::vector<DslPart> made{object};
  Segments names;
  while (lexer_.peek().is_sign("(") || lexer_.peek().is_sign(".")) {
    if (lexer_.peek().is_sign(".")) {
      if (!dotted_segment(names)) {
        return {};
      }
      continue;
    }
    Token opener = lexer_.take();
    if (!elements(opener, Elements::kPlain, made)) {
      return {};
    }
  }
  return mended(since(object.range.begin));
}

DslPart ExpressionParser::field_of_item() {
  Token opener = lexer_.taken();
  Segments names;
  while (lexer_.peek().is_sign(".")) {
    if (!dotted_segment(names)) {
      return {};
    }
  }
  if (!lexer_.peek().is_sign("}")) {
    return refuse("`}`", "", &opener);
  }
  lexer_.take();
  return mended(since(opener.begin));
}

DslPart ExpressionParser::exists() {
  Token name = lexer_.take();
  Segments written;
  if (!path_start()) {
    return {};
  }
  std::size_t begin = lexer_.taken().begin;
  if (!segments(written)) {
    return {};
  }
  std::vector<DslPart> keys = path_keys(since(begin), reading_of(written));
  return maker_.canonical_call(since(name.begin), "exists", range_of(name), keys);
}

DslPart ExpressionParser::missing() {
  Token name = lexer_.take();
  Segments written;
  if (!path_start()) {
    return {};
  }
  std::size_t begin = lexer_.taken().begin;
  if (!segments(written)) {
    return {};
  }
  Reading reading = reading_of(written);
  if (reading.scopes_out > 0) {
    return refuse_outer_missing(since(begin));
  }
  DslPart text = path_text(since(begin), reading.keys);
  return maker_.call(since(name.begin), "missing", range_of(name), {&text, 1});
}

// `missing` reads the innermost context alone, so this has no twin in JSON.
DslPart ExpressionParser::refuse_outer_missing(DslRange range) {
  std::string item(scopes_.innermost().item);
  std::string_view text = place_.text.text().substr(range.begin, range.end - range.begin);
  Token found = {.kind = TokenKind::kWord, .begin = range.begin, .end = range.end, .text = text};
  emitter_.emit(describe(
      place_, {.expected = item.empty() ? "a path of the error" : "a path of `" + item + "`",
               .found = found,
               .before = lexer_.taken(),
               .help = "`missing` reads the innermost item alone; write `(" + std::string(text) +
                       R"( ?? "") == ""`)"}));
  return {};
}

}  // namespace rulec::parser

// Where parts of a declaration begin, and going on there behind a mistake.
#include <algorithm>

#include "parser/dsl/diagnoser/descent.h"

namespace rulec::parser {
namespace {

// Behind a member's word there is never one of these: it is a field, a key or a name then.
bool goes_on(const Token& behind) {
  if (behind.kind == TokenKind::kWord) {
    return behind.text == "in" || behind.text == "and" || behind.text == "or";
  }
  bool is_opening = behind.is_sign("{") || behind.is_sign("[") || behind.is_sign("(") ||
                    behind.is_sign("-") || behind.is_sign("!") || behind.is_sign("@") ||
                    behind.is_sign("$");
  return behind.kind == TokenKind::kSign && !is_opening;
}

// Whether a word may follow the word of a member.
bool has_word_behind(std::string_view member, std::string_view behind) {
  if (member == "active") {
    return is_one_of(kWindowWords, behind);
  }
  if (member == "band") {
    return behind == "from";
  }
  return (member == "when" || member == "then" || member == "item" || member == "expect") &&
         !is_reserved_for_paths(behind);
}

}  // namespace

// A word alone may be the name of a field: what stands behind it, or a line of its own, tells.
bool Descent::begins_member(const Token& behind) const {
  if (goes_on(behind)) {
    return false;
  }
  bool is_opened = behind.kind == TokenKind::kString || behind.is_sign("{");
  return is_opened || starts_line() ||
         (behind.kind == TokenKind::kWord && has_word_behind(peek().text, behind.text) &&
          !is_one_of(members_, behind.text));
}

bool Descent::begins_member() const {
  const Token& next = peek();
  return next.kind == TokenKind::kWord && is_one_of(members_, next.text) && begins_member(second());
}

bool Descent::begins_near_member() const {
  const Token& next = peek();
  if (next.kind != TokenKind::kWord || !starts_line()) {
    return false;
  }
  if (is_one_of(members_, next.text)) {
    return begins_member(second());
  }
  Token behind = second();
  bool is_other = goes_on(behind) || behind.is_sign("(") || is_one_of(kActionWords, next.text);
  return !is_other && nearest(members_, next.text) && !nearest(kActionWords, next.text);
}

bool Descent::begins_declaration() const {
  if (!starts_line() || peek().kind != TokenKind::kWord ||
      !is_one_of(kDeclarationWords, peek().text)) {
    return false;
  }
  Token behind = second();
  return behind.kind == TokenKind::kString || behind.is_sign("@") ||
         (behind.kind == TokenKind::kWord && !is_reserved_for_paths(behind.text) &&
          behind.text != "and" && behind.text != "or" && behind.text != "in");
}

bool Descent::begins_action() const {
  if (!is_name() || !starts_line()) {
    return false;
  }
  Token behind = second();
  return behind.is_sign("(") || behind.is_sign("=") ||
         (is_one_of(kActionWords, peek().text) && behind.kind == TokenKind::kWord);
}

bool Descent::begins_pair() const {
  return (is_name() || is_text()) && second().is_sign(":");
}

bool Descent::is_directly_inside() const {
  return brackets_.around(peek().begin) == blocks_.back().around;
}

void Descent::skip_block() {
  while (!is_at_end()) {
    take();
  }
}

void Descent::skip_to_member() {
  while (!is_at_end() && !(is_directly_inside() && begins_near_member())) {
    take();
  }
}

// Actions begin lines.
void Descent::skip_to_action() {
  while (!is_at_end()) {
    bool is_next = is_directly_inside() && ((starts_line() && is_name()) || begins_near_member());
    if (is_next) {
      break;
    }
    take();
  }
}

// A comma inside of brackets that were meant to close before it belongs to those around them.
void Descent::skip_to_comma() {
  while (peek().is_sign(",") && !is_directly_inside() &&
         brackets_.close_before(brackets_.around(peek().begin), peek().begin)) {
  }
  while (!is_at_end()) {
    bool is_next =
        is_directly_inside() && (peek().is_sign(",") || (starts_line() && begins_pair()));
    if (is_next) {
      break;
    }
    take();
  }
}

void Descent::skip_to_separator() {
  while (!is_at_end() && !(is_directly_inside() && peek().is_sign(";"))) {
    take();
  }
}

}  // namespace rulec::parser

#include "parser/dsl/diagnoser/brackets.h"

#include <algorithm>
#include <iterator>

namespace rulec::parser {
namespace {

// A closing bracket looks no further outward for its partner: more open ones are no text of rules.
constexpr std::size_t kFarthestPartner = 64;

bool is_opener(char sign) {
  return sign == '(' || sign == '[' || sign == '{';
}

bool is_bracket(const Token& token) {
  constexpr std::string_view kBrackets = "()[]{}";
  return token.kind == TokenKind::kSign && token.text.size() == 1 &&
         kBrackets.contains(token.text[0]);
}

char closer_of(char opener) {
  return opener == '(' ? ')' : opener == '[' ? ']' : '}';
}

}  // namespace

bool has_line_end(std::string_view text, std::size_t begin, std::size_t end) {
  return text.substr(begin, end - begin).contains('\n');
}

std::size_t behind(std::string_view text, const Token& token) {
  bool is_line_end = token.is_sign(";") && text[token.begin] != ';';
  return is_line_end ? token.begin : token.end;
}

Brackets::Brackets(std::string_view text, std::string_view masked, std::size_t begin,
                   std::size_t end)
    : end_(end) {
  read(text, masked, begin);
  if (!match_plainly()) {
    match_by_indentation();
  }
  nest();
}

void Brackets::read(std::string_view text, std::string_view masked, std::size_t begin) {
  Lexer lexer(masked, begin, end_);
  std::size_t indent = 0;
  bool is_first = true;
  while (lexer.peek().kind != TokenKind::kEnd) {
    Token before = lexer.taken();
    Token token = lexer.take();
    std::size_t gap_begin = behind(text, before);
    std::string_view gap = text.substr(gap_begin, token.begin - gap_begin);
    std::size_t line_end = gap.rfind('\n');
    bool begins_line = is_first || line_end != std::string_view::npos;
    if (begins_line) {
      std::string_view line = gap.substr(line_end + 1);
      indent = std::min(line.find_first_not_of(" \t"), line.size());
      note_line(token, before, indent);
    }
    is_first = false;
    if (!is_bracket(token)) {
      continue;
    }
    if (is_opener(token.text[0])) {
      indenting_.push_back(brackets_.size());
    }
    brackets_.push_back({.at = token.begin,
                         .sign = token.text[0],
                         .is_first_of_line = begins_line,
                         .indent = indent,
                         .end = {}});
  }
}

void Brackets::note_line(const Token& first, const Token& before, std::size_t indent) {
  while (!indenting_.empty() && brackets_[indenting_.back()].indent >= indent) {
    Bracket& opener = brackets_[indenting_.back()];
    // Where lines are not indented at all, what stands directly behind the bracket or a comma
    // belongs inside; behind the bracket of a call, only an argument does.
    bool is_flat = opener.indent == indent;
    bool is_inside =
        is_flat && ((before.begin == opener.at && opener.sign != '(') || before.is_sign(","));
    if (!is_inside) {
      opener.outdented = first.begin;
    }
    indenting_.pop_back();
  }
}

void Brackets::match(std::size_t opener, std::size_t closer) {
  brackets_[opener].partner = closer;
  brackets_[closer].partner = opener;
}

bool Brackets::match_plainly() {
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    if (is_opener(brackets_[i].sign)) {
      open_.push_back(i);
      continue;
    }
    if (open_.empty() || closer_of(brackets_[open_.back()].sign) != brackets_[i].sign) {
      return false;
    }
    match(open_.back(), i);
    open_.pop_back();
  }
  return open_.empty();
}

std::size_t Brackets::opener_for(const Bracket& closer) const {
  std::size_t nearest = kNone;
  std::size_t last = open_.size() > kFarthestPartner ? open_.size() - kFarthestPartner : 0;
  for (std::size_t i = open_.size(); i > last; --i) {
    const Bracket& opener = brackets_[open_[i - 1]];
    if (closer_of(opener.sign) != closer.sign) {
      continue;
    }
    nearest = nearest == kNone ? i - 1 : nearest;
    if (!closer.is_first_of_line || opener.indent == closer.indent) {
      return i - 1;
    }
  }
  return nearest;
}

void Brackets::match_by_indentation() {
  open_.clear();
  for (Bracket& bracket : brackets_) {
    bracket.partner = kNone;
  }
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    if (is_opener(brackets_[i].sign)) {
      open_.push_back(i);
      continue;
    }
    std::size_t found = opener_for(brackets_[i]);
    if (found != kNone) {
      match(open_[found], i);
      open_.resize(found);
    }
  }
}

// Where each bracket ends, and which one is around each byte.
void Brackets::nest() {
  open_.clear();
  auto innermost = [&] { return open_.empty() ? kNone : open_.back(); };
  auto leave_until = [&](std::size_t at) {
    while (!open_.empty() && !brackets_[open_.back()].end.is_closed &&
           brackets_[open_.back()].end.at <= at) {
      std::size_t end = std::max(brackets_[open_.back()].end.at, steps_.back().at);
      open_.pop_back();
      steps_.push_back({.at = end, .around = innermost()});
    }
  };
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    Bracket& bracket = brackets_[i];
    leave_until(bracket.at);
    if (is_opener(bracket.sign)) {
      bracket.outer = innermost();
      std::size_t limit = bracket.outer == kNone ? end_ : brackets_[bracket.outer].end.at;
      bracket.end = bracket.partner == kNone
                        ? End{.at = std::min(bracket.outdented, limit), .is_closed = false}
                        : End{.at = brackets_[bracket.partner].at, .is_closed = true};
      open_.push_back(i);
    } else if (bracket.partner != kNone) {
      while (!open_.empty() && open_.back() >= bracket.partner) {
        open_.pop_back();
      }
    }
    steps_.push_back({.at = bracket.at + 1, .around = innermost()});
  }
  leave_until(end_);
}

std::size_t Brackets::index_of(std::size_t at) const {
  auto found = std::ranges::lower_bound(brackets_, at, {}, &Bracket::at);
  bool is_there = found != brackets_.end() && found->at == at;
  return is_there ? static_cast<std::size_t>(std::distance(brackets_.begin(), found)) : kNone;
}

Brackets::End Brackets::end_of(std::size_t opener) const {
  std::size_t index = index_of(opener);
  return index == kNone ? End{.at = end_, .is_closed = false} : brackets_[index].end;
}

bool Brackets::is_extra(std::size_t closer) const {
  std::size_t index = index_of(closer);
  return index != kNone && !is_opener(brackets_[index].sign) && brackets_[index].partner == kNone;
}

std::size_t Brackets::around(std::size_t at) const {
  auto behind = std::ranges::upper_bound(steps_, at, {}, &Step::at);
  std::size_t index = behind == steps_.begin() ? kNone : std::prev(behind)->around;
  // One that was closed earlier than it was written is passed over.
  auto is_over = [&](const End& end) { return end.at < at || (!end.is_closed && end.at == at); };
  while (index != kNone && is_over(brackets_[index].end)) {
    index = brackets_[index].outer;
  }
  return index == kNone ? kNone : brackets_[index].at;
}

bool Brackets::close_before(std::size_t opener, std::size_t at) {
  std::size_t first = index_of(opener);
  if (first == kNone || !brackets_[first].end.is_closed) {
    return false;
  }
  char sign = brackets_[first].sign;
  std::size_t last = brackets_[first].outer;
  while (last != kNone && (brackets_[last].end.is_closed || brackets_[last].sign != sign)) {
    last = brackets_[last].outer;
  }
  if (last == kNone) {
    return false;
  }
  End moved = {.at = at, .is_closed = false};
  for (std::size_t i = first; moved.at != kNone; i = brackets_[i].outer) {
    if (brackets_[i].sign == sign) {
      std::swap(brackets_[i].end, moved);
    }
    if (i == last) {
      break;
    }
  }
  return true;
}

}  // namespace rulec::parser

// The cold half of Core: what each fault is called and where reading goes on. Included by core.h
// only. Aim: several faults of one file give as many findings at the right bytes, and no fault
// gives a second finding elsewhere.
#pragma once

namespace rulec::json {

// --- ends of the text

template <class Handler>
auto Core<Handler>::read_head() -> State {
  std::string_view text = rest();
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    report(FaultKind::kUtf16, at_, at_ + 2);
    return State::kStop;
  }
  if (text.starts_with(utf8::kByteOrderMark)) {
    report(FaultKind::kByteOrderMark, at_, at_ + utf8::kByteOrderMark.size());
    at_ += utf8::kByteOrderMark.size();
  }
  return State::kValue;
}

template <class Handler>
auto Core<Handler>::read_tail() -> State {
  do {
    at_ = skip_blanks(at_, end_);
  } while (skip_foreign() && !is_stopped_);
  if (at_ < end_ && !has_bad_bracket_ && !is_recovering_) {
    report(FaultKind::kTrailingBytes, at_, token_end(at_, end_));
  }
  handler_.skipped(offset(at_), offset(end_));
  return State::kStop;
}

template <class Handler>
auto Core<Handler>::end_without_value() -> State {
  if (levels_.empty()) {
    report(FaultKind::kNoValue, end_, end_);
    return State::kStop;
  }
  if (levels_.back().is_object) {
    handler_.bad(offset(end_), offset(end_));
  }
  return unclosed();
}

template <class Handler>
auto Core<Handler>::unclosed() -> State {
  if (!has_bad_bracket_) {
    std::uint32_t open = levels_.back().begin;
    report({.kind = FaultKind::kUnclosed,
            .begin = offset(end_),
            .end = offset(end_),
            .other_begin = open,
            .other_end = open + 1});
  }
  while (!levels_.empty() && !is_stopped_) {
    end_level();
  }
  return State::kStop;
}

// The value is passed over, brackets and all, and nothing of it is built.
template <class Handler>
auto Core<Handler>::too_deep() -> State {
  const char* begin = at_;
  report({.kind = FaultKind::kTooDeep,
          .begin = offset(at_),
          .end = offset(at_) + 1,
          .limit = max_depth_});
  std::size_t depth = 0;
  while (at_ < end_ && !is_stopped_) {
    char c = *at_;
    if (c == '"') {
      at_ = skip_string(at_, end_);
      continue;
    }
    depth += c == '[' || c == '{' ? 1 : 0;
    depth -= c == ']' || c == '}' ? 1 : 0;
    ++at_;
    if (depth == 0) {
      break;
    }
  }
  has_bad_bracket_ = has_bad_bracket_ || depth > 0;
  handler_.skipped(offset(begin), offset(at_));
  handler_.bad(offset(begin), offset(at_));
  return after_value();
}

// --- values

template <class Handler>
auto Core<Handler>::bad_value() -> State {
  if (skip_foreign()) {
    return State::kValue;
  }
  const char* begin = at_;
  switch (*at_) {
    case ',':
      return bad_comma();
    case ']':
    case '}':
      return bad_closer();
    case '\'':
      single_quotes();
      handler_.bad(offset(begin), offset(at_));
      return after_value();
    case '+':
    case '.':
      return bad_number({.end = token_end(at_, end_), .is_bad = true});
    default:
      break;
  }
  if (is_word_start(*at_)) {
    return bad_word();
  }
  if (!skip_curly_quotes()) {
    at_ = token_end(at_, end_);
    report(FaultKind::kExpectedValue, begin, at_);
  }
  handler_.bad(offset(begin), offset(at_));
  return recover();
}

template <class Handler>
auto Core<Handler>::bad_word() -> State {
  const char* begin = at_;
  at_ = token_end(at_, end_);
  std::string_view word(begin, static_cast<std::size_t>(at_ - begin));
  report(word_fault(word), begin, at_);
  handler_.bad(offset(begin), offset(at_));
  return recover();
}

template <class Handler>
auto Core<Handler>::bad_number(const Number& number) -> State {
  const char* begin = at_;
  at_ = number.end;
  std::string_view lexeme(begin, static_cast<std::size_t>(at_ - begin));
  bool is_word = lexeme.size() > 1 && is_word_start(lexeme[1]);
  FaultKind of_word = is_word ? word_fault(lexeme.substr(1)) : FaultKind::kBadNumber;
  bool is_infinite = of_word == FaultKind::kNotFinite;
  report(is_infinite ? of_word : number.problem, begin, at_);
  handler_.bad(offset(begin), offset(at_));
  return recover();
}

// A comma where a value is expected: in an array it is passed over, behind a key the value is
// missing.
template <class Handler>
auto Core<Handler>::bad_comma() -> State {
  if (!levels_.empty() && !levels_.back().is_object) {
    return stray_comma(State::kValue);
  }
  return bad_closer();
}

template <class Handler>
auto Core<Handler>::stray_comma(State next) -> State {
  report(FaultKind::kStrayComma, at_, at_ + 1);
  ++at_;
  comma_ = 0;  // has been told; not a trailing comma too
  return next;
}

// A closing bracket (or comma) where a value is expected.
template <class Handler>
auto Core<Handler>::bad_closer() -> State {
  if (levels_.empty()) {
    report(FaultKind::kExpectedValue, at_, at_ + 1);
    has_bad_bracket_ = true;
    handler_.skipped(offset(at_), offset(end_));
    return State::kStop;
  }
  if (levels_.back().is_object) {
    report({.kind = FaultKind::kMissingValue,
            .begin = offset(at_),
            .end = offset(at_) + 1,
            .other_begin = key_begin_,
            .other_end = key_end_});
    handler_.bad(offset(at_), offset(at_));
    return after_value();
  }
  return *at_ == ']' ? close_after_comma() : wrong_bracket();
}

// The right closing bracket where another item or key is expected.
template <class Handler>
auto Core<Handler>::close_after_comma() -> State {
  bool is_behind_comma = comma_ > levels_.back().begin;  // else only a comment stands between
  if (is_behind_comma) {
    report({.kind = FaultKind::kTrailingComma,
            .begin = comma_,
            .end = comma_ + 1,
            .other_begin = offset(at_),
            .other_end = offset(at_) + 1});
  }
  return close();
}

template <class Handler>
void Core<Handler>::single_quotes() {
  const char* begin = at_++;
  while (at_ < end_ && *at_ != '\'' && *at_ != '\n') {
    at_ += *at_ == '\\' && end_ - at_ > 1 && at_[1] != '\n' ? 2 : 1;
  }
  if (at_ < end_ && *at_ == '\'') {
    ++at_;
  } else {
    at_ = begin + 1;
    is_recovering_ = true;
  }
  report(FaultKind::kSingleQuotes, begin, at_);
}

// Text in typographic quotes, which word processors make of `"`; they take three bytes each.
template <class Handler>
bool Core<Handler>::skip_curly_quotes() {
  auto is_curly = [this](const char* at) {
    return end_ - at >= 3 && at[0] == '\xe2' && at[1] == '\x80' &&
           (at[2] == '\x98' || at[2] == '\x99' || at[2] == '\x9c' || at[2] == '\x9d');
  };
  if (!is_curly(at_)) {
    return false;
  }
  const char* begin = at_;
  at_ += 3;
  while (at_ < end_ && *at_ != '\n' && !is_curly(at_)) {
    ++at_;
  }
  bool is_closed = at_ < end_ && *at_ != '\n';
  at_ = is_closed ? at_ + 3 : begin + 3;
  report(FaultKind::kCurlyQuotes, begin, at_);
  return true;
}

// --- keys

template <class Handler>
auto Core<Handler>::bad_key() -> State {
  if (at_ == end_) {
    return unclosed();
  }
  if (skip_foreign()) {
    return State::kKey;
  }
  const char* begin = at_;
  switch (*at_) {
    case '}':
      return close_after_comma();
    case ']':
      return wrong_bracket();
    case ',':
      return stray_comma(State::kKey);
    case '\'':
      single_quotes();
      return word_key(begin, 1);
    default:
      break;
  }
  if (skip_curly_quotes()) {
    return word_key(begin, 3);
  }
  at_ = token_end(at_, end_);
  if ((is_word(*begin) || *begin == '-') && has_colon_after(at_)) {
    report(FaultKind::kUnquotedKey, begin, at_);
    return word_key(begin, 0);
  }
  report(FaultKind::kExpectedKey, begin, at_);
  at_ = *begin == '[' || *begin == '{' ? begin : at_;  // passed over with what it holds
  return recover();
}

template <class Handler>
auto Core<Handler>::bad_colon() -> State {
  if (at_ == end_) {
    return end_without_value();
  }
  if (skip_foreign()) {
    return State::kColon;
  }
  const char* begin = at_;
  bool is_arrow = rest().starts_with("=>");
  const char* stop = is_arrow ? at_ + 2 : token_end(at_, end_);
  report({.kind = FaultKind::kMissingColon,
          .begin = offset(begin),
          .end = offset(stop),
          .other_begin = key_begin_,
          .other_end = key_end_});
  if (*at_ == '=') {
    at_ = stop;
    return State::kValue;
  }
  if (begins_value()) {
    return State::kValue;
  }
  handler_.bad(offset(begin), offset(begin));
  return recover();
}

// --- behind a value

template <class Handler>
auto Core<Handler>::bad_after_value() -> State {
  if (at_ == end_) {
    return unclosed();
  }
  if (*at_ == ']' || *at_ == '}') {
    return wrong_bracket();
  }
  if (is_recovering_) {
    return skip_garbage();
  }
  if (skip_foreign()) {
    return after_value();
  }
  bool is_object = levels_.back().is_object;
  const char* stop = token_end(at_, end_);
  bool is_comma_missing = is_object ? *at_ == '"' && has_colon_after(stop) : begins_value();
  if (is_comma_missing) {
    report(FaultKind::kMissingComma, at_, stop);
    return is_object ? State::kKey : State::kValue;
  }
  report({.kind = FaultKind::kExpectedCommaOrEnd,
          .begin = offset(at_),
          .end = offset(stop),
          .other_begin = levels_.back().begin,
          .other_end = levels_.back().begin + 1});
  return recover();
}

// `]` where `}` is due, or the reverse. When it closes a bracket further out, the inner ones were
// left open; else (or when the text would end too early) it is taken for the right one.
template <class Handler>
auto Core<Handler>::wrong_bracket() -> State {
  std::uint32_t open = levels_.back().begin;
  report({.kind = FaultKind::kWrongBracket,
          .begin = offset(at_),
          .end = offset(at_) + 1,
          .other_begin = open,
          .other_end = open + 1});
  has_bad_bracket_ = true;
  std::size_t match = levels_.size() - 1;
  while (match > 0 && levels_[match].is_object != (*at_ == '}')) {
    --match;
  }
  bool fits = levels_[match].is_object == (*at_ == '}');
  bool ends_early = match == 0 && skip_blanks(at_ + 1, end_) != end_;
  if (fits && !ends_early) {
    while (levels_.size() > match + 1 && !is_stopped_) {
      end_level();
    }
  }
  return close();
}

// To the next `,` or closing bracket of the open level, over strings and inner brackets; in an
// object also to the next key.
template <class Handler>
auto Core<Handler>::skip_garbage() -> State {
  is_recovering_ = true;
  const char* first = at_;
  std::size_t depth = 0;
  while (at_ < end_) {
    const char* begin = at_;
    char c = *at_;
    at_ = c == '"' ? skip_string(at_, end_) : at_ + 1;
    if (c == '(') {
      std::string_view line = rest().substr(0, rest().find('\n'));
      std::size_t close = line.find(')');  // the commas of a call are not ours
      at_ += close == std::string_view::npos ? 0 : close + 1;
      continue;
    }
    if (c == '"' && depth == 0 && levels_.back().is_object && has_colon_after(at_)) {
      at_ = begin;
      is_recovering_ = false;
      handler_.skipped(offset(first), offset(at_));
      return State::kKey;
    }
    bool is_closer = c == ']' || c == '}';
    if (depth == 0 && (is_closer || c == ',')) {
      at_ = begin;
      break;
    }
    depth += c == '[' || c == '{' ? 1 : 0;
    depth -= is_closer ? 1 : 0;
  }
  handler_.skipped(offset(first), offset(at_));
  return after_value();
}

template <class Handler>
auto Core<Handler>::recover() -> State {
  is_recovering_ = true;
  return after_value();
}

// --- between tokens

// A comment, NUL or byte that is not UTF-8 between tokens: reported and passed over.
template <class Handler>
bool Core<Handler>::skip_foreign() {
  if (at_ == end_) {
    return false;
  }
  if (*at_ == '\0') {
    report(FaultKind::kNulByte, at_, at_ + 1);
    ++at_;
    return true;
  }
  if (utf8::decode(rest()).length == 0) {
    report(FaultKind::kNotUtf8, at_, at_ + 1);
    ++at_;
    return true;
  }
  return skip_comment();
}

template <class Handler>
bool Core<Handler>::skip_comment() {
  std::string_view text = rest();
  bool is_block = text.starts_with("/*");
  if (!is_block && !text.starts_with("//") && *at_ != '#') {
    return false;
  }
  std::size_t length = is_block ? text.find("*/", 2) : text.find('\n');
  if (length == std::string_view::npos) {
    length = text.size();
  } else if (is_block) {
    length += 2;
  } else if (length > 0 && text[length - 1] == '\r') {
    --length;
  }
  report(FaultKind::kComment, at_, at_ + length);
  at_ += length;
  return true;
}

template <class Handler>
bool Core<Handler>::has_colon_after(const char* at) const {
  at = skip_blanks(at, end_);
  return at < end_ && *at == ':';
}

template <class Handler>
bool Core<Handler>::begins_value() const {
  char c = *at_;
  std::string_view text = rest();
  return c == '"' || c == '{' || c == '[' || c == '-' || is_digit(c) || text.starts_with("true") ||
         text.starts_with("false") || text.starts_with("null");
}

// A key that was not written in double quotes: what lies between `margin` bytes on each side.
template <class Handler>
auto Core<Handler>::word_key(const char* begin, std::ptrdiff_t margin) -> State {
  key_begin_ = offset(begin);
  key_end_ = offset(at_);
  const char* first = begin + margin;
  const char* last = at_ - first >= margin ? at_ - margin : first;
  StringToken key{.raw = {first, static_cast<std::size_t>(last - first)},
                  .begin = key_begin_,
                  .end = key_end_,
                  .is_closed = true};
  is_stopped_ = !handler_.key(key) || is_stopped_;
  return State::kColon;
}

// --- inside strings

// A control character. A line end inside a string is either a text written over two lines or a
// string whose quote was forgotten; it is the latter when the next line begins like JSON.
template <class Handler>
bool Core<Handler>::bad_string_byte(StringToken& token) {
  if (*at_ == '\n' || (*at_ == '\r' && end_ - at_ > 1 && at_[1] == '\n')) {
    const char* next = skip_blanks(at_, end_);
    if (next == end_ || *next == '"' || *next == '}' || *next == ']' || *next == ',') {
      return false;
    }
  }
  token.is_bad = true;
  report(*at_ == '\0' ? FaultKind::kNulByte : FaultKind::kControlCharacter, at_, at_ + 1);
  // One finding for a line end of two bytes and the indentation behind it.
  const char* end = *at_ == '\r' || *at_ == '\n' ? skip_blanks(at_, end_) : at_ + 1;
  at_ = end;
  return !is_stopped_;
}

template <class Handler>
bool Core<Handler>::bad_escape(StringToken& token) {
  token.is_bad = true;
  const char* begin = at_;
  bool is_line_end = at_[1] == '\n' || at_[1] == '\r';
  auto length = is_line_end ? 0 : utf8::decode(rest().substr(1)).length;
  at_ += 1 + (length == 0 ? (is_line_end ? 0 : 1) : length);
  report(FaultKind::kBadEscape, begin, at_);
  return !is_stopped_;
}

template <class Handler>
void Core<Handler>::unterminated_string(StringToken& token) {
  token.is_bad = true;
  if (is_stopped_) {
    return;
  }
  has_bad_bracket_ = has_bad_bracket_ || at_ == end_;
  report(FaultKind::kUnterminatedString, begin_ + token.begin, at_);
}

}  // namespace rulec::json

// Core: the tokenizer and validator that both readers are made of. Walks the text once with an
// explicit stack, tells a handler what it reads, and reports faults; after a fault it goes on at
// the next place that makes sense (recovery.h) unless the handler wants no more. Values it could
// not read are told as bad(), so that nobody complains about them again.
//
// A handler has:
//   bool fault(const SyntaxFault&)                     false: stop reading
//   void begin_object(u32 begin), begin_array(u32 begin)
//   bool end_object(u32 end), end_array(u32 end)       false: a fault was made, stop
//   bool key(const StringToken&)                       false: the same
//   void string(const StringToken&), bad(u32 begin, u32 end)
//   void integer(u32 begin, u32 end, int64), real(u32 begin, u32 end, double)
//   void boolean(u32 begin, u32 end, bool), null(u32 begin, u32 end)
//   void skipped(u32 begin, u32 end)                   passed over unread after a fault
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "parser/json/fault.h"
#include "parser/json/tokens.h"

namespace rulec::json {

struct StringToken {
  std::string_view raw;  // between the quotes
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool has_escapes = false;
  bool is_bad = false;     // a fault lies inside
  bool is_closed = false;  // false: it ends at the end of its line
};

// An open array or object.
struct Level {
  std::uint32_t begin = 0;
  bool is_object = false;
};

template <class Handler>
class Core {
 public:
  // `levels` is the stack, handed in so that it can be kept between texts.
  Core(std::string_view text, std::uint32_t max_depth, std::vector<Level>& levels, Handler& handler)
      : begin_(text.data()),
        at_(begin_),
        end_(begin_ + text.size()),
        max_depth_(max_depth),
        levels_(levels),
        handler_(handler) {}

  // True when the whole text was read or recovered from; false when the handler stopped it.
  bool run() {
    levels_.clear();
    State state = read_head();
    while (state != State::kStop && !is_stopped_) {
      state = step(state);
    }
    return !is_stopped_;
  }

 private:
  enum class State : std::uint8_t {
    kValue,
    kFirstItem,  // behind `[`
    kFirstKey,   // behind `{`
    kKey,        // behind `,` of an object
    kColon,
    kAfterValue,
    kStop
  };

  State step(State state) {
    switch (state) {
      case State::kValue:
        return read_value();
      case State::kFirstItem:
        return read_first_item();
      case State::kFirstKey:
        return read_first_key();
      case State::kKey:
        return read_key();
      case State::kColon:
        return read_colon();
      case State::kAfterValue:
        return read_after_value();
      case State::kStop:
        break;
    }
    return State::kStop;
  }

  // --- the way of texts without faults

  State read_value() {
    at_ = skip_blanks(at_, end_);
    if (at_ == end_) {
      return end_without_value();
    }
    switch (*at_) {
      case '"':
        return read_string_value();
      case '{':
      case '[':
        return open();
      case 't':
        return read_literal("true");
      case 'f':
        return read_literal("false");
      case 'n':
        return read_literal("null");
      default:
        return *at_ == '-' || is_digit(*at_) ? read_number_value() : bad_value();
    }
  }

  State read_first_item() {
    at_ = skip_blanks(at_, end_);
    return at_ < end_ && *at_ == ']' ? close() : read_value();
  }

  State read_first_key() {
    at_ = skip_blanks(at_, end_);
    return at_ < end_ && *at_ == '}' ? close() : read_key();
  }

  State read_key() {
    at_ = skip_blanks(at_, end_);
    if (at_ == end_ || *at_ != '"') {
      return bad_key();
    }
    StringToken key = read_string();
    key_begin_ = key.begin;
    key_end_ = key.end;
    if (!key.is_closed) {
      return recover();
    }
    is_stopped_ = !handler_.key(key) || is_stopped_;
    return read_colon();
  }

  State read_colon() {
    at_ = skip_blanks(at_, end_);
    if (at_ == end_ || *at_ != ':') {
      return bad_colon();
    }
    ++at_;
    return State::kValue;
  }

  State read_after_value() {
    if (levels_.empty()) {
      return read_tail();
    }
    at_ = skip_blanks(at_, end_);
    bool is_object = levels_.back().is_object;
    if (at_ < end_ && *at_ == ',') {
      comma_ = offset(at_);
      ++at_;
      is_recovering_ = false;
      return is_object ? State::kKey : State::kValue;
    }
    if (at_ < end_ && *at_ == (is_object ? '}' : ']')) {
      return close();
    }
    return bad_after_value();
  }

  State open() {
    if (levels_.size() >= max_depth_) {
      return too_deep();
    }
    bool is_object = *at_ == '{';
    std::uint32_t begin = offset(at_++);
    levels_.push_back({.begin = begin, .is_object = is_object});
    if (is_object) {
      handler_.begin_object(begin);
      return State::kFirstKey;
    }
    handler_.begin_array(begin);
    return State::kFirstItem;
  }

  State close() {
    ++at_;
    end_level();
    is_recovering_ = false;
    return after_value();
  }

  void end_level() {
    bool is_object = levels_.back().is_object;
    levels_.pop_back();
    bool goes_on = is_object ? handler_.end_object(offset(at_)) : handler_.end_array(offset(at_));
    is_stopped_ = !goes_on || is_stopped_;
  }

  State read_string_value() {
    StringToken token = read_string();
    if (token.is_bad) {
      handler_.bad(token.begin, token.end);
      is_recovering_ = !token.is_closed;
    } else {
      handler_.string(token);
    }
    return after_value();
  }

  State read_literal(std::string_view word) {
    std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    if (!rest.starts_with(word) || (rest.size() > word.size() && is_word(rest[word.size()]))) {
      return bad_value();
    }
    std::uint32_t begin = offset(at_);
    at_ += word.size();
    if (word[0] == 'n') {
      handler_.null(begin, offset(at_));
    } else {
      handler_.boolean(begin, offset(at_), word[0] == 't');
    }
    return after_value();
  }

  State read_number_value() {
    Number number = read_number(at_, end_);
    if (number.is_bad) {
      return bad_number(number);
    }
    std::uint32_t begin = offset(at_);
    at_ = number.end;
    if (number.is_real) {
      handler_.real(begin, offset(at_), number.real);
    } else {
      handler_.integer(begin, offset(at_), number.integer);
    }
    return after_value();
  }

  // The string at the quote at_; leaves at_ behind it.
  StringToken read_string() {
    StringToken token{.begin = offset(at_)};
    const char* content = ++at_;
    while (true) {
      at_ = skip_plain(at_, end_);
      if (at_ < end_ && *at_ == '"') {
        token.is_closed = true;
        break;
      }
      if (at_ == end_ || !read_special(token)) {
        break;
      }
    }
    token.raw = {content, static_cast<std::size_t>(at_ - content)};
    if (token.is_closed) {
      ++at_;
    } else {
      unterminated_string(token);
    }
    token.end = offset(at_);
    return token;
  }

  // An escape, a character beyond ASCII or a fault inside a string; false ends the string here.
  bool read_special(StringToken& token) {
    if (*at_ == '\\') {
      token.has_escapes = true;
      return read_escape(token);
    }
    if (static_cast<unsigned char>(*at_) < 0x80) {
      return bad_string_byte(token);
    }
    auto length = utf8::decode(rest()).length;
    if (length == 0) {
      token.is_bad = true;
      report(FaultKind::kNotUtf8, at_, at_ + 1);
      length = 1;
    }
    at_ += length;
    return !is_stopped_;
  }

  bool read_escape(StringToken& token) {
    if (end_ - at_ < 2) {
      ++at_;
      return false;
    }
    switch (at_[1]) {
      case '"':
      case '\\':
      case '/':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        at_ += 2;
        return true;
      case 'u':
        return read_unicode_escape(token);
      default:
        return bad_escape(token);
    }
  }

  bool read_unicode_escape(StringToken& token) {
    std::int32_t code = read_hex4(at_ + 2, end_);
    if (code < 0) {
      return bad_escape(token);
    }
    const char* escape = at_;
    at_ += 6;
    bool is_surrogate = code >= 0xd800 && code < 0xe000;
    if (is_surrogate && code < 0xdc00 && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
      std::int32_t low = read_hex4(at_ + 2, end_);
      if (low >= 0xdc00 && low < 0xe000) {
        at_ += 6;
        return true;
      }
    }
    if (is_surrogate || code == 0) {
      token.is_bad = true;
      report(is_surrogate ? FaultKind::kLoneSurrogate : FaultKind::kNulEscape, escape, at_);
    }
    return !is_stopped_;
  }

  // --- small help

  State after_value() { return State::kAfterValue; }
  [[nodiscard]] std::uint32_t offset(const char* at) const {
    return static_cast<std::uint32_t>(at - begin_);
  }
  [[nodiscard]] std::string_view rest() const {
    return {at_, static_cast<std::size_t>(end_ - at_)};
  }
  void report(FaultKind kind, const char* begin, const char* end) {
    report({.kind = kind, .begin = offset(begin), .end = offset(end)});
  }
  void report(const SyntaxFault& fault) { is_stopped_ = !handler_.fault(fault) || is_stopped_; }

  // --- faults and what to do after them: recovery.h

  State read_head();
  State read_tail();
  State end_without_value();
  State unclosed();
  State too_deep();
  State bad_value();
  State bad_word();
  State bad_comma();
  State bad_closer();
  State stray_comma(State next);
  State bad_number(const Number& number);
  State bad_key();
  State bad_colon();
  State bad_after_value();
  State wrong_bracket();
  State skip_garbage();
  State recover();
  bool skip_foreign();
  bool skip_comment();
  bool bad_string_byte(StringToken& token);
  bool bad_escape(StringToken& token);
  void unterminated_string(StringToken& token);
  State close_after_comma();
  State word_key(const char* begin, std::ptrdiff_t margin);
  void single_quotes();
  bool skip_curly_quotes();
  [[nodiscard]] bool has_colon_after(const char* at) const;
  [[nodiscard]] bool begins_value() const;

  const char* begin_;
  const char* at_;
  const char* end_;
  std::uint32_t max_depth_;
  std::vector<Level>& levels_;
  Handler& handler_;
  std::uint32_t comma_ = 0;      // the last comma
  std::uint32_t key_begin_ = 0;  // the last key
  std::uint32_t key_end_ = 0;
  bool is_stopped_ = false;
  bool is_recovering_ = false;    // what stands before the next `,` or bracket is not looked at
  bool has_bad_bracket_ = false;  // later trouble with brackets follows from an earlier one
};

}  // namespace rulec::json

#include "parser/json/recovery.h"

#include "parser/json/tokens.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace rulec::json {
namespace {

// Eighteen digits always fit in an int64.
constexpr std::ptrdiff_t kSafeDigits = 18;

const char* skip_digits(const char* at, const char* end) {
  while (at < end && is_digit(*at)) {
    ++at;
  }
  return at;
}

Number bad_number(const char* at, const char* end) {
  while (at < end && (is_word(*at) || *at == '.' || *at == '+' || *at == '-')) {
    ++at;
  }
  return {.end = at, .is_bad = true};
}

Number read_integer(const char* begin, const char* end) {
  Number number{.end = end};
  bool is_negative = *begin == '-';
  const char* digits = begin + (is_negative ? 1 : 0);
  if (end - digits <= kSafeDigits) {
    std::int64_t value = 0;
    for (const char* at = digits; at < end; ++at) {
      value = value * 10 + (*at - '0');
    }
    number.integer = is_negative ? -value : value;
    return number;
  }
  auto [stop, error] = std::from_chars(begin, end, number.integer);
  if (error != std::errc{}) {
    number.is_bad = true;
    number.problem = FaultKind::kIntegerRange;
  }
  return number;
}

// Whether a real number that does not fit is too large (else too small): by the decimal exponent
// of its first digit that is not 0.
bool is_large(const char* at, const char* end) {
  std::int64_t exponent = 0;
  bool is_fraction = false;
  bool has_digit = false;
  for (; at < end && *at != 'e' && *at != 'E'; ++at) {
    if (*at == '.') {
      is_fraction = true;
    } else if (*at != '-') {
      has_digit = has_digit || *at != '0';
      exponent += is_fraction ? (has_digit ? 0 : -1) : (has_digit ? 1 : 0);
    }
  }
  if (at < end) {
    ++at;  // the `e`
    at += *at == '+' ? 1 : 0;
  }
  std::int64_t written = 0;
  auto [stop, error] = std::from_chars(at, end, written);
  // No text is long enough for its digits to outweigh such an exponent.
  constexpr std::int64_t kHuge = 1'000'000'000;
  if (error != std::errc{} || written > kHuge || written < -kHuge) {
    return at < end && *at != '-';
  }
  return exponent + written > 0;
}

Number read_real(const char* begin, const char* end) {
  Number number{.end = end, .is_real = true};
  auto [stop, error] = std::from_chars(begin, end, number.real);
  if (error != std::errc{}) {
    number.is_bad = true;
    number.problem = is_large(begin, end) ? FaultKind::kOverflow : FaultKind::kUnderflow;
  }
  if (number.real == 0) {
    number.real = 0;  // -0 is 0
  }
  return number;
}

bool equals_but_case(std::string_view word, std::string_view lower) {
  return std::ranges::equal(word, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // quote, backslash, slash
  }
}

char* put_code_point(char* out, std::uint32_t code) {
  auto byte = [&out](std::uint32_t bits) { *out++ = static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0U | (code >> 6U));
    byte(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    byte(0xe0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  } else {
    byte(0xf0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3fU));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  }
  return out;
}

}  // namespace

const char* token_end(const char* at, const char* end) {
  if (at == end) {
    return at;
  }
  if (*at == '"') {
    return skip_string(at, end);
  }
  if (is_word(*at) || *at == '-' || *at == '+' || *at == '.') {
    const char* stop = bad_number(at, end).end;
    return stop == at ? at + 1 : stop;
  }
  auto length = utf8::decode({at, static_cast<std::size_t>(end - at)}).length;
  return at + (length == 0 ? 1 : length);
}

const char* skip_string(const char* at, const char* end) {
  const char* scan = at + 1;
  while (scan < end && *scan != '"' && *scan != '\n') {
    scan += *scan == '\\' && end - scan > 1 && scan[1] != '\n' ? 2 : 1;
  }
  if (scan < end && *scan == '"') {
    return scan + 1;
  }
  return scan > at + 1 && scan[-1] == '\r' ? scan - 1 : scan;
}

std::string_view meant_literal(std::string_view word) {
  struct Spelling {
    std::string_view written;
    std::string_view meant;
  };
  static constexpr Spelling kSpellings[] = {
      {"true", "true"}, {"false", "false"}, {"null", "null"},
      {"none", "null"}, {"nil", "null"},    {"undefined", "null"},
  };
  for (const Spelling& spelling : kSpellings) {
    if (equals_but_case(word, spelling.written)) {
      return spelling.meant;
    }
  }
  return {};
}

FaultKind word_fault(std::string_view word) {
  for (std::string_view name : {"nan", "infinity", "inf"}) {
    if (equals_but_case(word, name)) {
      return FaultKind::kNotFinite;
    }
  }
  return meant_literal(word).empty() ? FaultKind::kUnknownWord : FaultKind::kMisspeltWord;
}

Number read_number(const char* begin, const char* end) {
  const char* at = begin + (*begin == '-' ? 1 : 0);
  const char* digits = at;
  at = skip_digits(at, end);
  if (at == digits || (*digits == '0' && at - digits > 1)) {
    return bad_number(begin, end);
  }
  bool is_real = false;
  if (at < end && *at == '.') {
    const char* fraction = ++at;
    at = skip_digits(at, end);
    if (at == fraction) {
      return bad_number(begin, end);
    }
    is_real = true;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    ++at;
    at += at < end && (*at == '+' || *at == '-') ? 1 : 0;
    const char* exponent = at;
    at = skip_digits(at, end);
    if (at == exponent) {
      return bad_number(begin, end);
    }
    is_real = true;
  }
  if (at < end && (is_word_start(*at) || *at == '.' || *at == '+' || *at == '-')) {
    return bad_number(begin, end);
  }
  return is_real ? read_real(begin, at) : read_integer(begin, at);
}

std::int32_t read_hex4(const char* at, const char* end) {
  if (end - at < 4) {
    return -1;
  }
  std::uint32_t value = 0;
  auto [stop, error] = std::from_chars(at, at + 4, value, 16);
  return error == std::errc{} && stop == at + 4 ? static_cast<std::int32_t>(value) : -1;
}

std::size_t unescape(std::string_view raw, char* out) {
  const char* at = raw.data();
  const char* end = at + raw.size();
  char* to = out;
  while (at < end) {
    if (*at != '\\') {
      *to++ = *at++;
      continue;
    }
    char escape = at[1];
    if (escape != 'u') {
      *to++ = simple_escape(escape);
      at += 2;
      continue;
    }
    auto code = static_cast<std::uint32_t>(read_hex4(at + 2, end));
    at += 6;
    if (code >= 0xd800 && code < 0xdc00) {
      auto low = static_cast<std::uint32_t>(read_hex4(at + 2, end));
      code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      at += 6;
    }
    to = put_code_point(to, code);
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace rulec::json

// Operators that know letters: lower, upper (simple case mapping of Unicode by utf8proc, no
// locale), trim (White_Space).
#include "value/letters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "value/cost.h"
#include "value/functions.h"
#include "value/text.h"

namespace rulec::value {
namespace {

using Mapping = char32_t (*)(char32_t);

char32_t to_lower(char32_t code_point) {
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code_point)));
}

char32_t to_upper(char32_t code_point) {
  // The one letter where utf8proc adds to Unicode's simple mapping, which has none.
  constexpr char32_t kSharpS = 0xdf;
  return code_point == kSharpS
             ? kSharpS
             : static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(code_point)));
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t encoded_size(char32_t code_point) {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

char* encode(char32_t code_point, char* to) {
  auto size = encoded_size(code_point);
  if (size == 1) {
    *to = static_cast<char>(code_point);
    return to + 1;
  }
  for (std::size_t i = size - 1; i > 0; --i) {
    to[i] = static_cast<char>(0x80U | (code_point & 0x3fU));
    code_point >>= 6U;
  }
  static constexpr std::array<unsigned, 5> kFirst = {0, 0, 0xc0, 0xe0, 0xf0};
  to[0] = static_cast<char>(kFirst[size] | code_point);
  return to + size;
}

// Calls `use` with each code point of a valid text.
template <class Use>
void for_each_code_point(std::string_view text, Use use) {
  for (std::size_t i = 0; i < text.size();) {
    utf8::Decoded decoded = utf8::decode(text.substr(i));
    use(decoded.code_point);
    i += std::max<std::size_t>(decoded.length, 1);
  }
}

std::string_view map_ascii(Arena& arena, std::string_view text, Mapping mapping) {
  auto made = arena.make_span<char>(text.size());
  std::ranges::transform(text, made.begin(), [mapping](char c) {
    return static_cast<char>(mapping(static_cast<unsigned char>(c)));
  });
  return {made.data(), made.size()};
}

std::string_view map_code_points(Arena& arena, std::string_view text, Mapping mapping) {
  std::size_t size = 0;
  for_each_code_point(text, [&](char32_t point) { size += encoded_size(mapping(point)); });
  auto made = arena.make_span<char>(size);
  char* next = made.data();
  for_each_code_point(text, [&](char32_t point) { next = encode(mapping(point), next); });
  return {made.data(), made.size()};
}

Value mapped(OpContext& ctx, std::span<const Value> operands, Mapping mapping,
             Mapping ascii_mapping) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || (!operands[0].is_null() && !operands[0].is_string())) {
    return invalid_arguments();
  }
  if (operands[0].is_null()) {
    return charge_work(ctx, 0, 0) ? Value::null() : budget_exceeded();
  }
  std::string_view text = operands[0].as_string();
  if (!charge_work(ctx, 0, text.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size())) {
    return value_too_large();
  }
  auto made = is_ascii(text) ? map_ascii(ctx.arena, text, ascii_mapping)
                             : map_code_points(ctx.arena, text, mapping);
  return is_too_long(ctx, made.size()) ? value_too_large() : Value::string(made);
}

char32_t ascii_lower(char32_t c) {
  return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

char32_t ascii_upper(char32_t c) {
  return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

// Property White_Space; stable since Unicode 6.3.
bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

std::string_view trim_front(std::string_view text) {
  while (!text.empty()) {
    utf8::Decoded decoded = utf8::decode(text);
    if (decoded.length == 0 || !is_white_space(decoded.code_point)) {
      break;
    }
    text.remove_prefix(decoded.length);
  }
  return text;
}

std::string_view trim_back(std::string_view text) {
  while (!text.empty()) {
    std::size_t last = last_code_point(text);
    if (!is_white_space(utf8::decode(text.substr(last)).code_point)) {
      break;
    }
    text = text.substr(0, last);
  }
  return text;
}

}  // namespace

std::string unicode_version() {
  std::string_view version = utf8proc_unicode_version();  // "15.0.0"
  return std::string(version.substr(0, version.find('.')));
}

Value op_lower(OpContext& ctx, std::span<const Value> operands) {
  return mapped(ctx, operands, to_lower, ascii_lower);
}

Value op_upper(OpContext& ctx, std::span<const Value> operands) {
  return mapped(ctx, operands, to_upper, ascii_upper);
}

Value op_trim(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || (!operands[0].is_null() && !operands[0].is_string())) {
    return invalid_arguments();
  }
  std::string_view text = operands[0].is_null() ? std::string_view() : operands[0].as_string();
  if (!charge_work(ctx, 0, text.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size())) {
    return value_too_large();
  }
  return operands[0].is_null() ? Value::null() : Value::string(trim_back(trim_front(text)));
}

}  // namespace rulec::value

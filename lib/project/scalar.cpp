#include "project/internal/scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rulec::project {
namespace {

using Kind = Scalar::Kind;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void skip_digits(std::string_view& text) {
  text.remove_prefix(
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin()));
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  bool has_digits = !text.empty() && is_digit(text[0]);
  skip_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    has_digits |= !text.empty() && is_digit(text[0]);
    skip_digits(text);
  }
  if (has_digits && (text.starts_with('e') || text.starts_with('E'))) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) {
      text.remove_prefix(1);
    }
    has_digits = !text.empty() && is_digit(text[0]);
    skip_digits(text);
  }
  return has_digits && text.empty();
}

Scalar integer_of(std::string_view digits, int base) {
  Scalar scalar{.kind = Kind::kInteger};
  auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), scalar.integer, base);
  if (stop != digits.data() + digits.size()) {
    scalar.kind = Kind::kText;
  } else if (error != std::errc()) {
    scalar.kind = Kind::kNoJson;
  }
  return scalar;
}

Scalar number_of(std::string_view text) {
  std::string_view digits = text.substr(text.starts_with('+') ? 1 : 0);
  if (digits.find_first_of(".eE") == std::string_view::npos) {
    return integer_of(digits, 10);
  }
  Scalar scalar{.kind = Kind::kReal};
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), scalar.real);
  if (error != std::errc() || !std::isfinite(scalar.real)) {
    scalar.kind = Kind::kNoJson;
  }
  return scalar;
}

}  // namespace

Scalar classify_scalar(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
    return {.kind = Kind::kNull};
  }
  if (is_one_of(text, {"true", "True", "TRUE"})) {
    return {.kind = Kind::kBool, .boolean = true};
  }
  if (is_one_of(text, {"false", "False", "FALSE"})) {
    return {.kind = Kind::kBool, .boolean = false};
  }
  if (is_number(text)) {
    return number_of(text);
  }
  if (text.size() > 2 && text.starts_with("0x") && text[2] != '-') {
    return integer_of(text.substr(2), 16);
  }
  if (text.size() > 2 && text.starts_with("0o") && text[2] != '-') {
    return integer_of(text.substr(2), 8);
  }
  std::string_view unsigned_text = text;
  if (text.starts_with('-') || text.starts_with('+')) {
    unsigned_text.remove_prefix(1);
  }
  if (is_one_of(unsigned_text, {".inf", ".Inf", ".INF"}) ||
      is_one_of(text, {".nan", ".NaN", ".NAN"})) {
    return {.kind = Kind::kNoJson};
  }
  return {};
}

}  // namespace rulec::project

#include "parser/json/fault_text.h"

#include "base/utf8.h"
#include "parser/json/tokens.h"

namespace rulec::json {
namespace {

constexpr std::size_t kShownBytes = 40;

}  // namespace

std::string shortened(std::string_view text) {
  if (text.size() <= kShownBytes) {
    return std::string(text);
  }
  std::size_t cut = kShownBytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) {
    --cut;
  }
  return std::string(text.substr(0, cut)) + "...";
}

std::string hex(std::uint32_t value, std::size_t digits) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (; value > 0 || text.size() < digits; value >>= 4U) {
    text.insert(text.begin(), kDigits[value & 15U]);
  }
  return text;
}

std::string character(std::string_view text) {
  auto [code, length] = utf8::decode(text);
  if (length == 0) {
    return "the byte 0x" + hex(static_cast<unsigned char>(text[0]), 2);
  }
  bool is_blank = code < 0x21 || (code >= 0x7f && code <= 0xa0) || code == 0xfeff ||
                  (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f);
  if (is_blank) {
    return "U+" + hex(static_cast<std::uint32_t>(code), 4);
  }
  return "`" + std::string(text.substr(0, length)) + "`";
}

NumberProblem number_problem(std::string_view number) {
  std::string sign = number[0] == '-' ? "-" : "";
  std::string_view digits = number.substr(number[0] == '-' || number[0] == '+' ? 1 : 0);
  bool is_plain = !digits.empty() &&
                  is_digit(digits.starts_with('.') ? digits.back() : digits[0]) &&
                  digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                  digits.find('.') == digits.rfind('.');
  auto meant = [&](std::string text) { return is_plain ? sign + std::move(text) : std::string(); };
  char last = number.back();
  if (digits.empty()) {
    return {"digits are missing", ""};
  }
  if (number[0] == '+') {
    bool is_whole = is_digit(digits[0]) && is_digit(last);
    return {"a number has no plus sign", is_whole ? meant(std::string(digits)) : ""};
  }
  if (digits[0] == '.') {
    return {"a digit is missing before the point", meant("0" + std::string(digits))};
  }
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    return {"numbers are decimal", ""};
  }
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    return {"it begins with a 0", ""};
  }
  if (last == '.') {
    return {"digits are missing behind the point", meant(std::string(digits) + "0")};
  }
  if (last == 'e' || last == 'E' || last == '+' || last == '-') {
    return {"the digits of the exponent are missing", ""};
  }
  return {"a letter, point or sign stands inside it", ""};
}

}  // namespace rulec::json

#include "parser/dsl/grammar.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace rulec::parser {
namespace {

// Two and more operands of one of these make one chain; `in` has two.
constexpr Infix kInfix[] = {
    {"or", "or", kOr, kAnd},
    {"and", "and", kAnd, kNot},
    {"===", "==", kComparison, kDefault},
    {"!==", "!=", kComparison, kDefault},
    {"==", "~=", kComparison, kDefault},
    {"!=", "!~", kComparison, kDefault},
    {"<", "<", kComparison, kDefault},
    {"<=", "<=", kComparison, kDefault},
    {">", ">", kComparison, kDefault},
    {">=", ">=", kComparison, kDefault},
    {"in", "in", kComparison, kDefault},
    {"??", "??", kDefault, kSum},
    {"+", "+", kSum, kTerm},
    {"-", "-", kSum, kTerm},
    {"*", "*", kTerm, kUnary},
    {"/", "/", kTerm, kUnary},
    {"%", "%", kTerm, kUnary},
};

constexpr std::string_view kQuantifiers[] = {"some", "all", "none", "map", "filter"};

constexpr std::string_view kReserved[] = {"and",    "or",     "not",  "in",    "missing",
                                          "exists", "reduce", "true", "false", "null"};

template <class List>
bool is_in(const List& words, std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

template <class Member>
const Infix* row_of(std::string_view text, Member member) {
  const auto* row = std::ranges::find(kInfix, text, member);
  return row == std::end(kInfix) ? nullptr : row;
}

}  // namespace

const Infix* infix_of(std::string_view name) {
  return row_of(name, &Infix::name);
}

const Infix* infix_of_sign(std::string_view sign) {
  bool is_strict = sign == "===" || sign == "!==";
  return row_of(is_strict ? sign.substr(0, 2) : sign, &Infix::sign);
}

bool is_quantifier(std::string_view word) {
  return is_in(kQuantifiers, word);
}

bool is_reserved_for_paths(std::string_view word) {
  return is_in(kReserved, word) || is_quantifier(word);
}

bool is_reserved_for_calls(std::string_view word) {
  return is_reserved_for_paths(word) || word == "op" || word == "preserve" || word == "expr";
}

std::optional<std::int64_t> index_of(std::string_view digits) {
  // Indexes of more digits are beyond every list.
  constexpr std::size_t kMaxIndexDigits = 18;
  if (digits.size() > kMaxIndexDigits || (digits.size() > 1 && digits[0] == '0')) {
    return std::nullopt;
  }
  std::int64_t index = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_word(std::string_view text) {
  return !text.empty() && is_letter(text[0]) &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace rulec::parser

// What the DSL's reader and its printer (infix) both know about expressions (language.md section
// 11): words, reserved words, and the operators that stand between their operands.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rulec::parser {

// How tightly a spelling binds.
enum Level : std::uint8_t {
  kOr = 1,
  kAnd,
  kNot,
  kComparison,
  kDefault,  // ??
  kSum,
  kTerm,
  kUnary,
  kPrimary
};

struct Infix {
  std::string_view name;  // in JSON
  std::string_view sign;
  Level level;
  Level operand;  // what operands must bind at least
};

// The row of an operator by its name in JSON, or by its sign in the DSL; null when it has no infix
// form. `===` and `!==` are read as signs too.
[[nodiscard]] const Infix* infix_of(std::string_view name);
[[nodiscard]] const Infix* infix_of_sign(std::string_view sign);

// some, all, none, map, filter: with a name for the item. `reduce` has two names.
[[nodiscard]] bool is_quantifier(std::string_view word);
// Not free at the start of an operand, so a path that begins with it has it in back-ticks.
[[nodiscard]] bool is_reserved_for_paths(std::string_view word);
// The same for calls: `op`, `preserve` and `expr` too, which only a bracket makes special.
[[nodiscard]] bool is_reserved_for_calls(std::string_view word);

// Digits of a path as a key of `val`: an integer, unless it would lose some of them.
[[nodiscard]] std::optional<std::int64_t> index_of(std::string_view digits);

[[nodiscard]] bool is_letter(char c);  // or `_`
[[nodiscard]] bool is_digits(std::string_view text);
[[nodiscard]] bool is_word(std::string_view text);

}  // namespace rulec::parser

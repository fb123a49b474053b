// The operators of the language: the only place in the product where "==" or "+" is defined. VM,
// constant folding, class tables and native code all come here. Meaning: language.md sections 3
// to 5.
//
// Eager operators are functions from operand values to a value, listed in operators.def. Lazy ones
// (and, or, if, ??, try, the iterators, comparison chains) are control flow of the engines; what
// they decide at each step (truth, one pair, which source can be walked) is here too.
//
// Every function hands on the first operand that is an error, accepts any number of operands
// (outside min..max it gives Invalid Arguments), and charges ctx.budget itself where the table says
// kMetered. Results live in ctx.arena.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/limits.h"
#include "value/value.h"

namespace rulec::value {

// How the operands of {"op": X} are found when X is not a list (language.md 3.3).
enum class OperandForm : std::uint8_t { kLazy, kUnary, kSpreading };

enum class OperatorId : std::uint8_t {
#define RULEC_OPERATOR(id, name, form, min, max, flags, function) k##id,
#include "value/operators.def"
#undef RULEC_OPERATOR
};

// Flags of operators.def, or-ed.
enum OperatorFlags : std::uint16_t {
  kNone = 0,
  kControl = 1,           // lazy: the engines drive it, `function` is null
  kScoped = 2,            // reads the scope chain (var, val, exists, missing, missing_some)
  kMetered = 4,           // work depends on the size of data: charged (language.md 7.1)
  kMeteredSpread = 8,     // metered only over a spread list
  kIterator = 16,         // all some none map filter reduce
  kCannotThrow = 32,      // for any operands that are not errors
  kReadsNow = 64,         // now, today
  kRulecOnly = 128,       // not part of JSONLogic: named in the manifest's features as op.NAME
  kLiteralOperands = 256  // some operands must be constants at compile time
};

inline constexpr std::uint32_t kAnyCount = 0xffffffff;

struct OpContext;
using OperatorFunction = Value (*)(OpContext& ctx, std::span<const Value> operands);

struct OperatorRow {
  OperatorId id;
  std::string_view name;
  OperandForm form;
  std::uint32_t min_operands;
  std::uint32_t max_operands;  // kAnyCount: no limit
  std::uint16_t flags;
  OperatorFunction function;  // null for control operators

  [[nodiscard]] bool has(OperatorFlags flag) const { return (flags & flag) != 0; }
};

// In the order of operators.def, so that table[id] is the row of `id`.
[[nodiscard]] std::span<const OperatorRow> operator_table();
[[nodiscard]] const OperatorRow& row_of(OperatorId id);
// Charges a kMeteredSpread operator whose operands came from a spread list: 1, plus 1 for each,
// plus 1 for 16 bytes of text. True for all other operators, which charge themselves. False:
// exceeded.
[[nodiscard]] bool charge_spread(OpContext& ctx, const OperatorRow& row,
                                 std::span<const Value> operands);
// Null when no operator is called so.
[[nodiscard]] const OperatorRow* find_operator(std::string_view name);

// Operands that must be constants at compile time: bit i for operand i.
[[nodiscard]] std::uint32_t literal_operands(OperatorId id);
// What is wrong with such an operand, to follow "the pattern" or "operand 2": "" when it is fine.
// Without it the operator would throw Invalid Arguments whenever it is reached.
[[nodiscard]] std::string literal_problem(OperatorId id, std::size_t operand, const Value& value);

// One level pair of the scope chain (language.md 3.4 "Scopes"): level 2k is `current` of the k-th
// scope outwards, level 2k+1 its `meta` object: {"index": i} for iterators, {} for `try`.
struct Scope {
  Value current;
  std::int64_t index = 0;
  bool has_index = false;
  const Scope* outer = nullptr;  // null for the root context
};

struct OpContext {
  Arena& arena;
  std::int64_t now_ms = 0;
  // Budget of the outermost metered expression being evaluated; below 0 it is exceeded.
  std::int64_t budget = static_cast<std::int64_t>(kExprCost);
  std::size_t max_string_bytes = kMaxStringBytes;
  const Scope* scope = nullptr;  // innermost; never null while scoped operators run
};

// --- errors
[[nodiscard]] Value nan_error();          // {"type":"NaN"}
[[nodiscard]] Value invalid_arguments();  // {"type":"Invalid Arguments"}
[[nodiscard]] Value unknown_operator();   // {"type":"Unknown Operator"}
[[nodiscard]] Value budget_exceeded();    // not catchable
[[nodiscard]] Value value_too_large();    // not catchable
// Text s throws {"type": s}, an object with a text `type` throws itself, all else Invalid
// Arguments.
[[nodiscard]] Value throw_value(OpContext& ctx, const Value& what);
[[nodiscard]] std::string_view error_type(const Value& error);

// Takes `units` from the budget before the work; false when it is exceeded.
[[nodiscard]] inline bool charge(OpContext& ctx, std::uint64_t units) {
  ctx.budget -= static_cast<std::int64_t>(units);
  return ctx.budget >= 0;
}

// --- truth, equality, order (3.2)
[[nodiscard]] bool is_truthy(const Value& value);  // not for errors
[[nodiscard]] bool strict_equal(const Value& a, const Value& b);
enum class Comparison : std::uint8_t {
  kLooseEqual,
  kLooseUnequal,
  kStrictEqual,
  kStrictUnequal,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual
};
// One pair: a bool, or the error it throws; an operand that is an error is handed on, `a` first.
[[nodiscard]] Value compare(Comparison comparison, const Value& a, const Value& b);
// The same; of two lists or objects that `===` or `!==` compares, the values in the smaller one are
// charged.
[[nodiscard]] Value compare(OpContext& ctx, Comparison comparison, const Value& a, const Value& b);
// The comparison that an operator makes of each pair; nothing for operators that are none.
[[nodiscard]] std::optional<Comparison> comparison_of(OperatorId id);
[[nodiscard]] constexpr bool is_strict(Comparison comparison) {
  return comparison == Comparison::kStrictEqual || comparison == Comparison::kStrictUnequal;
}
// Values at any depth in a list or object; some number above `limit` as soon as that is passed, so
// values that share parts are no danger.
[[nodiscard]] std::uint64_t values_in(const Value& container, std::uint64_t limit);
// As values_in, of the smaller of two lists or objects: comparing them reads no more.
[[nodiscard]] std::uint64_t values_in_smaller(const Value& a, const Value& b, std::uint64_t limit);
// `in` over a list of constants, the same answer as the operator.
[[nodiscard]] bool list_contains(std::span<const Value> list, const Value& needle);

// --- iterators (3.4): what a source value means. A list with items: walk it. Otherwise `result` is
// the answer or the error; for `reduce` the answer null, which a start value replaces.
// `is_written_null` tells that the source, or the body of `map` and `filter`, is the literal null.
struct IteratorSource {
  bool walks = false;
  Value result;
};
[[nodiscard]] IteratorSource iterator_source(OperatorId iterator, const Value& source,
                                             bool is_written_null);

// --- paths
// A segment is an object key and, when it is digits, a list index too.
struct Segment {
  std::string_view key;
  std::int64_t index = -1;  // -1: not an index
};
[[nodiscard]] Segment make_segment(std::string_view key);
// Steps from `from`; absent when a step leads nowhere.
[[nodiscard]] Value walk(const Value& from, std::span<const Segment> segments);
// What `val` and `exists` see at a level of the scope chain: a context or a meta object; absent
// beyond the outermost.
[[nodiscard]] Value level_value(OpContext& ctx, std::uint64_t level);

// --- updates (6.3): a copy of `root` with the change, sharing what did not change; or an error.
enum class UpdateOperation : std::uint8_t { kSet, kIncrement, kAppend, kRemove, kMerge };
// `operand` is absent when the action has no `value`.
[[nodiscard]] Value update(OpContext& ctx, UpdateOperation operation, const Value& root,
                           std::span<const Segment> target, const Value& operand);

// --- numbers and text
// Number of a value (3.1): a number, or the NaN error.
[[nodiscard]] Value to_number(OpContext& ctx, const Value& value);
// The text grammar of 3.1, "" excepted; nullopt when `text` does not match or would be infinite. An
// integer beyond int64 is the nearest double.
[[nodiscard]] std::optional<Value> parse_number(std::string_view text);

}  // namespace rulec::value

#include "runtime/internal/failure.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/utf8.h"
#include "runtime/internal/arena_text.h"
#include "runtime/internal/loaded_ruleset.h"
#include "value/operators.h"

namespace rulec::runtime {
namespace {

struct Row {
  std::string_view type;
  std::uint16_t code;
  std::string_view message;
};

constexpr std::array<Row, 3> kBuiltIn = {{
    {"NaN", 6010, "`NaN`: an operand is no number, or the result is none"},
    {"Invalid Arguments", 6011, "`Invalid Arguments`: an operator got operands it does not take"},
    {"Unknown Operator", 6012, "`Unknown Operator` was reached"},
}};

// A thrown type is an author's word, but may be computed from data; people need no more of it.
std::string_view shortened(std::string_view type) {
  constexpr std::size_t kShown = 200;
  if (type.size() <= kShown) {
    return type;
  }
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(type[end]) & 0xc0U) == 0x80U) {
    --end;
  }
  return type.substr(0, end);
}

Failure limit_failure(std::string_view type, std::uint64_t expr_cost, Arena& arena) {
  if (type == "budget-exceeded") {
    return {.code = 6014,
            .type = "budget-exceeded",
            .message = join(arena, {"an expression used more than its ",
                                    number_text(arena, expr_cost), " units of work"})};
  }
  return {.code = 6015,
          .type = "value-too-large",
          .message = join(arena, {"a text would be longer than ",
                                  number_text(arena, kMaxStringBytes), " bytes"})};
}

}  // namespace

Failure failure_of(const Value& error, std::uint64_t expr_cost, Arena& arena) {
  std::string_view type = value::error_type(error);
  if (!error.is_catchable()) {
    return limit_failure(type, expr_cost, arena);
  }
  for (const Row& row : kBuiltIn) {
    if (row.type == type) {
      return {.code = row.code, .type = row.type, .message = row.message};
    }
  }
  std::string_view kept = arena.copy(shortened(type));
  return {.code = 6013, .type = kept, .message = join(arena, {"the rule threw `", kept, "`"})};
}

Problem problem_of(const LoadedRuleset& ruleset, std::uint32_t rule, const Failure& failure,
                   Arena& arena) {
  std::string_view id = ruleset.rule_id(rule);
  return {.code = 6140,
          .detail = join(arena, {"the rule `", id, "` failed: ", failure.message}),
          .rule_id = id,
          .error_type = failure.type,
          .error_code = failure.code,
          .error_message = failure.message};
}

Failure refused(std::string_view message) {
  return {.code = 6011, .type = "Invalid Arguments", .message = message};
}

}  // namespace rulec::runtime

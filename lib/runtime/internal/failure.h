// Failure: an error value as a decision shows it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "runtime/engine.h"
#include "value/value.h"

namespace rulec::runtime {

struct Failure {
  std::uint16_t code = 0;    // 6010 to 6015
  std::string_view type;     // of the error object
  std::string_view message;  // as the catalogue words it
};

// Texts in `arena` or static storage: the error itself may die before the failure does.
[[nodiscard]] Failure failure_of(const Value& error, std::uint64_t expr_cost, Arena& arena);

// That there is no decision because a rule failed.
[[nodiscard]] Problem problem_of(const LoadedRuleset& ruleset, std::uint32_t rule,
                                 const Failure& failure, Arena& arena);

// `Invalid Arguments` with a reason of its own.
[[nodiscard]] Failure refused(std::string_view message);

}  // namespace rulec::runtime

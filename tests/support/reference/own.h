// rulec's own operators (3.5) of the reference, over evaluated operands: one function each. Lazy
// ones are in reference.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference.h"

namespace rulec::reference {

using Operands = std::vector<Json>;

struct OwnOperator {
  std::size_t least = 1;
  std::size_t most = 1;
  int literal = -1;  // which operand must be written as a constant; -1: none
  Json (*run)(const Operands&) = nullptr;
  Json (*run_at)(std::int64_t now) = nullptr;  // instead of `run`, for those that read the clock
};
[[nodiscard]] const std::map<std::string, OwnOperator>& own_operators();

[[noreturn]] void bad_arguments();
// The operand as text, int64 or list; another type throws Invalid Arguments.
[[nodiscard]] std::string text_operand(const Json& operand);
[[nodiscard]] std::int64_t integer_operand(const Json& operand);

// collections.cpp
[[nodiscard]] Json length(const Operands& o);
[[nodiscard]] Json count(const Operands& o);
[[nodiscard]] Json keys(const Operands& o);
[[nodiscard]] Json values(const Operands& o);
[[nodiscard]] Json has(const Operands& o);
[[nodiscard]] Json sum(const Operands& o);
[[nodiscard]] Json average(const Operands& o);
[[nodiscard]] Json distinct(const Operands& o);
[[nodiscard]] Json sort(const Operands& o);

// texts.cpp
[[nodiscard]] Json lower(const Operands& o);
[[nodiscard]] Json upper(const Operands& o);
[[nodiscard]] Json trim(const Operands& o);
[[nodiscard]] Json starts_with(const Operands& o);
[[nodiscard]] Json ends_with(const Operands& o);
[[nodiscard]] Json matches(const Operands& o);
[[nodiscard]] bool is_pattern(const Json& operand);
[[nodiscard]] Json split(const Operands& o);
[[nodiscard]] Json join(const Operands& o);
[[nodiscard]] Json to_string(const Operands& o);

// rounding.cpp
[[nodiscard]] Json absolute(const Operands& o);
[[nodiscard]] Json ceiling(const Operands& o);
[[nodiscard]] Json floor(const Operands& o);
[[nodiscard]] Json round(const Operands& o);
[[nodiscard]] Json decimal(const Operands& o);
[[nodiscard]] Json parse_number(const Operands& o);

// dates.cpp
[[nodiscard]] Json now(std::int64_t now);
[[nodiscard]] Json today(std::int64_t now);
[[nodiscard]] Json instant(const Operands& o);
[[nodiscard]] Json date(const Operands& o);
[[nodiscard]] Json date_add(const Operands& o);
[[nodiscard]] Json date_diff(const Operands& o);
[[nodiscard]] Json date_part(const Operands& o);
[[nodiscard]] Json duration(const Operands& o);

// digest.cpp
[[nodiscard]] Json bucket(const Operands& o);
[[nodiscard]] Json sha256(const Operands& o);

// comparison.cpp
[[nodiscard]] Json between(const Operands& o);

}  // namespace rulec::reference

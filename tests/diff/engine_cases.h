// Random rulesets for comparing engines: many rules whose conditions are mostly comparisons of
// fields with constants, the corners of every kind of value among them; windows, stops, updates
// that change what later rules read; and contexts with values on, beside and between the constants.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "reference/reference.h"

namespace rulec::difftest {

using reference::Json;

struct EngineRule {
  std::string id;
  int priority = 0;
  Json condition;
  bool stops = false;
  std::int64_t from_ms = INT64_MIN;  // the window, half-open
  std::int64_t until_ms = INT64_MAX;
  Json actions = Json::array();
};

struct EngineCase {
  std::vector<EngineRule> rules;
  bool stops_at_first = false;
  bool fails_on_error = false;
  bool has_schema = false;
  bool has_updates = false;
  int level = 2;
  std::uint64_t expr_cost = reference::kExprCost;
  // As a rule file has it.
  [[nodiscard]] std::string rules_text() const;
};

inline constexpr const char* kEngineEntryPoint = "e";
inline constexpr const char* kEngineSchema =
    R"({"properties":{"a":{"type":["number","null","string","boolean"]},"t":{}},
        "additionalProperties":true})";

class EngineGenerator {
 public:
  explicit EngineGenerator(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] EngineCase ruleset();
  // A context for the rules of the last ruleset.
  [[nodiscard]] Json context();
  [[nodiscard]] std::int64_t now();
  [[nodiscard]] std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  [[nodiscard]] EngineRule rule(std::size_t number, const EngineCase& made);
  [[nodiscard]] Json condition(int depth);
  [[nodiscard]] Json junction(int depth);
  [[nodiscard]] Json atom();
  [[nodiscard]] Json computed_atom();
  [[nodiscard]] Json list_atom(const Json& path);
  [[nodiscard]] Json constant();
  [[nodiscard]] Json value();
  [[nodiscard]] Json near_number();
  [[nodiscard]] Json update();
  [[nodiscard]] Json path();

  std::mt19937_64 random_;
  // How the ruleset at hand is: which of its atoms are likely.
  int flavour_ = 0;
  std::vector<Json> used_;   // constants of its atoms
  std::vector<Json> terms_;  // that its rules share
};

}  // namespace rulec::difftest

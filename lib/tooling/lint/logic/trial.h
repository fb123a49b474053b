// Trials by the engine: what reasoning found is asked of it before anybody hears of it, on contexts
// that the schema allows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "parser/ast.h"
#include "runtime/engine.h"
#include "tooling/lint/lint.h"
#include "tooling/lint/logic/facts.h"
#include "tooling/lint/logic/walk.h"
#include "tooling/random.h"
#include "tooling/synthetic/cut_points.h"

namespace rulec::tooling {

// One expression, as the engine evaluates it.
class Trial {
 public:
  // Null is always true.
  Trial(const Build& build, const parser::Expr* expression);
  // Its value or error, which lives until the next call; `context` outlives it.
  [[nodiscard]] Value value(const Value& context, std::int64_t now_ms);
  [[nodiscard]] Truth truth(const Value& context, std::int64_t now_ms);

 private:
  runtime::RulesetPtr ruleset_;  // null: always true
  runtime::Workspace workspace_;
};

// A field and what it may be; absent among the values: not there.
struct Wish {
  Path path;
  std::vector<Value> values;
};
// Of the case that a walk was stopped at: the fields that were asked.
[[nodiscard]] std::vector<Wish> wishes_of(const Walk& walk, const Formula& formula);

// Makes contexts for one entry point that say something about some conditions.
class Contexts {
 public:
  Contexts(EntryFacts& facts, std::span<const parser::Expr* const> conditions);

  // Contexts that fit the schema, at most `count` distinct ones, none when none was found.
  [[nodiscard]] std::vector<Value> samples(std::size_t count);

  using Accept = std::function<bool(const Value&)>;
  // A small context that fits the schema, fulfils the wishes where that is possible, and is
  // accepted: one line of JSON.
  [[nodiscard]] std::optional<std::string> find(const std::vector<Wish>& wishes,
                                                const Accept& accept);

 private:
  [[nodiscard]] bool fits(const Value& context);
  Value with(const Value& context, const Path& path, const Value& value);
  Value full();
  Value random_context(const Value& base);
  [[nodiscard]] Value smaller(Value context, const std::vector<Wish>& wishes,
                              const Accept& is_good);

  EntryFacts& facts_;
  Arena arena_;
  std::vector<PathValues> paths_;
  Random random_{1};
};

}  // namespace rulec::tooling

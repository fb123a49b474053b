// Parts of a condition evaluated by the engine, one small program a part: what why-trees and flips
// are made from. Operators stay in lib/value.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "compiler/compiler.h"
#include "runtime/engine.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {

class PartValues {
 public:
  // `rules` outlives this.
  PartValues(const compiler::Input& rules, std::int64_t now_ms) : rules_(rules), now_ms_(now_ms) {}

  // Lives until the next call, and no longer than `context`.
  [[nodiscard]] Value value(const parser::Expr& expr, const Value& context);
  // Text, value and, for a comparison, the values of its operands.
  [[nodiscard]] WhyNode leaf(const parser::Expr& expr, const Value& context);

 private:
  const compiler::Input rules_;
  std::int64_t now_ms_;
  std::map<const parser::Expr*, runtime::RulesetPtr> programs_;
  runtime::Workspace workspace_;
};

// As JSON, shortened; "error NaN" for an error.
[[nodiscard]] std::string shown_value(const Value& value);

}  // namespace rulec::tooling

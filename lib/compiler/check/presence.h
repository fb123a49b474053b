// Fields that cannot be null where an expression stands, because a test before it said so: behind
// `{"var": "x"}` in `and`, in the branches of `if`, behind `missing` in `or`. Internal to the
// checker.
#pragma once

#include <string>
#include <vector>

#include "compiler/check/field_scope.h"

namespace rulec::compiler {

class Presence {
 public:
  // How much is known; forget_to(mark) drops what was learned since.
  [[nodiscard]] std::size_t mark() const { return known_.size(); }
  void forget_to(std::size_t mark) { known_.resize(mark); }

  // `test` was evaluated and was truthy, or falsy.
  enum class Outcome : std::uint8_t { kHolds, kFails };
  void learn(const parser::Expr& test, Outcome outcome, const FieldScope& scope);

  [[nodiscard]] bool is_not_null(const std::string& key) const { return knows(key, true); }
  [[nodiscard]] bool is_present(const std::string& key) const { return knows(key, false); }

  // Names a path read in a scope; "" when it is not known which.
  [[nodiscard]] static std::string key_of(const std::optional<WrittenPath>& path,
                                          const FieldScope& scope);

 private:
  struct Known {
    std::string key;
    bool is_not_null;  // else present, and perhaps null
  };
  [[nodiscard]] bool knows(const std::string& key, bool needs_not_null) const;
  void add(const std::string& key, bool is_not_null);
  void learn_comparison(const parser::Expr& call, Outcome outcome, const FieldScope& scope);
  void learn_missing(const parser::Expr& call, const FieldScope& scope);

  std::vector<Known> known_;
};

}  // namespace rulec::compiler

// An operand taken out of `and` or `or`: the expression that is left, and the edit that makes it.
#pragma once

#include <optional>
#include <vector>

#include "diag/diagnostic.h"
#include "parser/ast.h"
#include "tooling/build.h"

namespace rulec::tooling {

class Removal {
 public:
  // `operand` is one of two or more operands of `junction`.
  Removal(const Build& build, const parser::Expr& junction, const parser::Expr& operand);

  // Lives as long as this.
  [[nodiscard]] const parser::Expr* shortened() const { return &shortened_; }
  // Nothing where the operands are not written as a list.
  [[nodiscard]] std::optional<diag::Edit> edit() const;

 private:
  const Build& build_;
  const parser::Expr& junction_;
  const parser::Expr& operand_;
  std::vector<parser::Expr*> left_;
  parser::Expr shortened_;
};

}  // namespace rulec::tooling

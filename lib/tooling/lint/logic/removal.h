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
  // Of a JSON file or a text file; nothing where the text around the operand is not plain.
  [[nodiscard]] std::optional<diag::Edit> edit() const;

 private:
  [[nodiscard]] std::optional<diag::Edit> edit_in_text(std::size_t at) const;

  const Build& build_;
  const parser::Expr& junction_;
  const parser::Expr& operand_;
  std::vector<parser::Expr*> left_;
  parser::Expr shortened_;
};

}  // namespace rulec::tooling

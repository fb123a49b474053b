#include "tooling/lint/logic/removal.h"

#include <algorithm>

#include "tooling/lint/edits.h"

namespace rulec::tooling {
Removal::Removal(const Build& build, const parser::Expr& junction, const parser::Expr& operand)
    : build_(build), junction_(junction), operand_(operand), shortened_(junction) {
  std::ranges::copy_if(junction.operands, std::back_inserter(left_),
                       [&](const parser::Expr* each) { return each != &operand; });
  shortened_.operands = left_;
}

std::optional<diag::Edit> Removal::edit() const {
  if (junction_.is_bare) {
    return std::nullopt;
  }
  auto at = std::ranges::find(junction_.operands, &operand_);
  return remove_operand(build_, junction_,
                        static_cast<std::size_t>(at - junction_.operands.begin()));
}

}  // namespace rulec::tooling

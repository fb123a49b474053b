#include "shrink.h"

#include <string>
#include <vector>

namespace rulec::difftest {
namespace {

using reference::Json;

// All smaller variants of `expr` that differ in one place.
std::vector<Json> variants(const Json& expr) {
  std::vector<Json> made;
  if (expr.is_array()) {
    for (std::size_t i = 0; i < expr.size(); ++i) {
      Json shorter = expr;
      shorter.erase(i);
      made.push_back(shorter);
      for (Json& smaller : variants(expr[i])) {
        Json changed = expr;
        changed[i] = std::move(smaller);
        made.push_back(std::move(changed));
      }
    }
  } else if (expr.is_object() && expr.size() == 1) {
    const std::string& name = expr.begin().key();
    const Json& operands = expr.begin().value();
    if (operands.is_array()) {
      made.insert(made.end(), operands.begin(), operands.end());
    } else {
      made.push_back(operands);
    }
    for (Json& smaller : variants(operands)) {
      made.push_back(Json{{name, std::move(smaller)}});
    }
  }
  return made;
}

}  // namespace

Json shrink(Json expression, const std::function<bool(const Json&)>& fails) {
  for (bool is_smaller = true; is_smaller;) {
    is_smaller = false;
    for (Json& candidate : variants(expression)) {
      if (candidate.dump().size() < expression.dump().size() && fails(candidate)) {
        expression = std::move(candidate);
        is_smaller = true;
        break;
      }
    }
  }
  return expression;
}

}  // namespace rulec::difftest

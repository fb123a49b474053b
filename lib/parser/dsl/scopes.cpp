#include "parser/dsl/scopes.h"

#include <algorithm>

namespace rulec::parser {

Scopes::Reading Scopes::reading_of(std::string_view first) const {
  std::size_t shown = scopes_.size() - hidden_;
  for (std::size_t out = 0; out < shown; ++out) {
    const Scope& scope = scopes_[scopes_.size() - 1 - out];
    bool is_item = scope.kind != Scope::Kind::kTry && scope.item == first;
    bool is_accumulator = scope.kind == Scope::Kind::kReduce && scope.accumulator == first;
    if (!is_item && !is_accumulator) {
      continue;
    }
    std::string_view key;
    if (scope.kind == Scope::Kind::kReduce) {
      key = is_accumulator ? "accumulator" : "current";
    }
    return {.scopes_out = out, .key = key, .is_named = true};
  }
  // All others read the error inside a later operand of `try`, else the outermost context.
  std::size_t out = 0;
  while (out < shown && scopes_[scopes_.size() - 1 - out].kind != Scope::Kind::kTry) {
    ++out;
  }
  return {.scopes_out = out < shown ? out : scopes_.size(), .key = {}, .is_named = false};
}

std::string Scopes::default_name(std::string_view base) const {
  auto named = std::ranges::count_if(scopes_, [](const Scope& s) { return !s.item.empty(); });
  return std::string(base) + (named == 0 ? "" : std::to_string(named + 1));
}

}  // namespace rulec::parser

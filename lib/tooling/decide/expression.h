// One expression without a ruleset: `eval --expr`, `eval --stream`, the conformance suites.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"
#include "diag/emitter.h"

namespace rulec::tooling {

struct ExpressionResult {
  bool is_error = false;
  std::string json;  // the value, or the error object
  std::string type;  // of the error
};

enum class ExpressionForm : std::uint8_t { kJson, kText };

// `expression` is JSON, or text of the DSL, and `context` JSON; nothing but syntax is refused
// beforehand (the findings of the expression go to `emitter`, its source is added to `sources`).
// False: refused.
[[nodiscard]] bool evaluate_expression(std::string_view expression, ExpressionForm form,
                                       std::string_view context, std::int64_t now_ms,
                                       SourceMap& sources, diag::Emitter& emitter,
                                       ExpressionResult& result);

}  // namespace rulec::tooling

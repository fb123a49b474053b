// Help for the tests of DSL expressions: one read from a text, and expressions as comparable words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "diag/emitter.h"
#include "parser/dsl/expression.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::parser {

struct Read {
  enum class As : std::uint8_t { kExpression, kPath };

  SourceMap sources;
  Ast ast;
  std::vector<diag::Diagnostic> findings;
  Expr* expr = nullptr;

  explicit Read(std::string_view text, const std::vector<std::string_view>& loops = {},
                As as = As::kExpression) {
    SourceId id = sources.add("x.eff", std::string(text));
    std::string_view bytes = sources.at(id).bytes();
    PlacedText placed(bytes, {id, 0, static_cast<std::uint32_t>(bytes.size())}, bytes);
    DslPlace place{.text = placed, .begin = 0, .end = bytes.size()};
    diag::Collector collector;
    expr = as == As::kPath ? parse_dsl_path(place, loops, ast, collector)
                           : parse_dsl_expression(place, loops, ast, collector);
    findings = collector.take_sorted();
  }

  [[nodiscard]] std::string text_at(NodeId node) const {
    return std::string(sources.text(ast.span(node)));
  }
};

// The expression as JSON with everything that an engine can tell apart.
inline void append_shape(std::string& out, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kBad:
      out += "BAD";
      return;
    case ExprKind::kLiteral:
      append_value(out, expr.literal);
      return;
    case ExprKind::kNoCall:
      append_value(out, expr.raw);
      return;
    case ExprKind::kList:
    case ExprKind::kCall:
      break;
  }
  bool is_call = expr.kind == ExprKind::kCall;
  if (is_call) {
    out += '{';
    append_json_string(out, expr.operator_name);
    out += ':';
  }
  out += is_call && expr.is_bare ? "" : "[";
  for (std::size_t i = 0; i < expr.operands.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_shape(out, *expr.operands[i]);
  }
  out += is_call && expr.is_bare ? "" : "]";
  out += is_call ? "}" : "";
}
inline std::string shape(const Expr& expr) {
  std::string out;
  append_shape(out, expr);
  return out;
}

}  // namespace rulec::parser

#include "tooling/synthetic/path_reads.h"

#include <algorithm>
#include <iterator>

#include "compiler/model.h"

namespace rulec::tooling {

using parser::Expr;
using parser::ExprKind;

Path split_path(std::string_view dotted) {
  std::vector<std::string_view> segments = compiler::segments_of(dotted);
  return {segments.begin(), segments.end()};
}

std::string path_text(const Path& path) {
  std::string text;
  for (const std::string& segment : path) {
    text += (text.empty() ? "" : ".") + segment;
  }
  return text;
}

std::optional<Path> path_of(const Expr& expr) {
  bool is_var = expr.kind == ExprKind::kCall && expr.operator_name == "var";
  bool is_val = expr.kind == ExprKind::kCall &&
                (expr.operator_name == "val" || expr.operator_name == "exists");
  if ((!is_var && !is_val) || expr.operands.empty()) {
    return std::nullopt;
  }
  Path path;
  for (const Expr* operand : is_var ? expr.operands.first(1) : expr.operands) {
    if (operand->kind != ExprKind::kLiteral || !operand->literal.is_string()) {
      return std::nullopt;
    }
    path.emplace_back(operand->literal.as_string());
  }
  return is_var ? split_path(path[0]) : path;
}

bool is_iterator(const Expr& expr) {
  static constexpr std::string_view kNames[] = {"some", "all", "none", "map", "filter", "reduce"};
  return expr.kind == ExprKind::kCall && expr.operands.size() >= 2 &&
         std::ranges::find(kNames, expr.operator_name) != std::end(kNames);
}

}  // namespace rulec::tooling

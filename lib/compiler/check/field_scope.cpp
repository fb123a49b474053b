#include "compiler/check/field_scope.h"

namespace rulec::compiler {

using parser::Expr;
using parser::ExprKind;

std::string shown_path(const FieldPath& path, std::size_t outside) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    bool is_item = i < outside && path[i] == "0";
    text += is_item || text.empty() ? "" : ".";
    text += is_item ? std::string_view("[]") : path[i];
  }
  return text;
}

std::optional<FieldPath> FieldScope::resolve(const FieldPath& written) const {
  FieldPath path = place;
  const std::string_view* rest = written.begin();
  if (kind == Kind::kUnknown) {
    return std::nullopt;
  }
  if (kind == Kind::kReduction) {
    if (written.empty() || written[0] != "current") {
      return std::nullopt;
    }
    ++rest;
  }
  path.append(rest, written.end());
  return path;
}

std::optional<ReadField> FieldScope::read(const std::optional<WrittenPath>& written) const {
  if (!written) {
    return std::nullopt;
  }
  const FieldScope* from = at_level(written->level);
  auto path = from != nullptr ? from->resolve(written->segments) : std::nullopt;
  return path ? std::optional(ReadField{.path = std::move(*path), .given = from->place.size()})
              : std::nullopt;
}

const FieldScope* FieldScope::at_level(std::uint64_t level) const {
  const FieldScope* scope = this;
  for (; level >= 2 && scope != nullptr; level -= 2) {
    scope = scope->outer;
  }
  return level == 0 ? scope : nullptr;
}

std::optional<WrittenPath> path_of_text(const Expr& text) {
  if (text.kind != ExprKind::kLiteral || !text.literal.is_string() || text.literal.length() == 0) {
    return std::nullopt;
  }
  WrittenPath path{.segments = {}, .text = &text};
  std::string_view rest = text.literal.as_string();
  for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
    path.segments.push_back(rest.substr(0, dot));
    rest.remove_prefix(dot + 1);
  }
  path.segments.push_back(rest);
  return path;
}

std::optional<WrittenPath> path_of_var(const Expr& call) {
  auto path = call.operands.empty() ? std::nullopt : path_of_text(*call.operands[0]);
  if (path && call.operands.size() == 1) {
    path->call = &call;
  }
  return path;
}

namespace {

// `[k]`
std::optional<std::uint64_t> level_of(const Expr& expr) {
  bool is_level = expr.kind == ExprKind::kList && expr.operands.size() == 1 &&
                  expr.operands[0]->kind == ExprKind::kLiteral &&
                  expr.operands[0]->literal.is_integer();
  if (!is_level) {
    return std::nullopt;
  }
  std::int64_t level = expr.operands[0]->literal.as_integer();
  return level < 0 ? 0 - static_cast<std::uint64_t>(level) : static_cast<std::uint64_t>(level);
}

// The items of what an expression gives, as a path; nothing when it is not known.
std::optional<FieldPath> items_of(const Expr& source, const FieldScope& scope) {
  if (source.kind != ExprKind::kCall) {
    return std::nullopt;
  }
  if (source.operator_name == "filter" && !source.operands.empty()) {
    return items_of(*source.operands[0], scope);
  }
  auto read = scope.read(path_of(source));
  if (!read) {
    return std::nullopt;
  }
  read->path.emplace_back("0");
  return std::move(read->path);
}

}  // namespace

std::optional<WrittenPath> path_of_keys(const Expr& call) {
  WrittenPath path;
  for (const Expr* key : call.operands) {
    bool is_first = key == call.operands.front();
    if (auto level = is_first ? level_of(*key) : std::nullopt) {
      path.level = *level;
      continue;
    }
    if (key->kind != ExprKind::kLiteral || !key->literal.is_string()) {
      return std::nullopt;
    }
    path.segments.push_back(key->literal.as_string());
    path.keys.push_back(key);
  }
  return path.segments.empty() ? std::nullopt : std::optional(std::move(path));
}

std::optional<WrittenPath> path_of(const Expr& expr) {
  if (expr.kind != ExprKind::kCall) {
    return std::nullopt;
  }
  if (expr.operator_name == "var") {
    return path_of_var(expr);
  }
  return expr.operator_name == "val" ? path_of_keys(expr) : std::nullopt;
}

FieldScope scope_of_body(std::string_view iterator, const Expr& source, const FieldScope& outer) {
  auto items = items_of(source, outer);
  if (!items) {
    return {.kind = FieldScope::Kind::kUnknown, .outer = &outer};
  }
  bool is_reduction = iterator == "reduce";
  return {.kind = is_reduction ? FieldScope::Kind::kReduction : FieldScope::Kind::kContext,
          .place = std::move(*items),
          .outer = &outer};
}

}  // namespace rulec::compiler

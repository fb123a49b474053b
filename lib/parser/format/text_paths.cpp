// Paths as text of the DSL, and which context each of them reads.
#include <algorithm>

#include "parser/format/expression_printer.h"

namespace rulec::parser {
namespace {

std::optional<std::string> segment_text(std::string_view text, bool is_first) {
  bool is_free = is_word(text) && !(is_first && is_reserved_for_paths(text));
  if (is_free || (!is_first && is_digits(text))) {
    return std::string(text);
  }
  bool is_printable = std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  if (text.empty() || !is_printable || text.find_first_of(".`") != std::string_view::npos) {
    return std::nullopt;
  }
  return "`" + std::string(text) + "`";
}

std::optional<std::string> join(std::string head, std::span<const std::string_view> rest) {
  for (std::string_view part : rest) {
    auto text = segment_text(part, false);
    if (!text) {
      return std::nullopt;
    }
    head += "." + *text;
  }
  return head;
}

// The segments of a dotted path; none for "".
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t begin = 0; !path.empty() && begin <= path.size();) {
    std::size_t dot = std::min(path.find('.', begin), path.size());
    segments.push_back(path.substr(begin, dot - begin));
    begin = dot + 1;
  }
  return segments;
}

std::optional<std::string> joined(std::span<const std::string_view> segments) {
  auto head = segments.empty() ? std::nullopt : segment_text(segments[0], true);
  return head ? join(*head, segments.subspan(1)) : std::nullopt;
}

bool is_text(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && expr.literal.is_string();
}

// Keys of `val` and `exists` with the scopes a leading [2k] goes out; nullopt when they are not
// literal texts.
struct Keys {
  std::size_t scopes_out = 0;
  std::vector<std::string_view> segments;
};
std::optional<Keys> literal_keys(std::span<Expr* const> operands) {
  Keys keys;
  if (!operands.empty() && operands[0]->kind == ExprKind::kList) {
    std::span<Expr* const> level = operands[0]->operands;
    bool is_even = level.size() == 1 && level[0]->kind == ExprKind::kLiteral &&
                   level[0]->literal.is_integer() && level[0]->literal.as_integer() > 0 &&
                   level[0]->literal.as_integer() % 2 == 0;
    if (!is_even) {
      return std::nullopt;
    }
    keys.scopes_out = static_cast<std::size_t>(level[0]->literal.as_integer() / 2);
    operands = operands.subspan(1);
  }
  for (const Expr* operand : operands) {
    if (!is_text(*operand) || is_digits(operand->literal.as_string())) {
      return std::nullopt;
    }
    keys.segments.push_back(operand->literal.as_string());
  }
  return keys;
}

}  // namespace

std::optional<std::string> path_text(std::string_view dotted) {
  return joined(split(dotted));
}

std::optional<std::string> result_text(std::string_view name, std::string_view dotted) {
  return join("$" + std::string(name), split(dotted));
}

bool ExpressionPrinter::is_taken(std::string_view name, std::size_t from_scope) const {
  return std::any_of(
      scopes_.begin() + static_cast<std::ptrdiff_t>(from_scope), scopes_.end(),
      [&](const Scope& scope) { return scope.item == name || scope.accumulator == name; });
}

// A path of the outermost context, or of the error; not where its first word is taken by a
// quantifier.
std::optional<std::string> ExpressionPrinter::root_path(const Segments& segments,
                                                        bool may_be_result) const {
  if (segments.empty() || is_taken(segments[0], 0)) {
    return std::nullopt;
  }
  bool is_result = may_be_result && facts_ != nullptr && facts_->results != nullptr &&
                   facts_->results->contains(segments[0]);
  // `nil` alone is null in the input dialect.
  if (facts_ != nullptr && segments.size() == 1 && segments[0] == "nil") {
    return "`nil`";
  }
  return is_result ? join("$" + std::string(segments[0]), std::span(segments).subspan(1))
                   : joined(segments);
}

// A path that reads the context `scopes_out` scopes outward.
std::optional<std::string> ExpressionPrinter::path(std::size_t scopes_out,
                                                   const Segments& segments) const {
  if (scopes_out > scopes_.size()) {
    return std::nullopt;
  }
  if (scopes_out == scopes_.size()) {
    bool has_try = std::ranges::any_of(
        scopes_, [](const Scope& scope) { return scope.kind == Scope::Kind::kTry; });
    return has_try ? std::nullopt : root_path(segments, true);
  }
  std::size_t at = scopes_.size() - 1 - scopes_out;
  const Scope& scope = scopes_[at];
  if (scope.kind == Scope::Kind::kTry) {
    return scopes_out == 0 ? root_path(segments, false) : std::nullopt;
  }
  std::span<const std::string_view> rest(segments);
  std::string_view name = scope.item;
  if (scope.kind == Scope::Kind::kReduce) {
    if (segments.empty() || (segments[0] != "current" && segments[0] != "accumulator")) {
      return std::nullopt;
    }
    name = segments[0] == "current" ? scope.item : scope.accumulator;
    rest = rest.subspan(1);
  }
  return is_taken(name, at + 1) ? std::nullopt : join(std::string(name), rest);
}

// `a.b` for var, `missing a.b`, `exists a.b`; nullopt when the operands have no such form.
std::optional<std::string> ExpressionPrinter::path_call(const Expr& expr) const {
  std::string_view name = expr.operator_name;
  if (name == "var" || name == "missing") {
    if (expr.operands.size() != 1 || !is_text(*expr.operands[0])) {
      return std::nullopt;
    }
    auto text = path(0, split(expr.operands[0]->literal.as_string()));
    return text && name == "missing" ? "missing " + *text : text;
  }
  if (name != "val" && name != "exists") {
    return std::nullopt;
  }
  auto keys = literal_keys(expr.operands);
  bool is_existence = name == "exists";
  // A plain path is `var`, so `val` of the innermost context keeps its name.
  if (!keys || keys->segments.empty() || (!is_existence && keys->scopes_out == 0)) {
    return std::nullopt;
  }
  auto text = path(keys->scopes_out, keys->segments);
  return text && is_existence ? "exists " + *text : text;
}

}  // namespace rulec::parser

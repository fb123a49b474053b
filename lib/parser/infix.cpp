// Expressions as infix text of the DSL (language.md section 11). Every expression has a spelling:
// an infix form where its operand count fits, else a call.
#include <algorithm>
#include <optional>

#include "base/json_writer.h"
#include "parser/dsl/grammar.h"
#include "parser/parser.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

// An operand that binds less than its place asks for is put in parentheses.
struct Spelling {
  std::string text;
  Level level = kPrimary;
};

// A context that paths can read: what surrounds a quantifier's body or a later operand of `try`.
struct Scope {
  enum class Kind : std::uint8_t { kItem, kReduce, kTry } kind = Kind::kItem;
  std::string item;
  std::string accumulator;
};

class Printer {
 public:
  Spelling spell(const Expr& expr);

 private:
  std::string operand(const Expr& expr, Level least);
  std::string list(std::span<Expr* const> operands);
  Spelling call(const Expr& expr);
  std::optional<Spelling> infix_call(const Expr& expr);
  std::optional<Spelling> prefix_call(const Expr& expr);
  std::optional<std::string> quantifier(const Expr& expr);
  std::string reduce(const Expr& expr);
  std::string try_call(const Expr& expr);
  std::string plain_call(const Expr& expr);
  std::string in_scope(Scope scope, const Expr& body);
  [[nodiscard]] std::string fresh(std::string_view base) const;

  [[nodiscard]] std::optional<std::string> path_call(const Expr& expr) const;
  using Segments = std::vector<std::string_view>;
  [[nodiscard]] std::optional<std::string> path(std::size_t scopes_out, Segments segments) const;
  [[nodiscard]] std::optional<std::string> root_path(const Segments& segments) const;
  static std::optional<std::string> join(std::string head, std::span<const std::string_view> rest);

  std::vector<Scope> scopes_;  // innermost last
};

// --- paths

std::optional<std::string> segment(std::string_view text, bool is_first) {
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

std::optional<std::string> Printer::join(std::string head, std::span<const std::string_view> rest) {
  for (std::string_view part : rest) {
    auto text = segment(part, false);
    if (!text) {
      return std::nullopt;
    }
    head += "." + *text;
  }
  return head;
}

// A path of the outermost context; not where its first word is taken by a quantifier.
std::optional<std::string> Printer::root_path(const Segments& segments) const {
  if (segments.empty()) {
    return std::nullopt;
  }
  bool is_taken = std::ranges::any_of(scopes_, [&](const Scope& scope) {
    return scope.item == segments[0] || scope.accumulator == segments[0];
  });
  auto head = segment(segments[0], true);
  return is_taken || !head ? std::nullopt : join(*head, std::span(segments).subspan(1));
}

// A path that reads the context `scopes_out` scopes outward.
std::optional<std::string> Printer::path(std::size_t scopes_out, Segments segments) const {
  if (scopes_out > scopes_.size()) {
    return std::nullopt;
  }
  if (scopes_out == scopes_.size()) {
    bool has_try = std::ranges::any_of(
        scopes_, [](const Scope& scope) { return scope.kind == Scope::Kind::kTry; });
    return has_try ? std::nullopt : root_path(segments);
  }
  const Scope& scope = scopes_[scopes_.size() - 1 - scopes_out];
  std::span<const std::string_view> rest(segments);
  switch (scope.kind) {
    case Scope::Kind::kItem:
      return join(scope.item, rest);
    case Scope::Kind::kReduce:
      if (segments.empty() || (segments[0] != "current" && segments[0] != "accumulator")) {
        return std::nullopt;
      }
      return join(segments[0] == "current" ? scope.item : scope.accumulator, rest.subspan(1));
    case Scope::Kind::kTry:
      break;
  }
  return scopes_out == 0 ? root_path(segments) : std::nullopt;
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

// `a.b` for var, `missing a.b`, `exists a.b`; nullopt when the operands have no such form.
std::optional<std::string> Printer::path_call(const Expr& expr) const {
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

// --- operators

std::string Printer::operand(const Expr& expr, Level least) {
  Spelling made = spell(expr);
  return made.level < least ? "(" + made.text + ")" : made.text;
}

std::string Printer::list(std::span<Expr* const> operands) {
  std::string text;
  for (const Expr* item : operands) {
    text += (text.empty() ? "" : ", ") + operand(*item, kOr);
  }
  return text;
}

std::optional<Spelling> Printer::infix_call(const Expr& expr) {
  const Infix* row = infix_of(expr.operator_name);
  bool fits = row != nullptr && !expr.is_bare && expr.operands.size() >= 2 &&
              (row->name != "in" || expr.operands.size() == 2);
  if (!fits) {
    return std::nullopt;
  }
  std::string text;
  for (const Expr* item : expr.operands) {
    bool is_first = text.empty();
    // Sums and products associate to the left: another sign of the same level may come first.
    bool may_lead = is_first && (row->level == kSum || row->level == kTerm) &&
                    item->operator_name != expr.operator_name;
    text += (is_first ? "" : " " + std::string(row->sign) + " ");
    text += operand(*item, may_lead ? row->level : row->operand);
  }
  return Spelling{.text = text, .level = row->level};
}

std::optional<Spelling> Printer::prefix_call(const Expr& expr) {
  if (expr.operands.size() != 1) {
    return std::nullopt;
  }
  const Expr& only = *expr.operands[0];
  if (expr.operator_name == "!") {
    bool is_in = only.operator_name == "in" && !only.is_bare && only.operands.size() == 2;
    if (is_in) {
      return Spelling{.text = operand(*only.operands[0], kDefault) + " not in " +
                              operand(*only.operands[1], kDefault),
                      .level = kComparison};
    }
    return Spelling{.text = "not " + operand(only, kNot), .level = kNot};
  }
  if (expr.operator_name == "-" && !expr.is_bare) {
    std::string text = operand(only, kPrimary);
    bool is_number = only.kind == ExprKind::kLiteral && only.literal.is_number();
    return Spelling{.text = is_number ? "-(" + text + ")" : "-" + text, .level = kUnary};
  }
  return std::nullopt;
}

// --- scopes

std::string Printer::fresh(std::string_view base) const {
  std::size_t before = 0;
  for (const Scope& scope : scopes_) {
    before += scope.item.empty() ? 0 : 1;
  }
  return std::string(base) + (before == 0 ? "" : std::to_string(before + 1));
}

std::string Printer::in_scope(Scope scope, const Expr& body) {
  scopes_.push_back(std::move(scope));
  std::string text = operand(body, kOr);
  scopes_.pop_back();
  return text;
}

std::optional<std::string> Printer::quantifier(const Expr& expr) {
  bool is_reduce = expr.operator_name == "reduce";
  bool is_one = is_reduce || is_quantifier(expr.operator_name);
  bool fits = expr.operands.size() == 2 || (is_reduce && expr.operands.size() == 3);
  if (!is_one || !fits || expr.is_bare) {
    return std::nullopt;
  }
  if (is_reduce) {
    return reduce(expr);
  }
  Scope scope{.kind = Scope::Kind::kItem, .item = fresh("it"), .accumulator = {}};
  std::string head = std::string(expr.operator_name) + " " + scope.item + " in " +
                     operand(*expr.operands[0], kDefault);
  return head + ": (" + in_scope(std::move(scope), *expr.operands[1]) + ")";
}

std::string Printer::reduce(const Expr& expr) {
  Scope scope{.kind = Scope::Kind::kReduce, .item = fresh("it"), .accumulator = fresh("acc")};
  std::string head = "reduce " + scope.accumulator + ", " + scope.item + " in " +
                     operand(*expr.operands[0], kDefault);
  if (expr.operands.size() == 3) {
    head += " from " + operand(*expr.operands[2], kDefault);
  }
  return head + ": (" + in_scope(std::move(scope), *expr.operands[1]) + ")";
}

// Later operands see the error object as their context.
std::string Printer::try_call(const Expr& expr) {
  std::string text = "try(" + operand(*expr.operands[0], kOr);
  for (const Expr* later : expr.operands.subspan(1)) {
    text += ", " + in_scope({.kind = Scope::Kind::kTry, .item = {}, .accumulator = {}}, *later);
  }
  return text + ")";
}

// --- calls

std::string Printer::plain_call(const Expr& expr) {
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  bool is_unary = row != nullptr && row->form == value::OperandForm::kUnary;
  // A path of one text is written without a list in canonical JSON, so it needs no dots.
  bool is_path =
      expr.operator_name == "var" || expr.operator_name == "val" || expr.operator_name == "exists";
  bool spreads = expr.is_bare && !is_unary && !(is_path && is_text(*expr.operands[0]));
  std::string operands = (spreads ? "..." : "") + list(expr.operands);
  if (is_word(expr.operator_name) && !is_reserved_for_calls(expr.operator_name)) {
    return std::string(expr.operator_name) + "(" + operands + ")";
  }
  std::string text = "op(";
  append_json_string(text, expr.operator_name);
  return text + (operands.empty() ? "" : ", ") + operands + ")";
}

Spelling Printer::call(const Expr& expr) {
  if (expr.operator_name == "preserve") {
    std::string text = "preserve(";
    append_value(text, expr.raw);
    return {.text = text + ")"};
  }
  if (auto text = path_call(expr)) {
    return {.text = *text};
  }
  if (auto made = infix_call(expr)) {
    return *made;
  }
  if (auto made = prefix_call(expr)) {
    return *made;
  }
  if (auto text = quantifier(expr)) {
    return {.text = *text};
  }
  if (expr.operator_name == "try" && !expr.is_bare && !expr.operands.empty()) {
    return {.text = try_call(expr)};
  }
  return {.text = plain_call(expr)};
}

Spelling Printer::spell(const Expr& expr) {
  Spelling made;
  switch (expr.kind) {
    case ExprKind::kBad:
      made.text = "...";
      break;
    case ExprKind::kLiteral:
      append_value(made.text, expr.literal);
      break;
    case ExprKind::kList:
      made.text = "[" + list(expr.operands) + "]";
      break;
    case ExprKind::kCall:
      return call(expr);
    case ExprKind::kNoCall:
      append_value(made.text, expr.raw);
      break;
  }
  return made;
}

}  // namespace

std::string infix(const Expr& expr) {
  return Printer().spell(expr).text;
}

}  // namespace rulec::parser

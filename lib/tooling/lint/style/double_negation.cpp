// RC3302. Looks at what only the truth of is used: there `!(!x)` is `x`. Where a value is used the
// same makes a boolean of it, and stays.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tooling/diff/proof.h"
#include "tooling/lint/definition.h"
#include "tooling/lint/edits.h"
#include "tooling/lint/style/style.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::Definition;
using parser::Expr;
using parser::ExprKind;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOpposites = {
    {{"==", "!="}, {"!=", "=="}, {"===", "!=="}, {"!==", "==="}}};

std::optional<std::string_view> opposite_of(std::string_view operator_name) {
  for (const auto& [name, opposite] : kOpposites) {
    if (name == operator_name) {
      return opposite;
    }
  }
  return std::nullopt;
}

bool is_negation(const Expr& expr) {
  return expr.kind == ExprKind::kCall && expr.operator_name == "!" && expr.operands.size() == 1;
}

class Finder {
 public:
  Finder(const LintInput& input, diag::Emitter& emitter, const Definition& definition)
      : input_(input), emitter_(emitter), definition_(definition) {}

  // An expression whose truth is used. What iterators do with their items is passed over: nothing
  // is proved there.
  void visit(const Expr& expr) {
    if (expr.kind != ExprKind::kCall) {
      return;
    }
    if (is_negation(expr) && look_at(expr)) {
      return;
    }
    std::string_view name = expr.operator_name;
    bool is_gate = name == "and" || name == "or" || name == "!" || name == "!!" || name == "if";
    for (const Expr* operand : is_gate ? expr.operands : std::span<Expr* const>()) {
      visit(*operand);
    }
  }

 private:
  // Whether the negation was told, with all that is in it.
  bool look_at(const Expr& negation) {
    const Expr& inner = *negation.operands[0];
    if (is_negation(inner)) {
      const Expr& value = *inner.operands[0];
      if (!is_same_condition(&negation, &value, Reads::kSame)) {
        return false;
      }
      report(negation, value, json_text(input_.build, value.node));
      visit(value);
      return true;
    }
    bool is_pair = inner.kind == ExprKind::kCall && inner.operands.size() == 2 && !inner.is_bare;
    auto opposite = is_pair ? opposite_of(inner.operator_name) : std::nullopt;
    if (!opposite) {
      return false;
    }
    Expr turned = inner;
    turned.operator_name = *opposite;
    if (!is_same_condition(&negation, &turned, Reads::kSame)) {
      return false;
    }
    report(negation, turned, with_operator(inner, *opposite));
    return true;
  }

  [[nodiscard]] Span span(const Expr& expr) const { return input_.build.ast.span(expr.node); }
  // The JSON of a comparison with another operator.
  [[nodiscard]] std::string with_operator(const Expr& call, std::string_view name) const {
    std::string text = json_text(input_.build, call.node);
    std::size_t key = text.find("\"" + std::string(call.operator_name) + "\"");
    return key == std::string::npos ? text : text.replace(key + 1, call.operator_name.size(), name);
  }

  void report(const Expr& negation, const Expr& shorter, std::string text) {
    std::string words = parser::infix(shorter);
    diag::Diagnostic finding = diag::make(
        Code::kDoubleNegation, span(negation), "says the same as what is shorter",
        {{"expression", "`" + parser::infix(negation) + "`"}, {"shorter", "`" + words + "`"}});
    finding.fix({.fix_class = diag::FixClass::kSafe,
                 .title = "write `" + words + "`",
                 .edits = {replace_value(input_.build, negation.node, std::move(text))}});
    emit_at(input_, emitter_, definition_, negation.node, std::move(finding));
  }

  const LintInput& input_;
  diag::Emitter& emitter_;
  const Definition& definition_;
};

bool has_bad(const Expr& expr) {
  return expr.kind == ExprKind::kBad ||
         std::ranges::any_of(expr.operands, [](const Expr* operand) { return has_bad(*operand); });
}

// The conditions of a definition: those of actions and items too.
std::vector<const Expr*> conditions_of(const Definition& definition) {
  std::vector<const Expr*> found;
  if (const auto* const* rule = std::get_if<const parser::RuleNode*>(&definition)) {
    found.push_back((*rule)->condition);
    for (const parser::ActionNode& action : (*rule)->actions) {
      found.push_back(action.test);
    }
  } else if (const auto* const* card = std::get_if<const parser::ScorecardNode*>(&definition)) {
    for (const parser::ScorecardItemNode& item : (*card)->items) {
      found.push_back(item.condition);
    }
  }
  std::erase(found, nullptr);
  return found;
}

}  // namespace

void lint_double_negations(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kDoubleNegation)) {
    return;
  }
  for (const Definition& definition : good_definitions(input.build.ast)) {
    Finder finder(input, emitter, definition);
    for (const Expr* condition : conditions_of(definition)) {
      if (!has_bad(*condition)) {
        finder.visit(*condition);
      }
    }
  }
}

}  // namespace rulec::tooling

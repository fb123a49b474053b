// RC3007 and RC3018: `==`, `<` and their like, where both sides are known and of different types,
// so that one of them is turned into a number. What the checker says of the same comparison (always
// an error, always true, null among the values) is not said again.
#include "compiler/check/comparisons.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "tooling/lint/edits.h"
#include "tooling/lint/values/values.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using compiler::StaticType;
using diag::Code;
using parser::Expr;
using parser::ExprKind;
using value::Comparison;
using value::TypeSet;

constexpr TypeSet kContainers = value::kList | value::kObject;

TypeSet without_null(const StaticType& type) {
  return static_cast<TypeSet>(type.types & ~value::kNull);
}

bool is_loose_equality(Comparison comparison) {
  return comparison == Comparison::kLooseEqual || comparison == Comparison::kLooseUnequal;
}

// Comparisons whose operands may be of different types; `between` compares its first operand with
// the other two.
bool is_compared(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || expr.operands.size() < 2) {
    return false;
  }
  auto comparison = compiler::comparison_named(expr.operator_name);
  return (comparison && !value::is_strict(*comparison)) || expr.operator_name == "between";
}

// The literal as it is written for the type of the other side; "" when there is no such spelling.
std::string respelled(const Value& literal, TypeSet other) {
  std::string text;
  if (other == value::kNumber && literal.is_string()) {
    if (auto number = value::parse_number(literal.as_string())) {
      append_value(text, *number);
    }
  } else if (other == value::kNumber && literal.is_bool()) {
    text = literal.is_true() ? "1" : "0";
  } else if (other == value::kText && literal.is_number()) {
    append_value(text, literal);
    text = "\"" + text + "\"";
  } else if (other == value::kBool && literal.is_integer() && literal.as_integer() >= 0 &&
             literal.as_integer() <= 1) {
    text = literal.as_integer() == 1 ? "true" : "false";
  }
  return text;
}

std::string what_happens(TypeSet left, TypeSet right) {
  if (((left | right) & value::kText) != 0) {
    return "the text is read as a number";
  }
  return "true counts as 1, and false as 0";
}

class ComparisonLint {
 public:
  explicit ComparisonLint(const ValuesPlace& place) : place_(place) {}

  void run(const Expr& root) {
    walk(root, [&](const Expr& expr, const compiler::FieldScope& /*scope*/) {
      if (is_compared(expr)) {
        comparisons_.push_back(&expr);
        wanted_.insert(expr.operands.begin(), expr.operands.end());
      }
      return true;
    });
    if (comparisons_.empty()) {
      return;
    }
    tell_types(root, place_.rules, place_.definition.definition, place_.entry_point,
               [&](const Expr& expr, const StaticType& type) {
                 if (wanted_.contains(&expr)) {
                   types_.insert_or_assign(&expr, type);
                 }
               });
    for (const Expr* comparison : comparisons_) {
      check(*comparison);
    }
  }

 private:
  void check(const Expr& call) {
    if (call.operator_name == "between") {
      if (call.operands.size() == 3) {
        check_pair(call, *call.operands[1], *call.operands[0], Comparison::kLessEqual);
        check_pair(call, *call.operands[0], *call.operands[2], Comparison::kLessEqual);
      }
      return;
    }
    std::optional<Comparison> comparison = compiler::comparison_named(call.operator_name);
    for (std::size_t i = 1; comparison && i < call.operands.size(); ++i) {
      check_pair(call, *call.operands[i - 1], *call.operands[i], *comparison);
    }
  }

  void check_pair(const Expr& call, const Expr& left, const Expr& right, Comparison comparison) {
    auto of_left = types_.find(&left);
    auto of_right = types_.find(&right);
    if (of_left == types_.end() || of_right == types_.end()) {
      return;
    }
    const StaticType& a = of_left->second;
    const StaticType& b = of_right->second;
    TypeSet left_types = without_null(a);
    TypeSet right_types = without_null(b);
    auto all = static_cast<TypeSet>(left_types | right_types);
    bool is_known = left_types != value::kNothing && right_types != value::kNothing &&
                    (all & kContainers) == 0 && (a.constant == nullptr || b.constant == nullptr);
    if (!is_known || (left_types & right_types) != 0) {
      return;
    }
    compiler::PossibleAnswers answers = compiler::compared(comparison, a, b);
    if (!answers.can_be_true && !answers.can_be_false) {
      return;  // RC2026
    }
    if (is_loose_equality(comparison)) {
      report_loose(call, a, b);
    } else if (all == (value::kText | value::kNumber)) {
      report_order(call, a, b);
    }
  }

  void report_loose(const Expr& call, const StaticType& a, const StaticType& b) {
    if (!wants(Code::kLooseComparison, call)) {
      return;
    }
    auto finding =
        diag::make(Code::kLooseComparison, place_.report.span(call.node), "of different types",
                   {{"comparison", shown(call)},
                    {"left", compiler::described(a)},
                    {"right", compiler::described(b)},
                    {"reason", what_happens(a.types, b.types)}});
    label_fields(finding, a, b);
    add_strict_fix(finding, call, a, b);
    place_.report.emit(std::move(finding), call.node);
  }

  void report_order(const Expr& call, const StaticType& a, const StaticType& b) {
    if (!wants(Code::kStringNumberCompare, call)) {
      return;
    }
    const StaticType& text = a.has(value::kText) ? a : b;
    auto finding =
        diag::make(Code::kStringNumberCompare, place_.report.span(call.node), "text and number",
                   {{"comparison", shown(call)},
                    {"reason", compiler::described(text) + " is read as a number, and a text " +
                                   "that reads as none is an error"}});
    label_fields(finding, a, b);
    const StaticType& number = &text == &a ? b : a;
    if (text.constant != nullptr) {
      add_literal_fix(finding, text, value::kNumber);
    } else if (number.constant != nullptr || number.field != nullptr) {
      const Build& build = place_.input.build;
      parser::NodeId at = text.expr->node;
      finding.fix({.fix_class = diag::FixClass::kSuggested,
                   .title = "read the text as a number where it stands",
                   .edits = {replace_value(build, at,
                                           "{ \"parse_number\": " + json_text(build, at) + " }")}});
    }
    place_.report.emit(std::move(finding), call.node);
  }

  [[nodiscard]] bool wants(Code code, const Expr& at) const {
    return place_.input.is_wanted(code) && place_.is_new(code, at.node);
  }

  static void label_fields(diag::Diagnostic& finding, const StaticType& a, const StaticType& b) {
    for (const StaticType* side : {&a, &b}) {
      if (side->field != nullptr) {
        finding.label(
            side->field->declared_at,
            shown(*side->expr) + " is " + value::type_words(side->field->types) + " here");
      }
    }
  }

  // The literal in the type of the other side. False: there is none.
  bool add_literal_fix(diag::Diagnostic& finding, const StaticType& literal, TypeSet other) const {
    std::string text = respelled(*literal.constant, other);
    if (text.empty()) {
      return false;
    }
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "compare with `" + text + "`",
                 .edits = {replace_value(place_.input.build, literal.expr->node, text)}});
    return true;
  }

  // Of one pair: the literal in the right type, and the strict operator.
  void add_strict_fix(diag::Diagnostic& finding, const Expr& call, const StaticType& a,
                      const StaticType& b) const {
    bool has_literal = a.constant != nullptr || b.constant != nullptr;
    const StaticType& literal = a.constant != nullptr ? a : b;
    const StaticType& other = &literal == &a ? b : a;
    if (has_literal && call.operands.size() == 2 &&
        add_literal_fix(finding, literal, without_null(other))) {
      finding.fixes.back().title += ", strictly";
      finding.fixes.back().edits.push_back(replace_key(place_.input.build, call.name_node,
                                                       call.operator_name == "==" ? "===" : "!=="));
    } else {
      finding.help(
          "compare values of one type: `to_string` and `parse_number` turn one into the other");
    }
  }

  const ValuesPlace& place_;
  std::vector<const Expr*> comparisons_;
  std::unordered_set<const Expr*> wanted_;
  std::unordered_map<const Expr*, StaticType> types_;
};

}  // namespace

void lint_comparisons(const ValuesPlace& place) {
  for (const LintedExpression& expression : place.definition.expressions) {
    ComparisonLint(place).run(*expression.root);
  }
}

}  // namespace rulec::tooling

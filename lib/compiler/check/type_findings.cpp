// The findings of TypeChecker.
#include <algorithm>

#include "base/json_writer.h"
#include "compiler/check/comparisons.h"
#include "compiler/check/types.h"
#include "parser/parser.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using parser::Expr;
using parser::ExprKind;
using value::Comparison;
using value::TypeSet;

constexpr std::size_t kMaxShownBytes = 60;

std::string json_of(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

// The expression as people read it, or its operator when it is long.
std::string shown(const Expr& expr) {
  std::string text = parser::infix(expr);
  bool is_short = text.size() <= kMaxShownBytes;
  return "`" + (is_short || expr.kind != ExprKind::kCall ? text : std::string(expr.operator_name)) +
         "`";
}

void label_declared(diag::Diagnostic& finding, const StaticType& type) {
  if (type.field != nullptr) {
    finding.label(type.field->declared_at,
                  shown(*type.expr) + " is " + value::type_words(type.field->types) + " here");
  }
}

// A number, where a text in quotes stands beside a field of numbers, and the other way round.
void add_spelling(diag::Diagnostic& finding, const StaticType& literal, const StaticType& other,
                  const RuleReport& report) {
  if (literal.constant == nullptr) {
    return;
  }
  bool is_quoted_number = literal.constant->is_string() &&
                          other.is_only(value::kNumber | value::kNull) &&
                          value::parse_number(literal.constant->as_string()).has_value();
  bool is_bare_text = literal.constant->is_number() && other.is_only(value::kText | value::kNull);
  if (is_quoted_number) {
    std::string number(literal.constant->as_string());
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "compare with the number",
                 .edits = {report.replacement(literal.expr->node, diag::EditTarget::Part::kValue,
                                              std::move(number))}});
  } else if (is_bare_text) {
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "compare with the text",
                 .edits = {report.replacement(literal.expr->node, diag::EditTarget::Part::kValue,
                                              "\"" + json_of(*literal.constant) + "\"")}});
  }
}

// `null < 15` as it is computed.
std::string null_comparison(const Expr& call, const Value& other, bool is_null_left) {
  std::string op = call.operator_name == "==" ? "~=" : std::string(call.operator_name);
  std::string value = json_of(other);
  return is_null_left ? "null " + op + " " + value : value + " " + op + " null";
}

}  // namespace

std::string described(const StaticType& type) {
  if (type.constant != nullptr) {
    std::string text = json_of(*type.constant);
    return text.size() <= kMaxShownBytes ? "`" + text + "`" : value::type_words(type.types);
  }
  std::string words = value::type_words(type.types);
  bool has_short_name = type.expr != nullptr && type.expr->kind == ExprKind::kCall &&
                        parser::infix(*type.expr).size() <= kMaxShownBytes;
  return has_short_name ? shown(*type.expr) + " (" + words + ")" : words;
}

void TypeChecker::emit(diag::Diagnostic finding, parser::NodeId at) {
  if (made_.emplace(finding.code, at.index()).second) {
    report_.emit(std::move(finding), at);
  }
}

void TypeChecker::report_constant(const Expr& expr, bool is_true) {
  emit(diag::make(is_true ? Code::kAlwaysTrue : Code::kAlwaysFalse, report_.span(expr.node),
                  is_true ? "always true" : "always false", {{"condition", shown(expr)}}),
       expr.node);
}

// A literal is meant as it stands, and comparisons have spoken.
void TypeChecker::check_truth(const StaticType& tested) {
  bool is_plain = tested.expr == nullptr || tested.expr->kind != ExprKind::kCall;
  if (is_plain || tested.field == nullptr) {
    return;
  }
  if (tested.types == value::kObject || tested.types == value::kNull) {
    report_constant(*tested.expr, tested.types == value::kObject);
  }
}

void TypeChecker::check_exists(const Expr& call, const FieldScope& scope) {
  auto read = scope.read(path_of_keys(call));
  const FieldFacts* facts = read ? fields_.find(*read, context_) : nullptr;
  if (facts != nullptr && !facts->may_be_absent) {
    report_constant(call, true);
  }
}

bool TypeChecker::check_pair(const Expr& call, Comparison comparison, const StaticType& left,
                             const StaticType& right) {
  PossibleAnswers answers = compared(comparison, left, right);
  if (!answers.can_be_true && !answers.can_be_false) {
    report_incomparable(call, left, right, "is always an error");
    return false;
  }
  if (value::is_strict(comparison) && (left.types & right.types) == 0) {
    report_incomparable(call, left, right,
                        answers.can_be_true ? "is always true" : "is never true");
    return false;
  }
  bool is_settled = left.constant != nullptr && right.constant != nullptr;
  if (is_settled && call.operands.size() == 2) {
    report_constant(call, answers.can_be_true);
    return true;
  }
  infer_compared(comparison, left, right);
  infer_compared(comparison, right, left);
  check_null(call, comparison, left, right, true);
  check_null(call, comparison, right, left, false);
  return true;
}

void TypeChecker::report_incomparable(const Expr& call, const StaticType& left,
                                      const StaticType& right, const std::string& outcome) {
  // The literal is what the author can mend.
  const StaticType& at = left.constant != nullptr ? left : right;
  const StaticType& other = &at == &left ? right : left;
  auto finding = diag::make(Code::kIncomparable, report_.span(at.expr->node), outcome.substr(3),
                            {{"comparison", shown(call)},
                             {"left", described(left)},
                             {"right", described(right)},
                             {"outcome", outcome}});
  label_declared(finding, other);
  add_spelling(finding, at, other, report_);
  emit(std::move(finding), at.expr->node);
}

// Null counts as 0 where it is ordered, so that an absent field is less than 15.
void TypeChecker::check_null(const Expr& call, Comparison comparison, const StaticType& field,
                             const StaticType& other, bool is_left) {
  bool may_surprise = field.field != nullptr && field.has(value::kNull) &&
                      field.types != value::kNull && other.constant != nullptr &&
                      !other.constant->is_null() && !value::is_strict(comparison) &&
                      comparison != Comparison::kLooseUnequal;
  if (!may_surprise) {
    return;
  }
  Value with_null = is_left ? value::compare(comparison, Value::null(), *other.constant)
                            : value::compare(comparison, *other.constant, Value::null());
  if (!with_null.is_true()) {
    return;
  }
  std::string name = shown(*field.expr);
  auto finding =
      diag::make(Code::kNullableCompared, report_.span(field.expr->node),
                 field.field->may_be_absent ? "may be absent" : "may be null",
                 {{"field", name},
                  {"how", field.field->may_be_absent ? "absent" : "null"},
                  {"comparison", "`" + null_comparison(call, *other.constant, is_left) + "`"}});
  finding.label(field.field->declared_at, "not required here, or of type null");
  finding.help("ask for it before: `{\"!==\": [" +
               std::string(report_.input().sources.text(report_.span(field.expr->node))) +
               ", null]}` as an operand of `and`; or let the schema require it");
  emit(std::move(finding), field.expr->node);
}

// --- without a schema

void TypeChecker::infer(const StaticType& field, TypeSet type) {
  if (!field.undeclared.empty()) {
    context_.uses.add(field.undeclared, type, report_.definition(), field.expr->node);
  }
}

// A text that reads as a number may be compared with either, unless it is compared strictly.
void TypeChecker::infer_compared(Comparison comparison, const StaticType& field,
                                 const StaticType& other) {
  if (field.undeclared.empty() || other.constant == nullptr) {
    return;
  }
  bool is_strict = value::is_strict(comparison);
  const Value& constant = *other.constant;
  bool tells = constant.is_number() || (constant.is_bool() && is_strict) ||
               (constant.is_string() &&
                (is_strict || !value::parse_number(constant.as_string()).has_value()));
  if (tells) {
    infer(field, value::type_of(constant));
  }
}

void TypeChecker::infer_items(const StaticType& needle, const Expr& list) {
  if (needle.undeclared.empty() || list.kind != ExprKind::kList || list.operands.empty()) {
    return;
  }
  TypeSet types = value::kNothing;
  for (const Expr* item : list.operands) {
    types |= item->kind == ExprKind::kLiteral ? value::type_of(item->literal) : value::kAny;
  }
  if (types == value::kNumber || types == value::kText) {
    infer(needle, types);
  }
}

// Of operators that take one type, or null beside it.
void TypeChecker::infer_operand(const value::OperatorRow& row, std::size_t index,
                                const StaticType& operand) {
  auto taken = static_cast<TypeSet>(value::signature_of(row.id).operand(index) & ~value::kNull);
  bool is_single = taken == value::kNumber || taken == value::kText || taken == value::kList;
  if (is_single && !row.has(value::kIterator)) {
    infer(operand, taken);
  }
}

void TypeChecker::check_in(const Expr& call, const StaticType& needle, const StaticType& haystack) {
  constexpr TypeSet kHaystacks = value::kText | value::kList;
  infer_items(needle, *haystack.expr);
  const Expr& right = *haystack.expr;
  bool is_hopeless = !haystack.has(kHaystacks);
  if (right.kind == ExprKind::kList && !right.operands.empty()) {
    is_hopeless = std::ranges::all_of(right.operands, [&](const Expr* item) {
      return item->kind == ExprKind::kLiteral && !needle.has(value::type_of(item->literal));
    });
  } else if (haystack.is_only(value::kText)) {
    is_hopeless = !needle.has(value::kText | value::kNumber | value::kBool);
  }
  if (is_hopeless) {
    auto finding =
        diag::make(Code::kIncomparable, report_.span(right.node), "never true",
                   {{"comparison", shown(call)},
                    {"left", described(needle)},
                    {"right", right.kind == ExprKind::kList ? "the items" : described(haystack)},
                    {"outcome", "is never true"}});
    label_declared(finding, needle);
    label_declared(finding, haystack);
    emit(std::move(finding), right.node);
  }
}

namespace {

// The number of a literal operand, as arithmetic takes it; absent when it has none.
Value number_of(const Value& literal) {
  if (literal.is_string()) {
    return value::parse_number(literal.as_string())
        .value_or(literal.length() == 0 ? Value::integer(0) : Value::absent());
  }
  return literal.is_number() ? literal : Value::integer(literal.is_true() ? 1 : 0);
}

bool is_arithmetic(value::OperatorId id) {
  using enum value::OperatorId;
  return id == kAdd || id == kSubtract || id == kMultiply || id == kDivide || id == kModulo;
}

}  // namespace

void TypeChecker::check_operand(const Expr& call, const value::OperatorRow& row, std::size_t index,
                                const StaticType& operand) {
  TypeSet taken = value::signature_of(row.id).operand(index);
  bool must_be_literal = index < 32 && (value::literal_operands(row.id) >> index & 1U) != 0;
  if (must_be_literal) {
    return;  // checked with its value
  }
  bool fits = operand.has(taken);
  if (fits && operand.constant != nullptr && is_arithmetic(row.id)) {
    Value number = number_of(*operand.constant);
    bool divides = row.id == value::OperatorId::kDivide || row.id == value::OperatorId::kModulo;
    bool is_divisor = divides && (index > 0 || call.operands.size() == 1);
    if (is_divisor && number.is_number() && !value::is_truthy(number)) {
      return emit(diag::make(Code::kDivisionByZero, report_.span(operand.expr->node), "the divisor",
                             {{"operator", std::string(row.name)}}),
                  operand.expr->node);
    }
    fits = !number.is_absent();
  }
  if (fits) {
    infer_operand(row, index, operand);
    return;
  }
  auto finding = diag::make(Code::kOperandType, report_.span(operand.expr->node),
                            "operand " + std::to_string(index + 1),
                            {{"operator", std::string(row.name)},
                             {"expected", value::type_words(taken)},
                             {"found", described(operand)}});
  label_declared(finding, operand);
  emit(std::move(finding), operand.expr->node);
}

}  // namespace rulec::compiler

#include "compiler/check/operators.h"

#include "compiler/check/foreign_spelling.h"
#include "diag/suggest.h"
#include "value/json_value.h"
#include "value/operators.h"
#include "value/signatures.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using parser::Expr;
using parser::ExprKind;

std::vector<std::string_view> operator_names() {
  std::vector<std::string_view> names;
  for (const auto& row : value::operator_table()) {
    names.push_back(row.name);
  }
  return names;
}

void add_near_names(diag::Diagnostic& finding, const Expr& call, const RuleReport& report) {
  auto names = operator_names();
  auto near = diag::suggest(call.operator_name, std::span<const std::string_view>(names));
  report.suggest(finding, near, call.name_node, diag::EditTarget::Part::kKey);
  // Templates hold expressions as text.
  bool is_json = !std::holds_alternative<const parser::TemplateNode*>(report.definition());
  if (near.empty() && is_json) {
    finding.help(
        "an object with one member calls an operator; literal data is written "
        "`{\"preserve\": …}`");
  }
}

void report_unknown_operator(const Expr& call, RuleReport& report) {
  std::string name(call.operator_name);
  Span text = report.text_span(call.name_node);
  auto finding = diag::make(Code::kUnknownOperator, text, "no such operator", {{"operator", name}});
  const ForeignSpelling* foreign = find_foreign(name);
  if (foreign == nullptr) {
    add_near_names(finding, call, report);
  } else if (foreign->ours.empty()) {
    finding.help(std::string(foreign->hint));
  } else {
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "the operator is spelled `" + std::string(foreign->ours) + "`",
                 .edits = {report.replacement(call.name_node, diag::EditTarget::Part::kKey,
                                              std::string(foreign->ours))}});
  }
  report.emit(std::move(finding), call.name_node);
}

void report_count(const Expr& call, const value::OperatorRow& row, RuleReport& report) {
  std::size_t count = call.operands.size();
  std::string expected = value::operand_count_words(row);
  report.emit(diag::make(Code::kOperandCount, report.text_span(call.name_node), "takes " + expected,
                         {{"operator", std::string(row.name)},
                          {"expected", expected},
                          {"found", count == 0 ? std::string("none") : std::to_string(count)}}),
              call.name_node);
}

// A lazy operator reads its operands from a list; a single value is not spread.
void report_bare(const Expr& call, const value::OperatorRow& row, RuleReport& report) {
  parser::NodeId operand = call.operands[0]->node;
  auto finding = diag::make(Code::kOperandCount, report.span(operand), "not a list",
                            {{"operator", std::string(row.name)},
                             {"expected", "its operands in a list"},
                             {"found", "a single value"}});
  finding.help("write `{\"" + std::string(row.name) + "\": [ … ]}`");
  report.emit(std::move(finding), operand);
}

bool has_good_count(const Expr& call, const value::OperatorRow& row, RuleReport& report) {
  if (call.is_bare && call.operands[0]->kind == ExprKind::kBad) {
    return true;  // the reader has spoken
  }
  if (row.form == value::OperandForm::kLazy && call.is_bare) {
    report_bare(call, row, report);
    return false;
  }
  bool spreads = row.form == value::OperandForm::kSpreading && call.is_bare &&
                 call.operands[0]->kind != ExprKind::kLiteral;
  bool fits = call.operands.size() >= row.min_operands && call.operands.size() <= row.max_operands;
  if (!spreads && !fits) {
    report_count(call, row, report);
    return false;
  }
  return true;
}

std::string text_of(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

void check_literal_operand(const Expr& operand, std::size_t index, const value::OperatorRow& row,
                           RuleReport& report) {
  std::string which =
      "operand " + std::to_string(index + 1) + " of `" + std::string(row.name) + "`";
  if (operand.kind != ExprKind::kLiteral) {
    report.emit(diag::make(Code::kWrongType, report.span(operand.node), "has to be a literal",
                           {{"expected", "a literal as " + which}, {"found", "an expression"}}),
                operand.node);
    return;
  }
  std::string problem = value::literal_problem(row.id, index, operand.literal);
  if (problem.empty()) {
    return;
  }
  if (row.id == value::OperatorId::kMatches && operand.literal.is_string()) {
    report.emit(diag::make(Code::kRegexUnsupported, report.text_span(operand.node),
                           "refused by RE2", {{"reason", problem}}),
                operand.node);
    return;
  }
  report.emit(diag::make(Code::kValueOutOfRange, report.span(operand.node), which,
                         {{"value", "`" + text_of(operand.literal) + "`"}, {"problem", problem}}),
              operand.node);
}

void check_literal_operands(const Expr& call, const value::OperatorRow& row, RuleReport& report) {
  std::uint32_t literal = value::literal_operands(row.id);
  for (std::size_t i = 0; i < call.operands.size() && i < 32; ++i) {
    if ((literal >> i & 1U) != 0 && call.operands[i]->kind != ExprKind::kBad) {
      check_literal_operand(*call.operands[i], i, row, report);
    }
  }
}

}  // namespace

void check_call(const Expr& call, RuleReport& report) {
  const value::OperatorRow* row = value::find_operator(call.operator_name);
  if (row == nullptr) {
    report_unknown_operator(call, report);
  } else if (row->id != value::OperatorId::kPreserve && has_good_count(call, *row, report)) {
    check_literal_operands(call, *row, report);
  }
}

void report_no_call(const Expr& expr, RuleReport& report) {
  auto finding = diag::make(Code::kNotAnExpression, report.span(expr.node),
                            "an expression has one member, the operator",
                            {{"count", static_cast<std::int64_t>(expr.member_count)}});
  finding.help(
      "join conditions with `{\"and\": [ … ]}`; write literal data as `{\"preserve\": { … }}`");
  report.emit(std::move(finding), expr.node);
}

}  // namespace rulec::compiler

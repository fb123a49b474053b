#include "compiler/check/fields.h"

#include <algorithm>

#include "diag/suggest.h"
#include "schema/schema.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using parser::Expr;
using parser::ExprKind;

std::string joined(std::span<const std::string_view> segments) {
  std::string text;
  for (std::string_view segment : segments) {
    text += text.empty() ? "" : ".";
    text += segment;
  }
  return text;
}

void label_fields(diag::Diagnostic& finding, const schema::FieldInfo& info,
                  const std::string& parent) {
  if (info.declared_at.source.is_valid() && !info.siblings.empty()) {
    std::string of = parent.empty() ? "the context" : "`" + parent + "`";
    finding.label(info.declared_at, "fields of " + of + ": " + listed(info.siblings));
  }
}

std::size_t segment_count(std::string_view path) {
  return path.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(path, '.')) + 1;
}

bool is_iterator(std::string_view name) {
  const auto* row = value::find_operator(name);
  return row != nullptr && row->has(value::kIterator);
}

bool is_equality(std::string_view name) {
  return name == "===" || name == "!==" || name == "==" || name == "!=";
}

std::string value_text(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

// The text where segment `index` of a written path stands, and what it becomes with another name.
struct Spelling {
  parser::NodeId node;
  std::string with_other_name;
};
Spelling spelling_of(const WrittenPath& written, std::size_t index, const std::string& name) {
  if (written.text == nullptr) {
    return {.node = written.keys[index]->node, .with_other_name = name};
  }
  FieldPath segments = written.segments;
  segments[index] = name;
  return {.node = written.text->node, .with_other_name = joined(segments)};
}

}  // namespace

void FieldChecker::check(const Expr& expr, const FieldContext& context) {
  context_ = &context;
  visit(expr, FieldScope{});
}

void FieldChecker::visit(const Expr& expr, const FieldScope& scope) {
  if (expr.kind == ExprKind::kCall) {
    std::string_view name = expr.operator_name;
    if (name == "var") {
      check_path(path_of_var(expr), scope);
    } else if (name == "val" || name == "exists") {
      check_path(path_of_keys(expr), scope);
    } else if (name == "missing" || name == "missing_some") {
      visit_missing(expr, scope);
    } else if (is_equality(name) || name == "in") {
      check_compared(expr, scope);
    } else if (is_iterator(name)) {
      return visit_iterator(expr, scope);
    } else if (name == "try") {
      return visit_attempts(expr, scope);
    }
  }
  for (const Expr* operand : expr.operands) {
    visit(*operand, scope);
  }
}

void FieldChecker::visit_iterator(const Expr& call, const FieldScope& scope) {
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    if (i == 1) {
      visit(*call.operands[1], scope_of_body(call.operator_name, *call.operands[0], scope));
    } else {
      visit(*call.operands[i], scope);
    }
  }
}

void FieldChecker::visit_attempts(const Expr& call, const FieldScope& scope) {
  FieldScope error{.kind = FieldScope::Kind::kUnknown, .outer = &scope};
  for (const Expr* operand : call.operands) {
    visit(*operand, operand == call.operands.front() ? scope : error);
  }
}

void FieldChecker::visit_missing(const Expr& call, const FieldScope& scope) {
  for (const Expr* operand : call.operands) {
    check_path(path_of_text(*operand), scope);
    if (operand->kind == ExprKind::kList) {
      for (const Expr* item : operand->operands) {
        check_path(path_of_text(*item), scope);
      }
    }
  }
}

void FieldChecker::check_path(const std::optional<WrittenPath>& written, const FieldScope& scope) {
  auto field = scope.read(written);
  if (written && field && !context_->written.touch(field->path) &&
      !context_->schema.find(field->path).is_known) {
    report_unknown(*written, field->path, *scope.at_level(written->level));
  }
}

void FieldChecker::report_unknown(const WrittenPath& written, const FieldPath& path,
                                  const FieldScope& scope) {
  auto info = context_->schema.find(path);
  std::size_t fault = std::min(segment_count(info.parent), path.size() - 1);
  if (fault < scope.place.size()) {
    return;  // the list itself is unknown and is reported where it is written
  }
  std::size_t passed = scope.kind == FieldScope::Kind::kReduction ? 1 : 0;  // `current`
  std::size_t at = fault - scope.place.size() + passed;
  Spelling spelling = spelling_of(written, at, std::string(written.segments[at]));
  if (!is_new(spelling.node)) {
    return;
  }
  Span text = report_.text_span(spelling.node);
  auto finding = diag::make(Code::kUnknownField, text, "not in the schema",
                            {{"entry_point", std::string(context_->entry_point)},
                             {"field", shown_path(path, scope.place.size())}});
  label_fields(finding, info, shown_path(FieldPath(std::span(path).first(fault)), fault));
  std::vector<std::string> spellings;
  for (const std::string& name :
       diag::suggest(written.segments[at], std::span<const std::string>(info.siblings))) {
    spellings.push_back(spelling_of(written, at, name).with_other_name);
  }
  if (spellings.empty() && scope.outer != nullptr) {
    add_outer_help(finding, written, scope);
  }
  report_.suggest(finding, spellings, spelling.node);
  report_.emit(std::move(finding), spelling.node);
}

// Inside an iterator a path starts at the item; the author may have meant the context.
void FieldChecker::add_outer_help(diag::Diagnostic& finding, const WrittenPath& written,
                                  const FieldScope& scope) const {
  if (!context_->schema.find(written.segments).is_known) {
    return;
  }
  if (std::holds_alternative<const parser::TemplateNode*>(report_.definition())) {
    finding.help("without the name of the item it is the field of the context: `" +
                 joined(written.segments) + "`");
    return;
  }
  std::size_t level = 0;
  for (const FieldScope* at = &scope; at->outer != nullptr; at = at->outer) {
    level += 2;
  }
  std::string keys;
  for (std::string_view segment : written.segments) {
    bool is_index = value::make_segment(segment).index >= 0;
    keys += ", " + (is_index ? std::string(segment) : "\"" + escaped(segment) + "\"");
  }
  std::string meant = "{\"val\": [[" + std::to_string(level) + "]" + keys + "]}";
  if (written.call == nullptr) {
    finding.help("inside an iterator a path starts at the item; the field of the context is `" +
                 meant + "`");
    return;
  }
  finding.fix(
      {.fix_class = diag::FixClass::kSuggested,
       .title = "inside an iterator a path starts at the item; read the field of the context",
       .edits = {report_.replacement(written.call->node, diag::EditTarget::Part::kValue, meant)}});
}

// --- literals beside fields

void FieldChecker::check_compared(const Expr& call, const FieldScope& scope) {
  if (call.operands.size() != 2 || call.is_bare) {
    return;
  }
  const Expr& left = *call.operands[0];
  const Expr& right = *call.operands[1];
  if (call.operator_name == "in") {
    if (right.kind == ExprKind::kList) {
      for (const Expr* item : right.operands) {
        check_literal(*item, left, scope);
      }
    }
    return;
  }
  check_literal(right, left, scope);
  check_literal(left, right, scope);
}

// A literal that the `enum` of the field does not have: the two are never equal. Null is always
// asked for absence. Numbers and texts may be equal loosely, so kinds that differ say nothing.
void FieldChecker::check_literal(const Expr& literal, const Expr& field, const FieldScope& scope) {
  if (literal.kind != ExprKind::kLiteral || literal.literal.is_null()) {
    return;
  }
  auto read = scope.read(path_of(field));
  if (!read || context_->written.touch(read->path)) {
    return;
  }
  auto info = context_->schema.find(read->path);
  auto is_same_kind = [&](const Value& value) { return value.kind() == literal.literal.kind(); };
  auto is_equal = [&](const Value& value) { return value::strict_equal(value, literal.literal); };
  if (info.enum_values.empty() || !std::ranges::any_of(info.enum_values, is_same_kind) ||
      std::ranges::any_of(info.enum_values, is_equal) || !is_new(literal.node)) {
    return;
  }
  report_outside_enum(literal, info);
}

void FieldChecker::report_outside_enum(const Expr& literal, const schema::FieldInfo& info) {
  std::vector<std::string> allowed;
  allowed.reserve(info.enum_values.size());
  for (const Value& value : info.enum_values) {
    allowed.push_back(value.is_string() ? std::string(value.as_string()) : value_text(value));
  }
  bool is_text = literal.literal.is_string();
  std::string text =
      is_text ? std::string(literal.literal.as_string()) : value_text(literal.literal);
  Span span = report_.text_span(literal.node);
  auto finding = diag::make(Code::kNotInEnum, span, "the field never has this value",
                            {{"value", text}, {"allowed", "allowed are " + listed(allowed)}});
  if (info.declared_at.source.is_valid()) {
    finding.label(info.declared_at, "the field's values are declared here");
  }
  if (is_text) {
    report_.suggest(finding, diag::suggest(text, std::span<const std::string>(allowed)),
                    literal.node);
  }
  report_.emit(std::move(finding), literal.node);
}

}  // namespace rulec::compiler

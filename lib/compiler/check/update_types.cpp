// The types that actions make: what updates write, against the allow-list and the context schema,
// and what effects are given, against their own. What would always fail at run time is an error; a
// type that only the schema of the context has otherwise, a warning.
#include <algorithm>
#include <iterator>

#include "compiler/check/actions.h"
#include "compiler/check/types.h"

namespace rulec::compiler {
namespace {

using parser::ArgumentKind;
using value::TypeSet;
using value::UpdateOperation;

// What the operation needs to find at its target, null for an absent one; and as its value.
struct Needs {
  TypeSet target = value::kAny;
  TypeSet value = value::kAny;
};
Needs needs_of(UpdateOperation operation, bool has_value) {
  switch (operation) {
    case UpdateOperation::kIncrement:
      return {.target = value::kNumber | value::kNull, .value = value::kNumber};
    case UpdateOperation::kAppend:
      return {.target = value::kList | value::kNull};
    case UpdateOperation::kMerge:
      return {.target = value::kObject | value::kNull, .value = value::kObject};
    case UpdateOperation::kRemove:
      return {.target = has_value ? TypeSet{value::kList | value::kNull} : value::kAny};
    case UpdateOperation::kSet:
      break;
  }
  return {};
}

TypeSet types_of_pattern(std::string_view type) {
  if (type == "boolean") {
    return value::kBool;
  }
  if (type == "integer" || type == "number") {
    return value::kNumber;
  }
  if (type == "string") {
    return value::kText;
  }
  if (type == "array") {
    return value::kList;
  }
  return type == "object" ? value::kObject : value::kAny;
}

}  // namespace

void TypeChecker::check_action(const CheckedAction& action) {
  if (action.kind == bytecode::ActionKind::kUpdate) {
    return check_update(action);
  }
  const EffectSettings* effect = find_effect(*action.node, report_.input().settings);
  std::vector<std::string> path;
  for (const parser::ActionArgument& argument : action.node->arguments) {
    bool has_schema = effect != nullptr && !is_about_action(argument.name);
    path.emplace_back(argument.name);
    check_effect_value(*argument.value, path, has_schema ? effect->schema : nullptr);
    path.pop_back();
  }
}

void TypeChecker::check_effect_value(const parser::ArgumentValue& value,
                                     std::vector<std::string>& path,
                                     const schema::ContextSchema* schema) {
  StaticType found = type_of_argument(value);
  if (schema == nullptr || value.kind == ArgumentKind::kLiteral) {
    return;  // literals are checked with their value
  }
  if (value.kind == ArgumentKind::kExpression) {
    FieldFacts wanted =
        FieldTypes::declared(std::vector<std::string_view>(path.begin(), path.end()), 0, schema);
    if (wanted.is_declared && !found.has(wanted.types)) {
      emit(diag::make(diag::Code::kWrongType, report_.span(value.node), "given here",
                      {{"expected", value::type_words(wanted.types)}, {"found", described(found)}})
               .label(wanted.declared_at, "the type is declared here"),
           value.node);
    }
    return;
  }
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    path.push_back(value.kind == ArgumentKind::kObject ? std::string(value.keys[i])
                                                       : std::to_string(i));
    check_effect_value(*value.children[i], path, schema);
    path.pop_back();
  }
}

void TypeChecker::check_references(const CheckedAction& action) {
  const EffectSettings* effect = find_effect(*action.node, report_.input().settings);
  if (effect == nullptr || effect->schema == nullptr || action.step.reference_count == 0) {
    return;
  }
  std::vector<std::string> path;
  for (const parser::ActionArgument& argument : action.node->arguments) {
    path.emplace_back(argument.name);
    check_reference(*argument.value, path, *effect);
    path.pop_back();
  }
}

void TypeChecker::check_reference(const parser::ArgumentValue& value,
                                  std::vector<std::string>& path, const EffectSettings& effect) {
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    path.push_back(value.kind == ArgumentKind::kObject ? std::string(value.keys[i])
                                                       : std::to_string(i));
    check_reference(*value.children[i], path, effect);
    path.pop_back();
  }
  if (value.kind != ArgumentKind::kReference) {
    return;
  }
  FieldFacts wanted = FieldTypes::declared(std::vector<std::string_view>(path.begin(), path.end()),
                                           0, effect.schema);
  ReadField field{.path = {value.result}};
  if (!value.path.empty()) {
    auto segments = segments_of(value.path);
    field.path.append(segments.data(), segments.data() + segments.size());
  }
  const FieldFacts* given = fields_.find(field, context_);
  if (given == nullptr || !wanted.is_declared || (given->possible() & wanted.types) != 0) {
    return;
  }
  std::string shown =
      "$" + std::string(value.result) + (value.path.empty() ? "" : ".") + std::string(value.path);
  emit(diag::make(diag::Code::kResultType, report_.span(value.node), "given here",
                  {{"problem", "`" + effect.name + "` takes " + value::type_words(wanted.types) +
                                   " here, and `" + shown + "` is " +
                                   value::type_words(given->possible())}})
           .label(wanted.declared_at, "declared here")
           .label(given->declared_at, "the result is declared here"),
       value.node);
}

StaticType TypeChecker::type_of_argument(const parser::ArgumentValue& value) {
  switch (value.kind) {
    case ArgumentKind::kExpression:
      return visit(*value.expression, FieldScope{});
    case ArgumentKind::kLiteral:
      return {.types = value.is_unread ? value::kAny : value::type_of(value.literal),
              .constant = value.is_unread ? nullptr : &value.literal};
    case ArgumentKind::kReference:
      return {.types = value::kAny};
    case ArgumentKind::kList:
    case ArgumentKind::kObject:
      break;
  }
  for (const parser::ArgumentValue* child : value.children) {
    static_cast<void>(type_of_argument(*child));
  }
  return {.types = value.kind == ArgumentKind::kList ? value::kList : value::kObject};
}

void TypeChecker::check_update(const CheckedAction& update) {
  const parser::ActionArgument* argument = update.node->find("value");
  StaticType value = argument == nullptr ? StaticType{} : type_of_argument(*argument->value);
  Needs needs = needs_of(update.operation, argument != nullptr);
  if (argument != nullptr && !value.has(needs.value)) {
    return report_written(update, "value", needs.value, value, Span{}, diag::Severity::Error);
  }
  FieldFacts target = FieldTypes::declared(update.target, 0, context_.entry_point.schema);
  StaticType found{.types = target.types};
  if (target.is_declared && !found.has(needs.target)) {
    return report_written(update, "target", needs.target, found, target.declared_at,
                          diag::Severity::Error);
  }
  if (update.operation != UpdateOperation::kSet || argument == nullptr) {
    return;
  }
  const UpdateRule* pattern = find_pattern(context_.entry_point, update.target);
  TypeSet allowed = pattern == nullptr ? value::kAny : types_of_pattern(pattern->type);
  bool is_expression = argument->value->kind != ArgumentKind::kLiteral;
  if (is_expression && !value.has(allowed)) {  // literals are checked with their value
    report_written(update, "value", allowed, value, pattern->span, diag::Severity::Error);
  } else if (target.is_declared && !value.has(target.types) && value.has(allowed)) {
    report_written(update, "value", target.types, value, target.declared_at,
                   diag::Severity::Warning);
  }
}

void TypeChecker::report_written(const CheckedAction& update, std::string_view argument,
                                 TypeSet expected, const StaticType& found, Span declared_at,
                                 diag::Severity severity) {
  const parser::ActionArgument* at = update.node->find(argument);
  auto finding =
      diag::make(diag::Code::kWrongType, report_.span(at->value->node),
                 argument == "value" ? "written here" : "cannot be the target",
                 {{"expected", value::type_words(expected)}, {"found", described(found)}});
  finding.severity = severity;
  finding.label(declared_at, "the type is declared here");
  emit(std::move(finding), at->value->node);
}

}  // namespace rulec::compiler

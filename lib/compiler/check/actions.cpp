#include "compiler/check/actions.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/check/expressions.h"
#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

using bytecode::ActionKind;
using diag::Code;
using parser::ActionArgument;
using parser::ActionNode;

constexpr auto kKinds = std::to_array<std::pair<std::string_view, ActionKind>>(
    {{"display_message", ActionKind::kDisplayMessage},
     {"display_modal", ActionKind::kDisplayModal},
     {"user_acknowledge", ActionKind::kUserAcknowledge},
     {"user_preference", ActionKind::kUserPreference},
     {"update", ActionKind::kUpdate}});

constexpr auto kLegacyTypes = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"calculate", R"(write an `update` whose `value` is an expression: `{"expr": …}`)"},
     {"calculate_sum",
      R"(write an `update` whose `value` is `{"expr": {"sum": {"map": [list, field]}}}`)"},
     {"call_rule",
      "give both rules the same entry point, and let the second one read what the first writes"}});

constexpr auto kOperations = std::to_array<std::string_view>(
    {"set", "increment", "append", "remove", "merge"});  // in the order of UpdateOperation

// --- types

void report_unknown_type(const ActionNode& action, RuleReport& report) {
  const Settings& settings = report.input().settings;
  std::string type(action.type);
  Span text = report.text_span(action.type_node);
  auto finding = diag::make(Code::kUnknownAction, text, "no such action", {{"type", type}});
  std::vector<std::string> known{"call_function"};
  for (const auto& [name, kind] : kKinds) {
    known.emplace_back(name);
  }
  for (const EffectSettings& effect : settings.effects) {
    known.push_back(effect.name);
  }
  report.suggest(finding, diag::suggest(type, std::span<const std::string>(known)),
                 action.type_node);
  finding.help("an effect of your own is declared under `effects:` in rulec.yaml");
  report.emit(std::move(finding), action.type_node);
}

void report_refused_type(const ActionNode& action, RuleReport& report) {
  const auto* legacy = std::ranges::find(kLegacyTypes, action.type,
                                         &std::pair<std::string_view, std::string_view>::first);
  if (legacy != kLegacyTypes.end()) {
    report.emit(diag::make(Code::kLegacyConstruct, report.text_span(action.type_node),
                           "not part of the language", {{"construct", std::string(action.type)}})
                    .help(std::string(legacy->second)),
                action.type_node);
  } else if (action.type == "call_function") {
    report.emit(diag::make(Code::kNotBuiltYet, report.text_span(action.type_node), "not built yet",
                           {{"what", "the action `call_function`"}})
                    .help("compute the value with an expression, or declare an effect that the "
                          "application carries out"),
                action.type_node);
  } else {
    report_unknown_type(action, report);
  }
}

// --- arguments

// Whether the argument is there, misspelled (the schema has said so), or in a part of the text that
// could not be read.
bool may_be_meant(const ActionNode& action, std::string_view argument) {
  constexpr std::size_t kSlip = 2;  // bytes; no two members that exist are so alike
  const std::string_view wanted[] = {argument};
  auto is_it = [&](const ActionArgument& written) {
    std::size_t length = written.name.size();
    bool is_near = length <= argument.size() + kSlip && argument.size() <= length + kSlip;
    return written.name == argument || (is_near && !diag::suggest(written.name, wanted).empty());
  };
  return action.is_damaged || std::ranges::any_of(action.arguments, is_it);
}

void require_argument(const ActionNode& action, std::string_view argument, RuleReport& report) {
  if (!may_be_meant(action, argument)) {
    report.emit(missing_argument(action, argument, report), action.type_node);
  }
}

// A message without any text is shown as an empty box: surely a slip, but nothing breaks.
void expect_text(const ActionNode& action, RuleReport& report) {
  constexpr std::string_view kTexts[] = {"message", "template", "title", "content"};
  bool has_text = std::ranges::any_of(
      kTexts, [&](std::string_view name) { return may_be_meant(action, name); });
  if (!has_text) {
    auto finding = missing_argument(action, "message", report);
    finding.severity = diag::Severity::Warning;
    report.emit(std::move(finding), action.type_node);
  }
}

void check_value(const parser::ArgumentValue& value, RuleReport& report) {
  if (value.expression != nullptr) {
    check_expression(*value.expression, report);
  }
  for (const parser::ArgumentValue* child : value.children) {
    check_value(*child, report);
  }
}

void check_arguments(const ActionNode& action, ActionKind kind, RuleReport& report) {
  switch (kind) {
    case ActionKind::kDisplayMessage:
    case ActionKind::kDisplayModal:
      expect_text(action, report);
      break;
    case ActionKind::kUserAcknowledge:
      require_argument(action, "ack_key", report);
      break;
    case ActionKind::kUserPreference:
      require_argument(action, "preference_key", report);
      break;
    case ActionKind::kUpdate:
      require_argument(action, "target", report);
      require_argument(action, "operation", report);
      break;
    case ActionKind::kEffect:
      if (const EffectSettings* effect = find_effect(action, report.input().settings)) {
        check_effect_arguments(action, *effect, report);
      }
      break;
  }
  for (const ActionArgument& argument : action.arguments) {
    check_value(*argument.value, report);
  }
}

// --- updates

std::string_view json_type(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return "boolean";
    case Kind::kInteger:
      return "integer";
    case Kind::kDouble:
    case Kind::kDecimal:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kList:
      return "array";
    case Kind::kObject:
      return "object";
    case Kind::kNull:
    case Kind::kAbsent:
    case Kind::kError:
      break;
  }
  return "null";
}

bool has_type(const Value& value, std::string_view type) {
  if (type == "integer" && value.is_double()) {
    return std::floor(value.as_double()) == value.as_double();  // 2.0 is one for JSON Schema
  }
  return json_type(value) == type || (type == "number" && value.is_number());
}

void check_set_value(const CheckedAction& update, const ActionArgument& value,
                     std::span<const EntryPointSettings* const> entry_points, RuleReport& report) {
  if (value.value->kind != parser::ArgumentKind::kLiteral || value.value->is_unread) {
    return;
  }
  for (const EntryPointSettings* entry : entry_points) {
    const UpdateRule* pattern = find_pattern(*entry, update.target);
    if (pattern == nullptr || pattern->type.empty() ||
        has_type(value.value->literal, pattern->type)) {
      continue;
    }
    auto finding = diag::make(
        Code::kWrongType, report.span(value.value->node), "written to `" + pattern->pattern + "`",
        {{"expected", pattern->type}, {"found", std::string(json_type(value.value->literal))}});
    if (pattern->span.source.is_valid()) {
      finding.label(pattern->span, "the type is declared here");
    }
    return report.emit(std::move(finding), value.value->node);
  }
}

std::optional<value::UpdateOperation> operation_of(const ActionNode& action) {
  const ActionArgument* operation = action.find("operation");
  if (operation == nullptr || !operation->value->literal.is_string()) {
    return std::nullopt;
  }
  const auto* found = std::ranges::find(kOperations, operation->value->literal.as_string());
  return found == kOperations.end()
             ? std::nullopt
             : std::optional(static_cast<value::UpdateOperation>(found - kOperations.begin()));
}

// False when the update cannot be compiled.
bool check_update(CheckedAction& update, std::span<const EntryPointSettings* const> entry_points,
                  RuleReport& report) {
  const ActionNode& action = *update.node;
  auto operation = operation_of(action);
  const ActionArgument* target = action.find("target");
  const ActionArgument* value = action.find("value");
  bool needs_value = operation && *operation != value::UpdateOperation::kIncrement &&
                     *operation != value::UpdateOperation::kRemove;
  if (needs_value) {
    require_argument(action, "value", report);
  }
  auto segments = target != nullptr ? check_target(*target, entry_points, report) : std::nullopt;
  if (!operation || !segments) {
    return false;
  }
  update.operation = *operation;
  update.target = std::move(*segments);
  if (value != nullptr && update.operation == value::UpdateOperation::kSet) {
    check_set_value(update, *value, entry_points, report);
  }
  return true;
}

}  // namespace

std::optional<ActionKind> kind_of(const ActionNode& action, const Settings& settings) {
  for (const auto& [name, kind] : kKinds) {
    if (name == action.type) {
      return kind;
    }
  }
  bool is_effect = find_effect(action, settings) != nullptr;
  bool is_open = settings.allows_undeclared_effects && action.type != "call_function";
  return is_effect || is_open ? std::optional(ActionKind::kEffect) : std::nullopt;
}

diag::Diagnostic missing_argument(const ActionNode& action, std::string_view argument,
                                  const RuleReport& report) {
  return diag::make(Code::kMissingArgumentOfAction, report.text_span(action.type_node),
                    "needs `" + std::string(argument) + "`",
                    {{"action", std::string(action.type)}, {"argument", std::string(argument)}});
}

std::optional<CheckedAction> check_action(const ActionNode& action,
                                          std::span<const EntryPointSettings* const> entry_points,
                                          RuleReport& report) {
  if (action.type.empty()) {
    return std::nullopt;
  }
  auto kind = kind_of(action, report.input().settings);
  if (!kind) {
    report_refused_type(action, report);
    return std::nullopt;
  }
  CheckedAction checked{.node = &action, .kind = *kind};
  check_arguments(action, *kind, report);
  if (*kind == ActionKind::kUpdate && !check_update(checked, entry_points, report)) {
    return std::nullopt;
  }
  check_literal_arguments(action, report);
  return checked;
}

}  // namespace rulec::compiler

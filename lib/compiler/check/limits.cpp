#include "compiler/check/limits.h"

#include <optional>

#include "base/limits.h"
#include "compiler/ir/extent.h"

namespace rulec::compiler {
namespace {

using diag::Code;

void check_text(std::size_t bytes, std::string_view what, parser::NodeId at, RuleReport& report) {
  if (bytes > kMaxStringBytes) {
    report.emit(
        diag::make(Code::kValueOutOfRange, report.span(at), "too long",
                   {{"value", std::string(what)},
                    {"problem", "has " + std::to_string(bytes) + " bytes, above the limit of " +
                                    std::to_string(kMaxStringBytes)}}),
        at);
  }
}

}  // namespace

void check_limits(const parser::RuleNode& rule, RuleReport& report) {
  std::uint64_t nodes = 0;
  if (rule.condition != nullptr) {
    Extent extent = extent_of(*rule.condition);
    nodes += extent.nodes;
    check_text(extent.longest_text, "a text of the condition", rule.condition_node, report);
  }
  for (const parser::ActionNode& action : rule.actions) {
    check_text(action.type.size(), "the type", action.type_node, report);
    check_text(action.result.text.size(), "the name of a result", action.result.node, report);
    if (action.test != nullptr) {
      Extent extent = extent_of(*action.test);
      nodes += extent.nodes;
      check_text(extent.longest_text, "a text of a test", action.test_node, report);
    }
    for (const parser::ActionArgument& argument : action.arguments) {
      Extent extent = extent_of(*argument.value);
      nodes += extent.nodes;
      check_text(argument.name.size(), "the name of an argument", argument.name_node, report);
      check_text(extent.longest_text, "a text of an argument", argument.value->node, report);
    }
  }
  check_text(rule.name.text.size(), "`name`", rule.name.node, report);
  if (nodes > kMaxNodesPerRule) {
    report.emit(diag::make(Code::kTooManyNodes, report.span(rule.node),
                           std::to_string(nodes) + " nodes with its actions",
                           {{"limit", static_cast<std::int64_t>(kMaxNodesPerRule)}}),
                rule.node);
  }
}

void check_limits(const parser::ScorecardItemNode& item, RuleReport& report) {
  if (item.condition == nullptr) {
    return;
  }
  Extent extent = extent_of(*item.condition);
  check_text(extent.longest_text, "a text of the condition", item.condition_node, report);
  if (extent.nodes > kMaxNodesPerRule) {
    report.emit(diag::make(Code::kTooManyNodes, report.span(item.condition_node),
                           std::to_string(extent.nodes) + " nodes",
                           {{"limit", static_cast<std::int64_t>(kMaxNodesPerRule)}}),
                item.condition_node);
  }
}

}  // namespace rulec::compiler

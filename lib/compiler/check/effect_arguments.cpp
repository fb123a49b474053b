#include <algorithm>

#include "compiler/check/actions.h"
#include "schema/schema.h"

namespace rulec::compiler {
namespace {

using parser::ActionNode;

bool is_argument(std::string_view member) {
  return member != "type" && member != "as" && member != "when" && !is_about_action(member);
}

json::NodeId json_node(parser::NodeId node, const RuleReport& report) {
  return json::NodeId(report.input().ast.nodes[node.index()].json_node);
}

void collect_expressions(const parser::ArgumentValue& value, const RuleReport& report,
                         std::vector<json::NodeId>& nodes) {
  if (value.expression != nullptr || value.kind == parser::ArgumentKind::kReference) {
    nodes.push_back(json_node(value.node, report));
  }
  for (const parser::ArgumentValue* child : value.children) {
    collect_expressions(*child, report, nodes);
  }
}

// The argument around a place of the action, else the action.
parser::NodeId node_around(const ActionNode& action, Span place, const RuleReport& report) {
  for (const parser::ActionArgument& argument : action.arguments) {
    Span value = report.span(argument.value->node);
    if (value.begin <= place.begin && place.end <= value.end) {
      return argument.value->node;
    }
  }
  return action.node;
}

// The argument that a finding misses, or "" when it misses none of the action itself.
std::string missing_in(const diag::Diagnostic& finding, Span action) {
  if (finding.code != diag::Code::kMissingMember || finding.primary.span.begin != action.begin) {
    return "";
  }
  auto member = std::ranges::find(finding.arguments, "member", &diag::Argument::name);
  return member == finding.arguments.end() ? "" : std::get<std::string>(member->value);
}

}  // namespace

void check_effect_arguments(const ActionNode& action, const EffectSettings& effect,
                            RuleReport& report) {
  if (effect.compiled == nullptr || action.is_damaged) {
    return;
  }
  std::vector<json::NodeId> computed;
  for (const parser::ActionArgument& argument : action.arguments) {
    collect_expressions(*argument.value, report, computed);
  }
  const parser::NodeOrigin& origin = report.input().ast.nodes[action.node.index()];
  schema::Part part{.object = json::NodeId(origin.json_node),
                    .what = "the effect `" + effect.name + "`",
                    .is_meant = is_argument,
                    .computed = computed};
  const json::Document& document = report.input().documents.documents[origin.document];
  for (diag::Diagnostic& finding :
       schema::check_part(*effect.compiled, document, part, report.input().sources)) {
    std::string missing = missing_in(finding, report.span(action.node));
    if (!missing.empty()) {
      finding = missing_argument(action, missing, report);
    }
    finding.note("the arguments of `" + effect.name + "` are declared in " + effect.schema->path());
    parser::NodeId at = node_around(action, finding.primary.span, report);
    report.emit(std::move(finding), at);
  }
}

}  // namespace rulec::compiler

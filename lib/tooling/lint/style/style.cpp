#include "tooling/lint/style/style.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include "tooling/lint/definition.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::Definition;

bool has_description(const Definition& definition) {
  if (const auto* const* rule = std::get_if<const parser::RuleNode*>(&definition)) {
    return !(*rule)->description.text.empty();
  }
  const auto* const* card = std::get_if<const parser::ScorecardNode*>(&definition);
  return card == nullptr || !(*card)->description.text.empty();
}

// `metadata.owner` of a rule or scorecard.
bool has_owner(const LintInput& input, const Definition& definition) {
  const parser::Ast& ast = input.build.ast;
  parser::NodeId node = std::visit([](const auto* whole) { return whole->node; }, definition);
  const parser::NodeOrigin& origin = ast.nodes[node.index()];
  const json::Document& document = input.build.documents.documents[origin.document];
  json::NodeId metadata = document.member(json::NodeId(origin.json_node), "metadata");
  return metadata.is_valid() && document.member(metadata, "owner").is_valid();
}

bool names_owner(const project::Config& config) {
  return std::ranges::any_of(config.settings, [](const project::Config::Setting& setting) {
    return setting.key == "owner" && setting.json != "\"\"";
  });
}

}  // namespace

void lint_descriptions(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kMissingDescription)) {
    return;
  }
  for (const Definition& definition : good_definitions(input.build.ast)) {
    if (!has_description(definition)) {
      parser::NodeId id = id_of(definition).node;
      emit_at(
          input, emitter, definition, id,
          diag::make(Code::kMissingDescription, text_span(input, id), "what is it for?",
                     {{"what", described(definition)}})
              .help("say it in `description`, in the text form in lines that begin with `///`"));
    }
  }
}

void lint_owners(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kMissingOwner) || names_owner(input.build.project.config)) {
    return;
  }
  std::vector<Definition> without;
  std::vector<Definition> all = good_definitions(input.build.ast);
  std::ranges::copy_if(all, std::back_inserter(without),
                       [&](const Definition& definition) { return !has_owner(input, definition); });
  if (!all.empty() && without.size() == all.size()) {
    emitter.emit(diag::make(Code::kMissingOwner, {{"what", "the project"}})
                     .help("add `owner:` to rulec.yaml, or `metadata.owner` to its rules"));
    return;
  }
  for (const Definition& definition : without) {
    parser::NodeId id = id_of(definition).node;
    emit_at(input, emitter, definition, id,
            diag::make(Code::kMissingOwner, text_span(input, id), "whom to ask?",
                       {{"what", described(definition)}})
                .help("add `metadata.owner` here, or `owner:` to rulec.yaml"));
  }
}

void lint_style(const LintInput& input, diag::Emitter& emitter) {
  lint_descriptions(input, emitter);
  lint_double_negations(input, emitter);
  lint_names(input, emitter);
  lint_owners(input, emitter);
}

}  // namespace rulec::tooling

#include "tooling/lint/entry_facts.h"

#include <set>
#include <utility>

namespace rulec::tooling {
namespace {

class Silence final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic /*finding*/) override {}
};

}  // namespace

EntryFactsTable::EntryFactsTable(const Build& build) {
  for (const compiler::CheckedEntryPoint& entry : build.model->entry_points) {
    facts_[entry.name].settings = entry.settings;
  }
  for (const compiler::EntryPointSettings& settings : build.settings.entry_points) {
    facts_[settings.name].settings = &settings;
  }
  // Each target once: many rules write the same.
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const parser::RuleNode& rule : build.ast.rules) {
    for (const parser::ActionNode& action : rule.actions) {
      const parser::ActionArgument* target = action.find("target");
      target = target == nullptr ? action.find("store_result_in") : target;
      if (target == nullptr || !target->value->literal.is_string()) {
        continue;
      }
      std::string_view path = target->value->literal.as_string();
      for (const parser::TextAt& entry : rule.entry_points) {
        if (seen.emplace(entry.text, path).second) {
          facts_[entry.text].written.add(compiler::segments_of(path));
        }
      }
    }
  }
  for (auto& [name, facts] : facts_) {
    facts.settings = facts.settings == nullptr ? &undeclared_ : facts.settings;
  }
}

EntryFacts& EntryFactsTable::at(std::string_view entry_point) {
  EntryFacts& facts = facts_[entry_point];
  facts.settings = facts.settings == nullptr ? &undeclared_ : facts.settings;
  return facts;
}

void tell_types(const parser::Expr& root, const compiler::Input& rules,
                const parser::Definition& definition, EntryFacts& entry_point,
                const compiler::TypeChecker::OnType& on_type) {
  Silence silence;
  compiler::RuleReport report(rules, silence, definition);
  compiler::FieldUses uses;
  compiler::MadeFindings made;
  compiler::TypeContext context{
      .entry_point = *entry_point.settings, .written = entry_point.written, .uses = uses};
  compiler::TypeChecker(report, context, entry_point.types, made).check_values(root, on_type);
}

}  // namespace rulec::tooling

#include "compiler/check/field_uses.h"

#include <algorithm>

namespace rulec::compiler {

void FieldUses::add(std::string field, value::TypeSet type, const parser::Definition& definition,
                    parser::NodeId node) {
  uses_[std::move(field)].push_back({.type = type, .definition = definition, .node = node});
}

void FieldUses::append(FieldUses&& later) {
  for (auto& [field, uses] : later.uses_) {
    std::vector<Use>& all = uses_[field];
    all.insert(all.end(), uses.begin(), uses.end());
  }
  later.uses_.clear();
}

void FieldUses::report(const Input& input, diag::Emitter& emitter) const {
  for (const auto& [field, uses] : uses_) {
    // Counted once: a field may be used in every rule of a large ruleset.
    std::map<value::TypeSet, std::size_t> counts;
    for (const Use& use : uses) {
      ++counts[use.type];
    }
    auto count = [&counts](value::TypeSet type) { return counts.at(type); };
    // Of types that are equally frequent the one that comes first.
    const Use* usual = &uses.front();
    for (const Use& use : uses) {
      usual = count(use.type) > count(usual->type) ? &use : usual;
    }
    auto other =
        std::ranges::find_if(uses, [&](const Use& use) { return use.type != usual->type; });
    if (other == uses.end()) {
      continue;
    }
    RuleReport report(input, emitter, other->definition);
    auto finding = diag::make(diag::Code::kMixedTypes, report.span(other->node),
                              "used as " + value::type_words(other->type),
                              {{"field", field},
                               {"here", value::type_words(other->type)},
                               {"there", value::type_words(usual->type)}});
    finding.label(report.span(usual->node), "used as " + value::type_words(usual->type));
    finding.more_places = static_cast<std::uint32_t>(uses.size() - count(usual->type) - 1);
    finding.help("a context schema of the entry point says which it is, and finds all such slips");
    report.emit(std::move(finding), other->node);
  }
}

}  // namespace rulec::compiler

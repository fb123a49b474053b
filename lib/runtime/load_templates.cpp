#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {

Status load_templates(LoadedRuleset& ruleset) {
  ruleset.templates.reserve(ruleset.program.templates.size());
  for (const bytecode::Template& row : ruleset.program.templates) {
    ruleset.templates.push_back({.row = &row, .language = ruleset.text(row.language)});
  }
  ruleset.filters.reserve(ruleset.program.filters.size());
  for (const bytecode::TemplateFilter& row : ruleset.program.filters) {
    LoadedFilter filter{.kind = row.kind, .argument = Value::null()};
    if (row.argument.is_valid()) {
      filter.argument = ruleset.constants[row.argument.index()];
    }
    ruleset.filters.push_back(filter);
  }
  return {};
}

}  // namespace rulec::runtime

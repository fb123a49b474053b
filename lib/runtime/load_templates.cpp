#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using bytecode::FilterKind;

Status load_filter(LoadedFilter& filter) {
  bool is_format = true;
  if (filter.kind == FilterKind::kNumber || filter.kind == FilterKind::kCurrency) {
    auto format = value::number_format_of(filter.argument);
    is_format = format.has_value();
    filter.number = format.value_or(value::NumberFormat());
  } else if (filter.kind == FilterKind::kDate) {
    auto format = value::date_format_of(filter.argument);
    is_format = format.has_value();
    filter.date = format.value_or(value::DateFormat());
  }
  return is_format
             ? Status()
             : fail(ErrorCode::kBadArtifact,
                    "section `templates` is damaged: the argument of a filter is no format", 5015);
}

}  // namespace

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
    RULEC_TRY_STATUS(load_filter(filter));
    ruleset.filters.push_back(filter);
  }
  return {};
}

}  // namespace rulec::runtime

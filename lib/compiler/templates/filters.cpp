// Names and arguments of filters.
#include <array>

#include "compiler/check/report.h"
#include "compiler/templates/formats.h"
#include "compiler/templates/skeleton.h"
#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

using bytecode::FilterKind;
using diag::Code;

struct FilterRow {
  std::string_view name;
  FilterKind kind;
  std::string_view argument;  // what it expects; "" for nothing
};
constexpr std::array<FilterRow, 6> kFilters = {{
    {"upper", FilterKind::kUpper, ""},
    {"lower", FilterKind::kLower, ""},
    {"default", FilterKind::kDefault,
     "it takes a value to show when there is none, as in `default(\"-\")`"},
    {"date", FilterKind::kDate, "it takes a pattern, as in `date(\"yyyy-MM-dd\")`"},
    {"number", FilterKind::kNumber, "it takes a pattern, as in `number(\"#,##0.00\")`"},
    {"currency", FilterKind::kCurrency, "it takes a currency, as in `currency(\"EUR\")`"},
}};

const FilterRow* find_row(const parser::TemplateFilterNode& filter, RuleReport& report) {
  std::vector<std::string> names;
  for (const FilterRow& row : kFilters) {
    if (row.name == filter.name.text) {
      return &row;
    }
    names.emplace_back(row.name);
  }
  std::string name(filter.name.text);
  Span span = report.span(filter.name.node);
  auto finding = diag::make(Code::kUnknownFilter, span, "no such filter", {{"filter", name}});
  add_suggestions(finding, diag::suggest(name, std::span<const std::string>(names)), span);
  finding.help("the filters are " + listed(names));
  report.emit(std::move(finding), filter.name.node);
  return nullptr;
}

void refuse(const parser::TemplateFilterNode& filter, std::string expected,
            const std::vector<std::string>& suggestions, RuleReport& report) {
  parser::NodeId at = filter.has_argument ? filter.argument_node : filter.name.node;
  Span span = report.span(at);
  std::string value = filter.has_argument ? std::string(report.input().sources.text(span)) : "()";
  auto finding = diag::make(Code::kBadFilterArgument, span, "here",
                            {{"filter", std::string(filter.name.text)},
                             {"value", std::move(value)},
                             {"expected", std::move(expected)}});
  if (!suggestions.empty()) {
    finding.help(diag::did_you_mean(suggestions));
  }
  report.emit(std::move(finding), at);
}

// As the runtime takes it.
Format argument_of(const parser::TemplateFilterNode& filter, FilterKind kind,
                   std::string_view language, Arena& arena) {
  bool has_pattern =
      kind == FilterKind::kDate || kind == FilterKind::kNumber || kind == FilterKind::kCurrency;
  if (!has_pattern) {
    return filter.argument;
  }
  if (!filter.argument.is_string()) {
    return std::unexpected(FormatFault{.expected = "it takes a text", .suggestions = {}});
  }
  std::string_view text = filter.argument.as_string();
  if (kind == FilterKind::kDate) {
    return date_format(text, language, arena);
  }
  return kind == FilterKind::kNumber ? number_format(text, arena)
                                     : currency_format(text, language, arena);
}

}  // namespace

std::vector<SkeletonFilter> check_filters(const parser::TemplatePiece& hole,
                                          std::string_view language, Arena& arena,
                                          RuleReport& report) {
  std::vector<SkeletonFilter> filters;
  for (const parser::TemplateFilterNode& filter : hole.filters) {
    const FilterRow* row = find_row(filter, report);
    if (row == nullptr) {
      continue;
    }
    if (filter.has_argument != !row->argument.empty()) {
      refuse(filter, row->argument.empty() ? "it takes none" : std::string(row->argument), {},
             report);
      continue;
    }
    Format argument = argument_of(filter, row->kind, language, arena);
    if (argument) {
      filters.push_back(
          {.kind = row->kind, .has_argument = filter.has_argument, .argument = *argument});
    } else {
      refuse(filter, argument.error().expected, argument.error().suggestions, report);
    }
  }
  return filters;
}

}  // namespace rulec::compiler

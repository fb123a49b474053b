#include "compiler/check/rule_names.h"

#include <algorithm>

#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

using diag::Code;

void report_undeclared(const parser::TextAt& name, const EntryPointsByName& declared,
                       RuleReport& report) {
  Span text = report.text_span(name.node);
  auto finding = diag::make(Code::kUnknownEntryPoint, text, "not declared",
                            {{"entry_point", std::string(name.text)}});
  std::vector<std::string> names;
  for (const auto& [known, settings] : declared) {
    names.emplace_back(known);
  }
  if (!declared.empty() && declared.begin()->second->span.source.is_valid()) {
    finding.label(declared.begin()->second->span, "declared are " + listed(names));
  }
  report.suggest(finding, diag::suggest(name.text, std::span<const std::string>(names)), name.node);
  report.emit(std::move(finding), name.node);
}

// A name of another form is the schema's business.
bool has_form_of_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

}  // namespace

std::vector<const EntryPointSettings*> check_entry_points(const EntryPointsByName& declared,
                                                          std::span<const parser::TextAt> names,
                                                          RuleReport& report) {
  std::vector<const EntryPointSettings*> found;
  for (const parser::TextAt& name : names) {
    auto entry = declared.find(name.text);
    if (entry != declared.end()) {
      found.push_back(entry->second);
    } else if (report.input().settings.has_declared_entry_points && has_form_of_name(name.text)) {
      report_undeclared(name, declared, report);
    }
  }
  return found;
}

void report_duplicate(const parser::RuleNode& first, const parser::RuleNode& second,
                      RuleReport& report) {
  parser::NodeId id = second.id.node;
  report.emit(diag::make(Code::kDuplicateRule, report.text_span(id), "the second one",
                         {{"id", std::string(first.id.text)}})
                  .label(report.text_span(first.id.node), "the first one"),
              id);
}

void report_duplicate_scorecard(std::string_view what, const parser::TextAt& first,
                                const parser::TextAt& second, RuleReport& report) {
  report.emit(diag::make(Code::kDuplicateScorecard, report.text_span(second.node), "the second one",
                         {{"what", std::string(what)}, {"name", std::string(second.text)}})
                  .label(report.text_span(first.node), "the first one"),
              second.node);
}

}  // namespace rulec::compiler

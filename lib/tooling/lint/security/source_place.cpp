#include "tooling/lint/security/source_place.h"

#include <algorithm>

#include "parser/parser.h"

namespace rulec::tooling {

SourcePlaces::SourcePlaces(const Build& build) : build_(build) {
  for (const parser::RuleNode& rule : build.ast.rules) {
    add(&rule, rule.node);
  }
  for (const parser::ScorecardNode& scorecard : build.ast.scorecards) {
    add(&scorecard, scorecard.node);
  }
  for (const parser::TemplateNode& shown : build.ast.templates) {
    add(&shown, shown.node);
  }
  for (auto& [source, ranges] : ranges_) {
    std::ranges::sort(ranges, {}, &Range::begin);
  }
}

void SourcePlaces::add(const parser::Definition& definition, parser::NodeId node) {
  Span span = build_.ast.span(node);
  if (span.source.is_valid()) {
    ranges_[span.source].push_back(
        {.begin = span.begin, .end = span.end, .definition = definition, .node = node});
  }
}

diag::Place SourcePlaces::at(Span span) const {
  auto of_source = ranges_.find(span.source);
  if (of_source == ranges_.end()) {
    return {};
  }
  const std::vector<Range>& ranges = of_source->second;
  auto behind = std::ranges::upper_bound(ranges, span.begin, {}, &Range::begin);
  if (behind == ranges.begin() || std::prev(behind)->end < span.end) {
    return {};
  }
  const Range& range = *std::prev(behind);
  return parser::place_of(build_.ast, build_.documents, range.definition, range.node);
}

}  // namespace rulec::tooling

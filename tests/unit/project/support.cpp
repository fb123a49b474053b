#include "support.h"

namespace rulec::testing {

std::vector<std::string> lines(diag::Collector& collector, const SourceMap& sources) {
  std::vector<std::string> all;
  for (const diag::Diagnostic& finding : collector.take_sorted()) {
    std::string line = diag::code_text(finding.code) + " ";
    if (finding.has_primary) {
      Span span = finding.primary.span;
      LineColumn place = sources.at(span.source).line_column(span.begin);
      line += std::to_string(place.line) + ":" + std::to_string(place.column) + " ";
    }
    line += diag::message_of(finding);
    if (finding.has_primary) {
      line += " | " + std::string(sources.text(finding.primary.span));
    }
    for (const std::string& note : finding.notes) {
      line += " | " + note;
    }
    all.push_back(line);
  }
  return all;
}

}  // namespace rulec::testing

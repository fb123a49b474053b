#include "analysed.h"

#include <algorithm>

namespace rulec::tooling::testing {
namespace {

constexpr std::int64_t kNowMs = 1'772'355'600'000;

}  // namespace

std::vector<std::string> Analysed::lines() const {
  std::vector<std::string> made;
  for (const diag::Diagnostic& finding : findings) {
    std::string line = diag::code_text(finding.code);
    if (finding.has_primary) {
      const Source& source = analysis.build->sources.at(finding.primary.span.source);
      line += " " + source.name() + ":" +
              std::to_string(source.line_column(finding.primary.span.begin).line);
    }
    made.push_back(std::move(line));
  }
  return made;
}

void analyse_in_memory(Analysed& made, const Files& files, const AnalysisOptions& options) {
  for (const auto& [path, bytes] : files) {
    made.files.add_file(path, bytes);
  }
  AnalysisOptions all = options;
  all.now_ms = kNowMs;
  if (!all.selection) {
    all.selection = [](const Build&) { return [](diag::Code) { return true; }; };
  }
  made.analysis = analyse(made.files, all, made.collector);
  made.findings = made.collector.take_sorted();
}

Files fixed(const Analysed& made, const Files& files, diag::Code code) {
  Files changed = files;
  for (auto& [path, bytes] : changed) {
    std::vector<diag::Edit> edits;
    for (const diag::Diagnostic& finding : made.findings) {
      bool is_meant = finding.code == code && !finding.fixes.empty();
      for (const diag::Edit& edit : is_meant ? finding.fixes[0].edits : std::vector<diag::Edit>()) {
        if (made.analysis.build->sources.at(edit.span.source).name() == path) {
          edits.push_back(edit);
        }
      }
    }
    std::ranges::sort(edits, std::greater(),
                      [](const diag::Edit& edit) { return edit.span.begin; });
    for (const diag::Edit& edit : edits) {
      bytes.replace(edit.span.begin, edit.span.length(), edit.new_text);
    }
  }
  return changed;
}

}  // namespace rulec::tooling::testing

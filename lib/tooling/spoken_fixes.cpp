#include "tooling/spoken_fixes.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace rulec::tooling {
namespace {

constexpr int kFirstOfChecks = 2000;

bool is_text_file(std::string_view path) {
  return path.ends_with(".eff") || path.ends_with(".effx");
}

}  // namespace

void SpokenFixes::emit(diag::Diagnostic finding) {
  if (static_cast<int>(finding.code) >= kFirstOfChecks) {
    auto is_in_text = [this](const diag::Edit& edit) {
      return edit.span.source.is_valid() && is_text_file(sources_.at(edit.span.source).name());
    };
    auto texts = std::ranges::stable_partition(finding.fixes, [&](const diag::Fix& fix) {
      return std::ranges::none_of(fix.edits, is_in_text);
    });
    for (diag::Fix& fix : texts) {
      finding.helps.push_back(std::move(fix.title));
    }
    finding.fixes.erase(texts.begin(), texts.end());
  }
  next_.emit(std::move(finding));
}

}  // namespace rulec::tooling

#include "tooling/spoken_fixes.h"

#include <utility>
#include <vector>

namespace rulec::tooling {
namespace {

constexpr int kFirstOfChecks = 2000;

}  // namespace

void SpokenFixes::emit(diag::Diagnostic finding) {
  if (static_cast<int>(finding.code) >= kFirstOfChecks) {
    std::vector<diag::Fix> kept;
    for (diag::Fix& fix : finding.fixes) {
      if (spelling_.concerns_text(fix)) {
        auto edits = spelling_.spelled(fix.edits);
        if (!edits) {
          finding.helps.push_back(std::move(fix.title));
          continue;
        }
        fix.edits = std::move(*edits);
      }
      kept.push_back(std::move(fix));
    }
    finding.fixes = std::move(kept);
  }
  next_.emit(std::move(finding));
}

}  // namespace rulec::tooling

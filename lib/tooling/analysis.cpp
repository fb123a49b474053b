#include "tooling/analysis.h"

#include "tooling/lint/lint.h"
#include "tooling/spoken_fixes.h"

namespace rulec::tooling {

Analysis analyse(FileSystem& files, const AnalysisOptions& options, diag::Emitter& emitter) {
  Analysis analysis;
  analysis.build = build(files, options.build, options.last, emitter);
  analysis.suite = collect_tests(files, *analysis.build, emitter);
  if (analysis.build->model != nullptr) {
    SpokenFixes spoken(files, *analysis.build, options.build.max_source_bytes, emitter);
    auto find_lints = options.lints ? options.lints : lint;
    find_lints(
        {.files = files,
         .build = *analysis.build,
         .suite = *analysis.suite,
         .now_ms = options.now_ms,
         .is_wanted = options.selection ? options.selection(*analysis.build) : is_on_by_default},
        spoken);
  }
  return analysis;
}

}  // namespace rulec::tooling

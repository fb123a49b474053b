#include "tooling/analysis.h"

#include "tooling/lint/lint.h"

namespace rulec::tooling {

Analysis analyse(FileSystem& files, const AnalysisOptions& options, diag::Emitter& emitter) {
  Analysis analysis;
  analysis.build = build(files, options.build, options.last, emitter);
  analysis.build_sources = analysis.build->sources.size();
  diag::CountingEmitter of_tests(emitter);
  analysis.suite = collect_tests(files, *analysis.build, of_tests);
  analysis.test_errors = of_tests.error_count();
  analysis.tested_sources = analysis.build->sources.size();
  if (analysis.build->model != nullptr) {
    lint({.files = files,
          .build = *analysis.build,
          .suite = *analysis.suite,
          .now_ms = options.now_ms,
          .is_wanted = options.selection ? options.selection(*analysis.build) : is_on_by_default},
         emitter);
  }
  return analysis;
}

}  // namespace rulec::tooling

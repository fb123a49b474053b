// Fuzz target: any bytes as a file of `rulec import --from scorecard` give findings or scorecards,
// and what is written has no error for the compiler.
#include <cstdint>
#include <deque>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "diag/render.h"
#include "memory_file_system.h"
#include "tooling/build.h"
#include "tooling/import/scorecards.h"

namespace {

using namespace rulec;

void check_compiles(const std::string& scorecard) {
  testing::MemoryFileSystem files;
  files.add_file("/project/rules/a.scorecard.json", scorecard);
  diag::Collector findings;
  tooling::BuildOptions options{.max_source_bytes = kHardMaxSourceBytes};
  auto build = tooling::build(files, options, tooling::Phase::kEmit, findings);
  RULEC_CHECK(!findings.has_errors());
  RULEC_CHECK(build->program.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceMap sources;
  SourceId id = sources.add("rules.json", std::string(reinterpret_cast<const char*>(data), size));
  std::deque<json::Document> documents;
  diag::Collector findings;
  if (tooling::imports::read_file(sources, id, kMaxSourceBytes, documents, findings)) {
    auto done = tooling::imports::import_scorecards(sources, documents, "", findings);
    for (const tooling::imports::Scorecard& scorecard : done.scorecards) {
      check_compiles(scorecard.json);
    }
    RULEC_CHECK(done.is_of_format || done.scorecards.empty());
  } else {
    RULEC_CHECK(findings.has_errors());
  }
  for (const diag::Diagnostic& finding : findings.take_sorted()) {
    RULEC_CHECK(!diag::render_full(finding, sources, {}).empty());
  }
  return 0;
}

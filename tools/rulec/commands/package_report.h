// What `rulec package` answers: a package that was written, or tests that stand in its way.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "package/artifact.h"
#include "report.h"
#include "tooling/test/test.h"
#include "trust/statement.h"

namespace rulec::app::package_command {

// The package as it was read back.
struct Packed {
  std::string path;
  std::size_t bytes = 0;
  std::string digest;  // of the bundle
  package::Artifact artifact;
  std::size_t components = 0;  // of the bill of materials
  trust::Provenance provenance;
  std::vector<std::string> environments;  // of the release
  std::string key_id;                     // "" when nothing is signed
  std::string new_key;                    // path of a key that was made
};

[[nodiscard]] std::string packed_text(const Packed& packed);

struct Answer {
  ExitCode exit_code = ExitCode::kOk;
  const Findings& findings;
  const Scope& scope;
  const SourceMap& sources;
  const tooling::Run* tests = nullptr;  // null when none ran
  const Packed* packed = nullptr;       // null when there is no package
};

// rulec.package/1.
[[nodiscard]] std::string answer_document(const Answer& answer);
// Transcripts of the failed cases, and the closing line.
[[nodiscard]] std::string failed_tests_text(const tooling::Run& run, const SourceMap& sources,
                                            std::int64_t elapsed_ms);

}  // namespace rulec::app::package_command

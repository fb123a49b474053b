// What `rulec fmt` says: the text summary and the document rulec.fmt/1.
#pragma once

#include <string>
#include <vector>

#include "changed_paths.h"
#include "commands/fmt_command.h"
#include "report.h"
#include "tooling/format/format_files.h"

namespace rulec::app::fmt_command {

struct Report {
  const std::vector<tooling::FormatResult>& results;
  const Findings& findings;
  const SourceMap& sources;
  const Options& options;
  GitNames git_names;
  std::size_t unread = 0;  // files that have no result
  std::int64_t elapsed_ms = 0;
};

// Whether some file is not as it should be.
[[nodiscard]] bool has_changes(const std::vector<tooling::FormatResult>& results);

// "would reformat: rules/a.rule.json", a line each.
[[nodiscard]] std::string list_of_changes(const Report& report);
// "2 files reformatted, 12 left as they are".
[[nodiscard]] std::string summary_of(const Report& report);
// A patch of all changes; a file that gets another spelling is shown as removed and added.
[[nodiscard]] std::string patch_of(const Report& report);
[[nodiscard]] std::string document_of(const Report& report, ExitCode code);

}  // namespace rulec::app::fmt_command

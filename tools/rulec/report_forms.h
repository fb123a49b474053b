// The forms of output: which there are, which command has which, and the files that `--report` asks
// for. One table for `--format` and `--report`, so that a name means the same in both.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "failure.h"

namespace rulec::app {

enum class Format : std::uint8_t {
  kFull,
  kConcise,
  kGrouped,
  kNarrate,
  kJson,
  kJsonl,
  kSarif,
  kJunit,
  kGithub,
  kGitlab,
  kCheckstyle,
  kRdjson,
  kRdjsonl,
  kTap,
  kLcov,
  kCobertura,
  kHtml
};

[[nodiscard]] std::optional<Format> find_format(std::string_view name);
[[nodiscard]] std::string_view name_of(Format format);
// Full, concise, grouped, narrate: for people, and had by every command.
[[nodiscard]] bool is_text_form(Format format);
// Whether the command can answer in this form (`--format`), or write it into a file (`--report`).
[[nodiscard]] bool answers_in(std::string_view command, Format format);
[[nodiscard]] bool reports_in(std::string_view command, Format format);
// What one of them may be written into, in the order of the table.
[[nodiscard]] std::vector<std::string_view> answer_forms(std::string_view command);
[[nodiscard]] std::vector<std::string_view> report_forms(std::string_view command);

struct ReportFile {
  Format format = Format::kJson;
  std::string path;
};
// The values of `--report`, "FORMAT=FILE" each. RC0004: a form that the command has not, no file,
// `-` (stdout has the answer already), the same file twice.
[[nodiscard]] Outcome<std::vector<ReportFile>> report_files(const std::vector<std::string>& values,
                                                            std::string_view command);

}  // namespace rulec::app

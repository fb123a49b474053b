// `rulec lint --show-settings`: which lints are reported, how much is made of each, and which line,
// flag or default says so.
#pragma once

#include <string>
#include <vector>

#include "commands/lint_command.h"
#include "report.h"
#include "tooling/build.h"

namespace rulec::app::lint_command {

// One row of the answer: a setting, or a lint with its severity or "off".
struct SettingRow {
  std::string key;
  std::string json;    // the value
  std::string origin;  // "rulec.yaml:12", "flag --select", "default"
};

struct ShownSettings {
  std::vector<SettingRow> settings;
  std::vector<SettingRow> lints;  // by code: "RC3004 shadowed-rule"
};

[[nodiscard]] ShownSettings shown_settings(const Options& options, const LintSelection& selection,
                                           const tooling::Build& build);
[[nodiscard]] std::string settings_text(const ShownSettings& shown);
// The document rulec.lint/1 with `settings` and `lints`.
[[nodiscard]] std::string settings_document(const ShownSettings& shown);

}  // namespace rulec::app::lint_command

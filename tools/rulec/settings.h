// Common: what every command is told beside its own options, and the tool's own settings with where
// each came from. Precedence has this one implementation: flag, RULEC_ variable, the user's
// config.yaml, the system's, default. (Settings of rulec.yaml belong to lib/project.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "env.h"
#include "failure.h"
#include "parse.h"
#include "report_forms.h"

namespace rulec::app {

struct ToolSetting {
  std::string key;     // "color"
  std::string value;   // as text
  std::string origin;  // "flag --color", "RULEC_COLOR", "/etc/rulec/config.yaml:3", "default"
};

struct Common {
  std::string command;  // "lint"
  Format format = Format::kFull;
  bool adds_github = false;  // inside of GitHub Actions, and nobody chose a form
  bool out_has_color = false;
  bool err_has_color = false;
  std::size_t quiet = 0;
  std::size_t verbose = 0;
  std::size_t max_source_bytes = 0;
  bool may_ask = true;      // questions to a person; less --no-input
  std::string trust;        // path of a trust file or its folder, "" for the usual places
  std::string environment;  // "" for any
  std::vector<ToolSetting> settings;
  std::vector<std::string> user_files;  // that were looked for, in order

  [[nodiscard]] bool is_json() const { return format == Format::kJson; }
};

[[nodiscard]] Outcome<Common> common_of(const Invocation& invocation, Env& env);

enum class Stream : std::uint8_t { kOut, kErr };
// cli.md section 12; `wanted` is the value of the setting `color`.
[[nodiscard]] bool wants_color(std::string_view wanted, const Env& env, Stream stream);

// The user's configuration files for this environment, most specific first.
[[nodiscard]] std::vector<std::string> user_config_paths(const Variables& variables);

}  // namespace rulec::app

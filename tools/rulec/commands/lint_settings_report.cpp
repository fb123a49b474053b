#include "commands/lint_settings_report.h"

#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "output.h"
#include "project_settings.h"
#include "tooling/analysis.h"
#include "tooling/lint/lint.h"
#include "tooling/lint/lint_settings.h"

namespace rulec::app::lint_command {
namespace {

using diag::Severity;
using Setting = project::Config::Setting;

constexpr std::string_view kDefault = "default";
constexpr std::size_t kMaxColumn = 60;

const Setting* find(const project::Config& config, std::string_view key) {
  auto found = std::ranges::find(config.settings, key, &Setting::key);
  return found == config.settings.end() ? nullptr : &*found;
}

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string list_json(const std::vector<std::string>& texts) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const std::string& item : texts) {
    json.string(item);
  }
  json.end_array();
  return text;
}

std::string origin_of(const project::Config& config, std::string_view key, bool has_flag,
                      std::string_view flag) {
  if (has_flag) {
    return "flag " + std::string(flag);
  }
  const Setting* setting = find(config, key);
  return setting == nullptr ? std::string(kDefault) : setting->origin;
}

class Shown {
 public:
  Shown(const Options& options, const LintSelection& selection, const tooling::Build& build)
      : options_(options),
        selection_(selection),
        build_(build),
        config_(build.project.config),
        severities_(tooling::severities_of(config_)) {
    for (const Setting& setting : config_.settings) {
      if (setting.key.starts_with(tooling::kSeverityPrefix)) {
        const diag::CatalogueRow* row =
            diag::find_row(std::string_view(setting.key).substr(tooling::kSeverityPrefix.size()));
        if (row != nullptr) {
          severity_origins_[row->code] = setting.origin;
        }
      }
    }
  }

  ShownSettings run() {
    ShownSettings shown;
    select_origin_ = origin_of(config_, "lint.select", !options_.selected.empty(), "--select");
    ignore_origin_ = origin_of(config_, "lint.ignore", !options_.ignored.empty(), "--ignore");
    shown.settings = {
        {"lint.select", list_json(selection_.selected), select_origin_},
        {"lint.ignore", list_json(selection_.ignored), ignore_origin_},
        {"lint.fail_level", quoted(tooling::severity_name(options_.fail_level)),
         options_.has_fail_level ? "flag --fail-level" : std::string(kDefault)},
        {"lint.max_warnings", max_warnings(),
         origin_of(config_, "lint.max_warnings", options_.max_warnings.has_value(),
                   "--max-warnings")},
        {"lint.baseline", quoted(tooling::baseline_path_of(build_, options_.baseline)),
         origin_of(config_, "lint.baseline", !options_.baseline.empty(), "--baseline")},
    };
    for (const diag::CatalogueRow& row : diag::catalogue()) {
      bool can_change = row.severity == Severity::Warning || row.severity == Severity::Hint ||
                        tooling::is_lint(row.code);
      if (can_change) {
        shown.lints.push_back(lint_row(row));
      }
    }
    return shown;
  }

 private:
  [[nodiscard]] std::string max_warnings() const {
    auto most = options_.max_warnings ? options_.max_warnings
                                      : configured_number(config_, "lint.max_warnings");
    return most ? std::to_string(*most) : "null";
  }

  [[nodiscard]] SettingRow lint_row(const diag::CatalogueRow& row) const {
    SettingRow shown{
        .key = diag::code_text(row.code) + " " + std::string(row.name), .json = {}, .origin = {}};
    auto own = severities_.find(row.code);
    Severity severity = own == severities_.end() ? row.severity : own->second;
    bool is_on = severity == Severity::Error || is_wanted(selection_, row.code);
    shown.json = quoted(is_on ? tooling::severity_name(severity) : "off");
    if (is_on && own != severities_.end()) {
      shown.origin = severity_origins_.at(row.code);
    } else if (is_on) {
      shown.origin = tooling::is_on_by_default(row.code) ? std::string(kDefault) : select_origin_;
    } else {
      LintSelection without{.selected = selection_.selected, .ignored = {}};
      shown.origin = is_wanted(without, row.code) ? ignore_origin_ : select_origin_;
    }
    return shown;
  }

  const Options& options_;
  const LintSelection& selection_;
  const tooling::Build& build_;
  const project::Config& config_;
  std::map<diag::Code, Severity> severities_;
  std::map<diag::Code, std::string> severity_origins_;
  std::string select_origin_;
  std::string ignore_origin_;
};

std::string lines_of(const std::vector<SettingRow>& rows) {
  std::size_t width = 0;
  for (const SettingRow& row : rows) {
    width = std::max(width, std::min(row.key.size() + 3 + row.json.size(), kMaxColumn));
  }
  std::string text;
  for (const SettingRow& row : rows) {
    std::string line = row.key + " = " + row.json;
    line.append(line.size() < width ? width - line.size() : 0, ' ');
    text += line + "   " + row.origin + "\n";
  }
  return text;
}

void write_rows(JsonWriter& json, std::string_view name, const std::vector<SettingRow>& rows,
                std::string_view key) {
  json.key(name);
  json.begin_array();
  for (const SettingRow& row : rows) {
    json.begin_object();
    json.member(key, row.key);
    json.key("value");
    json.raw(row.json);
    json.member("origin", row.origin);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

ShownSettings shown_settings(const Options& options, const LintSelection& selection,
                             const tooling::Build& build) {
  return Shown(options, selection, build).run();
}

std::string settings_text(const ShownSettings& shown) {
  return lines_of(shown.settings) + "\n" + lines_of(shown.lints);
}

std::string settings_document(const ShownSettings& shown) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.lint/1", "lint", ExitCode::kOk);
  write_rows(json, "settings", shown.settings, "key");
  write_rows(json, "lints", shown.lints, "lint");
  json.end_object();
  return text;
}

}  // namespace rulec::app::lint_command

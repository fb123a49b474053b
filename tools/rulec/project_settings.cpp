#include "project_settings.h"

#include <algorithm>

#include "argument_scan.h"
#include "diag/suggest.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/lint/lint_settings.h"

namespace rulec::app {
namespace {

const project::Config::Setting* find_setting(const project::Config& config, std::string_view key) {
  auto found = std::ranges::find(config.settings, key, &project::Config::Setting::key);
  return found == config.settings.end() || found->origin == "default" ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) {
    line.append(line.empty() ? "" : ", ").append(text);
  }
  return line;
}

}  // namespace

std::optional<std::size_t> configured_number(const project::Config& config, std::string_view key) {
  const project::Config::Setting* setting = find_setting(config, key);
  return setting == nullptr ? std::nullopt : parse_whole_number(setting->json, 0, INT64_MAX);
}

std::optional<double> configured_percent(const project::Config& config, std::string_view key) {
  const project::Config::Setting* setting = find_setting(config, key);
  if (setting == nullptr) {
    return std::nullopt;
  }
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!json::read_value(setting->json, json::ValueLimits(), arena, scratch, value, fault)) {
    return std::nullopt;
  }
  if (value.is_integer()) {
    return static_cast<double>(value.as_integer());
  }
  return value.is_double() ? std::optional(value.as_double()) : std::nullopt;
}

std::vector<std::string> configured_list(const project::Config& config, std::string_view key) {
  std::vector<std::string> texts;
  const project::Config::Setting* setting = find_setting(config, key);
  if (setting == nullptr) {
    return texts;
  }
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (json::read_value(setting->json, json::ValueLimits(), arena, scratch, value, fault) &&
      value.is_list()) {
    for (const Value& item : value.as_list()) {
      if (item.is_string()) {
        texts.emplace_back(item.as_string());
      }
    }
  }
  return texts;
}

Outcome<void> check_severities(const project::Config& config) {
  for (const project::Config::Setting& setting : config.settings) {
    if (!setting.key.starts_with(tooling::kSeverityPrefix)) {
      continue;
    }
    std::string name = setting.key.substr(tooling::kSeverityPrefix.size());
    const diag::CatalogueRow* row = diag::find_row(name);
    bool is_lowered =
        row != nullptr && !tooling::has_free_severity(row->code) && setting.json != "\"error\"";
    if (row != nullptr && !is_lowered) {
      continue;
    }
    Failure wrong =
        failure(diag::Code::kBadFlagValue,
                {{"value", name},
                 {"flag", "lint.severity (" + setting.origin + ")"},
                 {"expected", is_lowered ? "it is an error, whatever a project makes of it"
                                         : "expected a code such as RC3004, or its name"}});
    if (!is_lowered) {
      std::vector<std::string> candidates;
      for (const diag::CatalogueRow& known : diag::catalogue()) {
        candidates.emplace_back(known.name);
        candidates.push_back(diag::code_text(known.code));
      }
      wrong.suggestions = diag::suggest(name, candidates);
    }
    return refuse(std::move(wrong));
  }
  return {};
}

Outcome<LintSelection> effective_selection(const project::Config& config,
                                           const std::vector<std::string>& selected,
                                           const std::vector<std::string>& ignored) {
  if (Outcome<void> checked = check_severities(config); !checked) {
    return refuse(std::move(checked.error()));
  }
  return lint_selection(selected.empty() ? configured_list(config, "lint.select") : selected,
                        ignored.empty() ? configured_list(config, "lint.ignore") : ignored);
}

void require_files(const tooling::Build& build, const std::vector<std::string>& paths,
                   diag::Collector& collector) {
  bool is_empty = build.rule_files.empty() && build.test_files.empty();
  if (is_empty && !collector.has_errors()) {
    const std::vector<std::string>& places =
        paths.empty() ? build.project.config.rule_globs : paths;
    collector.emit(diag::make(diag::Code::kNoFileMatched,
                              {{"places", places.empty() ? std::string(".") : joined(places)}}));
  }
}

}  // namespace rulec::app

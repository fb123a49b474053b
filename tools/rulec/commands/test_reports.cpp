#include "commands/test_reports.h"

#include <algorithm>
#include <array>
#include <utility>

#include "command_table.h"
#include "coverage_minimums.h"
#include "diag/suggest.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

constexpr std::array<std::pair<std::string_view, ReportForm>, 5> kForms = {{
    {"junit", ReportForm::kJunit},
    {"lcov", ReportForm::kLcov},
    {"cobertura", ReportForm::kCobertura},
    {"html", ReportForm::kHtml},
    {"json", ReportForm::kJson},
}};

Failure wrong_report(const std::string& value, std::string expected) {
  return failure(Code::kBadFlagValue,
                 {{"value", value}, {"flag", "--report"}, {"expected", std::move(expected)}});
}

Failure unknown_form(const std::string& value, std::string_view form, std::string_view command) {
  std::vector<std::string_view> names;
  std::ranges::transform(kForms, std::back_inserter(names),
                         [](const auto& row) { return row.first; });
  std::vector<std::string_view> formats =
      split_values(CommandTable::get().root().find_flag("--format")->values, '|');
  if (std::ranges::find(formats, form) != formats.end()) {
    Failure later =
        failure(Code::kNotBuiltYet, {{"what", "`--report " + std::string(form) + "=` of `rulec " +
                                                  std::string(command) + "`"}});
    later.more = "use instead: --report json=FILE, which carries everything";
    return later;
  }
  Failure wrong =
      wrong_report(value, "expected FORMAT=FILE with junit, lcov, cobertura, html, json");
  wrong.suggestions = diag::suggest(form, names);
  return wrong;
}

bool is_coverage_form(ReportForm form) {
  return form != ReportForm::kJunit && form != ReportForm::kJson;
}

}  // namespace

std::optional<ReportForm> report_form(std::string_view name) {
  for (const auto& [known, form] : kForms) {
    if (known == name) {
      return form;
    }
  }
  return std::nullopt;
}

Outcome<std::vector<ReportFile>> report_files(const std::vector<std::string>& values,
                                              std::string_view command) {
  std::vector<ReportFile> files;
  for (const std::string& value : values) {
    std::size_t equals = value.find('=');
    std::string_view name = std::string_view(value).substr(0, equals);
    std::optional<ReportForm> form = report_form(name);
    if (!form) {
      return refuse(unknown_form(value, name, command));
    }
    std::string path = equals == std::string::npos ? std::string() : value.substr(equals + 1);
    if (path.empty() || path == "-") {
      return refuse(wrong_report(
          value, "expected a file after `" + std::string(name) + "=`; stdout has the results"));
    }
    files.push_back({.form = *form, .path = std::move(path)});
  }
  return files;
}

Outcome<void> check_coverage_flags(const Options& options) {
  if (options.minimum && *options.minimum > 100) {
    return refuse(failure(Code::kBadFlagValue, {{"value", std::to_string(*options.minimum)},
                                                {"flag", "--min"},
                                                {"expected", "expected 0 to 100"}}));
  }
  bool has_form = !options.coverage_form.empty() && options.coverage_form != "json";
  if (has_form && options.common.is_json()) {
    const std::string& form = options.coverage_form;
    Failure both = failure(
        Code::kBadUsage, {{"problem", "`--json` and `--coverage=" + form + "` both want stdout"}});
    both.more = "use instead: --json --report " + form + "=FILE";
    return refuse(std::move(both));
  }
  if (options.shows_all_gaps && !options.shows_coverage) {
    Failure later =
        failure(Code::kNotBuiltYet, {{"what", "`--all` without `--coverage`, for equal fields,"}});
    later.more = "use instead: `rulec eval`, which prints the whole decision";
    return refuse(std::move(later));
  }
  return {};
}

bool needs_coverage(const Options& options, const std::vector<ReportFile>& files) {
  return options.shows_coverage || std::ranges::any_of(files, [](const ReportFile& file) {
           return is_coverage_form(file.form);
         });
}

std::vector<tooling::Minimum> minimums_of(const Options& options, const project::Config& config,
                                          const tooling::Coverage& coverage) {
  return options.shows_coverage ? coverage_minimums(options.minimum, config, coverage)
                                : std::vector<tooling::Minimum>();
}

std::string report_text(ReportForm form, const ReportInput& input) {
  const SourceMap& sources = input.build.sources;
  const std::string& project = input.build.project.config.name;
  switch (form) {
    case ReportForm::kJunit:
      return tooling::junit_report(input.run, sources, project);
    case ReportForm::kLcov:
      return tooling::lcov_report(*input.coverage, sources);
    case ReportForm::kCobertura:
      return tooling::cobertura_report(*input.coverage, sources, project);
    case ReportForm::kHtml:
      return tooling::html_report(*input.coverage, input.minimums, sources, project);
    case ReportForm::kJson:
      return input.document + "\n";
  }
  return "";
}

Outcome<void> write_reports(const std::vector<ReportFile>& files, const ReportInput& input,
                            Env& env) {
  for (const ReportFile& file : files) {
    if (Status written = env.files.write_file(file.path, report_text(file.form, input)); !written) {
      return refuse(write_failure(written.error()));
    }
  }
  return {};
}

}  // namespace rulec::app::test_command

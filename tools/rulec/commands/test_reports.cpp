#include "commands/test_reports.h"

#include <algorithm>

#include "coverage_minimums.h"
#include "project_settings.h"
#include "report_output.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

}  // namespace

Outcome<void> check_coverage_flags(const Options& options) {
  if (options.minimum && *options.minimum > 100) {
    return refuse(failure(Code::kBadFlagValue, {{"value", std::to_string(*options.minimum)},
                                                {"flag", "--min"},
                                                {"expected", "expected 0 to 100"}}));
  }
  const std::string& form = options.coverage_form;
  Format answer = options.common.format;
  bool has_two_answers = !form.empty() && form != name_of(answer) && !is_text_form(answer);
  if (has_two_answers) {
    std::string wanted = options.common.is_json() ? std::string("--json")
                                                  : "--format " + std::string(name_of(answer));
    Failure both =
        failure(Code::kBadUsage,
                {{"problem", "`" + wanted + "` and `--coverage=" + form + "` both want stdout"}});
    both.more = "use instead: " + wanted + " --report " + form + "=FILE";
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
           return app::needs_coverage(file.format);
         });
}

std::vector<tooling::Minimum> minimums_of(const Options& options, const project::Config& config,
                                          const tooling::Coverage& coverage,
                                          const tooling::Run& run) {
  return options.shows_coverage ? coverage_minimums(options.minimum, config, coverage, run)
                                : std::vector<tooling::Minimum>();
}

}  // namespace rulec::app::test_command

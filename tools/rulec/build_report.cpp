#include "build_report.h"

#include "output.h"
#include "report_output.h"

namespace rulec::app {

namespace {

std::string document_of(const Findings& found, const Scope& scope, const tooling::Build& build,
                        const Common& common, ExitCode exit_code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.lint/1", common.command, exit_code);
  write_findings(json, found, scope, build.sources);
  json.end_object();
  return text;
}

}  // namespace

Outcome<ExitCode> report_findings(diag::Collector& findings, const tooling::Build& build,
                                  const Common& common, Env& env,
                                  const std::vector<ReportFile>& reports) {
  Findings found = findings_of(findings, LintSelection{}, build);
  ExitCode exit_code = exit_code_of(found, build.sources, diag::Severity::Error);
  Scope scope{.files = build.sources.size(),
              .rules = build.ast.rules.size(),
              .scorecards = build.ast.scorecards.size(),
              .templates = build.ast.templates.size()};
  std::string prefix = repository_prefix(env.files, build.project.root);
  tooling::FindingsReport model = findings_report(
      found, scope, build, {.command = common.command, .exit_code = exit_code, .prefix = prefix});
  ReportContent content{
      .command = common.command,
      .project = build.project.config.name,
      .sources = build.sources,
      .prefix = std::move(prefix),
      .findings = &model,
      .document = document_of(found, scope, build, common, exit_code),
      .summary_line = findings_summary_line(found, scope, common.command, exit_code),
      .steps = {{.name = common.command, .verdict = "not run", .detail = counts_text(found)}}};
  if (Outcome<void> written = write_reports(reports, content, env); !written) {
    return refuse(std::move(written.error()));
  }
  if (!is_text_form(common.format)) {
    print_report(common.format, content, env);
  } else {
    print_error(env,
                findings_text(found, build.sources,
                              {.format = common.format,
                               .has_color = common.err_has_color,
                               .width = env.terminal.width,
                               .style = terminal_style(env, Stream::kErr, build.project.root)}));
    print_error(env, counts_text(found) + "; nothing was decided\n");
  }
  tell_github(common, content, env);
  return exit_code;
}

}  // namespace rulec::app

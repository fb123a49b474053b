#include "build_report.h"

#include "output.h"
#include "report.h"

namespace rulec::app {

ExitCode report_findings(diag::Collector& findings, const tooling::Build& build,
                         const Common& common, Env& env) {
  Findings found = findings_of(findings, LintSelection{});
  ExitCode exit_code = exit_code_of(found, build.sources, diag::Severity::Error);
  Scope scope{.files = build.sources.size(),
              .rules = build.ast.rules.size(),
              .scorecards = build.ast.scorecards.size(),
              .templates = build.ast.templates.size()};
  if (common.is_json()) {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.lint/1", common.command, exit_code);
    write_findings(json, found, scope, build.sources);
    json.end_object();
    print_document(env, text);
  } else {
    print_error(env, findings_text(found, build.sources,
                                   {.format = common.format,
                                    .has_color = common.err_has_color,
                                    .width = env.terminal.width}));
    print_error(env, counts_text(found) + "; nothing was decided\n");
  }
  return exit_code;
}

}  // namespace rulec::app

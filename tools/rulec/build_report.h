// Findings of commands whose answer is something else (a decision, test results): they stand in the
// way of it and go to stderr, or are the one document under --json.
#pragma once

#include "diag/emitter.h"
#include "env.h"
#include "report_forms.h"
#include "settings.h"
#include "tooling/build.h"

namespace rulec::app {

// Reports that were asked for (`--report`) are written with what there is: findings, no results.
[[nodiscard]] Outcome<ExitCode> report_findings(diag::Collector& findings,
                                                const tooling::Build& build, const Common& common,
                                                Env& env,
                                                const std::vector<ReportFile>& reports = {});

}  // namespace rulec::app

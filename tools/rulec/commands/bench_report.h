// The answer of `rulec bench`: the table, the comparison with a baseline, and rulec.bench/1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "report.h"
#include "tooling/bench/run_file.h"

namespace rulec::app::bench_command {

struct Answer {
  const tooling::BenchRun& run;
  const Findings& findings;  // regressions, budgets that are not kept
  const SourceMap& sources;
  std::vector<tooling::RowChange> changes;
  std::string baseline_path;  // "" without one
  const tooling::BenchRun* baseline = nullptr;
  std::vector<tooling::TimeBudget> budgets;
  std::vector<std::string> without_contexts;  // entry points that were not timed
  std::vector<std::string> remarks;           // for people
  ExitCode exit_code = ExitCode::kOk;
};

[[nodiscard]] std::string answer_text(const Answer& answer, std::uint32_t width);
[[nodiscard]] std::string answer_document(const Answer& answer);
// What `--save` keeps: the document without what compares.
[[nodiscard]] std::string saved_document(const tooling::BenchRun& run);

}  // namespace rulec::app::bench_command

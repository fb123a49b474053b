// `rulec test --synthetic`: cases nobody wrote, beside those of the project.
#pragma once

#include <memory>
#include <string>

#include "commands/test_command.h"
#include "tooling/synthetic/synthetic.h"

namespace rulec::app::test_command {

// RC0004: a number of cases that is none. RC0001: --write or --for alone; --for and a form of
// coverage.
[[nodiscard]] Outcome<void> check_synthetic_flags(const Options& options);

// What is said about them below the summary.
struct SyntheticText {
  std::string text;
  std::vector<tooling::GeneratedFile> files;  // with --for and without --write: to be printed
};

// Makes and runs the cases, adds their results to `run`, and writes them into files when asked to.
// `made` outlives `run`. RC0004: no such rule.
[[nodiscard]] Outcome<void> add_synthetic(const Options& options, const tooling::Build& build,
                                          tooling::Run& run,
                                          std::unique_ptr<tooling::Synthetic>& made,
                                          SyntheticText& said, Env& env);

}  // namespace rulec::app::test_command

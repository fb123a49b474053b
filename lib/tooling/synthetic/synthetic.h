// `rulec test --synthetic`: contexts nobody wrote, made from the schema, the cut points of the
// conditions and the contexts of the project's own cases. They have no expected answer, so a case
// made from one asks for what always has to be so: no runtime error, every optimisation level
// decides alike, updates stay in the allow-list. Same rules and tests, same cases.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "tooling/build.h"
#include "tooling/coverage/coverage.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

struct SyntheticOptions {
  std::size_t cases = 100;  // at most, for each entry point
  std::string entry_point;  // alone; "" all
  std::string rule_id;  // only what raises the coverage of this rule or scorecard; "" no such wish
};

struct Synthetic {
  Suite suite;
  std::vector<std::string> without_context;  // entry points whose schema no context found fits
  Share rule;  // with a rule: how much of it is reached, at all its entry points, with these cases
};

// First the contexts that raise the coverage of `run`, then others to the number asked for; for a
// rule the first alone. `build` has a program.
[[nodiscard]] Result<std::unique_ptr<Synthetic>> synthesize(const Build& build, const Run& run,
                                                            const SyntheticOptions& options);

// Runs the cases and adds their results to `run`. The suite outlives it.
[[nodiscard]] Status run_synthetic(const Build& build, const Suite& suite, Run& run);

// A file of cases for one entry point: each context with today's decision as its expectation,
// marked `x_generated`; no newline ends it. Cases that failed are left out.
struct GeneratedFile {
  std::string entry_point;
  std::string text;
};
[[nodiscard]] std::vector<GeneratedFile> generated_files(const Run& run, JsonWriter::Style style);

}  // namespace rulec::tooling

// The lints: what is wrong with rules that compile. They look at the checked project as a whole and
// change nothing. One function a group, each in a file of its own or a folder of its name; which
// code belongs to which group, and whether it is on by default, says lints.def.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

// What a lint looks at. The model exists; it may have errors: rules that are marked bad are passed
// over, and a lint that needs the whole ruleset says nothing then.
struct LintInput {
  FileSystem& files;  // beside the sources: files that nothing names
  Build& build;       // findings are placed in its sources; a lint may add one
  const Suite& suite;
  std::int64_t now_ms = 0;
  std::function<bool(diag::Code)> is_wanted;  // others need not be looked for
  bool is_whole = true;                       // not only some of the project's rules
  std::function<bool()> is_cancelled;         // asked between the groups; none: never
};

// Whether the lint is reported without being asked for. True for all that are no rows of lints.def.
[[nodiscard]] bool is_on_by_default(diag::Code code);
// Whether it is a row of lints.def: a compiler that does not lint never says it.
[[nodiscard]] bool is_lint(diag::Code code);

// All groups in the order of lints.def.
void lint(const LintInput& input, diag::Emitter& emitter);

void lint_logic(const LintInput& input, diag::Emitter& emitter);
void lint_values(const LintInput& input, diag::Emitter& emitter);
void lint_effects(const LintInput& input, diag::Emitter& emitter);
void lint_security(const LintInput& input, diag::Emitter& emitter);
void lint_cost(const LintInput& input, diag::Emitter& emitter);
void lint_style(const LintInput& input, diag::Emitter& emitter);
void lint_project(const LintInput& input, diag::Emitter& emitter);
void lint_tests(const LintInput& input, diag::Emitter& emitter);

}  // namespace rulec::tooling

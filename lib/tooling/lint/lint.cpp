#include "tooling/lint/lint.h"

#include <algorithm>
#include <iterator>

namespace rulec::tooling {
namespace {

struct Row {
  diag::Code code;
  bool is_on;
};

constexpr Row kRows[] = {
#define RULEC_LINT(constant, group, is_on) {diag::Code::k##constant, is_on},
#include "tooling/lint/lints.def"
#undef RULEC_LINT
};

}  // namespace

bool is_on_by_default(diag::Code code) {
  return std::ranges::none_of(kRows,
                              [&](const Row& row) { return row.code == code && !row.is_on; });
}

bool is_lint(diag::Code code) {
  return std::ranges::find(kRows, code, &Row::code) != std::end(kRows);
}

void lint(const LintInput& input, diag::Emitter& emitter) {
  using Group = void (*)(const LintInput&, diag::Emitter&);
  static constexpr Group kGroups[] = {lint_logic, lint_values, lint_effects, lint_security,
                                      lint_cost,  lint_style,  lint_project, lint_tests};
  for (Group group : kGroups) {
    if (input.is_cancelled && input.is_cancelled()) {
      return;
    }
    group(input, emitter);
  }
}

}  // namespace rulec::tooling

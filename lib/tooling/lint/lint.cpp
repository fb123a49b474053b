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
  lint_logic(input, emitter);
  lint_values(input, emitter);
  lint_effects(input, emitter);
  lint_security(input, emitter);
  lint_cost(input, emitter);
  lint_style(input, emitter);
  lint_project(input, emitter);
  lint_tests(input, emitter);
}

}  // namespace rulec::tooling

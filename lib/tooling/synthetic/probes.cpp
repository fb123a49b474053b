#include "tooling/synthetic/probes.h"

#include <algorithm>

#include "base/check.h"
#include "runtime/self_test.h"
#include "tooling/synthetic/synthetic.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

// Conditions that the self test asks at most, so that it takes milliseconds: a condition takes
// about a tenth of a microsecond, all probes together 20 ms.
constexpr std::size_t kMaxConditionsAsked = 200'000;

std::size_t bounded_count(const bytecode::Program& program, std::size_t count) {
  std::size_t rules = std::max<std::size_t>(program.rules.size(), 1);
  return std::min({count, kMaxProbes, std::max<std::size_t>(kMaxConditionsAsked / rules, 1)});
}

std::uint32_t entry_point_named(const bytecode::Program& program, std::string_view name) {
  for (std::uint32_t i = 0; i < program.entry_points.size(); ++i) {
    if (program.strings[program.entry_points[i].name.index()] == name) {
      return i;
    }
  }
  RULEC_CHECK(false);
  return 0;
}

}  // namespace

Status add_probes(Build& build, std::size_t count) {
  RULEC_CHECK(build.program.has_value());
  bytecode::Program& program = *build.program;
  if (program.entry_points.empty() || count == 0) {
    return {};
  }
  count = bounded_count(program, count);
  std::size_t each = (count + program.entry_points.size() - 1) / program.entry_points.size();
  RULEC_TRY(made, synthesize(build, Run{}, {.cases = each}));
  RULEC_TRY(ruleset, runtime::load(program, ""));
  runtime::Workspace workspace;
  for (const TestCase& test : made->suite.cases) {
    if (program.probes.size() == count) {
      break;
    }
    bytecode::Probe probe{.entry_point = entry_point_named(program, test.entry_point),
                          .now_ms = test.now_ms,
                          .context = {},
                          .acknowledgements = test.acknowledgements,
                          .decision_sha256 = {}};
    append_value(probe.context, test.context);
    probe.decision_sha256 = runtime::probe_digest(*ruleset, probe, workspace);
    program.probes.push_back(std::move(probe));
  }
  return {};
}

}  // namespace rulec::tooling

#include "runtime/self_test.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/json_writer.h"
#include "runtime/decision_json.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

constexpr std::uint16_t kRcSelfTestFailed = 5017;

std::string_view entry_point_of(const LoadedRuleset& ruleset, const bytecode::Probe& probe) {
  return ruleset.text(ruleset.program.entry_points[probe.entry_point].name);
}

}  // namespace

std::string probe_digest(const LoadedRuleset& ruleset, const bytecode::Probe& probe,
                         Workspace& workspace, EngineKind engine) {
  Request request{.entry_point = entry_point_of(ruleset, probe),
                  .context = probe.context,
                  .acknowledgements = probe.acknowledgements,
                  .now_ms = probe.now_ms,
                  .engine = engine};
  Decision decision;
  std::string text;
  JsonWriter json(text);
  if (const Problem* problem = decide(ruleset, request, workspace, decision)) {
    write_problem(json, ruleset, request.entry_point, *problem);
  } else {
    write_decision(json, ruleset, decision);
  }
  return to_hex(sha256(text));
}

Result<RulesetPtr> load_tested(bytecode::Program program, std::string digest,
                               const LoadOptions& options) {
  RULEC_TRY(ruleset, load_unnamed(std::move(program)));
  build_indexes(*ruleset, options.index);
  Workspace workspace;
  const std::vector<bytecode::Probe>& probes = ruleset->program.probes;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    bool is_as_built = std::ranges::all_of(
        std::array{EngineKind::kBytecode, EngineKind::kIndex}, [&](EngineKind engine) {
          return !has_engine(*ruleset, entry_point_of(*ruleset, probes[i]), engine) ||
                 probe_digest(*ruleset, probes[i], workspace, engine) == probes[i].decision_sha256;
        });
    if (!is_as_built) {
      return fail(ErrorCode::kBadArtifact,
                  "the bundle decides its own test context " + std::to_string(i) +
                      " otherwise than when it was built",
                  kRcSelfTestFailed);
    }
  }
  ruleset->digest = std::move(digest);
  return RulesetPtr(std::move(ruleset));
}

}  // namespace rulec::runtime

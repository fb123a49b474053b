#include "runtime/self_test.h"

#include "base/hash.h"
#include "base/json_writer.h"
#include "runtime/decision_json.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

constexpr std::uint16_t kRcSelfTestFailed = 5017;

}  // namespace

std::string probe_digest(const LoadedRuleset& ruleset, const bytecode::Probe& probe,
                         Workspace& workspace) {
  const bytecode::EntryPoint& row = ruleset.program.entry_points[probe.entry_point];
  Request request{.entry_point = ruleset.program.strings[row.name.index()],
                  .context = probe.context,
                  .acknowledgements = probe.acknowledgements,
                  .now_ms = probe.now_ms};
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

Result<RulesetPtr> load_tested(bytecode::Program program, std::string digest) {
  RULEC_TRY(ruleset, load_unnamed(std::move(program)));
  Workspace workspace;
  const std::vector<bytecode::Probe>& probes = ruleset->program.probes;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    if (probe_digest(*ruleset, probes[i], workspace) != probes[i].decision_sha256) {
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

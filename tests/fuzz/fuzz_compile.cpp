// Fuzz target: any bytes as a rules file, or as a scorecard when they name one, are compiled,
// rendered findings and all, or refused; what compiles passes the loader and decides the same at
// both ends of the optimiser.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "diag/render.h"
#include "memory_file_system.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "tooling/build.h"

namespace {

using namespace rulec;

std::string decided(const std::string& rules, int level) {
  testing::MemoryFileSystem files;
  auto has = [&](std::string_view text) { return rules.find(text) != std::string::npos; };
  bool is_scorecard = has("\"scorecard\"") && !has("\"rules\"");
  if (has("\"fx\"")) {  // steps of flows are declared effects
    files.add_file("/project/rulec.yaml",
                   "rulec: 1\nname: f\nversion: 1.0.0\neffects: { fx: {} }\n"
                   "entry_points: { e: { updates: { \"**\": {} } } }\n");
  }
  files.add_file(is_scorecard ? "/project/rules/a.scorecard.json" : "/project/rules/a.rule.json",
                 rules);
  diag::Collector findings;
  tooling::BuildOptions options{.optimisation_level = level};
  auto build = tooling::build(files, options, tooling::Phase::kEmit, findings);
  std::string shown;
  for (const diag::Diagnostic& finding : findings.take_sorted()) {
    shown += diag::render_full(finding, build->sources, {});
  }
  if (!build->program) {
    return shown;
  }
  auto ruleset = runtime::load(*build->program, "");
  RULEC_CHECK(ruleset.has_value());
  runtime::Workspace workspace;
  std::string answers;
  for (const bytecode::EntryPoint& entry_point : build->program->entry_points) {
    runtime::Decision decision;
    runtime::Request request{.entry_point = build->program->strings[entry_point.name.index()],
                             .context = R"({"a":{"b":[1,"2",null,{"c":true}]},"n":3,"s":"text"})",
                             .now_ms = 1'772'355'600'000};
    const runtime::Problem* problem = runtime::decide(**ruleset, request, workspace, decision);
    JsonWriter json(answers);
    if (problem == nullptr) {
      runtime::write_decision(json, **ruleset, decision);
    } else {
      runtime::write_problem(json, **ruleset, request.entry_point, *problem);
    }
  }
  return answers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string rules(reinterpret_cast<const char*>(data), size);
  RULEC_CHECK(decided(rules, 0) == decided(rules, 2));
  return 0;
}

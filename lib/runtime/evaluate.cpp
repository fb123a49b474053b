#include "base/check.h"
#include "runtime/engine.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

Value evaluate(const LoadedRuleset& ruleset, const Value& context, std::int64_t now_ms,
               Workspace& workspace) {
  RULEC_CHECK(!ruleset.program.rules.empty());
  Workspace::State& state = workspace.state();
  state.arena.reset();
  Vm vm(ruleset, state.vm, now_ms);
  vm.set_context(context);
  return ruleset.first_condition == kNoCode ? Value::boolean(true)
                                            : vm.run(ruleset.first_condition, state.arena);
}

}  // namespace rulec::runtime

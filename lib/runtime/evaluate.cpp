#include "base/check.h"
#include "base/limits.h"
#include "runtime/engine.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/measure.h"
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
  if (ruleset.first_condition == kNoCode) {
    return Value::boolean(true);
  }
  Value value = vm.run(ruleset.first_condition, state.arena);
  const Value& written = value.is_error() ? value.thrown() : value;
  bool is_large = measure(written, kMaxArgumentBytes, state.actions.measured) > kMaxArgumentBytes;
  return is_large ? value::value_too_large() : value;
}

}  // namespace rulec::runtime

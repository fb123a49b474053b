#include "runtime/fired.h"

#include <optional>

#include "base/limits.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/context_reader.h"
#include "runtime/internal/failure.h"
#include "runtime/internal/found_turns.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;
using bytecode::OnError;

// An action of constants that only shows something cannot fail.
bool may_fail(const LoadedAction& action) {
  bool shows = action.row->kind != ActionKind::kUpdate && action.row->kind != ActionKind::kEffect;
  bool is_constant = action.test == kNoCode && !action.shows_template;
  for (const LoadedArgument& argument : action.arguments) {
    is_constant = is_constant && argument.expression == nullptr;
  }
  return !shows || !is_constant;
}

// The turns of an entry point whose actions need not run: language.md section 7 without step 4.
class Turns {
 public:
  Turns(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point, std::int64_t now_ms,
        Workspace::State& state, ContextText& context)
      : ruleset_(ruleset),
        entry_point_(entry_point),
        now_ms_(now_ms),
        state_(state),
        context_(context) {}

  [[nodiscard]] std::uint32_t count() const { return count_; }

  // False: state.problem says why there is no decision.
  bool take_all(EngineKind engine) {
    if (const NativeFunction* native = native_to_use(ruleset_, entry_point_, engine)) {
      return take_native(*native) != After::kProblem;
    }
    const index::ClassIndex* index = entry_point_.index.get();
    if (index != nullptr &&
        (engine == EngineKind::kIndex || (engine == EngineKind::kAuto && index->pays()))) {
      return take_found(*index) != After::kProblem;
    }
    return take_all_turns() != After::kProblem;
  }

 private:
  enum class After : std::uint8_t { kGoOn, kStop, kProblem };

  After take_all_turns() {
    for (const Turn& turn : entry_point_.turns) {
      After after = take(turn);
      if (after != After::kGoOn) {
        return after;
      }
    }
    return After::kGoOn;
  }

  // The turns that machine code finds. As in decide.cpp, but nothing changes the context.
  After take_native(const NativeFunction& native) {
    FoundTurns found(native, entry_point_, now_ms_);
    found.find(vm());
    for (std::size_t i = found.next(0); i != FoundTurns::kNone; i = found.next(i + 1)) {
      const Turn& turn = entry_point_.turns[i];
      After after = found.is_asked(i) ? take(turn) : fire(turn.rule);
      if (after != After::kGoOn) {
        return after;
      }
    }
    return After::kGoOn;
  }

  // The turns that the index finds, in the same way.
  After take_found(const index::ClassIndex& index) {
    std::uint32_t leading = index.leading_turns(state_.finder);
    for (std::uint32_t i = 0; i < leading; ++i) {
      After after = take(entry_point_.turns[i]);
      if (after != After::kGoOn) {
        index.note_end(state_.finder, i);
        return after;
      }
    }
    index::TurnFinder finder(index, state_.finder, now_ms_);
    finder.set_all(context_.scanned(), context_.readable(),
                   [this](std::uint32_t path) { return vm().peek(path).value; });
    finder.set_terms(context_.readable(), [this](const Code* code) {
      state_.scratch.reset();
      return vm().run_term(code, state_.scratch);
    });
    finder.look_from(leading);
    for (std::span hits = finder.next(); !hits.empty(); hits = finder.next()) {
      After after = take_hits(index, hits);
      if (after != After::kGoOn) {
        return after;
      }
    }
    index.note_end(state_.finder, UINT32_MAX);
    return After::kGoOn;
  }

  // What the loop needs stands in locals, since a rule that is written could change anything for
  // all that the compiler knows.
  After take_hits(const index::ClassIndex& index, std::span<const index::Hit> hits) {
    const std::uint32_t* const rules = index.rules().data();
    std::uint32_t* const fired = state_.fired.data();
    std::uint32_t count = count_;
    for (index::Hit hit : hits) {
      After after = After::kGoOn;
      if (hit.is_certain()) [[likely]] {
        std::uint32_t rule = rules[hit.turn()];
        fired[count++] = rule >> 1U;
        after = (rule & 1U) != 0 ? After::kStop : After::kGoOn;
      } else {
        count_ = count;
        after = take(entry_point_.turns[hit.turn()]);
        count = count_;
      }
      if (after != After::kGoOn) [[unlikely]] {
        count_ = count;
        index.note_end(state_.finder, hit.turn());
        return after;
      }
    }
    count_ = count;
    return After::kGoOn;
  }

  // There is room for all turns.
  void add(std::uint32_t rule) { state_.fired[count_++] = rule; }

  After take(const Turn& turn) {
    if (now_ms_ < turn.from_ms || now_ms_ >= turn.until_ms) {
      return After::kGoOn;
    }
    Value holds = evaluate(turn);
    if (holds.is_error()) [[unlikely]] {
      return skip(turn.rule, holds);
    }
    bool is_held = holds.is_bool() ? holds.as_bool() : value::is_truthy(holds);
    return is_held ? fire(turn.rule) : After::kGoOn;
  }

  After skip(std::uint32_t rule, const Value& error) {
    if (entry_point_.row->on_error != OnError::kFail) {
      return After::kGoOn;
    }
    Failure failure = failure_of(error, ruleset_.program.expr_cost, state_.arena);
    state_.problem = problem_of(ruleset_, rule, failure, state_.arena);
    return After::kProblem;
  }

  After fire(std::uint32_t rule) {
    add(rule);
    return stops(ruleset_, entry_point_, rule) ? After::kStop : After::kGoOn;
  }

  Value evaluate(const Turn& turn) {
    if ((++evaluated_ & 7U) == 0) {
      state_.scratch.reset();
    }
    return turn.condition == kNoCode ? Value::boolean(true)
                                     : vm().run(turn.condition, state_.scratch);
  }

  Vm& vm() {
    if (!vm_) [[unlikely]] {
      vm_.emplace(ruleset_, state_.vm, now_ms_);
      vm_->set_context(context_);
    }
    return *vm_;
  }

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  std::int64_t now_ms_;
  Workspace::State& state_;
  ContextText& context_;
  std::optional<Vm> vm_;  // made when a condition is run: with an index that is seldom
  std::uint32_t evaluated_ = 0;
  std::uint32_t count_ = 0;  // of the rules that fired
};

const Problem* by_decision(const LoadedRuleset& ruleset, const Request& request,
                           Workspace& workspace) {
  Decision decision;
  const Problem* problem = decide(ruleset, request, workspace, decision);
  if (problem == nullptr) {
    for (const ExecutedRule& rule : decision.rules_executed) {
      workspace.state().fired.push_back(rule.rule);
    }
  }
  return problem;
}

}  // namespace

// Where an error skips its rule, an action that fails leaves the rule among those executed, so only
// what it writes counts. No more actions than may be run in a decision, and scorecards give no
// problem there.
bool can_skip_actions(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point) {
  bool fails = entry_point.row->on_error == OnError::kFail;
  std::size_t actions = 0;
  std::size_t bytes = 0;
  for (const Turn& turn : entry_point.turns) {
    const bytecode::Rule& rule = ruleset.program.rules[turn.rule];
    actions += rule.action_count;
    for (std::uint32_t i = 0; i < rule.action_count; ++i) {
      const LoadedAction& action = ruleset.actions[rule.first_action + i];
      if (action.row->kind == ActionKind::kUpdate || (fails && may_fail(action))) {
        return false;
      }
      for (const LoadedArgument& argument : action.arguments) {
        bytes += argument.bytes;
      }
    }
  }
  return actions <= kMaxActions &&
         (!fails || (bytes <= kMaxDecisionBytes && entry_point.scorecard == kNoScorecard));
}

const Problem* fired(const LoadedRuleset& ruleset, const Request& request, Workspace& workspace,
                     std::span<const std::uint32_t>& rules) {
  Workspace::State& state = workspace.state();
  const LoadedEntryPoint* entry_point = ruleset.find_entry_point(request.entry_point);
  if (entry_point == nullptr || !entry_point->skips_actions || request.observer != nullptr) {
    state.fired.clear();
    const Problem* problem = by_decision(ruleset, request, workspace);
    rules = state.fired;
    return problem;
  }
  state.arena.reset();
  state.scratch.reset();
  if (state.fired.size() < entry_point->turns.size()) {
    state.fired.resize(entry_point->turns.size());
  }
  ContextText context(ruleset, *entry_point, request.context, state);
  Value acknowledgements;
  Turns turns(ruleset, *entry_point, request.now_ms, state, context);
  if (!context.read(ContextText::Form::kProjected) ||
      !read_acknowledgements(request.acknowledgements, state, acknowledgements) ||
      !context.check() || !turns.take_all(request.engine)) {
    return &state.problem;
  }
  rules = {state.fired.data(), turns.count()};
  return nullptr;
}

}  // namespace rulec::runtime

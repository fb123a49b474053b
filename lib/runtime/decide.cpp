// One decision: language.md section 7.
#include "base/limits.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/acknowledgements.h"
#include "runtime/internal/action_runner.h"
#include "runtime/internal/arena_text.h"
#include "runtime/internal/context_reader.h"
#include "runtime/internal/failure.h"
#include "runtime/internal/found_turns.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/observer.h"
#include "runtime/internal/scorer.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {
namespace {

// A search of the index takes about as long as so many turns; a few searches tell how many there
// will be.
constexpr std::uint32_t kTurnsForSearch = 64;
constexpr std::uint32_t kFewSearches = 4;

class Decider {
 public:
  Decider(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point, const Request& request,
          Workspace::State& state, ContextText& context, const Acknowledgements& acknowledgements)
      : ruleset_(ruleset),
        entry_point_(entry_point),
        request_(request),
        state_(state),
        context_(context),
        vm_(ruleset, state.vm, request.now_ms),
        actions_(ruleset, entry_point, vm_, state, acknowledgements, request.observer),
        scorer_(ruleset, entry_point, vm_, state) {
    vm_.set_context(context);
  }

  // False: state.problem says why there is no decision.
  bool run() { return take_all_turns() && scorer_.run(request_.observer); }

  void publish(Decision& decision) {
    decision.entry_point = static_cast<std::uint32_t>(&entry_point_ - ruleset_.entry_points.data());
    decision.rules_evaluated = rules_evaluated_;
    decision.updates = actions_.written_values();
    decision.result = scorer_.result();
    state_.outcome.publish(decision);
  }

 private:
  enum class After : std::uint8_t { kGoOn, kStop, kProblem };

  // False: state.problem says why there is no decision.
  bool take_all_turns() {
    if (kCanBeWatched && request_.observer != nullptr) {
      return take_turns<true>(0, entry_point_.turns.size()) != After::kProblem;
    }
    if (const NativeFunction* native = native_to_use(ruleset_, entry_point_, request_.engine)) {
      return take_native_turns(*native);
    }
    if (uses_index()) {
      return take_found_turns(*entry_point_.index);
    }
    return take_turns<false>(0, entry_point_.turns.size()) != After::kProblem;
  }

  // Only the turns that machine code finds to hold, or cannot decide. An update may change what it
  // found for the turns behind.
  bool take_native_turns(const NativeFunction& native) {
    FoundTurns found(native, entry_point_, request_.now_ms);
    found.find(vm_);
    std::uint64_t epoch = vm_.epoch();
    for (std::size_t i = found.next(0); i != FoundTurns::kNone; i = found.next(i + 1)) {
      rules_evaluated_ = found.counted_before(i);
      After after = After::kGoOn;
      if (found.is_asked(i)) {
        after = take_turn<false>(entry_point_.turns[i]);
      } else {
        ++rules_evaluated_;
        after = fire(entry_point_.turns[i].rule);
      }
      if (after != After::kGoOn) {
        return after == After::kStop;
      }
      if (vm_.epoch() != epoch) {
        found.find(vm_);
        epoch = vm_.epoch();
      }
    }
    rules_evaluated_ = found.counted_before(entry_point_.turns.size());
    return true;
  }

  // Turns [first, end). kProblem: state.problem says why there is no decision. Without an
  // observer the turns know of none: asked at every rule, the question cost more than 1 %
  // (bench/observer.sh counts).
  template <bool IsWatched>
  After take_turns(std::size_t first, std::size_t end) {
    const std::vector<Turn>& turns = entry_point_.turns;
    for (std::size_t i = first; i < end; ++i) {
      if (!is_in_window(turns[i])) {
        continue;
      }
      switch (take_turn<IsWatched>(turns[i])) {
        case After::kGoOn:
          break;
        case After::kStop:
          if constexpr (IsWatched) {
            tell_not_reached(i + 1);
          }
          return After::kStop;
        case After::kProblem:
          return After::kProblem;
      }
    }
    return After::kGoOn;
  }

  [[nodiscard]] bool uses_index() const {
    const index::ClassIndex* index = entry_point_.index.get();
    return index != nullptr && (request_.engine == EngineKind::kIndex ||
                                (request_.engine == EngineKind::kAuto && index->pays()));
  }

  // The same decision as take_turns(), of the turns that the index finds. False: a problem.
  bool take_found_turns(const index::ClassIndex& index) {
    std::uint32_t leading = index.leading_turns(state_.finder);
    After after = take_turns<false>(0, leading);
    if (after != After::kGoOn) {
      index.note_end(state_.finder, 0);
      return after != After::kProblem;
    }
    index::TurnFinder finder(index, state_.finder, request_.now_ms);
    // What the scan found is the context until the first update.
    bool is_as_scanned = vm_.mark().is_unread;
    finder.set_all(is_as_scanned ? context_.scanned() : std::span<const json::ProjectedValue>(),
                   context_.readable(),
                   [this](std::uint32_t path) { return vm_.peek(path).value; });
    finder.set_terms(context_.readable(), [this](const Code* code) { return value_of(code); });
    finder.look_from(leading);
    for (std::span hits = finder.next(); !hits.empty(); hits = finder.next()) {
      for (index::Hit hit : hits) {
        std::uint64_t epoch = state_.vm.epoch;
        after = take_hit(hit);
        if (after != After::kGoOn) {
          return end_of_found(index, hit, after);
        }
        if (state_.vm.epoch == epoch || index.changed_by(hit.turn()).empty()) [[likely]] {
          continue;
        }
        // Where updates are frequent, bytecode is faster than looking again each time.
        ++searches_;
        if (searches_ >= kFewSearches && searches_ * kTurnsForSearch > hit.turn()) {
          return take_rest(index, hit.turn() + 1);
        }
        look_again(finder, index, hit.turn());
        break;
      }
    }
    index.note_end(state_.finder, UINT32_MAX);
    rules_evaluated_ = index.turns_in_window(static_cast<std::uint32_t>(entry_point_.turns.size()),
                                             request_.now_ms);
    return true;
  }

  After take_hit(index::Hit hit) {
    const Turn& turn = entry_point_.turns[hit.turn()];
    if (hit.is_certain()) {
      return fire(turn.rule);
    }
    return is_in_window(turn) ? take_turn<false>(turn) : After::kGoOn;
  }

  bool end_of_found(const index::ClassIndex& index, index::Hit hit, After after) {
    index.note_end(state_.finder, hit.turn());
    rules_evaluated_ = index.turns_in_window(hit.turn() + 1, request_.now_ms);
    return after != After::kProblem;
  }

  // The turn's rule has changed what conditions read.
  void look_again(index::TurnFinder& finder, const index::ClassIndex& index, std::uint32_t turn) {
    finder.set_again(
        index.changed_by(turn), context_.readable(),
        [this](std::uint32_t path) { return vm_.peek(path).value; },
        [this](const Code* code) { return value_of(code); });
    finder.look_from(turn + 1);
  }

  // Of a term. It lives until the next one is asked for.
  Value value_of(const Code* code) {
    state_.scratch.reset();
    return vm_.run_term(code, state_.scratch);
  }

  bool take_rest(const index::ClassIndex& index, std::uint32_t turn) {
    rules_evaluated_ = index.turns_in_window(turn, request_.now_ms);
    return take_turns<false>(turn, entry_point_.turns.size()) != After::kProblem;
  }

  [[nodiscard]] bool is_in_window(const Turn& turn) const {
    return request_.now_ms >= turn.from_ms && request_.now_ms < turn.until_ms;
  }

  template <bool IsWatched>
  After take_turn(const Turn& turn) {
    // What conditions leave behind is dropped now and then: a reset costs more than most of them.
    ++rules_evaluated_;
    if ((++turns_since_reset_ & 7U) == 0) {
      state_.scratch.reset();
    }
    std::uint32_t rule = turn.rule;
    Value holds =
        turn.condition == kNoCode ? Value::boolean(true) : vm_.run(turn.condition, state_.scratch);
    if (holds.is_error()) [[unlikely]] {
      return skip<IsWatched>(rule, holds);
    }
    bool is_held = holds.is_bool() ? holds.as_bool() : value::is_truthy(holds);
    if (!is_held) {
      tell<IsWatched>(rule, RuleOutcome::kNotFired, Value::absent());
      return After::kGoOn;
    }
    tell<IsWatched>(rule, RuleOutcome::kFired, Value::absent());
    return fire(rule);
  }

  template <bool IsWatched>
  After skip(std::uint32_t rule, const Value& error) {
    tell<IsWatched>(rule, RuleOutcome::kSkipped, error);
    Failure failure = failure_of(error, ruleset_.program.expr_cost, state_.arena);
    if (entry_point_.row->on_error == bytecode::OnError::kFail) {
      return give_up(rule, failure);
    }
    state_.outcome.add_error({.rule = rule, .code = failure.code, .message = failure.message});
    return After::kGoOn;
  }

  // Called from both kinds of turns, which alone would keep it from being inlined.
  [[gnu::always_inline]] After fire(std::uint32_t rule) {
    bool has_actions = ruleset_.program.rules[rule].action_count > 0;
    ActionRunner::End end = has_actions ? actions_.run(rule) : ActionRunner::End::kDone;
    if (end == ActionRunner::End::kTooMany) {
      state_.problem = {
          .code = 6141,
          .detail = join(state_.arena, {"the decision has more than ",
                                        number_text(state_.arena, kMaxActions), " actions"})};
      return After::kProblem;
    }
    bool has_failed = end == ActionRunner::End::kFailed;
    const Failure& failure = actions_.failure();
    if (has_failed && entry_point_.row->on_error == bytecode::OnError::kFail) {
      return give_up(rule, failure);
    }
    if (has_failed) {
      state_.outcome.add_error({.rule = rule, .code = failure.code, .message = failure.message});
    }
    bool stops = (ruleset_.program.rules[rule].flags & bytecode::kStop) != 0 ||
                 entry_point_.row->hit_policy == bytecode::HitPolicy::kFirst;
    state_.outcome.add_executed({.rule = rule,
                                 .stopped = stops,
                                 .actions = has_actions ? actions_.actions_run() : 0,
                                 .error = has_failed ? failure.type : std::string_view()});
    return stops ? After::kStop : After::kGoOn;
  }

  After give_up(std::uint32_t rule, const Failure& failure) {
    state_.problem = problem_of(ruleset_, rule, failure, state_.arena);
    return After::kProblem;
  }

  template <bool IsWatched>
  void tell(std::uint32_t rule, RuleOutcome outcome, const Value& error) {
    if constexpr (IsWatched) {
      request_.observer->on_rule(rule, outcome, vm_.context(), error);
    }
  }

  void tell_not_reached(std::size_t first) {
    for (std::size_t i = first; i < entry_point_.turns.size(); ++i) {
      if (is_in_window(entry_point_.turns[i])) {
        tell<true>(entry_point_.turns[i].rule, RuleOutcome::kNotReached, Value::absent());
      }
    }
  }

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  const Request& request_;
  Workspace::State& state_;
  ContextText& context_;
  Vm vm_;
  ActionRunner actions_;
  Scorer scorer_;
  std::uint32_t rules_evaluated_ = 0;
  std::uint32_t turns_since_reset_ = 0;
  std::uint32_t searches_ = 0;  // again, after an update
};

}  // namespace

const Problem* decide(const LoadedRuleset& ruleset, const Request& request, Workspace& workspace,
                      Decision& decision) {
  Workspace::State& state = workspace.state();
  state.arena.reset();
  state.scratch.reset();
  state.outcome.clear(ruleset);
  const LoadedEntryPoint* entry_point = ruleset.find_entry_point(request.entry_point);
  if (entry_point == nullptr) {
    state.problem = {.code = 6111,
                     .detail = join(state.arena, {"the ruleset has no entry point `",
                                                  request.entry_point, "`"})};
    return &state.problem;
  }
  bool is_watched = kCanBeWatched && request.observer != nullptr;
  ContextText context(ruleset, *entry_point, request.context, state);
  Value stored;
  if (!context.read(is_watched ? ContextText::Form::kWhole : ContextText::Form::kProjected) ||
      !read_acknowledgements(request.acknowledgements, state, stored) || !context.check()) {
    return &state.problem;
  }
  Acknowledgements acknowledgements(stored, entry_point->row->is_critical ? nullptr : &context);
  Decider decider(ruleset, *entry_point, request, state, context, acknowledgements);
  if (!decider.run()) {
    return &state.problem;
  }
  decider.publish(decision);
  return nullptr;
}

}  // namespace rulec::runtime

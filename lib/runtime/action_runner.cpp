#include "runtime/internal/action_runner.h"

#include "base/limits.h"
#include "runtime/internal/arena_text.h"
#include "runtime/internal/measure.h"
#include "runtime/internal/observer.h"
#include "value/operators.h"

namespace rulec::runtime {

using bytecode::ActionKind;

ActionRunner::End ActionRunner::run(std::uint32_t rule) {
  rule_ = rule;
  run_in_rule_ = 0;
  const bytecode::Rule& row = ruleset_.program.rules[rule];
  Outcome::Mark mark = state_.outcome.mark();
  const Vm::Mark before = vm_.mark();
  for (std::uint32_t i = 0; i < row.action_count; ++i) {
    if (++run_in_decision_ > kMaxActions) {
      return End::kTooMany;
    }
    index_ = i;
    const LoadedAction& action = ruleset_.actions[row.first_action + i];
    Taken taken = action.test == kNoCode ? Taken::kYes : take(action);
    if (taken == Taken::kNo) {
      continue;
    }
    if (taken == Taken::kError || !run_action(action)) {
      state_.outcome.take_back(mark);
      vm_.go_back(before);
      return End::kFailed;
    }
    ++run_in_rule_;
  }
  return End::kDone;
}

// An error of the test is one of the action.
ActionRunner::Taken ActionRunner::take(const LoadedAction& action) {
  state_.scratch.reset();
  Value holds = vm_.run(action.test, state_.scratch);
  if (kCanBeWatched && observer_ != nullptr) {
    observer_->on_step(rule_, index_, holds, vm_.context());
  }
  if (holds.is_error()) {
    static_cast<void>(fail_with(holds));
    return Taken::kError;
  }
  return value::is_truthy(holds) ? Taken::kYes : Taken::kNo;
}

bool ActionRunner::run_action(const LoadedAction& action) {
  if (!evaluate_arguments(action)) {
    return false;
  }
  switch (action.row->kind) {
    case ActionKind::kDisplayMessage:
    case ActionKind::kDisplayModal:
    case ActionKind::kUserAcknowledge:
      run_message(action);
      return account(rendered_.bytes);
    case ActionKind::kUserPreference:
      run_prompt(action);
      return account(rendered_.bytes);
    case ActionKind::kUpdate:
      return run_update(action);
    case ActionKind::kEffect:
      return run_effect(action);
  }
  return true;
}

// In authored order, each reading the context as it stands before this action.
bool ActionRunner::evaluate_arguments(const LoadedAction& action) {
  for (std::size_t i = 0; i < action.arguments.size(); ++i) {
    const LoadedArgument& argument = action.arguments[i];
    Value& value = state_.actions.arguments[i];
    if (argument.code == kNoCode) {
      value = argument.constant;
      if (!account(argument.bytes)) {
        return false;
      }
      continue;
    }
    state_.scratch.reset();
    value = vm_.run(argument.code, state_.scratch);
    if (value.is_error()) {
      return fail_with(value);
    }
    if (!keep(value)) {
      return false;
    }
  }
  return true;
}

// Moves a result out of the scratch memory.
bool ActionRunner::keep(Value& value) {
  std::size_t bytes = measure(value, kMaxArgumentBytes, state_.actions.measured);
  if (bytes > kMaxArgumentBytes) {
    return fail_with(value::value_too_large());
  }
  if (!account(bytes)) {
    return false;
  }
  value = deep_copy(value, state_.arena);
  return true;
}

bool ActionRunner::account(std::size_t bytes) {
  bytes_ += bytes;
  return bytes_ <= kMaxDecisionBytes || fail_with(value::value_too_large());
}

bool ActionRunner::fail_with(const Value& error) {
  return fail_with(failure_of(error, ruleset_.program.expr_cost, state_.arena));
}

// Says which action it was; people count from 1.
bool ActionRunner::fail_with(const Failure& failure) {
  const bytecode::Rule& row = ruleset_.program.rules[rule_];
  std::string_view type = ruleset_.text(ruleset_.program.actions[row.first_action + index_].type);
  failure_ = failure;
  failure_.message =
      join(state_.arena, {"action ", number_text(state_.arena, index_ + std::uint64_t{1}), " (`",
                          type, "`): ", failure.message});
  return false;
}

}  // namespace rulec::runtime

// ActionRunner: runs the actions of rules that fire and writes what they give into the Outcome. All
// of one rule or nothing: when an action fails, the working context and the Outcome are as before.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/internal/acknowledgements.h"
#include "runtime/internal/failure.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/outcome.h"
#include "runtime/internal/renderer.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

class ActionRunner {
 public:
  // `observer` may be null.
  ActionRunner(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point, Vm& vm,
               Workspace::State& state, const Acknowledgements& acknowledgements,
               RuleObserver* observer)
      : ruleset_(ruleset),
        entry_point_(entry_point),
        vm_(vm),
        state_(state),
        acknowledgements_(acknowledgements),
        observer_(observer),
        renderer_(ruleset, vm, state) {
    if (state.actions.arguments.size() < ruleset.max_arguments) {
      state.actions.arguments.resize(ruleset.max_arguments);
    }
  }

  enum class End : std::uint8_t { kDone, kFailed, kTooMany };
  // kFailed: failure() says why, and everything is undone.
  [[nodiscard]] End run(std::uint32_t rule);
  [[nodiscard]] const Failure& failure() const { return failure_; }
  [[nodiscard]] std::uint32_t actions_run() const { return run_in_rule_; }

  // Final values of all written targets as one nested object.
  [[nodiscard]] Value written_values();

 private:
  enum class Taken : std::uint8_t { kYes, kNo, kError };
  [[nodiscard]] Taken take(const LoadedAction& action);
  [[nodiscard]] bool run_action(const LoadedAction& action);
  [[nodiscard]] bool evaluate_arguments(const LoadedAction& action);
  [[nodiscard]] bool keep(Value& value);
  [[nodiscard]] bool account(std::size_t bytes);
  bool fail_with(const Value& error);
  bool fail_with(const Failure& failure);

  // messages, prompts, effects (messages.cpp)
  void run_message(const LoadedAction& action);
  void run_prompt(const LoadedAction& action);
  [[nodiscard]] bool run_effect(const LoadedAction& action);
  [[nodiscard]] bool check_effect(const LoadedAction& action, const Value& arguments);
  [[nodiscard]] std::size_t count_references(const Value& arguments);
  [[nodiscard]] Value without_references(const Value& value);
  void acknowledge(const LoadedAction& action, std::string_view message_id);
  [[nodiscard]] Value output_object(const LoadedAction& action, std::string_view message_id);
  [[nodiscard]] Value output_value(const LoadedAction& action, const OutputMember& member,
                                   std::string_view message_id);
  [[nodiscard]] Value content(const ContentSource& source);
  // False: the message cannot be shown; its errors are listed.
  [[nodiscard]] bool render(const LoadedAction& action);
  void note_template();
  [[nodiscard]] Value of_template(MemberSource source) const;
  [[nodiscard]] bool is_required(const LoadedAction& action) const;
  [[nodiscard]] bool is_given(const LoadedAction& action) const;
  [[nodiscard]] bool is_too_large(const Value& message);
  [[nodiscard]] Value argument(std::uint32_t index) const {
    return index == kNoArgument ? Value::absent() : state_.actions.arguments[index];
  }

  // updates (updates.cpp)
  [[nodiscard]] bool run_update(const LoadedAction& action);
  [[nodiscard]] bool account_parents(const LoadedAction& action);
  [[nodiscard]] std::optional<Failure> check_written(const LoadedAction& action,
                                                     const Value& changed);
  [[nodiscard]] Value nested(std::size_t first, std::size_t last, std::size_t depth);

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  Vm& vm_;
  Workspace::State& state_;
  const Acknowledgements& acknowledgements_;
  RuleObserver* observer_;
  Renderer renderer_;
  Rendered rendered_;  // of the action being run
  Failure failure_;
  std::uint32_t rule_ = 0;
  std::uint32_t index_ = 0;           // of the action in its rule
  std::uint32_t run_in_rule_ = 0;     // actions of this rule that ran to their end
  std::size_t run_in_decision_ = 0;   // actions begun
  std::uint64_t message_number_ = 0;  // message actions begun
  std::size_t bytes_ = 0;  // of arguments, templates and copied parents, see kMaxDecisionBytes
};

}  // namespace rulec::runtime

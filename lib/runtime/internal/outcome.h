// Outcome: the lists of the decision being made. Rules append to it; a rule that fails is taken
// back by a mark. Its vectors keep their memory between decisions.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/engine.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {

class Outcome {
 public:
  struct Mark {
    std::size_t messages = 0;
    std::size_t templates = 0;
    std::size_t required = 0;
    std::size_t satisfied = 0;
    std::size_t blocking = 0;
    std::size_t prompts = 0;
    std::size_t updates = 0;
    std::size_t effects = 0;
    std::size_t errors = 0;
    std::uint64_t errors_omitted = 0;
  };

  void clear(const LoadedRuleset& ruleset);
  [[nodiscard]] Mark mark() const;
  void take_back(const Mark& mark);

  void add_executed(const ExecutedRule& rule) { executed_.push_back(rule); }
  void add_message(const Value& message) { messages_.push_back(message); }
  void add_template(std::uint32_t variant) { templates_.push_back(variant); }
  void add_prompt(const Value& prompt) { prompts_.push_back(prompt); }
  void add_effect(const Value& effect) { effects_.push_back(effect); }
  void add_error(const DecisionError& error);
  // One entry for each key: that of the first rule.
  enum class Given : std::uint8_t { kNo, kYes };
  void add_acknowledgement(const LoadedAction& action, const Acknowledgement& entry, Given given);
  void add_blocking_rule(std::uint32_t rule);
  void add_update(const LoadedAction& action, const ContextUpdate& update);
  void publish(Decision& decision) const;

  [[nodiscard]] const std::vector<const LoadedAction*>& updated() const { return update_actions_; }

 private:
  void reserve(const LoadedRuleset& ruleset);

  // Where a key was listed in this decision.
  struct Listed {
    std::uint64_t decision = 0;
    std::uint32_t position = 0;
    Given given = Given::kNo;
  };
  [[nodiscard]] std::vector<Acknowledgement>& list_of(Given given) {
    return given == Given::kYes ? satisfied_ : required_;
  }

  std::vector<ExecutedRule> executed_;
  std::vector<Value> messages_;
  std::vector<std::uint32_t> templates_;
  std::vector<Value> prompts_;
  std::vector<Value> effects_;
  std::vector<Acknowledgement> required_;
  std::vector<Acknowledgement> satisfied_;
  std::vector<std::uint32_t> blocking_;
  std::vector<ContextUpdate> updates_;
  std::vector<const LoadedAction*> update_actions_;  // beside updates_
  std::vector<DecisionError> errors_;
  std::uint64_t errors_omitted_ = 0;
  std::vector<Listed> listed_;  // by LoadedAction::ack_index
  std::uint64_t decision_ = 0;
};

}  // namespace rulec::runtime

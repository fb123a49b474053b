#include "runtime/internal/outcome.h"

#include <algorithm>

#include "base/limits.h"

namespace rulec::runtime {

// Room for what most decisions list is made once, so that a later decision that lists more than all
// before it need not ask the heap either.
void Outcome::reserve(const LoadedRuleset& ruleset) {
  constexpr std::size_t kReserved = 1024;
  std::size_t actions = std::min(ruleset.actions.size(), kReserved);
  executed_.reserve(std::min(ruleset.program.rules.size(), kReserved));
  blocking_.reserve(std::min(ruleset.program.rules.size(), kReserved));
  messages_.reserve(actions);
  templates_.reserve(ruleset.templates.empty() ? 0 : actions);
  prompts_.reserve(actions);
  effects_.reserve(actions);
  required_.reserve(actions);
  satisfied_.reserve(actions);
  updates_.reserve(actions);
  update_actions_.reserve(actions);
  errors_.reserve(kMaxListedErrors);
}

void Outcome::clear(const LoadedRuleset& ruleset) {
  ++decision_;
  if (listed_.size() < ruleset.ack_key_count) {
    listed_.resize(ruleset.ack_key_count);
  }
  reserve(ruleset);
  executed_.clear();
  take_back({});
}

Outcome::Mark Outcome::mark() const {
  return {.messages = messages_.size(),
          .templates = templates_.size(),
          .required = required_.size(),
          .satisfied = satisfied_.size(),
          .blocking = blocking_.size(),
          .prompts = prompts_.size(),
          .updates = updates_.size(),
          .effects = effects_.size(),
          .errors = errors_.size(),
          .errors_omitted = errors_omitted_};
}

void Outcome::take_back(const Mark& mark) {
  messages_.resize(mark.messages);
  templates_.resize(mark.templates);
  required_.resize(mark.required);
  satisfied_.resize(mark.satisfied);
  blocking_.resize(mark.blocking);
  prompts_.resize(mark.prompts);
  updates_.resize(mark.updates);
  update_actions_.resize(mark.updates);
  effects_.resize(mark.effects);
  errors_.resize(mark.errors);
  errors_omitted_ = mark.errors_omitted;
}

void Outcome::add_error(const DecisionError& error) {
  if (errors_.size() < kMaxListedErrors) {
    errors_.push_back(error);
  } else {
    ++errors_omitted_;
  }
}

void Outcome::add_acknowledgement(const LoadedAction& action, const Acknowledgement& entry,
                                  Given given) {
  std::vector<Acknowledgement>& list = list_of(given);
  Listed& listed = listed_[action.ack_index];
  // A rule that was taken back leaves its note behind; what stands at the position tells.
  bool is_listed = listed.decision == decision_ && listed.given == given &&
                   listed.position < list.size() && list[listed.position].ack_key == action.ack_key;
  if (!is_listed) {
    listed = {
        .decision = decision_, .position = static_cast<std::uint32_t>(list.size()), .given = given};
    list.push_back(entry);
  }
}

void Outcome::add_blocking_rule(std::uint32_t rule) {
  if (blocking_.empty() || blocking_.back() != rule) {
    blocking_.push_back(rule);
  }
}

void Outcome::add_update(const LoadedAction& action, const ContextUpdate& update) {
  updates_.push_back(update);
  update_actions_.push_back(&action);
}

void Outcome::publish(Decision& decision) const {
  decision.rules_executed = executed_;
  decision.messages = messages_;
  decision.templates = templates_;
  decision.required = required_;
  decision.satisfied = satisfied_;
  decision.blocking_rules = blocking_;
  decision.blocked = !blocking_.empty();
  decision.preference_prompts = prompts_;
  decision.context_updates = updates_;
  decision.effects = effects_;
  decision.errors = errors_;
  decision.errors_omitted = errors_omitted_;
}

}  // namespace rulec::runtime

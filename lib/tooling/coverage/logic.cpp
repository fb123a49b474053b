#include "tooling/coverage/logic.h"

namespace rulec::tooling {
namespace {

Truth opposite(Truth truth) {
  switch (truth) {
    case Truth::kFalse:
      return Truth::kTrue;
    case Truth::kTrue:
      return Truth::kFalse;
    case Truth::kError:
      return Truth::kError;
  }
  return Truth::kError;
}

}  // namespace

Truth Logic::Effect::of(Truth truth) const {
  switch (truth) {
    case Truth::kFalse:
      return of_false;
    case Truth::kTrue:
      return of_true;
    case Truth::kError:
      return of_error;
  }
  return of_error;
}

void Logic::clear() {
  gates_.clear();
  operands_.clear();
}

GateId Logic::add(Kind kind, std::span<const GateId> operands) {
  gates_.push_back({.kind = kind,
                    .first = static_cast<std::uint32_t>(operands_.size()),
                    .count = static_cast<std::uint32_t>(operands.size())});
  operands_.insert(operands_.end(), operands.begin(), operands.end());
  return static_cast<GateId>(gates_.size() - 1);
}

GateId Logic::leaf(Truth truth) {
  GateId gate = add(Kind::kLeaf, {});
  gates_[gate].truth = truth;
  return gate;
}

GateId Logic::all_of(std::span<const GateId> operands) {
  GateId gate = add(Kind::kAll, operands);
  gates_[gate].truth = operands.empty() ? Truth::kFalse : chain_truth(operands, Truth::kTrue);
  return gate;
}

GateId Logic::any_of(std::span<const GateId> operands) {
  GateId gate = add(Kind::kAny, operands);
  gates_[gate].truth = chain_truth(operands, Truth::kFalse);
  return gate;
}

GateId Logic::negation(GateId operand) {
  GateId gate = add(Kind::kNot, {&operand, 1});
  gates_[gate].truth = opposite(gates_[operand].truth);
  return gate;
}

GateId Logic::choice(std::span<const GateId> operands) {
  GateId gate = add(Kind::kChoice, operands);
  gates_[gate].truth = choice_truth(operands);
  return gate;
}

std::span<const GateId> Logic::operands_of(const Gate& gate) const {
  return std::span(operands_).subspan(gate.first, gate.count);
}

// The first operand that is not `goes_on`, else `goes_on`.
Truth Logic::chain_truth(std::span<const GateId> operands, Truth goes_on) const {
  for (GateId operand : operands) {
    if (gates_[operand].truth != goes_on) {
      return gates_[operand].truth;
    }
  }
  return goes_on;
}

Truth Logic::choice_truth(std::span<const GateId> operands) const {
  for (std::size_t i = 0; i + 1 < operands.size(); i += 2) {
    switch (gates_[operands[i]].truth) {
      case Truth::kFalse:
        continue;
      case Truth::kTrue:
        return gates_[operands[i + 1]].truth;
      case Truth::kError:
        return Truth::kError;
    }
  }
  return operands.size() % 2 == 1 ? gates_[operands.back()].truth : Truth::kFalse;
}

const std::vector<bool>& Logic::shown_by(GateId root) {
  // A gate that is no part of `root` changes nothing: its effect is the same for all.
  Truth outcome = gates_[root].truth;
  Effect none{.of_false = outcome, .of_true = outcome, .of_error = outcome};
  effects_.assign(gates_.size(), none);
  effects_[root] = Effect{};
  // Operands were made before their gate, so going down in number meets each gate before them.
  for (std::size_t gate = root + std::size_t{1}; gate-- > 0;) {
    spread(gates_[gate], effects_[gate]);
  }
  shown_.assign(gates_.size(), false);
  for (std::size_t gate = 0; gate < gates_.size(); ++gate) {
    Truth truth = gates_[gate].truth;
    Truth otherwise = effects_[gate].of(opposite(truth));
    shown_[gate] =
        truth != Truth::kError && outcome != Truth::kError && otherwise == opposite(outcome);
  }
  return shown_;
}

void Logic::spread(const Gate& gate, const Effect& effect) {
  switch (gate.kind) {
    case Kind::kLeaf:
      return;
    case Kind::kAll:
      return spread_chain(gate, effect, Truth::kTrue);
    case Kind::kAny:
      return spread_chain(gate, effect, Truth::kFalse);
    case Kind::kNot:
      effects_[operands_of(gate)[0]] = {
          .of_false = effect.of_true, .of_true = effect.of_false, .of_error = effect.of_error};
      return;
    case Kind::kChoice:
      return spread_choice(gate, effect);
  }
}

// Operands up to the first that ends the chain are reached. With one of them `goes_on`, what
// follows it decides; the reached ones before the last have only `goes_on` before them.
void Logic::spread_chain(const Gate& gate, const Effect& effect, Truth goes_on) {
  std::span<const GateId> operands = operands_of(gate);
  std::size_t reached = 0;
  while (reached < operands.size() && gates_[operands[reached]].truth == goes_on) {
    ++reached;
  }
  Truth rest = goes_on;  // of the operands behind the one at hand
  for (std::size_t i = operands.size(); i-- > 0;) {
    if (i <= reached) {
      Effect own = effect;
      (goes_on == Truth::kTrue ? own.of_true : own.of_false) = effect.of(rest);
      effects_[operands[i]] = own;
    }
    rest = gates_[operands[i]].truth != goes_on ? gates_[operands[i]].truth : rest;
  }
}

void Logic::spread_choice(const Gate& gate, const Effect& effect) {
  std::span<const GateId> operands = operands_of(gate);
  std::size_t pairs = operands.size() / 2;
  std::size_t taken = 0;  // the first pair whose test is not false; `pairs` is the else
  while (taken < pairs && gates_[operands[2 * taken]].truth == Truth::kFalse) {
    ++taken;
  }
  for (std::size_t i = 0; i <= taken && i < pairs; ++i) {
    Truth rest = i < taken ? gate.truth : choice_truth(operands.subspan(2 * (i + 1)));
    effects_[operands[2 * i]] = {.of_false = effect.of(rest),
                                 .of_true = effect.of(gates_[operands[2 * i + 1]].truth),
                                 .of_error = effect.of_error};
  }
  if (taken == pairs && operands.size() % 2 == 1) {
    effects_[operands.back()] = effect;
  } else if (taken < pairs && gates_[operands[2 * taken]].truth == Truth::kTrue) {
    effects_[operands[2 * taken + 1]] = effect;
  }
}

}  // namespace rulec::tooling

#include "tooling/lint/logic/walk.h"

#include <numeric>

namespace rulec::tooling {

using Kind = FormulaNode::Kind;

Walk::Walk(const Formula& formula, Arena& arena, std::size_t max_steps)
    : formula_(formula), max_steps_(max_steps) {
  std::vector<std::vector<const Test*>> tests(formula.subjects().size());
  for (const Test& test : formula.tests()) {
    tests[test.subject].push_back(&test);
  }
  for (std::size_t i = 0; i < tests.size() && !is_beyond_; ++i) {
    auto domain = domain_of(formula.subjects()[i], tests[i], arena);
    is_beyond_ = !domain;
    if (domain) {
      domains_.push_back(std::move(*domain));
    }
  }
  for (std::size_t i = 0; i < formula.tests().size() && !is_beyond_; ++i) {
    const Test& test = formula.tests()[i];
    const Domain& domain = domains_[test.subject];
    std::vector<Truth>& row = outcomes_.emplace_back();
    row.reserve(domain.cells.size());
    for (const Cell& cell : domain.cells) {
      row.push_back(domain.outcome(test, cell));
    }
  }
}

void Walk::reset() {
  steps_ = 0;
  cells_.resize(domains_.size());
  for (std::size_t i = 0; i < domains_.size(); ++i) {
    cells_[i].resize(domains_[i].cells.size());
    std::iota(cells_[i].begin(), cells_[i].end(), std::uint16_t{0});
  }
}

Walk::End Walk::run(std::span<const FormulaId> roots, const Judge& judge) {
  if (is_beyond_) {
    return End::kUnknown;
  }
  reset();
  return part(roots, judge);
}

Walk::End Walk::part(std::span<const FormulaId> roots, const Judge& judge) {
  std::vector<Outcome> outcomes;
  for (FormulaId root : roots) {
    Answer answer = evaluate(root);
    if (steps_ > max_steps_) {
      return End::kUnknown;
    }
    if (answer.is_open) {
      return part_by(answer.test, roots, judge);
    }
    outcomes.push_back(answer.outcome);
    Onward onward = judge(outcomes);
    if (onward != Onward::kNext) {
      return onward == Onward::kStop ? End::kStopped : End::kAll;
    }
  }
  return End::kAll;
}

Walk::End Walk::part_by(std::size_t test, std::span<const FormulaId> roots, const Judge& judge) {
  std::size_t subject = formula_.tests()[test].subject;
  std::vector<std::uint16_t> whole = cells_[subject];
  for (Truth truth : {Truth::kTrue, Truth::kFalse, Truth::kError}) {
    std::vector<std::uint16_t>& part_of_it = cells_[subject];
    part_of_it.clear();
    for (std::uint16_t cell : whole) {
      if (outcomes_[test][cell] == truth) {
        part_of_it.push_back(cell);
      }
    }
    if (!part_of_it.empty()) {
      End end = part(roots, judge);
      if (end != End::kAll) {
        return end;  // cells_ tells the case
      }
    }
  }
  cells_[subject] = std::move(whole);
  return End::kAll;
}

Walk::Answer Walk::ask(std::size_t test) const {
  std::size_t subject = formula_.tests()[test].subject;
  const std::vector<std::uint16_t>& cells = cells_[subject];
  Truth first = outcomes_[test][cells.front()];
  bool throws = domains_[subject].cells[cells.front()].is_error;
  for (std::uint16_t cell : cells) {
    if (outcomes_[test][cell] != first || domains_[subject].cells[cell].is_error != throws) {
      // Errors of the subject and of the comparison are one part when nothing else tells.
      if (outcomes_[test][cell] != first) {
        return {.is_open = true, .test = test};
      }
      throws = true;
    }
  }
  return {
      .outcome = {.truth = first, .origin = first == Truth::kError && throws ? subject + 1 : 0}};
}

Walk::Answer Walk::evaluate(FormulaId id) {
  ++steps_;
  const FormulaNode& node = formula_.at(id);
  switch (node.kind) {
    case Kind::kConstant:
      return {.outcome = {.truth = node.is_true ? Truth::kTrue : Truth::kFalse}};
    case Kind::kTest:
      return ask(node.test);
    case Kind::kAnd:
      return evaluate_chain(node, Truth::kTrue);
    case Kind::kOr:
      return evaluate_chain(node, Truth::kFalse);
    case Kind::kIf:
      return evaluate_choice(node);
    case Kind::kNot:
      break;
  }
  Answer answer = evaluate(node.operands[0]);
  if (!answer.is_open && answer.outcome.truth != Truth::kError) {
    answer.outcome.truth = answer.outcome.truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
  }
  return answer;
}

Walk::Answer Walk::evaluate_chain(const FormulaNode& node, Truth goes_on) {
  Answer answer;
  for (FormulaId operand : node.operands) {
    answer = evaluate(operand);
    if (answer.is_open || answer.outcome.truth != goes_on) {
      return answer;
    }
  }
  return answer;
}

Walk::Answer Walk::evaluate_choice(const FormulaNode& node) {
  std::size_t i = 0;
  for (; i + 1 < node.operands.size(); i += 2) {
    Answer test = evaluate(node.operands[i]);
    if (test.is_open || test.outcome.truth == Truth::kError) {
      return test;
    }
    if (test.outcome.truth == Truth::kTrue) {
      return evaluate(node.operands[i + 1]);
    }
  }
  return i < node.operands.size() ? evaluate(node.operands[i]) : Answer{};
}

}  // namespace rulec::tooling

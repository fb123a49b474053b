#include "runtime/index/condition_graph.h"

#include <algorithm>
#include <limits>

#include "value/operators.h"

namespace rulec::runtime::index {

// Follows instructions that are no atoms as long as all they read is the register `known`. The code
// of the next atom; or kNoCode, and `end` says how it ends.
CodeAt ConditionGraph::resolved(CodeAt at, Known known, NodeAt& end) const {
  auto end_with = [&](NodeAt where) {
    end = where;
    return kNoCode;
  };
  while (at != kReturned) {
    const Code& code = (*code_)[at];
    if (code.step >= Step::kRangeAtom) {
      return at;
    }
    if (code.step == Step::kJump) {
      at = code.on_true;
      continue;
    }
    if (code.step == Step::kMeterBegin) {
      ++at;
      continue;
    }
    if (code.step == Step::kConstant) {
      const Value& constant = (*constants_)[code.constant];
      known = {.place = code.a, .is_known = true, .is_truthy = value::is_truthy(constant)};
      ++at;
      continue;
    }
    if (!known.is_known || code.a != known.place) {
      return end_with(kUnknown);
    }
    if (code.step == Step::kReturn) {
      break;
    }
    if (code.step == Step::kJumpUnlessTruthy || code.step == Step::kJumpUnlessFalsy) {
      bool goes_on = known.is_truthy == (code.step == Step::kJumpUnlessTruthy);
      at = goes_on ? at + 1 : code.on_true;
      continue;
    }
    bool is_simple = code.step == Step::kNot || code.step == Step::kTruthy ||
                     code.step == Step::kJumpIfError;  // it is no error
    if (!is_simple) {
      return end_with(kUnknown);
    }
    known.is_truthy = known.is_truthy != (code.step == Step::kNot);
    ++at;
  }
  return end_with(known.is_truthy ? kHolds : kFails);
}

void ConditionGraph::read(const std::vector<Code>& code, const std::vector<Value>& constants,
                          CodeAt first) {
  code_ = &code;
  constants_ = &constants;
  nodes_.clear();
  open_.clear();
  NodeAt end = kFails;
  CodeAt at = resolved(first, {}, end);
  if (at == kNoCode) {
    root_ = end;
    return;
  }
  // All atoms that a way comes to; ways lead forward, so the order of the code is theirs.
  open_.push_back(at);
  while (!open_.empty()) {
    CodeAt next = open_.back();
    open_.pop_back();
    auto place = std::ranges::lower_bound(nodes_, next, {}, &Node::code);
    if (place != nodes_.end() && place->code == next) {
      continue;
    }
    nodes_.insert(place, {.code = next});
    const Code& atom = code[next];
    for (bool answer : {false, true}) {
      CodeAt way = resolved(answer ? atom.on_true : atom.on_false,
                            {.place = atom.a, .is_known = true, .is_truthy = answer}, end);
      if (way != kNoCode) {
        open_.push_back(way);
      }
    }
  }
  number_nodes();
  root_ =
      static_cast<NodeAt>(std::ranges::lower_bound(nodes_, at, {}, &Node::code) - nodes_.begin());
}

NodeAt ConditionGraph::target(CodeAt at, const Code& atom, bool answer) {
  NodeAt end = kFails;
  CodeAt way = resolved(at, {.place = atom.a, .is_known = true, .is_truthy = answer}, end);
  if (way == kNoCode) {
    return end;
  }
  return static_cast<NodeAt>(std::ranges::lower_bound(nodes_, way, {}, &Node::code) -
                             nodes_.begin());
}

void ConditionGraph::number_nodes() {
  for (std::size_t i = nodes_.size(); i > 0; --i) {
    Node& node = nodes_[i - 1];
    const Code& atom = (*code_)[node.code];
    node.on_true = target(atom.on_true, atom, true);
    node.on_false = target(atom.on_false, atom, false);
    std::uint64_t sum = std::uint64_t{ways(node.on_true)} + ways(node.on_false);
    node.ways = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
  }
}

}  // namespace rulec::runtime::index

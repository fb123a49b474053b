#include "runtime/index/condition_graph.h"

#include <algorithm>
#include <limits>

#include "value/comparison.h"

namespace rulec::runtime::index {
namespace {

using value::Comparison;

bool asks_truth(const Code& code) {
  return code.step == Step::kReturn || code.step == Step::kJumpUnlessTruthy ||
         code.step == Step::kJumpUnlessFalsy || code.step == Step::kNot ||
         code.step == Step::kTruthy;
}

}  // namespace

// Follows instructions that are no atoms as long as all they read is known. The next atom, or how
// the way ends.
ConditionGraph::Found ConditionGraph::resolve(CodeAt at, Known known, Stop& stop, NodeAt& end) {
  CodeAt constant_at = kNoCode;  // the last one: a term may begin with it
  bool is_metered = false;       // the budget is full; nothing that is followed here takes of it
  end = kUnknown;
  while (at != kReturned) {
    const Code& code = ruleset_.code[at];
    if (code.step >= Step::kRangeAtom) {
      stop = {.at = at, .atom = at};
      return Found::kStop;
    }
    if (code.step == Step::kJump) {
      at = code.on_true;
      continue;
    }
    if (code.step == Step::kMeterBegin) {
      Found found = begin_term(at, false, known, stop);
      if (found != Found::kNothing) {
        return found;
      }
      is_metered = true;
      ++at;
      continue;
    }
    if (code.step == Step::kConstant) {
      Found found = compare_held(at, known.place, known.held, stop);
      if (found != Found::kNothing) {
        return found;
      }
      constant_at = at;
      known = {.place = code.a,
               .is_known = true,
               .is_truthy = value::is_truthy(ruleset_.constants[code.constant]),
               .constant = code.constant};
      ++at;
      continue;
    }
    if (code.step == Step::kMove && known.held_beside != kNoSource && code.b == known.beside) {
      known = {.place = code.a, .held = known.held_beside};
      ++at;
      continue;
    }
    bool reads_known = (known.is_known || known.held != kNoSource) && code.a == known.place;
    if (reads_known && code.step == Step::kJumpIfError) {
      ++at;  // it is no error
      continue;
    }
    if (!reads_known || !asks_truth(code)) {
      Found found = begin_term(at, is_metered, known, stop);
      if (found == Found::kNothing && constant_at != kNoCode) {
        found = begin_term(constant_at, is_metered, {}, stop);
      }
      return found == Found::kStop ? found : Found::kEnd;
    }
    if (!known.is_known) {
      return ask_truth(at, known.place, known.held, stop);
    }
    if (code.step == Step::kReturn) {
      break;
    }
    if (code.step == Step::kNot || code.step == Step::kTruthy) {
      known = {.place = known.place,
               .is_known = true,
               .is_truthy = known.is_truthy != (code.step == Step::kNot)};
      ++at;
      continue;
    }
    bool goes_on = known.is_truthy == (code.step == Step::kJumpUnlessTruthy);
    at = goes_on ? at + 1 : code.on_true;
  }
  end = known.is_truthy ? kHolds : kFails;
  return Found::kEnd;
}

// A term whose value is compared with a constant, or asked for its truth. kEnd: it was dropped.
ConditionGraph::Found ConditionGraph::begin_term(CodeAt at, bool is_metered, const Known& known,
                                                 Stop& stop) {
  if (!region_.begin(at, is_metered)) {
    return Found::kNothing;
  }
  while (region_.find_end()) {
    Found found = end_term(known, stop);
    if (found != Found::kNothing) {
      stop.at = at;
      return found;
    }
  }
  return Found::kNothing;
}

ConditionGraph::Found ConditionGraph::end_term(const Known& known, Stop& stop) {
  CodeAt at = region_.end();
  std::uint16_t place = region_.place();
  // Where the value is an error, nobody asks for the ways.
  while (ruleset_.code[at].step == Step::kJump ||
         (ruleset_.code[at].step == Step::kJumpIfError && ruleset_.code[at].a == place)) {
    at = ruleset_.code[at].step == Step::kJump ? ruleset_.code[at].on_true : at + 1;
  }
  const Code& code = ruleset_.code[at];
  if (code.a == place && asks_truth(code)) {
    return ask_truth(at, place, terms_.add(region_.term()), stop);
  }
  if (code.step == Step::kConstant && is_comparison(at + 1, place, code.a)) {
    return compare_held(at, place, terms_.add(region_.term()), stop);
  }
  bool follows_constant = known.constant != kNoConstant && known.place + 1 == place;
  if (!follows_constant || !is_comparison(at, known.place, place)) {
    return Found::kNothing;
  }
  Source source = terms_.add(region_.term());
  stop = {.at = at,
          .atom = terms_.add_comparison(source, mirrored(static_cast<Comparison>(code.n)),
                                        known.constant),
          .next = at + 1,
          .place = known.place,
          .held = source,
          .is_beside = true};
  return terms_.is_dropped(source) ? Found::kEnd : Found::kStop;
}

bool ConditionGraph::is_comparison(CodeAt at, std::uint32_t left, std::uint32_t right) const {
  const Code& code = ruleset_.code[at];
  return code.step == Step::kCompare && code.a == left && code.on_false == left &&
         code.on_true == right && left != right;
}

// The register `place` holds a value, and a constant that it is compared with comes next.
ConditionGraph::Found ConditionGraph::compare_held(CodeAt at, std::uint16_t place, Source held,
                                                   Stop& stop) {
  const Code& code = ruleset_.code[at];
  if (held == kNoSource || !is_comparison(at + 1, place, code.a)) {
    return Found::kNothing;
  }
  auto comparison = static_cast<Comparison>(ruleset_.code[at + 1].n);
  stop = {.at = at,
          .atom = terms_.add_comparison(held, comparison, code.constant),
          .next = at + 2,
          .place = place};
  return terms_.is_dropped(held) ? Found::kEnd : Found::kStop;
}

ConditionGraph::Found ConditionGraph::ask_truth(CodeAt at, std::uint16_t place, Source held,
                                                Stop& stop) {
  stop = {.at = at, .atom = terms_.add_truth(held), .next = at, .place = place, .held = held};
  return terms_.is_dropped(held) ? Found::kEnd : Found::kStop;
}

void ConditionGraph::read(CodeAt first) {
  nodes_.clear();
  stops_.clear();
  open_.clear();
  NodeAt end = kFails;
  Stop root;
  if (resolve(first, {}, root, end) == Found::kEnd) {
    root_ = end;
    return;
  }
  // All atoms that a way comes to; ways lead forward, so the order of the code is theirs.
  open_.push_back(root);
  while (!open_.empty()) {
    Stop next = open_.back();
    open_.pop_back();
    auto place = std::ranges::lower_bound(stops_, next);
    if (place != stops_.end() && *place == next) {
      continue;
    }
    stops_.insert(place, next);
    for (bool answer : {false, true}) {
      Stop stop;
      if (way(next, answer, stop, end) == Found::kStop) {
        open_.push_back(stop);
      }
    }
  }
  number_nodes();
  root_ = index_of(root);
}

ConditionGraph::Found ConditionGraph::way(const Stop& from, bool answer, Stop& stop, NodeAt& end) {
  if (from.atom == from.at) {
    const Code& atom = ruleset_.code[from.at];
    return resolve(answer ? atom.on_true : atom.on_false,
                   {.place = atom.a, .is_known = true, .is_truthy = answer}, stop, end);
  }
  Known known{.place = from.place, .is_known = true, .is_truthy = answer};
  if (from.is_beside) {
    known.beside = static_cast<std::uint16_t>(from.place + 1);
    known.held_beside = from.held;
  } else {
    known.held = from.held;
  }
  return resolve(from.next, known, stop, end);
}

NodeAt ConditionGraph::index_of(const Stop& stop) const {
  return static_cast<NodeAt>(std::ranges::lower_bound(stops_, stop) - stops_.begin());
}

void ConditionGraph::number_nodes() {
  nodes_.resize(stops_.size());
  for (std::size_t i = nodes_.size(); i > 0; --i) {
    Node& node = nodes_[i - 1];
    node.code = stops_[i - 1].atom;
    for (bool answer : {false, true}) {
      Stop stop;
      NodeAt end = kFails;
      bool is_stop = way(stops_[i - 1], answer, stop, end) == Found::kStop;
      (answer ? node.on_true : node.on_false) = is_stop ? index_of(stop) : end;
    }
    std::uint64_t sum = std::uint64_t{ways(node.on_true)} + ways(node.on_false);
    node.ways = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
  }
}

}  // namespace rulec::runtime::index

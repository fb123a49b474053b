#include "runtime/index/term_region.h"

#include <algorithm>
#include <array>

#include "value/operators.h"

namespace rulec::runtime::index {
namespace {

// Longer ones are left to bytecode.
constexpr std::size_t kMostSteps = 256;
// In a turn's time; more for walking over items, and for reading the whole context.
constexpr std::uint32_t kStepsForTurn = 2;
constexpr std::uint32_t kTurnsForIterator = 16;
constexpr std::uint32_t kTurnsForContext = 32;

template <std::size_t Count>
bool is_one_of(Step step, const std::array<Step, Count>& steps) {
  return std::ranges::find(steps, step) != steps.end();
}

bool begins_value(const Code& code) {
  static constexpr std::array kLoads = {Step::kConstant,   Step::kLoadPath,    Step::kLoadPathRaw,
                                        Step::kLoadItem,   Step::kLoadItemRaw, Step::kLoadLevel,
                                        Step::kExistsLevel};
  bool takes_none = (code.step == Step::kCall || code.step == Step::kMakeList) && code.b == 0;
  return takes_none || is_one_of(code.step, kLoads);
}

bool is_atom(const Code& code) {
  return code.step >= Step::kRangeAtom;
}

// Whether it goes on at on_true, or may.
bool has_target(const Code& code) {
  static constexpr std::array kJumps = {
      Step::kJump,          Step::kJumpUnlessTruthy, Step::kJumpUnlessFalsy,  Step::kJumpUnlessNull,
      Step::kJumpIfPresent, Step::kJumpIfError,      Step::kJumpUnlessCaught, Step::kIterBegin,
      Step::kIterNext};
  return is_atom(code) || is_one_of(code.step, kJumps);
}

}  // namespace

bool TermRegion::begin(CodeAt at, bool is_metered) {
  const std::vector<Code>& code = ruleset_.code;
  CodeAt leaf = at;
  while (leaf < code.size() && code[leaf].step == Step::kMeterBegin) {
    ++leaf;
  }
  if (leaf == code.size() || !begins_value(code[leaf])) {
    return false;
  }
  first_ = at_ = farthest_ = at;
  place_ = code[leaf].a;
  starts_metered_ = is_metered;
  is_good_ = true;
  states_.assign(1, {.is_reached = true, .is_metered = is_metered, .height = place_, .depth = 0});
  return true;
}

bool TermRegion::is_whole() const {
  std::size_t here = at_ - first_;
  return here < states_.size() && farthest_ <= at_ && states_[here].is_reached &&
         states_[here].depth == 0 && states_[here].height > place_;
}

bool TermRegion::find_end() {
  while (is_good_ && at_ - first_ < states_.size()) {
    now_ = state(at_);
    if (now_.is_reached) {
      step(ruleset_.code[at_]);
    }
    ++at_;
    if (is_good_ && is_whole()) {
      return true;
    }
  }
  return false;
}

void TermRegion::step(const Code& code) {
  auto table = value::operator_table();
  switch (code.step) {
    case Step::kConstant:
    case Step::kLoadPath:
    case Step::kLoadItem:
    case Step::kLoadLevel:
    case Step::kExistsLevel:
      write(now_, code.a);
      break;
    case Step::kLoadPathRaw:
    case Step::kLoadItemRaw:
      write(now_, code.a);
      now_.height = std::min(now_.height, std::uint32_t{code.a});  // until a jump says otherwise
      break;
    case Step::kMove:
      read(code.b);
      write(now_, code.a);
      break;
    case Step::kCall:
      need_meter(table[code.n].has(value::kMetered));
      read(code.a, code.b);
      write(now_, code.a);
      break;
    case Step::kCallSpread:
      need_meter(table[code.n].has(value::kMetered) || table[code.n].has(value::kMeteredSpread));
      read(code.a);
      break;
    case Step::kNot:
    case Step::kTruthy:
      read(code.a);
      break;
    case Step::kCharge:
      need_meter(true);
      read(code.a);
      break;
    case Step::kCompare:
      need_meter(value::is_strict(static_cast<value::Comparison>(code.n)));
      read(code.on_false);
      read(code.on_true);
      write(now_, code.a);
      break;
    case Step::kMakeList:
      read(code.a, code.b);
      write(now_, code.a);
      break;
    case Step::kMakeObject:
      read(code.a, ruleset_.constants[code.b].as_list().size());
      write(now_, code.a);
      break;
    case Step::kMeterBegin:
      now_.is_metered = true;
      break;
    case Step::kIterBegin:
    case Step::kIterNext:
    case Step::kTryPush:
    case Step::kScopePop:
      return step_into_scope(code);
    case Step::kJump:
    case Step::kJumpUnlessTruthy:
    case Step::kJumpUnlessFalsy:
    case Step::kJumpUnlessNull:
    case Step::kJumpIfPresent:
    case Step::kJumpIfError:
    case Step::kJumpUnlessCaught:
    case Step::kRangeAtom:
    case Step::kTextsAtom:
    case Step::kListAtom:
    case Step::kAtom:
      return step_jump(code);
    case Step::kReturn:
    case Step::kComparePath:
    case Step::kComparePathAnd:
    case Step::kComparePathOr:
    case Step::kInPath:
      is_good_ = false;
      return;
  }
  flow_to(at_ + 1, now_);
}

void TermRegion::step_into_scope(const Code& code) {
  if (code.step == Step::kIterBegin) {
    need_meter(true);
    read(code.a, (code.on_false & bytecode::kHasStart) != 0 ? 2 : 1);
    flow_to(code.on_true, now_);
    now_.height = std::uint32_t{code.a} + 1;
    ++now_.depth;
  } else if (code.step == Step::kTryPush) {
    ++now_.depth;
  } else {
    is_good_ = is_good_ && now_.depth > 0;
    if (code.step == Step::kIterNext) {
      read(std::uint32_t{code.a} + 1);
      is_good_ = is_good_ && code.on_true >= first_;
    }
    --now_.depth;
  }
  flow_to(at_ + 1, now_);
}

// Jumps and atoms.
void TermRegion::step_jump(const Code& code) {
  if (is_atom(code)) {
    write(now_, code.a);
    for (CodeAt way : {code.on_true, code.on_false, code.on_error}) {
      flow_to(way, now_);
    }
    return;
  }
  if (code.step == Step::kJump) {
    return flow_to(code.on_true, now_);
  }
  State target = now_;
  if (code.step == Step::kJumpIfPresent) {
    is_good_ = is_good_ && code.a >= place_;
    target.height = std::max(target.height, std::uint32_t{code.a} + 1);
  } else {
    read(code.a);
    if (code.step == Step::kJumpIfError) {
      write(target, code.on_false);
    }
  }
  flow_to(code.on_true, target);
  flow_to(at_ + 1, now_);
}

void TermRegion::read(std::uint32_t first, std::uint64_t count) {
  is_good_ = is_good_ && (count == 0 || (first >= place_ && first + count <= now_.height));
}

void TermRegion::write(State& state, std::uint32_t target) {
  is_good_ = is_good_ && target >= place_ && target <= state.height;
  state.height = std::max(state.height, target + 1);
}

void TermRegion::flow_to(CodeAt target, const State& from) {
  // A way that returns from the condition is far behind all others.
  if (!is_good_ || target <= at_ || target - first_ > kMostSteps) {
    is_good_ = false;
    return;
  }
  farthest_ = std::max(farthest_, target);
  if (target - first_ >= states_.size()) {
    states_.resize(target - first_ + 1);
  }
  State& there = state(target);
  if (!there.is_reached) {
    there = from;
    return;
  }
  is_good_ = there.depth == from.depth;
  there.height = std::min(there.height, from.height);
  there.is_metered = there.is_metered && from.is_metered;
}

// To the next instruction that is reached.
bool TermRegion::is_needless_jump(CodeAt at) const {
  const Code& code = ruleset_.code[at];
  if (code.step != Step::kJump) {
    return false;
  }
  for (CodeAt between = at + 1; between < code.on_true; ++between) {
    if (state(between).is_reached) {
      return false;
    }
  }
  return true;
}

Term TermRegion::term() const {
  Term made;
  std::vector<CodeAt> places(at_ - first_ + 1, 0);
  CodeAt next = starts_metered_ ? 1 : 0;
  for (CodeAt at = first_; at < at_; ++at) {
    places[at - first_] = next;
    next += state(at).is_reached && !is_needless_jump(at) ? 1 : 0;
  }
  places.back() = next;
  if (starts_metered_) {
    made.code.emplace_back().step = Step::kMeterBegin;
  }
  for (CodeAt at = first_; at < at_; ++at) {
    if (state(at).is_reached && !is_needless_jump(at)) {
      note_reads(ruleset_.code[at], state(at), made);
      made.code.push_back(moved(ruleset_.code[at], places));
    }
  }
  made.code.emplace_back().step = Step::kReturn;
  std::ranges::sort(made.paths);
  auto repeated = std::ranges::unique(made.paths);
  made.paths.erase(repeated.begin(), repeated.end());
  made.cost += 1 + static_cast<std::uint32_t>(made.code.size()) / kStepsForTurn +
               (made.reads_all ? kTurnsForContext : 0);
  return made;
}

void TermRegion::note_reads(const Code& code, const State& state, Term& term) {
  bool is_path = code.step == Step::kLoadPath || code.step == Step::kLoadPathRaw;
  bool is_item = code.step == Step::kLoadItem || code.step == Step::kLoadItemRaw;
  bool is_level = code.step == Step::kLoadLevel || code.step == Step::kExistsLevel;
  if (is_atom(code) || is_path || (is_item && state.depth == 0) ||
      (is_level && code.n == 2 * state.depth)) {
    term.paths.push_back(code.b);
  }
  bool is_call = code.step == Step::kCall || code.step == Step::kCallSpread;
  term.reads_all = term.reads_all || (is_call && code.on_true == kReadsScopes);
  term.cost += code.step == Step::kIterBegin ? kTurnsForIterator : 0;
}

Code TermRegion::moved(const Code& code, const std::vector<CodeAt>& places) const {
  Code made = code;
  auto place_of = [&](CodeAt at) { return places[at - first_]; };
  bool has_register =
      code.step != Step::kMeterBegin && code.step != Step::kJump && code.step != Step::kScopePop;
  made.a = has_register ? static_cast<std::uint16_t>(code.a - place_) : std::uint16_t{0};
  if (code.step == Step::kMove) {
    made.b = code.b - place_;
  } else if (code.step == Step::kCompare) {
    made.on_false = code.on_false - place_;
    made.on_true = code.on_true - place_;
  } else if (code.step == Step::kJumpIfError) {
    made.on_false = code.on_false - place_;
  }
  if (has_target(code)) {
    made.on_true = place_of(code.on_true);
    made.b = is_atom(code) ? code.b : 0;  // the same target, as the bytecode had it
  }
  if (is_atom(code)) {
    made.on_false = place_of(code.on_false);
    made.on_error = place_of(code.on_error);
  }
  return made;
}

}  // namespace rulec::runtime::index

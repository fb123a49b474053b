// From bytecode to Code: each instruction becomes one Code, jumps get indexes into the code, and
// comparisons of root paths with constants become the form of atom that their constant allows. What
// a form decides by itself it decides as lib/value does; every other case goes there.
#include <algorithm>
#include <limits>
#include <optional>

#include "base/check.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using bytecode::Instruction;
using bytecode::Opcode;
using value::Comparison;

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

static_assert(static_cast<int>(Comparison::kGreaterEqual) == kComparisonMask);

bool is_equality(Comparison comparison) {
  return comparison <= Comparison::kStrictUnequal;
}

struct IntegerRange {
  std::int64_t low;
  std::int64_t high;
};

// The integers that compare so with `constant`, or those that do not (kNegated); none when the
// range would be empty.
std::optional<IntegerRange> range_of(Comparison comparison, std::int64_t constant) {
  bool is_empty = (comparison == Comparison::kLess && constant == kLowest) ||
                  (comparison == Comparison::kGreater && constant == kHighest);
  if (is_empty) {
    return std::nullopt;
  }
  switch (comparison) {
    case Comparison::kLooseEqual:
    case Comparison::kStrictEqual:
    case Comparison::kLooseUnequal:
    case Comparison::kStrictUnequal:
      return IntegerRange{.low = constant, .high = constant};
    case Comparison::kLess:
      return IntegerRange{.low = kLowest, .high = constant - 1};
    case Comparison::kLessEqual:
      return IntegerRange{.low = kLowest, .high = constant};
    case Comparison::kGreater:
      return IntegerRange{.low = constant + 1, .high = kHighest};
    case Comparison::kGreaterEqual:
      return IntegerRange{.low = constant, .high = kHighest};
  }
  return std::nullopt;
}

class CodeLoader {
 public:
  explicit CodeLoader(LoadedRuleset& ruleset) : ruleset_(ruleset), program_(ruleset.program) {}

  CodeAt add(const bytecode::Expression& expression) {
    if (!expression.is_present()) {
      return kNoCode;
    }
    begin_ = expression.begin.index();
    auto first = static_cast<CodeAt>(ruleset_.code.size());
    number_slots(expression, first);
    for (std::uint32_t at = 0; at < expression.length; at += words(at)) {
      ruleset_.code.push_back(translated(at));
    }
    for (CodeAt at = first; at < ruleset_.code.size(); ++at) {
      if (ruleset_.code[at].step >= Step::kRangeAtom) {
        shorten_ways(ruleset_.code[at]);
      }
    }
    return first;
  }

 private:
  [[nodiscard]] const Instruction& slot(std::uint32_t at) const {
    return program_.code[begin_ + at];
  }
  [[nodiscard]] std::uint32_t words(std::uint32_t at) const {
    return bytecode::kOpcodes[static_cast<std::size_t>(slot(at).op)].words;
  }
  // Index of the code of an absolute instruction number.
  [[nodiscard]] CodeAt target(std::uint32_t pc) const { return indexes_[pc - begin_]; }

  void number_slots(const bytecode::Expression& expression, CodeAt first) {
    indexes_.assign(std::size_t{expression.length} + 1, 0);
    CodeAt next = first;
    for (std::uint32_t at = 0; at < expression.length; at += words(at)) {
      indexes_[at] = next++;
    }
  }

  Code translated(std::uint32_t at) {
    const Instruction& from = slot(at);
    bytecode::ExtraWord extra = words(at) == 2 ? extra_of(slot(at + 1)) : bytecode::ExtraWord();
    Code code;
    code.step = static_cast<Step>(from.op);
    code.n = from.n;
    code.a = from.a;
    code.b = from.b;
    code.on_false = extra.x;
    switch (from.op) {
      case Opcode::kConstant:
        code.constant = from.b;
        break;
      case Opcode::kCompare:
        code.on_true = extra.y;
        break;
      case Opcode::kIterBegin:
        code.on_true = target(from.b);
        code.width = std::max(extra.y, 1U);  // every item costs something
        break;
      case Opcode::kJump:
      case Opcode::kJumpUnlessTruthy:
      case Opcode::kJumpUnlessFalsy:
      case Opcode::kJumpUnlessNull:
      case Opcode::kJumpIfPresent:
      case Opcode::kJumpIfError:
      case Opcode::kJumpUnlessCaught:
      case Opcode::kIterNext:
        code.on_true = target(from.b);
        break;
      case Opcode::kComparePath:
      case Opcode::kComparePathAnd:
      case Opcode::kComparePathOr:
        code.constant = extra.x;
        leave_compare(code, from, extra, at);
        make_compare(code);
        break;
      case Opcode::kInPath:
        code.constant = extra.x;
        code.on_true = code.on_false = code.on_error = indexes_[at + 2];
        make_in(code);
        break;
      case Opcode::kCall:
      case Opcode::kCallSpread:
        if (value::operator_table()[from.n].has(value::OperatorFlags::kScoped)) {
          code.on_true = kReadsScopes;
        }
        break;
      case Opcode::kMove:
      case Opcode::kLoadPath:
      case Opcode::kLoadPathRaw:
      case Opcode::kLoadItem:
      case Opcode::kLoadItemRaw:
      case Opcode::kLoadLevel:
      case Opcode::kExistsLevel:
      case Opcode::kNot:
      case Opcode::kTruthy:
      case Opcode::kMakeList:
      case Opcode::kMakeObject:
      case Opcode::kTryPush:
      case Opcode::kScopePop:
      case Opcode::kMeterBegin:
      case Opcode::kCharge:
      case Opcode::kReturn:
        break;
    }
    return code;
  }

  void leave_compare(Code& code, const Instruction& from, const bytecode::ExtraWord& extra,
                     std::uint32_t at) const {
    code.on_true = code.on_false = code.on_error = indexes_[at + 2];
    if (from.op == Opcode::kComparePathAnd) {
      code.on_false = code.on_error = target(extra.y);
    } else if (from.op == Opcode::kComparePathOr) {
      code.on_true = code.on_error = target(extra.y);
    }
  }

  void make_compare(Code& code) const {
    auto comparison = static_cast<Comparison>(code.n & kComparisonMask);
    const Value& constant = ruleset_.constants[code.constant];
    if (constant.is_integer()) {
      if (auto range = range_of(comparison, constant.as_integer())) {
        return make_range(code, static_cast<std::uint64_t>(range->low),
                          static_cast<std::uint64_t>(range->high));
      }
    } else if ((constant.is_bool() || constant.is_string()) && is_equality(comparison)) {
      return make_range(code, key_of(constant), key_of(constant));
    }
    code.step = Step::kAtom;
  }

  void make_range(Code& code, std::uint64_t low, std::uint64_t high) const {
    code.step = Step::kRangeAtom;
    code.low = low;
    code.width = high - low;
    auto kind = static_cast<unsigned>(ruleset_.constants[code.constant].kind());
    bool is_negated = is_unequal(static_cast<Comparison>(code.n & kComparisonMask));
    code.n = static_cast<std::uint8_t>(code.n | kind << kKindShift | (is_negated ? kNegated : 0U));
  }

  void make_in(Code& code) const {
    std::span<const Value> items = ruleset_.constants[code.constant].as_list();
    code.step = Step::kListAtom;
    if (std::ranges::all_of(items, [](const Value& item) { return item.is_string(); })) {
      code.step = Step::kTextsAtom;
      for (const Value& item : items) {
        code.low |= tag_bit(key_of(item));
      }
    }
  }

  // What an atom leaves in its register decides the jumps behind it; they stay where they are for
  // others that come there.
  void shorten_ways(Code& atom) {
    while (atom.on_true == atom.on_false && atom.on_true == atom.on_error &&
           ruleset_.code[atom.on_true].step == Step::kNot &&
           ruleset_.code[atom.on_true].a == atom.a) {
      atom.n ^= kNegated;
      ++atom.on_true;
      ++atom.on_false;
      ++atom.on_error;
    }
    atom.on_true = shortened(atom.on_true, atom.a, Left::kTrue);
    atom.on_false = shortened(atom.on_false, atom.a, Left::kFalse);
    atom.on_error = shortened(atom.on_error, atom.a, Left::kError);
  }

  enum class Left : std::uint8_t { kTrue, kFalse, kError };

  // Where a way really leads when r[a] holds `left`. All jumps are forward, so this ends.
  [[nodiscard]] CodeAt shortened(CodeAt way, std::uint16_t a, Left left) const {
    while (true) {
      const Code& there = ruleset_.code[way];
      if (there.step == Step::kJump) {
        way = there.on_true;
        continue;
      }
      if (there.a != a) {
        return way;
      }
      if (there.step == Step::kReturn) {
        return kReturned;
      }
      if (there.step == Step::kJumpUnlessTruthy) {
        way = left == Left::kTrue ? way + 1 : there.on_true;
      } else if (there.step == Step::kJumpUnlessFalsy) {
        way = left == Left::kFalse ? way + 1 : there.on_true;
      } else if (there.step == Step::kJumpIfError && left != Left::kError) {
        ++way;
      } else {
        return way;
      }
    }
  }

  LoadedRuleset& ruleset_;
  const bytecode::Program& program_;
  std::uint32_t begin_ = 0;
  std::vector<CodeAt> indexes_;  // by slot of the expression
};

}  // namespace

// Conditions first, each entry point's in the order of its turns, so that deciding reads straight
// through the code; then the rest.
void load_code(LoadedRuleset& ruleset) {
  ruleset.code.reserve(ruleset.program.code.size());  // no slot becomes more than one of them
  CodeLoader loader(ruleset);
  std::vector<CodeAt> conditions(ruleset.program.rules.size(), kNoCode);
  auto condition = [&](std::uint32_t rule) {
    if (conditions[rule] == kNoCode) {
      conditions[rule] = loader.add(ruleset.program.rules[rule].condition);
    }
    return conditions[rule];
  };
  for (LoadedEntryPoint& entry_point : ruleset.entry_points) {
    for (Turn& turn : entry_point.turns) {
      turn.condition = condition(turn.rule);
    }
  }
  if (!ruleset.program.rules.empty()) {
    ruleset.first_condition = condition(0);
  }
  for (LoadedScorecard& scorecard : ruleset.scorecards) {
    for (std::size_t i = 0; i < scorecard.items.size(); ++i) {
      scorecard.items[i].condition = loader.add(scorecard.row->items[i].condition);
    }
  }
  for (LoadedAction& action : ruleset.actions) {
    action.test = loader.add(action.row->test);
    for (LoadedArgument& argument : action.arguments) {
      if (argument.expression != nullptr) {
        argument.code = loader.add(*argument.expression);
      }
    }
  }
  for (LoadedTemplate& loaded : ruleset.templates) {
    if (loaded.row->values.is_present()) {
      loaded.values = loader.add(loaded.row->values);
    }
  }
  ruleset.code.shrink_to_fit();  // most take two slots
}

}  // namespace rulec::runtime

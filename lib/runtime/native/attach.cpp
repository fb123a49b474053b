// The door of machine code: tested against bytecode, then published.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "runtime/internal/found_turns.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/native.h"

namespace rulec::runtime {
namespace {

// Of a function; some thousand are usual.
constexpr std::size_t kMaxTestedValues = 4096;
constexpr std::size_t kMaxAimedTests = 100'000;

// Values of one attribute that a function is tested on: of every class, at both of its ends, and
// of kinds that no class is made for.
class TestValues {
 public:
  TestValues(const NativeAttribute& attribute, Arena& arena) {
    values_ = {Value::absent(),
               Value::null(),
               Value::boolean(false),
               Value::boolean(true),
               Value::integer(0),
               Value::integer(std::numeric_limits<std::int64_t>::min()),
               Value::integer(std::numeric_limits<std::int64_t>::max()),
               Value::real(0.5),
               Value::real(std::numeric_limits<double>::lowest()),
               Value::real(std::numeric_limits<double>::max()),
               Value::string(""),
               Value::string("another text than any"),
               Value::decimal(arena.make<DecimalBits>()),
               Value::list({}),
               make_object(arena, {})};
    for (std::int64_t cut : attribute.integer_cuts) {
      values_.push_back(Value::integer(cut));
      values_.push_back(Value::integer(cut - 1));
    }
    for (double cut : attribute.double_cuts) {
      values_.push_back(Value::real(cut));
      values_.push_back(Value::real(std::nextafter(cut, std::numeric_limits<double>::lowest())));
    }
    for (const std::string& text : attribute.texts) {
      values_.push_back(Value::string(text));
      values_.push_back(Value::string(arena.copy(text + "+")));
    }
  }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const std::vector<Value>& all() const { return values_; }
  [[nodiscard]] const Value& at(std::size_t i) const { return values_[i % values_.size()]; }

 private:
  std::vector<Value> values_;
};

// Only where to aim tests; what the code makes of a value is its own affair.
std::size_t row_of(const NativeAttribute& attribute, const Value& value) {
  std::size_t row = attribute.row_of_kind[static_cast<std::size_t>(value.kind())];
  if (value.is_bool()) {
    row += value.is_true() ? 1 : 0;
  } else if (value.is_integer()) {
    auto above = std::ranges::upper_bound(attribute.integer_cuts, value.as_integer());
    row += static_cast<std::size_t>(above - attribute.integer_cuts.begin());
  } else if (value.kind() == Kind::kDouble) {
    auto above = std::ranges::upper_bound(attribute.double_cuts, value.as_double());
    row += static_cast<std::size_t>(above - attribute.double_cuts.begin());
  } else if (value.is_string()) {
    auto found = std::ranges::find(attribute.texts, value.as_string());
    row += found == attribute.texts.end()
               ? 0
               : 1 + static_cast<std::size_t>(found - attribute.texts.begin());
  }
  return row;
}

class Tester {
 public:
  Tester(const LoadedRuleset& ruleset, const NativeFunctionPlan& plan, NativeCall call)
      : entry_point_(ruleset.entry_points[plan.entry_point]),
        plan_(plan),
        call_(call),
        vm_(ruleset, buffers_, 0) {
    for (const NativeAttribute& attribute : plan.attributes) {
      values_.emplace_back(attribute, arena_);
    }
  }

  bool agrees() { return agrees_at_strides() && agrees_where_aimed(); }

 private:
  // Each value of each attribute, with values of the others that go round at strides of their own.
  bool agrees_at_strides() {
    std::size_t tested = 0;
    std::size_t longest = 1;
    for (const TestValues& values : values_) {
      longest = std::max(longest, values.size());
    }
    for (std::size_t round = 0; round < 2 * longest && tested < kMaxTestedValues; ++round) {
      for (std::size_t turned = 0; turned <= values_.size(); ++turned, ++tested) {
        if (!agrees_on(round, turned)) {
          return false;
        }
      }
    }
    return true;
  }

  // Each value of each attribute, for each turn with values of the others that let it hold: there
  // the one value decides, so a cut or a text that is another one cannot hide.
  bool agrees_where_aimed() {
    std::size_t tested = 0;
    for (std::size_t turn = 0; turn < entry_point_.turns.size(); ++turn) {
      std::vector<Value> aimed;
      aimed.reserve(values_.size());
      for (std::size_t i = 0; i < values_.size(); ++i) {
        aimed.push_back(most_helpful(i, turn));
      }
      for (std::size_t i = 0; i < values_.size(); ++i) {
        for (const Value& value : values_[i].all()) {
          Value kept = std::exchange(aimed[i], value);
          bool is_alike = tested >= kMaxAimedTests || agrees_for(aimed, turn);
          aimed[i] = kept;
          ++tested;
          if (!is_alike) {
            return false;
          }
        }
      }
    }
    return true;
  }

  // Of attribute `i`, the value with most columns set for the turn; the base counts most.
  [[nodiscard]] Value most_helpful(std::size_t i, std::size_t turn) const {
    const NativeAttribute& attribute = plan_.attributes[i];
    Value best;
    std::size_t most = 0;
    for (const Value& value : values_[i].all()) {
      const std::uint64_t* row =
          attribute.rows.data() + row_of(attribute, value) * plan_.row_words();
      std::size_t helps = 1;
      for (std::size_t group = 0; group + 1 < plan_.groups(); ++group) {  // but for `ask`
        bool is_set = (row[group * plan_.words + turn / 64] >> (turn % 64) & 1U) != 0;
        helps += is_set ? (group == 0 ? plan_.groups() : 1) : 0;
      }
      if (helps > most) {
        most = helps;
        best = value;
      }
    }
    return best;
  }

  // What attribute `i` holds: at its own stride, or the value of the round.
  [[nodiscard]] const Value& value_of(std::size_t i, std::size_t round, std::size_t turned) const {
    return values_[i].at(i == turned ? round : round * (2 * i + 3) + turned);
  }

  bool agrees_on(std::size_t round, std::size_t turned) {
    set_slots([&](std::size_t i) { return value_of(i, round, turned); });
    std::vector<std::uint64_t> found(std::size_t{2} * plan_.words);
    call_native(call_, buffers_.slots.data(), found.data());
    for (std::size_t turn = 0; turn < entry_point_.turns.size(); ++turn) {
      if (!is_alike(found, turn)) {
        return false;
      }
    }
    return true;
  }

  bool agrees_for(const std::vector<Value>& values, std::size_t turn) {
    set_slots([&](std::size_t i) { return values[i]; });
    std::vector<std::uint64_t> found(std::size_t{2} * plan_.words);
    call_native(call_, buffers_.slots.data(), found.data());
    return is_alike(found, turn);
  }

  template <class ValueOf>
  void set_slots(ValueOf value_of_attribute) {
    vm_.set_context(Value::null());
    for (std::size_t i = 0; i < values_.size(); ++i) {
      Value value = value_of_attribute(i);
      buffers_.slots[plan_.attributes[i].path] = {
          .value = value, .epoch = buffers_.epoch, .key = key_of(value)};
    }
  }

  bool is_alike(const std::vector<std::uint64_t>& found, std::size_t turn) {
    auto bit = [&](std::size_t word) { return (found[word] >> (turn % 64) & 1U) != 0; };
    bool is_asked = bit(plan_.words + turn / 64);
    return is_asked || bit(turn / 64) == holds(entry_point_.turns[turn]);
  }

  bool holds(const Turn& turn) {
    if (turn.condition == kNoCode) {
      return true;
    }
    arena_of_run_.reset();
    Value value = vm_.run(turn.condition, arena_of_run_);
    return !value.is_error() && value::is_truthy(value);
  }

  const LoadedEntryPoint& entry_point_;
  const NativeFunctionPlan& plan_;
  NativeCall call_;
  VmBuffers buffers_;
  Vm vm_;
  Arena arena_;
  Arena arena_of_run_;
  std::vector<TestValues> values_;
};

void note_windows(const std::vector<Turn>& turns, NativeFunction& function) {
  for (std::uint32_t i = 0; i < turns.size(); ++i) {
    bool is_always = turns[i].from_ms == INT64_MIN && turns[i].until_ms == INT64_MAX;
    if (is_always) {
      function.always[i / 64] |= std::uint64_t{1} << (i % 64);
    } else {
      function.windowed.push_back(i);
    }
  }
}

}  // namespace

bool gains_from_native(const LoadedRuleset& ruleset) {
  return std::ranges::any_of(ruleset.entry_points, [](const LoadedEntryPoint& entry_point) {
    std::size_t turns = entry_point.turns.size();
    return turns >= kFewestNativeTurns && turns <= kNativeTurns;
  });
}

bool has_native(const LoadedRuleset& ruleset) {
  return ruleset.native.get() != nullptr;
}

Status use_native(const LoadedRuleset& ruleset, const NativePlan& plan, NativeCode code) {
  auto table = std::make_unique<NativeTable>();
  table->owner = std::move(code.owner);
  table->functions.resize(ruleset.entry_points.size());
  if (code.calls.size() != plan.functions.size()) {
    return fail(ErrorCode::kBadArtifact, "its machine code lacks a function");
  }
  for (std::size_t i = 0; i < plan.functions.size(); ++i) {
    const NativeFunctionPlan& function = plan.functions[i];
    if (!Tester(ruleset, function, code.calls[i]).agrees()) {
      return fail(ErrorCode::kBadArtifact, "its machine code decides otherwise than its bytecode");
    }
    NativeFunction& made = table->functions[function.entry_point];
    made.call = code.calls[i];
    made.words = function.words;
    for (const NativeAttribute& attribute : function.attributes) {
      made.paths.push_back(attribute.path);
    }
    note_windows(ruleset.entry_points[function.entry_point].turns, made);
  }
  if (!ruleset.native.fill(std::move(table))) {
    return fail(ErrorCode::kBadArtifact, "it has machine code already");
  }
  return {};
}

}  // namespace rulec::runtime

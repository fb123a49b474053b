#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "tooling/lint/logic/pairs.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using Onward = Walk::Onward;
using Kind = FormulaNode::Kind;

// The value that a test asks for, where it is one.
const Value* asked_value(const Test& test) {
  bool is_equality =
      test.kind == Test::Kind::kCompare &&
      (test.comparison == value::Comparison::kStrictEqual ||
       (test.comparison == value::Comparison::kLooseEqual && test.constant.is_string()));
  bool is_plain = test.fallback.is_absent();
  if (is_equality && is_plain) {
    return &test.constant;
  }
  bool is_single = test.kind == Test::Kind::kIn && test.items.size() == 1 && is_plain;
  return is_single ? test.items.data() : nullptr;
}

class TurnReader {
 public:
  TurnReader(const Formula& formula, Names& names, Turn& turn)
      : formula_(formula), names_(names), turn_(turn) {}

  void read(FormulaId root) {
    std::set<std::size_t> subjects;
    formula_.add_subjects(root, subjects);
    for (std::size_t subject : subjects) {
      turn_.subjects.push_back(number(subject));
    }
    std::ranges::sort(turn_.subjects);
    turn_.is_conjunction = read_conjuncts(root);
    std::ranges::sort(turn_.equalities);
    turn_.ranges.assign(ranges_.begin(), ranges_.end());
  }

 private:
  void narrow(const Test& test) {
    if (!test.fallback.is_absent()) {
      return;
    }
    if (test.kind == Test::Kind::kIn) {
      choose(test.subject, test.items);
    } else if (const Value* value = asked_value(test)) {
      choose(test.subject, {value, 1});
    } else if (test.kind == Test::Kind::kCompare && test.constant.is_number()) {
      bound(test);
    }
  }

  void choose(std::size_t subject, std::span<const Value> values) {
    std::vector<std::uint32_t> chosen;
    for (const Value& value : values) {
      std::string text = "=";
      append_value(text, value);
      chosen.push_back(names_.number(std::move(text)));
    }
    std::ranges::sort(chosen);
    auto& constants = ranges_[number(subject)].constants;
    if (!constants || chosen.size() < constants->size()) {
      constants = std::move(chosen);
    }
  }

  void bound(const Test& test) {
    double at = test.constant.is_integer() ? static_cast<double>(test.constant.as_integer())
                                           : test.constant.as_double();
    bool is_greater = test.comparison == value::Comparison::kGreater ||
                      test.comparison == value::Comparison::kGreaterEqual;
    bool is_less = test.comparison == value::Comparison::kLess ||
                   test.comparison == value::Comparison::kLessEqual;
    if (!is_greater && !is_less) {
      return;
    }
    AskedRange& range = ranges_[number(test.subject)];
    if (is_greater != test.has_constant_left) {
      range.low = std::max(range.low, at);
    } else {
      range.high = std::min(range.high, at);
    }
  }

  std::uint32_t number(std::size_t subject) {
    return names_.number(formula_.subjects()[subject].key);
  }

  // False when an operand is more than a test.
  bool read_conjuncts(FormulaId id) {
    const FormulaNode& node = formula_.at(id);
    if (node.kind == Kind::kAnd) {
      bool all = true;
      for (FormulaId operand : node.operands) {
        all = read_conjuncts(operand) && all;
      }
      return all;
    }
    if (node.kind != Kind::kTest) {
      return false;
    }
    const Test& test = formula_.tests()[node.test];
    narrow(test);
    if (const Value* value = asked_value(test)) {
      std::string text = "=";
      append_value(text, *value);
      turn_.equalities.emplace_back(number(test.subject), names_.number(std::move(text)));
    }
    return true;
  }

  const Formula& formula_;
  Names& names_;
  Turn& turn_;
  std::map<std::uint32_t, AskedRange> ranges_;
};

bool are_apart(const AskedRange& a, const AskedRange& b) {
  if (a.constants && b.constants) {
    std::vector<std::uint32_t> common;
    std::ranges::set_intersection(*a.constants, *b.constants, std::back_inserter(common));
    return common.empty();
  }
  return a.low > b.high || b.low > a.high;
}

bool may_imply(const AskedRange& narrow, const AskedRange& wide) {
  if (wide.constants) {
    return narrow.constants && std::ranges::includes(*wide.constants, *narrow.constants);
  }
  return narrow.constants || (narrow.low >= wide.low && narrow.high <= wide.high);
}

const AskedRange* range_of(const Turn& turn, std::uint32_t subject) {
  auto at = std::ranges::lower_bound(turn.ranges, subject, {},
                                     &std::pair<std::uint32_t, AskedRange>::first);
  return at != turn.ranges.end() && at->first == subject ? &at->second : nullptr;
}

}  // namespace

Turn turn_of(const compiler::CheckedRule& rule, const EntryFacts& facts, bool stops_at_first,
             Names& names) {
  Turn turn{.rule = &rule,
            .stops = stops_at_first || rule.node->stops,
            .subjects = {},
            .equalities = {},
            .ranges = {}};
  Formula formula(ProjectFacts::no_bounds());
  FormulaId root = formula.add(rule.node->condition);
  const FormulaNode& node = formula.at(root);
  turn.is_always = node.kind == Kind::kConstant && node.is_true;
  TurnReader(formula, names, turn).read(root);
  turn.reads_written =
      facts.has_writes() && std::ranges::any_of(formula.subjects(), [&](const Subject& subject) {
        return !subject.path || facts.is_written(*subject.path);
      });
  return turn;
}

bool are_apart(const Turn& a, const Turn& b) {
  return std::ranges::any_of(a.ranges, [&](const auto& entry) {
    const AskedRange* other = range_of(b, entry.first);
    return other != nullptr && are_apart(entry.second, *other);
  });
}

bool may_imply(const Turn& later, const Turn& earlier) {
  return std::ranges::all_of(earlier.ranges, [&](const auto& entry) {
    static const AskedRange kAnything;
    const AskedRange* own = range_of(later, entry.first);
    return may_imply(own != nullptr ? *own : kAnything, entry.second);
  });
}

std::optional<std::int64_t> common_instant(const Turn& a, const Turn& b, std::int64_t now_ms) {
  std::int64_t from = std::max(a.rule->active_from_ms, b.rule->active_from_ms);
  std::int64_t until = std::min(a.rule->active_until_ms, b.rule->active_until_ms);
  return from < until ? std::optional(instant_within(from, until, now_ms)) : std::nullopt;
}

namespace {

std::vector<FormulaId> added(Formula& formula, const parser::Expr* first,
                             const parser::Expr* second) {
  FormulaId of_first = formula.add(first);
  return {of_first, formula.add(second)};
}

}  // namespace

PairWalk::PairWalk(ProjectFacts& facts, EntryFacts& entry, const parser::Expr* first,
                   const parser::Expr* second, std::size_t max_steps)
    : formula_(facts.bounds_at({&entry})),
      roots_(added(formula_, first, second)),
      walk_(formula_, arena_, max_steps) {}

bool PairWalk::is_implied() {
  Walk::End end = walk_.run(roots_, [](std::span<const Outcome> outcomes) {
    if (outcomes.back().truth == Truth::kTrue) {
      return outcomes.size() == 1 ? Onward::kNext : Onward::kDone;
    }
    return outcomes.size() == 1 ? Onward::kDone : Onward::kStop;
  });
  return end == Walk::End::kAll;
}

std::optional<std::vector<Wish>> PairWalk::both() {
  Walk::End end = walk_.run(roots_, [](std::span<const Outcome> outcomes) {
    if (outcomes.back().truth != Truth::kTrue) {
      return Onward::kDone;
    }
    return outcomes.size() == 1 ? Onward::kNext : Onward::kStop;
  });
  return end == Walk::End::kStopped ? std::optional(wishes_of(walk_, formula_)) : std::nullopt;
}

}  // namespace rulec::tooling

#include "runtime/index/class_index.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace rulec::runtime::index {
namespace {

using value::Segment;

// Turns of the first segment where a turn may end the decision; each further one has twice as many.
constexpr std::uint32_t kFirstSegmentTurns = 512;
// Where updates change attributes, since the rest of a segment is found again after each.
constexpr std::uint32_t kChangedSegmentTurns = 4096;
constexpr std::uint32_t kAllTurns = 1U << 30U;

bool are_same(const Segment& a, const Segment& b) {
  return a.key == b.key || (a.index >= 0 && a.index == b.index);
}

// One is a prefix of the other.
bool are_on_one_way(std::span<const Segment> a, std::span<const Segment> b) {
  std::size_t count = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(count), b.begin(), are_same);
}

// Kinds of the values of some groups, and perhaps more.
KindSet kinds_of(GroupSet groups) {
  static constexpr auto kKinds =
      std::to_array<std::pair<Group, Kind>>({{Group::kNull, Kind::kAbsent},
                                             {Group::kNull, Kind::kNull},
                                             {Group::kError, Kind::kError},
                                             {Group::kFalse, Kind::kBool},
                                             {Group::kTrue, Kind::kBool},
                                             {Group::kList, Kind::kList},
                                             {Group::kObject, Kind::kObject},
                                             {Group::kNumber, Kind::kInteger},
                                             {Group::kNumber, Kind::kDouble},
                                             {Group::kNumber, Kind::kDecimal},
                                             {Group::kText, Kind::kString},
                                             {Group::kNumberText, Kind::kString}});
  KindSet kinds = 0;
  for (const auto& [group, kind] : kKinds) {
    if ((groups & bit_of(group)) != 0) {
      kinds |= static_cast<KindSet>(1U << static_cast<unsigned>(kind));
    }
  }
  return kinds;
}

// What an update of `target` may change, ascending. Of a term also whether its value is needed.
std::vector<std::uint32_t> changed_attributes(const LoadedRuleset& ruleset, const Rows& rows,
                                              std::span<const Segment> target) {
  std::vector<std::uint32_t> changed;
  auto may_change = [&](std::uint32_t path) { return are_on_one_way(target, ruleset.paths[path]); };
  for (std::uint32_t k = 1; k < rows.paths.size(); ++k) {
    if (may_change(rows.paths[k])) {
      changed.push_back(k);
    }
  }
  for (const DerivedAttribute& derived : rows.derived) {
    bool changes_guard = std::ranges::any_of(derived.guards, [&](const Guard& guard) {
      return std::ranges::binary_search(changed, guard.attribute);
    });
    if (derived.term.reads_all || changes_guard ||
        std::ranges::any_of(derived.term.paths, may_change)) {
      changed.push_back(derived.attribute);
    }
  }
  return changed;
}

bool ends(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point, std::uint32_t rule) {
  return entry_point.row->hit_policy == bytecode::HitPolicy::kFirst ||
         (ruleset.program.rules[rule].flags & bytecode::kStop) != 0;
}

bool may_end(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point) {
  return std::ranges::any_of(
      entry_point.turns, [&](const Turn& turn) { return ends(ruleset, entry_point, turn.rule); });
}

}  // namespace

ClassIndex::ClassIndex(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point)
    : turn_count_(static_cast<std::uint32_t>(entry_point.turns.size())) {
  Rows rows =
      rows_of(ruleset, entry_point, may_end(ruleset, entry_point) ? kFirstSegmentTurns : kAllTurns);
  paths_ = rows.paths;
  find_changes(ruleset, rows, entry_point.turns);
  make_segments(rows, ruleset, entry_point);
  keep_open(rows);
  for (std::uint32_t i = 0; i < turn_count_; ++i) {
    const Turn& turn = entry_point.turns[i];
    if (turn.from_ms != INT64_MIN || turn.until_ms != INT64_MAX) {
      windows_.push_back({.turn = i, .from_ms = turn.from_ms, .until_ms = turn.until_ms});
    }
    rules_.push_back(turn.rule << 1U | (ends(ruleset, entry_point, turn.rule) ? 1U : 0U));
  }
  reckon(rows);
  asks_time_ = std::ranges::any_of(
      rows.literals, [](const Literal& literal) { return literal.attribute == kTimeAttribute; });
  attributes_ = std::move(rows.attributes);
  for (DerivedAttribute& derived : rows.derived) {
    terms_.push_back({.code = std::move(derived.term.code), .guards = std::move(derived.guards)});
  }
  for (std::uint32_t path : paths_) {
    scan_places_.push_back(entry_point.projected == nullptr
                               ? ProjectedPaths::kNone
                               : entry_point.projected->place_of(path));
  }
  static std::atomic<std::uint64_t> last_id{0};
  id_ = ++last_id;
}

void ClassIndex::find_changes(const LoadedRuleset& ruleset, const Rows& rows,
                              const std::vector<Turn>& turns) {
  std::vector<std::vector<std::uint32_t>> by_target(ruleset.paths.size());
  std::vector<bool> is_known(ruleset.paths.size(), false);
  for (std::uint32_t turn = 0; turn < turns.size(); ++turn) {
    const bytecode::Rule& rule = ruleset.program.rules[turns[turn].rule];
    for (std::uint32_t i = 0; i < rule.action_count; ++i) {
      const LoadedAction& action = ruleset.actions[rule.first_action + i];
      if (action.row->kind != bytecode::ActionKind::kUpdate) {
        continue;
      }
      std::size_t target = action.row->target.index();
      if (!is_known[target]) {
        is_known[target] = true;
        by_target[target] = changed_attributes(ruleset, rows, action.target);
      }
      if (by_target[target].empty()) {
        continue;
      }
      changed_by_.resize(turns.size());
      auto& changed = changed_by_[turn];
      changed.insert(changed.end(), by_target[target].begin(), by_target[target].end());
      std::ranges::sort(changed);
      auto repeated = std::ranges::unique(changed);
      changed.erase(repeated.begin(), repeated.end());
    }
  }
}

void ClassIndex::make_segments(const Rows& rows, const LoadedRuleset& ruleset,
                               const LoadedEntryPoint& entry_point) {
  bool ends = may_end(ruleset, entry_point);
  leading_turns_ = ends ? std::min(kLeadingTurns, turn_count_) : 0;
  std::uint32_t length = ends ? kFirstSegmentTurns : kAllTurns;
  std::uint32_t longest = changed_by_.empty() ? kAllTurns : kChangedSegmentTurns;
  std::size_t row = 0;
  std::size_t gate = 0;
  for (std::uint32_t first = 0; first < turn_count_;) {
    std::uint32_t end = first + std::min({length, longest, turn_count_ - first});
    std::size_t begin = row;
    while (row < rows.rows.size() && rows.rows[row].turn < end) {
      ++row;
    }
    segments_.push_back(
        make_segment(rows, std::span(rows.rows).subspan(begin, row - begin), first, end));
    most_blocks_ = std::max(most_blocks_, padded(segments_.back().block_count));
    if (!rows.gates.empty()) {
      begin = gate;
      while (gate < rows.gates.size() && rows.gates[gate].turn < end) {
        ++gate;
      }
      gates_.push_back(
          make_segment(rows, std::span(rows.gates).subspan(begin, gate - begin), first, end));
      most_blocks_ = std::max(most_blocks_, padded(gates_.back().block_count));
    }
    first = end;
    length = std::min(2 * length, kAllTurns);
  }
}

void ClassIndex::keep_open(const Rows& rows) {
  open_kinds_.resize(rows.attributes.size(), 0);
  if (rows.open.empty()) {
    return;
  }
  for (const OpenTurn& open : rows.open) {
    open_kinds_[open.attribute] |= kinds_of(open.groups);
  }
  std::vector<std::array<TurnSet, kGroupCount>> sets(rows.attributes.size());
  for (const OpenTurn& open : rows.open) {
    std::uint64_t bit = std::uint64_t{1} << (open.turn % 64);
    for (std::size_t group = 0; group < kGroupCount; ++group) {
      if ((open.groups & bit_of(static_cast<Group>(group))) == 0) {
        continue;
      }
      TurnSet& set = sets[open.attribute][group];
      if (set.empty() || set.back().word != open.turn / 64) {
        set.push_back({.word = open.turn / 64});
      }
      set.back().turns |= bit;
    }
  }
  open_sets_.resize(sets.size());
  for (std::size_t attribute = 0; attribute < sets.size(); ++attribute) {
    open_sets_[attribute].fill(nullptr);
    std::size_t first = turn_sets_.size();
    for (std::size_t group = 0; group < kGroupCount; ++group) {
      TurnSet& set = sets[attribute][group];
      if (set.empty()) {
        continue;
      }
      // Most groups of an attribute leave the same turns open.
      auto known = std::find_if(turn_sets_.begin() + static_cast<std::ptrdiff_t>(first),
                                turn_sets_.end(), [&](const auto& each) { return *each == set; });
      if (known == turn_sets_.end()) {
        set.shrink_to_fit();
        turn_sets_.push_back(std::make_unique<const TurnSet>(std::move(set)));
        known = turn_sets_.end() - 1;
      }
      open_sets_[attribute][group] = known->get();
    }
  }
}

std::uint32_t ClassIndex::turns_in_window(std::uint32_t end, std::int64_t now_ms) const {
  std::uint32_t count = end;
  for (const Window& window : windows_) {
    if (window.turn >= end) {
      break;
    }
    bool is_inside = now_ms >= window.from_ms && now_ms < window.until_ms;
    count -= is_inside ? 0 : 1;
  }
  return count;
}

void ClassIndex::reckon(const Rows& rows) {
  facts_ = {.rows = rows.rows.size(),
            .necessary_only = 0,
            .attributes = rows.attributes.size(),
            .terms = rows.derived.size(),
            .bytes = 0};
  std::size_t unselective = 0;
  for (const Row& row : rows.rows) {
    facts_.necessary_only += row.is_necessary_only ? 1 : 0;
    unselective += row.is_necessary_only && row.literal_count == 0 ? 1 : 0;
  }
  for (const index::Segment& segment : segments_) {
    facts_.bytes += segment.bytes();
  }
  for (const index::Segment& segment : gates_) {
    facts_.bytes += segment.bytes();
  }
  for (const Attribute& attribute : rows.attributes) {
    facts_.bytes += attribute.bytes();
  }
  for (const auto& set : turn_sets_) {
    facts_.bytes += set->capacity() * sizeof(TurnWord);
  }
  // Measured in turns that bytecode takes (bench/bench_index): finding the class of a value and its
  // list of names costs about one, the search itself some, a turn that is left open an eighth more.
  // Where a turn may end the decision, bytecode comes only so far; decisions that end early are
  // given to it anyway (note_end).
  constexpr std::size_t kSearch = 16;
  constexpr std::size_t kOpenShare = 8;
  constexpr std::size_t kUnreachedShare = 2;
  std::size_t least = kSearch + rows.attributes.size();
  for (const DerivedAttribute& derived : rows.derived) {
    least += derived.term.cost;
  }
  least *= leading_turns_ > 0 ? kUnreachedShare : 1;
  pays_ = turn_count_ > least + unselective + unselective / kOpenShare;
}

}  // namespace rulec::runtime::index

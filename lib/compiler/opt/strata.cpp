// One pass over the turns with a trie of the paths that were written so far; each of its nodes
// knows the last turn that wrote it and the last that wrote anything below, so a rule costs the
// segments of its paths and not a look at every rule before it.
#include "compiler/opt/strata.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/ir/reads.h"
#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

class WrittenPaths {
 public:
  explicit WrittenPaths(const Ir& ir) : ir_(ir), nodes_(1) {}

  // Turns count from 1 here; 0 is none.
  void add(IrPathId path, std::uint32_t turn) {
    std::uint32_t at = 0;
    nodes_[at].last_below = turn;
    for (std::string_view segment : ir_.paths[path.index()]) {
      at = child(at, segment);
      nodes_[at].last_below = turn;
    }
    nodes_[at].last_here = turn;
  }

  // The last turn that may have changed what is read at `path`.
  [[nodiscard]] std::uint32_t last_meeting(IrPathId path) const {
    std::uint32_t at = 0;
    std::uint32_t last = nodes_[at].last_here;
    for (std::string_view segment : ir_.paths[path.index()]) {
      auto found = children_.find(key_of(at, segment));
      if (found == children_.end()) {
        return last;
      }
      at = found->second;
      last = std::max(last, nodes_[at].last_here);
    }
    return std::max(last, nodes_[at].last_below);
  }

  [[nodiscard]] std::uint32_t last_of_all() const { return nodes_[0].last_below; }

 private:
  struct Node {
    std::uint32_t last_here = 0;
    std::uint32_t last_below = 0;  // here included
  };

  // Two spellings of one index of a list, "1" and "01", are one segment.
  static std::string key_of(std::uint32_t parent, std::string_view segment) {
    std::int64_t index = value::make_segment(segment).index;
    std::string key = std::to_string(parent) + ".";
    return index >= 0 ? key + std::to_string(index) : key.append(segment);
  }

  std::uint32_t child(std::uint32_t parent, std::string_view segment) {
    auto [found, is_new] = children_.emplace(key_of(parent, segment), nodes_.size());
    if (is_new) {
      nodes_.emplace_back();
    }
    return found->second;
  }

  const Ir& ir_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::uint32_t> children_;  // parent and segment -> node
};

// The last turn that a rule waits for, counted from 1.
std::uint32_t last_awaited(const WrittenPaths& written, const IrReads& reads) {
  if (reads.are_all) {
    return written.last_of_all();
  }
  std::uint32_t last = 0;
  for (IrPathId path : reads.paths) {
    last = std::max(last, written.last_meeting(path));
  }
  return last;
}

// What is read before anything was written holds nobody up and is not looked for.
std::vector<TurnEffects> effects_of(Ir& ir, const IrEntryPoint& entry) {
  std::vector<TurnEffects> turns;
  ReadFinder finder(ir);
  bool is_written = false;
  for (std::uint32_t index : entry.rules) {
    const IrRule& rule = ir.rules[index];
    TurnEffects& turn = turns.emplace_back();
    turn.has_turn = rule.is_active;
    if (is_written && rule.condition.is_valid()) {
      finder.add_expression(rule.condition);
      turn.reads = finder.take();
    }
    for (const IrAction& action : rule.actions) {
      if (action.written.is_valid() && !rule.is_dead) {
        turn.writes.push_back(action.written);
      }
    }
    is_written = is_written || !turn.writes.empty();
  }
  return turns;
}

}  // namespace

// As few strata as there can be: one opens only when the turn of a rule comes that could not be in
// those before. None is empty: without turns there are none.
std::vector<IrStratum> strata_of(const Ir& ir, const std::vector<TurnEffects>& turns) {
  std::vector<IrStratum> strata;
  WrittenPaths written(ir);
  for (std::uint32_t turn = 0; turn < turns.size(); ++turn) {
    const TurnEffects& effects = turns[turn];
    if (!effects.has_turn) {
      continue;
    }
    std::uint32_t awaited = last_awaited(written, effects.reads);
    if (strata.empty()) {
      strata.emplace_back();
    } else if (awaited > strata.back().opens_at) {
      strata.push_back({.opens_at = turn, .turns = {}});
    }
    // The first stratum that opens behind the awaited turn.
    auto ready = std::ranges::lower_bound(strata, awaited, {}, &IrStratum::opens_at);
    ready->turns.push_back(turn);
    for (IrPathId path : effects.writes) {
      written.add(path, turn + 1);
    }
  }
  return strata;
}

void find_strata(Ir& ir) {
  for (IrEntryPoint& entry : ir.entry_points) {
    entry.strata = strata_of(ir, effects_of(ir, entry));
  }
}

}  // namespace rulec::compiler

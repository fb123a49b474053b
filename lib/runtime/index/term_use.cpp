#include "runtime/index/term_use.h"

#include <algorithm>
#include <map>

namespace rulec::runtime::index {
namespace {

// Turns of a decision that have to come to a term, reckoned: finding its value and class takes
// about as long as two of them, and one of them is sure to come to it anyway. Shape `derived` of
// bench_index agrees: ten rules with one shared term break even, a hundred with ten are decided six
// times as fast.
constexpr double kLeastTurns = 3;
constexpr std::size_t kMostGuards = 2;
// A guard that lets in more is not worth asking.
constexpr double kMostLetIn = 0.75;
// Demands are remembered of so many atoms of a condition.
constexpr std::uint32_t kMostDemands = 32;

std::uint64_t bit_of_answer(std::uint32_t node, bool answer) {
  return node < kMostDemands ? std::uint64_t{1} << (2 * node + (answer ? 0 : 1)) : 0;
}

std::uint64_t bits_of_node(std::uint32_t node) {
  return node < kMostDemands ? std::uint64_t{3} << (2 * node) : 0;
}

std::uint32_t overlap(ClassSet set, ClassId first, ClassId last) {
  std::uint32_t count = 0;
  for (const Interval& interval : set) {
    ClassId from = std::max(interval.first, first);
    ClassId to = std::min(interval.last, last);
    count += from <= to ? to - from + 1 : 0;
  }
  return count;
}

// The part of the values of an attribute that are in the set, as if those of a decision were of the
// kind that is most in it, and spread evenly over its classes.
double part_of(const Attribute& attribute, ClassSet set) {
  struct Range {
    ClassId first;
    ClassId last;
  };
  double part = 0;
  for (Range kind : {Range{.first = static_cast<ClassId>(Group::kFalse),
                           .last = static_cast<ClassId>(Group::kTrue)},
                     Range{.first = kFirstNumberClass, .last = attribute.first_text() - 1},
                     Range{.first = attribute.first_text(), .last = attribute.class_count() - 1}}) {
    bool is_asked = kind.last > kind.first;  // some constant cuts it
    double own = overlap(set, kind.first, kind.last);
    part = std::max(part, is_asked ? own / (kind.last - kind.first + 1) : 0);
  }
  // Of none of these kinds: nothing there, most likely.
  constexpr double kOther = 0.25;
  return part > 0 || set.empty() ? part : kOther;
}

// What a condition has asked before it comes to its terms.
class Demands {
 public:
  explicit Demands(const TurnGraphs& graphs) : graphs_(graphs) {}

  // Calls `visit(source, demands)` for each term of the turn's condition; the demands are answers
  // of its first atoms that all ways to the term have, two bits for each.
  template <class Visit>
  void each(const TurnGraph& graph, Visit visit) {
    if (!has_terms(graph) || !is_node(graph.root)) {
      return;
    }
    reach(graph);
    found_.clear();
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      Source source = graphs_.source_of(graph.first_node + i);
      if (graphs_.terms().is_term(source)) {
        auto [known, is_new] = found_.emplace(source, demands_[i]);
        known->second &= demands_[i];
      }
    }
    for (const auto& [source, demands] : found_) {
      visit(source, demands & ~own_bits(graph, source));
    }
  }

 private:
  [[nodiscard]] bool has_terms(const TurnGraph& graph) const {
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      if (graphs_.terms().is_term(graphs_.source_of(graph.first_node + i))) {
        return true;
      }
    }
    return false;
  }

  void reach(const TurnGraph& graph) {
    demands_.assign(graph.node_count, ~std::uint64_t{0});
    demands_[graph.root] = 0;
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      const Node& node = graphs_.node(graph.first_node + i);
      if (is_node(node.on_true)) {
        demands_[node.on_true] &= demands_[i] | bit_of_answer(i, true);
      }
      if (is_node(node.on_false)) {
        demands_[node.on_false] &= demands_[i] | bit_of_answer(i, false);
      }
    }
  }

  [[nodiscard]] std::uint64_t own_bits(const TurnGraph& graph, Source source) const {
    std::uint64_t bits = 0;
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      bits |= graphs_.source_of(graph.first_node + i) == source ? bits_of_node(i) : 0;
    }
    return bits;
  }

  const TurnGraphs& graphs_;
  std::vector<std::uint64_t> demands_;  // by node
  std::map<Source, std::uint64_t> found_;
};

// Gathers the classes that turns demand of an attribute before they come to a term.
struct Gathered {
  std::uint32_t turns = 0;
  std::vector<std::int32_t> edges;  // how many sets begin at a class, less those that end before

  void add(ClassSet set, std::uint32_t class_count) {
    edges.resize(std::size_t{class_count} + 1, 0);
    ++turns;
    for (const Interval& interval : set) {
      ++edges[interval.first];
      --edges[interval.last + 1];
    }
  }
  [[nodiscard]] Guard guard(std::uint32_t attribute) const {
    Guard made{.attribute = attribute, .classes = {}};
    made.classes.resize(edges.size() / 64 + 1, 0);
    std::int32_t open = 0;
    for (std::size_t id = 0; id < edges.size(); ++id) {
      open += edges[id];
      made.classes[id / 64] |= std::uint64_t{open > 0 ? 1U : 0U} << (id % 64);
    }
    return made;
  }
};

std::vector<Interval> intervals_of(const Guard& guard, std::uint32_t class_count) {
  std::vector<Interval> made;
  for (ClassId id = 0; id < class_count; ++id) {
    if (!guard.lets_in(id)) {
      continue;
    }
    if (!made.empty() && made.back().last + 1 == id) {
      made.back().last = id;
    } else {
      made.push_back({.first = id, .last = id});
    }
  }
  return made;
}

class UseCounter {
 public:
  UseCounter(const TurnGraphs& graphs, std::span<const Attribute> attributes,
             std::uint32_t first_term, Arena& arena)
      : graphs_(graphs), attributes_(attributes), first_term_(first_term), arena_(arena) {}

  std::vector<TermUse> count(std::uint32_t end) {
    std::size_t terms = graphs_.terms().terms().size();
    uses_.resize(terms);
    readers_.resize(terms, 0);
    gathered_.resize(terms);
    Demands demands(graphs_);
    std::uint32_t turn = 0;
    for (const TurnGraph& graph : graphs_.graphs()) {
      demands.each(graph, [&](Source source, std::uint64_t asked) {
        add(graph, graphs_.terms().number_of(source), asked, turn < end);
      });
      ++turn;
    }
    for (std::uint32_t number = 0; number < terms; ++number) {
      make_guards(number);
    }
    return std::move(uses_);
  }

 private:
  void add(const TurnGraph& graph, std::uint32_t number, std::uint64_t asked, bool counts) {
    ++readers_[number];
    asked_.clear();
    for (std::uint32_t i = 0; i < std::min(graph.node_count, kMostDemands); ++i) {
      std::uint64_t answers = asked >> (2 * i) & 3U;
      if (answers == 1 || answers == 2) {
        const SharedAtom& atom = graphs_.atom_of(graph.first_node + i);
        narrow(atom.attribute, answers == 1 ? atom.sets.holds : atom.sets.fails);
      }
    }
    double part = 1;
    for (const auto& [attribute, set] : asked_) {
      part *= part_of(attributes_[attribute], set);
      if (attribute < first_term_) {
        gathered_[number][attribute].add(set, attributes_[attribute].class_count());
      }
    }
    uses_[number].turns += counts ? part : 0;
  }

  void narrow(std::uint32_t attribute, ClassSet set) {
    auto [known, is_new] = asked_.emplace(attribute, set);
    if (!is_new) {
      known->second = intersection(known->second, set, arena_);
    }
  }

  // Those of which all readers demand something, the most selective first.
  void make_guards(std::uint32_t number) {
    std::vector<std::pair<double, Guard>> guards;
    for (const auto& [attribute, gathered] : gathered_[number]) {
      if (gathered.turns != readers_[number]) {
        continue;
      }
      Guard guard = gathered.guard(attribute);
      std::uint32_t class_count = attributes_[attribute].class_count();
      double part = part_of(attributes_[attribute], intervals_of(guard, class_count));
      if (part <= kMostLetIn) {
        guards.emplace_back(part, std::move(guard));
      }
    }
    std::ranges::stable_sort(guards, {}, &std::pair<double, Guard>::first);
    guards.resize(std::min(guards.size(), kMostGuards));
    double let_in = 1;
    for (auto& [part, guard] : guards) {
      let_in *= std::max(part, 1e-6);
      uses_[number].guards.push_back(std::move(guard));
    }
    uses_[number].turns /= let_in;
  }

  const TurnGraphs& graphs_;
  std::span<const Attribute> attributes_;
  std::uint32_t first_term_;
  Arena& arena_;
  std::vector<TermUse> uses_;
  std::vector<std::uint32_t> readers_;                       // turns, by term
  std::vector<std::map<std::uint32_t, Gathered>> gathered_;  // by term and attribute
  std::map<std::uint32_t, ClassSet> asked_;                  // of the turn at hand
};

}  // namespace

bool drop_rare_terms(const TurnGraphs& graphs, TermTable& terms) {
  std::vector<std::uint32_t> readers(terms.terms().size(), 0);
  std::vector<std::uint32_t> last_reader(readers.size(), UINT32_MAX);
  std::uint32_t turn = 0;
  for (const TurnGraph& graph : graphs.graphs()) {
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      Source source = graphs.source_of(graph.first_node + i);
      if (terms.is_term(source) && last_reader[terms.number_of(source)] != turn) {
        last_reader[terms.number_of(source)] = turn;
        ++readers[terms.number_of(source)];
      }
    }
    ++turn;
  }
  bool has_dropped = false;
  for (std::uint32_t number = 0; number < readers.size(); ++number) {
    if (readers[number] < kLeastTurns) {
      terms.drop(number);
      has_dropped = true;
    }
  }
  return has_dropped;
}

std::vector<TermUse> uses_of(const TurnGraphs& graphs, std::span<const Attribute> attributes,
                             std::uint32_t first_term, std::uint32_t end, Arena& arena) {
  return UseCounter(graphs, attributes, first_term, arena).count(end);
}

bool drop_needless_terms(std::span<const TermUse> uses, const TurnGraphs& graphs,
                         TermTable& terms) {
  bool has_dropped = false;
  for (std::uint32_t number = 0; number < uses.size(); ++number) {
    bool is_read = !terms.is_dropped(graphs.terms().source_of(number));
    if (is_read && uses[number].turns < kLeastTurns) {
      terms.drop(number);
      has_dropped = true;
    }
  }
  return has_dropped;
}

}  // namespace rulec::runtime::index

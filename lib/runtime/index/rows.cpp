#include "runtime/index/rows.h"

#include <algorithm>
#include <array>

#include "runtime/index/turn_graphs.h"

namespace rulec::runtime::index {
namespace {

// Rows of one condition: some for each atom, since alternatives of one attribute become one.
constexpr std::uint32_t kLeastRows = 4;
constexpr std::uint32_t kMostRows = 128;
constexpr std::uint32_t kRowsForAtom = 4;
// What is made of a condition that would need more, all of them necessary only.
constexpr std::uint32_t kNecessaryRows = 8;
// Literals of all rows together for each atom of all conditions; beyond it one row a condition.
constexpr std::size_t kGrowth = 4;
constexpr std::size_t kSomeLiterals = 32'768;
// A merged row is looked for among the last ones.
constexpr std::size_t kComparedRows = 4;
// Ways of longer conditions are not followed: recursion is as deep as they are long.
constexpr std::uint32_t kMostAtoms = 512;
// Steps of a search for few rows, for each row that is allowed.
constexpr std::uint32_t kStepsForRow = 64;
// After so many looks at which terms are worth an attribute, all that are left are.
constexpr int kTermRounds = 3;
// Where a decision finds an error in the place of a value: nobody asks for it.
constexpr Interval kErrorPlace = {.first = kErrorClass, .last = kErrorClass};

class RowMaker {
 public:
  RowMaker(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point,
           std::uint32_t end_of_most)
      : ruleset_(ruleset),
        turns_(entry_point.turns),
        end_of_most_(end_of_most),
        terms_(ruleset),
        graphs_(terms_) {}

  Rows make() {
    graphs_.read(turns_);
    if (drop_rare_terms(graphs_, terms_)) {
      graphs_.read(turns_);
    }
    find_attributes();
    choose_terms();
    for (std::uint32_t turn = 0; turn < turns_.size(); ++turn) {
      make_rows(turn);
    }
    return std::move(rows_);
  }

 private:
  // Paths first.
  void find_attributes() {
    rows_.attributes.assign(1, {});
    rows_.paths.assign(1, 0);
    rows_.derived.clear();
    std::vector<std::uint32_t> attribute_of(terms_.source_count(), 0);
    for (bool are_terms : {false, true}) {
      for (SharedAtom& atom : graphs_.atoms()) {
        Source source = terms_.atom(atom.code).b;
        if (terms_.is_term(source) == are_terms) {
          std::uint32_t& attribute = attribute_of[source];
          attribute = attribute == 0 ? add_attribute(source) : attribute;
          atom.attribute = attribute;
          const Code& code = terms_.atom(atom.code);
          add_constants(code, constant_of(code), rows_.attributes[attribute]);
        }
      }
    }
    for (const Turn& turn : turns_) {
      add_time(turn.from_ms);
      add_time(turn.until_ms);
    }
    for (Attribute& attribute : rows_.attributes) {
      attribute.finish();
    }
    for (SharedAtom& atom : graphs_.atoms()) {
      const Code& code = terms_.atom(atom.code);
      atom.sets = sets_of(code, constant_of(code), rows_.attributes[atom.attribute], rows_.sets);
    }
  }

  [[nodiscard]] const Value& constant_of(const Code& atom) const {
    static const Value kNone;
    return atom.step == Step::kTruthy ? kNone : ruleset_.constants[atom.constant];
  }

  std::uint32_t add_attribute(Source source) {
    auto attribute = static_cast<std::uint32_t>(rows_.attributes.size());
    rows_.attributes.emplace_back();
    if (terms_.is_term(source)) {
      rows_.derived.push_back(
          {.attribute = attribute, .term = terms_.terms()[terms_.number_of(source)], .guards = {}});
      number_of_derived_.resize(rows_.derived.size());
      number_of_derived_.back() = terms_.number_of(source);
    } else {
      rows_.paths.push_back(source);
    }
    return attribute;
  }

  // Leaves the terms that are worth it.
  void choose_terms() {
    for (int round = 0; !rows_.derived.empty(); ++round) {
      std::vector<TermUse> uses =
          uses_of(graphs_, rows_.attributes, static_cast<std::uint32_t>(rows_.paths.size()),
                  end_of_most_, rows_.sets);
      if (round == kTermRounds || !drop_needless_terms(uses, graphs_, terms_)) {
        for (std::size_t i = 0; i < rows_.derived.size(); ++i) {
          rows_.derived[i].guards = std::move(uses[number_of_derived_[i]].guards);
        }
        return;
      }
      graphs_.read(turns_);
      find_attributes();
    }
  }

  [[nodiscard]] bool is_derived(std::uint32_t attribute) const {
    return attribute >= rows_.paths.size();
  }

  // A turn without a bound has the extreme of the type there.
  void add_time(std::int64_t bound) {
    if (bound != INT64_MIN && bound != INT64_MAX) {
      rows_.attributes[kTimeAttribute].add_number(Value::integer(bound));
    }
  }

  void make_rows(std::uint32_t turn) {
    const TurnGraph& graph = graphs_.graphs()[turn];
    turn_ = turn;
    node_base_ = graph.first_node;
    first_row_ = rows_.rows.size();
    note_open(graph);
    add_gate(graph);
    way_.clear();
    add_window(turns_[turn]);
    std::uint32_t ways = ways_of(graph.root);
    std::uint32_t most = std::clamp(kRowsForAtom * graph.node_count, kLeastRows, kMostRows);
    if (rows_.literals.size() > kSomeLiterals + kGrowth * graphs_.node_count()) {
      most = 1;
    }
    bool is_long = graph.node_count > kMostAtoms;
    if (!is_long && most > 1 && covers(graph, most)) {
      return;
    }
    most = std::min(most, kNecessaryRows);
    if (ways > most || is_long) {
      find_necessary(graph);
    }
    if (ways > 0 && (is_long || (ways > 1 && most == 1))) {
      add_necessary(graph.root);
    } else {
      walk(graph.root, most);
    }
  }

  void note_open(const TurnGraph& graph) {
    std::size_t first = rows_.open.size();
    for (std::uint32_t i = 0; i < graph.node_count; ++i) {
      const SharedAtom& atom = graphs_.atom_of(graph.first_node + i);
      GroupSet open = atom.sets.open;
      if (is_derived(atom.attribute)) {
        open |= bit_of(Group::kError);
      }
      if (open == 0) {
        continue;
      }
      auto known = std::ranges::find(rows_.open.begin() + static_cast<std::ptrdiff_t>(first),
                                     rows_.open.end(), atom.attribute, &OpenTurn::attribute);
      if (known == rows_.open.end()) {
        rows_.open.push_back({.attribute = atom.attribute, .turn = turn_, .groups = 0});
        known = rows_.open.end() - 1;
      }
      known->groups |= open;
    }
  }

  // A condition whose first atom decides against it neither holds nor throws, whatever comes
  // behind.
  void add_gate(const TurnGraph& graph) {
    bool is_open = !rows_.open.empty() && rows_.open.back().turn == turn_;
    if (!is_open) {
      return;
    }
    Row gate{.turn = turn_, .first_literal = static_cast<std::uint32_t>(rows_.literals.size())};
    const Node& first = node(graph.root);
    const SharedAtom& asked = atom(graph.root);
    if (first.on_false == kFails || first.on_true == kFails) {
      ClassSet against = first.on_false == kFails ? asked.sets.fails : asked.sets.holds;
      ClassSet open =
          complement(against, rows_.attributes[asked.attribute].class_count(), rows_.sets);
      if (is_derived(asked.attribute)) {
        open = union_of(open, std::span<const Interval>(&kErrorPlace, 1), rows_.sets);
      }
      if (open.empty()) {
        return;
      }
      rows_.literals.push_back({.attribute = asked.attribute, .classes = open});
      gate.literal_count = 1;
    }
    rows_.gates.push_back(gate);
  }

  void add_window(const Turn& turn) {
    if (turn.from_ms == INT64_MIN && turn.until_ms == INT64_MAX) {
      return;
    }
    const Attribute& time = rows_.attributes[kTimeAttribute];
    Interval inside{.first = kFirstNumberClass, .last = time.first_text() - 1};
    if (turn.from_ms != INT64_MIN) {
      inside.first =
          turn.from_ms == INT64_MAX ? inside.last + 1 : time.class_of(Value::integer(turn.from_ms));
    }
    if (turn.until_ms != INT64_MAX) {
      inside.last = turn.until_ms == INT64_MIN ? kFirstNumberClass - 1
                                               : time.class_of(Value::integer(turn.until_ms)) - 1;
    }
    bool is_ever = inside.first <= inside.last;
    way_.push_back(
        {.attribute = kTimeAttribute,
         .classes = is_ever ? rows_.sets.copy(std::span<const Interval>(&inside, 1)) : ClassSet()});
  }

  [[nodiscard]] const Node& node(NodeAt at) const { return graphs_.node(node_base_ + at); }
  [[nodiscard]] const SharedAtom& atom(NodeAt at) const { return graphs_.atom_of(node_base_ + at); }
  [[nodiscard]] std::uint32_t ways_of(NodeAt at) const {
    if (is_node(at)) {
      return node(at).ways;
    }
    return at == kFails ? 0 : 1;
  }

  // At most `most` rows that together are met when the condition holds and none of its atoms is
  // open. They may overlap: alternatives do not demand that those before them fail. False: there
  // would be more rows; none is left.
  bool covers(const TurnGraph& graph, std::uint32_t most) {
    std::size_t literals = rows_.literals.size();
    most_rows_ = most;
    steps_left_ = kStepsForRow * most;
    stops_.clear();
    passing_.resize(graph.node_count);
    shapes_.assign(graph.node_count, Shape::kUnseen);
    if (cover(graph.root)) {
      return true;
    }
    rows_.rows.resize(first_row_);
    rows_.literals.resize(literals);
    return false;
  }

  bool cover(NodeAt at) {
    if (at == kFails || std::ranges::find(stops_, at) != stops_.end()) {
      return true;
    }
    if (!is_node(at)) {
      add_row(at == kUnknown);
      return rows_.rows.size() - first_row_ <= most_rows_;
    }
    if (steps_left_-- == 0) {
      return false;
    }
    NodeAt on_true = node(at).on_true;
    NodeAt on_false = node(at).on_false;
    const AtomSets& sets = atom(at).sets;
    if (shapes_[at] == Shape::kUnseen) {
      shapes_[at] = shape_of(on_true, on_false);
    }
    switch (shapes_[at]) {
      case Shape::kOr:
        return cover_until(at, sets.holds, on_true, on_false) && cover(on_false);
      case Shape::kOrNot:
        return cover_until(at, sets.fails, on_false, on_true) && cover(on_true);
      case Shape::kDetourToTrue:
        return cover_demanding(at, sets.holds, on_true) && cover(on_false);
      case Shape::kDetourToFalse:
        return cover(on_true) && cover_demanding(at, sets.fails, on_false);
      case Shape::kUnseen:
      case Shape::kPlain:
        break;
    }
    return cover_demanding(at, sets.holds, on_true) && cover_demanding(at, sets.fails, on_false);
  }

  // What an atom is to those behind it, which says whose rows need not demand its answer.
  enum class Shape : std::uint8_t {
    kUnseen,
    kOr,             // an alternative: where it fails, all goes on as if it had not been asked
    kOrNot,          // the same where it holds
    kDetourToTrue,   // where it fails, what follows leads where it would have led, or fails
    kDetourToFalse,  // the same where it holds
    kPlain
  };
  Shape shape_of(NodeAt on_true, NodeAt on_false) {
    if (leads_through(on_true, on_false, kHolds)) {
      return Shape::kOr;
    }
    if (leads_through(on_false, on_true, kHolds)) {
      return Shape::kOrNot;
    }
    if (leads_through(on_false, on_true, kFails)) {
      return Shape::kDetourToTrue;
    }
    return leads_through(on_true, on_false, kFails) ? Shape::kDetourToFalse : Shape::kPlain;
  }

  bool cover_until(NodeAt at, ClassSet classes, NodeAt then, NodeAt stop) {
    stops_.push_back(stop);
    bool is_done = cover_demanding(at, classes, then);
    stops_.pop_back();
    return is_done;
  }

  bool cover_demanding(NodeAt at, ClassSet classes, NodeAt then) {
    std::uint32_t attribute = atom(at).attribute;
    auto known = std::ranges::find(way_, attribute, &Literal::attribute);
    if (known == way_.end()) {
      way_.push_back({.attribute = attribute, .classes = classes});
      bool is_done = classes.empty() || cover(then);
      way_.pop_back();
      return is_done;
    }
    auto place = static_cast<std::size_t>(known - way_.begin());
    ClassSet before = known->classes;
    way_[place].classes = intersection(before, classes, rows_.sets);
    bool is_done = way_[place].classes.empty() || cover(then);
    way_[place].classes = before;
    return is_done;
  }

  // Whether every way from `from` comes to the node `to`, or ends with `end` before.
  bool leads_through(NodeAt from, NodeAt to, NodeAt end) {
    if (from == end || from == to) {
      return is_node(to);
    }
    if (!is_node(from) || !is_node(to) || to < from) {
      return false;
    }
    for (NodeAt at = to; at > from; --at) {
      auto passes = [&](NodeAt next) {
        return next == end || next == to || (is_node(next) && next < to && passing_[next]);
      };
      passing_[at - 1] = passes(node(at - 1).on_true) && passes(node(at - 1).on_false);
    }
    return passing_[from];
  }

  // At most `most` rows for the ways from `at` on, behind what `way_` demands. Recursion is bounded
  // by the atoms of a condition.
  void walk(NodeAt at, std::uint32_t most) {
    if (at == kFails) {
      return;
    }
    if (!is_node(at)) {
      return add_row(at == kUnknown);
    }
    std::uint32_t on_true = ways_of(node(at).on_true);
    std::uint32_t on_false = ways_of(node(at).on_false);
    if (on_true > 0 && on_false > 0 && most < 2) {
      return add_necessary(at);
    }
    std::uint32_t for_true = most;
    std::uint32_t for_false = most;
    if (on_true > 0 && on_false > 0) {
      for_false = std::min(on_false, std::max(most / 2, most - std::min(on_true, most - 1)));
      for_true = most - for_false;
    }
    const AtomSets& sets = atom(at).sets;
    demand(atom(at).attribute, sets.holds, node(at).on_true, for_true);
    demand(atom(at).attribute, sets.fails, node(at).on_false, for_false);
  }

  void demand(std::uint32_t attribute, ClassSet classes, NodeAt then, std::uint32_t most) {
    if (then == kFails) {
      return;
    }
    auto known = std::ranges::find(way_, attribute, &Literal::attribute);
    if (known == way_.end()) {
      if (!classes.empty()) {
        way_.push_back({.attribute = attribute, .classes = classes});
        walk(then, most);
        way_.pop_back();
      }
      return;
    }
    auto at = known - way_.begin();
    ClassSet before = known->classes;
    ClassSet both = intersection(before, classes, rows_.sets);
    if (!both.empty()) {
      way_[static_cast<std::size_t>(at)].classes = both;
      walk(then, most);
      way_[static_cast<std::size_t>(at)].classes = before;
    }
  }

  void add_row(bool is_necessary_only) {
    bool is_never =
        std::ranges::any_of(way_, [](const Literal& literal) { return literal.classes.empty(); });
    if (is_never) {
      return;
    }
    sorted_.assign(way_.begin(), way_.end());
    std::ranges::sort(sorted_, {}, &Literal::attribute);
    std::size_t oldest =
        rows_.rows.size() - std::min(rows_.rows.size() - first_row_, kComparedRows);
    for (std::size_t i = rows_.rows.size(); i > oldest; --i) {
      if (merge_into(rows_.rows[i - 1], is_necessary_only)) {
        return;
      }
    }
    rows_.rows.push_back({.turn = turn_,
                          .first_literal = static_cast<std::uint32_t>(rows_.literals.size()),
                          .literal_count = static_cast<std::uint32_t>(sorted_.size()),
                          .is_necessary_only = is_necessary_only});
    rows_.literals.insert(rows_.literals.end(), sorted_.begin(), sorted_.end());
  }

  // Two rows that differ in one attribute are one.
  bool merge_into(const Row& row, bool is_necessary_only) {
    if (row.is_necessary_only != is_necessary_only || row.literal_count != sorted_.size()) {
      return false;
    }
    std::size_t different = sorted_.size();
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      const Literal& other = rows_.literals[row.first_literal + i];
      if (other.attribute != sorted_[i].attribute) {
        return false;
      }
      if (std::ranges::equal(other.classes, sorted_[i].classes)) {
        continue;
      }
      if (different != sorted_.size()) {
        return false;
      }
      different = i;
    }
    if (different == sorted_.size()) {
      return true;
    }
    Literal& literal = rows_.literals[row.first_literal + different];
    literal.classes = union_of(literal.classes, sorted_[different].classes, rows_.sets);
    return true;
  }

  // By node: the answers that every way from there to its end demands, as a bit set over the first
  // atoms of the condition, two bits for each.
  static constexpr std::uint32_t kMostDemands = 32;
  void find_necessary(const TurnGraph& graph) {
    necessary_.assign(graph.node_count, 0);
    for (std::uint32_t i = graph.node_count; i > 0; --i) {
      NodeAt at = i - 1;
      std::uint64_t own = at < kMostDemands ? std::uint64_t{1} << (2 * at) : 0;
      std::uint64_t on_true = necessary_of(node(at).on_true) | own;
      std::uint64_t on_false = necessary_of(node(at).on_false) | own << 1U;
      bool has_true = ways_of(node(at).on_true) > 0;
      bool has_false = ways_of(node(at).on_false) > 0;
      necessary_[at] =
          (has_true ? on_true : ~std::uint64_t{0}) & (has_false ? on_false : ~std::uint64_t{0});
    }
  }
  [[nodiscard]] std::uint64_t necessary_of(NodeAt at) const {
    return is_node(at) ? necessary_[at] : 0;
  }

  void add_necessary(NodeAt at) {
    std::uint64_t demands = necessary_of(at);
    std::vector<Literal> before = way_;
    for (std::uint32_t i = 0; demands != 0 && i < kMostDemands; ++i, demands >>= 2U) {
      if (i >= necessary_.size() || (demands & 3U) == 0) {
        continue;
      }
      const AtomSets& sets = atom(i).sets;
      narrow(atom(i).attribute, (demands & 1U) != 0 ? sets.holds : sets.fails);
    }
    add_row(true);
    way_ = std::move(before);
  }

  void narrow(std::uint32_t attribute, ClassSet classes) {
    auto known = std::ranges::find(way_, attribute, &Literal::attribute);
    if (known == way_.end()) {
      way_.push_back({.attribute = attribute, .classes = classes});
    } else {
      known->classes = intersection(known->classes, classes, rows_.sets);
    }
  }

  const LoadedRuleset& ruleset_;
  const std::vector<Turn>& turns_;
  std::uint32_t end_of_most_;
  TermTable terms_;
  TurnGraphs graphs_;
  std::vector<std::uint32_t> number_of_derived_;  // of its term, as Rows::derived
  Rows rows_;
  // of the turn at hand
  std::uint32_t turn_ = 0;
  std::uint32_t node_base_ = 0;
  std::size_t first_row_ = 0;
  std::vector<Literal> way_;
  std::vector<Literal> sorted_;
  std::vector<std::uint64_t> necessary_;
  std::vector<NodeAt> stops_;  // rows for what comes behind are made elsewhere
  std::vector<bool> passing_;
  std::vector<Shape> shapes_;  // by node
  std::uint32_t most_rows_ = 0;
  std::uint32_t steps_left_ = 0;
};

}  // namespace

Rows rows_of(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point,
             std::uint32_t end_of_most) {
  return RowMaker(ruleset, entry_point, end_of_most).make();
}

}  // namespace rulec::runtime::index

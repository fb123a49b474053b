// The graph of atoms of one condition, read from its code.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "runtime/index/term_region.h"
#include "runtime/index/terms.h"
#include "runtime/internal/code.h"

namespace rulec::runtime::index {

// Where a way out of an atom leads: to another atom, or out of the graph.
using NodeAt = std::uint32_t;  // index into ConditionGraph::nodes
inline constexpr NodeAt kHolds = 0xffffffff;
inline constexpr NodeAt kFails = 0xfffffffe;
inline constexpr NodeAt kUnknown = 0xfffffffd;  // an instruction that the graph cannot represent
[[nodiscard]] constexpr bool is_node(NodeAt at) {
  return at < kUnknown;
}

struct Node {
  CodeAt code = 0;  // of the atom: TermTable::atom
  NodeAt on_true = kFails;
  NodeAt on_false = kFails;
  // Ways from here that end in kHolds or kUnknown; saturates.
  std::uint32_t ways = 0;
};

// Errors have no way: whoever uses the graph asks for errors of atoms by themselves.
class ConditionGraph {
 public:
  // `terms` takes what conditions compute; what it has dropped is kUnknown.
  explicit ConditionGraph(TermTable& terms)
      : terms_(terms), ruleset_(terms.ruleset()), region_(terms.ruleset()) {}

  // Reuses memory.
  void read(CodeAt first);

  [[nodiscard]] NodeAt root() const { return root_; }
  // In the order of the code, which every way follows.
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] std::uint32_t ways(NodeAt at) const {
    if (is_node(at)) {
      return nodes_[at].ways;
    }
    return at == kFails ? 0 : 1;
  }

 private:
  static constexpr std::uint32_t kNoConstant = 0xffffffff;

  // What registers hold on the way that is followed; no errors.
  struct Known {
    std::uint16_t place = 0;  // a register
    bool is_known = false;    // whether it is truthy
    bool is_truthy = false;
    std::uint32_t constant = kNoConstant;
    Source held = kNoSource;  // the value itself
    // One more register, and its value.
    std::uint16_t beside = 0;
    Source held_beside = kNoSource;
  };
  // An atom where a way comes to it, and where the ways out of it go on.
  struct Stop {
    CodeAt at = 0;
    CodeAt atom = 0;
    CodeAt next = 0;          // of atoms over terms
    std::uint16_t place = 0;  // of its answer
    Source held = kNoSource;  // kept there, or beside it
    bool is_beside = false;
    auto operator<=>(const Stop&) const = default;
  };
  enum class Found : std::uint8_t { kStop, kEnd, kNothing };

  [[nodiscard]] Found resolve(CodeAt at, Known known, Stop& stop, NodeAt& end);
  [[nodiscard]] Found begin_term(CodeAt at, bool is_metered, const Known& known, Stop& stop);
  [[nodiscard]] Found end_term(const Known& known, Stop& stop);
  [[nodiscard]] Found compare_held(CodeAt at, std::uint16_t place, Source held, Stop& stop);
  [[nodiscard]] Found ask_truth(CodeAt at, std::uint16_t place, Source held, Stop& stop);
  [[nodiscard]] bool is_comparison(CodeAt at, std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] Found way(const Stop& from, bool answer, Stop& stop, NodeAt& end);
  [[nodiscard]] NodeAt index_of(const Stop& stop) const;
  void number_nodes();

  TermTable& terms_;
  const LoadedRuleset& ruleset_;
  TermRegion region_;
  NodeAt root_ = kFails;
  std::vector<Node> nodes_;
  std::vector<Stop> stops_;  // by node
  std::vector<Stop> open_;
};

}  // namespace rulec::runtime::index

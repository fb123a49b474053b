// The graphs of the conditions of all turns of an entry point, and their atoms, each of which is
// one wherever it stands.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/index/atom_sets.h"
#include "runtime/index/condition_graph.h"
#include "runtime/index/terms.h"

namespace rulec::runtime::index {

struct SharedAtom {
  CodeAt code = 0;  // TermTable::atom
  std::uint32_t attribute = 0;
  AtomSets sets;
};

struct TurnGraph {
  NodeAt root = kHolds;
  std::uint32_t first_node = 0;
  std::uint32_t node_count = 0;
};

class TurnGraphs {
 public:
  explicit TurnGraphs(TermTable& terms) : terms_(terms) {}

  // Anew.
  void read(const std::vector<Turn>& turns);

  // By turn.
  [[nodiscard]] const std::vector<TurnGraph>& graphs() const { return graphs_; }
  [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }
  [[nodiscard]] const Node& node(std::size_t at) const { return nodes_[at]; }
  [[nodiscard]] const SharedAtom& atom_of(std::size_t node) const {
    return atoms_[atom_of_node_[node]];
  }
  [[nodiscard]] std::vector<SharedAtom>& atoms() { return atoms_; }
  [[nodiscard]] const TermTable& terms() const { return terms_; }
  // What the atom of a node reads.
  [[nodiscard]] Source source_of(std::size_t node) const {
    return terms_.atom(atom_of(node).code).b;
  }

 private:
  // Number of the atom, a new one if need be.
  [[nodiscard]] std::uint32_t add(CodeAt code);
  [[nodiscard]] std::size_t find_slot(const Code& atom) const;
  void grow();

  TermTable& terms_;
  std::vector<TurnGraph> graphs_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> atom_of_node_;
  std::vector<SharedAtom> atoms_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace rulec::runtime::index

#include "runtime/index/turn_graphs.h"

#include <algorithm>

namespace rulec::runtime::index {
namespace {

constexpr std::uint32_t kNoAtom = 0xffffffff;

std::uint64_t identity_of(const Code& atom) {
  std::uint64_t mixed = (std::uint64_t{atom.b} << 32U | atom.constant) * 0x9e37'79b9'7f4a'7c15;
  return (mixed ^ (mixed >> 29U)) + (static_cast<unsigned>(atom.step) << 8U | atom.n);
}

bool are_same(const Code& a, const Code& b) {
  return a.b == b.b && a.constant == b.constant && a.n == b.n && a.step == b.step;
}

}  // namespace

void TurnGraphs::read(const std::vector<Turn>& turns) {
  graphs_.clear();
  nodes_.clear();
  atom_of_node_.clear();
  atoms_.clear();
  slots_.clear();
  ConditionGraph graph(terms_);
  graphs_.reserve(turns.size());
  for (const Turn& turn : turns) {
    TurnGraph made;
    if (turn.condition != kNoCode) {
      graph.read(turn.condition);
      made = {.root = graph.root(),
              .first_node = static_cast<std::uint32_t>(nodes_.size()),
              .node_count = static_cast<std::uint32_t>(graph.nodes().size())};
      for (const Node& node : graph.nodes()) {
        nodes_.push_back(node);
        atom_of_node_.push_back(add(node.code));
      }
    }
    graphs_.push_back(made);
  }
}

std::uint32_t TurnGraphs::add(CodeAt code) {
  if (2 * (atoms_.size() + 1) > slots_.size()) {
    grow();
  }
  std::size_t slot = find_slot(terms_.atom(code));
  if (slots_[slot] == kNoAtom) {
    slots_[slot] = static_cast<std::uint32_t>(atoms_.size());
    atoms_.push_back({.code = code, .attribute = 0, .sets = {}});
  }
  return slots_[slot];
}

std::size_t TurnGraphs::find_slot(const Code& atom) const {
  std::size_t slot = identity_of(atom) & (slots_.size() - 1);
  while (slots_[slot] != kNoAtom && !are_same(terms_.atom(atoms_[slots_[slot]].code), atom)) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

void TurnGraphs::grow() {
  slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), kNoAtom);
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    slots_[find_slot(terms_.atom(atoms_[i].code))] = i;
  }
}

}  // namespace rulec::runtime::index

// Operands come before their users, so one pass numbers them: a node's key is its own fields and
// the numbers of its operands.
#include <algorithm>
#include <bit>
#include <vector>

#include "compiler/opt/passes.h"

namespace rulec::compiler {
namespace {

// 64-bit mixing step of splitmix64 (Sebastiano Vigna, public domain).
std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash += 0x9e37'79b9'7f4a'7c15 + value;
  hash = (hash ^ (hash >> 30U)) * 0xbf58'476d'1ce4'e5b9;
  hash = (hash ^ (hash >> 27U)) * 0x94d0'49bb'1331'11eb;
  return hash ^ (hash >> 31U);
}

std::uint64_t hash_of(const Ir& ir, const IrNode& node) {
  std::uint64_t kind = static_cast<std::uint64_t>(node.op) | std::uint64_t{node.n} << 8U |
                       std::uint64_t{node.flags} << 32U;
  std::uint64_t hash = mixed(kind, std::uint64_t{node.constant.index()} << 32U | node.path.index());
  for (IrId operand : ir.operands_of(node)) {
    hash = mixed(hash, ir.at(operand).term);
  }
  return hash;
}

bool is_same(const Ir& ir, const IrNode& a, const IrNode& b) {
  if (a.op != b.op || a.n != b.n || a.constant != b.constant || a.path != b.path ||
      a.flags != b.flags || a.body_nodes != b.body_nodes || a.count != b.count) {
    return false;
  }
  for (std::uint32_t i = 0; i < a.count; ++i) {
    if (ir.at(ir.operands[a.first + i]).term != ir.at(ir.operands[b.first + i]).term) {
      return false;
    }
  }
  return true;
}

// Nodes that folding left behind belong to nothing and get no number.
std::vector<bool> live_nodes(const Ir& ir) {
  std::vector<bool> is_live(ir.nodes.size(), false);
  for_each_root(ir, [&](IrId root) { is_live[root.index()] = true; });
  for (std::size_t i = ir.nodes.size(); i-- > 0;) {
    if (is_live[i]) {
      for (IrId operand : ir.operands_of(ir.nodes[i])) {
        is_live[operand.index()] = true;
      }
    }
  }
  return is_live;
}

// The first node of each term, by hash. Open addressing, never more than half full.
class FirstNodes {
 public:
  // Empty, with room for `count`.
  void clear(std::size_t count) { slots_.assign(std::bit_ceil(2 * count + 2), {}); }

  // The slot of the term that `is_same` tells, or the free one where it belongs.
  template <class IsSame>
  std::uint32_t& find(std::uint64_t hash, IsSame is_same) {
    std::size_t mask = slots_.size() - 1;
    auto high = static_cast<std::uint32_t>(hash >> 32U);
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.node == kFree) {
        slot.hash = high;
        return slot.node;
      }
      if (slot.hash == high && is_same(slot.node)) {
        return slot.node;
      }
    }
  }

  static constexpr std::uint32_t kFree = UINT32_MAX;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t node = kFree;
  };
  std::vector<Slot> slots_;
};

// The number of a node, after those of its operands.
void number(Ir& ir, std::uint32_t at, FirstNodes& firsts) {
  IrNode& node = ir.nodes[at];
  std::uint32_t& first = firsts.find(
      hash_of(ir, node), [&](std::uint32_t other) { return is_same(ir, ir.nodes[other], node); });
  if (first != FirstNodes::kFree) {
    node.term = ir.nodes[first].term;
  } else {
    node.term = ir.term_count++;
    first = at;
  }
}

}  // namespace

void number_terms(Ir& ir) {
  FirstNodes firsts;
  firsts.clear(ir.nodes.size());
  ir.term_count = 0;
  std::vector<bool> is_live = live_nodes(ir);
  for (std::uint32_t i = 0; i < ir.nodes.size(); ++i) {
    if (is_live[i]) {
      number(ir, i, firsts);
    }
  }
}

// The nodes of a root stand between that before and its own.
void number_terms_of_roots(Ir& ir) {
  std::vector<std::uint32_t> roots;
  for_each_root(ir, [&](IrId root) { roots.push_back(root.index()); });
  std::ranges::sort(roots);
  FirstNodes firsts;
  ir.term_count = 0;
  std::uint32_t at = 0;
  for (std::uint32_t root : roots) {
    firsts.clear(root + 1 - at);
    for (; at <= root; ++at) {
      number(ir, at, firsts);
    }
  }
}

}  // namespace rulec::compiler

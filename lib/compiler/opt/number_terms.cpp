// Operands come before their users, so one pass numbers them: a node's key is its own fields and
// the numbers of its operands.
#include <unordered_map>
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
  std::uint64_t hash = mixed(static_cast<std::uint64_t>(node.op), node.n);
  hash = mixed(hash, node.constant.index());
  hash = mixed(hash, node.path.index());
  hash = mixed(hash, node.flags);
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

}  // namespace

void number_terms(Ir& ir) {
  std::unordered_multimap<std::uint64_t, std::uint32_t> firsts;  // hash -> first node of a term
  firsts.reserve(ir.nodes.size());
  ir.term_count = 0;
  std::vector<bool> is_live = live_nodes(ir);
  for (std::uint32_t i = 0; i < ir.nodes.size(); ++i) {
    IrNode& node = ir.nodes[i];
    if (!is_live[i]) {
      continue;
    }
    std::uint64_t hash = hash_of(ir, node);
    auto [begin, end] = firsts.equal_range(hash);
    auto found = begin;
    while (found != end && !is_same(ir, ir.nodes[found->second], node)) {
      ++found;
    }
    if (found != end) {
      node.term = ir.nodes[found->second].term;
    } else {
      node.term = ir.term_count++;
      firsts.emplace(hash, i);
    }
  }
}

}  // namespace rulec::compiler

// The graph of atoms of one condition, read from its code.
#pragma once

#include <cstdint>
#include <vector>

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
  CodeAt code = 0;  // of the atom
  NodeAt on_true = kFails;
  NodeAt on_false = kFails;
  // Ways from here that end in kHolds or kUnknown; saturates.
  std::uint32_t ways = 0;
};

// Errors have no way: whoever uses the graph asks for errors of atoms by themselves.
class ConditionGraph {
 public:
  // Reuses memory.
  void read(const std::vector<Code>& code, const std::vector<Value>& constants, CodeAt first);

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
  struct Known {
    std::uint16_t place = 0;  // a register
    bool is_known = false;
    bool is_truthy = false;
  };
  [[nodiscard]] CodeAt resolved(CodeAt at, Known known, NodeAt& end) const;
  [[nodiscard]] NodeAt target(CodeAt at, const Code& atom, bool answer);
  void number_nodes();

  const std::vector<Code>* code_ = nullptr;
  const std::vector<Value>* constants_ = nullptr;
  NodeAt root_ = kFails;
  std::vector<Node> nodes_;
  std::vector<CodeAt> open_;
};

}  // namespace rulec::runtime::index

#include "schema/internal/work_bound.h"

#include <algorithm>
#include <vector>

#include "schema/internal/checker.h"

namespace rulec::schema {
namespace {

constexpr std::uint64_t kTooMuch = std::uint64_t{1} << 40U;
// What the collecting check keeps of one alternative, and a fault about all of them.
constexpr std::uint64_t kFaultsOfAlternative = 9;
// Deeper ones are left to the checker, which counts.
constexpr std::uint32_t kMaxDepth = 200;
static_assert(kMaxDepth < kMaxCheckDepth);

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return std::min(a + b, kTooMuch);
}

void add(Growth& to, const Growth& more) {
  to.fixed = sum(to.fixed, more.fixed);
  to.per_value = sum(to.per_value, more.per_value);
}

// For each of many values: what is fixed there is not here.
void add_for_each(Growth& to, const Growth& each) {
  to.per_value = sum(to.per_value, sum(each.fixed, each.per_value));
}

class Bounds {
 public:
  explicit Bounds(const CompiledSchema& schema) : schema_(schema), known_(schema.nodes.size()) {}

  [[nodiscard]] std::optional<WorkBound> of_root() {
    const Known& root = visit(schema_.root, 0);
    return is_refused_ ? std::nullopt : std::optional(root.bound);
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };
  struct Known {
    State state = State::kNew;
    std::uint32_t height = 0;
    WorkBound bound;
  };

  const Known& visit(NodeIndex index, std::uint32_t depth) {
    Known& known = known_[index];
    is_refused_ = is_refused_ || known.state == State::kOpen || depth > kMaxDepth ||
                  depth + known.height > kMaxDepth;
    if (is_refused_ || known.state == State::kDone) {
      return known;
    }
    known.state = State::kOpen;
    const SchemaNode& node = schema_.nodes[index];
    Sum own{.depth = depth};
    own.bound.steps.fixed = 1 + node.values.size() / 8;
    own.bound.faults.fixed = 1;  // of its type or value, or of one text or number
    if (node.object != nullptr) {
      add_object(*node.object, own);
    }
    if (node.array != nullptr) {
      add_array(*node.array, own);
    }
    if (node.string != nullptr && node.string->pattern != nullptr) {
      ++own.bound.steps.fixed;
      ++own.bound.steps.per_value;  // of the length of the text
    }
    add_applicators(node, own);
    known.bound = own.bound;
    known.height = own.height;
    known.state = State::kDone;
    return known;
  }

  struct Sum {
    std::uint32_t depth = 0;
    std::uint32_t height = 0;
    WorkBound bound;
  };

  // A schema for the same value, or for one member or item.
  void add_one(NodeIndex index, Sum& to) {
    if (index != kNoSchema) {
      const Known& child = visit(index, to.depth + 1);
      to.height = std::max(to.height, child.height + 1);
      add(to.bound.steps, child.bound.steps);
      add(to.bound.faults, child.bound.faults);
    }
  }

  // A schema for all members or items.
  void add_each(NodeIndex index, Sum& to) {
    if (index != kNoSchema) {
      const Known& child = visit(index, to.depth + 1);
      to.height = std::max(to.height, child.height + 1);
      add_for_each(to.bound.steps, child.bound.steps);
      add_for_each(to.bound.faults, child.bound.faults);
      ++to.bound.faults.per_value;
    }
  }

  void add_object(const ObjectChecks& checks, Sum& own) {
    std::uint64_t faults = checks.required.size() + 1;
    for (const auto& [key, needed] : checks.dependent_keys) {
      faults += needed.size();
    }
    own.bound.faults.fixed += faults;
    own.bound.steps.fixed += checks.required.size();
    own.bound.steps.per_value += 2 * checks.patterns.size();  // and the length of the key
    for (const auto& [key, schema] : checks.properties) {
      add_one(schema, own);
    }
    for (const auto& [pattern, schema] : checks.patterns) {
      add_each(schema, own);
    }
    add_each(checks.additional, own);
    add_each(checks.names, own);
    for (const auto& [key, schema] : checks.dependent_schemas) {
      add_one(schema, own);
    }
  }

  void add_array(const ArrayChecks& checks, Sum& own) {
    own.bound.faults.fixed += 3;
    own.bound.steps.per_value += checks.unique ? 1 : 0;
    for (NodeIndex schema : checks.tuple) {
      add_one(schema, own);
    }
    add_each(checks.items, own);
    add_each(checks.additional, own);
    add_each(checks.contains, own);
  }

  void add_applicators(const SchemaNode& node, Sum& own) {
    own.bound.faults.fixed += node.any_of.empty() ? 0 : kFaultsOfAlternative;
    own.bound.faults.fixed += node.one_of.empty() ? 0 : kFaultsOfAlternative;
    own.bound.faults.fixed += node.negated == kNoSchema ? 0 : 1;
    for (const auto* schemas : {&node.all_of, &node.any_of, &node.one_of}) {
      for (NodeIndex schema : *schemas) {
        add_one(schema, own);
      }
    }
    for (NodeIndex schema : {node.negated, node.condition, node.then_schema, node.else_schema}) {
      add_one(schema, own);
    }
  }

  const CompiledSchema& schema_;
  std::vector<Known> known_;
  bool is_refused_ = false;
};

}  // namespace

std::size_t Growth::max_bytes(std::uint64_t limit) const {
  if (fixed + per_value >= limit) {
    return 0;
  }
  return per_value == 0 ? SIZE_MAX : 2 * ((limit - 1 - fixed) / per_value - 1);
}

std::optional<WorkBound> work_bound(const CompiledSchema& schema) {
  return Bounds(schema).of_root();
}

}  // namespace rulec::schema

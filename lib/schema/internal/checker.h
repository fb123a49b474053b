// The checker: one walk of an instance through a compiled schema. Quiet (is it valid? stops at the
// first fault) or collecting. Recursion is bounded by kMaxCheckDepth, work by kMaxCheckSteps;
// beyond either the answer is no, with the keyword `limit`. All memory comes from the arena. A
// value that is absent is not known yet: anything may stand there, and it fits. Where a value holds
// such parts somewhere, only what no value of them could mend is a fault (Unknowns::kAnywhere).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/arena.h"
#include "schema/internal/compiled_schema.h"
#include "schema/internal/fault.h"

namespace rulec::schema {

inline constexpr std::uint32_t kMaxCheckDepth = 512;
// A schema of our size needs about ten steps for each value; a context has at most 100,000.
inline constexpr std::uint64_t kMaxCheckSteps = 4'000'000;

struct Violation {
  std::string_view pointer;  // of the value that does not fit, in the arena
  Fault fault = Fault::kFalse;
  NodeIndex schema = kNoSchema;  // whose keyword was violated
  std::string_view member;       // required, additionalProperties, propertyNames, dependencies
  TypeSet types = 0;             // type: those that would fit (of all branches of an anyOf)
  Value value;                   // that does not fit
};

// Room for violations; `count` goes on when the room is full.
struct ViolationSink {
  std::span<Violation> room;
  std::size_t count = 0;
  [[nodiscard]] std::span<const Violation> kept() const {
    return room.first(count < room.size() ? count : room.size());
  }
};

enum class Unknowns : std::uint8_t { kNone, kAnywhere };

class Checker {
 public:
  Checker(const CompiledSchema& schema, Arena& arena, Unknowns unknowns = Unknowns::kNone)
      : schema_(schema), arena_(arena), has_unknowns_(unknowns == Unknowns::kAnywhere) {}

  [[nodiscard]] bool is_valid(const Value& value) { return fits(schema_.root, value); }
  // Of one schema of the compiled ones.
  [[nodiscard]] bool fits(NodeIndex index, const Value& value);
  // False and the violations, of the best branch where there are alternatives.
  bool collect(const Value& value, ViolationSink& sink);

 private:
  // Where the walk is, as a list through the frames of the stack.
  struct Link {
    const Link* up = nullptr;
    std::string_view key;
    std::size_t index = 0;
    bool is_index = false;
  };
  struct Place {
    const Value& value;
    const Link* link;
    ViolationSink* sink;  // null when quiet
  };

  bool check(NodeIndex index, const Place& place);
  bool check_checks(NodeIndex index, const SchemaNode& node, const Place& place);
  bool check_values(NodeIndex index, const SchemaNode& node, const Place& place);
  bool check_applicators(NodeIndex index, const SchemaNode& node, const Place& place);
  bool check_any_of(NodeIndex index, const SchemaNode& node, const Place& place);
  bool check_one_of(NodeIndex index, const SchemaNode& node, const Place& place);
  bool check_condition(const SchemaNode& node, const Place& place);
  bool check_object(NodeIndex index, const ObjectChecks& checks, const Place& place);
  bool check_member(NodeIndex index, const ObjectChecks& checks, const Member& member,
                    const Place& place);
  bool check_required(NodeIndex index, const ObjectChecks& checks, const Place& place);
  bool check_dependencies(NodeIndex index, const ObjectChecks& checks, const Place& place);
  bool check_array(NodeIndex index, const ArrayChecks& checks, const Place& place);
  bool check_items(const ArrayChecks& checks, const Place& place);
  bool check_contains(NodeIndex index, const ArrayChecks& checks, const Place& place);
  bool check_string(NodeIndex index, const StringChecks& checks, const Place& place);
  bool check_number(NodeIndex index, const NumberChecks& checks, const Place& place);

  // Branches that fit, up to `enough`. None: the violations of the one that comes nearest, or one
  // about the types of all.
  std::size_t count_fitting(NodeIndex index, std::span<const NodeIndex> branches,
                            std::size_t enough, const Place& place);
  static void speak_of(const ViolationSink& branch, std::size_t root_length, ViolationSink& sink);
  bool fits_quietly(NodeIndex schema, const Place& place) {
    return check(schema, {.value = place.value, .link = place.link, .sink = nullptr});
  }
  // Notes a violation: false. True, and nothing is noted, when what is not known may mend it.
  bool violate(const Place& place, Violation violation);
  // Whether something inside is not known.
  bool is_open(const Value& value);
  bool holds_unknown(const Value& value);
  // An absent value of a member that is there is not known.
  [[nodiscard]] bool has_member(const Value& object, std::string_view key) const;
  bool spend(std::uint64_t steps);
  std::string_view pointer_of(const Link* link);

  const CompiledSchema& schema_;
  Arena& arena_;
  bool has_unknowns_;
  std::uint64_t steps_ = 0;
  std::uint32_t depth_ = 0;
  bool is_exhausted_ = false;
};

// Types of JSON that `value` has under the schema's reading of integers.
[[nodiscard]] TypeSet types_of(const CompiledSchema& schema, const Value& value);

}  // namespace rulec::schema

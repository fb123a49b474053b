// Updates of the working context (language.md 6.3). The compiler has checked each target against
// the allow-list; it is checked again here, because bytecode may come from elsewhere.
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "runtime/internal/action_runner.h"
#include "runtime/internal/arena_text.h"

namespace rulec::runtime {
namespace {

using value::Segment;
using value::UpdateOperation;

constexpr std::array<std::string_view, 5> kOperations = {"set", "increment", "append", "remove",
                                                         "merge"};

// `*` is one segment, `**` at the end one or more: a pattern below a parent does not cover it.
bool covers(const LoadedPattern& pattern, std::span<const Segment> target) {
  std::size_t count = pattern.segments.size();
  bool is_open = count > 0 && pattern.segments.back().key == "**";
  if (is_open ? target.size() < count : target.size() != count) {
    return false;
  }
  std::size_t compared = is_open ? count - 1 : count;
  for (std::size_t i = 0; i < compared; ++i) {
    std::string_view key = pattern.segments[i].key;
    if (key != "*" && key != target[i].key) {
      return false;
    }
  }
  return count > 0;
}

bool is_integral(const Value& value) {
  // As JSON Schema has it: 1.0 is an integer.
  return value.is_integer() ||
         (value.is_double() && value.as_double() >= -0x1p63 && value.as_double() < 0x1p63 &&
          value.as_double() == static_cast<double>(static_cast<std::int64_t>(value.as_double())));
}

bool has_type(const Value& value, std::string_view type) {
  switch (value.kind()) {
    case Kind::kBool:
      return type == "boolean";
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return type == "number" || (type == "integer" && is_integral(value));
    case Kind::kString:
      return type == "string";
    case Kind::kList:
      return type == "array";
    case Kind::kObject:
      return type == "object";
    case Kind::kNull:
      return type == "null";
    case Kind::kAbsent:
    case Kind::kError:
      return false;
  }
  return false;
}

// Order of `updates`: by segments, a parent directly before what lies below it.
bool is_before(const LoadedAction* a, const LoadedAction* b) {
  return std::ranges::lexicographical_compare(a->target, b->target, {}, &Segment::key,
                                              &Segment::key);
}

bool is_same_target(const LoadedAction* a, const LoadedAction* b) {
  return std::ranges::equal(a->target, b->target, {}, &Segment::key, &Segment::key);
}

}  // namespace

bool ActionRunner::run_update(const LoadedAction& action) {
  Value operand = argument(action.value_argument);
  if (!account_parents(action)) {
    return false;
  }
  value::OpContext ctx = vm_.op_context(state_.arena);
  auto operation = static_cast<UpdateOperation>(action.row->operation);
  Value changed = value::update(ctx, operation, vm_.context(), action.target, operand);
  if (changed.is_error()) {
    return fail_with(changed);
  }
  if (auto failure = check_written(action, changed)) {
    return fail_with(*failure);
  }
  vm_.set_context(changed);
  state_.outcome.add_update(action, {.target = action.target_text,
                                     .operation = kOperations[action.row->operation],
                                     .value = operand,
                                     .rule = rule_});
  return true;
}

// An update copies the members of every parent of its target.
bool ActionRunner::account_parents(const LoadedAction& action) {
  std::size_t bytes = 0;
  Value parent = vm_.context();
  for (const Segment& segment : action.target) {
    if (parent.is_object()) {
      bytes += parent.length() * sizeof(Member);
    } else if (parent.is_list()) {
      bytes += parent.length() * sizeof(Value);
    }
    parent = value::walk(parent, {&segment, 1});
  }
  bytes += parent.is_list() ? parent.length() * sizeof(Value) : 0;  // append, remove
  return account(bytes);
}

std::optional<Failure> ActionRunner::check_written(const LoadedAction& action,
                                                   const Value& changed) {
  Value written = value::walk(changed, action.target);
  std::string_view expected;
  for (const LoadedPattern& pattern : entry_point_.updates) {
    if (!covers(pattern, action.target)) {
      continue;
    }
    if (pattern.type.empty() || written.is_absent() || has_type(written, pattern.type)) {
      return std::nullopt;
    }
    expected = pattern.type;
  }
  if (expected.empty()) {
    return refused(join(state_.arena, {"`", entry_point_.name, "` does not allow updates of `",
                                       action.target_text, "`"}));
  }
  return refused(join(state_.arena, {"`", entry_point_.name, "` keeps a value of type `", expected,
                                     "` at `", action.target_text, "`"}));
}

Value ActionRunner::written_values() {
  auto& targets = state_.actions.targets;
  const auto& updated = state_.outcome.updated();
  targets.assign(updated.begin(), updated.end());
  std::ranges::sort(targets, is_before);
  auto repeated = std::ranges::unique(targets, is_same_target);
  targets.erase(repeated.begin(), repeated.end());
  state_.actions.members.clear();
  return nested(0, targets.size(), 0);
}

// Targets [first, last) agree in `depth` segments. What was removed is null, as in a merge patch.
// Recursion is bounded by the length of targets, which load() caps.
Value ActionRunner::nested(std::size_t first, std::size_t last, std::size_t depth) {
  const auto& targets = state_.actions.targets;
  auto& members = state_.actions.members;
  std::size_t mark = members.size();
  while (first < last) {
    const LoadedAction& head = *targets[first];
    std::string_view key = head.target[depth].key;
    std::size_t end = first + 1;
    while (end < last && targets[end]->target[depth].key == key) {
      ++end;
    }
    Value value;
    if (head.target.size() == depth + 1) {
      value = value::walk(vm_.context(), head.target);
      value = value.is_absent() ? Value::null() : value;
    } else {
      value = nested(first, end, depth + 1);
    }
    members.push_back({.key = key, .value = value});
    first = end;
  }
  auto own = state_.arena.copy(std::span<const Member>(members).subspan(mark));
  members.resize(mark);
  return make_object(state_.arena, own);
}

}  // namespace rulec::runtime

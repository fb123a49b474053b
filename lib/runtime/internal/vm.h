// Vm: runs expressions of one decision. One working context, one register file, one stack of
// scopes, one table of resolved paths; nothing is asked of the heap. validate() has proved what the
// dispatch loop relies on (opcodes.def), so it looks at values only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bytecode/program.h"
#include "runtime/internal/code.h"
#include "runtime/internal/context_reader.h"
#include "runtime/internal/loaded_ruleset.h"
#include "value/operators.h"

namespace rulec::runtime {

// A root path resolved in the epoch `epoch`. Epochs only grow: a decision and every change of the
// working context begin a new one.
struct PathSlot {
  Value value;  // absent when the path leads nowhere
  std::uint64_t epoch = 0;
  std::uint64_t key = 0;  // see key_of
};

// An open scope: of an iterator, or of an operand of `try` (then only `scope` counts).
struct Frame {
  value::Scope scope;
  value::OperatorId iterator{};
  std::uint32_t body_nodes = 1;
  std::span<const Value> items;
  std::size_t position = 0;
  // map and filter: what was collected so far, in ctx.arena
  Value* collected = nullptr;
  std::size_t count = 0;
  std::size_t capacity = 0;
  Value accumulator;  // reduce
};

// The memory of a Vm, kept between decisions.
struct VmBuffers {
  std::vector<Value> registers;
  std::vector<PathSlot> slots;
  std::uint64_t epoch = 0;
  std::array<Frame, bytecode::kMaxScopes> frames;
};

class Vm {
 public:
  // `ruleset` and `buffers` outlive it.
  Vm(const LoadedRuleset& ruleset, VmBuffers& buffers, std::int64_t now_ms);

  void set_context(const Value& context);
  // The context as it came; it outlives the Vm, and is asked for no more than is needed.
  void set_context(ContextText& context);
  [[nodiscard]] const Value& context() {
    make_root();
    return root_.current;
  }
  // user.language of the context
  [[nodiscard]] Value user_language() {
    return unread_ != nullptr ? unread_->user_language()
                              : root_.current.member("user").member("language");
  }

  // The working context as it stands, to come back to.
  struct Mark {
    Value context;
    bool is_unread = false;
  };
  [[nodiscard]] Mark mark() const {
    return {.context = root_.current, .is_unread = unread_ != nullptr};
  }
  void go_back(const Mark& mark);
  // Grows with every change of the context.
  [[nodiscard]] std::uint64_t epoch() const { return buffers_.epoch; }
  // All slots, those of `paths` resolved.
  [[nodiscard]] const PathSlot* resolved(std::span<const std::uint32_t> paths) {
    for (std::uint32_t path : paths) {
      PathSlot& at = buffers_.slots[path];
      if (at.epoch == buffers_.epoch) {
        continue;
      }
      const Value* found = unread_ == nullptr ? nullptr : unread_->scalar(path);
      if (found == nullptr) [[unlikely]] {
        resolve(at, path);
      } else {
        at = {.value = *found, .epoch = buffers_.epoch, .key = key_of(*found)};
      }
    }
    return buffers_.slots.data();
  }

  // A value or an error; what is made on the way lies in `arena`.
  [[nodiscard]] Value run(CodeAt first, Arena& arena);
  // The same for code that was taken out of that of the ruleset, with jumps of its own.
  [[nodiscard]] Value run_term(const Code* code, Arena& arena) { return run_all(code, 0, arena); }

  // An OpContext for operators called from outside of an expression (updates).
  [[nodiscard]] value::OpContext op_context(Arena& arena) const;

  // What a path of the root context leads to.
  [[nodiscard]] const PathSlot& slot(std::uint32_t path) {
    PathSlot& at = buffers_.slots[path];
    if (at.epoch != buffers_.epoch) [[unlikely]] {
      resolve(at, path);
    }
    return at;
  }
  // The same for who asks once: nothing is kept.
  [[nodiscard]] PathSlot peek(std::uint32_t path) {
    const Value* found = unread_ == nullptr ? nullptr : unread_->scalar(path);
    if (found == nullptr) [[unlikely]] {
      return slot(path);
    }
    return {.value = *found, .epoch = 0, .key = key_of(*found)};
  }

 private:
  void resolve(PathSlot& at, std::uint32_t path);
  // Before anything looks at root_.current.
  void make_root() {
    if (unread_ != nullptr) [[unlikely]] {
      root_.current = unread_->whole();
      unread_ = nullptr;
    }
  }
  // Before an operator that reads scopes by itself.
  void make_root_for(const Code& call) {
    if (call.on_true == kReadsScopes) {
      make_root();
    }
  }
  [[nodiscard]] Value path_or_null(std::uint32_t path) {
    const Value& found = slot(path).value;
    return found.is_absent() ? Value::null() : found;
  }
  // Runs an atom: its result goes to r[a], the answer is where to go on.
  [[nodiscard]] CodeAt run_atom(const Code& at);
  [[nodiscard]] CodeAt range_atom(const Code& at);
  [[nodiscard]] CodeAt list_atom(const Code& at);
  // By lib/value, for whatever a form does not decide.
  [[nodiscard]] CodeAt compare_atom(const Code& at);
  [[nodiscard]] CodeAt leave(const Code& at, bool is_so) {
    bool holds = is_so != ((at.n & kNegated) != 0);
    buffers_.registers[at.a] = Value::boolean(holds);
    return holds ? at.on_true : at.on_false;
  }
  [[nodiscard]] Value run_all(const Code* code, CodeAt first, Arena& arena);
  [[nodiscard]] Value item(const value::OpContext& ctx, std::uint32_t id);
  [[nodiscard]] Value level(value::OpContext& ctx, const Code& at);
  [[nodiscard]] Value call_spread(value::OpContext& ctx, const Code& at);
  [[nodiscard]] Value make_list(value::OpContext& ctx, const Code& at) const;
  [[nodiscard]] Value make_keyed(value::OpContext& ctx, const Code& at) const;
  void push_try(value::OpContext& ctx, const Value& error);
  void pop(value::OpContext& ctx);

  // iterators (vm_iterators.cpp): true when the body runs (again)
  [[nodiscard]] bool begin_iteration(value::OpContext& ctx, const Code& at);
  [[nodiscard]] bool next_iteration(value::OpContext& ctx, const Code& at);
  [[nodiscard]] Frame& open_frame(const value::OpContext& ctx, value::OperatorId iterator,
                                  std::span<const Value> items);
  [[nodiscard]] bool enter_item(value::OpContext& ctx, Frame& frame, Value& result) const;

  const LoadedRuleset& ruleset_;
  VmBuffers& buffers_;
  const value::OperatorRow* operators_;  // by OperatorId
  std::int64_t now_ms_;
  std::int64_t expr_cost_;
  value::Scope root_;
  ContextText* source_ = nullptr;  // where the context came as text
  ContextText* unread_ = nullptr;  // the same, as long as root_.current is not made
  std::uint32_t depth_ = 0;        // open frames
};

}  // namespace rulec::runtime

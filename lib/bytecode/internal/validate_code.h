// The flow check of one expression: proves what opcodes.def promises to the engine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bytecode/program.h"
#include "value/operators.h"

namespace rulec::bytecode {

// One forward pass. Every jump but IterNext leads forward, so when an instruction is met all ways
// to it but the loop's own are known; its state is what holds on all of them. States that disagree
// about open scopes are refused. Work is linear in the slots. Reused for many expressions.
class FlowChecker {
 public:
  explicit FlowChecker(const Program& program) : program_(program) {}
  [[nodiscard]] Status check(const Expression& expression);

 private:
  enum class Pending : std::uint8_t { kNone, kRaw, kCaught };

  // What is true before an instruction.
  struct State {
    bool is_reached = false;
    Pending pending = Pending::kNone;  // set by the instruction before, for `pending_register`
    std::uint16_t pending_register = 0;
    std::uint32_t height = 0;  // r[0] … r[height - 1] have been written
    std::uint32_t scope = 0;   // index into scopes_
  };
  struct Scope {
    std::uint32_t parent = 0;
    std::uint32_t depth = 0;
    bool is_iterator = false;
    bool is_inside_iterator = false;  // itself included
    std::uint8_t iterator = 0;
    std::uint16_t source = 0;      // iterator: register of the source
    std::uint32_t first_free = 0;  // registers below are not written while it is open
    std::uint32_t head = 0;        // iterator: pc of its body, relative
    std::uint32_t body_nodes = 0;
  };

  void step();
  void step_load(const Instruction& at);
  void step_call(const Instruction& at);
  void step_compare(const Instruction& at);
  void step_jump(const Instruction& at);
  void step_make(const Instruction& at);
  void meter_begin();
  void charge(const Instruction& at);

  void raw_load(std::uint16_t target);
  void jump_if_present(const Instruction& at);
  void iter_begin(const Instruction& at);
  void iter_next(const Instruction& at);
  void try_push(const Instruction& at);
  void scope_pop();
  void finish(const Instruction& at);

  void fail(std::string_view problem);
  void read(std::uint32_t first, std::uint64_t count = 1);
  void write(std::uint32_t target) { write_in(state_, target); }
  void write_in(State& state, std::uint32_t target);
  void fall_through();
  void flow_to(std::uint32_t absolute_target, State state);
  void require_path(std::uint32_t path);
  void require_constant(std::uint32_t constant);
  void require_keys(const Instruction& at);
  void push_scope(Scope scope);
  [[nodiscard]] ExtraWord extra() const;
  [[nodiscard]] const Instruction& slot(std::uint32_t relative) const;

  const Program& program_;
  Expression expression_;
  std::vector<State> states_;  // by slot of the expression
  std::vector<Scope> scopes_;  // [0] is the root context
  State state_;                // before the instruction being checked, then after it
  std::uint32_t pc_ = 0;       // relative
  std::uint32_t words_ = 1;
  std::optional<Error> error_;
};

}  // namespace rulec::bytecode

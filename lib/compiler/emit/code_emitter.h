// CodeEmitter: one expression of the Ir at a time into instructions of a Program. Registers are a
// stack: a node's value goes into register `target`, and its operands use that one and those above.
#pragma once

#include <cstdint>
#include <vector>

#include "bytecode/program.h"
#include "compiler/emit/source_map.h"
#include "compiler/emit/tables.h"
#include "compiler/ir/ir.h"

namespace rulec::compiler {

class CodeEmitter {
 public:
  CodeEmitter(bytecode::Program& program, Tables& tables, SourceMapBuilder& source_map,
              const Ir& ir)
      : program_(program), tables_(tables), source_map_(source_map), ir_(ir) {}

  [[nodiscard]] bytecode::Expression emit(IrId root);

 private:
  // A place in the code that jumps lead to; bound when it is reached. A use is the slot that holds
  // the target: a jump's own (b), or an extra word (y, which lies where b does).
  struct Label {
    std::vector<std::uint32_t> uses;
  };

  void node(IrId id, std::uint32_t target);
  void load(const IrNode& at, std::uint32_t target);
  void load_or(const IrNode& at, std::uint32_t target);
  void eager(const IrNode& at, std::uint32_t target);
  void operands_in_turn(const IrNode& at, std::uint32_t target, Label& failed);
  void truth(const IrNode& at, std::uint32_t target);
  void short_circuit(const IrNode& at, std::uint32_t target);
  void branches(const IrNode& at, std::uint32_t target);
  void defaults(const IrNode& at, std::uint32_t target);
  void attempts(const IrNode& at, std::uint32_t target);
  void compare(const IrNode& at, std::uint32_t target);
  void compare_path(const IrNode& at, std::uint32_t target, bytecode::Opcode op, Label* stop);
  void iterate(const IrNode& at, std::uint32_t target);

  void op(bytecode::Opcode opcode, std::uint8_t n, std::uint32_t a, std::uint32_t b = 0);
  void extra(bytecode::ExtraWord word);
  void jump(bytecode::Opcode opcode, std::uint32_t a, Label& to);
  void jump_if_error(std::uint32_t from, std::uint32_t result, Label& to);
  void bind(Label& label);
  [[nodiscard]] std::uint32_t here() const {
    return static_cast<std::uint32_t>(program_.code.size());
  }
  [[nodiscard]] std::uint32_t path_of(const IrNode& at);
  [[nodiscard]] std::uint32_t constant_of(const IrNode& at);

  bytecode::Program& program_;
  Tables& tables_;
  SourceMapBuilder& source_map_;
  const Ir& ir_;
  std::vector<bytecode::PathId> paths_;          // by IrPathId
  std::vector<bytecode::ConstantId> constants_;  // by IrConstantId
  parser::NodeId origin_;                        // of the instructions being written
  std::uint32_t registers_ = 0;
  bool is_metered_ = false;  // inside a metered node
};

}  // namespace rulec::compiler

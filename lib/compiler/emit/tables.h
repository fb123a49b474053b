// Interned tables of a Program being built: equal strings, constants and paths get one id, in the
// order of first use. `sort_strings` ends the building: strings in byte order, all ids renamed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/program.h"
#include "compiler/ir/id_table.h"
#include "value/value.h"

namespace rulec::compiler {

class Tables {
 public:
  explicit Tables(bytecode::Program& program) : program_(program) {}

  [[nodiscard]] bytecode::StringId string(std::string_view text);
  // Invalid for "".
  [[nodiscard]] bytecode::StringId string_or_none(std::string_view text);
  [[nodiscard]] bytecode::ConstantId constant(const Value& value);
  [[nodiscard]] bytecode::PathId path(const std::vector<std::string_view>& segments);

 private:
  [[nodiscard]] bytecode::Constant scalar(const Value& value);
  [[nodiscard]] bytecode::ConstantId container(const Value& value);
  [[nodiscard]] bytecode::ConstantId intern(bytecode::Constant row,
                                            std::span<const std::uint32_t> children);

  bytecode::Program& program_;
  IdTable strings_;
  IdTable constants_;  // by kind, bits and children
  IdTable paths_;      // by ids of the segments
};

void sort_strings(bytecode::Program& program);
// Ids of strings in all tables: `places` gives the new one of each.
void rename_strings(bytecode::Program& program, std::vector<std::uint32_t> places);

}  // namespace rulec::compiler

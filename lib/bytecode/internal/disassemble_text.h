// What the disassemblers of rules and of templates share.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "bytecode/program.h"

namespace rulec::bytecode {

[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

[[nodiscard]] inline const std::string& text_of(const Program& program, StringId id) {
  return program.strings[id.index()];
}

// "condition: 3 slots, 1 register" and the instructions, a line each.
void append_expression(std::string& out, const Program& program, std::string_view what,
                       std::string_view indent, const Expression& expression);
void append_template(std::string& out, const Program& program, const Template& row);

}  // namespace rulec::bytecode

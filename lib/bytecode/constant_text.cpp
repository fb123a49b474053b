#include <bit>

#include "base/check.h"
#include "base/json_writer.h"
#include "bytecode/bytecode.h"
#include "value/json_value.h"

namespace rulec::bytecode {
namespace {

void append_constant(std::string& out, const Program& program, std::uint32_t index);

void append_list(std::string& out, const Program& program, const Constant& list) {
  out += '[';
  for (std::uint32_t i = 0; i < list.count; ++i) {
    out += i == 0 ? "" : ",";
    append_constant(out, program, program.children[list.first + i]);
  }
  out += ']';
}

void append_object(std::string& out, const Program& program, const Constant& object) {
  out += '{';
  for (std::uint32_t i = 0; i < object.count; ++i) {
    std::size_t member = object.first + 2 * std::size_t{i};
    out += i == 0 ? "" : ",";
    append_json_string(out, program.strings[program.children[member]]);
    out += ':';
    append_constant(out, program, program.children[member + 1]);
  }
  out += '}';
}

void append_decimal(std::string& out, const Constant& decimal) {
  DecimalBits bits{.low = decimal.bits, .high = decimal.high};
  append_number(out, Value::decimal(&bits));
}

// Recursion ends at the depth that validate() allows.
void append_constant(std::string& out, const Program& program, std::uint32_t index) {
  const Constant& constant = program.constants[index];
  switch (constant.kind) {
    case ConstantKind::kNull:
      out += "null";
      return;
    case ConstantKind::kFalse:
      out += "false";
      return;
    case ConstantKind::kTrue:
      out += "true";
      return;
    case ConstantKind::kInteger:
      out += std::to_string(static_cast<std::int64_t>(constant.bits));
      return;
    case ConstantKind::kDouble:
      append_number(out, std::bit_cast<double>(constant.bits));
      return;
    case ConstantKind::kDecimal:
      return append_decimal(out, constant);
    case ConstantKind::kString:
      return append_json_string(out, program.strings[constant.bits]);
    case ConstantKind::kList:
      return append_list(out, program, constant);
    case ConstantKind::kObject:
      return append_object(out, program, constant);
  }
}

}  // namespace

std::string constant_text(const Program& program, ConstantId id) {
  std::string out;
  append_constant(out, program, id.index());
  return out;
}

std::string path_text(const Program& program, PathId id) {
  std::string out;
  for (StringId segment : program.paths[id.index()].segments) {
    const std::string& text = program.strings[segment.index()];
    bool needs_quotes = text.empty() || text.find('.') != std::string::npos;
    out += out.empty() ? "" : ".";
    out += needs_quotes ? "`" + text + "`" : text;
  }
  return out;
}

}  // namespace rulec::bytecode

// What the decoders of sections share: ids, enumerations and expressions in rows.
#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "bytecode/internal/section_io.h"
#include "bytecode/program.h"

namespace rulec::bytecode {

// Of a count that nothing but the bytes of the section bounds.
inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint32_t>::max() - 1;

template <class Name>
[[nodiscard]] Name read_id(SectionReader& in) {
  std::uint32_t index = in.u32();
  return index == Name().index() ? Name() : Name(index);
}

template <class Enum>
[[nodiscard]] Enum read_enum(SectionReader& in, std::uint32_t value, Enum last,
                             std::string_view what) {
  if (value > static_cast<std::uint32_t>(last)) {
    in.fail(std::string(what) + " " + std::to_string(value) + " is not known");
    return Enum{};
  }
  return static_cast<Enum>(value);
}

[[nodiscard]] inline Expression read_expression(SectionReader& in) {
  Expression expression;
  expression.begin = read_id<PcId>(in);
  expression.length = in.u32();
  std::uint32_t registers = in.u32();
  if (registers > kMaxRegisters) {
    in.fail("an expression has more registers than there are");
  }
  expression.registers = static_cast<std::uint16_t>(registers);
  return expression;
}

[[nodiscard]] Status decode_templates(std::string_view bytes, Program& program);
// After the actions.
[[nodiscard]] Status decode_flows(std::string_view bytes, Program& program);

}  // namespace rulec::bytecode

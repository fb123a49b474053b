// Code: instructions as the engine runs them. Made from a Program's bytecode at load: one fixed
// size, extra words folded in, and the two ways out of an atom as two targets, so that a chain of
// `and` is read straight through memory. Only load_code.cpp makes it, from what validate() has
// proved.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bytecode/program.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::runtime {

// The instructions of the bytecode, but for atoms over paths of the root context, which have forms
// of their own. All of these put their result into r[a] and go on at on_true, on_false or on_error.
enum class Step : std::uint8_t {
#define RULEC_OPCODE(name, text, words) k##name,
#include "bytecode/opcodes.def"
#undef RULEC_OPCODE
  kRangeAtom,  // comparison with an integer, a bool, a text as a range of keys (see key_of)
  kTextsAtom,  // in a list of texts
  kListAtom,   // in any other list
  kAtom,       // any other comparison
};

// Code::n of atoms: a Comparison, flags, and for kRangeAtom the Kind of value that has such keys.
inline constexpr std::uint8_t kComparisonMask = 7;
inline constexpr std::uint8_t kNegated = 8;  // holds when it would not
inline constexpr std::uint8_t kKindShift = 4;

// Index into the code. An atom that leaves to kReturned ends the expression with r[a].
using CodeAt = std::uint32_t;
inline constexpr CodeAt kNoCode = 0xffffffff;
inline constexpr CodeAt kReturned = 0xfffffffe;
// Code::on_true of calls whose operator reads the scope chain.
inline constexpr CodeAt kReadsScopes = 0xfffffffd;

struct Code {
  Step step = Step::kReturn;
  std::uint8_t n = 0;
  std::uint16_t a = 0;
  std::uint32_t b = 0;         // path, register, operand count, units
  CodeAt on_true = 0;          // of jumps: the target; kCompare: y of the extra word
  CodeAt on_false = 0;         // of all but atoms: x of the extra word
  CodeAt on_error = 0;         // of atoms
  std::uint32_t constant = 0;  // kConstant, atoms: index into the constants
  std::uint64_t low = 0;       // kRangeAtom; kTextsAtom: tag bits of the texts
  std::uint64_t width = 0;     // kRangeAtom: keys low … low + width; kIterBegin: body nodes
};
static_assert(sizeof(Code) == 40);

[[nodiscard]] inline bool is_unequal(value::Comparison comparison) {
  return comparison == value::Comparison::kLooseUnequal ||
         comparison == value::Comparison::kStrictUnequal;
}

// A hash of length, begin and end; cheap, because every path that holds a text is asked for it.
[[nodiscard]] inline std::uint64_t text_tag(std::string_view text) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::size_t size = text.size();
  if (size >= 8) {
    std::memcpy(&first, text.data(), 8);
    std::memcpy(&last, text.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&first, text.data(), 4);
    std::memcpy(&last, text.data() + size - 4, 4);
  } else if (size > 0) {
    first = static_cast<unsigned char>(text[0]);
    last = static_cast<std::uint64_t>(static_cast<unsigned char>(text[size / 2])) << 8U |
           static_cast<unsigned char>(text[size - 1]);
  }
  std::uint64_t mixed = (first ^ std::rotl(last, 23) ^ size) * 0x9e37'79b9'7f4a'7c15;
  return mixed ^ (mixed >> 32U);
}

[[nodiscard]] inline std::uint64_t tag_bit(std::uint64_t tag) {
  return std::uint64_t{1} << (tag >> 58U);
}

// Values of one kind with different keys differ; for integers and bools keys are in their order and
// equal keys are equal values, for texts equal keys say nothing.
[[nodiscard]] inline std::uint64_t key_of(const Value& value) {
  if (value.is_string()) {
    return text_tag(value.as_string());
  }
  if (value.is_integer()) {
    return static_cast<std::uint64_t>(value.as_integer());
  }
  return value.is_true() ? 1 : 0;
}

}  // namespace rulec::runtime

// Layout of the sections, version 1.0. All integers are unsigned little-endian; a signed one is its
// two's complement; an id that names nothing is 0xffffffff. A section is its counts (u32 each), its
// tables of fixed rows in the order below, then its texts without gaps, and nothing else. Variable
// parts of a row (items of a list, arguments of an action) are counted in the row and lie in a
// table of their own in the order of the rows, so that they never overlap.
//
//   strings     [strings]  lengths u32 · texts
//   constants   [constants, children, paths, segments]
//               constants: kind u32, count u32, bits u64, high u64, first u32, 0 u32
//               children: u32 · paths: segment count u32 · segments: string u32
//   code        [slots, operators]  slots: op u8, n u8, a u16, b u32 · operators: length u32 ·
//               operator names, in byte order. Operators are numbered here by their place in this
//               table, because their numbers in memory change when one is added
//   rules       [rules, entry points, turns, patterns, segments, reads]
//               rules: id u32, name u32, priority i32, flags u32, from i64, until i64, condition
//                 (expression), first action u32, action count u32, 0 u32
//               entry points: name u32, hit policy u8, on error u8, validation u8,
//                 flags u8 (1 critical, 2 reads all), schema u32, turn count u32,
//                 pattern count u32, read count u32
//               turns: rule u32 · patterns: segment count u32, type u32 · segments: string u32 ·
//               reads: path u32
//   actions     [actions, arguments]
//               actions: kind u8, operation u8, 0 u16, id u32, type u32, target u32,
//                 schema u32, template u32, argument count u32
//               arguments: name u32, constant u32, expression
//   templates   [templates, steps, filters]
//               templates: id u32, language u32, component type u32, variant u32, fallback u32,
//                 format u8, flags u8 (1 default, 2 reads vars), 0 u16, values (expression),
//                 step count u32, rendered step count u32
//               steps, of each template those of the content, then the rendered ones: kind u8,
//                 place u8, filter count u16, text u32, constant u32, value u32
//               filters: kind u32, argument u32
//   schemas     [schemas]  name u32, length u32 · texts
//   scorecards  [scorecards, items, patterns, bands]
//               scorecards: id u32, entry point u32, default u32, item count u32,
//                 pattern count u32, band count u32
//               items: id u32, symbol u32, points u32, condition (expression)
//               patterns: symbols u32, text u32 · bands: from u32, text u32
//   flows       [steps, results]  of actions with a test, a name, or results that they use
//               steps: action u32, ascending, result u32, test (expression), carried u32,
//                 reference count u32, result count u32
//               results: string u32
//   source_map  [files, rows]  rows: pc u32, file u32, begin u32, end u32 · file lengths u32 ·
//               files
//   rule_text   [rules, scorecards, templates]
//               lengths of the rules u32 · their texts · the same of the scorecards · and of the
//               templates
//   expression  begin u32, length u32, registers u32
#pragma once

#include <cstdint>

#include "bytecode/program.h"

namespace rulec::bytecode::layout {

inline constexpr std::uint64_t kId = 4;  // an id, a length
inline constexpr std::uint64_t kConstant = 32;
inline constexpr std::uint64_t kSlot = 8;
inline constexpr std::uint64_t kExpression = 12;
inline constexpr std::uint64_t kRule = 32 + kExpression + 12;
inline constexpr std::uint64_t kEntryPoint = 24;
inline constexpr std::uint64_t kPattern = 8;
inline constexpr std::uint64_t kAction = 28;
inline constexpr std::uint64_t kArgument = 8 + kExpression;
inline constexpr std::uint64_t kTemplate = 24 + kExpression + 8;
inline constexpr std::uint64_t kTemplateStep = 16;
inline constexpr std::uint64_t kTemplateFilter = 8;
inline constexpr std::uint64_t kSchema = 8;
inline constexpr std::uint64_t kScorecard = 24;
inline constexpr std::uint64_t kScorecardItem = 12 + kExpression;
inline constexpr std::uint64_t kScorecardPattern = 8;
inline constexpr std::uint64_t kScorecardBand = 8;
inline constexpr std::uint64_t kStep = 8 + kExpression + 12;
inline constexpr std::uint64_t kSourceMapRow = 16;

// Flags of an entry point.
inline constexpr std::uint8_t kCritical = 1;
inline constexpr std::uint8_t kReadsAll = 2;

// Flags of a template.
inline constexpr std::uint8_t kDefaultVariant = 1;
inline constexpr std::uint8_t kReadsVars = 2;

// Whether the n of an instruction is the number of an operator.
[[nodiscard]] constexpr bool names_operator(Opcode op) {
  return op == Opcode::kCall || op == Opcode::kCallSpread || op == Opcode::kIterBegin ||
         op == Opcode::kIterNext;
}

}  // namespace rulec::bytecode::layout

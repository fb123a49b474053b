// Native code of a ruleset: what a generator of machine code needs to know about the conditions of
// an entry point, and the door through which its code comes in. The engine decides without; code
// may come at any time while others decide. Meaning stays in lib/value: the tables of a plan are
// filled by its operators, and what a table cannot decide is marked for bytecode.
//
// A function gives every rule of an entry point two bits from the values of the fields that the
// conditions read (attributes): it holds, or bytecode has to be asked. Each attribute's values are
// cut into classes; a class has a row of columns, a column being `words` times 64 bits, a bit a
// rule (by its turn). Groups of columns, in this order, and how the rows of all attributes meet in
// them, from `start` on:
//   base       and
//   any[i]     or     (i < any_count)
//   all[i]     and    (i < all_count)
//   ask        or
// A rule holds when (base and all of any[]) or one of all[]; where `ask` is set, bytecode answers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/engine.h"

namespace rulec::runtime {

// More turns than this and a plan is not worth its code (docs/native.md).
inline constexpr std::size_t kMaxNativeTurns = 256;
inline constexpr std::size_t kKindCount = 10;

struct NativeAttribute {
  std::uint32_t path = 0;  // into the ruleset's paths; the number of the slot
  // First row of each Kind. A bool adds its value; an integer and a double the number of cuts that
  // are not above them; a text 1 and its place in `texts`, or nothing when it is not there.
  std::array<std::uint32_t, kKindCount> row_of_kind = {};
  std::vector<std::int64_t> integer_cuts;  // ascending, above INT64_MIN
  std::vector<double> double_cuts;         // ascending
  std::vector<std::string> texts;
  std::vector<std::uint64_t> tags;  // key of each text; all of them differ
  std::vector<std::uint64_t> rows;  // one after another, `row_words` each

  friend bool operator==(const NativeAttribute&, const NativeAttribute&) = default;
};

struct NativeFunctionPlan {
  std::uint32_t entry_point = 0;  // index into Program::entry_points in the order of names
  std::uint32_t words = 0;        // 1, 2 or 4
  std::uint32_t any_count = 0;
  std::uint32_t all_count = 0;
  std::vector<std::uint64_t> start;
  std::vector<NativeAttribute> attributes;

  [[nodiscard]] std::uint32_t groups() const { return 2 + any_count + all_count; }
  [[nodiscard]] std::uint32_t row_words() const { return groups() * words; }
  friend bool operator==(const NativeFunctionPlan&, const NativeFunctionPlan&) = default;
};

// How a resolved path lies in memory.
struct NativeLayout {
  std::uint32_t slot_bytes = 0;
  std::uint32_t kind = 0;     // u8
  std::uint32_t length = 0;   // u32, of texts
  std::uint32_t payload = 0;  // i64, double, pointer to bytes
  std::uint32_t key = 0;      // u64, see text_tag

  friend bool operator==(const NativeLayout&, const NativeLayout&) = default;
};

struct NativePlan {
  NativeLayout layout;
  std::vector<NativeFunctionPlan> functions;  // for entry points that gain something

  friend bool operator==(const NativePlan&, const NativePlan&) = default;
};

// The same program, the same plan. No functions: nothing to be gained.
[[nodiscard]] NativePlan native_plan(const LoadedRuleset& ruleset);

// Of the slots of all attributes and `found`: `words` words of rules that hold, then of those that
// bytecode has to be asked about. Reads the slots of its attributes, asks nothing of the heap.
using NativeCall = void (*)(const void* slots, std::uint64_t* found);

// UBSan looks for a mark of the compiler in front of a function before it calls one by its address;
// code that is made at run time has none, and may begin where nothing readable lies before it.
#if defined(__clang__)
[[clang::no_sanitize("function")]]
#endif
inline void call_native(NativeCall call, const void* slots, std::uint64_t* found) {
  call(slots, found);
}

struct NativeCode {
  std::shared_ptr<const void> owner;  // keeps the code in memory
  std::vector<NativeCall> calls;      // of the plan's functions, in their order
};

// Whether `auto` would take machine code for an entry point, if there were some.
[[nodiscard]] bool gains_from_native(const LoadedRuleset& ruleset);

// Whether use_native() has succeeded.
[[nodiscard]] bool has_native(const LoadedRuleset& ruleset);

// Tests the code against bytecode on values of every class; then decisions use it, as long as the
// ruleset lives. Fails when an answer differs, which is never the fault of whoever asks, and when
// the ruleset has code already. May be called while other threads decide.
[[nodiscard]] Status use_native(const LoadedRuleset& ruleset, const NativePlan& plan,
                                NativeCode code);

}  // namespace rulec::runtime

// FoundTurns: the turns of a decision that machine code found: to hold, or to be asked about in
// bytecode. Turns outside of their window are none.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"

namespace rulec::runtime {

// Where `auto` takes machine code: below, bytecode is done before all fields are looked up; more
// turns have none (docs/native.md has the figures).
inline constexpr std::size_t kFewestNativeTurns = 4;
inline constexpr std::size_t kNativeTurns = kMaxNativeTurns;

// Null when the entry point has none.
[[nodiscard]] inline const NativeFunction* native_function(const LoadedRuleset& ruleset,
                                                           const LoadedEntryPoint& entry_point) {
  const NativeTable* table = ruleset.native.get();
  if (table == nullptr) {
    return nullptr;
  }
  const NativeFunction& function =
      table->functions[static_cast<std::size_t>(&entry_point - ruleset.entry_points.data())];
  return function.call != nullptr ? &function : nullptr;
}

// Whether decisions that ask for `engine` take machine code where there is some.
[[nodiscard]] inline bool may_use_native(const LoadedEntryPoint& entry_point, EngineKind engine) {
  std::size_t turns = entry_point.turns.size();
  return engine == EngineKind::kNative ||
         (engine == EngineKind::kAuto && turns >= kFewestNativeTurns && turns <= kNativeTurns);
}

// That of a decision that asks for `engine`; null: machine code does not take part in it.
[[nodiscard]] inline const NativeFunction* native_to_use(const LoadedRuleset& ruleset,
                                                         const LoadedEntryPoint& entry_point,
                                                         EngineKind engine) {
  return may_use_native(entry_point, engine) ? native_function(ruleset, entry_point) : nullptr;
}

// Whether no turn follows one that fired.
[[nodiscard]] inline bool stops(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point,
                                std::uint32_t rule) {
  return (ruleset.program.rules[rule].flags & bytecode::kStop) != 0 ||
         entry_point.row->hit_policy == bytecode::HitPolicy::kFirst;
}

class FoundTurns {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  FoundTurns(const NativeFunction& native, const LoadedEntryPoint& entry_point, std::int64_t now_ms)
      : native_(native), in_window_(native.always) {
    for (std::uint32_t i : native.windowed) {
      const Turn& turn = entry_point.turns[i];
      bool is_in = now_ms >= turn.from_ms && now_ms < turn.until_ms;
      in_window_[i / 64] |= std::uint64_t{is_in} << (i % 64);
    }
  }

  // For the context as it stands.
  void find(Vm& vm) { find(vm.resolved(native_.paths)); }
  // Of slots of all paths of which those of the function's are resolved.
  void find(const PathSlot* slots) { call_native(native_.call, slots, found_.data()); }

  // The first one from `from` on.
  [[nodiscard]] std::size_t next(std::size_t from) const {
    std::size_t word = from / 64;
    std::uint64_t mask = ~std::uint64_t{0} << (from % 64);
    for (; word < native_.words; ++word, mask = ~std::uint64_t{0}) {
      std::uint64_t bits = (found_[word] | found_[native_.words + word]) & in_window_[word] & mask;
      if (bits != 0) {
        return word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      }
    }
    return kNone;
  }
  [[nodiscard]] bool is_asked(std::size_t turn) const {
    return (found_[native_.words + turn / 64] >> (turn % 64) & 1U) != 0;
  }
  // Turns before `turn` that are in their window.
  [[nodiscard]] std::uint32_t counted_before(std::size_t turn) const {
    int count = 0;
    for (std::size_t word = 0; word < turn / 64; ++word) {
      count += std::popcount(in_window_[word]);
    }
    if (turn % 64 != 0) {
      count += std::popcount(in_window_[turn / 64] & ~(~std::uint64_t{0} << (turn % 64)));
    }
    return static_cast<std::uint32_t>(count);
  }

 private:
  static constexpr std::size_t kMaxWords = kMaxNativeTurns / 64;
  const NativeFunction& native_;
  std::array<std::uint64_t, kMaxWords> in_window_;
  std::array<std::uint64_t, 2 * kMaxWords> found_ = {};
};

}  // namespace rulec::runtime

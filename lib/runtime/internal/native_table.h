// Machine code of a loaded ruleset, in a place that is filled once while others read it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/native.h"

namespace rulec::runtime {

struct NativeFunction {
  NativeCall call = nullptr;  // null: none for this entry point
  std::uint32_t words = 0;
  std::vector<std::uint32_t> paths;  // whose slots it reads
  // Turns without a window, a bit each, and those with one.
  std::array<std::uint64_t, kMaxNativeTurns / 64> always = {};
  std::vector<std::uint32_t> windowed;
};

struct NativeTable {
  std::shared_ptr<const void> owner;      // of the code
  std::vector<NativeFunction> functions;  // by entry point
};

class NativePlace {
 public:
  NativePlace() = default;
  NativePlace(const NativePlace&) = delete;
  NativePlace& operator=(const NativePlace&) = delete;
  ~NativePlace() { delete table_.load(std::memory_order_relaxed); }

  // Null until there is one, then the same for ever.
  [[nodiscard]] const NativeTable* get() const { return table_.load(std::memory_order_acquire); }
  // False: somebody was first.
  bool fill(std::unique_ptr<const NativeTable> table) const {
    const NativeTable* made = table.release();
    const NativeTable* none = nullptr;
    bool is_first = table_.compare_exchange_strong(none, made, std::memory_order_release);
    if (!is_first) {
      delete made;
    }
    return is_first;
  }

 private:
  mutable std::atomic<const NativeTable*> table_ = nullptr;
};

}  // namespace rulec::runtime

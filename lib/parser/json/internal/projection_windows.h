// How many bytes of the text can be looked at from a place. Part of the scanner, compiled as it is
// (projection_scanner.h).
#pragma once

#include "parser/json/internal/projection_vectors.h"

namespace rulec::json::RULEC_SCAN_NAMESPACE {

// Far from the end of the text: behind a key, a blank and the first byte of its value there are
// kWindow bytes more.
class Ahead {
 public:
  explicit Ahead(const char* end) : end_(end) {}
  [[gnu::always_inline]] bool holds(const char* at) const { return end_ - at >= kMargin; }
  [[gnu::always_inline]] static const char* window(const char* at) { return at; }

 private:
  static constexpr std::ptrdiff_t kMargin = PathNode::kQuotedBytes + 2 + kWindow;
  const char* end_;
};

// Where 32 bytes can be looked at, whatever is left of the text.
struct Text {
  const char* end;
  const char* tail;  // behind a copy of the last bytes; zeros follow

  // A branch, which is foreseen but near the end, and no choice between two values: that would lie
  // on the way from each token to the next (4 cycles each, a tenth of a scan of 200 bytes).
  [[gnu::always_inline]] const char* window(const char* at) const {
    std::ptrdiff_t left = end - at;
    if (left < static_cast<std::ptrdiff_t>(kWindow)) [[unlikely]] {
      at = tail - left;
      asm("" : "+r"(at));  // keeps it a branch
    }
    return at;
  }
  [[gnu::always_inline]] static bool holds(const char*) { return true; }
};

template <class Window>
[[gnu::always_inline]] inline std::uint64_t word_at(const Window& text, const char* at) {
  std::uint64_t word = 0;
  __builtin_memcpy(&word, text.window(at), sizeof word);
  return word;
}

}  // namespace rulec::json::RULEC_SCAN_NAMESPACE

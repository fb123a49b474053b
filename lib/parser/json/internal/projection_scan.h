// What one scan works on, and the two makes of the scanner. Internal to the projection scanner.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "parser/json/internal/projection_trie.h"
#include "parser/json/key_order.h"
#include "parser/json/projection.h"
#include "parser/json/tokens.h"

namespace rulec::json {

// What a scratch remembers of one projection.
struct ScanMemory {
  std::uint64_t projection = 0;  // Trie::id
  // Which child came next the last time: after each node, and first in each object. Members mostly
  // come in the same order.
  std::vector<std::uint32_t> after;
  std::vector<std::uint32_t> first;
  std::vector<std::uint8_t> seen;  // the scan that met a node last, modulo 255
  std::uint8_t scan = 0;
  // The wanted keys of a whole text, in the order they came, and kNoNode: what the next text is
  // expected to have. Learnt again when texts have gone other ways for some time.
  std::vector<const PathNode*> order;
  std::vector<std::uint32_t> met;  // the same of the text at hand, once it goes another way
  std::uint32_t other_ways = 0;    // texts that did
};

// A key that nobody wants; kept until its object ends, to find equal ones.
struct UnknownKey {
  const char* data;
  std::uint32_t size;
  std::uint32_t hash;
};

// An open list or object.
struct ScanLevel {
  const PathNode* node;
  std::uint32_t* expected;      // in ScanMemory: where the next child is foretold
  std::uint32_t begin;          // byte of the text
  std::uint32_t first_unknown;  // of its keys, in the stack of all open objects
  std::uint64_t next_wanted;    // index of the next wanted item
  std::uint32_t wanted;         // wanted items before it
  std::uint32_t count;          // items so far
  bool is_object;
};

// Keys of all open objects that nobody wants, innermost last.
class UnknownKeys {
 public:
  UnknownKeys() : keys_(kFirstCapacity) { ranks_.reserve(kFirstCapacity); }

  [[nodiscard]] std::uint32_t size() const { return size_; }
  // All that were added since the last clear().
  [[nodiscard]] std::size_t total() const { return total_; }
  void add(std::string_view key) {
    if (size_ == keys_.size()) [[unlikely]] {
      grow();
    }
    ++total_;
    keys_.data()[size_++] = {
        .data = key.data(), .size = static_cast<std::uint32_t>(key.size()), .hash = hash_key(key)};
  }
  // Takes the keys from `first` on away; false when two of them are equal.
  [[nodiscard]] bool close(std::uint32_t first) {
    std::uint32_t count = size_ - first;
    size_ = first;
    return count < 2 || are_distinct(keys_.data() + first, count);
  }
  void clear() {
    size_ = 0;
    total_ = 0;
  }

 private:
  static constexpr std::size_t kFirstCapacity = 1024;

  void grow();
  bool are_distinct(const UnknownKey* keys, std::uint32_t count);

  std::vector<UnknownKey> keys_;
  std::vector<KeyRank> ranks_;
  std::uint32_t size_ = 0;
  std::size_t total_ = 0;
};

struct Scan {
  const char* begin;  // the text from its first bracket to its last
  const char* end;
  const char* text;  // its first byte
  const Projection::Trie& trie;
  ScanMemory& memory;
  UnknownKeys& unknown;
  ScanLevel* levels;  // one more than limits.max_depth
  Arena& arena;
  ProjectedValue* found;
  const ValueLimits& limits;
};

// What vectors of bytes are compared and multiplied with. Kept in memory: compilers make constants
// anew for each use (nine instructions a text).
struct ScanBytes {
  using Vector = std::array<char, 32>;
  using Half = std::array<char, 16>;
  alignas(32) Vector quotes{};
  alignas(32) Vector backslashes{};
  alignas(32) Vector spaces{};
  alignas(16) Half zeros{};
  // For digits, two of a pair, two pairs, two fours.
  alignas(16) Half tens{};
  alignas(16) Half hundreds{};
  alignas(16) Half ten_thousands{};
  // From place `count` on: where the first `count` bytes of 8 go to come last, zeros before them.
  std::array<char, 16> last_of_8{};
};
extern const ScanBytes kScanBytes;

// --- what needs no speed, or is elsewhere already: compiled once for all processors

// Behind the blanks at `at`.
[[nodiscard]] const char* scan_blanks(const char* at, const char* end);
// Behind the escapes and characters beyond ASCII at `at`, which is a byte that is not plain; null
// when it is a fault.
[[nodiscard]] const char* scan_special(const char* at, const char* end, bool& has_escapes);
[[nodiscard]] const char* scan_number(const char* at, const char* end, ProjectedValue& to);
[[nodiscard]] std::string_view scan_unescaped(std::string_view raw, Arena& arena);

using ScanFunction = bool (*)(const Scan& scan);
// Needs nothing that the compiler was not told of: with SSE2 where that is a given.
[[nodiscard]] bool scan_portable(const Scan& scan);
// Null where the processor lacks AVX2 and BMI, or the build is for other ones.
[[nodiscard]] ScanFunction avx2_scan();

}  // namespace rulec::json

// The projection scanner: the reader of the request path. One pass over a JSON text that checks all
// that the strict reader checks and makes only the values that somebody asked for. It never words a
// fault: whatever it does not accept, the strict reader (reader.h) reads again and explains.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::json {

// The paths that a scan looks for. Keeps its own copy of them. Immutable, shared by threads.
class Projection {
 public:
  // An empty path is the whole text; the same path may stand there twice.
  explicit Projection(std::span<const std::span<const value::Segment>> paths);
  ~Projection();
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;

  [[nodiscard]] std::size_t path_count() const;

  struct Trie;  // internal
  [[nodiscard]] const Trie& trie() const { return *trie_; }

 private:
  std::unique_ptr<const Trie> trie_;
};

// What a scan found along one path.
struct ProjectedValue {
  Value value = Value::absent();  // a scalar; absent when the path leads nowhere or to a composite
  // Of a list or object alone; of others they mean nothing.
  std::uint32_t begin = 0;  // bytes of the text
  std::uint32_t end = 0;
  std::uint32_t unknown = 0;  // members of the object whose keys are in no path
  bool is_composite = false;
};

// For which processors the scanner's code is: the one at hand, or any.
enum class ScanCode : std::uint8_t { kBest, kPortable };

// Buffers kept between scans so that scanning needs no heap from the second text on, and what was
// learnt of the order of members. One thread at a time.
class ProjectionScratch {
 public:
  explicit ProjectionScratch(ScanCode code = ScanCode::kBest);
  ~ProjectionScratch();
  ProjectionScratch(ProjectionScratch&&) noexcept;
  ProjectionScratch& operator=(ProjectionScratch&&) noexcept;

  struct State;  // internal
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// True: the strict reader accepts `text` under `limits`, and found[i] is what a walk along path i
// gives of the value that it makes. `found` has room for all paths. Texts without escapes look into
// `text`, others live in `arena`.
// False: the strict reader has to look, and nearly always refuses; `found` means nothing.
[[nodiscard]] bool project(std::string_view text, const Projection& projection,
                           ProjectionScratch& scratch, Arena& arena,
                           std::span<ProjectedValue> found, const ValueLimits& limits = {});

}  // namespace rulec::json

// FiredTile: fired() for several contexts at once, step by step: all of them are scanned, then
// their values are turned into classes field by field, then the rules of each are found; or machine
// code finds them from the values, where it would be taken. A step does one thing again and again,
// which a processor foresees better than a decision after the other. What is not certain in that
// way (a context that has to be read as a whole, a condition that bytecode has to ask) goes the way
// of fired(), so the answers are those of fired().
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "parser/json/projection.h"
#include "parser/json/reader_scratch.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/found_turns.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {

class FiredTile {
 public:
  static constexpr std::size_t kContexts = 32;  // a bit each in a word

  // Both outlive this. The context of the request is not looked at.
  FiredTile(const LoadedRuleset& ruleset, const Request& request);

  // The answer for one of the contexts, by its place; both live until the next is told.
  using Tell = std::function<void(std::size_t place, const Problem* problem,
                                  std::span<const std::uint32_t> rules)>;
  // At most kContexts, told in their order.
  void decide(std::span<const std::string_view> contexts, const Tell& tell);

  // Answers that did not go the way of fired().
  [[nodiscard]] std::uint64_t tiled() const { return tiled_; }

 private:
  void use_index();
  void use_native();
  // The tile's contexts that can be taken together get a row each.
  void read_all(std::span<const std::string_view> contexts);
  [[nodiscard]] bool read(std::string_view context, std::span<json::ProjectedValue> values);
  void classify(std::uint32_t attribute);
  [[nodiscard]] bool find(std::size_t row, FoundTurns* turns);
  [[nodiscard]] bool find_native(std::size_t row, FoundTurns& turns);
  [[nodiscard]] bool find_indexed(std::size_t row);
  void set_classes(index::TurnFinder& finder, std::size_t row) const;
  [[nodiscard]] std::span<json::ProjectedValue> found(std::size_t row) {
    return std::span(found_).subspan(row * projected_->count, projected_->count);
  }

  const LoadedRuleset& ruleset_;
  Request request_;
  const LoadedEntryPoint* entry_point_ = nullptr;
  // Null: every context goes the way of fired().
  const ProjectedPaths* projected_ = nullptr;
  const index::ClassIndex* index_ = nullptr;  // null: not asked
  const NativeFunction* native_ = nullptr;    // before the index; null: none, or none yet
  bool waits_for_native_ = false;             // it may come at any time

  Workspace workspace_;
  Arena arena_;  // values of the contexts at hand
  json::ProjectionScratch scratch_;
  json::ReaderScratch reader_;
  std::size_t row_count_ = 0;
  std::array<std::size_t, kContexts> place_of_row_{};  // ascending
  std::array<index::Readable, kContexts> texts_{};     // by row
  std::vector<json::ProjectedValue> found_;            // by row, then by place in the scan
  std::vector<std::uint32_t> rules_;
  std::uint64_t tiled_ = 0;
  // The index's.
  std::span<const std::uint32_t> places_;  // in the scan, by attribute
  // By row, then by attribute.
  std::vector<index::ClassId> classes_;
  std::vector<const index::TurnSet*> open_;  // of the rows with `has_open_` alone
  std::uint32_t is_left_ = 0;   // a bit for each row: it has a list or an object, for fired()
  std::uint32_t has_open_ = 0;  // a value leaves turns open
  index::FinderBuffers finder_;
  // Machine code's.
  std::vector<std::uint32_t> native_places_;  // in the scan, by its paths
  std::vector<PathSlot> slots_;
};

}  // namespace rulec::runtime

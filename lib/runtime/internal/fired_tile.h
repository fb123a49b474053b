// FiredTile: fired() for several contexts at once, step by step: all of them are scanned, then
// their values are turned into classes field by field, then the rules of each are found; or machine
// code finds them from the values, where it would be taken. A step does one thing again and again,
// which a processor foresees better than a decision after the other. What is not certain in that way (a context that has to be read as a whole, a condition
// that bytecode has to ask) goes the way of fired(), so the answers are those of fired().
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
  static constexpr std::size_t kContexts = 32;

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
  [[nodiscard]] bool read(std::size_t place, std::string_view context);
  void classify_all(std::span<const std::string_view> contexts);
  void classify(std::uint32_t attribute, std::span<const std::string_view> contexts);
  [[nodiscard]] bool find(std::size_t place, FoundTurns* turns);
  [[nodiscard]] bool find_native(std::size_t place, FoundTurns& turns);
  [[nodiscard]] bool find_indexed(std::size_t place);
  [[nodiscard]] json::ProjectedValue& found(std::size_t place, std::size_t path) {
    return found_[place * projected_->count + path];
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
  std::vector<json::ProjectedValue> found_;  // by context, then by place in the scan
  std::array<bool, kContexts> is_good_{};    // of a context: nothing speaks against this way
  std::vector<std::uint32_t> rules_;
  std::uint64_t tiled_ = 0;
  // The index's.
  std::span<const std::uint32_t> places_;  // in the scan, by attribute
  // By context, then by attribute.
  std::vector<index::ClassId> classes_;
  std::vector<const index::TurnSet*> open_;
  index::FinderBuffers finder_;
  // Machine code's.
  std::vector<std::uint32_t> native_places_;  // in the scan, by its paths
  std::vector<PathSlot> slots_;
};

}  // namespace rulec::runtime

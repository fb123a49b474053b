// Reads and checks what comes with a request: context, acknowledgements.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/engine.h"
#include "runtime/index/attribute.h"
#include "runtime/internal/loaded_ruleset.h"
#include "schema/projected.h"

namespace rulec::runtime {

// The context of one decision. Where its text could be scanned for what the rules ask for, the
// values are made when they are asked for: texts and numbers by the scan, lists and objects of
// their part of the text, the whole of it when a rule, an update or a fault needs that. Otherwise
// it is whole from the beginning. Nobody can tell one from the other.
class ContextText final : public schema::PartReader {
 public:
  // All outlive it.
  ContextText(const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point,
              std::string_view text, Workspace::State& state)
      : ruleset_(ruleset), entry_point_(entry_point), text_(text), state_(state) {}

  enum class Form : std::uint8_t { kProjected, kWhole };
  // False: state.problem is the 6101. kWhole: nothing is left for later.
  [[nodiscard]] bool read(Form form);
  // False: state.problem is the 6110.
  [[nodiscard]] bool check();

  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] const Value& whole() {
    if (!is_whole_) {
      make_whole();
    }
    return value_;
  }
  // The value at a path of the program; absent when it leads nowhere.
  [[nodiscard]] Value find(std::uint32_t path);
  // The same where it was scanned and is no list or object; else null. Absent counts as found.
  [[nodiscard]] const Value* scalar(std::uint32_t path) const {
    std::uint32_t place = is_whole_ ? ProjectedPaths::kNone : projected_->place_of(path);
    bool is_there = place != ProjectedPaths::kNone && !found_[place].is_composite;
    return is_there ? &found_[place].value : nullptr;
  }
  // What the scan found, by place; nothing where the context is whole.
  [[nodiscard]] std::span<const json::ProjectedValue> scanned() const {
    return {found_, is_whole_ || projected_ == nullptr ? 0 : projected_->count};
  }
  // The text, in which most texts of the context lie.
  [[nodiscard]] index::Readable readable() const {
    return {.begin = text_.data(), .size = text_.size()};
  }
  // The members of that name, of which one is inside `user`.
  [[nodiscard]] Value acknowledgements();
  [[nodiscard]] Value user_language();

  [[nodiscard]] const Value& part(std::uint32_t place) override;

 private:
  [[nodiscard]] bool check_whole();
  void make_whole();
  [[nodiscard]] Value at(std::uint32_t place);

  const LoadedRuleset& ruleset_;
  const LoadedEntryPoint& entry_point_;
  std::string_view text_;
  Workspace::State& state_;
  const ProjectedPaths* projected_ = nullptr;  // while it is not whole
  json::ProjectedValue* found_ = nullptr;      // by place
  Value value_;
  bool is_whole_ = false;
};

// An object, or null for "".
[[nodiscard]] bool read_acknowledgements(std::string_view text, Workspace::State& state,
                                         Value& acknowledgements);

}  // namespace rulec::runtime

#include "runtime/internal/fired_tile.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/check.h"
#include "parser/json/reader.h"
#include "runtime/fired.h"

namespace rulec::runtime {
namespace {

// Lists and objects of a scanned context, made when a schema asks for them.
class ScannedParts final : public schema::PartReader {
 public:
  ScannedParts(std::string_view text, std::span<json::ProjectedValue> found, Arena& arena,
               json::ReaderScratch& reader)
      : text_(text), found_(found), arena_(arena), reader_(reader) {}

  [[nodiscard]] const Value& part(std::uint32_t path) override {
    json::ProjectedValue& at = found_[path];
    if (at.value.is_absent()) {
      json::Fault fault;
      bool is_read = json::read_value(text_.substr(at.begin, at.end - at.begin),
                                      json::ValueLimits{}, arena_, reader_, at.value, fault);
      RULEC_CHECK(is_read);  // as the text around it
    }
    return at.value;
  }

 private:
  std::string_view text_;
  std::span<json::ProjectedValue> found_;
  Arena& arena_;
  json::ReaderScratch& reader_;
};

bool asks_index(EngineKind engine, const index::ClassIndex& index) {
  return engine == EngineKind::kIndex || (engine == EngineKind::kAuto && index.pays());
}

}  // namespace

FiredTile::FiredTile(const LoadedRuleset& ruleset, const Request& request)
    : ruleset_(ruleset),
      request_(request),
      entry_point_(ruleset.find_entry_point(request.entry_point)) {
  if (entry_point_ == nullptr || !entry_point_->skips_actions ||
      entry_point_->projected == nullptr || request.observer != nullptr ||
      !request.acknowledgements.empty()) {
    return;
  }
  const ProjectedPaths& projected = *entry_point_->projected;
  bool can_check = entry_point_->schema == nullptr || projected.check.has_value();
  if (!can_check) {
    return;
  }
  use_index();
  waits_for_native_ = may_use_native(*entry_point_, request.engine);
  if (index_ == nullptr && !waits_for_native_) {
    return;
  }
  projected_ = &projected;
  found_.resize(kContexts * projected.count);
  rules_.reserve(entry_point_->turns.size());
}

void FiredTile::use_index() {
  const index::ClassIndex* index = entry_point_->index.get();
  if (index == nullptr || !asks_index(request_.engine, *index) || index->has_terms()) {
    return;
  }
  auto is_scanned = [&](std::uint32_t place) { return place < entry_point_->projected->count; };
  if (!std::ranges::all_of(index->scan_places().subspan(1), is_scanned)) {
    return;
  }
  index_ = index;
  places_ = index->scan_places();
  classes_.resize(kContexts * places_.size());
  open_.resize(classes_.size());
}

void FiredTile::use_native() {
  const NativeFunction* native = native_to_use(ruleset_, *entry_point_, request_.engine);
  if (native == nullptr) {
    return;
  }
  waits_for_native_ = false;
  for (std::uint32_t path : native->paths) {
    native_places_.push_back(projected_->place_of(path));
    if (native_places_.back() == ProjectedPaths::kNone) {
      projected_ = nullptr;  // fired() takes the code
      return;
    }
  }
  slots_.resize(ruleset_.paths.size());
  native_ = native;
}

void FiredTile::decide(std::span<const std::string_view> contexts, const Tell& tell) {
  RULEC_CHECK(contexts.size() <= kContexts);
  if (waits_for_native_) {
    use_native();
  }
  bool is_tiled = projected_ != nullptr && (native_ != nullptr || index_ != nullptr);
  row_count_ = 0;
  std::optional<FoundTurns> turns;
  if (is_tiled) {
    read_all(contexts);
    if (native_ != nullptr) {
      turns.emplace(*native_, *entry_point_, request_.now_ms);
    } else {
      is_left_ = has_open_ = 0;
      for (std::uint32_t attribute = 1; attribute < places_.size(); ++attribute) {
        classify(attribute);
      }
    }
  }
  std::size_t row = 0;
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    bool has_row = row < row_count_ && place_of_row_[row] == i;
    row += has_row ? 1 : 0;
    if (has_row && find(row - 1, turns ? &*turns : nullptr)) {
      ++tiled_;
      tell(i, nullptr, rules_);
      continue;
    }
    request_.context = contexts[i];
    std::span<const std::uint32_t> rules;
    const Problem* problem = fired(ruleset_, request_, workspace_, rules);
    tell(i, problem, problem == nullptr ? rules : std::span<const std::uint32_t>());
  }
}

void FiredTile::read_all(std::span<const std::string_view> contexts) {
  arena_.reset();
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    if (read(contexts[i], found(row_count_))) {
      place_of_row_[row_count_] = i;
      texts_[row_count_++] = {.begin = contexts[i].data(), .size = contexts[i].size()};
    }
  }
}

// Whether all that is asked for was found in the text, and is good.
bool FiredTile::read(std::string_view context, std::span<json::ProjectedValue> values) {
  // Nothing, where no condition reads a field.
  if (!json::project(context, projected_->projection, scratch_, arena_, values)) {
    return false;
  }
  if (entry_point_->schema == nullptr) {
    return true;
  }
  ScannedParts parts(context, values, arena_, reader_);
  const std::optional<schema::ProjectedCheck>& check = projected_->check;
  return check && check->fits(context, values, parts, arena_);
}

// One field of all contexts. What is written could be the tile for all that the compiler knows, so
// what the loop needs stands in locals.
void FiredTile::classify(std::uint32_t attribute) {
  const index::Attribute& own = index_->attributes()[attribute];
  const index::KindSet open_kinds = index_->open_kinds(attribute);
  const std::size_t count = row_count_;
  const std::size_t width = projected_->count;
  const std::size_t attributes = places_.size();
  const json::ProjectedValue* at = found_.data() + places_[attribute];
  const index::Readable* text = texts_.data();
  index::ClassId* id = classes_.data() + attribute;
  std::uint32_t is_left = 0;
  std::uint32_t is_open = 0;
  for (std::size_t row = 0; row < count; ++row, at += width, ++text, id += attributes) {
    *id = own.class_of(at->value, *text);
    is_left |= std::uint32_t{at->is_composite} << row;
    is_open |= (open_kinds >> static_cast<unsigned>(at->value.kind()) & 1U) << row;
  }
  is_left_ |= is_left;
  for (; is_open != 0; is_open &= is_open - 1) {
    auto row = static_cast<std::size_t>(std::countr_zero(is_open));
    auto open = std::span(open_).subspan(row * attributes, attributes);
    if ((has_open_ >> row & 1U) == 0) {
      std::ranges::fill(open, nullptr);
      has_open_ |= std::uint32_t{1} << row;
    }
    open[attribute] = index_->open_turns(attribute, found(row)[places_[attribute]].value);
  }
}

// The rules of one context, unless bytecode has to be asked.
bool FiredTile::find(std::size_t row, FoundTurns* turns) {
  rules_.clear();
  return turns != nullptr ? find_native(row, *turns) : find_indexed(row);
}

bool FiredTile::find_native(std::size_t row, FoundTurns& turns) {
  std::span<const json::ProjectedValue> values = found(row);
  for (std::size_t i = 0; i < native_places_.size(); ++i) {
    const json::ProjectedValue& at = values[native_places_[i]];
    if (at.is_composite) {
      return false;
    }
    PathSlot& slot = slots_[native_->paths[i]];
    slot.value = at.value;
    slot.key = key_of(at.value);
  }
  turns.find(slots_.data());
  for (std::size_t i = turns.next(0); i != FoundTurns::kNone; i = turns.next(i + 1)) {
    if (turns.is_asked(i)) {
      return false;
    }
    std::uint32_t rule = entry_point_->turns[i].rule;
    rules_.push_back(rule);
    if (stops(ruleset_, *entry_point_, rule)) {
      return true;
    }
  }
  return true;
}

void FiredTile::set_classes(index::TurnFinder& finder, std::size_t row) const {
  std::size_t first = row * places_.size();
  if ((has_open_ >> row & 1U) == 0) [[likely]] {
    finder.set_classes(std::span(classes_).subspan(first, places_.size()));
    return;
  }
  for (std::uint32_t attribute = 1; attribute < places_.size(); ++attribute) {
    finder.set_class(attribute, classes_[first + attribute], open_[first + attribute]);
  }
}

bool FiredTile::find_indexed(std::size_t row) {
  if ((is_left_ >> row & 1U) != 0) {
    return false;
  }
  index::TurnFinder finder(*index_, finder_, request_.now_ms);
  set_classes(finder, row);
  finder.look_from(0);
  for (std::span hits = finder.next(); !hits.empty(); hits = finder.next()) {
    for (index::Hit hit : hits) {
      if (!hit.is_certain()) {
        return false;
      }
      std::uint32_t rule = index_->rules()[hit.turn()];
      rules_.push_back(rule >> 1U);
      if ((rule & 1U) != 0) {
        return true;
      }
    }
  }
  return true;
}

}  // namespace rulec::runtime

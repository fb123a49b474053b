#include "runtime/internal/fired_tile.h"

#include <algorithm>
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
      entry_point_->projected == nullptr || entry_point_->index == nullptr ||
      request.observer != nullptr || !request.acknowledgements.empty()) {
    return;
  }
  const index::ClassIndex& index = *entry_point_->index;
  const ProjectedPaths& projected = *entry_point_->projected;
  bool can_check = entry_point_->schema == nullptr || projected.check.has_value();
  if (!can_check || !asks_index(request.engine, index) || index.has_terms()) {
    return;
  }
  auto is_scanned = [&](std::uint32_t place) { return place < projected.count; };
  if (!std::ranges::all_of(index.scan_places().subspan(1), is_scanned)) {
    return;
  }
  places_ = index.scan_places();
  index_ = &index;
  projected_ = &projected;
  found_.resize(kContexts * projected.count);
  classes_.resize(kContexts * places_.size());
  open_.resize(classes_.size());
  rules_.reserve(entry_point_->turns.size());
}

void FiredTile::decide(std::span<const std::string_view> contexts, const Tell& tell) {
  RULEC_CHECK(contexts.size() <= kContexts);
  arena_.reset();
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    is_good_[i] = index_ != nullptr && read(i, contexts[i]);
  }
  for (std::uint32_t attribute = 1; attribute < places_.size() && index_ != nullptr; ++attribute) {
    classify(attribute, contexts);
  }
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    if (is_good_[i] && find(i)) {
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

// Whether all that is asked for was found in the text, and is good.
bool FiredTile::read(std::size_t place, std::string_view context) {
  // Nothing, where no condition reads a field.
  auto values = std::span(found_).subspan(place * projected_->count, projected_->count);
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

// One field of all contexts.
void FiredTile::classify(std::uint32_t attribute, std::span<const std::string_view> contexts) {
  const index::Attribute& own = index_->attributes()[attribute];
  std::size_t at = attribute;
  for (std::size_t i = 0; i < contexts.size(); ++i, at += places_.size()) {
    const json::ProjectedValue& found_here = found(i, places_[attribute]);
    is_good_[i] = is_good_[i] && !found_here.is_composite;
    if (is_good_[i]) {
      index::Readable readable{.begin = contexts[i].data(), .size = contexts[i].size()};
      classes_[at] = own.class_of(found_here.value, readable);
      open_[at] = index_->open_turns(attribute, found_here.value);
    }
  }
}

// The rules of one context, unless bytecode has to be asked.
bool FiredTile::find(std::size_t place) {
  index::TurnFinder finder(*index_, finder_, request_.now_ms);
  std::size_t first = place * places_.size();
  for (std::uint32_t attribute = 1; attribute < places_.size(); ++attribute) {
    finder.set_class(attribute, classes_[first + attribute], open_[first + attribute]);
  }
  finder.look_from(0);
  rules_.clear();
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

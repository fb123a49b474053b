#include "schema/projected.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "schema/internal/checker.h"
#include "schema/internal/work_bound.h"

namespace rulec::schema {
namespace {

using value::Segment;

// Beyond that a schema is checked faster as a whole.
constexpr std::size_t kMaxPlaces = 512;

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
// Integers up to here are doubles, too.
constexpr double kExactly = 0x1p53;

// Names that are not asked about, of all places.
constexpr std::size_t kMaxNamed = 128;

// The fields that are asked about, as a tree of keys.
struct Asked {
  bool is_read = false;
  std::map<std::string_view, std::unique_ptr<Asked>> below;
};

Asked& added(Asked& root, ProjectedCheck::Path path) {
  Asked* at = &root;
  for (const Segment& segment : path) {
    std::unique_ptr<Asked>& next = at->below[segment.key];
    if (next == nullptr) {
      next = std::make_unique<Asked>();
    }
    at = next.get();
  }
  return *at;
}

bool has_applicators(const SchemaNode& node) {
  return !node.all_of.empty() || !node.any_of.empty() || !node.one_of.empty() ||
         node.negated != kNoSchema || node.condition != kNoSchema;
}

// Whether of an object that the schema describes nothing counts but its members by name.
bool is_plain_object(const SchemaNode& node) {
  if (node.is_false || node.has_enum || has_applicators(node)) {
    return false;
  }
  const ObjectChecks* checks = node.object.get();
  return checks == nullptr ||
         (checks->patterns.empty() && checks->names == kNoSchema &&
          checks->dependent_keys.empty() && checks->dependent_schemas.empty() &&
          checks->count.minimum == 0 && checks->count.maximum == kNoMaximum);
}

bool takes_anything(const SchemaNode& node) {
  return !node.is_false && node.types == kAllTypes && !node.has_enum && !has_applicators(node) &&
         node.object == nullptr && node.array == nullptr && node.string == nullptr &&
         node.number == nullptr;
}

struct IntegerRange {
  std::int64_t low = kLowest;
  std::int64_t high = kHighest;
};

// The integers inside of both bounds; nothing when that is not plain to see.
std::optional<IntegerRange> range_of(const NumberChecks& checks) {
  IntegerRange range;
  auto integer_at = [](const Bound& bound, bool is_lower) -> std::optional<std::int64_t> {
    std::int64_t at = 0;
    bool is_between = false;
    if (bound.value.is_integer()) {
      at = bound.value.as_integer();
    } else if (bound.value.is_double() && std::abs(bound.value.as_double()) < kExactly) {
      double inside =
          is_lower ? std::ceil(bound.value.as_double()) : std::floor(bound.value.as_double());
      is_between = inside != bound.value.as_double();
      at = static_cast<std::int64_t>(inside);
    } else {
      return std::nullopt;
    }
    if (bound.is_exclusive && !is_between) {
      if (at == (is_lower ? kHighest : kLowest)) {
        return std::nullopt;
      }
      at += is_lower ? 1 : -1;
    }
    return at;
  };
  if (checks.multiple_of.is_set) {
    return std::nullopt;
  }
  if (checks.minimum.is_set) {
    auto low = integer_at(checks.minimum, true);
    if (!low) {
      return std::nullopt;
    }
    range.low = *low;
  }
  if (checks.maximum.is_set) {
    auto high = integer_at(checks.maximum, false);
    if (!high) {
      return std::nullopt;
    }
    range.high = *high;
  }
  return range;
}

// Lengths in bytes of texts that have a length inside for certain: a code point is one to four.
std::optional<IntegerRange> range_of(const StringChecks& checks) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  if (checks.pattern != nullptr || checks.format != Format::kNone ||
      checks.length.minimum > kMost) {
    return std::nullopt;
  }
  auto minimum = static_cast<std::int64_t>(checks.length.minimum);
  return IntegerRange{.low = minimum == 0 ? 0 : 4 * minimum - 3,
                      .high = static_cast<std::int64_t>(std::min(checks.length.maximum, kMost))};
}

}  // namespace

class ProjectedCheckMaker {
 public:
  ProjectedCheckMaker(const CompiledSchema& schema, const ProjectedCheck::AddPath& add_path)
      : schema_(schema), add_path_(add_path) {}

  // False when the root cannot be taken apart.
  bool run(const ProjectedCheck::Question& question, ProjectedCheck& check) {
    Asked asked;
    asked.is_read = question.is_all;
    for (ProjectedCheck::Path path : question.reads) {
      added(asked, path).is_read = true;
    }
    for (ProjectedCheck::Path path : question.known) {
      added(asked, path);
    }
    const SchemaNode& root = schema_.nodes[schema_.root];
    if ((root.types & kObjectType) == 0 || !is_plain_object(root)) {
      return false;
    }
    check.is_root_closed_ = is_closed(root, asked.is_read);
    check.root_path_ = check.is_root_closed_ ? add_path_({}) : 0;
    take_apart(root, &asked, asked.is_read);
    check.places_ = std::move(places_);
    check.has_index_ = has_index_;
    return check.places_.size() <= kMaxPlaces;
  }

 private:
  using Place = ProjectedCheck::Place;

  // Of an object whose members all count, those without a name of their own in the schema have to
  // fit another schema, or must not be there.
  static bool is_closed(const SchemaNode& node, bool is_all) {
    return is_all && node.object != nullptr && node.object->additional != kNoSchema;
  }

  // The members of an object that count: all of them, or those of `asked`, which may be null.
  void take_apart(const SchemaNode& node, const Asked* asked, bool is_all) {
    if (node.object == nullptr || places_.size() > kMaxPlaces) {
      return;
    }
    const ObjectChecks& checks = *node.object;
    auto asked_of = [asked](std::string_view key) -> const Asked* {
      if (asked == nullptr) {
        return nullptr;
      }
      auto found = asked->below.find(key);
      return found == asked->below.end() ? nullptr : found->second.get();
    };
    for (const auto& [key, schema] : checks.properties) {
      const Asked* below = asked_of(key);
      if (is_all || below != nullptr) {
        add_member(key, schema, is_required(checks, key), below, is_all);
      } else {
        name_member(key, schema);
      }
    }
    if (is_all) {
      for (std::string_view key : checks.required) {
        if (named_schema(checks, key) == kNoSchema && asked_of(key) == nullptr) {
          add_member(key, checks.additional, true, nullptr, true);
        }
      }
    }
    if (asked != nullptr) {
      for (const auto& [key, below] : asked->below) {
        if (named_schema(checks, key) == kNoSchema) {
          add_member(key, checks.additional, is_required(checks, key), below.get(), is_all);
        }
      }
    }
  }

  static bool is_required(const ObjectChecks& checks, std::string_view key) {
    return std::ranges::find(checks.required, key) != checks.required.end();
  }
  static NodeIndex named_schema(const ObjectChecks& checks, std::string_view key) {
    auto property = std::ranges::lower_bound(checks.properties, key, {},
                                             [](const auto& entry) { return entry.first; });
    bool is_named = property != checks.properties.end() && property->first == key;
    return is_named ? property->second : kNoSchema;
  }
  // A member that nobody asks about. A scan goes faster over names that it knows.
  void name_member(std::string_view key, NodeIndex schema) {
    if (named_ == kMaxNamed) {
      return;
    }
    ++named_;
    path_.push_back(value::make_segment(key));
    add_path_(path_);
    const SchemaNode& node = schema_.nodes[schema];
    if (is_plain_object(node) && node.object != nullptr) {
      for (const auto& [name, below] : node.object->properties) {
        name_member(name, below);
      }
    }
    path_.pop_back();
  }

  void add_member(std::string_view key, NodeIndex schema, bool is_required, const Asked* asked,
                  bool is_all) {
    if (schema == kNoSchema && !is_required) {
      return;
    }
    bool is_free = schema == kNoSchema || takes_anything(schema_.nodes[schema]);
    path_.push_back(value::make_segment(key));
    has_index_ = has_index_ || path_.back().index >= 0;
    std::uint32_t path = add_path_(path_);
    if (!is_free || is_required) {
      std::size_t at = places_.size();
      places_.push_back({.path = path, .is_required = is_required});
      if (is_free) {
        places_[at].fitting = static_cast<ProjectedCheck::Kinds>(~0U);
      } else {
        is_all = is_all || (asked != nullptr && asked->is_read);
        add_places_below(schema, at, asked, is_all);
      }
      places_[at].below = static_cast<std::uint32_t>(places_.size() - at - 1);
    }
    path_.pop_back();
  }

  void add_places_below(NodeIndex schema, std::size_t at, const Asked* asked, bool is_all) {
    const SchemaNode& node = schema_.nodes[schema];
    bool is_apart = is_plain_object(node);
    describe(schema, node, is_apart, places_[at]);
    if (is_apart) {
      places_[at].is_closed = is_closed(node, is_all);
      take_apart(node, asked, is_all);
    }
  }

  static void describe(NodeIndex index, const SchemaNode& node, bool is_apart, Place& place) {
    using enum Kind;
    place.node = index;
    if (node.is_false) {
      return;
    }
    bool is_checked = node.has_enum || has_applicators(node);
    auto add = [&](Kind kind, TypeSet types, bool is_looked_into) {
      if ((node.types & types) != 0) {
        ProjectedCheck::Kinds& kinds = is_checked || is_looked_into ? place.checked : place.fitting;
        kinds |= kind_bit(kind);
      }
    };
    add(kNull, kNullType, false);
    add(kBool, kBoolType, false);
    add(kInteger, kIntegerType | kNumberType, node.number != nullptr);
    bool is_any_double = (node.types & kNumberType) != 0;
    add(kDouble, kIntegerType | kNumberType, node.number != nullptr || !is_any_double);
    add(kString, kStringType, node.string != nullptr);
    add(kList, kArrayType, node.array != nullptr);
    add(kObject, kObjectType, node.object != nullptr && !is_apart);
    add_range(node, is_checked, place);
  }

  // One range a place: of its integers, or else of its texts.
  static void add_range(const SchemaNode& node, bool is_checked, Place& place) {
    auto take = [&](Kind kind, const std::optional<IntegerRange>& range) {
      if (range && (place.checked & kind_bit(kind)) != 0 && place.ranged == 0) {
        place.ranged = kind_bit(kind);
        place.low = range->low;
        place.high = range->high;
      }
    };
    if (!is_checked && node.number != nullptr) {
      take(Kind::kInteger, range_of(*node.number));
    }
    if (!is_checked && node.string != nullptr) {
      take(Kind::kString, range_of(*node.string));
    }
  }

  const CompiledSchema& schema_;
  const ProjectedCheck::AddPath& add_path_;
  std::vector<Segment> path_;
  std::vector<Place> places_;
  std::size_t named_ = 0;
  bool has_index_ = false;
};

std::optional<ProjectedCheck> ProjectedCheck::make(const CompiledSchema& schema,
                                                   const Question& question,
                                                   const AddPath& add_path) {
  auto work = work_bound(schema);
  ProjectedCheck check;
  if (!work || !ProjectedCheckMaker(schema, add_path).run(question, check)) {
    return std::nullopt;
  }
  check.list_leaves();
  check.schema_ = &schema;
  check.max_bytes_ = work->steps.max_bytes(kMaxCheckSteps);
  if (!question.is_all) {
    check.max_bytes_ = std::min(check.max_bytes_, work->faults.max_bytes(question.room));
  }
  return check;
}

void ProjectedCheck::list_leaves() {
  auto is_clear = [](const Place& place) {
    return place.below == 0 || (!place.is_closed && (place.fitting & kind_bit(Kind::kObject)) != 0);
  };
  if (has_index_ || !std::ranges::all_of(places_, is_clear)) {
    return;
  }
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.below == 0 && place.ranged == 0) {
      leaves_.push_back(
          {.path = place.path, .fitting = static_cast<Kinds>(place.fitting & kScalars)});
    } else if (place.below == 0) {
      ranged_leaves_.push_back(i);
    }
  }
}

// No branch for each of them.
bool ProjectedCheck::do_leaves_fit(std::span<const json::ProjectedValue> found) const {
  unsigned unfit = 0;  // bit 0 counts
  for (const Leaf& leaf : leaves_) {
    unfit |= ~(static_cast<unsigned>(leaf.fitting) >>
               static_cast<unsigned>(found[leaf.path].value.kind()));
  }
  return (unfit & 1U) == 0 && std::ranges::all_of(ranged_leaves_, [&](std::uint32_t i) {
           return places_[i].fits_at_once(found[places_[i].path].value);
         });
}

// What is no text, number, bool or null, or does not fit at first sight.
bool ProjectedCheck::looks_closer(const Place& place, std::string_view text,
                                  const json::ProjectedValue& at, PartReader& parts, Arena& arena,
                                  bool& is_object) const {
  Kind kind = at.value.kind();
  if (at.is_composite) {
    is_object = text[at.begin] == '{';
    kind = is_object ? Kind::kObject : Kind::kList;
  } else if (at.value.is_absent()) {
    return !place.is_required;
  }
  if ((place.fitting & kind_bit(kind)) != 0) {
    return !place.is_closed || !is_object || at.unknown == 0;
  }
  if ((place.checked & kind_bit(kind)) == 0) {
    return false;
  }
  const Value& value = at.is_composite ? parts.part(place.path) : at.value;
  return Checker(*schema_, arena).fits(place.node, value);
}

bool ProjectedCheck::fits(std::string_view text, std::span<const json::ProjectedValue> found,
                          PartReader& parts, Arena& arena) const {
  bool is_object = text.starts_with('{');
  if (!is_object) [[unlikely]] {
    std::size_t begin = text.find_first_not_of(" \t\r\n");
    is_object = begin != std::string_view::npos && text[begin] == '{';
  }
  if (!is_object || text.size() > max_bytes_ ||
      (is_root_closed_ && found[root_path_].unknown != 0)) {
    return false;
  }
  if (!leaves_.empty() && do_leaves_fit(found)) [[likely]] {
    return true;
  }
  const Place* const end = places_.data() + places_.size();
  for (const Place* place = places_.data(); place != end; ++place) {
    const json::ProjectedValue& at = found[place->path];
    if (place->fits_at_once(at.value)) [[likely]] {
      place += place->below;
      continue;
    }
    bool goes_into = false;
    if (!looks_closer(*place, text, at, parts, arena, goes_into)) {
      return false;
    }
    place += goes_into ? 0 : place->below;
  }
  return true;
}

}  // namespace rulec::schema

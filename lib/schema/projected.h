// Checks of a context schema on values that a projection scan found: a quick yes without the
// context itself. Made once from a compiled schema and the fields that are asked about; places of
// the context whose schema is an object of named properties are taken apart, every other place is
// judged as a whole by the checker. No is never certain: who gets it asks the checker about the
// whole context, which also words the faults.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "parser/json/projection.h"
#include "schema/schema.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::schema {

// Kinds of values as bits.
using KindSet = std::uint16_t;
[[nodiscard]] constexpr KindSet kind_bit(Kind kind) {
  return static_cast<KindSet>(1U << static_cast<unsigned>(kind));
}

// Gives the list or object that was found at a path of the scan.
class PartReader {
 public:
  virtual ~PartReader() = default;
  [[nodiscard]] virtual const Value& part(std::uint32_t path) = 0;
};

class ProjectedCheck {
 public:
  using Path = std::span<const value::Segment>;
  // The number that `path` gets in the scan; the same for the same keys.
  using AddPath = std::function<std::uint32_t(Path path)>;

  // What is asked: everything, or only faults on the way to, at, or below one of `reads` — of which
  // there is none below `room` faults elsewhere.
  struct Question {
    bool is_all = true;
    std::span<const Path> reads;
    std::span<const Path> known;  // other paths that are in the scan already
    std::size_t room = SIZE_MAX;
  };

  // Nothing when the root of the schema cannot be taken apart, or its work is not bounded by the
  // size of the context. `schema` outlives the check.
  [[nodiscard]] static std::optional<ProjectedCheck> make(const CompiledSchema& schema,
                                                          const Question& question,
                                                          const AddPath& add_path);

  // True: `text` has none of the faults that were asked about, and not so many others that they
  // would count. `found` is what the scan of `text` gave.
  [[nodiscard]] bool fits(std::string_view text, std::span<const json::ProjectedValue> found,
                          PartReader& parts, Arena& arena) const;

 private:
  friend class ProjectedCheckMaker;

  using Kinds = KindSet;
  static constexpr Kinds kScalars =
      static_cast<Kinds>(kind_bit(Kind::kNull) | kind_bit(Kind::kBool) | kind_bit(Kind::kInteger) |
                         kind_bit(Kind::kDouble) | kind_bit(Kind::kString));

  // A place of the context, followed by those below it.
  struct Place {
    std::uint32_t path = 0;
    std::uint32_t node = UINT32_MAX;  // of the schema; none: anything fits
    Kinds fitting = 0;                // kinds that fit as they are
    Kinds ranged = 0;                 // kinds that fit when they lie in the range
    Kinds checked = 0;                // kinds that the checker has to look at
    std::uint32_t below = 0;          // how many places
    bool is_required = false;
    bool is_closed = false;  // no members but those that have places here
    // Integers themselves, lengths of texts in bytes: those inside fit for certain.
    std::int64_t low = 0;
    std::int64_t high = 0;

    // False for what is absent, and for lists and objects, which the scan gives as absent.
    [[nodiscard]] bool fits_at_once(const Value& value) const {
      Kind kind = value.kind();
      if (((fitting & kScalars) >> static_cast<unsigned>(kind) & 1U) != 0) {
        return true;
      }
      std::int64_t position =
          kind == Kind::kInteger ? value.as_integer() : static_cast<std::int64_t>(value.length());
      return (ranged & kind_bit(kind)) != 0 && position >= low && position <= high;
    }
  };

  // A place without others below it. Kinds that fit as they are, scalars alone.
  struct Leaf {
    std::uint32_t path = 0;
    Kinds fitting = 0;
  };

  void list_leaves();
  // Whether all of them are there and fit at once.
  [[nodiscard]] bool do_leaves_fit(std::span<const json::ProjectedValue> found) const;
  [[nodiscard]] bool looks_closer(const Place& place, std::string_view text,
                                  const json::ProjectedValue& at, PartReader& parts, Arena& arena,
                                  bool& is_object) const;

  const CompiledSchema* schema_ = nullptr;
  std::vector<Place> places_;  // below the root
  // When all places are as they should be as soon as the leaves are: what is above a leaf that is
  // there is an object. Else none.
  std::vector<Leaf> leaves_;
  std::vector<std::uint32_t> ranged_leaves_;  // into places_: those that are no such leaves
  bool has_index_ = false;                    // some key could be that of a list
  std::uint32_t root_path_ = 0;
  bool is_root_closed_ = false;
  std::size_t max_bytes_ = 0;  // of a context
};

}  // namespace rulec::schema

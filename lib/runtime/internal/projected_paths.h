// Which values of a context the rules of an entry point ask for by name: what a scan of the text
// looks for, so that the context itself need not be made. Worked out at load.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "parser/json/projection.h"
#include "schema/projected.h"

namespace rulec::runtime {

class LoadedRuleset;
struct LoadedEntryPoint;

// Faults of a context that a light check looks at: those that concern nobody take room, too.
inline constexpr std::size_t kMaxSeenFaults = 10 * kMaxListedErrors;

struct ProjectedPaths {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  json::Projection projection;
  std::uint32_t count = 0;  // of its paths
  // Places in the scan by path of the program: of the paths first_path and following.
  std::uint32_t first_path = 0;
  std::vector<std::uint32_t> places;
  // Of what engines read besides; kNone where the entry point has no use for it.
  std::uint32_t acknowledgements = kNone;
  std::uint32_t language = kNone;
  std::optional<schema::ProjectedCheck> check;  // there when the entry point has a schema

  [[nodiscard]] std::uint32_t place_of(std::uint32_t path) const {
    std::uint32_t at = path - first_path;  // wraps around to something large
    return at < places.size() ? places[at] : kNone;
  }
};

// Null where the whole context is needed anyway: for a path that is computed, or a schema that
// cannot be asked about single values.
[[nodiscard]] std::unique_ptr<const ProjectedPaths> projected_paths_of(
    const LoadedRuleset& ruleset, const LoadedEntryPoint& entry_point);

}  // namespace rulec::runtime

// What `--since` and `--staged` speak about: the parts of a build that git calls changed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "tooling/build.h"
#include "tooling/changed.h"

namespace rulec::app {

struct SinceOptions {
  std::optional<std::string> revision;  // nothing: what is staged, against HEAD
  std::size_t max_source_bytes = 0;
};

struct Changed {
  std::vector<std::string> paths;  // of the project, sorted
  tooling::ChangedParts parts;
};
[[nodiscard]] Outcome<Changed> changed_of(const tooling::Build& build, const SinceOptions& options,
                                          Env& env);

}  // namespace rulec::app

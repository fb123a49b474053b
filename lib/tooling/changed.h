// What of a build is new or differs from an older state of the same files: whole rules and, outside
// of rules, whole files. A rule counts as changed when its text differs by any byte.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "diag/diagnostic.h"
#include "tooling/build.h"

namespace rulec::tooling {

class ChangedParts {
 public:
  // The older bytes of a file of the project; nullopt when it was not there.
  using OlderBytes = std::function<Result<std::optional<std::string>>(const std::string& path)>;

  // `paths` (of the project, sorted) are the files that differ.
  [[nodiscard]] static Result<ChangedParts> find(const Build& build,
                                                 const std::vector<std::string>& paths,
                                                 const OlderBytes& older);

  // Whether a finding's place or one of its labels lies in a changed part, or it has no place.
  [[nodiscard]] bool concern(const diag::Diagnostic& finding) const;

 private:
  [[nodiscard]] bool hold(Span span) const;

  // Files that differ, with the spans of the rules in them that do not.
  std::map<SourceId, std::vector<Span>> unchanged_rules_;
};

}  // namespace rulec::tooling

// The steps from a build with a program to a package that nobody has signed: what `rulec package`
// does before it signs, and what `rulec check` does to see whether a package can be made. Writes
// nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "git_facts.h"
#include "package/artifact.h"
#include "tooling/build.h"
#include "tooling/test/test.h"
#include "trust/statement.h"

namespace rulec::app {

// All that went into the bundle and the results of its tests, in byte order of the paths: what is
// signed is also the results of the tests, so what they are read from and compared with must be in
// the commit as much as what the bundle is made from. `sources`: so many of the build's, from the
// first.
[[nodiscard]] Outcome<std::vector<trust::Material>> package_inputs(FileSystem& files,
                                                                   const tooling::Build& build,
                                                                   std::size_t sources,
                                                                   const tooling::Suite& suite);

// What git says about the inputs.
struct Committed {
  GitFacts facts;                    // without a commit: nothing of it
  std::vector<std::string> changes;  // inputs that are not those of the commit
  std::optional<Failure> no_commit;  // why there is none
};
// A refusal when git fails in the middle.
[[nodiscard]] Outcome<Committed> ask_git(FileSystem& files, const tooling::Build& build,
                                         const std::vector<trust::Material>& inputs);

// "a, b and 3 more".
[[nodiscard]] std::string first_paths(const std::vector<std::string>& paths);

struct UnsignedPackage {
  package::Artifact artifact;  // bundle and bill of materials
  std::string digest;          // of the bundle
  std::size_t components = 0;  // of the bill of materials
};
// `materials`: the files that the bundle was made from. A refusal when the loader does not take the
// bundle, for a version that no tag can hold, and for a bill of materials beyond its limit.
[[nodiscard]] Outcome<UnsignedPackage> make_package(const tooling::Build& build,
                                                    const std::vector<trust::Material>& materials);

// The bytes of the package, which its own reader takes.
[[nodiscard]] Outcome<std::string> package_bytes(const package::Artifact& artifact);

}  // namespace rulec::app

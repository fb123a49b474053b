// What a package says about the build of its bundle: the bill of materials and what the provenance
// names as inputs. Taken from the build itself, so nothing is read twice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "package/sbom.h"
#include "tooling/build.h"
#include "trust/statement.h"

namespace rulec::app {

// The files that the bundle was made from, in byte order of their paths. `count`: how many sources
// of `build` they are; what tests read comes after them.
[[nodiscard]] std::vector<trust::Material> materials_of(const tooling::Build& build,
                                                        std::size_t count);

// Everything but the digest of the bundle. `build` has a program and a model without errors.
[[nodiscard]] package::Sbom sbom_of(const tooling::Build& build,
                                    const std::vector<trust::Material>& materials);

// `min_engine` of the manifest of a bundle that the loader takes.
[[nodiscard]] std::string min_engine_of(std::string_view bundle);

}  // namespace rulec::app

// What a package says about the build of its bundle: the bill of materials and what the provenance
// names as inputs. Taken from the build itself, so nothing is read twice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "failure.h"
#include "package/sbom.h"
#include "tooling/build.h"
#include "tooling/test/test.h"
#include "trust/statement.h"

namespace rulec::app {

// The first `count` sources of `build`, in byte order of their paths: the files that the bundle was
// made from, and behind them those that its tests were read from.
[[nodiscard]] std::vector<trust::Material> materials_of(const tooling::Build& build,
                                                        std::size_t count);

// The files that the cases of `suite` are compared with: tests read them, no build does. A refusal
// for one that cannot be read.
[[nodiscard]] Outcome<std::vector<trust::Material>> golden_materials(FileSystem& files,
                                                                     const tooling::Build& build,
                                                                     const tooling::Suite& suite);

// RC31xx.
[[nodiscard]] bool is_of_security(diag::Code code);
// Counts those on their way to another emitter: all of them, whatever is kept, shown or wanted
// later.
class SecurityCount final : public diag::Emitter {
 public:
  explicit SecurityCount(diag::Emitter& next) : next_(next) {}  // `next` outlives this
  SecurityCount(const SecurityCount&) = delete;
  SecurityCount& operator=(const SecurityCount&) = delete;
  void emit(diag::Diagnostic diagnostic) override;
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  diag::Emitter& next_;
  std::uint64_t count_ = 0;
};

// Everything but the digest of the bundle. `build` has a program and a model without errors.
[[nodiscard]] package::Sbom sbom_of(const tooling::Build& build,
                                    const std::vector<trust::Material>& materials);

// `min_engine` of the manifest of a bundle that the loader takes.
[[nodiscard]] std::string min_engine_of(std::string_view bundle);

}  // namespace rulec::app

// A ruleset to decide with, from sources or from a bundle. Sources take the same road as a bundle
// (written, sealed, opened, decoded, validated), so both answer with the same bytes and digest.
#pragma once

#include <memory>
#include <string>

#include "base/file_system.h"
#include "bundle/bundle.h"
#include "runtime/engine.h"
#include "tooling/build.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {

struct OpenedRuleset {
  bundle::Container container;
  runtime::RulesetPtr ruleset;
  std::unique_ptr<Build> build;        // from sources
  std::unique_ptr<RuleSources> texts;  // from a bundle, unless it was stripped

  // The rules in source form, for explanations; only when has_rules().
  [[nodiscard]] bool has_rules() const { return build != nullptr || texts != nullptr; }
  [[nodiscard]] compiler::Input rules() const;
  [[nodiscard]] const SourceMap& sources() const { return build ? build->sources : texts->sources; }
};

// Most commands decide a handful of contexts.
inline constexpr runtime::LoadOptions kForFewDecisions{.index = runtime::IndexChoice::kNever};

// `build` has a program. Failures carry the RC5xxx of the loader: a bug, since we wrote the bytes.
[[nodiscard]] Result<OpenedRuleset> open_build(
    std::unique_ptr<Build> build, const runtime::LoadOptions& options = kForFewDecisions);
// Program of a container, decoded, validated, prepared, its probes decided. Whether it may be run
// was asked before (lib/trust). Failures carry the RC5xxx of the step that refused.
[[nodiscard]] Result<OpenedRuleset> open_ruleset(
    bundle::Container container, const runtime::LoadOptions& options = kForFewDecisions);
// Container of a bundle, or of the one of a package, without running or preparing anything; links
// are refused.
[[nodiscard]] Result<bundle::Container> open_container_file(FileSystem& files,
                                                            const std::string& path);

}  // namespace rulec::tooling

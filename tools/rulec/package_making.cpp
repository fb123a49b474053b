#include "package_making.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle_making.h"
#include "package/sbom.h"
#include "package_parts.h"

namespace rulec::app {
namespace {

using diag::Code;

constexpr std::size_t kShownPaths = 5;

// What a tag of an image can hold.
Outcome<void> check_tag(const std::string& version) {
  constexpr std::size_t kMaxTagBytes = 128;
  bool is_tag = !version.empty() && version.size() <= kMaxTagBytes &&
                std::ranges::all_of(version, [](char c) {
                  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                         (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
                });
  if (is_tag) {
    return {};
  }
  return refuse(failure(Code::kBadUsage, {{"problem", "the version `" + version +
                                                          "` cannot be the tag of a package: "
                                                          "letters, digits, `.`, `-`, `_`"}}));
}

}  // namespace

Outcome<std::vector<trust::Material>> package_inputs(FileSystem& files, const tooling::Build& build,
                                                     std::size_t sources,
                                                     const tooling::Suite& suite) {
  std::vector<trust::Material> inputs = materials_of(build, sources);
  auto golden = golden_materials(files, build, suite);
  if (!golden) {
    return refuse(std::move(golden.error()));
  }
  for (trust::Material& material : *golden) {
    auto [from, to] = std::ranges::equal_range(inputs, material.path, {}, &trust::Material::path);
    if (from == to) {
      inputs.insert(from, std::move(material));
    }
  }
  return inputs;
}

Outcome<Committed> ask_git(FileSystem& files, const tooling::Build& build,
                           const std::vector<trust::Material>& inputs) {
  Committed committed;
  Result<GitFacts> facts = read_git_facts(files, build.project.root);
  if (!facts) {
    committed.no_commit = failure_of(facts.error(), build.project.root);
    return committed;
  }
  committed.facts = std::move(*facts);
  std::vector<BuildInput> compared;
  compared.reserve(inputs.size());
  for (const trust::Material& material : inputs) {
    compared.push_back({.path = material.path, .sha256 = material.sha256});
  }
  auto changes = uncommitted_sources(files, build.project.root, committed.facts, compared);
  if (!changes) {
    return refuse(failure_of(changes.error(), build.project.root));
  }
  committed.changes = std::move(*changes);
  return committed;
}

std::string first_paths(const std::vector<std::string>& paths) {
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kShownPaths); ++i) {
    text += (text.empty() ? "" : ", ") + paths[i];
  }
  return paths.size() <= kShownPaths
             ? text
             : text + " and " + std::to_string(paths.size() - kShownPaths) + " more";
}

Outcome<UnsignedPackage> make_package(const tooling::Build& build,
                                      const std::vector<trust::Material>& materials) {
  const std::optional<bytecode::Program>& built = build.program;
  RULEC_CHECK(built.has_value());
  const bytecode::Program& program = *built;
  UnsignedPackage made{.artifact = {.bundle_name = program.name + "-" + program.version + ".rbx",
                                    .version = program.version,
                                    .bundle = bundle::write_bundle(program),
                                    .sbom = {},
                                    .envelopes = {},
                                    .manifest_digest = {}},
                       .digest = {}};
  if (Outcome<void> fit = check_tag(program.version); !fit) {
    return refuse(std::move(fit.error()));
  }
  Outcome<std::string> digest = loaded_digest(made.artifact.bundle, made.artifact.bundle_name);
  if (!digest) {
    return refuse(std::move(digest.error()));
  }
  made.digest = std::move(*digest);
  package::Sbom sbom = sbom_of(build, materials);
  sbom.sha256 = made.digest.substr(made.digest.find(':') + 1);
  made.artifact.sbom = package::write_sbom(sbom);
  if (made.artifact.sbom.size() > kMaxSbomBytes) {
    return refuse(failure(
        Code::kLimitExceeded,
        {{"path", "the bill of materials"}, {"limit", std::to_string(kMaxSbomBytes) + " bytes"}}));
  }
  made.components = sbom.files.size();
  return made;
}

Outcome<std::string> package_bytes(const package::Artifact& artifact) {
  std::string bytes = package::write_package(artifact);
  if (Result<package::Artifact> sound = package::read_package(bytes); !sound) {
    return refuse(failure_of(sound.error(), "the package"));
  }
  return bytes;
}

}  // namespace rulec::app

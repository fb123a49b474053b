#include "rebuild.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "diag/emitter.h"
#include "project/repository.h"
#include "revision_file_system.h"
#include "section_difference.h"
#include "tooling/build.h"
#include "trust/statement.h"
#include "version.h"

namespace rulec::app {
namespace {

using diag::Code;

Failure not_reproducible(const std::string& path, std::string difference) {
  Failure differs =
      failure(Code::kNotReproducible, {{"path", path}, {"difference", std::move(difference)}});
  differs.exit_code = ExitCode::kNo;
  return differs;
}

Failure unusable(const std::string& path, std::string problem) {
  Failure refused =
      failure(Code::kProvenanceMismatch, {{"path", path}, {"problem", std::move(problem)}});
  refused.exit_code = ExitCode::kNo;
  return refused;
}

// The one that a release names that counted. The verifier has asked who signed it and whether it is
// about this digest; what other envelopes state is nobody's word.
Outcome<trust::Provenance> provenance_of(const std::string& path,
                                         const trust::Admission& admission) {
  auto said = std::ranges::find(admission.signatures, trust::kProvenancePredicate,
                                &trust::Signed::predicate_type);
  if (said == admission.signatures.end()) {
    Failure none{
        .code = Code::kProvenanceMissing,
        .message = path + " has no signed provenance, so nothing says what it was built from",
        .exit_code = ExitCode::kNo};
    none.more = "`rulec package --sign KEY` writes one";
    return refuse(std::move(none));
  }
  auto provenance = trust::read_provenance(said->statement);
  if (!provenance) {
    return refuse(failure_of(provenance.error(), path));
  }
  return std::move(*provenance);
}

// Relative, below the root, without steps upwards: it comes from the artifact.
bool is_inside(std::string_view path) {
  if (path.starts_with('/')) {
    return false;
  }
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    if (part == ".." || part == ".git") {
      return false;
    }
    path.remove_prefix(std::min(path.size(), part.size() + 1));
  }
  return true;
}

std::optional<int> level_of(std::string_view text) {
  bool is_level = text.size() == 2 && text[0] == 'O' && text[1] >= '0' && text[1] <= '2';
  return is_level ? std::optional(text[1] - '0') : std::nullopt;
}

Outcome<void> check_provenance(const trust::Provenance& provenance, const std::string& path) {
  if (provenance.rulec_version != version_text()) {
    Failure other = not_reproducible(path, "");
    other.message = path + " was built by rulec " + provenance.rulec_version + " and this is " +
                    std::string(version_text()) + ", so nothing was compared";
    other.exit_code = ExitCode::kEnvironment;
    other.more = "verify it with rulec " + provenance.rulec_version;
    return refuse(std::move(other));
  }
  if (provenance.commit.empty() || provenance.is_dirty) {
    return refuse(not_reproducible(
        path, "its provenance says that they were not committed when it was built"));
  }
  if (!is_inside(provenance.project_path)) {
    return refuse(unusable(path, "its `path` leads out of the repository"));
  }
  if (!level_of(provenance.optimisation_level)) {
    return refuse(unusable(path, "its `optimization_level` is none that this rulec has"));
  }
  return {};
}

// The files of the commit, seen from the folder of the project.
Outcome<std::unique_ptr<RevisionFileSystem>> files_of(const trust::Provenance& provenance,
                                                      Env& env) {
  Result<std::string> folder = env.files.canonical(".");
  auto repository = folder ? project::Repository::open(*folder) : std::unexpected(folder.error());
  if (!repository) {
    Failure none = failure_of(repository.error(), ".");
    none.more = "run it in a clone of the repository that the provenance names";
    return refuse(std::move(none));
  }
  auto files = RevisionFileSystem::open(
      env.files, join_path(repository->root(), provenance.project_path), provenance.commit);
  if (files) {
    return std::move(*files);
  }
  Failure missing = failure_of(files.error(), provenance.commit);
  if (files.error().code == ErrorCode::kBadRevision) {
    missing.message = "this clone does not have the commit " + provenance.commit;
    missing.exit_code = ExitCode::kEnvironment;
    missing.more = "fetch it first (`git fetch`, in a shallow clone `git fetch --unshallow`)";
    if (!provenance.source_uri.empty()) {
      missing.more += "; it comes from " + provenance.source_uri;
    }
  }
  return refuse(std::move(missing));
}

Result<bundle::Container> container_of(const bytecode::Program& program) {
  RULEC_TRY(sealed, bundle::seal(bundle::write_bundle(program)));
  return bundle::open_container(sealed, "");
}

}  // namespace

Outcome<Rebuilt> rebuild(const std::string& path, const trust::Admission& admission,
                         const bundle::Container& container, std::size_t max_source_bytes,
                         Env& env) {
  RULEC_CHECK(admission.digest == container.digest);
  Outcome<trust::Provenance> provenance = provenance_of(path, admission);
  if (!provenance) {
    return refuse(std::move(provenance.error()));
  }
  if (Outcome<void> fit = check_provenance(*provenance, path); !fit) {
    return refuse(std::move(fit.error()));
  }
  auto files = files_of(*provenance, env);
  if (!files) {
    return refuse(std::move(files.error()));
  }
  diag::Collector findings;
  RevisionFileSystem& sources = **files;
  auto build = tooling::build(sources,
                              {.max_source_bytes = max_source_bytes,
                               .strips = provenance->is_stripped,
                               .optimisation_level = level_of(provenance->optimisation_level),
                               .bundle_version = provenance->bundle_version},
                              tooling::Phase::kEmit, findings);
  const std::optional<bytecode::Program>& program = build->program;
  if (findings.has_errors() || !program) {
    return refuse(not_reproducible(
        path, "commit " + provenance->commit + " does not compile without errors"));
  }
  Result<bundle::Container> built = container_of(*program);
  if (!built) {
    return refuse(failure_of(built.error(), "the bundle of commit " + provenance->commit));
  }
  if (built->digest != container.digest) {
    return refuse(not_reproducible(path, first_difference(container, *built)));
  }
  return Rebuilt{.commit = provenance->commit, .digest = built->digest};
}

}  // namespace rulec::app

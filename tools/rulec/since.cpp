#include "since.h"

#include <algorithm>
#include <utility>

#include "changed_paths.h"
#include "project/repository.h"

namespace rulec::app {
namespace {

Result<Changed> find_changed(const tooling::Build& build, const SinceOptions& options,
                             const std::string& folder) {
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(paths,
            options.revision ? repository.changed_since(*options.revision) : repository.staged());
  std::string prefix = below_work_tree(folder, repository.root());
  Changed changed;
  changed.paths = without_prefix(std::move(paths), prefix);
  std::ranges::sort(changed.paths);
  RULEC_TRY(parts, tooling::ChangedParts::find(build, changed.paths, [&](const std::string& path) {
              return options.revision
                         ? repository.blob(*options.revision, prefix + path,
                                           options.max_source_bytes)
                         : repository.head_blob(prefix + path, options.max_source_bytes);
            }));
  changed.parts = std::move(parts);
  return changed;
}

}  // namespace

Outcome<Changed> changed_of(const tooling::Build& build, const SinceOptions& options, Env& env) {
  const std::string& root = build.project.root;
  Result<std::string> folder = env.files.canonical(root);
  Result<Changed> changed =
      folder ? find_changed(build, options, *folder) : std::unexpected(folder.error());
  if (!changed) {
    return refuse(failure_of(changed.error(), root));
  }
  return std::move(*changed);
}

}  // namespace rulec::app

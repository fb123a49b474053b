// What git knows about the sources of a build, from the local clone alone: nothing is fetched and
// nobody is asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "failure.h"

namespace rulec::app {

struct GitFacts {
  std::string commit;        // 40 hex digits
  bool is_dirty = false;     // as git sees it
  std::string reference;     // "refs/heads/main"; "" when HEAD is detached
  std::string source_uri;    // "git+https://…" of `origin`; "" when there is none to name
  std::string project_path;  // of the project below the root of the work tree, "" for the root
};

// Of the repository that holds `project_root`. An Error of Repository when there is none, or no
// commit, or no git.
[[nodiscard]] Result<GitFacts> read_git_facts(FileSystem& files, const std::string& project_root);

// A file that went into a bundle, or into the results of its tests.
struct BuildInput {
  std::string path;    // seen from the project
  std::string sha256;  // of the bytes that were read, 64 hex digits
};

// What stands between a build and its commit, relative to the root of the work tree: changes that
// git sees, and inputs whose bytes are not those of the commit for whatever reason (an ignored
// file, a link, line ends that git converts, a change during the build). Bundles, packages, what
// lies beside them, and keys are left out: nothing is built from them, and each build would stand
// in the way of the next.
[[nodiscard]] Result<std::vector<std::string>> uncommitted_sources(
    FileSystem& files, const std::string& project_root, const GitFacts& facts,
    const std::vector<BuildInput>& inputs);

// The URL of a remote as "git+SCHEME://HOST[:PORT]/PATH", without user, password, query and
// fragment: what stands there may be a secret, and the URL gets published. "" for paths of this
// machine, what is no URL, and one in which a secret may stand where no secret belongs.
[[nodiscard]] std::string public_uri(std::string_view url);

// `folder` below `root`, both absolute and canonical; "" for the root itself. kNoRepository when it
// is not below.
[[nodiscard]] Result<std::string> path_below(const std::string& root, const std::string& folder);

}  // namespace rulec::app

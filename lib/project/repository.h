// The git adapter: commit, dirtiness, changed paths and blobs of the local clone. Object reads
// only; no remotes, hooks, filters, submodules. libgit2 is opened on first need.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace rulec::project {

struct GitState {
  std::string commit;  // 40 hex digits
  bool is_dirty = false;
};

// A work tree and its repository, opened once. Paths are relative to the work tree's root, with
// '/', sorted; more than kMaxGitFiles of them are kTooManyFiles. A revision is what git calls one
// (`main`, `HEAD~2`, a commit id); an empty one is kBadRevision.
class Repository {
 public:
  // The repository of `folder` or of the nearest folder above it. kNoRepository (a bare one, too),
  // kForeignOwner, kGitUnavailable.
  [[nodiscard]] static Result<Repository> open(const std::string& folder);
  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  // Absolute path of the work tree's root, without a slash at its end.
  [[nodiscard]] const std::string& root() const;
  // kNoCommit when HEAD is unborn.
  [[nodiscard]] Result<GitState> state() const;
  // What makes the work tree dirty: files that differ from HEAD or the index, deleted and new ones
  // among them.
  [[nodiscard]] Result<std::vector<std::string>> dirty_paths() const;
  // "refs/heads/main"; "" when HEAD is detached or unborn.
  [[nodiscard]] Result<std::string> head_reference() const;
  // URL of the remote `origin` as the configuration has it, with whatever secrets somebody wrote
  // into it; "" when there is none. Nobody is asked.
  [[nodiscard]] Result<std::string> origin_url() const;
  // Where git looks for hooks: absolute, with a slash at its end; "" when the configuration names
  // another folder (core.hooksPath), which may be anywhere.
  [[nodiscard]] Result<std::string> hooks_folder() const;

  // Files whose content differs between a revision and the work tree (new ones that git does not
  // ignore among them), or between HEAD and the index. Deleted files are left out.
  [[nodiscard]] Result<std::vector<std::string>> changed_since(const std::string& revision) const;
  [[nodiscard]] Result<std::vector<std::string>> staged() const;
  // All files in the index; links and submodules are left out.
  [[nodiscard]] Result<std::vector<std::string>> index_paths() const;
  // The commit that a revision names now, 40 hex digits: what is read by it cannot move.
  [[nodiscard]] Result<std::string> commit_of(const std::string& revision) const;
  // Branches and tags by their short names, sorted: what a wrong revision may have meant.
  [[nodiscard]] Result<std::vector<std::string>> reference_names() const;
  // All files of a revision; links, submodules and what no work tree can hold are left out.
  [[nodiscard]] Result<std::vector<std::string>> revision_paths(const std::string& revision) const;

  // Bytes of a file in the index, in a revision, in HEAD; nullopt when it is not there. HEAD holds
  // nothing before the first commit. A file of more than `max_bytes` is kTooLarge.
  [[nodiscard]] Result<std::optional<std::string>> staged_blob(const std::string& path,
                                                               std::size_t max_bytes) const;
  [[nodiscard]] Result<std::optional<std::string>> blob(const std::string& revision,
                                                        const std::string& path,
                                                        std::size_t max_bytes) const;
  [[nodiscard]] Result<std::optional<std::string>> head_blob(const std::string& path,
                                                             std::size_t max_bytes) const;

 private:
  struct Handles;
  explicit Repository(std::unique_ptr<Handles> handles);

  std::unique_ptr<Handles> handles_;
};

}  // namespace rulec::project

// The git adapter: commit, dirtiness, changed paths and blobs of the local clone.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "project/internal/git_library.h"
#include "project/project.h"

namespace rulec::project {
namespace {

template <class T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

struct Repository {
  const GitLibrary* git;
  Handle<git_repository> handle;
  std::string folder;

  [[nodiscard]] git_repository* get() const { return handle.get(); }

  [[nodiscard]] std::unexpected<Error> broken(const std::string& what) const {
    const git_error* last = git->error_last();
    std::string reason = last != nullptr && last->message != nullptr ? last->message : "unknown";
    return fail(ErrorCode::kGitUnavailable, what + " failed in the git repository: " + reason);
  }
};

// The nearest `.git` at or above `folder` belongs to somebody else. libgit2 passes over such a
// repository and then finds none, which would be the wrong thing to say.
bool is_foreign(const std::string& folder) {
  std::error_code error;
  for (auto at = std::filesystem::canonical(folder, error); !error; at = at.parent_path()) {
    struct stat status = {};
    if (::lstat((at / ".git").c_str(), &status) == 0) {
      return status.st_uid != ::geteuid();
    }
    if (at == at.root_path()) {
      return false;
    }
  }
  return false;
}

std::unexpected<Error> foreign_owner(const std::string& path) {
  return fail(ErrorCode::kForeignOwner,
              "the git repository at " + path + " belongs to another user");
}

Result<Repository> open_repository(const std::string& folder) {
  RULEC_TRY(git, git_library());
  git_repository* opened = nullptr;
  std::string path = folder.empty() ? "." : folder;
  int status = git->repository_open_ext(&opened, path.c_str(), 0, nullptr);
  Repository repository{
      .git = git, .handle = Handle<git_repository>(opened, git->repository_free), .folder = path};
  if (status == GIT_EOWNER || (status == GIT_ENOTFOUND && is_foreign(path))) {
    return foreign_owner(path);
  }
  if (status == GIT_ENOTFOUND) {
    return fail(ErrorCode::kNoRepository, path + " is not inside a git repository");
  }
  if (status != 0) {
    return repository.broken("opening");
  }
  return repository;
}

// The tree of a revision, or of HEAD for "". Null for the tree of an unborn HEAD.
Result<Handle<git_object>> tree_of(const Repository& repository, const std::string& revision) {
  const GitLibrary& git = *repository.git;
  Handle<git_object> none(nullptr, git.object_free);
  bool is_unborn = git.repository_head_unborn(repository.get()) == 1;
  if (is_unborn && revision.empty()) {
    return none;
  }
  if (is_unborn) {
    return fail(ErrorCode::kNoCommit, "the git repository has no commit yet");
  }
  git_object* found = nullptr;
  const char* spec = revision.empty() ? "HEAD" : revision.c_str();
  if (git.revparse_single(&found, repository.get(), spec) != 0) {
    return fail(ErrorCode::kBadRevision, "git knows no revision `" + revision + "`");
  }
  Handle<git_object> object(found, git.object_free);
  git_object* peeled = nullptr;
  if (git.object_peel(&peeled, object.get(), GIT_OBJECT_TREE) != 0) {
    return fail(ErrorCode::kBadRevision, "`" + revision + "` names no commit");
  }
  return Handle<git_object>(peeled, git.object_free);
}

git_tree* as_tree(const Handle<git_object>& object) {
  return reinterpret_cast<git_tree*>(object.get());
}

std::vector<std::string> paths_of(const GitLibrary& git, const git_diff* diff) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < git.diff_num_deltas(diff); ++i) {
    const git_diff_delta* delta = git.diff_get_delta(diff, i);
    if (delta->status != GIT_DELTA_DELETED) {
      paths.emplace_back(delta->new_file.path);
    }
  }
  return paths;
}

Result<std::string> blob_text(const Repository& repository, const git_oid& id) {
  const GitLibrary& git = *repository.git;
  ::git_blob* found = nullptr;  // the library's type, not our function
  if (git.blob_lookup(&found, repository.get(), &id) != 0) {
    return repository.broken("reading a blob");
  }
  Handle<::git_blob> blob(found, git.blob_free);
  const auto* bytes = static_cast<const char*>(git.blob_rawcontent(blob.get()));
  return std::string(bytes, static_cast<std::size_t>(git.blob_rawsize(blob.get())));
}

// The index as it stands on disk.
Result<Handle<git_index>> open_index(const Repository& repository) {
  const GitLibrary& git = *repository.git;
  git_index* found = nullptr;
  if (git.repository_index(&found, repository.get()) != 0) {
    return repository.broken("reading the index");
  }
  Handle<git_index> index(found, git.index_free);
  if (git.index_read(index.get(), 1) != 0) {
    return repository.broken("reading the index");
  }
  return index;
}

Result<bool> is_dirty(const Repository& repository) {
  const GitLibrary& git = *repository.git;
  git_status_options options;
  git.status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  git_status_list* found = nullptr;
  if (git.status_list_new(&found, repository.get(), &options) != 0) {
    return repository.broken("reading the status");
  }
  Handle<git_status_list> list(found, git.status_list_free);
  return git.status_list_entrycount(list.get()) > 0;
}

git_diff_options diff_options(const GitLibrary& git) {
  git_diff_options options;
  git.diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags =
      GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_IGNORE_SUBMODULES;
  return options;
}

}  // namespace

Result<GitState> git_state(const std::string& folder) {
  RULEC_TRY(repository, open_repository(folder));
  const GitLibrary& git = *repository.git;
  if (git.repository_head_unborn(repository.get()) == 1) {
    return fail(ErrorCode::kNoCommit, "the git repository has no commit yet");
  }
  git_reference* found = nullptr;
  if (git.repository_head(&found, repository.get()) != 0) {
    return repository.broken("reading HEAD");
  }
  Handle<git_reference> head(found, git.reference_free);
  char digits[GIT_OID_HEXSZ + 1];
  git.oid_tostr(digits, sizeof digits, git.reference_target(head.get()));
  RULEC_TRY(dirty, is_dirty(repository));
  return GitState{.commit = digits, .is_dirty = dirty};
}

Result<std::string> git_root(const std::string& folder) {
  RULEC_TRY(repository, open_repository(folder));
  const char* workdir = repository.git->repository_workdir(repository.get());
  if (workdir == nullptr) {
    return fail(ErrorCode::kNoRepository, folder + ": a bare git repository has no work tree");
  }
  std::string root = workdir;
  while (root.size() > 1 && root.ends_with('/')) {
    root.pop_back();
  }
  return root;
}

Result<std::vector<std::string>> git_changed_since(const std::string& folder,
                                                   const std::string& revision) {
  RULEC_TRY(repository, open_repository(folder));
  RULEC_TRY(tree, tree_of(repository, revision));
  git_diff_options options = diff_options(*repository.git);
  git_diff* found = nullptr;
  if (repository.git->diff_tree_to_workdir_with_index(&found, repository.get(), as_tree(tree),
                                                      &options) != 0) {
    return repository.broken("comparing");
  }
  Handle<git_diff> diff(found, repository.git->diff_free);
  return paths_of(*repository.git, diff.get());
}

Result<std::vector<std::string>> git_staged(const std::string& folder) {
  RULEC_TRY(repository, open_repository(folder));
  RULEC_TRY(tree, tree_of(repository, ""));
  git_diff* found = nullptr;
  if (repository.git->diff_tree_to_index(&found, repository.get(), as_tree(tree), nullptr,
                                         nullptr) != 0) {
    return repository.broken("comparing");
  }
  Handle<git_diff> diff(found, repository.git->diff_free);
  return paths_of(*repository.git, diff.get());
}

Result<std::vector<std::string>> git_index_paths(const std::string& folder) {
  RULEC_TRY(repository, open_repository(folder));
  const GitLibrary& git = *repository.git;
  RULEC_TRY(index, open_index(repository));
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < git.index_entrycount(index.get()); ++i) {
    const git_index_entry* entry = git.index_get_byindex(index.get(), i);
    // Submodules and links are not files of the project.
    bool is_file = (entry->mode & 0170000U) == 0100000U;
    if (is_file && (paths.empty() || paths.back() != entry->path)) {
      paths.emplace_back(entry->path);
    }
  }
  return paths;
}

Result<std::optional<std::string>> git_staged_blob(const std::string& folder,
                                                   const std::string& path) {
  RULEC_TRY(repository, open_repository(folder));
  RULEC_TRY(index, open_index(repository));
  const git_index_entry* entry = repository.git->index_get_bypath(index.get(), path.c_str(), 0);
  if (entry == nullptr) {
    return std::optional<std::string>();
  }
  RULEC_TRY(text, blob_text(repository, entry->id));
  return std::optional(std::move(text));
}

Result<std::optional<std::string>> git_blob(const std::string& folder, const std::string& revision,
                                            const std::string& path) {
  RULEC_TRY(repository, open_repository(folder));
  const GitLibrary& git = *repository.git;
  RULEC_TRY(tree, tree_of(repository, revision));
  git_tree_entry* found = nullptr;
  if (tree == nullptr || git.tree_entry_bypath(&found, as_tree(tree), path.c_str()) != 0) {
    return std::optional<std::string>();
  }
  Handle<git_tree_entry> entry(found, git.tree_entry_free);
  RULEC_TRY(text, blob_text(repository, *git.tree_entry_id(entry.get())));
  return std::optional(std::move(text));
}

}  // namespace rulec::project

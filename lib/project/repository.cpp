#include "project/repository.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/limits.h"
#include "project/internal/git_library.h"

namespace rulec::project {
namespace {

template <class T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

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

std::unexpected<Error> broken(const GitLibrary& git, const std::string& what) {
  const git_error* last = git.error_last();
  std::string reason = last != nullptr && last->message != nullptr ? last->message : "unknown";
  return fail(ErrorCode::kGitUnavailable, what + " failed in the git repository: " + reason);
}

std::unexpected<Error> no_commit() {
  return fail(ErrorCode::kNoCommit, "the git repository has no commit yet");
}

std::unexpected<Error> too_many_files() {
  return fail(ErrorCode::kTooManyFiles,
              "more than " + std::to_string(kMaxGitFiles) + " files are in the git repository");
}

Result<std::vector<std::string>> limited(std::vector<std::string> paths) {
  if (paths.size() > kMaxGitFiles) {
    return too_many_files();
  }
  std::ranges::sort(paths);
  return paths;
}

git_tree* as_tree(const Handle<git_object>& object) {
  return reinterpret_cast<git_tree*>(object.get());
}

// Collects the files of a tree. Trees share folders, so a small repository can stand for any number
// of entries: all are counted, and the walk ends at the limit.
class TreeFiles {
 public:
  explicit TreeFiles(const GitLibrary& git) : git_(git) {}

  // As git_treewalk_cb: 0 goes on, 1 leaves out a folder, -1 ends the walk.
  static int visit(const char* folder, const git_tree_entry* entry, void* self) {
    return static_cast<TreeFiles*>(self)->add(folder, entry);
  }
  [[nodiscard]] bool is_over_limit() const { return is_over_limit_; }
  [[nodiscard]] std::vector<std::string> take() { return std::move(paths_); }

 private:
  int add(std::string_view folder, const git_tree_entry* entry) {
    ++entries_;
    git_filemode_t mode = git_.tree_entry_filemode(entry);
    bool is_file = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
    is_over_limit_ = entries_ > 2 * kMaxGitFiles || (is_file && paths_.size() == kMaxGitFiles);
    if (is_over_limit_) {
      return -1;
    }
    std::string_view name = git_.tree_entry_name(entry);
    if (!is_possible(name) || folder.size() + name.size() > kMaxTreePathBytes) {
      return 1;
    }
    if (is_file) {
      paths_.push_back(std::string(folder).append(name));
    }
    return 0;
  }

  // No work tree has a file of such a name; a tree made by hand can.
  static bool is_possible(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name != ".git" &&
           name.find('/') == std::string_view::npos;
  }

  static constexpr std::size_t kMaxTreePathBytes = 4096;  // PATH_MAX; bounds the depth, too

  const GitLibrary& git_;
  std::vector<std::string> paths_;
  std::size_t entries_ = 0;
  bool is_over_limit_ = false;
};

git_diff_options diff_options(const GitLibrary& git) {
  git_diff_options options;
  git.diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags =
      GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_IGNORE_SUBMODULES;
  return options;
}

}  // namespace

struct Repository::Handles {
  const GitLibrary& git;
  Handle<git_repository> repository;
  Handle<git_index> index;
  std::string root;

  [[nodiscard]] git_repository* get() const { return repository.get(); }
  [[nodiscard]] bool is_head_unborn() const { return git.repository_head_unborn(get()) == 1; }

  [[nodiscard]] Result<void> find_root(const std::string& folder) {
    const char* workdir = git.repository_workdir(get());
    if (workdir == nullptr) {
      return fail(ErrorCode::kNoRepository, folder + ": a bare git repository has no work tree");
    }
    root = workdir;
    while (root.size() > 1 && root.ends_with('/')) {
      root.pop_back();
    }
    return {};
  }

  // A text of the configuration; "" when it is not set.
  [[nodiscard]] Result<std::string> setting(const char* name) const {
    git_config* found = nullptr;
    if (git.repository_config_snapshot(&found, get()) != 0) {
      return broken(git, "reading the configuration");
    }
    Handle<git_config> config(found, git.config_free);
    const char* text = nullptr;
    int status = git.config_get_string(&text, config.get(), name);
    if (status == GIT_ENOTFOUND) {
      return std::string();
    }
    return status == 0 ? Result<std::string>(text) : broken(git, "reading the configuration");
  }

  // The index as it stands on the disk now.
  [[nodiscard]] Result<void> read_index() {
    git_index* found = nullptr;
    if (git.repository_index(&found, get()) != 0) {
      return broken(git, "reading the index");
    }
    index.reset(found);
    return git.index_read(found, 1) == 0 ? Result<void>() : broken(git, "reading the index");
  }

  [[nodiscard]] Result<Handle<git_object>> object_of(const std::string& revision,
                                                     git_object_t type) const {
    if (is_head_unborn()) {
      return no_commit();
    }
    git_object* found = nullptr;
    if (revision.empty() || git.revparse_single(&found, get(), revision.c_str()) != 0) {
      return fail(ErrorCode::kBadRevision, "git knows no revision `" + revision + "`");
    }
    Handle<git_object> object(found, git.object_free);
    git_object* peeled = nullptr;
    if (git.object_peel(&peeled, object.get(), type) != 0) {
      return fail(ErrorCode::kBadRevision, "`" + revision + "` names no commit");
    }
    return Handle<git_object>(peeled, git.object_free);
  }

  [[nodiscard]] Result<Handle<git_object>> tree_of(const std::string& revision) const {
    return object_of(revision, GIT_OBJECT_TREE);
  }

  // The tree of HEAD; null before the first commit.
  [[nodiscard]] Result<Handle<git_object>> head_tree() const {
    return is_head_unborn() ? Handle<git_object>(nullptr, git.object_free) : tree_of("HEAD");
  }

  [[nodiscard]] Result<std::string> blob_text(const git_oid& id, const std::string& path,
                                              std::size_t max_bytes) const {
    git_blob* found = nullptr;
    if (git.blob_lookup(&found, get(), &id) != 0) {
      return broken(git, "reading a blob");
    }
    Handle<git_blob> blob(found, git.blob_free);
    auto size = static_cast<std::size_t>(git.blob_rawsize(blob.get()));
    if (size > max_bytes) {
      return fail(ErrorCode::kTooLarge,
                  path + ": is larger than " + std::to_string(max_bytes) + " bytes");
    }
    return std::string(static_cast<const char*>(git.blob_rawcontent(blob.get())), size);
  }

  [[nodiscard]] Result<std::optional<std::string>> blob_in(const Handle<git_object>& tree,
                                                           const std::string& path,
                                                           std::size_t max_bytes) const {
    git_tree_entry* found = nullptr;
    int status = tree == nullptr ? static_cast<int>(GIT_ENOTFOUND)
                                 : git.tree_entry_bypath(&found, as_tree(tree), path.c_str());
    if (status == GIT_ENOTFOUND) {
      return std::optional<std::string>();
    }
    if (status != 0) {
      return broken(git, "reading a folder");
    }
    Handle<git_tree_entry> entry(found, git.tree_entry_free);
    RULEC_TRY(text, blob_text(*git.tree_entry_id(entry.get()), path, max_bytes));
    return std::optional(std::move(text));
  }

  [[nodiscard]] Result<std::vector<std::string>> paths_of(git_diff* found) const {
    Handle<git_diff> diff(found, git.diff_free);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < git.diff_num_deltas(diff.get()); ++i) {
      const git_diff_delta* delta = git.diff_get_delta(diff.get(), i);
      if (delta->status != GIT_DELTA_DELETED) {
        paths.emplace_back(delta->new_file.path);
      }
    }
    return limited(std::move(paths));
  }

  [[nodiscard]] Result<Handle<git_status_list>> status(unsigned int more_flags) const {
    git_status_options options;
    git.status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
    options.flags =
        GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES | more_flags;
    git_status_list* found = nullptr;
    if (git.status_list_new(&found, get(), &options) != 0) {
      return broken(git, "reading the status");
    }
    return Handle<git_status_list>(found, git.status_list_free);
  }

  [[nodiscard]] Result<bool> is_dirty() const {
    RULEC_TRY(list, status(0));
    return git.status_list_entrycount(list.get()) > 0;
  }
};

Repository::Repository(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(const std::string& folder) {
  RULEC_TRY(git, git_library());
  git_repository* opened = nullptr;
  std::string path = folder.empty() ? "." : folder;
  int status = git->repository_open_ext(&opened, path.c_str(), 0, nullptr);
  std::unique_ptr<Handles> handles(
      new Handles{.git = *git,
                  .repository = Handle<git_repository>(opened, git->repository_free),
                  .index = Handle<git_index>(nullptr, git->index_free),
                  .root = {}});
  if (status == GIT_EOWNER || (status == GIT_ENOTFOUND && is_foreign(path))) {
    return foreign_owner(path);
  }
  if (status == GIT_ENOTFOUND) {
    return fail(ErrorCode::kNoRepository, path + " is not inside a git repository");
  }
  if (status != 0) {
    return broken(*git, "opening");
  }
  if (Result<void> root = handles->find_root(path); !root) {
    return std::unexpected(std::move(root.error()));
  }
  if (Result<void> index = handles->read_index(); !index) {
    return std::unexpected(std::move(index.error()));
  }
  return Repository(std::move(handles));
}

const std::string& Repository::root() const {
  return handles_->root;
}

Result<GitState> Repository::state() const {
  const GitLibrary& git = handles_->git;
  if (handles_->is_head_unborn()) {
    return no_commit();
  }
  git_reference* found = nullptr;
  if (git.repository_head(&found, handles_->get()) != 0) {
    return broken(git, "reading HEAD");
  }
  Handle<git_reference> head(found, git.reference_free);
  char digits[GIT_OID_HEXSZ + 1];
  git.oid_tostr(digits, sizeof digits, git.reference_target(head.get()));
  RULEC_TRY(dirty, handles_->is_dirty());
  return GitState{.commit = digits, .is_dirty = dirty};
}

Result<std::vector<std::string>> Repository::dirty_paths() const {
  const GitLibrary& git = handles_->git;
  RULEC_TRY(list, handles_->status(GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS));
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < git.status_list_entrycount(list.get()); ++i) {
    const git_status_entry* entry = git.status_byindex(list.get(), i);
    const git_diff_delta* delta =
        entry->index_to_workdir != nullptr ? entry->index_to_workdir : entry->head_to_index;
    paths.emplace_back(delta->old_file.path);
  }
  return limited(std::move(paths));
}

Result<std::string> Repository::head_reference() const {
  const GitLibrary& git = handles_->git;
  if (handles_->is_head_unborn()) {
    return std::string();
  }
  git_reference* found = nullptr;
  if (git.repository_head(&found, handles_->get()) != 0) {
    return broken(git, "reading HEAD");
  }
  Handle<git_reference> head(found, git.reference_free);
  std::string name = git.reference_name(head.get());
  return name == "HEAD" ? std::string() : name;
}

Result<std::string> Repository::origin_url() const {
  return handles_->setting("remote.origin.url");
}

Result<std::string> Repository::hooks_folder() const {
  RULEC_TRY(named, handles_->setting("core.hooksPath"));
  return named.empty() ? std::string(handles_->git.repository_commondir(handles_->get())) + "hooks/"
                       : std::string();
}

Result<std::vector<std::string>> Repository::changed_since(const std::string& revision) const {
  const GitLibrary& git = handles_->git;
  RULEC_TRY(tree, handles_->tree_of(revision));
  git_diff_options options = diff_options(git);
  git_diff* found = nullptr;
  if (git.diff_tree_to_workdir_with_index(&found, handles_->get(), as_tree(tree), &options) != 0) {
    return broken(git, "comparing");
  }
  return handles_->paths_of(found);
}

Result<std::vector<std::string>> Repository::staged() const {
  const GitLibrary& git = handles_->git;
  RULEC_TRY(tree, handles_->head_tree());
  git_diff* found = nullptr;
  if (git.diff_tree_to_index(&found, handles_->get(), as_tree(tree), handles_->index.get(),
                             nullptr) != 0) {
    return broken(git, "comparing");
  }
  return handles_->paths_of(found);
}

Result<std::vector<std::string>> Repository::index_paths() const {
  const GitLibrary& git = handles_->git;
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < git.index_entrycount(handles_->index.get()); ++i) {
    const git_index_entry* entry = git.index_get_byindex(handles_->index.get(), i);
    // Submodules and links are not files of the project; a conflict has several entries a path.
    bool is_file = (entry->mode & 0170000U) == 0100000U;
    if (is_file && (paths.empty() || paths.back() != entry->path)) {
      paths.emplace_back(entry->path);
    }
  }
  return limited(std::move(paths));
}

Result<std::string> Repository::commit_of(const std::string& revision) const {
  RULEC_TRY(commit, handles_->object_of(revision, GIT_OBJECT_COMMIT));
  char digits[GIT_OID_HEXSZ + 1];
  handles_->git.oid_tostr(digits, sizeof digits, handles_->git.object_id(commit.get()));
  return std::string(digits);
}

Result<std::vector<std::string>> Repository::reference_names() const {
  const GitLibrary& git = handles_->git;
  git_strarray found = {};
  if (git.reference_list(&found, handles_->get()) != 0) {
    return broken(git, "reading the references");
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < found.count; ++i) {
    std::string_view name(found.strings[i]);
    for (std::string_view head : {"refs/heads/", "refs/tags/", "refs/remotes/"}) {
      if (name.starts_with(head)) {
        names.emplace_back(name.substr(head.size()));
      }
    }
  }
  git.strarray_dispose(&found);
  return limited(std::move(names));
}

Result<std::vector<std::string>> Repository::revision_paths(const std::string& revision) const {
  const GitLibrary& git = handles_->git;
  RULEC_TRY(tree, handles_->tree_of(revision));
  TreeFiles files(git);
  int status = git.tree_walk(as_tree(tree), GIT_TREEWALK_PRE, TreeFiles::visit, &files);
  if (files.is_over_limit()) {
    return too_many_files();
  }
  return status == 0 ? limited(files.take()) : broken(git, "reading a folder");
}

Result<std::optional<std::string>> Repository::staged_blob(const std::string& path,
                                                           std::size_t max_bytes) const {
  const git_index_entry* entry =
      handles_->git.index_get_bypath(handles_->index.get(), path.c_str(), 0);
  if (entry == nullptr) {
    return std::optional<std::string>();
  }
  RULEC_TRY(text, handles_->blob_text(entry->id, path, max_bytes));
  return std::optional(std::move(text));
}

Result<std::optional<std::string>> Repository::blob(const std::string& revision,
                                                    const std::string& path,
                                                    std::size_t max_bytes) const {
  RULEC_TRY(tree, handles_->tree_of(revision));
  return handles_->blob_in(tree, path, max_bytes);
}

Result<std::optional<std::string>> Repository::head_blob(const std::string& path,
                                                         std::size_t max_bytes) const {
  RULEC_TRY(tree, handles_->head_tree());
  return handles_->blob_in(tree, path, max_bytes);
}

}  // namespace rulec::project

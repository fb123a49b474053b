// Walks the project's folders and keeps what the globs name. Folders that no glob can reach into
// are not entered; links are never followed into folders, so the walk ends.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "project/internal/glob.h"
#include "project/internal/ignore.h"
#include "project/project.h"

namespace rulec::project {
namespace {

using diag::Code;

constexpr std::size_t kMaxIgnoreBytes = 1024 * 1024;

// "rules" of "rules/**/*.rule.json": the folder below which all matches lie.
std::string_view fixed_folder(std::string_view glob) {
  std::size_t special = glob.find_first_of("*?[\\");
  std::string_view fixed = glob.substr(0, special);
  std::size_t slash = fixed.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : fixed.substr(0, slash);
}

class Walk {
 public:
  Walk(FileSystem& files, const std::string& root, const std::vector<std::string>& globs,
       diag::Emitter& emitter)
      : files_(files), root_(root), globs_(globs), emitter_(emitter) {}

  std::vector<std::string> run() {
    std::set<std::string, std::less<>> starts;
    for (const std::string& glob : globs_) {
      starts.emplace(fixed_folder(glob));
    }
    read_ignore_files_above();
    read_ignore_file("");
    for (const std::string& start : starts) {
      enter_from_root(start);
    }
    if (found_.size() > kMaxProjectFiles) {
      emitter_.emit(
          diag::make(Code::kTooManyFiles, {{"limit", static_cast<std::int64_t>(kMaxProjectFiles)},
                                           {"place", "belong to the project"}})
              .help("narrow the globs under `sources` in rulec.yaml"));
      return {};
    }
    return {found_.begin(), found_.end()};
  }

 private:
  [[nodiscard]] std::string on_disk(std::string_view path) const {
    std::string joined = join_path(root_, path);
    return joined.empty() ? "." : joined;
  }

  // Patterns of the folders between the root of the git work tree and the project, and those of
  // .git/info/exclude. Inside the project they hold for paths that begin with its own path there.
  void read_ignore_files_above() {
    auto canonical = files_.canonical(root_.empty() ? "." : root_);
    if (!canonical) {
      return;
    }
    std::string tree = *canonical;
    while (!files_.info(join_path(tree, ".git")).has_value()) {
      std::string_view parent = parent_path(tree);
      if (parent.empty() || parent == tree) {
        return;
      }
      tree = parent;
    }
    std::string_view below = std::string_view(*canonical).substr(tree.size());
    below.remove_prefix(below.starts_with('/') ? 1 : 0);
    prefix_ = below.empty() ? "" : std::string(below) + "/";
    add_patterns(join_path(tree, ".git/info/exclude"), "");
    for (std::size_t slash = 0; slash < prefix_.size(); slash = prefix_.find('/', slash) + 1) {
      std::string folder = prefix_.substr(0, slash == 0 ? 0 : slash - 1);
      add_patterns(join_path(join_path(tree, folder), ".gitignore"), folder);
    }
  }

  void add_patterns(const std::string& file, std::string_view folder) {
    if (auto text = files_.read_file(file, kMaxIgnoreBytes)) {
      ignore_.add(folder, *text);
    }
  }

  void read_ignore_file(const std::string& folder) {
    if (folders_read_.insert(folder).second) {
      std::string within = prefix_ + folder;
      while (within.ends_with('/')) {
        within.pop_back();
      }
      add_patterns(on_disk(join_path(folder, ".gitignore")), within);
    }
  }

  [[nodiscard]] bool is_ignored(const std::string& path, IgnoreRules::Kind kind) const {
    return ignore_.is_ignored(prefix_ + path, kind);
  }

  // A start below the root: its parents' .gitignore files count too.
  void enter_from_root(const std::string& start) {
    for (std::size_t slash = start.find('/'); !start.empty(); slash = start.find('/', slash + 1)) {
      std::string folder = start.substr(0, slash);
      if (is_ignored(folder, IgnoreRules::Kind::kFolder) || !is_folder(folder)) {
        return;
      }
      if (slash == std::string::npos) {
        break;
      }
      read_ignore_file(folder);
    }
    folders_.push_back(start);
    while (!folders_.empty() && found_.size() <= kMaxProjectFiles) {
      std::string folder = std::move(folders_.back());
      folders_.pop_back();
      list(folder);
    }
  }

  // Also says what is wrong with a link in place of a folder.
  bool is_folder(const std::string& path) {
    auto info = files_.info(on_disk(path));
    if (info && info->kind == FileKind::kLink) {
      refuse_folder_link(path);
    }
    return info && info->kind == FileKind::kFolder;
  }

  void list(const std::string& folder) {
    auto entries = files_.list_folder(on_disk(folder));
    if (!entries) {
      if (entries.error().code != ErrorCode::kNotFound) {
        emitter_.emit(diag::make(Code::kFileUnreadable, {{"reason", entries.error().message}}));
      }
      return;
    }
    read_ignore_file(folder);
    for (const DirectoryEntry& entry : *entries) {
      visit(folder.empty() ? entry.name : folder + "/" + entry.name, entry);
    }
  }

  void visit(const std::string& path, const DirectoryEntry& entry) {
    bool is_folder = entry.kind == FileKind::kFolder;
    IgnoreRules::Kind kind = is_folder ? IgnoreRules::Kind::kFolder : IgnoreRules::Kind::kFile;
    if (entry.name == ".git" || entry.name == ".rulec" || is_ignored(path, kind)) {
      return;
    }
    if (is_folder) {
      if (may_hold_wanted(path)) {
        folders_.push_back(path);
      }
    } else if (entry.kind == FileKind::kLink) {
      visit_link(path);
    } else if (is_wanted(path)) {
      found_.insert(path);
    }
  }

  void visit_link(const std::string& path) {
    if (is_wanted(path)) {
      auto target = files_.canonical(on_disk(path));
      if (!target) {
        emitter_.emit(diag::make(Code::kFileNotFound, {{"path", path}})
                          .note(path + " is a symbolic link that leads nowhere"));
      } else if (lies_inside(*target)) {
        found_.insert(path);
      } else {
        refuse_link(path);
      }
    } else if (may_hold_wanted(path) && leads_to_folder(path)) {
      refuse_folder_link(path);
    }
  }

  [[nodiscard]] bool leads_to_folder(const std::string& path) const {
    auto target = files_.canonical(on_disk(path));
    auto info = target ? files_.info(*target) : std::unexpected(target.error());
    return info && info->kind == FileKind::kFolder;
  }

  // Rules must not vanish silently behind a link that is not followed.
  void refuse_folder_link(const std::string& path) {
    auto target = files_.canonical(on_disk(path));
    if (target && !lies_inside(*target)) {
      refuse_link(path);
      return;
    }
    emitter_.emit(diag::make(Code::kLinkToFolder, {{"path", path}})
                      .help("name the folder itself under `sources` in rulec.yaml, or remove the "
                            "link"));
  }

  void refuse_link(const std::string& path) {
    emitter_.emit(diag::make(Code::kLinkEscapes, {{"path", path}})
                      .help("copy what it leads to into the project, or leave it out of "
                            "`sources`"));
  }

  [[nodiscard]] bool is_wanted(std::string_view path) const {
    return std::ranges::any_of(
        globs_, [path](const std::string& glob) { return matches_glob(glob, path); });
  }

  [[nodiscard]] bool may_hold_wanted(std::string_view folder) const {
    return std::ranges::any_of(
        globs_, [folder](const std::string& glob) { return may_match_below(glob, folder); });
  }

  [[nodiscard]] bool lies_inside(const std::string& target) const {
    auto root = files_.canonical(root_.empty() ? "." : root_);
    return root && (*root == "/" || target.starts_with(*root + "/"));
  }

  FileSystem& files_;
  const std::string& root_;
  const std::vector<std::string>& globs_;
  diag::Emitter& emitter_;
  IgnoreRules ignore_;
  std::string prefix_;  // path of the project below the git work tree, "" or "a/b/"
  std::set<std::string> folders_read_;
  std::vector<std::string> folders_;
  std::set<std::string> found_;
};

}  // namespace

std::vector<std::string> find_files(FileSystem& files, const std::string& root,
                                    const std::vector<std::string>& globs, diag::Emitter& emitter) {
  return Walk(files, root, globs, emitter).run();
}

}  // namespace rulec::project

// Walks the project's folders and keeps what the globs name. Folders that no glob can reach into
// are not entered; links are never followed into folders, so the walk ends.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "project/internal/ignore.h"
#include "project/project.h"

namespace rulec::project {
namespace {

using diag::Code;

constexpr std::size_t kMaxIgnoreBytes = 1024 * 1024;

// "rules" of "rules/**/*.rule.json": the folder below which all matches lie.
std::string_view fixed_folder(std::string_view glob) {
  std::size_t special = glob.find_first_of("*?[");
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
    read_ignore_file("");
    for (const std::string& start : starts) {
      enter_from_root(start);
    }
    return {found_.begin(), found_.end()};
  }

 private:
  [[nodiscard]] std::string on_disk(std::string_view path) const {
    std::string joined = join_path(root_, path);
    return joined.empty() ? "." : joined;
  }

  void read_ignore_file(const std::string& folder) {
    if (!folders_read_.insert(folder).second) {
      return;
    }
    auto text = files_.read_file(on_disk(join_path(folder, ".gitignore")), kMaxIgnoreBytes);
    if (text) {
      ignore_.add(folder, *text);
    }
  }

  // A start below the root: its parents' .gitignore files count too.
  void enter_from_root(const std::string& start) {
    for (std::size_t slash = start.find('/'); slash != std::string::npos;
         slash = start.find('/', slash + 1)) {
      read_ignore_file(start.substr(0, slash));
    }
    folders_.push_back(start);
    while (!folders_.empty() && found_.size() <= kMaxProjectFiles) {
      std::string folder = std::move(folders_.back());
      folders_.pop_back();
      list(folder);
    }
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
    if (entry.name == ".git" || entry.name == ".rulec" || ignore_.is_ignored(path, kind)) {
      return;
    }
    if (is_folder) {
      folders_.push_back(path);
    } else if (is_wanted(path)) {
      if (entry.kind != FileKind::kLink || stays_inside(path)) {
        found_.insert(path);
      }
    }
  }

  [[nodiscard]] bool is_wanted(std::string_view path) const {
    return std::ranges::any_of(
        globs_, [path](const std::string& glob) { return matches_glob(glob, path); });
  }

  bool stays_inside(const std::string& path) {
    auto root = files_.canonical(root_.empty() ? "." : root_);
    auto target = files_.canonical(on_disk(path));
    if (root && target && (target->starts_with(*root + "/") || *root == "/")) {
      return true;
    }
    emitter_.emit(diag::make(Code::kLinkEscapes, {{"path", path}})
                      .help("copy the file into the project, or leave it out of `sources`"));
    return false;
  }

  FileSystem& files_;
  const std::string& root_;
  const std::vector<std::string>& globs_;
  diag::Emitter& emitter_;
  IgnoreRules ignore_;
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

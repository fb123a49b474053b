#include "git_file_system.h"

#include <algorithm>

namespace rulec::app {
namespace {

std::string without_dots(const std::string& path) {
  std::vector<std::string_view> parts;
  std::string_view rest(path);
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size() < rest.size() ? part.size() + 1 : rest.size());
    if (part == "..") {
      if (!parts.empty()) {
        parts.pop_back();
      }
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string clean;
  for (std::string_view part : parts) {
    clean.append("/").append(part);
  }
  return clean.empty() ? std::string("/") : clean;
}

}  // namespace

std::unexpected<Error> GitFileSystem::not_found(const std::string& path) const {
  return fail(ErrorCode::kNotFound, path + ": no such file or folder in " + place_);
}

std::string GitFileSystem::absolute(const std::string& path) const {
  return without_dots(join_path(folder_, path.empty() ? "." : path));
}

bool GitFileSystem::is_covered(const std::string& absolute_path, std::string& relative) const {
  if (absolute_path == repository_.root()) {
    relative.clear();
    return true;
  }
  if (!absolute_path.starts_with(repository_.root() + "/")) {
    return false;
  }
  relative = absolute_path.substr(repository_.root().size() + 1);
  return relative != ".git" && !relative.starts_with(".git/");
}

bool GitFileSystem::is_folder(const std::string& relative) const {
  // The working folder and those above it are there, whatever git holds.
  std::string full = join_path(repository_.root(), relative);
  if (relative.empty() || folder_ == full || folder_.starts_with(full + "/")) {
    return true;
  }
  auto below = std::ranges::lower_bound(paths_, relative + "/");
  return below != paths_.end() && below->starts_with(relative + "/");
}

bool GitFileSystem::is_file(const std::string& relative) const {
  return std::ranges::binary_search(paths_, relative);
}

Result<std::string> GitFileSystem::read_file(const std::string& path, std::size_t max_bytes) {
  std::string relative;
  if (!is_covered(absolute(path), relative)) {
    return next_.read_file(path, max_bytes);
  }
  if (is_folder(relative)) {
    return fail(ErrorCode::kNotRegularFile, path + ": is a folder");
  }
  RULEC_TRY(bytes, blob(relative, max_bytes));
  if (!bytes) {
    return not_found(path);
  }
  return std::move(*bytes);
}

Status GitFileSystem::write_file(const std::string& path, std::string_view /*bytes*/) {
  return fail(ErrorCode::kPermission, path + ": " + place_ + " is only read");
}

Status GitFileSystem::write_private_file(const std::string& path, std::string_view bytes) {
  return write_file(path, bytes);
}

Status GitFileSystem::make_folder(const std::string& path) {
  return fail(ErrorCode::kPermission, path + ": " + place_ + " is only read");
}

Status GitFileSystem::remove_file(const std::string& path) {
  return make_folder(path);
}

Result<std::vector<DirectoryEntry>> GitFileSystem::list_folder(const std::string& path) {
  std::string relative;
  if (!is_covered(absolute(path), relative)) {
    return next_.list_folder(path);
  }
  if (!is_folder(relative)) {
    return not_found(path);
  }
  std::string prefix = relative.empty() ? std::string() : relative + "/";
  std::vector<DirectoryEntry> entries;
  for (auto at = std::ranges::lower_bound(paths_, prefix);
       at != paths_.end() && at->starts_with(prefix); ++at) {
    std::string_view rest = std::string_view(*at).substr(prefix.size());
    std::size_t slash = rest.find('/');
    std::string_view name = rest.substr(0, slash);
    // Paths below one folder are neighbours.
    if (entries.empty() || entries.back().name != name) {
      entries.push_back(
          {.name = std::string(name),
           .kind = slash == std::string_view::npos ? FileKind::kFile : FileKind::kFolder});
    }
  }
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<FileInfo> GitFileSystem::info(const std::string& path) {
  std::string relative;
  if (!is_covered(absolute(path), relative)) {
    return next_.info(path);
  }
  if (is_folder(relative)) {
    return FileInfo{.kind = FileKind::kFolder, .size = 0};
  }
  if (!is_file(relative)) {
    return not_found(path);
  }
  return FileInfo{.kind = FileKind::kFile, .size = 0};
}

Result<std::string> GitFileSystem::canonical(const std::string& path) {
  std::string full = absolute(path);
  std::string relative;
  if (!is_covered(full, relative)) {
    return next_.canonical(path);
  }
  if (!is_folder(relative) && !is_file(relative)) {
    return not_found(path);
  }
  return full;
}

}  // namespace rulec::app

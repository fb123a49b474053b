#include "memory_file_system.h"

#include <algorithm>
#include <deque>

#include "base/check.h"

namespace rulec::testing {
namespace {

constexpr int kMaxLinkHops = 40;  // as Linux

std::unexpected<Error> not_found(const std::string& path) {
  return fail(ErrorCode::kNotFound, path + ": no such file or folder");
}

std::unexpected<Error> denied(const std::string& path) {
  return fail(ErrorCode::kPermission, path + ": Permission denied");
}

void prepend_segments(std::deque<std::string>& to, std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) {
      segments.emplace_back(path.substr(0, end));
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  to.insert(to.begin(), segments.begin(), segments.end());
}

std::string child_path(const std::string& folder, std::string_view name) {
  return std::string(folder == "/" ? "" : folder).append("/").append(name);
}

std::string parent_of(const std::string& path) {
  std::string_view parent = parent_path(path);
  return parent.empty() ? "/" : std::string(parent);
}

}  // namespace

MemoryFileSystem::MemoryFileSystem() {
  nodes_["/"] = {};
  nodes_[std::string(kWorkingFolder)] = {};
}

const MemoryFileSystem::Node* MemoryFileSystem::find(const std::string& resolved) const {
  auto found = nodes_.find(resolved);
  return found == nodes_.end() ? nullptr : &found->second;
}

Result<std::string> MemoryFileSystem::resolve(const std::string& path, FinalLink final_link) const {
  std::deque<std::string> rest;
  prepend_segments(rest, path);
  std::string at = path.starts_with('/') ? "/" : std::string(kWorkingFolder);
  for (int hops = 0; !rest.empty();) {
    std::string segment = std::move(rest.front());
    rest.pop_front();
    const Node* here = find(at);
    if (segment == ".") {
      continue;
    }
    if (here == nullptr ? segment == ".." : here->kind != FileKind::kFolder) {
      return not_found(path);
    }
    if (segment == "..") {
      at = parent_of(at);
      continue;
    }
    std::string next = child_path(at, segment);
    const Node* node = find(next);
    bool follows = !rest.empty() || final_link == FinalLink::kFollow;
    if (node == nullptr || node->kind != FileKind::kLink || !follows) {
      at = std::move(next);
      continue;
    }
    if (++hops > kMaxLinkHops) {
      return fail(ErrorCode::kIo, path + ": Too many levels of symbolic links");
    }
    at = node->bytes.starts_with('/') ? "/" : at;
    prepend_segments(rest, node->bytes);
  }
  return at;
}

Status MemoryFileSystem::add_folders(const std::string& resolved, const std::string& shown_path) {
  for (std::string at = resolved; at != "/"; at = parent_of(at)) {
    Node& node = nodes_[at];
    if (node.kind != FileKind::kFolder) {
      return fail(ErrorCode::kIo, shown_path + ": exists and is not a folder");
    }
  }
  return {};
}

MemoryFileSystem::Node& MemoryFileSystem::add_node(const std::string& path, FileKind kind) {
  std::string absolute =
      path.starts_with('/') ? path : child_path(std::string(kWorkingFolder), path);
  RULEC_CHECK(add_folders(parent_of(absolute), path).has_value());
  Node& node = nodes_[absolute];
  node.kind = kind;
  return node;
}

void MemoryFileSystem::add_file(const std::string& path, std::string bytes) {
  add_node(path, FileKind::kFile).bytes = std::move(bytes);
}

void MemoryFileSystem::add_link(const std::string& path, std::string target) {
  add_node(path, FileKind::kLink).bytes = std::move(target);
}

void MemoryFileSystem::add_special(const std::string& path) {
  add_node(path, FileKind::kOther);
}

void MemoryFileSystem::set_mode(const std::string& path, std::uint32_t mode) {
  auto resolved = resolve(path, FinalLink::kFollow);
  RULEC_CHECK(resolved.has_value() && find(*resolved) != nullptr);
  nodes_[*resolved].mode = mode;
}

void MemoryFileSystem::deny(const std::string& path) {
  auto resolved = resolve(path, FinalLink::kFollow);
  RULEC_CHECK(resolved.has_value());
  if (find(*resolved) == nullptr) {
    add_node(*resolved, FileKind::kFolder);
  }
  nodes_[*resolved].is_denied = true;
}

bool MemoryFileSystem::exists(const std::string& path) const {
  auto resolved = resolve(path, FinalLink::kKeep);
  return resolved && find(*resolved) != nullptr;
}

Result<std::string> MemoryFileSystem::read_file(const std::string& path, std::size_t max_bytes) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kFollow));
  const Node* node = find(resolved);
  if (node == nullptr) {
    return not_found(path);
  }
  if (node->kind != FileKind::kFile) {
    bool is_folder = node->kind == FileKind::kFolder;
    return fail(ErrorCode::kNotRegularFile,
                path + (is_folder ? ": is a folder" : ": is not a regular file"));
  }
  if (node->is_denied) {
    return denied(path);
  }
  if (node->bytes.size() > max_bytes) {
    return fail(ErrorCode::kTooLarge,
                path + ": is larger than " + std::to_string(max_bytes) + " bytes");
  }
  return node->bytes;
}

Status MemoryFileSystem::write_file(const std::string& path, std::string_view bytes) {
  // As rename does, a link is replaced, not followed; what it leads to must be a file all the same.
  RULEC_TRY(resolved, resolve(path, FinalLink::kKeep));
  RULEC_TRY(target, resolve(path, FinalLink::kFollow));
  std::string folder = parent_of(resolved);
  RULEC_TRY_STATUS(make_folder(folder));
  if (find(folder)->is_denied) {
    return denied(path);
  }
  const Node* old = find(target);
  if (old != nullptr && old->kind != FileKind::kFile) {
    return fail(ErrorCode::kNotRegularFile, path + ": is not a regular file");
  }
  nodes_[resolved] = {.kind = FileKind::kFile, .bytes = std::string(bytes)};
  std::string prefix = std::string(kWorkingFolder) + "/";
  written_.push_back(resolved.starts_with(prefix) ? resolved.substr(prefix.size()) : resolved);
  return {};
}

Status MemoryFileSystem::write_private_file(const std::string& path, std::string_view bytes) {
  RULEC_TRY_STATUS(write_file(path, bytes));
  set_mode(path, 0600);
  return {};
}

Result<std::vector<DirectoryEntry>> MemoryFileSystem::list_folder(const std::string& path) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kFollow));
  const Node* folder = find(resolved);
  if (folder == nullptr || folder->kind != FileKind::kFolder) {
    return not_found(path);
  }
  if (folder->is_denied) {
    return denied(path);
  }
  std::vector<DirectoryEntry> entries;
  for (const auto& [name, node] : nodes_) {
    if (name != "/" && parent_of(name) == resolved) {
      entries.push_back({.name = std::string(file_name(name)), .kind = node.kind});
    }
  }
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<FileInfo> MemoryFileSystem::info(const std::string& path) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kKeep));
  const Node* node = find(resolved);
  if (node == nullptr) {
    return not_found(path);
  }
  return FileInfo{.kind = node->kind, .size = node->bytes.size(), .mode = node->mode};
}

Result<std::string> MemoryFileSystem::canonical(const std::string& path) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kFollow));
  if (find(resolved) == nullptr) {
    return not_found(path);
  }
  return resolved;
}

Status MemoryFileSystem::make_folder(const std::string& path) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kFollow));
  for (std::string at = resolved; at != "/"; at = parent_of(at)) {
    const Node* node = find(at);
    if (node != nullptr && node->is_denied && at != resolved) {
      return denied(path);
    }
  }
  return add_folders(resolved, path);
}

Status MemoryFileSystem::remove_file(const std::string& path) {
  RULEC_TRY(resolved, resolve(path, FinalLink::kKeep));
  const Node* node = find(resolved);
  if (node == nullptr) {
    return not_found(path);
  }
  if (find(parent_of(resolved))->is_denied) {
    return denied(path);
  }
  if (node->kind == FileKind::kFolder) {
    return fail(ErrorCode::kNotRegularFile, path + ": is a folder");
  }
  nodes_.erase(resolved);
  return {};
}

}  // namespace rulec::testing

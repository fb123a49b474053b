#include "dev/cached_files.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>

namespace rulec::dev {
namespace {

template <class T>
bool is_same_result(const Result<T>& a, const Result<T>& b, auto is_equal) {
  return a.has_value() == b.has_value() &&
         (a.has_value() ? is_equal(*a, *b) : a.error().code == b.error().code);
}

bool is_same_names(const std::vector<DirectoryEntry>& a, const std::vector<DirectoryEntry>& b) {
  return std::ranges::equal(a, b, [](const DirectoryEntry& x, const DirectoryEntry& y) {
    return x.name == y.name && x.kind == y.kind;
  });
}

std::optional<std::string> target_of(const std::string& link) {
  std::error_code error;
  std::filesystem::path target = std::filesystem::read_symlink(link, error);
  return error ? std::nullopt : std::optional<std::string>(target.string());
}

}  // namespace

// --- asking

Result<std::string> CachedFiles::read_file(const std::string& path, std::size_t max_bytes) {
  return std::get<Result<std::string>>(ask({Kind::kRead, path}, max_bytes));
}

Result<std::vector<DirectoryEntry>> CachedFiles::list_folder(const std::string& path) {
  return std::get<Result<std::vector<DirectoryEntry>>>(ask({Kind::kListing, path}, 0));
}

Result<FileInfo> CachedFiles::info(const std::string& path) {
  return std::get<Result<FileInfo>>(ask({Kind::kInfo, path}, 0));
}

Result<std::string> CachedFiles::canonical(const std::string& path) {
  if (path.empty() || path == ".") {
    return next_.canonical(path);  // the working folder stays what it is
  }
  return std::get<Result<std::string>>(ask({Kind::kCanonical, path}, 0));
}

CachedFiles::Answer CachedFiles::ask_disk(const Key& key, std::size_t max_bytes) {
  switch (key.first) {
    case Kind::kRead:
      return next_.read_file(key.second, max_bytes);
    case Kind::kListing:
      return next_.list_folder(key.second);
    case Kind::kInfo:
      return next_.info(key.second);
    case Kind::kCanonical:
      break;
  }
  return next_.canonical(key.second);
}

CachedFiles::Answer CachedFiles::ask(const Key& key, std::size_t max_bytes) {
  if (auto known = known_.find(key); known != known_.end()) {
    if (known->second.max_bytes == max_bytes) {
      return known->second.answer;
    }
    forget_answer(known);
  }
  std::vector<std::string> places = watched_places(key);
  Answer answer = ask_disk(key, max_bytes);
  if (!may_be_kept(answer)) {
    failed_.insert_or_assign(key, Known{.max_bytes = max_bytes, .places = {}, .answer = answer});
    return answer;
  }
  failed_.erase(key);
  if (!places.empty()) {
    for (const std::string& place : places) {
      askers_.emplace(place, key);
    }
    known_.insert_or_assign(
        key, Known{.max_bytes = max_bytes, .places = std::move(places), .answer = answer});
  }
  return answer;
}

bool CachedFiles::is_same(Kind kind, const Answer& a, const Answer& b) {
  switch (kind) {
    case Kind::kListing:
      return is_same_result(std::get<Result<std::vector<DirectoryEntry>>>(a),
                            std::get<Result<std::vector<DirectoryEntry>>>(b), is_same_names);
    case Kind::kInfo:
      // Sizes and permissions are the business of those who read.
      return is_same_result(std::get<Result<FileInfo>>(a), std::get<Result<FileInfo>>(b),
                            [](const FileInfo& x, const FileInfo& y) { return x.kind == y.kind; });
    case Kind::kRead:
    case Kind::kCanonical:
      break;
  }
  return is_same_result(std::get<Result<std::string>>(a), std::get<Result<std::string>>(b),
                        std::equal_to<>());
}

// Other errors are not of the file: no descriptor is left, a disk does not answer.
bool CachedFiles::may_be_kept(const Answer& answer) {
  return std::visit(
      [](const auto& result) {
        return result.has_value() || result.error().code == ErrorCode::kNotFound ||
               result.error().code == ErrorCode::kNotRegularFile ||
               result.error().code == ErrorCode::kTooLarge;
      },
      answer);
}

// --- watching

const CachedFiles::Folder* CachedFiles::watched_folder(const std::string& path) {
  if (auto known = folders_.find(path); known != folders_.end()) {
    return &known->second;
  }
  Result<std::string> absolute = next_.canonical(path.empty() ? "." : path);
  if (!absolute || !watcher_.watch(*absolute)) {
    return nullptr;
  }
  Folder folder{.absolute = *absolute, .links = {}};
  add_links(path, folder.links);
  return &folders_.insert_or_assign(path, std::move(folder)).first->second;
}

std::string CachedFiles::watched_place(const std::string& path, std::vector<std::string>& links) {
  std::string folder(parent_path(path));
  std::string rest(file_name(path));
  while (true) {
    if (const Folder* known = watched_folder(folder)) {
      links.insert(links.end(), known->links.begin(), known->links.end());
      return (known->absolute == "/" ? "" : known->absolute) + "/" + rest;
    }
    if (folder.empty() || folder == "/") {
      return "";
    }
    rest.insert(0, "/").insert(0, file_name(folder));
    folder = std::string(parent_path(folder));
  }
}

std::vector<std::string> CachedFiles::watched_places(const Key& key) {
  const auto& [kind, path] = key;
  std::vector<std::string> places;
  if (kind == Kind::kListing) {
    // Any name in it, so that the folder itself is what is watched.
    std::string place = watched_place(path.empty() || path == "." ? "x" : path + "/x", places);
    if (place.empty()) {
      return {};
    }
    places.emplace_back(parent_path(place));
    return places;
  }
  std::string spelled = path;
  while (spelled.size() > 1 && spelled.ends_with('/')) {
    spelled.pop_back();
  }
  std::string place = watched_place(spelled, places);
  if (place.empty()) {
    return {};
  }
  places.push_back(std::move(place));
  if (kind != Kind::kInfo && target_of(spelled)) {
    follow(spelled, places);
    Result<std::string> target = next_.canonical(spelled);
    if (target && watcher_.watch(std::string(parent_path(*target)))) {
      places.push_back(*target);
    }
  }
  return places;
}

void CachedFiles::add_links(const std::string& path, std::vector<std::string>& places) {
  for (std::size_t end = path.find('/', 1); !path.empty(); end = path.find('/', end + 1)) {
    std::string link = path.substr(0, end);
    if (target_of(link)) {
      follow(link, places);
    }
    if (end == std::string::npos) {
      return;
    }
  }
}

// A name that leads on to itself is there already when it comes again.
void CachedFiles::follow(const std::string& link, std::vector<std::string>& places) {
  std::optional<std::string> target = target_of(link);
  std::string folder(parent_path(link));
  Result<std::string> absolute = next_.canonical(folder.empty() ? "." : folder);
  if (!absolute || !watcher_.watch(*absolute)) {
    return;
  }
  std::string place = join_path(*absolute, file_name(link));
  if (target && std::ranges::count(places, place) > 1) {
    return;
  }
  places.push_back(std::move(place));
  if (target) {
    std::string next = target->starts_with('/') ? *target : join_path(folder, *target);
    add_links(next, places);
    if (!target_of(next)) {
      std::vector<std::string> unused;
      if (std::string end = watched_place(next, unused); !end.empty()) {
        places.push_back(std::move(end));
      }
    }
  }
}

// --- changes

void CachedFiles::forget_answer(std::map<Key, Known>::iterator known) {
  for (const std::string& place : known->second.places) {
    askers_.erase({place, known->first});
  }
  known_.erase(known);
}

void CachedFiles::forget() {
  known_.clear();
  askers_.clear();
  failed_.clear();
  folders_.clear();
  watcher_.forget();
}

void CachedFiles::ask_anew(const std::set<Key>& keys, Difference& difference) {
  for (const Key& key : keys) {
    auto known = known_.find(key);
    auto failed = failed_.find(key);
    if (known == known_.end() && failed == failed_.end()) {
      continue;
    }
    Known old = known != known_.end() ? known->second : failed->second;
    if (known != known_.end()) {
      forget_answer(known);
    }
    if (is_same(key.first, old.answer, ask(key, old.max_bytes))) {
      continue;
    }
    if (key.first == Kind::kListing) {
      difference.has_names_changed = true;
    } else {
      difference.files.insert(key.second);
    }
  }
}

Difference CachedFiles::apply(const Changes& changes) {
  Difference difference;
  if (changes.is_empty()) {
    return difference;
  }
  folders_.clear();  // one of them may be gone, or be another one by now
  std::set<Key> keys;
  if (changes.has_lost_some) {
    for (const auto& [key, known] : known_) {
      keys.insert(key);
    }
  }
  for (const std::string& place : changes.paths) {
    auto first = [&](const std::string& name) { return askers_.lower_bound({name, Key()}); };
    for (auto at = first(place); at != askers_.end() && at->first == place; ++at) {
      keys.insert(at->second);
    }
    std::string below = place + "/";
    for (auto at = first(below); at != askers_.end() && at->first.starts_with(below); ++at) {
      keys.insert(at->second);
    }
    std::string folder(parent_path(place));
    for (auto at = first(folder); at != askers_.end() && at->first == folder; ++at) {
      if (at->second.first == Kind::kListing) {
        keys.insert(at->second);
      }
    }
  }
  ask_anew(keys, difference);
  return difference;
}

Difference CachedFiles::ask_again() {
  std::set<Key> keys;
  for (const auto& [key, known] : failed_) {
    keys.insert(key);
  }
  Difference difference;
  ask_anew(keys, difference);
  return difference;
}

}  // namespace rulec::dev

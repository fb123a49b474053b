#include "dev/cached_files.h"

#include <algorithm>

namespace rulec::dev {
namespace {

// Calls `each` with the values at `place` and at all places below it.
template <class Map, class Each>
void for_place_and_below(const Map& map, const std::string& place, Each each) {
  auto [begin, end] = map.equal_range(place);
  for (auto at = begin; at != end; ++at) {
    each(at->second);
  }
  std::string below = place + "/";
  for (auto at = map.lower_bound(below); at != map.end() && at->first.starts_with(below); ++at) {
    each(at->second);
  }
}

template <class Map>
void erase_pair(Map& map, const std::string& key, const std::string& value) {
  auto [begin, end] = map.equal_range(key);
  for (auto at = begin; at != end; ++at) {
    if (at->second == value) {
      map.erase(at);
      return;
    }
  }
}

bool is_same(const Result<std::string>& a, const Result<std::string>& b) {
  return a.has_value() == b.has_value() &&
         (a.has_value() ? *a == *b : a.error().code == b.error().code);
}

bool is_same_names(const Result<std::vector<DirectoryEntry>>& a,
                   const Result<std::vector<DirectoryEntry>>& b) {
  if (!a.has_value() || !b.has_value()) {
    return a.has_value() == b.has_value();
  }
  return std::ranges::equal(*a, *b, [](const DirectoryEntry& x, const DirectoryEntry& y) {
    return x.name == y.name && x.kind == y.kind;
  });
}

}  // namespace

std::string CachedFiles::watched_place(const std::string& path) {
  std::string folder(parent_path(path));
  std::string rest(file_name(path));
  while (true) {
    if (auto known = folders_.find(folder); known != folders_.end()) {
      return join_path(known->second, rest);
    }
    Result<std::string> absolute = next_.canonical(folder.empty() ? "." : folder);
    if (absolute && watcher_.watch(*absolute)) {
      folders_[folder] = *absolute;
      return join_path(*absolute, rest);
    }
    if (folder.empty() || folder == "/") {
      return "";
    }
    rest = std::string(file_name(folder)) + "/" + rest;
    folder = std::string(parent_path(folder));
  }
}

Result<std::string> CachedFiles::read_file(const std::string& path, std::size_t max_bytes) {
  if (auto known = reads_.find(path); known != reads_.end()) {
    if (known->second.max_bytes == max_bytes) {
      return known->second.answer;
    }
    forget_read(path);
  }
  std::vector<std::string> places;
  if (std::string place = watched_place(path); !place.empty()) {
    places.push_back(std::move(place));
  }
  Result<FileInfo> info = next_.info(path);
  if (info && info->kind == FileKind::kLink) {
    Result<std::string> target = next_.canonical(path);
    if (target && watcher_.watch(std::string(parent_path(*target)))) {
      places.push_back(*target);
    } else {
      places.clear();  // who knows when that changes
    }
  }
  Result<std::string> answer = next_.read_file(path, max_bytes);
  if (!places.empty()) {
    for (const std::string& place : places) {
      readers_.emplace(place, path);
    }
    reads_.insert_or_assign(
        path, Read{.max_bytes = max_bytes, .places = std::move(places), .answer = answer});
  }
  return answer;
}

Result<std::vector<DirectoryEntry>> CachedFiles::list_folder(const std::string& path) {
  if (auto known = listings_.find(path); known != listings_.end()) {
    return known->second.answer;
  }
  // Any name in it, so that the folder itself is what is watched.
  std::string place = watched_place(path.empty() || path == "." ? "x" : path + "/x");
  Result<std::vector<DirectoryEntry>> answer = next_.list_folder(path);
  if (!place.empty()) {
    place = std::string(parent_path(place));
    listers_.emplace(place, path);
    listings_.insert_or_assign(path, Listing{.place = place, .answer = answer});
  }
  return answer;
}

void CachedFiles::forget_read(const std::string& path) {
  auto known = reads_.find(path);
  for (const std::string& place : known->second.places) {
    erase_pair(readers_, place, path);
  }
  reads_.erase(known);
}

bool CachedFiles::has_another_answer(const std::string& path) {
  auto known = reads_.find(path);
  if (known == reads_.end()) {
    return false;
  }
  Result<std::string> old = std::move(known->second.answer);
  std::size_t max_bytes = known->second.max_bytes;
  forget_read(path);
  return !is_same(old, read_file(path, max_bytes));
}

bool CachedFiles::holds_other_names(const std::string& folder) {
  auto known = listings_.find(folder);
  if (known == listings_.end()) {
    return false;
  }
  Listing old = std::move(known->second);
  listings_.erase(known);
  erase_pair(listers_, old.place, folder);
  return !is_same_names(old.answer, list_folder(folder));
}

Difference CachedFiles::apply(const Changes& changes) {
  Difference difference;
  if (changes.is_empty()) {
    return difference;
  }
  folders_.clear();  // one of them may be gone, or be another one by now
  std::set<std::string> reads;
  std::set<std::string> listings;
  if (changes.has_lost_some) {
    for (const auto& [path, read] : reads_) {
      reads.insert(path);
    }
    for (const auto& [path, listing] : listings_) {
      listings.insert(path);
    }
  }
  for (const std::string& place : changes.paths) {
    for_place_and_below(readers_, place, [&](const std::string& path) { reads.insert(path); });
    for_place_and_below(listers_, place, [&](const std::string& path) { listings.insert(path); });
    auto [begin, end] = listers_.equal_range(std::string(parent_path(place)));
    for (auto at = begin; at != end; ++at) {
      listings.insert(at->second);
    }
  }
  for (const std::string& folder : listings) {
    difference.has_names_changed = holds_other_names(folder) || difference.has_names_changed;
  }
  for (const std::string& path : reads) {
    if (has_another_answer(path)) {
      difference.files.insert(path);
    }
  }
  return difference;
}

}  // namespace rulec::dev

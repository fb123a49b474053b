#include "read_once_file_system.h"

#include <utility>

namespace rulec::app {

std::string ReadOnceFileSystem::key_of(const std::string& path) {
  return next_.canonical(path).value_or(path);
}

void ReadOnceFileSystem::forget(const std::string& path) {
  std::lock_guard lock(mutex_);
  files_.erase(key_of(path));
}

Result<std::string> ReadOnceFileSystem::read_file(const std::string& path, std::size_t max_bytes) {
  std::lock_guard lock(mutex_);
  std::string key = key_of(path);
  auto known = files_.find(key);
  bool is_too_large = known != files_.end() && !known->second.has_value() &&
                      known->second.error().code == ErrorCode::kTooLarge;
  // Another limit is another question.
  if (known == files_.end() || is_too_large) {
    known = files_.insert_or_assign(std::move(key), next_.read_file(path, max_bytes)).first;
  }
  if (known->second && known->second->size() > max_bytes) {
    return next_.read_file(path, max_bytes);  // in whose words the refusal is
  }
  return known->second;
}

Status ReadOnceFileSystem::write_file(const std::string& path, std::string_view bytes) {
  forget(path);
  return next_.write_file(path, bytes);
}

Status ReadOnceFileSystem::write_private_file(const std::string& path, std::string_view bytes) {
  forget(path);
  return next_.write_private_file(path, bytes);
}

Status ReadOnceFileSystem::remove_file(const std::string& path) {
  forget(path);
  return next_.remove_file(path);
}

}  // namespace rulec::app

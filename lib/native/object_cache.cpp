#include "native/object_cache.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

#include "base/hash.h"

namespace rulec::native {
namespace {

constexpr std::size_t kMaxObjectBytes = std::size_t{64} << 20U;
constexpr std::size_t kMacBytes = 32;

std::string_view as_text(const HostKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// What is signed: the tuple with its length, then the object.
std::string signed_bytes(std::string_view tuple, std::string_view object) {
  std::string bytes = std::to_string(tuple.size()) + "\n";
  bytes += tuple;
  bytes += object;
  return bytes;
}

// In a time that does not depend on where they differ.
bool are_equal(std::string_view a, std::string_view b) {
  unsigned differing = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    differing |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return differing == 0;
}

}  // namespace

std::string hmac_sha256(const HostKey& key, std::string_view bytes) {
  constexpr std::size_t kBlock = 64;
  constexpr unsigned char kInner = 0x36;
  constexpr unsigned char kOuter = 0x5c;
  auto padded = [&](unsigned char with) {
    std::string block(kBlock, static_cast<char>(with));
    for (std::size_t i = 0; i < key.size(); ++i) {
      block[i] = static_cast<char>(key[i] ^ with);
    }
    return block;
  };
  auto digest = [](const std::string& text) {
    Sha256Digest made = sha256(text);
    return std::string(reinterpret_cast<const char*>(made.data()), made.size());
  };
  return digest(padded(kOuter) + digest(padded(kInner) + std::string(bytes)));
}

Result<HostKey> host_key(FileSystem& files, const std::string& path) {
  HostKey key = {};
  auto read = files.read_file(path, key.size());
  if (read && read->size() == key.size()) {
    std::copy_n(reinterpret_cast<const std::uint8_t*>(read->data()), key.size(), key.begin());
    return key;
  }
  if (read || read.error().code != ErrorCode::kNotFound) {
    return fail(ErrorCode::kIo, path + " is no key of this machine");
  }
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    return fail(ErrorCode::kIo, "there are no random bytes");
  }
  RULEC_TRY_STATUS(files.make_folder(path.substr(0, path.rfind('/'))));
  RULEC_TRY_STATUS(files.write_private_file(path, as_text(key)));
  return key;
}

std::string ObjectCache::path_of(std::string_view tuple) const {
  return folder_ + "/" + to_hex(sha256(tuple)) + ".o";
}

ObjectCache::Found ObjectCache::find(std::string_view tuple) const {
  std::string path = path_of(tuple);
  auto read = files_.read_file(path, kMaxObjectBytes + kMacBytes);
  if (!read) {
    return {};
  }
  std::string_view bytes = *read;
  if (bytes.size() > kMacBytes) {
    std::string_view object = bytes.substr(kMacBytes);
    if (are_equal(bytes.substr(0, kMacBytes), hmac_sha256(key_, signed_bytes(tuple, object)))) {
      return {.object = std::string(object), .was_rejected = false};
    }
  }
  Status removed = files_.remove_file(path);
  return {.object = std::nullopt, .was_rejected = true, .is_removed = removed.has_value()};
}

Status ObjectCache::keep(std::string_view tuple, std::string_view object) const {
  RULEC_TRY_STATUS(files_.make_folder(folder_));
  std::string bytes = hmac_sha256(key_, signed_bytes(tuple, object));
  bytes += object;
  return files_.write_private_file(path_of(tuple), bytes);
}

}  // namespace rulec::native

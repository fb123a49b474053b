// Object files kept between runs of the program, each under a MAC with a key of this machine's
// user: what somebody else put there, or what was damaged, is removed and made again. Deleting the
// folder is always safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_system.h"

namespace rulec::native {

using HostKey = std::array<std::uint8_t, 32>;

// The key in `path`, made there (0600) when there is none.
[[nodiscard]] Result<HostKey> host_key(FileSystem& files, const std::string& path);

// HMAC of RFC 2104 over SHA-256.
[[nodiscard]] std::string hmac_sha256(const HostKey& key, std::string_view bytes);

class ObjectCache {
 public:
  ObjectCache(FileSystem& files, std::string folder, const HostKey& key)
      : files_(files), folder_(std::move(folder)), key_(key) {}

  struct Found {
    std::optional<std::string> object;
    bool was_rejected = false;  // a file was there
    bool is_removed = false;    // and is gone; else it is refused each time
  };
  // `tuple`: everything that the object depends on, as text.
  [[nodiscard]] Found find(std::string_view tuple) const;
  [[nodiscard]] Status keep(std::string_view tuple, std::string_view object) const;
  [[nodiscard]] std::string path_of(std::string_view tuple) const;

 private:
  FileSystem& files_;
  std::string folder_;
  HostKey key_;
};

}  // namespace rulec::native

// What is checked is what runs: the bytes of a file are copied into memory that the kernel lets
// nobody change afterwards, this process included.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/hash.h"
#include "bundle/bundle.h"
#include "bundle/internal/refusal.h"

namespace rulec::bundle {
namespace {

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

std::unexpected<Error> unreadable(ErrorCode code, std::string message) {
  return fail(code, std::move(message), static_cast<std::uint16_t>(Refusal::kArtifactUnreadable));
}

std::unexpected<Error> system_failure(std::string what) {
  int error = errno;
  ErrorCode code = ErrorCode::kIo;
  if (error == ENOENT || error == ENOTDIR) {
    code = ErrorCode::kNotFound;
  } else if (error == EACCES || error == EPERM) {
    code = ErrorCode::kPermission;
  } else if (error == ELOOP) {
    code = ErrorCode::kNotRegularFile;
  }
  return unreadable(code, std::move(what) + ": " + std::strerror(error));
}

std::unexpected<Error> too_large(const std::string& path, std::size_t max_bytes) {
  return fail(ErrorCode::kTooLarge,
              path + " is larger than " + std::to_string(max_bytes) + " bytes",
              static_cast<std::uint16_t>(Refusal::kArtifactTooLarge));
}

Status write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return system_failure("memory file");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// The file may grow while it is read, so the limit is checked on what arrives. Hashed on the way,
// while the bytes are near.
Result<std::size_t> copy_all(int from, int to, const std::string& path, std::size_t max_bytes,
                             Sha256Stream& hash) {
  std::array<char, 64 * 1024> buffer;
  std::size_t total = 0;
  while (true) {
    ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return system_failure(path);
    }
    if (count == 0) {
      return total;
    }
    total += static_cast<std::size_t>(count);
    if (total > max_bytes) {
      return too_large(path, max_bytes);
    }
    std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
    hash.update(piece);
    RULEC_TRY_STATUS(write_all(to, piece));
  }
}

Status check_file(const Descriptor& file, const std::string& path, std::size_t max_bytes) {
  if (!file.is_open()) {
    return system_failure(path);
  }
  struct stat facts = {};
  if (::fstat(file.number(), &facts) != 0) {
    return system_failure(path);
  }
  if (!S_ISREG(facts.st_mode)) {
    return unreadable(ErrorCode::kNotRegularFile, path + " is not a regular file");
  }
  if (static_cast<std::uint64_t>(facts.st_size) > max_bytes) {
    return too_large(path, max_bytes);
  }
  return {};
}

}  // namespace

class SealedBytes {
 public:
  SealedBytes(const void* data, std::size_t size, std::string digest)
      : data_(data), size_(size), digest_(std::move(digest)) {}
  ~SealedBytes() {
    if (data_ != nullptr) {
      ::munmap(const_cast<void*>(data_), size_);
    }
  }
  SealedBytes(const SealedBytes&) = delete;
  SealedBytes& operator=(const SealedBytes&) = delete;
  [[nodiscard]] std::string_view view() const { return {static_cast<const char*>(data_), size_}; }
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  const void* data_;  // null when empty
  std::size_t size_;
  std::string digest_;
};

namespace {

std::string digest_text(const Sha256Digest& hash) {
  return "sha256:" + to_hex(hash);
}

Result<std::shared_ptr<const SealedBytes>> seal_and_map(const Descriptor& memory, std::size_t size,
                                                        const Sha256Digest& hash) {
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (::fcntl(memory.number(), F_ADD_SEALS, kSeals) != 0) {
    return system_failure("sealing a memory file");
  }
  if (size == 0) {
    return std::make_shared<const SealedBytes>(nullptr, 0, digest_text(hash));
  }
  // Private: older kernels refuse shared mappings of write-sealed files even when read-only.
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, memory.number(), 0);
  if (data == MAP_FAILED) {
    return system_failure("mapping a memory file");
  }
  return std::make_shared<const SealedBytes>(data, size, digest_text(hash));
}

int make_memory_file() {
  return ::memfd_create("rulec-bundle", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

}  // namespace

Result<std::shared_ptr<const SealedBytes>> read_sealed(const std::string& path,
                                                       std::size_t max_bytes) {
  // Not blocking: a FIFO is refused below instead of being waited for.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  RULEC_TRY_STATUS(check_file(file, path, max_bytes));
  Descriptor memory(make_memory_file());
  if (!memory.is_open()) {
    return system_failure("memory file");
  }
  Sha256Stream hash;
  RULEC_TRY(size, copy_all(file.number(), memory.number(), path, max_bytes, hash));
  return seal_and_map(memory, size, hash.finish());
}

Result<std::shared_ptr<const SealedBytes>> seal(std::string_view bytes) {
  Descriptor memory(make_memory_file());
  if (!memory.is_open()) {
    return system_failure("memory file");
  }
  RULEC_TRY_STATUS(write_all(memory.number(), bytes));
  return seal_and_map(memory, bytes.size(), sha256(bytes));
}

std::string_view bytes_of(const SealedBytes& sealed) {
  return sealed.view();
}

std::string digest_of(const SealedBytes& sealed) {
  return sealed.digest();
}

}  // namespace rulec::bundle

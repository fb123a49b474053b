// SHA-256 (OpenSSL), for digests of artifacts and fingerprints of findings. Never for hash tables.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rulec {

using Sha256Digest = std::array<std::uint8_t, 32>;

// Asks nothing of the heap.
[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
// Lower-case hex digits, two a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Sha256Digest& digest);

// UUID of version 5 (RFC 4122) of a name in the name space of URLs, "8f0c…-…". It rests on SHA-1: a
// name for people and tools, never a digest that something is checked with.
[[nodiscard]] std::string uuid_of_url(std::string_view url);

// The same digest over pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void update(std::string_view bytes);
  [[nodiscard]] Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rulec

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
// 64 lower-case hex digits.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Sha256Digest& digest);

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

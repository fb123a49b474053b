// Ed25519 keys (RFC 8032; OpenSSL): making, reading, writing, signing, checking. Private bytes are
// wiped when their owner goes. Messages of errors say what is wrong with a key; whoever knows its
// file names it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rulec::trust {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;

struct PublicKey {
  std::array<std::uint8_t, kPublicKeyBytes> bytes = {};
  bool operator==(const PublicKey&) const = default;
};

// Overwrites the bytes and empties the text: passphrases, private keys as text.
void wipe(std::string& secret);

// SHA-256 of the 32 bytes, in hex.
[[nodiscard]] std::string key_id(const PublicKey& key);
// Points of small order and encodings that are not canonical are refused (RC5211). A text that is
// no point of the curve is not found here; it accepts no signature.
[[nodiscard]] Result<PublicKey> public_key_of(std::string_view raw);
// PEM, SubjectPublicKeyInfo (RFC 8410). Another kind of key: RC5211; no key: RC5212.
[[nodiscard]] Result<PublicKey> read_public_key(std::string_view pem);
[[nodiscard]] std::string write_public_key(const PublicKey& key);

// False for everything but a good signature of 64 bytes.
[[nodiscard]] bool is_signature_good(const PublicKey& key, std::string_view message,
                                     std::string_view signature);

// Who signs: a key in memory, or a helper that keeps it.
class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual const PublicKey& public_key() const = 0;
  // 64 bytes that the public key has been seen to accept (RC5213).
  [[nodiscard]] virtual Result<std::string> sign(std::string_view message) = 0;
};

class PrivateKey final : public Signer {
 public:
  [[nodiscard]] static PrivateKey generate();
  // PEM, PKCS#8, encrypted when a passphrase is needed: kUsage with RC5212 when none was given or
  // it does not fit.
  [[nodiscard]] static Result<PrivateKey> read(std::string_view pem,
                                               std::optional<std::string_view> passphrase);
  [[nodiscard]] static bool is_encrypted(std::string_view pem);
  // With a passphrase PBES2 of scrypt (N=16384, r=8, p=1) and AES-256-CBC, as
  // `openssl pkcs8 -topk8 -scrypt` writes it.
  [[nodiscard]] std::string write(std::optional<std::string_view> passphrase) const;

  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  ~PrivateKey() override;
  [[nodiscard]] const PublicKey& public_key() const override;
  [[nodiscard]] Result<std::string> sign(std::string_view message) override;

 private:
  struct Handle;  // of the library
  explicit PrivateKey(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace rulec::trust

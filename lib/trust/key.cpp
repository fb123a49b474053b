// The one file that knows OpenSSL's keys. Its names for things are kept here.
#include "trust/key.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/check.h"
#include "base/crypto.h"
#include "base/hash.h"
#include "base/limits.h"
#include "trust/internal/refusal.h"

namespace rulec::trust {
namespace {

using diag::Code;

// RFC 7914; what `openssl pkcs8 -topk8 -scrypt` takes.
constexpr std::uint64_t kScryptN = 16384;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 1;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* owned) const { Free(owned); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyInfo = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using Encrypted = Owned<X509_SIG, X509_SIG_free>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Stream = Owned<BIO, BIO_vfree>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const std::array<std::uint8_t, kPublicKeyBytes>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// --- points

constexpr std::uint8_t kSignBit = 0x80;

using Coordinate = std::array<std::uint8_t, kPublicKeyBytes>;

// y of the eight points whose order divides 8, less the sign of x: a signature by such a key says
// nothing, since it fits many messages.
constexpr std::array<Coordinate, 5> kSmallOrder = {{
    {0x00},
    {0x01},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
}};

// 2^255 - 19, little-endian; y below it has one encoding.
constexpr Coordinate kFieldPrime = {
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

// "" when the point may be a key.
std::string_view problem_of_point(const PublicKey& key) {
  Coordinate y = key.bytes;
  y.back() &= static_cast<std::uint8_t>(~kSignBit);
  if (!std::ranges::lexicographical_compare(y | std::views::reverse,
                                            kFieldPrime | std::views::reverse)) {
    return "its encoding is not canonical";
  }
  if (std::ranges::find(kSmallOrder, y) != kSmallOrder.end()) {
    return "it is a point of small order, whose signatures fit any message";
  }
  return "";
}

// --- PEM

struct PemBlock {
  std::string label;  // "PUBLIC KEY"
  std::string der;
  PemBlock() = default;
  PemBlock(PemBlock&&) = default;
  PemBlock& operator=(PemBlock&&) = default;
  ~PemBlock() { wipe(der); }
};

std::unexpected<Error> unreadable(std::string problem) {
  return refuse(Code::kKeyUnreadable, std::move(problem));
}

// Exactly one block, and nothing but white space around it.
Result<PemBlock> read_pem(std::string_view pem) {
  static constexpr std::string_view kBegin = "-----BEGIN ";
  static constexpr std::string_view kSpace = " \t\r\n";
  if (pem.size() > kMaxKeyBytes) {
    return unreadable("it is larger than " + std::to_string(kMaxKeyBytes) + " bytes");
  }
  std::size_t first = pem.find_first_not_of(kSpace);
  if (first == std::string_view::npos || !pem.substr(first).starts_with(kBegin)) {
    return unreadable("it does not begin as a PEM text");
  }
  if (pem.find(kBegin, first + 1) != std::string_view::npos) {
    return unreadable("it holds more than one PEM block");
  }
  Stream stream(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  bool is_read = stream && PEM_read_bio(stream.get(), &name, &header, &data, &length) == 1;
  ERR_clear_error();
  if (!is_read) {
    return unreadable("it is no whole PEM text");
  }
  PemBlock block;
  block.label = name;
  block.der.assign(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
  bool has_header = header != nullptr && *header != '\0';
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, static_cast<std::size_t>(length));
  std::string_view rest = pem.substr(pem.find("-----END "));
  std::size_t end = rest.find("-----", 1);
  if (end == std::string_view::npos ||
      rest.substr(end + 5).find_first_not_of(kSpace) != std::string_view::npos) {
    return unreadable("something follows its PEM block");
  }
  return has_header ? Result<PemBlock>(unreadable("it is encrypted in a way before PKCS#8"))
                    : Result<PemBlock>(std::move(block));
}

std::unexpected<Error> wrong_type(std::string problem) {
  return refuse(Code::kKeyType, std::move(problem));
}

template <class Made, class T>
Made read_der(T* (*reader)(T**, const unsigned char**, long), const std::string& der) {
  const unsigned char* at = bytes_of(der);
  Made made(reader(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  // A key with something behind it is not the key that was meant.
  return at == bytes_of(der) + der.size() ? std::move(made) : Made();
}

Result<PublicKey> public_key_in(const EVP_PKEY* key) {
  if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
    return wrong_type("its algorithm is another one");
  }
  PublicKey made;
  std::size_t size = made.bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, made.bytes.data(), &size) != 1 ||
      size != made.bytes.size()) {
    ERR_clear_error();
    return unreadable("its bytes cannot be taken");
  }
  return public_key_of(text_of(made.bytes));
}

std::string take_text(BIO* stream) {
  char* data = nullptr;
  long length = BIO_get_mem_data(stream, &data);
  return {data, static_cast<std::size_t>(length)};
}

}  // namespace

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

std::string key_id(const PublicKey& key) {
  return to_hex(sha256(text_of(key.bytes)));
}

Result<PublicKey> public_key_of(std::string_view raw) {
  PublicKey key;
  if (raw.size() != key.bytes.size()) {
    return wrong_type("it has " + std::to_string(raw.size()) + " bytes, expected " +
                      std::to_string(key.bytes.size()));
  }
  std::ranges::copy(raw, reinterpret_cast<char*>(key.bytes.data()));
  std::string_view problem = problem_of_point(key);
  return problem.empty() ? Result<PublicKey>(key)
                         : Result<PublicKey>(wrong_type(std::string(problem)));
}

Result<PublicKey> read_public_key(std::string_view pem) {
  start_crypto();
  RULEC_TRY(block, read_pem(pem));
  if (block.label != "PUBLIC KEY") {
    return wrong_type("its PEM block is called `" + block.label + "`, expected `PUBLIC KEY`");
  }
  auto key = read_der<Key>(d2i_PUBKEY, block.der);
  return key ? public_key_in(key.get())
             : Result<PublicKey>(unreadable("it is no SubjectPublicKeyInfo"));
}

std::string write_public_key(const PublicKey& key) {
  start_crypto();
  Key handle(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
  Stream stream(BIO_new(BIO_s_mem()));
  RULEC_CHECK(handle && stream && PEM_write_bio_PUBKEY(stream.get(), handle.get()) == 1);
  return take_text(stream.get());
}

bool is_signature_good(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != kSignatureBytes || !problem_of_point(key).empty()) {
    return false;
  }
  start_crypto();
  Key handle(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
  Context context(EVP_MD_CTX_new());
  bool is_good =
      handle && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                       message.size()) == 1;
  ERR_clear_error();
  return is_good;
}

// --- PrivateKey

struct PrivateKey::Handle {
  Key key;  // wiped by the library when it is freed
  PublicKey public_key;
};

PrivateKey::PrivateKey(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

PrivateKey PrivateKey::generate() {
  start_crypto();
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  RULEC_CHECK(key != nullptr);
  Result<PublicKey> made = public_key_in(key.get());
  RULEC_CHECK(made.has_value());
  return PrivateKey(std::make_unique<Handle>(Handle{.key = std::move(key), .public_key = *made}));
}

bool PrivateKey::is_encrypted(std::string_view pem) {
  return pem.find("-----BEGIN ENCRYPTED PRIVATE KEY-----") != std::string_view::npos;
}

Result<PrivateKey> PrivateKey::read(std::string_view pem,
                                    std::optional<std::string_view> passphrase) {
  start_crypto();
  RULEC_TRY(block, read_pem(pem));
  KeyInfo info;
  if (block.label == "ENCRYPTED PRIVATE KEY") {
    if (!passphrase) {
      return fail(ErrorCode::kUsage, "it is encrypted, and no passphrase was given",
                  static_cast<std::uint16_t>(Code::kKeyUnreadable));
    }
    auto encrypted = read_der<Encrypted>(d2i_X509_SIG, block.der);
    if (!encrypted) {
      return unreadable("it is no encrypted PKCS#8 key");
    }
    info.reset(
        PKCS8_decrypt(encrypted.get(), passphrase->data(), static_cast<int>(passphrase->size())));
    ERR_clear_error();
    if (!info) {
      return fail(ErrorCode::kUsage, "the passphrase does not fit",
                  static_cast<std::uint16_t>(Code::kKeyUnreadable));
    }
  } else if (block.label == "PRIVATE KEY") {
    info = read_der<KeyInfo>(d2i_PKCS8_PRIV_KEY_INFO, block.der);
  } else {
    return wrong_type("its PEM block is called `" + block.label + "`, expected `PRIVATE KEY`");
  }
  Key key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
  ERR_clear_error();
  if (!key) {
    return unreadable("it is no PKCS#8 key");
  }
  RULEC_TRY(public_key, public_key_in(key.get()));
  return PrivateKey(
      std::make_unique<Handle>(Handle{.key = std::move(key), .public_key = public_key}));
}

std::string PrivateKey::write(std::optional<std::string_view> passphrase) const {
  // Memory of this stream is wiped when it goes.
  Stream stream(BIO_new(BIO_s_secmem()));
  KeyInfo info(EVP_PKEY2PKCS8(handle_->key.get()));
  RULEC_CHECK(stream && info);
  if (!passphrase) {
    RULEC_CHECK(PEM_write_bio_PKCS8_PRIV_KEY_INFO(stream.get(), info.get()) == 1);
    return take_text(stream.get());
  }
  // Salt and initial vector are drawn by the library.
  X509_ALGOR* scheme =
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptN, kScryptR, kScryptP);
  RULEC_CHECK(scheme != nullptr);
  // Takes the scheme over when it succeeds.
  Encrypted encrypted(
      PKCS8_set0_pbe(passphrase->data(), static_cast<int>(passphrase->size()), info.get(), scheme));
  RULEC_CHECK(encrypted && PEM_write_bio_PKCS8(stream.get(), encrypted.get()) == 1);
  return take_text(stream.get());
}

const PublicKey& PrivateKey::public_key() const {
  return handle_->public_key;
}

Result<std::string> PrivateKey::sign(std::string_view message) {
  Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  bool is_signed =
      context &&
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_->key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes_of(message), message.size()) == 1 &&
      size == kSignatureBytes;
  ERR_clear_error();
  // A fault of the machine while signing can give a key away: nothing leaves unchecked.
  if (!is_signed || !is_signature_good(handle_->public_key, message, signature)) {
    return refuse(Code::kSignerFailed, "the key gave no good signature");
  }
  return signature;
}

}  // namespace rulec::trust

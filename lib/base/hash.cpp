#include "base/hash.h"

// EVP asks the heap for each digest; the one-shot digest must not, because decisions use it.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/check.h"
#include "base/crypto.h"

namespace rulec {

void start_crypto() {
  static const int kStarted = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  RULEC_CHECK(kStarted == 1);
}

struct Sha256Stream::State {
  EVP_MD_CTX* context = nullptr;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  start_crypto();
  state_->context = EVP_MD_CTX_new();
  RULEC_CHECK(state_->context != nullptr);
  RULEC_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() {
  EVP_MD_CTX_free(state_->context);
}

void Sha256Stream::update(std::string_view bytes) {
  RULEC_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256Stream::finish() {
  Sha256Digest digest{};
  unsigned int length = 0;
  RULEC_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &length) == 1);
  return digest;
}

Sha256Digest sha256(std::string_view bytes) {
  Sha256Digest digest{};
  SHA256_CTX context;
  RULEC_CHECK(SHA256_Init(&context) == 1);
  RULEC_CHECK(SHA256_Update(&context, bytes.data(), bytes.size()) == 1);
  RULEC_CHECK(SHA256_Final(digest.data(), &context) == 1);
  return digest;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (char byte : bytes) {
    auto value = static_cast<unsigned char>(byte);
    text.push_back(kDigits[value >> 4U]);
    text.push_back(kDigits[value & 15U]);
  }
  return text;
}

std::string to_hex(const Sha256Digest& digest) {
  return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string uuid_of_url(std::string_view url) {
  // RFC 4122, appendix C: the name space of URLs.
  static constexpr unsigned char kNameSpace[] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA_CTX context;
  RULEC_CHECK(SHA1_Init(&context) == 1);
  RULEC_CHECK(SHA1_Update(&context, kNameSpace, sizeof kNameSpace) == 1);
  RULEC_CHECK(SHA1_Update(&context, url.data(), url.size()) == 1);
  RULEC_CHECK(SHA1_Final(digest, &context) == 1);
  constexpr std::size_t kVersionAt = 6;
  constexpr std::size_t kVariantAt = 8;
  digest[kVersionAt] = static_cast<unsigned char>((digest[kVersionAt] & 0x0FU) | 0x50U);
  digest[kVariantAt] = static_cast<unsigned char>((digest[kVariantAt] & 0x3FU) | 0x80U);
  std::string digits = to_hex(std::string_view(reinterpret_cast<const char*>(digest), 16));
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    text += i == 8 || i == 12 || i == 16 || i == 20 ? "-" : "";
    text += digits[i];
  }
  return text;
}

}  // namespace rulec

// Keys of fixed seeds, trust files and statements for the tests of lib/trust.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "trust/base64.h"
#include "trust/envelope.h"
#include "trust/policy.h"
#include "trust/statement.h"
#include "trust/verify.h"

namespace rulec::trust::samples {

inline constexpr std::int64_t kNow = 1'795'321'867'000;  // 2026-11-22T04:31:07Z

inline std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// PKCS#8 of a seed of 32 bytes (RFC 8410, section 7).
inline std::string pem_of_seed(std::string_view seed) {
  return "-----BEGIN PRIVATE KEY-----\n" +
         encode_base64(from_hex("302e020100300506032b657004220420") + std::string(seed)) +
         "\n-----END PRIVATE KEY-----\n";
}

inline PrivateKey key_of_seed(std::string_view seed) {
  Result<PrivateKey> key = PrivateKey::read(pem_of_seed(seed), std::nullopt);
  REQUIRE(key.has_value());
  return std::move(*key);
}

// RFC 8032, test 1.
inline PrivateKey rfc_key() {
  return key_of_seed(from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
}

// A key for each number.
inline PrivateKey key_number(int number) {
  return key_of_seed(std::string(kPublicKeyBytes, static_cast<char>(number)));
}

inline std::string text_of(const PublicKey& key) {
  return encode_base64({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

// A row of a trust file; `more` begins with a comma.
inline std::string row(const PrivateKey& key, std::string_view identity, std::string_view role,
                       std::string_view more = R"(,"environments":["*"])") {
  return R"({"identity":")" + std::string(identity) + R"(","public_key":")" +
         text_of(key.public_key()) + R"(","roles":[")" + std::string(role) + "\"]" +
         std::string(more) + "}";
}

inline std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ",") + part;
  }
  return text;
}

inline std::string trust_text(const std::vector<std::string>& keys, std::string_view more = "",
                              int serial = 7) {
  return R"({"trust_version":1,"serial":)" + std::to_string(serial) + R"(,"keys":[)" +
         joined(keys) + "]" + std::string(more) + "}";
}

inline std::string document_text(const std::vector<std::string>& keys, std::string_view threshold,
                                 int serial, std::string_view more = "") {
  return R"({"trust_version":2,"serial":)" + std::to_string(serial) + R"(,"keys":[)" +
         joined(keys) + R"(],"threshold":)" + std::string(threshold) + std::string(more) + "}";
}

inline TrustPolicy policy_of(std::string_view text) {
  Result<TrustPolicy> policy = read_trust(text, "trust.json");
  REQUIRE_MESSAGE(policy.has_value(), (policy ? "" : policy.error().message));
  return std::move(*policy);
}

inline std::string hex_digest() {
  return to_hex(sha256("a bundle"));
}

inline Subject subject() {
  return {.name = "shop-rules-1.3.0.rbx", .sha256 = hex_digest()};
}

inline Release release() {
  return {.name = "shop-rules",
          .version = "1.3.0",
          .environments = {"staging", "production"},
          .min_engine = "0.1",
          .issued_ms = kNow};
}

inline std::string envelope_of(std::string_view payload, PrivateKey& key,
                               std::string_view type = kInTotoPayload) {
  return write_envelope(type, payload, key).value();
}

inline Purpose purpose() {
  return {.payload_type = kInTotoPayload,
          .predicate_type = kReleasePredicate,
          .role = Role::kRelease,
          .environment = "production",
          .ruleset = "shop-rules",
          .version = ""};
}

// What the verifier says about these envelopes: a code, or 0.
inline int verdict(const std::vector<std::string>& envelopes, const TrustPolicy& policy,
                   const Purpose& asked = purpose(), std::int64_t now_ms = kNow) {
  VerifyInput input{.digest = "sha256:" + hex_digest(), .path = "shop-rules-1.3.0.rbx"};
  input.envelopes.assign(envelopes.begin(), envelopes.end());
  Result<Admission> admission = verify_artifact(input, policy, asked, now_ms);
  if (!admission) {
    INFO(admission.error().message);
    CHECK_FALSE(admission.error().message.empty());
    return admission.error().rc;
  }
  CHECK((admission->is_unsigned || !admission->signatures.empty()));
  return 0;
}

}  // namespace rulec::trust::samples

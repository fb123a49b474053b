// Fuzz target: any bytes are refused as an envelope, a trust file, a statement, or are read; and
// the verifier admits nothing but the one statement that its trusted key has ever signed. The input
// is an envelope; and, between newlines, several of them; and a payload that a trusted key has
// signed, to get behind the signature.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "trust/base64.h"
#include "trust/envelope.h"
#include "trust/policy.h"
#include "trust/statement.h"
#include "trust/verify.h"

namespace {

using namespace rulec;

constexpr std::int64_t kNow = 1'795'321'867'000;  // 2026-11-22T04:31:07Z
constexpr std::string_view kDigest =
    "sha256:1d9512d0858eb9a274cf02c55627935db91d016e2724673cacb501d61109051f";
// The key of RFC 8032, test 1, and its release of the test vector. The private half is used for the
// second half of the target only.
constexpr std::string_view kPublicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr std::string_view kSeed =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kStatement =
    R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"environments":["*"],"issued":"2026-11-22T04:31:07Z","min_engine":"1.0","name":"demo","version":"1.0.0"},"predicateType":"urn:rulec:release:v1","subject":[{"digest":{"sha256":"1d9512d0858eb9a274cf02c55627935db91d016e2724673cacb501d61109051f"},"name":"demo-1.0.0.rbx"}]})";

trust::TrustPolicy fixed_policy() {
  auto policy = trust::read_trust(
      R"({"trust_version":1,"serial":1,"keys":[{"identity":"ci@shop","public_key":")" +
          std::string(kPublicKey) +
          R"(","roles":["release"],"rulesets":["demo"],"environments":["production"]}]})",
      "trust.json");
  RULEC_CHECK(policy.has_value());
  return std::move(*policy);
}

Result<trust::Admission> ask(const std::vector<std::string_view>& envelopes) {
  static const trust::TrustPolicy kPolicy = fixed_policy();
  trust::VerifyInput input{
      .digest = std::string(kDigest), .envelopes = envelopes, .path = "demo.rbx"};
  trust::Purpose purpose{.payload_type = trust::kInTotoPayload,
                         .predicate_type = trust::kReleasePredicate,
                         .role = trust::Role::kRelease,
                         .environment = "production"};
  return trust::verify_artifact(input, kPolicy, purpose, kNow);
}

// Nobody but the key's owner can have written what is admitted.
void check_admits_only_the_vector(const std::vector<std::string_view>& envelopes) {
  Result<trust::Admission> admission = ask(envelopes);
  if (!admission) {
    RULEC_CHECK(admission.error().rc != 0);
    return;
  }
  RULEC_CHECK(!admission->is_unsigned);
  for (const trust::Signed& said : admission->signatures) {
    RULEC_CHECK(said.statement == kStatement);
    RULEC_CHECK(said.identity == "ci@shop");
  }
}

std::vector<std::string_view> lines_of(std::string_view input) {
  std::vector<std::string_view> lines;
  while (!input.empty() && lines.size() < 20) {
    lines.push_back(input.substr(0, input.find('\n')));
    input.remove_prefix(std::min(input.size(), lines.back().size() + 1));
  }
  return lines;
}

void check_reads_back(std::string_view input) {
  Result<trust::Envelope> envelope = trust::read_envelope(input);
  if (!envelope) {
    return;
  }
  std::string written = trust::write_envelope(*envelope);
  Result<trust::Envelope> again = trust::read_envelope(written);
  RULEC_CHECK(again.has_value());
  RULEC_CHECK(again->payload == envelope->payload);
  RULEC_CHECK(again->signatures.size() == envelope->signatures.size());
  RULEC_CHECK(trust::write_envelope(*again) == written);
}

// What is read is written in one form, which reads back.
void check_statements(std::string_view input) {
  const trust::Subject subject{.name = "demo.rbx", .sha256 = std::string(64, 'a')};
  if (auto release = trust::read_release(input)) {
    std::string written = trust::write_release(subject, *release);
    auto again = trust::read_release(written);
    RULEC_CHECK(again.has_value());
    RULEC_CHECK(trust::write_release(subject, *again) == written);
  }
  if (auto provenance = trust::read_provenance(input)) {
    std::string written = trust::write_provenance(subject, *provenance);
    auto again = trust::read_provenance(written);
    RULEC_CHECK(again.has_value());
    RULEC_CHECK(trust::write_provenance(subject, *again) == written);
  }
}

void check_base64(std::string_view input) {
  RULEC_CHECK(trust::decode_base64(trust::encode_base64(input)) == std::string(input));
}

// Any payload, signed by the trusted key: whatever is admitted is a release of this digest.
void check_behind_the_signature(std::string_view payload) {
  static trust::PrivateKey key = [] {
    auto read = trust::PrivateKey::read(kSeed, std::nullopt);
    RULEC_CHECK(read.has_value());
    return std::move(*read);
  }();
  auto envelope = trust::write_envelope(trust::kInTotoPayload, payload, key);
  RULEC_CHECK(envelope.has_value());
  Result<trust::Admission> admission = ask({*envelope});
  if (admission) {
    auto release = trust::read_release(payload);
    RULEC_CHECK(release.has_value());
    RULEC_CHECK(release->name == "demo");
    RULEC_CHECK(payload.find(kDigest.substr(7)) != std::string_view::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  check_reads_back(input);
  check_base64(input);
  check_statements(input);
  if (auto policy = trust::read_trust(input, "trust.json")) {
    RULEC_CHECK(!policy->keys.empty());
  }
  // A refusal names its code.
  auto document = trust::read_trust_document(input, "trust.json");
  RULEC_CHECK(document.has_value() || document.error().rc != 0);
  auto key = trust::read_public_key(input);
  RULEC_CHECK(key.has_value() || key.error().rc != 0);
  check_admits_only_the_vector({input});
  check_admits_only_the_vector(lines_of(input));
  check_behind_the_signature(input);
  return 0;
}

// Times what signing and verifying cost, one JSON row each: one signature, one check of it, the
// verifier with one signature for a bundle of 100 kB (its digest included), and the worst that it
// can be made to do: 16 signatures, none of them by one of 64 trusted keys.
#include <cstdio>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "measure.h"
#include "trust/envelope.h"
#include "trust/verify.h"

namespace rulec::bench {
namespace {

constexpr std::int64_t kNow = 1'795'321'867'000;  // 2026-11-22T04:31:07Z
constexpr std::size_t kBundleBytes = 100'000;
constexpr int kKeys = 64;

void print_row(const char* name, const Timing& timing) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("bench", name);
  json.key("best_us");
  json.number(timing.best / 1e3);
  json.key("median_us");
  json.number(timing.median / 1e3);
  json.end_object();
  std::puts(text.c_str());
}

trust::TrustedKey row_of(const trust::PublicKey& key, int number) {
  return {.identity = "id-" + std::to_string(number),
          .key = key,
          .key_id = trust::key_id(key),
          .roles = {trust::Role::kRelease},
          .environments = {"*"}};
}

int run() {
  const Budget budget{.budget_ms = 1000, .pass_ms = 100};
  std::string bundle(kBundleBytes, 'b');
  trust::PrivateKey key = trust::PrivateKey::generate();
  trust::Release release{.name = "shop-rules",
                         .version = "1.3.0",
                         .environments = {"*"},
                         .min_engine = "0.1",
                         .issued_ms = kNow};
  std::string statement =
      trust::write_release({.name = "f.rbx", .sha256 = to_hex(sha256(bundle))}, release);
  std::string message = trust::pre_authentication_encoding(trust::kInTotoPayload, statement);
  std::string signature = key.sign(message).value();
  std::string envelope = trust::write_envelope(trust::kInTotoPayload, statement, key).value();

  print_row("sign",
            measure([&](std::size_t) { signature = key.sign(message).value(); }, 1, budget));
  print_row("verify",
            measure(
                [&](std::size_t) {
                  RULEC_CHECK(trust::is_signature_good(key.public_key(), message, signature));
                },
                1, budget));

  trust::TrustPolicy policy;
  for (int i = 1; i < kKeys; ++i) {
    policy.keys.push_back(row_of(trust::PrivateKey::generate().public_key(), i));
  }
  trust::Purpose purpose{.payload_type = trust::kInTotoPayload,
                         .predicate_type = trust::kReleasePredicate,
                         .role = trust::Role::kRelease,
                         .environment = "production"};
  auto ask = [&](const std::vector<std::string_view>& envelopes) {
    trust::VerifyInput input{.digest = "sha256:" + to_hex(sha256(bundle)), .envelopes = envelopes};
    return trust::verify_artifact(input, policy, purpose, kNow).has_value();
  };
  policy.keys.push_back(row_of(key.public_key(), kKeys));
  print_row("verify_artifact, 100 kB, 1 signature",
            measure([&](std::size_t) { RULEC_CHECK(ask({envelope})); }, 1, budget));

  std::vector<std::string> strangers;
  for (std::size_t i = 0; i < kMaxSignatures; ++i) {
    trust::PrivateKey stranger = trust::PrivateKey::generate();
    strangers.push_back(trust::write_envelope(trust::kInTotoPayload, statement, stranger).value());
  }
  std::vector<std::string_view> views(strangers.begin(), strangers.end());
  print_row("verify_artifact, 100 kB, 16 signatures, 64 keys",
            measure([&](std::size_t) { RULEC_CHECK(!ask(views)); }, 1, budget));
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main() {
  return rulec::bench::run();
}

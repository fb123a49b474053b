// Trust files: the strict form, and that document N+1 follows document N or is refused.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "samples.h"

namespace rulec::trust {
namespace {

using namespace samples;

int code_of(const auto& result) {
  return result ? 0 : result.error().rc;
}

TEST_CASE("a trust file with everything in it") {
  PrivateKey ci = rfc_key();
  PrivateKey ana = key_number(2);
  TrustPolicy policy = policy_of(trust_text(
      {row(ci, "ci@shop", "release",
           R"(,"rulesets":["shop-rules"],"environments":["*"],"not_before":"2026-01-01T00:00:00Z","not_after":"2027-12-31T00:00:00Z")"),
       row(ana, "ana@shop", "approver",
           R"(,"groups":["team-lead"],"environments":["production"])")},
      R"(,"revoked":[{"key_id":")" + key_id(key_number(3).public_key()) +
          R"(","from":"2026-03-01T00:00:00Z","reason":"laptop lost"}],"environments":{"production":{"type":"production","signatures":"required","provenance":"clean","approvals":{"groups":{"team-lead":1,"engineering-manager":2},"no_self":true,"max_age":"72h"},"activation_max_age":"30d","on_stale":"refuse","max_stale":"24h","allow_native":true,"builders":["urn:rulec:builder:local"]},"development":{"type":"development","signatures":"optional"}})"));
  CHECK(policy.serial == 7);
  CHECK(policy.version == 1);
  REQUIRE(policy.keys.size() == 2);
  CHECK(policy.keys[0].key_id ==
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
  CHECK(policy.keys[0].covers_ruleset("shop-rules"));
  CHECK_FALSE(policy.keys[0].covers_ruleset("other"));
  CHECK(policy.keys[0].covers_environment("anything"));
  CHECK(policy.keys[0].is_valid_at(*policy.keys[0].not_before_ms));
  CHECK_FALSE(policy.keys[0].is_valid_at(*policy.keys[0].not_before_ms - 1));
  CHECK(policy.keys[0].is_valid_at(*policy.keys[0].not_after_ms));
  CHECK_FALSE(policy.keys[0].is_valid_at(*policy.keys[0].not_after_ms + 1));
  CHECK(policy.keys[1].has_role(Role::kApprover));
  CHECK(policy.keys[1].groups == std::vector<std::string>{"team-lead"});
  CHECK(policy.keys[1].covers_ruleset("anything"));
  CHECK_FALSE(policy.keys[1].covers_environment("staging"));
  const Revocation& revoked = policy.revoked.at(0);
  CHECK(policy.revocation(revoked.key_id, revoked.from_ms) != nullptr);
  CHECK(policy.revocation(revoked.key_id, revoked.from_ms - 1) == nullptr);
  CHECK(policy.revocation(policy.keys[0].key_id, kNow) == nullptr);
  EnvironmentPolicy production = policy.environment("production");
  CHECK(production.is_production);
  CHECK(production.needs_signatures);
  CHECK(production.needs_provenance);
  CHECK(production.needs_clean_provenance);
  CHECK(production.allows_native);
  CHECK(production.approvals.groups.size() == 2);
  CHECK(production.approvals.forbids_own);
  CHECK(production.approvals.max_age_ms == 72LL * 3'600'000);
  CHECK(production.activation_max_age_ms == 30LL * 86'400'000);
  CHECK(production.on_stale == OnStale::kRefuse);
  CHECK_FALSE(policy.environment("development").needs_signatures);
  EnvironmentPolicy unknown = policy.environment("nobody-wrote-this");
  CHECK(unknown.needs_signatures);
  CHECK_FALSE(unknown.allows_native);
}

TEST_CASE("trust files that are not sound") {
  PrivateKey ci = rfc_key();
  PrivateKey other = key_number(2);
  std::string key = row(ci, "ci@shop", "release");
  auto with_key = [](std::string_view members) {
    return trust_text(
        {R"({"identity":"a","public_key":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",)" +
         std::string(members) + "}"});
  };
  auto with_environment = [&key](std::string_view members) {
    return trust_text({key}, R"(,"environments":{"e":{)" + std::string(members) + "}}");
  };
  REQUIRE(code_of(read_trust(trust_text({key}), "t")) == 0);
  for (
      const std::string& text : {
          std::string(),
          std::string("{}"),
          trust_text({}),  // a policy that names no key
          trust_text({key}) + "x",
          trust_text({key}, R"(,"serial":8)"),
          trust_text({key}, R"(,"threshold":{"release":1})"),  // version 2
          trust_text({key}, R"(,"extra":1)"),
          trust_text({key}, "", -1),
          std::string(R"({"trust_version":3,"serial":1,"keys":[)") + key + "]}",
          std::string(R"({"trust_version":2,"serial":1,"threshold":{},"keys":[)") + key + "]}",
          std::string(R"({"trust_version":1,"keys":[)") + key + "]}",
          with_key(R"("roles":[])"),
          with_key(R"("roles":["root"])"),
          with_key(R"("roles":"release")"),
          with_key(R"("roles":["release"],"unknown":1)"),
          with_key(R"("roles":["release"],"environments":[1])"),
          with_key(R"("roles":["release"],"environments":"*")"),
          with_key(R"("roles":["release"],"not_after":"2027-12-31")"),
          with_key(R"("roles":["release"],"not_after":"2027-12-31T00:00:00.000Z")"),
          with_key(R"("roles":["release"],"not_after":"2027-12-31T00:00:00+00:00")"),
          with_key(R"("roles":["release"],"not_after":"2027-13-31T00:00:00Z")"),
          with_key(
              R"("roles":["release"],"not_before":"2027-01-01T00:00:00Z","not_after":"2026-01-01T00:00:00Z")"),
          trust_text({R"({"identity":"a b","public_key":")" + text_of(ci.public_key()) +
                      R"(","roles":["release"]})"}),
          trust_text({R"({"identity":"a","public_key":"11qY","roles":["release"]})"}),
          trust_text(
              {R"({"identity":"a","public_key":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo","roles":["release"]})"}),
          // Small order, and an encoding of 0 that is not canonical.
          trust_text(
              {R"({"identity":"a","public_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","roles":["release"]})"}),
          trust_text(
              {R"({"identity":"a","public_key":"7f///////////////////////////////////////38=","roles":["release"]})"}),
          trust_text({key, row(ci, "mallory@shop", "release")}),  // one key, two identities
          trust_text(
              {key},
              R"(,"revoked":[{"key_id":"21fe","from":"2026-03-01T00:00:00Z","reason":"r"}])"),
          trust_text({key}, R"(,"revoked":[{"key_id":")" + std::string(64, 'A') +
                                R"(","from":"2026-03-01T00:00:00Z","reason":"r"}])"),
          trust_text({key}, R"(,"revoked":[{"key_id":")" + std::string(64, 'a') +
                                R"(","from":"2026-03-01","reason":"r"}])"),
          trust_text({key}, R"(,"revoked":[{"key_id":")" + std::string(64, 'a') +
                                R"(","from":"2026-03-01T00:00:00Z"}])"),
          with_environment(R"("type":"production","signatures":"optional")"),
          trust_text({key}, R"(,"environments":{"":{"type":"development"}})"),
          trust_text({key}, R"(,"environments":{"*":{"type":"development"}})"),
          with_environment(R"("type":"prod")"),
          with_environment(R"("signatures":"required")"),
          with_environment(R"("type":"staging","signatures":"no")"),
          with_environment(R"("type":"staging","provenance":"dirty")"),
          with_environment(R"("type":"staging","max_stale":"24")"),
          with_environment(R"("type":"staging","max_stale":"0h")"),
          with_environment(R"("type":"staging","max_stale":"-1h")"),
          with_environment(R"("type":"staging","max_stale":"1w")"),
          with_environment(R"("type":"staging","allow_native":"yes")"),
          with_environment(R"("type":"staging","approvals":{"groups":{"g":-1}})"),
          with_environment(R"("type":"staging","approvals":{"groups":{},"skip":true})"),
          with_environment(R"("type":"staging","unknown":1)"),
      }) {
    CAPTURE(text);
    CHECK(code_of(read_trust(text, "t")) == 5202);
  }
  CHECK(code_of(read_trust(std::string(kMaxTrustBytes + 1, ' '), "t")) == 5202);
}

TEST_CASE("one more key than a trust file may name") {
  for (std::size_t count : {kMaxTrustedKeys, kMaxTrustedKeys + 1}) {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < count; ++i) {
      PrivateKey key = key_of_seed(std::string(31, 'k') + static_cast<char>(i % 250));
      rows.push_back(row(key, "id-" + std::to_string(i % 250), "release"));
    }
    CHECK(code_of(read_trust(trust_text(rows), "t")) == (count > kMaxTrustedKeys ? 5202 : 0));
  }
}

// --- rotation

struct Rotation {
  PrivateKey ana = key_number(11);
  PrivateKey ben = key_number(12);
  PrivateKey cho = key_number(13);
  PrivateKey dan = key_number(14);
  PrivateKey ci = rfc_key();

  [[nodiscard]] std::vector<std::string> rows(
      const std::vector<std::pair<const PrivateKey*, std::string>>& trusted) const {
    std::vector<std::string> made = {row(ci, "ci@shop", "release")};
    for (const auto& [key, identity] : trusted) {
      made.push_back(row(*key, identity, "trust"));
    }
    return made;
  }
};

std::string signed_by(const std::string& document, const std::vector<PrivateKey*>& keys) {
  Envelope envelope{.payload_type = std::string(kTrustPayload), .payload = document};
  for (PrivateKey* key : keys) {
    envelope.signatures.push_back(
        {.key_id = key_id(key->public_key()),
         .bytes = key->sign(pre_authentication_encoding(kTrustPayload, document)).value()});
  }
  return write_envelope(envelope);
}

TEST_CASE("document N+1 follows document N") {
  Rotation r;
  std::string first = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}, {&r.cho, "cho"}}),
                                    R"({"trust":2})", 7);
  TrustPolicy current = policy_of(signed_by(first, {&r.ana, &r.ben}));
  CHECK(current.version == 2);
  CHECK(current.trust_threshold == 2);
  CHECK(current.release_threshold == 1);

  // Cho's key is lost; Dan's takes its place.
  std::string second = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}, {&r.dan, "dan"}}),
                                     R"({"trust":2})", 8);
  auto answer = [&](const std::string& text, std::int64_t now = kNow) {
    return code_of(read_successor(current, text, "next.json", now));
  };
  CHECK(answer(signed_by(second, {&r.ana, &r.ben})) == 0);
  CHECK(read_successor(current, signed_by(second, {&r.ana, &r.ben}), "n", kNow)->serial == 8);
  // Too few of the old ones, too few of the new ones, strangers, one key twice.
  CHECK(answer(signed_by(second, {&r.ana})) == 5204);
  CHECK(answer(signed_by(second, {})) == 5204);
  CHECK(answer(signed_by(second, {&r.ana, &r.dan})) == 5204);
  CHECK(answer(signed_by(second, {&r.ana, &r.cho})) == 5204);
  CHECK(answer(signed_by(second, {&r.ana, &r.ci})) == 5204);
  CHECK(answer(signed_by(second, {&r.ana, &r.ana})) == 5204);
  CHECK(answer(signed_by(second, {&r.ana, &r.ben, &r.dan, &r.cho})) == 0);
  // A step left out, no step, a step back.
  for (int serial : {6, 7, 9, 70}) {
    std::string other = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}, {&r.dan, "dan"}}),
                                      R"({"trust":2})", serial);
    CHECK(answer(signed_by(other, {&r.ana, &r.ben})) == 5204);
  }
  // A stolen key: N+1 revokes it, and its signature does not count for N+1 itself.
  std::string revokes = R"(,"revoked":[{"key_id":")" + key_id(r.ben.public_key()) +
                        R"(","from":"2027-01-01T00:00:00Z","reason":"stolen"}])";
  std::string without_ben = document_text(
      r.rows({{&r.ana, "ana"}, {&r.cho, "cho"}, {&r.dan, "dan"}}), R"({"trust":2})", 8, revokes);
  CHECK(answer(signed_by(without_ben, {&r.ana, &r.ben})) == 5204);
  CHECK(answer(signed_by(without_ben, {&r.ana, &r.cho})) == 0);
  // The thief alone cannot lower the threshold.
  std::string lowered = document_text(r.rows({{&r.ben, "ben"}}), R"({"trust":1})", 8);
  CHECK(answer(signed_by(lowered, {&r.ben})) == 5204);
  // A bare document, and one of version 1, is no successor.
  CHECK(answer(second) == 5202);
  CHECK(answer(trust_text({row(r.ana, "ana", "trust")}, "", 8)) == 5202);
  CHECK(answer(envelope_of(second, r.ana)) == 5202);  // another type of payload
  std::string v1 = trust_text({row(r.ana, "ana", "trust"), row(r.ben, "ben", "trust")}, "", 8);
  CHECK(answer(signed_by(v1, {&r.ana, &r.ben})) == 5202);
}

TEST_CASE("trust keys outside their window do not count for a step") {
  Rotation r;
  std::vector<std::string> rows = {
      row(r.ci, "ci@shop", "release"),
      row(r.ana, "ana", "trust", R"(,"not_after":"2026-12-31T00:00:00Z")")};
  TrustPolicy current = policy_of(signed_by(document_text(rows, "{}", 1), {&r.ana}));
  std::string next = signed_by(document_text(rows, "{}", 2), {&r.ana});
  CHECK(code_of(read_successor(current, next, "n", kNow)) == 0);
  CHECK(code_of(read_successor(current, next, "n", kNow + 100LL * 86'400'000)) == 5204);
}

TEST_CASE("a first document follows a file of version 1 that names trust keys") {
  Rotation r;
  TrustPolicy current =
      policy_of(trust_text({row(r.ci, "ci@shop", "release"), row(r.ana, "ana", "trust")}, "", 7));
  std::string next = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}}), R"({"trust":2})", 8);
  CHECK(code_of(read_successor(current, signed_by(next, {&r.ana}), "n", kNow)) == 5204);
  CHECK(code_of(read_successor(current, signed_by(next, {&r.ana, &r.ben}), "n", kNow)) == 0);
  TrustPolicy without = policy_of(trust_text({row(r.ci, "ci@shop", "release")}, "", 7));
  CHECK(code_of(read_successor(without, signed_by(next, {&r.ana, &r.ben}), "n", kNow)) == 5204);
}

TEST_CASE("a signed trust file holds by itself") {
  Rotation r;
  std::string document =
      document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}}), R"({"trust":2,"release":1})", 3);
  CHECK(code_of(read_trust(signed_by(document, {&r.ana, &r.ben}), "t")) == 0);
  CHECK(code_of(read_trust(signed_by(document, {&r.ana}), "t")) == 5204);
  CHECK(code_of(read_trust(document, "t")) == 5202);
  CHECK(code_of(read_trust_document(document, "t")) == 0);
  CHECK(code_of(read_trust_document(trust_text({row(r.ana, "ana", "trust")}), "t")) == 5202);
  // Thresholds that nobody could reach, or that are none.
  for (std::string_view threshold :
       {R"({"trust":3})", R"({"trust":0})", R"({"release":2})", R"({"release":300})",
        R"({"approver":1})", R"({"trust":"2"})"}) {
    std::string text = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ben"}}), threshold, 3);
    CHECK(code_of(read_trust(signed_by(text, {&r.ana, &r.ben}), "t")) == 5202);
  }
  // Two keys of one person are one.
  std::string one_person =
      document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ana"}}), R"({"trust":2})", 3);
  CHECK(code_of(read_trust_document(one_person, "t")) == 5202);
  std::string three = document_text(r.rows({{&r.ana, "ana"}, {&r.ben, "ana"}, {&r.cho, "cho"}}),
                                    R"({"trust":2})", 3);
  CHECK(code_of(read_trust(signed_by(three, {&r.ana, &r.ben}), "t")) == 5204);
  CHECK(code_of(read_trust(signed_by(three, {&r.ana, &r.cho}), "t")) == 0);
}

}  // namespace
}  // namespace rulec::trust

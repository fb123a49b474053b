// verify_artifact: every way that we know of to get an artifact admitted that should not be, and
// the code that each ends with. The happy paths beside them differ in one thing.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "verify_bench.h"

namespace rulec::trust {
namespace {

using namespace samples;

TEST_CASE("a good release is admitted, and says who vouches") {
  Bench b;
  VerifyInput input{.digest = "sha256:" + hex_digest(), .path = "f.rbx"};
  std::string envelope = b.good();
  input.envelopes = {envelope};
  Result<Admission> admission = verify_artifact(input, b.policy, purpose(), kNow);
  REQUIRE(admission.has_value());
  CHECK_FALSE(admission->is_unsigned);
  CHECK(admission->digest == input.digest);
  REQUIRE(admission->signatures.size() == 1);
  const Signed& said = admission->signatures.front();
  CHECK(said.identity == "ci@shop");
  CHECK(said.key_id == key_id(b.ci.public_key()));
  CHECK(said.statement == b.statement);
  CHECK(said.envelope_sha256 == to_hex(sha256(envelope)));
  CHECK(said.issued_ms == kNow);
  CHECK(check_label(*admission, "shop-rules", "1.3.0").has_value());
  CHECK(check_label(*admission, "shop-rules", "1.3.1").error().rc == 5116);
  CHECK(check_label(*admission, "other", "1.3.0").error().rc == 5116);
}

TEST_CASE("missing") {
  Bench b;
  CHECK(verdict({}, b.policy) == 5100);    // sidecar deleted, no row, no layer
  CHECK(verdict({""}, b.policy) == 5102);  // empty file
  CHECK(verdict({R"({"payload":"","payloadType":"t","signatures":[]})"}, b.policy) == 5102);
  std::string none =
      R"({"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]})";
  CHECK(verdict({none}, b.policy) == 5104);
  TrustPolicy empty;
  CHECK(verdict({b.good()}, empty) == 5202);  // a policy that names no key
  // Nothing inside the artifact can make a signature optional; the policy can, but not where it
  // says nothing about an environment.
  Purpose asked = purpose();
  asked.environment = "staging";
  CHECK(verdict({}, b.policy, asked) == 5100);
  asked.environment = "";
  CHECK(verdict({}, b.policy, asked) == 5100);
  TrustPolicy lax = policy_of(trust_text(
      {row(b.ci, "ci@shop", "release")},
      R"(,"environments":{"development":{"type":"development","signatures":"optional"}})"));
  asked.environment = "development";
  CHECK(verdict({}, lax, asked) == 0);
  CHECK(verdict({""}, lax, asked) == 5102);  // what is there must be good
  CHECK(verdict({envelope_of(b.statement, b.stranger)}, lax, asked) == 5105);
  asked.environment = "Development";
  CHECK(verdict({}, lax, asked) == 5117);
  // Provenance alone is no release.
  CHECK(b.of_payload(write_provenance(subject(), {.bundle_version = "1.3.0",
                                                  .optimisation_level = "O2",
                                                  .rulec_version = "0.1.0"})) == 5100);
}

TEST_CASE("quarantined") {
  Bench b;
  VerifyInput input{.digest = "sha256:" + hex_digest(),
                    .quarantined = {{.digest = "sha256:" + hex_digest(), .reason = "bad prices"}},
                    .path = "f.rbx"};
  std::string envelope = b.good();
  input.envelopes = {envelope};
  CHECK(verify_artifact(input, b.policy, purpose(), kNow).error().rc == 5130);
  input.envelopes.clear();
  CHECK(verify_artifact(input, b.policy, purpose(), kNow).error().rc == 5130);
  input.quarantined.front().digest = "sha256:" + std::string(64, '0');
  input.envelopes = {envelope};
  CHECK(verify_artifact(input, b.policy, purpose(), kNow).has_value());
  input.digest = hex_digest();
  CHECK(verify_artifact(input, b.policy, purpose(), kNow).error().rc == 5199);
}

TEST_CASE("wrong key") {
  Bench b;
  std::string bare = b.good();
  for (std::string_view member :
       {R"("publicKey":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",)", R"("cert":"x",)"}) {
    CHECK(verdict({replaced(bare, "{", "{" + std::string(member))}, b.policy) == 5102);
    CHECK(verdict({replaced(bare, "[{", "[{" + std::string(member))}, b.policy) == 5102);
  }
  CHECK(verdict({replaced(bare, "[{", R"([{"alg":"HS256",)")}, b.policy) == 5102);
  CHECK(verdict({envelope_of(b.statement, b.stranger)}, b.policy) == 5105);
  // Lengths of other algorithms: HMAC-SHA-256, RSA with 2048 bits.
  for (std::size_t size : {32U, 256U}) {
    Envelope envelope = read_envelope(bare).value();
    envelope.signatures.front().bytes = std::string(size, 's');
    CHECK(verdict({write_envelope(envelope)}, b.policy) == 5104);
  }
  // `keyid` decides nothing.
  for (const std::string& name :
       {key_id(b.ana.public_key()), std::string(), std::string("x"), std::string(64, '0')}) {
    Envelope envelope = read_envelope(bare).value();
    envelope.signatures.front().key_id = name;
    CHECK(verdict({write_envelope(envelope)}, b.policy) == 0);
    envelope.signatures.front().bytes[10] ^= 1;
    CHECK(verdict({write_envelope(envelope)}, b.policy) == 5105);
    Envelope strangers = read_envelope(envelope_of(b.statement, b.stranger)).value();
    strangers.signatures.front().key_id = key_id(b.ci.public_key());
    CHECK(verdict({write_envelope(strangers)}, b.policy) == 5105);
  }
}

TEST_CASE("revoked, too early, too late") {
  Bench b;
  std::string key = row(b.ci, "ci@shop", "release");
  auto revoked = [&](std::string_view from) {
    return policy_of(trust_text({key}, R"(,"revoked":[{"key_id":")" + key_id(b.ci.public_key()) +
                                           R"(","from":")" + std::string(from) +
                                           R"(","reason":"laptop lost"}])"));
  };
  CHECK(verdict({b.good()}, revoked("2026-03-01T00:00:00Z")) == 5106);
  CHECK(verdict({b.good()}, revoked("2026-11-22T04:31:07Z")) == 5106);
  CHECK(verdict({b.good()}, revoked("2026-11-22T04:31:08Z")) == 0);
  // `issued` before the revocation helps nobody: a thief writes any time.
  Release backdated = release();
  backdated.issued_ms = kNow - 300 * kDay;
  CHECK(verdict({envelope_of(write_release(subject(), backdated), b.ci)},
                revoked("2026-11-01T00:00:00Z")) == 5106);
  // An activation issued before it does.
  VerifyInput input{.digest = "sha256:" + hex_digest(), .path = "f.rbx"};
  std::string envelope = envelope_of(write_release(subject(), backdated), b.ci);
  input.envelopes = {envelope};
  input.activated_ms = kNow - 30 * kDay;
  CHECK(verify_artifact(input, revoked("2026-11-01T00:00:00Z"), purpose(), kNow).has_value());
  // A second key that still holds outvotes nothing, it is simply good.
  TrustPolicy two = revoked("2026-03-01T00:00:00Z");
  two.keys.push_back(policy_of(trust_text({row(b.other, "ci@shop", "release")})).keys.front());
  CHECK(verdict({b.good(), envelope_of(b.statement, b.other)}, two) == 0);

  auto windowed = [&](std::string_view window) {
    return policy_of(trust_text(
        {row(b.ci, "ci@shop", "release", R"(,"environments":["*"],)" + std::string(window))}));
  };
  TrustPolicy past = windowed(R"("not_after":"2026-11-22T04:31:06Z")");
  TrustPolicy future = windowed(R"("not_before":"2026-11-22T04:31:08Z")");
  TrustPolicy now =
      windowed(R"("not_before":"2026-11-22T04:31:07Z","not_after":"2026-11-22T04:31:07Z")");
  CHECK(verdict({b.good()}, past) == 5108);
  CHECK(verdict({b.good()}, future) == 5108);
  CHECK(verdict({b.good()}, now) == 0);
  input.activated_ms = kNow - kDay;
  CHECK(verify_artifact(input, past, purpose(), kNow).has_value());
  CHECK(verify_artifact(input, future, purpose(), kNow).error().rc == 5108);
  input.activated_ms = kNow + kDay;
  CHECK(verify_artifact(input, past, purpose(), kNow).error().rc == 5108);
}

TEST_CASE("right key, wrong role, ruleset or environment") {
  Bench b;
  CHECK(verdict({envelope_of(b.statement, b.ana)}, b.policy) == 5107);
  auto limited = [&](std::string_view more) {
    return policy_of(trust_text({row(b.ci, "ci@shop", "release", more)}));
  };
  CHECK(verdict({b.good()}, limited(R"(,"environments":["production"])")) == 0);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["staging"])")) == 5107);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["Production"])")) == 5107);
  CHECK(verdict({b.good()}, limited(R"(,"environments":[])")) == 5107);
  CHECK(verdict({b.good()}, limited("")) == 5107);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["*"],"rulesets":["shop-rules"])")) == 0);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["*"],"rulesets":["other"])")) == 5107);
  // A question that leaves ruleset and environment open is answered for what the statement says.
  Purpose any = purpose();
  any.ruleset = "";
  any.environment = "";
  CHECK(verdict({b.good()}, limited(R"(,"environments":["*"])"), any) == 0);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["staging"])"), any) == 0);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["qa"])"), any) == 5107);
  CHECK(verdict({b.good()}, limited(R"(,"environments":[])"), any) == 5107);
  CHECK(verdict({b.good()}, limited(R"(,"environments":["*"],"rulesets":["other"])"), any) == 5107);
  // The roles of another row of the same key count, those of another key do not.
  TrustPolicy rows =
      policy_of(trust_text({row(b.ci, "ci@shop", "auditor"), row(b.ci, "ci@shop", "release"),
                            row(b.ana, "ana@shop", "approver")}));
  CHECK(verdict({b.good()}, rows) == 0);
  CHECK(verdict({envelope_of(b.statement, b.ana)}, rows) == 5107);
}

TEST_CASE("wrong statement") {
  Bench b;
  CHECK(b.of_payload(b.statement) == 0);
  // An approval offered as a release, and the reverse.
  CHECK(b.of_payload(approval()) == 5112);
  CHECK(verdict({envelope_of(approval(), b.ana)}, b.policy) == 5107);
  CHECK(verdict({envelope_of(approval(), b.ana)}, b.policy, approval_purpose()) == 0);
  CHECK(verdict({envelope_of(b.statement, b.ana)}, b.policy, approval_purpose()) == 5112);
  CHECK(verdict({envelope_of(b.statement, b.ci)}, b.policy, approval_purpose()) == 5107);
  CHECK(b.of_payload(replaced(b.statement, "urn:rulec:release:v1", "urn:rulec:release:v2")) ==
        5112);
  CHECK(b.of_payload(replaced(b.statement, "urn:rulec:release:v1", "URN:rulec:release:v1")) ==
        5112);
  CHECK(b.of_payload(replaced(b.statement, R"("predicateType":"urn:rulec:release:v1",)", "")) ==
        5112);
  CHECK(b.of_payload(replaced(b.statement, "Statement/v1", "Statement/v0.1")) == 5111);
  CHECK(b.of_payload(replaced(b.statement, R"("_type":"https://in-toto.io/Statement/v1",)", "")) ==
        5111);
  CHECK(b.of_payload(replaced(b.statement, R"("https://in-toto.io/Statement/v1")", "1")) == 5111);
  // Payload of another purpose.
  CHECK(verdict({envelope_of(b.statement, b.ci, kTrustPayload)}, b.policy) == 5103);
  CHECK(verdict({envelope_of(b.statement, b.ci, "application/json")}, b.policy) == 5103);
  // The type is part of what is signed: one envelope cannot become the other.
  Envelope moved = read_envelope(envelope_of(b.statement, b.ci, kTrustPayload)).value();
  moved.payload_type = kInTotoPayload;
  CHECK(verdict({write_envelope(moved)}, b.policy) == 5105);
}

TEST_CASE("wrong subject") {
  Bench b;
  std::string digest = R"({"sha256":")" + hex_digest() + R"("})";
  std::string one = R"({"digest":)" + digest + R"(,"name":"shop-rules-1.3.0.rbx"})";
  auto with = [&](std::string_view subjects) {
    return b.of_payload(replaced(b.statement, "[" + one + "]", subjects));
  };
  auto with_digest = [&](std::string_view text) {
    return b.of_payload(replaced(b.statement, digest, text));
  };
  CHECK(with("[" + one + "]") == 0);
  CHECK(with("[]") == 5113);
  CHECK(with("[" + one + "," + one + "]") == 5113);
  CHECK(with(one) == 5113);
  CHECK(with("null") == 5113);
  CHECK(with("[" + replaced(one, "{", R"({"uri":"x",)") + "]") == 5113);
  CHECK(b.of_payload(replaced(b.statement, R"(,"subject":[)" + one + "]", "")) == 5113);
  CHECK(with_digest("{}") == 5113);
  CHECK(with_digest(R"({"sha1":"da39a3ee5e6b4b0d3255bfef95601890afd80709"})") == 5113);
  CHECK(with_digest(R"({"sha256":")" + hex_digest() + R"(","sha512":"00"})") == 5113);
  CHECK(with_digest(R"({"SHA256":")" + hex_digest() + R"("})") == 5113);
  CHECK(with_digest(R"({"sha256":")" + hex_digest().substr(1) + R"("})") == 5113);
  CHECK(with_digest(R"({"sha256":"sha256:)" + hex_digest() + R"("})") == 5113);
  std::string upper = hex_digest();
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  CHECK(with_digest(R"({"sha256":")" + upper + R"("})") == 5113);
  CHECK(with_digest(R"({"sha256":")" + to_hex(sha256("another bundle")) + R"("})") == 5114);
  // The name is right, the digest is not.
  Subject other = subject();
  other.sha256 = std::string(64, '0');
  CHECK(b.of_payload(write_release(other, release())) == 5114);
}

TEST_CASE("encoding") {
  Bench b;
  std::string good = b.good();
  std::string tail(1, '\0');
  for (const std::string& text :
       {replaced(good, "{", R"({"payload":"e30=",)"), good + tail, "\xEF\xBB\xBF" + good,
        good + " x", good + good, replaced(good, "==\"", "\""), replaced(good, "==\"", "== \""),
        replaced(good, R"("sig":")", R"("sig":" )")}) {
    CAPTURE(text);
    CHECK(verdict({text}, b.policy) == 5102);
    CHECK(verdict({good, text}, b.policy) == 5102);  // beside a good one as well
  }
  std::string deep(5000, '[');
  CHECK(verdict({deep + std::string(5000, ']')}, b.policy) == 5102);
  CHECK(verdict({std::string(kMaxEnvelopeBytes + 1, ' ')}, b.policy) == 5101);
  std::string padded = good + std::string(kMaxEnvelopeBytes - good.size(), ' ');
  CHECK(verdict({padded}, b.policy) == 0);
  CHECK(verdict({padded + " "}, b.policy) == 5101);
  CHECK(verdict(std::vector<std::string>(kMaxEnvelopes, good), b.policy) == 0);
  CHECK(verdict(std::vector<std::string>(kMaxEnvelopes + 1, good), b.policy) == 5101);
  // Payloads, by whomever, are hashed once a key: only so much of them.
  std::string padding(700 * 1024, ' ');
  std::vector<std::string> large = {good};
  for (std::size_t i = 1; i <= 5; ++i) {
    large.push_back(envelope_of(b.statement + std::string(i, ' ') + padding, b.stranger));
  }
  CHECK(verdict(large, b.policy) == 0);
  large.push_back(envelope_of(padding, b.stranger));
  CHECK(verdict(large, b.policy) == 5101);
  // Payloads that a trusted key has signed.
  for (const std::string& payload :
       {replaced(b.statement, "{", R"({"predicateType":"urn:rulec:approval:v1",)"),
        b.statement + tail, "\xEF\xBB\xBF" + b.statement, b.statement + "{}", std::string("null"),
        std::string("[]"), std::string("text"), replaced(b.statement, "{", R"({"more":1,)"),
        deep + std::string(5000, ']')}) {
    CAPTURE(payload);
    CHECK(b.of_payload(payload) == 5110);
  }
}

TEST_CASE("signatures are counted") {
  Bench b;
  std::string message = pre_authentication_encoding(kInTotoPayload, b.statement);
  Envelope many{.payload_type = std::string(kInTotoPayload), .payload = b.statement};
  for (std::size_t i = 0; i + 1 < kMaxSignatures; ++i) {
    many.signatures.push_back({.bytes = std::string(64, static_cast<char>(i))});
  }
  many.signatures.push_back({.bytes = b.ci.sign(message).value()});
  CHECK(verdict({write_envelope(many)}, b.policy) == 0);
  many.signatures.push_back({.bytes = std::string(64, 'x')});
  CHECK(verdict({write_envelope(many)}, b.policy) == 5104);
  // Of all envelopes together.
  many.signatures.pop_back();
  CHECK(verdict({write_envelope(many), envelope_of(b.statement, b.other)}, b.policy) == 5104);
  // The same one sixteen times.
  many.signatures.assign(kMaxSignatures, many.signatures.back());
  CHECK(verdict({write_envelope(many)}, b.policy) == 5104);
}

TEST_CASE("crypto") {
  Bench b;
  Envelope envelope = read_envelope(b.good()).value();
  std::string signature = envelope.signatures.front().bytes;
  auto with = [&](const std::string& bytes) {
    envelope.signatures.front().bytes = bytes;
    return verdict({write_envelope(envelope)}, b.policy);
  };
  CHECK(with(signature) == 0);
  CHECK(with(signature.substr(0, 63)) == 5104);
  CHECK(with(signature + "x") == 5104);
  CHECK(with("") == 5102);  // an empty member says nothing at all
  CHECK(with(std::string(64, '\0')) == 5105);
  CHECK(with(signature.substr(0, 32) + std::string(32, '\xff')) == 5105);
  CHECK(with(signature.substr(32) + signature.substr(0, 32)) == 5105);
  // Over the payload instead of its encoding.
  CHECK(with(b.ci.sign(b.statement).value()) == 5105);
  // Every bit of the payload counts.
  for (std::size_t i = 0; i < b.statement.size(); ++i) {
    Envelope altered = read_envelope(b.good()).value();
    altered.payload[i] = static_cast<char>(altered.payload[i] ^ 1);
    CHECK(verdict({write_envelope(altered)}, b.policy) == 5105);
  }
}

TEST_CASE("N03 every bit of an envelope that is flipped is refused, or says the same") {
  Bench b;
  std::string good = b.good();
  int admitted = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string altered = good;
      altered[i] = static_cast<char>(altered[i] ^ static_cast<char>(1U << bit));
      int code = verdict({altered}, b.policy);
      if (code == 0) {
        ++admitted;
        // Only `keyid` may change: it decides nothing.
        CHECK(read_envelope(altered)->payload == b.statement);
        CHECK(i >= good.find("keyid"));
        CHECK(i < good.find("sig\""));
      }
    }
  }
  CHECK(admitted > 0);
}

TEST_CASE("predicates that do not fit") {
  Bench b;
  for (auto [old_text, new_text] : std::vector<std::pair<std::string_view, std::string_view>>{
           {R"("min_engine":"0.1",)", ""},
           {R"("min_engine":"0.1")", R"("min_engine":0.1)"},
           {R"("min_engine":"0.1")", R"("min_engine":"0.1","unknown":1)"},
           {R"("version":"1.3.0")", R"("version":"")"},
           {R"(["staging","production"])", "[]"},
           {R"(["staging","production"])", R"("production")"},
           {R"(["staging","production"])", "[1]"},
           {R"("issued":"2026-11-22T04:31:07Z")", R"("issued":"2026-11-22")"},
           {R"("issued":"2026-11-22T04:31:07Z")", R"("issued":"2026-11-22T05:31:07+01:00")"},
           {R"("issued":"2026-11-22T04:31:07Z")", R"("issued":1795321867)"},
           {R"("issued")", R"("expires":"soon","issued")"},
           {R"("name":"shop-rules",)", ""},
           {R"("name":"shop-rules",)", R"("name":"shop-rules","sbom_sha256":"x",)"}}) {
    CAPTURE(new_text);
    CHECK(b.of_payload(replaced(b.statement, old_text, new_text)) == 5115);
  }
  CHECK(b.of_payload(replaced(b.statement, R"("issued")", R"("expires":null,"issued")")) == 0);
  CHECK(b.of_payload(replaced(b.statement, R"("_type")", R"("_type" )")) == 0);  // signed as it is
}

TEST_CASE("replay") {
  Bench b;
  Release staging = release();
  staging.environments = {"staging"};
  std::string text = envelope_of(write_release(subject(), staging), b.ci);
  CHECK(verdict({text}, b.policy) == 5117);
  Purpose there = purpose();
  there.environment = "staging";
  CHECK(verdict({text}, b.policy, there) == 0);
  CHECK(verdict({text, b.good()}, b.policy) == 0);  // one that allows it is enough
  Release everywhere = release();
  everywhere.environments = {"*"};
  CHECK(b.of_payload(write_release(subject(), everywhere)) == 0);

  Release other = release();
  other.name = "other-rules";
  CHECK(b.of_payload(write_release(subject(), other)) == 5116);
  Purpose exact = purpose();
  exact.version = "1.3.0";
  CHECK(verdict({b.good()}, b.policy, exact) == 0);
  exact.version = "1.3.1";
  CHECK(verdict({b.good()}, b.policy, exact) == 5116);

  Release timed = release();
  timed.expires_ms = kNow;
  std::string expiring = envelope_of(write_release(subject(), timed), b.ci);
  CHECK(verdict({expiring}, b.policy) == 0);
  CHECK(verdict({expiring}, b.policy, purpose(), kNow + 1) == 5118);
  CHECK(verdict({b.good()}, b.policy, purpose(), kNow - kMaxClockSkewMs) == 0);
  CHECK(verdict({b.good()}, b.policy, purpose(), kNow - kMaxClockSkewMs - 1) == 5118);

  // Approvals of another ruleset, for another environment, expired.
  Purpose leave = approval_purpose();
  CHECK(verdict({envelope_of(approval("other"), b.ana)}, b.policy, leave) == 5116);
  CHECK(verdict({envelope_of(approval("shop-rules", "staging"), b.ana)}, b.policy, leave) == 5117);
  CHECK(verdict({envelope_of(approval(), b.ana)}, b.policy, leave, kNow + 31 * kDay) == 5118);
  CHECK(verdict({envelope_of(replaced(approval(), R"("nonce":"0)", R"("nonce":"x)"), b.ana)},
                b.policy, leave) == 5115);
  // Statements that the verifier does not judge yet.
  leave.predicate_type = kActivationPredicate;
  leave.role = Role::kActivator;
  std::string activation = replaced(approval(), kApprovalPredicate, kActivationPredicate);
  TrustPolicy activators = policy_of(trust_text({row(b.ana, "ana@shop", "activator")}));
  CHECK(verdict({envelope_of(activation, b.ana)}, activators, leave) == 5115);
}

TEST_CASE("an approval approves, by an approver, and is there") {
  Bench b;
  Purpose leave = approval_purpose();
  CHECK(verdict({envelope_of(approval(), b.ana)}, b.policy, leave) == 0);
  std::string rejection = replaced(approval(), R"("decision":"approve")", R"("decision":"reject")");
  VerifyInput input{.digest = "sha256:" + hex_digest(), .path = "f.rbx"};
  std::string envelope = envelope_of(rejection, b.ana);
  input.envelopes = {envelope};
  Result<Admission> refused = verify_artifact(input, b.policy, leave, kNow);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().rc == 5115);
  CHECK(refused.error().message.ends_with("the approver rejects"));
  // Signatures that are optional are those of releases.
  TrustPolicy lax = policy_of(trust_text(
      {row(b.ana, "ana@shop", "approver")},
      R"(,"environments":{"production":{"type":"development","signatures":"optional"}})"));
  CHECK(verdict({}, lax, purpose()) == 0);
  CHECK(verdict({}, lax, leave) == 5100);
  // A question that no key can answer is our own mistake.
  for (Role role : {Role::kRelease, Role::kActivator, Role::kAuditor, Role::kTrust}) {
    leave.role = role;
    CHECK(verdict({envelope_of(approval(), b.ana)}, b.policy, leave) == 5199);
    CHECK(verdict({}, lax, leave) == 5199);
  }
  Purpose release_by = purpose();
  release_by.role = Role::kApprover;
  CHECK(verdict({envelope_of(b.statement, b.ana)}, b.policy, release_by) == 5199);
  release_by.predicate_type = kCheckpointPredicate;
  CHECK(verdict({b.good()}, b.policy, release_by) == 5199);
}

}  // namespace
}  // namespace rulec::trust

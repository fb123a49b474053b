// verify_artifact: what the policy asks for beyond a good release: provenance, environments,
// thresholds.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "verify_bench.h"

namespace rulec::trust {
namespace {

using namespace samples;

TEST_CASE("provenance") {
  Bench b;
  Provenance built{.source_uri = "git+https://git.example.com/shop.git",
                   .commit = std::string(40, 'a'),
                   .bundle_version = "1.3.0",
                   .optimisation_level = "O2",
                   .rulec_version = "0.1.0"};
  auto envelopes = [&](const std::string& provenance, PrivateKey& signer) {
    std::string envelope = envelope_of(provenance, signer);
    Release named = release();
    named.provenance_sha256 = to_hex(sha256(envelope));
    return std::vector<std::string>{envelope_of(write_release(subject(), named), b.ci), envelope};
  };
  std::vector<std::string> good = envelopes(write_provenance(subject(), built), b.ci);
  CHECK(verdict(good, b.policy) == 0);
  CHECK(verdict({good[1], good[0]}, b.policy) == 0);
  CHECK(verdict({good[0]}, b.policy) == 5119);
  // The same statement in another envelope is not the one that was named.
  CHECK(verdict({good[0], good[1] + " "}, b.policy) == 5119);
  CHECK(verdict(envelopes(write_provenance(subject(), built), b.stranger), b.policy) == 5119);
  CHECK(verdict(envelopes(write_provenance(subject(), built), b.ana), b.policy) == 5119);
  Subject other = subject();
  other.sha256 = std::string(64, '0');
  CHECK(verdict(envelopes(write_provenance(other, built), b.ci), b.policy) == 5121);
  CHECK(verdict(envelopes(replaced(write_provenance(subject(), built), R"("strip":false)",
                                   R"("strip":false,"unknown":1)"),
                          b.ci),
                b.policy) == 5121);
  auto policy_with = [&](std::string_view demands) {
    return policy_of(trust_text(
        {row(b.ci, "ci@shop", "release")},
        R"(,"environments":{"production":{"type":"production",)" + std::string(demands) + "}}"));
  };
  TrustPolicy clean = policy_with(R"("provenance":"clean")");
  CHECK(verdict(good, clean) == 0);
  CHECK(verdict({b.good()}, clean) == 5119);
  CHECK(verdict({b.good()}, policy_with(R"("provenance":"required")")) == 5119);
  CHECK(verdict({b.good()}, policy_with(R"("provenance":"optional")")) == 0);
  built.is_dirty = true;
  std::vector<std::string> dirty = envelopes(write_provenance(subject(), built), b.ci);
  CHECK(verdict(dirty, clean) == 5121);
  CHECK(verdict(dirty, policy_with(R"("provenance":"required")")) == 0);
  built.is_dirty = false;
  built.commit = "";
  CHECK(verdict(envelopes(write_provenance(subject(), built), b.ci), clean) == 5121);
  CHECK(verdict(good, policy_with(R"("builders":["urn:rulec:builder:local"])")) == 0);
  CHECK(verdict(good, policy_with(R"("builders":["urn:rulec:builder:ci"])")) == 5121);
  // A release that names no provenance names no builder either.
  CHECK(verdict({b.good()}, policy_with(R"("builders":["urn:rulec:builder:local"])")) == 5119);
  CHECK(verdict({b.good()}, policy_with(R"("builders":[])")) == 0);
}

TEST_CASE("provenance is for a ruleset and an environment, as the release is") {
  Bench b;
  std::string provenance = envelope_of(write_provenance(subject(), {.bundle_version = "1.3.0",
                                                                    .optimisation_level = "O2",
                                                                    .rulec_version = "0.1.0"}),
                                       b.other);
  Release named = release();
  named.environments = {"production"};
  named.provenance_sha256 = to_hex(sha256(provenance));
  std::vector<std::string> both = {envelope_of(write_release(subject(), named), b.ci), provenance};
  auto builder = [&](std::string_view more) {
    return policy_of(
        trust_text({row(b.ci, "ci@shop", "release"), row(b.other, "ben@shop", "release", more)}));
  };
  Purpose any = purpose();
  any.ruleset = "";
  Purpose anywhere = any;
  anywhere.environment = "";
  for (const Purpose& asked : {any, anywhere}) {
    CHECK(verdict(both, builder(R"(,"environments":["*"])"), asked) == 0);
    CHECK(verdict(both, builder(R"(,"environments":["production"],"rulesets":["shop-rules"])"),
                  asked) == 0);
    CHECK(verdict(both, builder(R"(,"environments":["*"],"rulesets":["other"])"), asked) == 5107);
  }
  CHECK(verdict(both, builder(R"(,"environments":["staging"])"), anywhere) == 5107);
  // A key that is not trusted for what is asked has not signed anything.
  CHECK(verdict(both, builder(R"(,"environments":["*"],"rulesets":["other"])")) == 5119);
  CHECK(verdict(both, builder(R"(,"environments":["staging"])"), any) == 5119);
}

TEST_CASE("an environment that the policy does not list, and none in particular") {
  Bench b;
  auto policy = [&](std::string_view environments) {
    return policy_of(trust_text({row(b.ci, "ci@shop", "release")},
                                R"(,"environments":{)" + std::string(environments) + "}"));
  };
  constexpr std::string_view kDevelopment =
      R"("development":{"type":"development","signatures":"optional","allow_native":true})";
  auto with = [&](std::string_view demands) {
    return policy(std::string(kDevelopment) + R"(,"production":{"type":"production")" +
                  std::string(demands) + "}");
  };
  Release everywhere = release();
  everywhere.environments = {"*"};
  std::string bare = envelope_of(write_release(subject(), everywhere), b.ci);
  std::string provenance = envelope_of(write_provenance(subject(), {.commit = std::string(40, 'a'),
                                                                    .bundle_version = "1.3.0",
                                                                    .optimisation_level = "O2",
                                                                    .rulec_version = "0.1.0"}),
                                       b.ci);
  everywhere.provenance_sha256 = to_hex(sha256(provenance));
  std::vector<std::string> full = {envelope_of(write_release(subject(), everywhere), b.ci),
                                   provenance};
  Purpose asked = purpose();

  // A name that is misspelt gets the demands of no environment at all.
  asked.environment = "prodction";
  for (const TrustPolicy& listing :
       {policy(kDevelopment), with(""), with(R"(,"provenance":"clean")")}) {
    CHECK(verdict({}, listing, asked) == 5117);
    CHECK(verdict({bare}, listing, asked) == 5117);
    CHECK(verdict(full, listing, asked) == 5117);
  }
  CHECK(verdict({bare}, b.policy, asked) == 0);  // nothing is listed, so nothing is misspelt
  VerifyInput input{.digest = "sha256:" + hex_digest(), .path = "f.rbx"};
  CHECK(verify_artifact(input, with(""), asked, kNow).error().message ==
        "the policy trust.json lists no environment `prodction`, only `development`, "
        "`production`");

  // No particular one: what any of them demands.
  asked.environment = "";
  CHECK(verdict({}, policy(kDevelopment), asked) == 0);
  CHECK(verdict({}, with(""), asked) == 5100);
  CHECK(verdict({bare}, with(""), asked) == 0);
  CHECK(verdict({bare}, with(R"(,"provenance":"required")"), asked) == 5119);
  CHECK(verdict(full, with(R"(,"provenance":"clean")"), asked) == 0);
  CHECK(verdict({bare}, with(R"(,"builders":["urn:rulec:builder:local"])"), asked) == 5119);
  CHECK(verdict(full, with(R"(,"builders":["urn:rulec:builder:local"])"), asked) == 0);
  CHECK(verdict(full, with(R"(,"builders":["urn:rulec:builder:ci"])"), asked) == 5121);
  // Builders that no two environments share allow nobody.
  CHECK(verdict(full, with(R"(,"builders":["urn:rulec:builder:local"]},
                     "staging":{"type":"staging","builders":["urn:rulec:builder:ci"])"),
                asked) == 5121);
  CHECK(with("").environment("development").allows_native);
  CHECK_FALSE(with("").environment("").allows_native);
  CHECK(with(R"(,"allow_native":true)").environment("").allows_native);
  CHECK(with("").environment("").is_production);
}

TEST_CASE("thresholds count people") {
  Bench b;
  PrivateKey second = key_number(21);
  PrivateKey trust = key_number(22);
  auto policy = [&](std::string_view second_identity, std::string_view more = "") {
    std::string document =
        document_text({row(b.ci, "ci@shop", "release"), row(second, second_identity, "release"),
                       row(b.other, "ben@shop", "release", R"(,"environments":["staging"])"),
                       row(trust, "ana@shop", "trust")},
                      R"({"release":2})", 1, more);
    return policy_of(envelope_of(document, trust, kTrustPayload));
  };
  Release later = release();
  later.issued_ms = kNow - 1000;
  std::string by_ci = b.good();
  std::string by_second = envelope_of(write_release(subject(), later), second);
  CHECK(verdict({by_ci, by_second}, policy("ana@shop")) == 0);
  CHECK(verdict({by_ci}, policy("ana@shop")) == 5109);
  CHECK(verdict({by_ci, by_ci}, policy("ana@shop")) == 5109);
  CHECK(verdict({by_ci, envelope_of(write_release(subject(), later), b.ci)}, policy("ana@shop")) ==
        5109);
  // Two keys of one person are one person.
  CHECK(verdict({by_ci, by_second}, policy("ci@shop")) == 5109);
  // A key that is not trusted here, provenance, another file, an expired release: none of them is a
  // second voice.
  CHECK(verdict({by_ci, envelope_of(b.statement, b.other)}, policy("ana@shop")) == 5109);
  CHECK(verdict({by_ci, envelope_of(b.statement, b.stranger)}, policy("ana@shop")) == 5109);
  std::string provenance = write_provenance(
      subject(), {.bundle_version = "1.3.0", .optimisation_level = "O2", .rulec_version = "0.1.0"});
  CHECK(verdict({by_ci, envelope_of(provenance, second)}, policy("ana@shop")) == 5109);
  Subject elsewhere = subject();
  elsewhere.sha256 = std::string(64, '0');
  CHECK(verdict({by_ci, envelope_of(write_release(elsewhere, release()), second)},
                policy("ana@shop")) == 5109);
  Release expired = release();
  expired.expires_ms = kNow - 1;
  CHECK(verdict({by_ci, envelope_of(write_release(subject(), expired), second)},
                policy("ana@shop")) == 5109);
  CHECK(verdict({by_ci, by_second},
                policy("ana@shop", R"(,"revoked":[{"key_id":")" + key_id(second.public_key()) +
                                       R"(","from":"2026-01-01T00:00:00Z","reason":"lost"}])")) ==
        5109);
  // Both on one envelope.
  Envelope both = read_envelope(by_ci).value();
  both.signatures.push_back(
      {.bytes = second.sign(pre_authentication_encoding(kInTotoPayload, b.statement)).value()});
  CHECK(verdict({write_envelope(both)}, policy("ana@shop")) == 0);
  CHECK(verdict({write_envelope(both)}, policy("ci@shop")) == 5109);
}

}  // namespace
}  // namespace rulec::trust

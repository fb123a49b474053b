// N03: what is not signed as the trust file asks does not run and is not called good, by any road
// that a bundle takes into the program: loose or in a package, decided with or verified.
#include <doctest/doctest.h>

#include <functional>
#include <optional>

#include "../trust/samples.h"
#include "bundle/bundle.h"
#include "package/artifact.h"
#include "run_in_memory.h"

namespace rulec::testing {
namespace {

using namespace trust::samples;

constexpr std::int64_t kClock = 1'772'355'600'000;  // of run_in_memory
constexpr std::int64_t kDay = 86'400'000;

constexpr std::string_view kRule = R"({ "id": "terms", "entry_point": "checkout",
  "condition": { ">": [{ "var": "cart.total" }, 10] },
  "actions": [{ "type": "display_message", "message": "Terms" }] })";

// The bundle that the program makes of the rule.
std::string compiled(std::string_view name, std::string_view version) {
  MemoryFileSystem files;
  files.add_file("/project/rulec.yaml", "rulec: 1\nname: " + std::string(name) +
                                            "\nversion: " + std::string(version) + "\n");
  files.add_file("/project/rules/terms.rule.json", std::string(kRule));
  Ran ran = run_in_memory(files, {"compile", "-o", "f.rbx"});
  REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
  return files.read_file("/project/f.rbx", 1'000'000).value();
}

struct Artifact {
  std::string bundle = compiled("shop-rules", "1.3.0");
  std::vector<std::string> envelopes;
};

// Who signs what, all else being good.
struct Signing {
  trust::Release release{.name = "shop-rules",
                         .version = "1.3.0",
                         .environments = {"staging", "production"},
                         .min_engine = "0.1",
                         .sbom_sha256 = {},
                         .provenance_sha256 = {},
                         .issued_ms = kClock,
                         .expires_ms = std::nullopt};
  trust::PrivateKey key = rfc_key();
  std::string_view payload_type = trust::kInTotoPayload;
};

std::string signed_release(const std::string& bundle, Signing signing) {
  trust::Subject subject{.name = "shop-rules-1.3.0.rbx", .sha256 = to_hex(sha256(bundle))};
  return envelope_of(trust::write_release(subject, signing.release), signing.key,
                     signing.payload_type);
}

Artifact good() {
  Artifact artifact;
  artifact.envelopes = {signed_release(artifact.bundle, {})};
  return artifact;
}

// An artifact whose release differs from a good one.
Artifact with(const std::function<void(Signing&)>& change) {
  Artifact artifact;
  Signing signing;
  change(signing);
  artifact.envelopes = {signed_release(artifact.bundle, std::move(signing))};
  return artifact;
}

std::string replaced(std::string text, std::string_view old_text, std::string_view new_text) {
  std::size_t at = text.find(old_text);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_text.size(), new_text);
}

std::string default_trust() {
  return trust_text(
      {row(rfc_key(), "ci@shop", "release", R"(,"rulesets":["shop-rules"],"environments":["*"])"),
       row(key_number(3), "ana@shop", "approver")});
}

class Roads {
 public:
  explicit Roads(const Artifact& artifact, std::string trust = default_trust()) {
    files_.add_file("/etc/rulec/trust.json", std::move(trust));
    files_.add_file("/project/context.json", R"({"cart":{"total":50}})");
    files_.add_file("/project/f.rbx", artifact.bundle);
    std::string lines;
    for (const std::string& envelope : artifact.envelopes) {
      lines += envelope + "\n";
    }
    files_.add_file("/project/f.rbx.dsse.jsonl", lines);
    files_.add_file("/project/f.rpack",
                    package::write_package({.bundle_name = "shop-rules-1.3.0.rbx",
                                            .version = "1.3.0",
                                            .bundle = artifact.bundle,
                                            .sbom = {},
                                            .envelopes = artifact.envelopes}));
  }

  // Decides nothing and says the code on every road.
  void refuse(std::string_view code, int exit_code = 1) {
    for (const char* file : {"f.rbx", "f.rpack"}) {
      CAPTURE(file);
      Ran eval = run_in_memory(files_, eval_of(file));
      CHECK(eval.exit_code == exit_code);
      CHECK_MESSAGE(eval.err.contains(code), eval.err);
      CHECK_FALSE(eval.out.contains("Terms"));
      Ran verify = run_in_memory(files_, {"verify", file, "--env", "production"});
      CHECK(verify.exit_code == exit_code);
      CHECK_MESSAGE((verify.out + verify.err).contains(code), verify.out, verify.err);
    }
  }

  void accept() {
    for (const char* file : {"f.rbx", "f.rpack"}) {
      CAPTURE(file);
      Ran eval = run_in_memory(files_, eval_of(file));
      CHECK_MESSAGE(eval.exit_code == 0, eval.err);
      CHECK(eval.out.contains("Terms"));
      Ran verify = run_in_memory(files_, {"verify", file, "--env", "production"});
      CHECK_MESSAGE(verify.exit_code == 0, verify.out, verify.err);
    }
  }

 private:
  static std::vector<std::string> eval_of(const char* file) {
    return {"eval",      "checkout",     "--bundle", file,
            "--context", "context.json", "--env",    "production"};
  }

  MemoryFileSystem files_;
};

TEST_CASE("N03 a good release runs on every road") {
  Roads(good()).accept();
  // The key id only orders the attempts.
  Artifact other_id = good();
  other_id.envelopes[0] = replaced(other_id.envelopes[0], "\"keyid\":\"21fe", "\"keyid\":\"0000");
  Roads(other_id).accept();
}

TEST_CASE("N03 without a signature nothing runs") {
  Artifact stripped = good();
  stripped.envelopes.clear();
  Roads(stripped).refuse("RC5100");
  Artifact empty = good();
  std::size_t at = empty.envelopes[0].find("\"signatures\":[");
  REQUIRE(at != std::string::npos);
  empty.envelopes[0] = empty.envelopes[0].substr(0, at) + "\"signatures\":[]}";
  Roads(empty).refuse("RC5104");
}

TEST_CASE("N03 a policy that names no key lets nothing in") {
  Roads(good(), trust_text({})).refuse("RC5202", 2);
}

TEST_CASE("N03 a key that nobody trusts, or that came with the artifact, opens nothing") {
  Roads(with([](Signing& signing) { signing.key = key_number(9); })).refuse("RC5105");
  Artifact carried = with([](Signing& signing) { signing.key = key_number(9); });
  carried.envelopes[0] =
      replaced(carried.envelopes[0], "{\"payload\"",
               R"({"publicKey":")" + text_of(key_number(9).public_key()) + R"(","payload")");
  Roads(carried).refuse("RC5102");
}

TEST_CASE("N03 a bundle that was altered after it was signed does not run") {
  Artifact altered = good();
  altered.bundle = compiled("shop-rules", "1.3.1");
  Roads(altered).refuse("RC5114");
  Artifact flipped = good();
  flipped.bundle[flipped.bundle.size() / 2] ^= 1;
  Roads(flipped).refuse("RC5114");
}

TEST_CASE("N03 a statement for another purpose, place or thing does not count") {
  Roads(with([](Signing& signing) {
    signing.payload_type = trust::kTrustPayload;
  })).refuse("RC5103");
  Roads(with([](Signing& signing) {
    signing.release.environments = {"staging"};
  })).refuse("RC5117");
  Roads(with([](Signing& signing) { signing.key = key_number(3); })).refuse("RC5107");
  Roads(with([](Signing& signing) {
    signing.release.expires_ms = kClock - kDay;
  })).refuse("RC5118");
  Roads(with([](Signing& signing) { signing.release.issued_ms = kClock + kDay; })).refuse("RC5118");
}

// Payloads that the trusted key has signed, and that say something else than a good release does.
Artifact with_payload(std::string_view old_text, std::string_view new_text) {
  Artifact artifact;
  trust::Subject subject{.name = "shop-rules-1.3.0.rbx", .sha256 = to_hex(sha256(artifact.bundle))};
  trust::PrivateKey key = rfc_key();
  std::string payload = trust::write_release(subject, Signing().release);
  artifact.envelopes = {envelope_of(replaced(payload, old_text, new_text), key)};
  return artifact;
}

TEST_CASE("N03 a statement of another form, or about another thing, does not count") {
  std::string digest = to_hex(sha256(Artifact().bundle));
  std::string sha = R"("digest":{"sha256":")" + digest + R"("})";
  std::string upper = digest;
  for (char& c : upper) {
    c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  struct Row {
    std::string old_text;
    std::string new_text;
    std::string_view code;
  };
  const Row rows[] = {
      {"Statement/v1", "Statement/v0.1", "RC5111"},
      {"urn:rulec:release:v1", "urn:rulec:approval:v1", "RC5112"},
      {"urn:rulec:release:v1", "urn:example:other", "RC5112"},
      {R"("subject":[{)" + sha + R"(,"name":"shop-rules-1.3.0.rbx"}])", R"("subject":[])",
       "RC5113"},
      {sha, R"("digest":{"sha1":"0000000000000000000000000000000000000000"})", "RC5113"},
      {sha, R"("digest":{"sha1":"00","sha256":")" + digest + R"("})", "RC5113"},
      {digest, upper, "RC5113"},
      {digest, std::string(64, '0'), "RC5114"},
      {R"("version":"1.3.0")", R"("version":"1.3.0","version":"1.3.0")", "RC5110"},
      {R"("version":"1.3.0")", R"("version":"1.3.0","more":1)", "RC5115"},
      {R"("version":"1.3.0")", R"("version":"9.9.9")", "RC5116"}};
  for (const Row& row : rows) {
    CAPTURE(row.new_text);
    Roads(with_payload(row.old_text, row.new_text)).refuse(row.code);
  }
}

TEST_CASE("N03 an envelope that is not exactly one does not count") {
  auto refused = [](std::string_view old_text, std::string_view new_text, std::string_view code) {
    CAPTURE(new_text);
    Artifact artifact = good();
    artifact.envelopes[0] = replaced(artifact.envelopes[0], old_text, new_text);
    Roads(artifact).refuse(code);
  };
  refused("{\"payload\"", R"({"payload":"e30=","payload")", "RC5102");  // the same key twice
  refused("{\"payload\"", "\xEF\xBB\xBF{\"payload\"", "RC5102");
  refused("==\"}]}", "==\"}]} x", "RC5102");
  refused("==\"}]}", "==\"}]}{}", "RC5102");
  refused("==\"}]}", "\"}]}", "RC5102");              // base64 without its padding
  refused("==\"}]}", " ==\"}]}", "RC5102");           // with a blank
  refused("\"sig\":\"", "\"sig\":\"AAAA", "RC5104");  // 67 bytes
  // A signature over the payload alone.
  Artifact bare = good();
  trust::PrivateKey key = rfc_key();
  std::string text = trust::read_envelope(bare.envelopes[0]).value().payload;
  bare.envelopes[0] = R"({"payload":")" + trust::encode_base64(text) +
                      R"(","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":")" +
                      trust::encode_base64(key.sign(text).value()) + R"("}]})";
  Roads(bare).refuse("RC5105");
}

TEST_CASE("N03 a release of another ruleset does not run as this one") {
  // Signed as what it is, by a key that may not sign it; and signed as what it is not.
  Artifact other;
  other.bundle = compiled("other-rules", "1.3.0");
  Signing honest;
  honest.release.name = "other-rules";
  other.envelopes = {signed_release(other.bundle, std::move(honest))};
  Roads(other).refuse("RC5107");
  other.envelopes = {signed_release(other.bundle, {})};
  Roads(other).refuse("RC5116");
}

TEST_CASE("N03 a key outside its time, or revoked, opens nothing") {
  auto key = [](std::string_view more) {
    return row(rfc_key(), "ci@shop", "release", R"(,"environments":["*"])" + std::string(more));
  };
  Roads(good(), trust_text({key(R"(,"not_after":"2026-02-28T00:00:00Z")")})).refuse("RC5108");
  Roads(good(), trust_text({key(R"(,"not_before":"2026-03-02T00:00:00Z")")})).refuse("RC5108");
  std::string revoked = R"(,"revoked":[{"key_id":")" + trust::key_id(rfc_key().public_key()) +
                        R"(","from":"2026-01-01T00:00:00Z","reason":"laptop lost"}])";
  Roads(good(), trust_text({key("")}, revoked)).refuse("RC5106");
}

TEST_CASE("N03 a trust file that cannot be relied on lets nothing in") {
  Roads(good(), "{}").refuse("RC5202", 2);
  Roads(good(), "").refuse("RC5202", 2);
  Roads(good(), default_trust() + "x").refuse("RC5202", 2);
}

}  // namespace
}  // namespace rulec::testing

// Envelopes, base64 and statements: the published vectors to the byte, and what is not read.
#include <doctest/doctest.h>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "samples.h"
#include "value/json_value.h"

namespace rulec::trust {
namespace {

using namespace samples;

int code_of(const auto& result) {
  return result ? 0 : result.error().rc;
}

TEST_CASE("base64 has one text for bytes and one meaning for texts") {
  for (std::string_view bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    CHECK(decode_base64(encode_base64(bytes)) == std::string(bytes));
  }
  CHECK(encode_base64("fo") == "Zm8=");
  CHECK(decode_base64("+/+/") == decode_base64("-_-_"));
  CHECK(decode_base64("+/-_") == std::nullopt);
  for (std::string_view text : {"Zg", "Zg=", "Zg===", "Zg=a", "=", "====", "Z===", "Zh==", "Zm9=",
                                "Zm8= ", " Zm8=", "Zm\n8=", "Zm8=\n", "Z!8=", "Zm8=Zm8="}) {
    CAPTURE(text);
    CHECK(decode_base64(text) == std::nullopt);
  }
  CHECK(decode_base64(std::string("Zm\0=", 4)) == std::nullopt);
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(i);
    CHECK(decode_base64(encode_base64(all)) == all);
  }
}

TEST_CASE("vector (a): the example of DSSE, signed with the key of RFC 8032") {
  CHECK(pre_authentication_encoding("http://example.com/HelloWorld", "hello world") ==
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  PrivateKey key = rfc_key();
  std::string text = envelope_of("hello world", key, "http://example.com/HelloWorld");
  Envelope envelope = read_envelope(text).value();
  CHECK(envelope.payload == "hello world");
  CHECK(envelope.payload_type == "http://example.com/HelloWorld");
  REQUIRE(envelope.signatures.size() == 1);
  CHECK(encode_base64(envelope.signatures[0].bytes) ==
        "4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB/SPHsl6Jg4boxsMb6KvuYABw==");
  CHECK(envelope.signatures[0].key_id ==
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

TEST_CASE("vector (b): a release") {
  Release demo{.name = "demo",
               .version = "1.0.0",
               .environments = {"*"},
               .min_engine = "1.0",
               .issued_ms = kNow};
  std::string payload =
      write_release({.name = "demo-1.0.0.rbx",
                     .sha256 = "1d9512d0858eb9a274cf02c55627935db91d016e2724673cacb501d61109051f"},
                    demo);
  CHECK(
      payload ==
      R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"environments":["*"],"issued":"2026-11-22T04:31:07Z","min_engine":"1.0","name":"demo","version":"1.0.0"},"predicateType":"urn:rulec:release:v1","subject":[{"digest":{"sha256":"1d9512d0858eb9a274cf02c55627935db91d016e2724673cacb501d61109051f"},"name":"demo-1.0.0.rbx"}]})");
  CHECK(payload.size() == 325);
  PrivateKey key = rfc_key();
  Envelope envelope = read_envelope(envelope_of(payload, key)).value();
  CHECK(encode_base64(envelope.signatures[0].bytes) ==
        "yn4OYJul70OlCdxkNBca3VqTLsdIkWmMbsGyah+zqACmIcn46QN1NcJdd4r7tPk2vvC7MweKJQRJjWfzvon1BQ==");
}

TEST_CASE("what is no envelope") {
  std::string good = R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk="}]})";
  REQUIRE(read_envelope(good).has_value());
  for (
      const std::string& text : {
          std::string(),
          std::string("null"),
          std::string("[]"),
          std::string("{}"),
          "\xEF\xBB\xBF" + good,
          good + std::string(1, '\0'),
          good + "x",
          good + good,
          std::string(good).append("\n").append(good),
          std::string(
              R"({"payload":"aGk=","payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk="}]})"),
          std::string(
              R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk=","sig":""}]})"),
          std::string(R"({"payload":"aGk","payloadType":"t","signatures":[{"sig":"aGk="}]})"),
          std::string(R"({"payload":"aG k=","payloadType":"t","signatures":[{"sig":"aGk="}]})"),
          std::string(R"({"payload":"aGl=","payloadType":"t","signatures":[{"sig":"aGk="}]})"),
          std::string(R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk"}]})"),
          std::string(
              R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk="}],"cert":"x"})"),
          std::string(
              R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk=","cert":"x"}]})"),
          std::string(
              R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk=","alg":"RS256"}]})"),
          std::string(
              R"({"payload":"aGk=","payloadType":"t","signatures":[{"sig":"aGk=","keyid":1}]})"),
          std::string(R"({"payload":"aGk=","payloadType":"t","signatures":{"sig":"aGk="}})"),
          std::string(R"({"payload":"aGk=","payloadType":"t","signatures":["aGk="]})"),
          std::string(R"({"payload":"aGk=","payloadType":"t"})"),
          std::string(R"({"payload":"aGk=","payloadType":5,"signatures":[]})"),
          std::string(R"({"payload":{"a":1},"payloadType":"t","signatures":[]})"),
          R"({"payload":"aGk=","payloadType":"t","signatures":)" + std::string(1000, '[') +
              std::string(1000, ']') + "}",
      }) {
    CAPTURE(text);
    CHECK(code_of(read_envelope(text)) == 5102);
  }
  CHECK(code_of(read_envelope(std::string(1024 * 1024 + 1, ' '))) == 5101);
  // 100,000 signatures do not fit into the size.
  std::string many = R"({"payload":"aGk=","payloadType":"t","signatures":[)";
  for (int i = 0; i < 100'000; ++i) {
    many += R"({"sig":""},)";
  }
  CHECK(code_of(read_envelope(many)) == 5101);
  // URL-safe base64 of others is read, and an empty list is for the verifier to refuse.
  CHECK(read_envelope(R"({"payload":"-_-_","payloadType":"t","signatures":[]})")->payload ==
        *decode_base64("+/+/"));
}

// In the form of RFC 8785, so that equal statements are equal bytes.
void check_canonical(const std::string& text) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  REQUIRE(json::read_value(text, {}, arena, scratch, value, fault));
  std::string canonical;
  append_value(canonical, value, MemberOrder::kByKey);
  CHECK(canonical == text);
}

Provenance full_provenance() {
  return {.source_uri = "git+https://git.example.com/shop/shop-rules.git",
          .source_ref = "refs/heads/main",
          .commit = std::string(40, 'a'),
          .is_dirty = true,
          .project_path = "rules/shop",
          .bundle_version = "1.3.0",
          .optimisation_level = "O2",
          .is_strict = true,
          .is_stripped = true,
          .rulec_version = "0.1.0",
          .lint_errors = 1,
          .lint_warnings = 2,
          .security_findings = 3,
          .tests_passed = 47,
          .tests_failed = 4,
          .coverage_percent = 91,
          .materials = {{.path = "rules/a.rule.json", .sha256 = std::string(64, 'b')},
                        {.path = "rules/b.rule.json", .sha256 = std::string(64, 'c')}},
          .sbom_sha256 = std::string(64, 'd'),
          .started_ms = kNow,
          .builder = "urn:rulec:builder:ci"};
}

TEST_CASE("releases and provenance are read back, and are in canonical form") {
  Release full = release();
  full.sbom_sha256 = std::string(64, '1');
  full.provenance_sha256 = std::string(64, '2');
  full.expires_ms = kNow + 1000;
  std::string text = write_release(subject(), full);
  check_canonical(text);
  Release read = read_release(text).value();
  CHECK(read.name == full.name);
  CHECK(read.environments == full.environments);
  CHECK(read.sbom_sha256 == full.sbom_sha256);
  CHECK(read.provenance_sha256 == full.provenance_sha256);
  CHECK(read.expires_ms == full.expires_ms);
  CHECK(write_release(subject(), read) == text);

  for (const Provenance& provenance : {full_provenance(), Provenance{.bundle_version = "1.0.0",
                                                                     .optimisation_level = "O0",
                                                                     .rulec_version = "0.1.0"}}) {
    std::string written = write_provenance(subject(), provenance);
    check_canonical(written);
    Result<Provenance> again = read_provenance(written);
    REQUIRE_MESSAGE(again.has_value(), (again ? "" : again.error().message));
    CHECK(again->commit == provenance.commit);
    CHECK(again->coverage_percent == provenance.coverage_percent);
    CHECK(again->materials.size() == provenance.materials.size());
    CHECK(write_provenance(subject(), *again) == written);
  }
}

TEST_CASE("provenance with parameters that nobody here knows") {
  std::string good = write_provenance(subject(), full_provenance());
  auto with = [&good](std::string_view old_text, std::string_view new_text) {
    std::string text = good;
    std::size_t at = text.find(old_text);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old_text.size(), new_text);
  };
  CHECK(code_of(read_provenance(with(R"("native":[])", R"("native":["x86-64"])"))) == 5121);
  CHECK(code_of(read_provenance(with(R"("native":[])", R"("native":[],"plugins":1)"))) == 5121);
  CHECK(code_of(read_provenance(with(R"("dirty":true)", R"("dirty":true,"patch":"x")"))) == 5121);
  CHECK(code_of(read_provenance(with(R"("dirty":true)", R"("dirty":"no")"))) == 5121);
  CHECK(code_of(read_provenance(with("urn:rulec:build:v1", "urn:rulec:build:v2"))) == 5115);
  CHECK(code_of(read_provenance(with(R"("budget":"not_set")", R"("budget":"maybe")"))) == 5115);
  CHECK(code_of(read_provenance(with(R"("coverage_conditions_percent":91)",
                                     R"("coverage_conditions_percent":101)"))) == 5115);
  CHECK(code_of(read_provenance(with(R"("gitCommit":"a)", R"("gitCommit":"b)"))) == 5115);
  CHECK(code_of(read_provenance(with(R"("name":"sbom")", R"("name":"other")"))) == 5115);
  CHECK(code_of(read_provenance(with(R"("id":"urn)", R"("uid":"urn)"))) == 5115);
  CHECK(code_of(read_provenance(write_release(subject(), release()))) == 5112);
  CHECK(code_of(read_provenance(good + "x")) == 5110);
  CHECK(code_of(read_release(good)) == 5112);
}

}  // namespace
}  // namespace rulec::trust

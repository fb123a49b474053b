// Packages that rulec writes, and those that other tools make of them.
#include "package/artifact.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "tar_builder.h"
#include "trust/envelope.h"
#include "trust/key.h"
#include "trust/statement.h"

namespace {

using namespace rulec;
using namespace rulec::testing;

// An envelope of a release, signed by a key that is made for it.
std::string release_envelope(trust::Signer& signer) {
  auto envelope = trust::write_envelope(
      trust::kInTotoPayload,
      trust::write_release(
          {.name = "shop-1.0.0.rbx", .sha256 = to_hex(sha256("a bundle"))},
          {.name = "shop", .version = "1.0.0", .environments = {"*"}, .min_engine = "0.1"}),
      signer);
  REQUIRE(envelope);
  return *envelope;
}

package::Artifact small_artifact() {
  return {.bundle_name = "shop-1.0.0.rbx",
          .version = "1.0.0",
          .bundle = "a bundle",
          .sbom = R"({"bomFormat":"CycloneDX","components":[]})",
          .envelopes = {}};
}

void check_same(const package::Artifact& got, const package::Artifact& expected) {
  CHECK(got.bundle_name == expected.bundle_name);
  CHECK(got.version == expected.version);
  CHECK(got.bundle == expected.bundle);
  CHECK(got.sbom == expected.sbom);
  CHECK(got.envelopes == expected.envelopes);
}

TEST_CASE("what is written is read, and written again gives the same bytes") {
  trust::PrivateKey key = trust::PrivateKey::generate();
  package::Artifact artifact = small_artifact();
  artifact.envelopes = {release_envelope(key), "{}", "no JSON"};
  std::string bytes = package::write_package(artifact);
  CHECK(package::is_package(bytes));
  auto read = package::read_package(bytes);
  REQUIRE(read);
  check_same(*read, artifact);
  CHECK(read->manifest_digest.starts_with("sha256:"));
  CHECK(package::write_package(*read) == bytes);
}

TEST_CASE("a bundle alone is a package") {
  package::Artifact artifact{.bundle_name = "a.rbx", .bundle = ""};
  auto read = package::read_package(package::write_package(artifact));
  REQUIRE(read);
  check_same(*read, artifact);
}

// The layout byte by byte, so that no change of it goes unseen.
TEST_CASE("the layout is the one that is specified") {
  package::Artifact artifact = small_artifact();
  artifact.sbom.clear();
  std::string bytes = package::write_package(artifact);
  CHECK(bytes.size() % 512 == 0);
  CHECK(bytes.starts_with("oci-layout"));
  CHECK(bytes.substr(512, 30) == R"({"imageLayoutVersion":"1.0.0"})");
  CHECK(bytes.substr(1024, 10) == "index.json");
  std::string manifest =
      R"({"artifactType":"application/vnd.rulec.bundle.v1","config":{"data":"e30=","digest":)"
      R"("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","mediaType":)"
      R"("application/vnd.oci.empty.v1+json","size":2},"layers":[{"annotations":{)"
      R"("org.opencontainers.image.title":"shop-1.0.0.rbx"},"digest":"sha256:)" +
      to_hex(sha256("a bundle")) +
      R"(","mediaType":"application/vnd.rulec.rbx.v1","size":8}],"mediaType":)"
      R"("application/vnd.oci.image.manifest.v1+json","schemaVersion":2})";
  CHECK(bytes.find(manifest) != std::string::npos);
  std::string index =
      R"({"manifests":[{"annotations":{"org.opencontainers.image.ref.name":"1.0.0"},)"
      R"("artifactType":"application/vnd.rulec.bundle.v1","digest":"sha256:)" +
      to_hex(sha256(manifest)) +
      R"(","mediaType":"application/vnd.oci.image.manifest.v1+json","size":)" +
      std::to_string(manifest.size()) +
      R"(}],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2})";
  CHECK(bytes.substr(1536, index.size()) == index);
  // Blobs in byte order of their names, and two blocks of zeros.
  std::vector<std::size_t> places;
  for (std::string_view blob :
       {std::string_view("a bundle"), std::string_view("{}"), std::string_view(manifest)}) {
    places.push_back(bytes.find(blob_name(blob)));
    REQUIRE(places.back() != std::string::npos);
  }
  bool bundle_first = blob_name("a bundle") < blob_name("{}");
  CHECK((places[0] < places[1]) == bundle_first);
  CHECK(bytes.ends_with(std::string(1024, '\0')));
}

TEST_CASE("an envelope's layer says what is signed inside, and only that") {
  trust::PrivateKey key = trust::PrivateKey::generate();
  package::Artifact artifact = small_artifact();
  artifact.envelopes = {release_envelope(key)};
  CHECK(package::stated_predicate_type(artifact.envelopes.front()) == trust::kReleasePredicate);
  std::string bytes = package::write_package(artifact);
  CHECK(bytes.find(R"({"vnd.rulec.predicate_type":"urn:rulec:release:v1"})") != std::string::npos);
  // Neither an object nor an in-toto payload says anything: base64 of "[1]" and of "{}".
  constexpr std::string_view kNoStatement =
      R"({"payload":"WzFd","payloadType":"application/vnd.in-toto+json","signatures":[]})";
  constexpr std::string_view kOtherPayload =
      R"({"payload":"e30=","payloadType":"x","signatures":[]})";
  for (std::string_view text : {std::string_view(), std::string_view("{}"),
                                std::string_view("no JSON"), kNoStatement, kOtherPayload}) {
    CHECK(package::stated_predicate_type(text).empty());
  }
}

TEST_CASE("another signature changes the manifest's digest and never the bundle") {
  trust::PrivateKey key = trust::PrivateKey::generate();
  auto read = package::read_package(package::write_package(small_artifact()));
  REQUIRE(read);
  package::Artifact signed_artifact = *read;
  signed_artifact.envelopes.push_back(release_envelope(key));
  auto again = package::read_package(package::write_package(signed_artifact));
  REQUIRE(again);
  CHECK(again->bundle == read->bundle);
  CHECK(again->sbom == read->sbom);
  CHECK(again->envelopes.size() == 1);
  CHECK(again->manifest_digest != read->manifest_digest);
}

// skopeo 1.9 writes folders, real owners and times, members in another order, and an index without
// types; with `oci-archive:F` without a tag also without a reference.
TEST_CASE("what skopeo makes of a package is the same artifact") {
  trust::PrivateKey key = trust::PrivateKey::generate();
  package::Artifact artifact = small_artifact();
  artifact.envelopes = {release_envelope(key)};
  auto original = package::read_package(package::write_package(artifact));
  REQUIRE(original);
  std::string bytes = package::write_package(artifact);
  std::vector<TarPart> parts = {
      {.name = "blobs/", .type = '5', .owner = "root", .time = 1796017243},
      {.name = "blobs/sha256/", .type = '5', .owner = "root"}};
  std::string manifest_size;
  for (std::size_t at = 0; at + 1024 < bytes.size();) {
    std::string name = bytes.substr(at, bytes.find('\0', at) - at);
    std::size_t size = std::stoul(bytes.substr(at + 124, 11), nullptr, 8);
    if (original->manifest_digest.ends_with(name.substr(name.rfind('/') + 1))) {
      manifest_size = std::to_string(size);
    }
    if (name.starts_with("blobs/")) {
      parts.push_back({.name = name,
                       .content = bytes.substr(at + 512, size),
                       .owner = "root",
                       .time = 1796017243});
    }
    at += 512 + (size + 511) / 512 * 512;
  }
  parts.push_back(
      {.name = "index.json",
       .content = R"({"schemaVersion":2,"manifests":[{"mediaType":)"
                  R"("application/vnd.oci.image.manifest.v1+json","digest":")" +
                  original->manifest_digest + R"(","size":)" + manifest_size +
                  R"(,"annotations":{"org.opencontainers.image.ref.name":"1.0.0"}}]})"});
  parts.push_back({.name = "oci-layout", .content = R"({"imageLayoutVersion": "1.0.0"})"});
  auto read = package::read_package(tar_of(parts));
  REQUIRE(read);
  check_same(*read, artifact);
  CHECK(read->manifest_digest == original->manifest_digest);
  CHECK(package::write_package(*read) == bytes);
}

TEST_CASE("a reference that skopeo gave is kept; one that is no name of an image is refused") {
  for (const char* reference : {"1.0.0", "latest", "registry.example.com:5000/rules/shop:1.0.0"}) {
    package::Artifact artifact = small_artifact();
    artifact.version = reference;
    auto read = package::read_package(package::write_package(artifact));
    REQUIRE(read);
    CHECK(read->version == reference);
  }
  std::string bytes = package::write_package(small_artifact());
  std::size_t at = bytes.find(R"("1.0.0"},"artifact)");
  REQUIRE(at != std::string::npos);
  bytes[at + 2] = ' ';
  auto read = package::read_package(bytes);
  REQUIRE(!read);
  CHECK(read.error().rc == 5033);
}

TEST_CASE("every truncation is refused; every flip is refused or leaves the bundle as it was") {
  trust::PrivateKey key = trust::PrivateKey::generate();
  package::Artifact artifact = small_artifact();
  artifact.envelopes = {release_envelope(key)};
  std::string bytes = package::write_package(artifact);
  auto original = package::read_package(bytes);
  REQUIRE(original);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    if (package::read_package(std::string_view(bytes).substr(0, length))) {
      FAIL("accepted at length ", length);
    }
  }
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
      auto read = package::read_package(flipped);
      if (!read) {
        CHECK(read.error().rc != 0);
        continue;
      }
      ++accepted;
      // Annotations and spaces of the index are hints; all else is hashed.
      bool is_kept = read->bundle == original->bundle && read->sbom == original->sbom &&
                     read->envelopes == original->envelopes &&
                     read->manifest_digest == original->manifest_digest;
      if (!is_kept) {
        FAIL("bit ", bit, " of byte ", at, " changes what is read");
      }
    }
  }
  // Bits of the reference's name and of members that are passed over.
  CHECK(accepted > 0);
  CHECK(accepted < 2000);
}

TEST_CASE("lines of loose envelopes") {
  auto none = package::read_envelope_lines("");
  REQUIRE(none);
  CHECK(none->empty());
  for (const char* text : {"{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}\n{\"b\":2}"}) {
    auto two = package::read_envelope_lines(text);
    REQUIRE(two);
    CHECK(*two == std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"});
  }
  auto code = [](const std::string& text) {
    auto read = package::read_envelope_lines(text);
    return read ? 0 : read.error().rc;
  };
  CHECK(code("\n") == 5102);
  CHECK(code("{}\n\n{}\n") == 5102);
  std::string lines;
  for (std::size_t i = 0; i < kMaxEnvelopes; ++i) {
    lines += "{}\n";
  }
  CHECK(code(lines) == 0);
  CHECK(code(lines + "{}\n") == 5101);
  CHECK(code(std::string(kMaxEnvelopeBytes, ' ') + "\n") == 0);
  CHECK(code(std::string(kMaxEnvelopeBytes + 1, ' ') + "\n") == 5101);
}

}  // namespace

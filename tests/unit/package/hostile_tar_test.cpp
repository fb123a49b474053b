// The rows "package" of the negative cases (bundles-and-trust, section 13): tar files that nobody
// wrote with good intent.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>

#include "base/hash.h"
#include "base/limits.h"
#include "package/artifact.h"
#include "tar_builder.h"

namespace {

using namespace rulec;
using namespace rulec::testing;

// The code that a tar file is refused with; 0 for one that is taken.
int code_of(std::string_view tar) {
  auto read = package::read_package(tar);
  return read ? 0 : read.error().rc;
}

std::vector<TarPart> good_parts() {
  return parts_of(small_layout());
}

// A good package with one more part.
int code_with(TarPart part) {
  std::vector<TarPart> parts = good_parts();
  parts.push_back(std::move(part));
  return code_of(tar_of(parts));
}

TEST_CASE("the package that the cases are made from is good") {
  auto read = package::read_package(tar_of(good_parts()));
  REQUIRE(read);
  CHECK(read->bundle == "a bundle");
  CHECK(read->bundle_name == "shop-1.0.0.rbx");
  CHECK(read->envelopes.size() == 1);
}

TEST_CASE("RC5030: what is no whole tar file") {
  CHECK(code_of("") == 5030);
  CHECK(code_of("{}") == 5030);
  CHECK(code_of(std::string(4096, '\0')) == 5030);
  std::string good = tar_of(good_parts());
  CHECK(code_of(good.substr(0, good.size() - 1)) == 5030);
  CHECK(code_of(good.substr(0, good.size() - 512)) == 5030);  // one block of zeros
  CHECK(code_of(good + std::string(512, 'x')) == 5030);
  CHECK(code_of(good + "x") == 5030);
  CHECK(code_of(good + std::string(100, '\0')) == 5030);  // no whole block
  CHECK(code_of(good + std::string(512, '\0')) == 0);     // tar pads to 10 KiB
  CHECK(code_of(good + good) == 5030);
  std::string altered = good;
  altered[100] = '7';  // the mode, which the checksum covers
  CHECK(code_of(altered) == 5030);
}

TEST_CASE("RC5031: names that a package does not have") {
  for (const char* name :
       {"../x", "blobs/../x", "/etc/passwd", "/index.json", "./index.json", "x", "._index.json",
        "._x", "blobs", "blobs/sha256", "blobs/sha256/x", "blobs/sha512/x", "INDEX.JSON",
        "index.json ", "manifest.json", "blobs\\sha256\\x"}) {
    INFO(name);
    CHECK(code_with({.name = name}) == 5031);
  }
  CHECK(code_with({.name = "blobs/sha256/" + std::string(63, 'a')}) == 5031);
  CHECK(code_with({.name = "blobs/sha256/" + std::string(64, 'A')}) == 5031);
  CHECK(code_with({.name = ""}) == 5031);
  CHECK(code_with({.name = "index.json", .prefix = "a"}) == 5031);
  CHECK(code_with({.name = std::string("index.json\0x", 12)}) == 5031);
}

TEST_CASE("RC5031: folders other than those two, and those twice") {
  CHECK(code_with({.name = "blobs/", .type = '5'}) == 0);
  CHECK(code_with({.name = "blobs/sha256/", .type = '5'}) == 0);
  CHECK(code_with({.name = "blobs", .type = '5'}) == 0);
  CHECK(code_with({.name = "blobs//", .type = '5'}) == 5031);
  CHECK(code_with({.name = "x/", .type = '5'}) == 5031);
  CHECK(code_with({.name = "/", .type = '5'}) == 5031);
  CHECK(code_with({.name = "index.json", .type = '5'}) == 5031);
  CHECK(code_with({.name = "blobs/", .content = "x", .type = '5'}) == 5031);
  std::vector<TarPart> parts = good_parts();
  parts.push_back({.name = "blobs/", .type = '5'});
  parts.push_back({.name = "blobs", .type = '5'});
  CHECK(code_of(tar_of(parts)) == 5031);
}

TEST_CASE("RC5031: links, devices, FIFOs, PAX and GNU headers, sparse files") {
  // Types of POSIX and of GNU, and what nobody has defined.
  for (char type : {'1', '2', '3', '4', '6', '7', 'x', 'g', 'L', 'K', 'S', 'D', 'M', 'N', 'V', 'A',
                    'z', '9', ' '}) {
    INFO(type);
    CHECK(code_with({.name = "index.json", .type = type, .link = "/etc/passwd"}) == 5031);
    CHECK(code_with({.name = "blobs/sha256", .type = type}) == 5031);
  }
  CHECK(code_with({.name = blob_name("y"), .content = "y", .link = "x"}) == 5031);
  CHECK(code_with({.name = "blobs/", .type = '5', .magic = "ustar ", .version = " "}) == 5031);
  CHECK(code_with({.name = "blobs/", .type = '5', .version = "01"}) == 5031);
  CHECK(code_with({.name = "blobs/", .type = '5', .magic = std::string(6, '\0')}) == 5031);
}

TEST_CASE("a PAX header that states another size than the header of the file is not read at all") {
  std::vector<TarPart> parts = good_parts();
  parts.insert(parts.begin(),
               {.name = "PaxHeader/oci-layout", .content = "13 size=9999\n", .type = 'x'});
  CHECK(code_of(tar_of(parts)) == 5031);
}

TEST_CASE("RC5031: numbers that are not in octal") {
  std::string binary(12, '\0');
  binary[0] = static_cast<char>(0x80);
  CHECK(code_with({.name = "blobs/", .type = '5', .size_field = binary}) == 5031);
  CHECK(code_with({.name = "blobs/", .type = '5', .size_field = "-0000000001"}) == 5031);
  CHECK(code_with({.name = "blobs/", .type = '5', .size_field = "0x000000000"}) == 5031);
}

TEST_CASE("RC5031: names of owners that are none") {
  auto code_for = [](const std::string& name) {
    int user = code_with({.name = "blobs/", .type = '5', .owner = name});
    int group = code_with({.name = "blobs/", .type = '5', .group = name});
    return user == group ? user : -1;
  };
  CHECK(code_for("ci runner") == 0);
  CHECK(code_for(std::string(31, 'a')) == 0);
  CHECK(code_for(std::string(32, 'a')) == 5031);  // no NUL behind it
  CHECK(code_for(std::string("root\0x", 6)) == 5031);
  CHECK(code_for(std::string("\0x", 2)) == 5031);
  for (const char* name : {"a\nb", "\x1b[2J", "\x7f", "m\xc3\xbcller", "\xff"}) {
    INFO(name);
    CHECK(code_for(name) == 5031);
  }
}

TEST_CASE("RC5031: an entry that stands there twice, in any order and with any bytes") {
  for (const TarPart& part : good_parts()) {
    INFO(part.name);
    CHECK(code_with(part) == 5031);
    TarPart other = part;
    other.content = "other";
    CHECK(code_with(other) == 5031);
  }
}

TEST_CASE("RC5031: bytes behind the end of an entry, a blob that nothing uses") {
  std::string tar = tar_of(good_parts());
  tar[511 + 512] = 'x';  // the padding of oci-layout
  CHECK(code_of(tar) == 5031);
  CHECK(code_with({.name = blob_name("y"), .content = "y"}) == 5031);
}

TEST_CASE("RC5030: a size beyond the end of the file allocates nothing") {
  for (const char* size : {"02254400000", "77777777777"}) {  // 300 MB, 8 GiB less one
    INFO(size);
    CHECK(code_with({.name = blob_name("y"), .content = "y", .size_field = size}) == 5030);
  }
}

TEST_CASE("RC5002: a file above the limit is not looked at") {
  // Pages that nobody touches take no memory.
  std::unique_ptr<char, void (*)(void*)> pages(
      static_cast<char*>(std::calloc(kMaxPackBytes + 1, 1)), std::free);
  CHECK(code_of({pages.get(), kMaxPackBytes + 1}) == 5002);
}

TEST_CASE("RC5032: blobs that are not what their name or descriptor says") {
  for (std::size_t i = 2; i < good_parts().size(); ++i) {
    std::vector<TarPart> altered = good_parts();
    INFO(altered[i].name);
    altered[i].content[0] = '#';
    CHECK(code_of(tar_of(altered)) == 5032);
    std::vector<TarPart> longer = good_parts();
    longer[i].content += " ";
    CHECK(code_of(tar_of(longer)) == 5032);
    std::vector<TarPart> missing = good_parts();
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(code_of(tar_of(missing)) == 5032);
  }
  // Two blobs with their names exchanged, of the same size.
  LayoutParts layout = small_layout();
  layout.layers.push_back({.media_type = "application/vnd.dsse.envelope.v1+json",
                           .bytes = R"({"payload":"x"})",
                           .annotations = ""});
  layout.layers[1].bytes = R"({"payload":"y"})";
  std::vector<TarPart> parts = parts_of(layout);
  REQUIRE(code_of(tar_of(parts)) == 0);
  for (TarPart& part : parts) {
    if (part.content == layout.layers[1].bytes) {
      part.content = layout.layers[2].bytes;
    } else if (part.content == layout.layers[2].bytes) {
      part.content = layout.layers[1].bytes;
    }
  }
  CHECK(code_of(tar_of(parts)) == 5032);
}

// An index that names bytes with a size and a digest of its own.
std::string index_naming(const std::string& digest, const std::string& size) {
  return R"({"schemaVersion":2,"manifests":[{"mediaType":)"
         R"("application/vnd.oci.image.manifest.v1+json","digest":")" +
         digest + R"(","size":)" + size + "}]}";
}

int code_of_index(const std::string& index) {
  LayoutParts layout = small_layout();
  layout.index = index;
  return code_of(tar_of(parts_of(layout)));
}

TEST_CASE("RC5032, RC5033: an index that names a missing blob, or nothing sensible") {
  std::string digest = "sha256:" + std::string(64, '0');
  CHECK(code_of_index(index_naming(digest, "7")) == 5032);
  CHECK(code_of_index(index_naming(digest, "-1")) == 5033);
  CHECK(code_of_index(index_naming(digest, "7.5")) == 5033);
  CHECK(code_of_index(index_naming(digest, "99999999999999999999")) == 5033);
  CHECK(code_of_index(index_naming("sha256:../../x", "7")) == 5033);
  CHECK(code_of_index(index_naming("sha512:" + std::string(128, '0'), "7")) == 5033);
  CHECK(code_of_index(index_naming("sha256:" + std::string(64, 'A'), "7")) == 5033);
  CHECK(code_of_index(R"({"schemaVersion":2,"manifests":[]})") == 5033);
  CHECK(code_of_index(R"({"schemaVersion":1,"manifests":[{}]})") == 5033);
  CHECK(code_of_index(R"({"schemaVersion":2,"manifests":[1]})") == 5033);
  CHECK(code_of_index(R"({"schemaVersion":2})") == 5033);
  CHECK(code_of_index(R"({"schemaVersion":2,"schemaVersion":2,"manifests":[]})") == 5033);
  CHECK(code_of_index("[]") == 5033);
  CHECK(code_of_index("{") == 5033);
  CHECK(code_of_index(std::string(20, '[') + std::string(20, ']')) == 5033);
  CHECK(code_of_index(std::string(70'000, ' ') + index_naming(digest, "7")) == 5033);
}

int code_of_layers(const std::vector<Layer>& layers) {
  LayoutParts layout = small_layout();
  layout.layers = layers;
  return code_of(tar_of(parts_of(layout)));
}

TEST_CASE("RC5033: other media types, none or two bundles, a name that leads elsewhere") {
  Layer bundle = small_layout().layers[0];
  Layer envelope = small_layout().layers[1];
  Layer sbom{.media_type = "application/vnd.cyclonedx+json", .bytes = "{ }", .annotations = ""};
  CHECK(code_of_layers({bundle, sbom, envelope}) == 0);
  CHECK(code_of_layers({envelope, sbom, bundle}) == 0);
  CHECK(code_of_layers({}) == 5033);
  CHECK(code_of_layers({envelope}) == 5033);
  CHECK(code_of_layers({bundle, bundle}) == 5033);
  Layer other = bundle;
  other.bytes = "another bundle";
  CHECK(code_of_layers({bundle, other}) == 5033);
  CHECK(code_of_layers({bundle, sbom, sbom}) == 5033);
  other.media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
  CHECK(code_of_layers({bundle, other}) == 5033);
  for (const char* title : {"", "../x.rbx", "/x.rbx", "a/b.rbx", ".rbx", "x\\u001b.rbx", "a b"}) {
    INFO(title);
    Layer named = bundle;
    named.annotations = R"({"org.opencontainers.image.title":")" + std::string(title) + R"("})";
    CHECK(code_of_layers({named}) == 5033);
  }
  LayoutParts foreign = small_layout();
  foreign.artifact_type = "application/vnd.example.thing";
  CHECK(code_of(tar_of(parts_of(foreign))) == 5033);
}

TEST_CASE("RC5033, RC5101: more than fits") {
  Layer bundle = small_layout().layers[0];
  auto layers_with = [&](std::size_t count) {
    std::vector<Layer> layers = {bundle};
    for (std::size_t i = 0; i < count; ++i) {
      layers.push_back({.media_type = "application/vnd.dsse.envelope.v1+json",
                        .bytes = std::to_string(i),
                        .annotations = ""});
    }
    return layers;
  };
  CHECK(code_of_layers(layers_with(kMaxEnvelopes)) == 0);
  CHECK(code_of_layers(layers_with(kMaxEnvelopes + 1)) == 5101);
  CHECK(code_of_layers(layers_with(kMaxEnvelopes + 2)) == 5033);
  Layer large{.media_type = "application/vnd.dsse.envelope.v1+json",
              .bytes = std::string(kMaxEnvelopeBytes, ' '),
              .annotations = ""};
  CHECK(code_of_layers({bundle, large}) == 0);
  large.bytes += " ";
  CHECK(code_of_layers({bundle, large}) == 5101);
  Layer sbom{.media_type = "application/vnd.cyclonedx+json", .bytes = "", .annotations = ""};
  CHECK(code_of_layers({bundle, sbom}) == 5033);
  sbom.bytes = std::string(kMaxSbomBytes + 1, ' ');
  CHECK(code_of_layers({bundle, sbom}) == 5033);
}

TEST_CASE("RC5032, RC5033: a layer of 300 MB, stated and not there") {
  Layer bundle = small_layout().layers[0];
  bundle.stated_size = 300'000'000;
  CHECK(code_of_layers({bundle}) == 5033);
  bundle.stated_size = kMaxBundleBytes + 1;
  CHECK(code_of_layers({bundle}) == 5033);
  bundle.stated_size = kMaxBundleBytes;
  CHECK(code_of_layers({bundle}) == 5032);
  bundle.stated_size = INT64_MAX;
  CHECK(code_of_layers({bundle}) == 5033);
}

TEST_CASE("RC5033: a layout without its two files, or of another version") {
  std::vector<TarPart> parts = good_parts();
  parts[0].content = R"({"imageLayoutVersion":"2.0.0"})";
  CHECK(code_of(tar_of(parts)) == 5033);
  parts = good_parts();
  parts.erase(parts.begin());
  CHECK(code_of(tar_of(parts)) == 5033);
  parts = good_parts();
  parts.erase(parts.begin() + 1);
  CHECK(code_of(tar_of(parts)) == 5033);
}

}  // namespace

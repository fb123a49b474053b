#include "tar_builder.h"

#include <cstdio>
#include <map>

#include "base/hash.h"

namespace rulec::testing {
namespace {

constexpr std::size_t kBlock = 512;

std::string octal(std::uint64_t number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(number));
  return text;
}

std::string header_of(const TarPart& part) {
  std::string block(kBlock, '\0');
  auto put = [&](std::size_t at, const std::string& text) { block.replace(at, text.size(), text); };
  put(0, part.name);
  put(100, octal(0644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, part.size_field.empty() ? octal(part.content.size(), 11) : part.size_field);
  put(136, octal(part.time, 11));
  put(148, "        ");
  block[156] = part.type;
  put(157, part.link);
  put(257, part.magic);
  put(263, part.version);
  put(265, part.owner);
  put(297, part.group);
  put(345, part.prefix);
  std::uint64_t sum = 0;
  for (char c : block) {
    sum += static_cast<unsigned char>(c);
  }
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  return block;
}

std::string descriptor(std::string_view media_type, std::string_view bytes,
                       std::string_view annotations, std::uint64_t size) {
  std::string text = R"({"mediaType":")" + std::string(media_type) + R"(","digest":"sha256:)" +
                     to_hex(sha256(bytes)) + R"(","size":)" + std::to_string(size);
  if (!annotations.empty()) {
    text += R"(,"annotations":)" + std::string(annotations);
  }
  return text + "}";
}

std::string manifest_of(const LayoutParts& layout) {
  std::string layers;
  for (const Layer& layer : layout.layers) {
    layers += (layers.empty() ? "" : ",") +
              descriptor(layer.media_type, layer.bytes, layer.annotations,
                         layer.stated_size == 0 ? layer.bytes.size() : layer.stated_size);
  }
  return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
         R"("artifactType":")" +
         layout.artifact_type + R"(","config":)" +
         descriptor("application/vnd.oci.empty.v1+json", "{}", "", 2) + R"(,"layers":[)" + layers +
         "]}";
}

}  // namespace

std::string tar_of(const std::vector<TarPart>& parts) {
  std::string tar;
  for (const TarPart& part : parts) {
    tar += header_of(part) + part.content;
    tar.append((kBlock - tar.size() % kBlock) % kBlock, '\0');
  }
  return tar + std::string(2 * kBlock, '\0');
}

std::string blob_name(std::string_view bytes) {
  return "blobs/sha256/" + to_hex(sha256(bytes));
}

std::vector<TarPart> parts_of(const LayoutParts& layout) {
  std::string manifest = manifest_of(layout);
  std::map<std::string, std::string> blobs;
  for (const Layer& layer : layout.layers) {
    blobs[blob_name(layer.bytes)] = layer.bytes;
  }
  blobs[blob_name("{}")] = "{}";
  blobs[blob_name(manifest)] = manifest;
  std::string index = layout.index;
  if (index.empty()) {
    index =
        R"({"schemaVersion":2,"manifests":[)" +
        descriptor("application/vnd.oci.image.manifest.v1+json", manifest, "", manifest.size()) +
        "]}";
  }
  std::vector<TarPart> parts = {
      {.name = "oci-layout", .content = R"({"imageLayoutVersion":"1.0.0"})"},
      {.name = "index.json", .content = index}};
  for (const auto& [name, bytes] : blobs) {
    parts.push_back({.name = name, .content = bytes});
  }
  return parts;
}

LayoutParts small_layout() {
  return {.layers = {{.media_type = "application/vnd.rulec.rbx.v1",
                      .bytes = "a bundle",
                      .annotations = R"({"org.opencontainers.image.title":"shop-1.0.0.rbx"})"},
                     {.media_type = "application/vnd.dsse.envelope.v1+json",
                      .bytes = R"({"payload":""})",
                      .annotations = ""}}};
}

}  // namespace rulec::testing

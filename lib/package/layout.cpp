#include "package/internal/layout.h"

#include <algorithm>

#include "base/arena.h"
#include "base/hash.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "package/internal/refusal.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/value.h"

namespace rulec::package {
namespace {

constexpr std::string_view kArtifactType = "application/vnd.rulec.bundle.v1";
constexpr std::string_view kManifestMedia = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kIndexMedia = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kEmptyMedia = "application/vnd.oci.empty.v1+json";
constexpr std::string_view kEmptyData = "e30=";  // base64 of {}
constexpr std::string_view kLayoutVersion = "1.0.0";
constexpr std::int64_t kSchemaVersion = 2;

constexpr std::string_view kTitle = "org.opencontainers.image.title";
constexpr std::string_view kReference = "org.opencontainers.image.ref.name";
constexpr std::string_view kPredicateType = "vnd.rulec.predicate_type";

constexpr std::string_view kDigestHead = "sha256:";
constexpr std::size_t kHexDigits = 64;

// What a document of the layout holds at most: one bundle, one bill of materials, the envelopes.
constexpr std::size_t kMaxLayers = 2 + kMaxEnvelopes;
constexpr std::size_t kMaxDocumentBytes = 64 * 1024;
constexpr std::uint32_t kMaxDocumentDepth = 8;

std::unexpected<Error> no_bundle(const std::string& problem) {
  return refuse(diag::Code::kPackNotABundle,
                "the package is an image layout, and none of one bundle: " + problem);
}

// A parsed document; its strings look into the text or the arena.
struct Parsed {
  Arena arena;
  Value value;
};

Status parse(std::string_view text, std::string_view what, Parsed& into) {
  json::ReaderScratch scratch;
  json::Fault fault;
  json::ValueLimits limits{.max_bytes = kMaxDocumentBytes, .max_depth = kMaxDocumentDepth};
  if (!json::read_value(text, limits, into.arena, scratch, into.value, fault)) {
    return no_bundle(std::string(what) + " cannot be read: " + fault.message);
  }
  return into.value.is_object() ? Status() : no_bundle(std::string(what) + " is no object");
}

// A member's text; "" when it is absent or something else.
std::string_view text_of(const Value& object, std::string_view name) {
  Value value = object.is_object() ? object.member(name) : Value::absent();
  return value.is_string() ? value.as_string() : std::string_view();
}

bool has(const Value& object, std::string_view name) {
  return !object.member(name).is_absent();
}

bool is_hex(std::string_view text) {
  return text.size() == kHexDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<Descriptor> read_descriptor(const Value& value, std::string_view what) {
  std::string_view digest = text_of(value, "digest");
  Value size = value.is_object() ? value.member("size") : Value::absent();
  if (!digest.starts_with(kDigestHead) || !is_hex(digest.substr(kDigestHead.size())) ||
      !size.is_integer() || size.as_integer() < 0 || text_of(value, "mediaType").empty()) {
    return no_bundle(std::string(what) + " has no sound descriptor");
  }
  Value annotations = value.member("annotations");
  return Descriptor{.media_type = std::string(text_of(value, "mediaType")),
                    .sha256 = std::string(digest.substr(kDigestHead.size())),
                    .size = static_cast<std::uint64_t>(size.as_integer()),
                    .title = std::string(text_of(annotations, kTitle)),
                    .reference = std::string(text_of(annotations, kReference)),
                    .predicate_type = std::string(text_of(annotations, kPredicateType))};
}

// Of the index and of the manifest, which say the same about themselves. The index of other tools
// has neither type (skopeo 1.9 writes none).
Status check_head(const Value& document, std::string_view media_type, std::string_view what) {
  Value version = document.member("schemaVersion");
  if (!version.is_integer() || version.as_integer() != kSchemaVersion) {
    return no_bundle(std::string(what) + " is not of schema version 2");
  }
  if (has(document, "mediaType") && text_of(document, "mediaType") != media_type) {
    return no_bundle(std::string(what) + " has another media type");
  }
  return {};
}

void write_annotation(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) {
    json.member(name, text);
  }
}

// Members in RFC 8785 order. `artifact_type` and `data` are "" for descriptors without them.
void write_descriptor(JsonWriter& json, const Descriptor& descriptor,
                      std::string_view artifact_type, std::string_view data) {
  json.begin_object();
  bool has_annotations = !descriptor.title.empty() || !descriptor.reference.empty() ||
                         !descriptor.predicate_type.empty();
  if (has_annotations) {
    json.key("annotations");
    json.begin_object();
    write_annotation(json, kReference, descriptor.reference);
    write_annotation(json, kTitle, descriptor.title);
    write_annotation(json, kPredicateType, descriptor.predicate_type);
    json.end_object();
  }
  write_annotation(json, "artifactType", artifact_type);
  write_annotation(json, "data", data);
  json.member("digest", std::string(kDigestHead) + descriptor.sha256);
  json.member("mediaType", descriptor.media_type);
  json.member("size", descriptor.size);
  json.end_object();
}

}  // namespace

Descriptor describe(std::string_view media_type, std::string_view bytes) {
  return {
      .media_type = std::string(media_type), .sha256 = to_hex(sha256(bytes)), .size = bytes.size()};
}

Descriptor describe_manifest(std::string_view text) {
  return describe(kManifestMedia, text);
}

Status check_layout_file(std::string_view text) {
  Parsed parsed;
  RULEC_TRY_STATUS(parse(text, kLayoutFile, parsed));
  return text_of(parsed.value, "imageLayoutVersion") == kLayoutVersion
             ? Status()
             : no_bundle("it is not of layout version " + std::string(kLayoutVersion));
}

Result<Descriptor> read_index(std::string_view text) {
  Parsed parsed;
  RULEC_TRY_STATUS(parse(text, kIndexFile, parsed));
  RULEC_TRY_STATUS(check_head(parsed.value, kIndexMedia, kIndexFile));
  Value manifests = parsed.value.member("manifests");
  if (!manifests.is_list() || manifests.as_list().size() != 1) {
    return no_bundle("it does not name exactly one manifest");
  }
  const Value& entry = manifests.as_list().front();
  RULEC_TRY(descriptor, read_descriptor(entry, "the manifest"));
  bool is_ours = descriptor.media_type == kManifestMedia &&
                 (!has(entry, "artifactType") || text_of(entry, "artifactType") == kArtifactType);
  if (!is_ours) {
    return no_bundle("it names something else than the manifest of a bundle");
  }
  return std::move(descriptor);
}

Result<Manifest> read_manifest(std::string_view text) {
  Parsed parsed;
  RULEC_TRY_STATUS(parse(text, "the manifest", parsed));
  RULEC_TRY_STATUS(check_head(parsed.value, kManifestMedia, "the manifest"));
  if (text_of(parsed.value, "artifactType") != kArtifactType) {
    return no_bundle("the manifest is of another type of artifact");
  }
  RULEC_TRY(config, read_descriptor(parsed.value.member("config"), "the configuration"));
  Descriptor empty = describe(kEmptyMedia, kEmptyConfig);
  if (config.media_type != empty.media_type || config.sha256 != empty.sha256) {
    return no_bundle("its configuration is not the empty one");
  }
  Value layers = parsed.value.member("layers");
  if (!layers.is_list() || layers.as_list().size() > kMaxLayers) {
    return no_bundle("the manifest has no sensible number of layers");
  }
  Manifest manifest{.config = std::move(config), .layers = {}};
  for (const Value& layer : layers.as_list()) {
    RULEC_TRY(descriptor, read_descriptor(layer, "a layer"));
    manifest.layers.push_back(std::move(descriptor));
  }
  return manifest;
}

std::string write_layout_file() {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("imageLayoutVersion", kLayoutVersion);
  json.end_object();
  return text;
}

std::string write_index(const Descriptor& manifest) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("manifests");
  json.begin_array();
  write_descriptor(json, manifest, kArtifactType, "");
  json.end_array();
  json.member("mediaType", kIndexMedia);
  json.member("schemaVersion", kSchemaVersion);
  json.end_object();
  return text;
}

std::string write_manifest(const Manifest& manifest) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("artifactType", kArtifactType);
  json.key("config");
  write_descriptor(json, describe(kEmptyMedia, kEmptyConfig), "", kEmptyData);
  json.key("layers");
  json.begin_array();
  for (const Descriptor& layer : manifest.layers) {
    write_descriptor(json, layer, "", "");
  }
  json.end_array();
  json.member("mediaType", kManifestMedia);
  json.member("schemaVersion", kSchemaVersion);
  json.end_object();
  return text;
}

}  // namespace rulec::package

#include "package/artifact.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/arena.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "diag/render.h"
#include "package/internal/layout.h"
#include "package/internal/refusal.h"
#include "package/internal/tar.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "trust/envelope.h"

namespace rulec::package {
namespace {

using diag::Code;

constexpr std::size_t kMaxNameBytes = 255;  // of a file

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A name that can be shown, and written into any folder.
bool is_plain_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameBytes && text.front() != '.' &&
         std::ranges::all_of(text, [](char c) {
           return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_' || c == '+';
         });
}

// skopeo takes any image name as a reference ("registry:5000/rules/shop:1.3.0").
bool is_plain_reference(std::string_view text) {
  return text.size() <= kMaxNameBytes && std::ranges::all_of(text, [](char c) {
           return is_letter_or_digit(c) || std::string_view("._-+/:@").contains(c);
         });
}

std::unexpected<Error> no_bundle(const std::string& problem) {
  return refuse(Code::kPackNotABundle,
                "the package is an image layout, and none of one bundle: " + problem);
}

std::unexpected<Error> bad_entry(std::string_view name, const std::string& what) {
  return refuse(Code::kBadPackEntry, "the package holds an entry that a package does not have: `" +
                                         diag::printable(name) + "` " + what);
}

class PackageReader {
 public:
  Result<Artifact> run(std::string_view bytes) {
    if (bytes.size() > kMaxPackBytes) {
      return refuse(Code::kArtifactTooLarge,
                    "the package is larger than " + std::to_string(kMaxPackBytes) + " bytes");
    }
    RULEC_TRY(entries, read_tar(bytes));
    for (const TarEntry& entry : entries) {
      RULEC_TRY_STATUS(take(entry));
    }
    RULEC_TRY_STATUS(read_documents());
    RULEC_TRY(artifact, read_layers());
    for (const auto& [name, blob] : blobs_) {
      if (!used_.contains(name)) {
        return bad_entry(std::string(kBlobFolder) + "/" + std::string(name), "is used by nothing");
      }
    }
    return std::move(artifact);
  }

 private:
  Status take(const TarEntry& entry) {
    if (!names_.insert(entry.name).second) {
      return bad_entry(entry.name, "stands there twice");
    }
    if (entry.is_folder) {
      bool is_known = entry.name == kBlobFolder || entry.name == "blobs";
      return is_known ? Status() : bad_entry(entry.name, "is an unknown folder");
    }
    if (entry.name == kLayoutFile) {
      layout_ = entry.bytes;
    } else if (entry.name == kIndexFile) {
      index_ = entry.bytes;
    } else if (std::string_view blob = blob_name(entry.name); !blob.empty()) {
      blobs_.emplace(blob, entry.bytes);
    } else {
      return bad_entry(entry.name, "has an unknown name");
    }
    return {};
  }

  // The hex digits of a blob's name; "" for other names.
  static std::string_view blob_name(std::string_view name) {
    constexpr std::size_t kHexDigits = 64;
    std::size_t head = kBlobFolder.size() + 1;
    if (name.size() != head + kHexDigits || !name.starts_with(kBlobFolder) ||
        name[head - 1] != '/') {
      return {};
    }
    std::string_view digits = name.substr(head);
    bool is_hex = std::ranges::all_of(
        digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return is_hex ? digits : std::string_view();
  }

  Status read_documents() {
    if (!names_.contains(kLayoutFile) || !names_.contains(kIndexFile)) {
      return no_bundle("it has no oci-layout or no index.json");
    }
    RULEC_TRY_STATUS(check_layout_file(layout_));
    RULEC_TRY(descriptor, read_index(index_));
    if (!is_plain_reference(descriptor.reference)) {
      return no_bundle("its reference name is no name of an image");
    }
    version_ = descriptor.reference;
    manifest_digest_ = "sha256:" + descriptor.sha256;
    RULEC_TRY(manifest_text, blob_of(descriptor));
    RULEC_TRY(manifest, read_manifest(manifest_text));
    RULEC_TRY(config, blob_of(manifest.config));
    static_cast<void>(config);
    layers_ = std::move(manifest.layers);
    return {};
  }

  Result<Artifact> read_layers() {
    Artifact artifact{.version = version_, .manifest_digest = manifest_digest_};
    for (const Descriptor& layer : layers_) {
      if (layer.media_type == kBundleMedia) {
        RULEC_TRY_STATUS(read_bundle(layer, artifact));
      } else if (layer.media_type == kSbomMedia) {
        RULEC_TRY_STATUS(read_sbom(layer, artifact));
      } else if (layer.media_type == kEnvelopeMedia) {
        RULEC_TRY_STATUS(read_envelope(layer, artifact));
      } else {
        return no_bundle("a layer has the media type `" + diag::printable(layer.media_type) + "`");
      }
    }
    if (artifact.bundle_name.empty()) {
      return no_bundle("it holds no bundle");
    }
    return artifact;
  }

  Status read_bundle(const Descriptor& layer, Artifact& into) {
    if (!into.bundle_name.empty()) {
      return no_bundle("it holds more than one bundle");
    }
    if (layer.size > kMaxBundleBytes) {
      return no_bundle("its bundle is larger than " + std::to_string(kMaxBundleBytes) + " bytes");
    }
    if (!is_plain_name(layer.title)) {
      return no_bundle("its bundle has no file name");
    }
    RULEC_TRY(bytes, blob_of(layer));
    into.bundle_name = layer.title;
    into.bundle = bytes;
    return {};
  }

  Status read_sbom(const Descriptor& layer, Artifact& into) {
    if (!into.sbom.empty()) {
      return no_bundle("it holds more than one bill of materials");
    }
    if (layer.size == 0 || layer.size > kMaxSbomBytes) {
      return no_bundle("its bill of materials has no sensible size");
    }
    RULEC_TRY(bytes, blob_of(layer));
    into.sbom = bytes;
    return {};
  }

  Status read_envelope(const Descriptor& layer, Artifact& into) {
    if (into.envelopes.size() >= kMaxEnvelopes || layer.size > kMaxEnvelopeBytes) {
      return refuse(Code::kEnvelopeTooLarge, "an envelope of the package is larger than " +
                                                 std::to_string(kMaxEnvelopeBytes) +
                                                 " bytes, or there are more than " +
                                                 std::to_string(kMaxEnvelopes));
    }
    RULEC_TRY(bytes, blob_of(layer));
    into.envelopes.emplace_back(bytes);
    return {};
  }

  // The bytes that a descriptor names, hashed at the first use.
  Result<std::string_view> blob_of(const Descriptor& descriptor) {
    auto found = blobs_.find(descriptor.sha256);
    if (found == blobs_.end()) {
      return mismatch(descriptor, "is missing");
    }
    if (found->second.size() != descriptor.size) {
      return mismatch(descriptor, "has another size");
    }
    if (used_.insert(found->first).second && to_hex(sha256(found->second)) != found->first) {
      return mismatch(descriptor, "has another SHA-256");
    }
    return found->second;
  }

  static std::unexpected<Error> mismatch(const Descriptor& descriptor, const std::string& what) {
    return refuse(Code::kPackBlobMismatch,
                  "a blob of the package is not what its name or descriptor says: " +
                      descriptor.sha256 + " " + what);
  }

  std::set<std::string_view> names_;
  std::string_view layout_;
  std::string_view index_;
  std::map<std::string_view, std::string_view> blobs_;  // by hex digest
  std::set<std::string_view> used_;                     // checked, too
  std::string version_;
  std::string manifest_digest_;
  std::vector<Descriptor> layers_;
};

}  // namespace

bool is_package(std::string_view bytes) {
  return looks_like_tar(bytes);
}

Result<Artifact> read_package(std::string_view bytes) {
  return PackageReader().run(bytes);
}

std::string write_package(const Artifact& artifact) {
  RULEC_CHECK(is_plain_name(artifact.bundle_name) && is_plain_reference(artifact.version));
  std::map<std::string, std::string_view> blobs;  // in the order of their names
  Manifest manifest;
  auto add = [&](std::string_view media_type, std::string_view bytes) -> Descriptor& {
    manifest.layers.push_back(describe(media_type, bytes));
    blobs.emplace(manifest.layers.back().sha256, bytes);
    return manifest.layers.back();
  };
  add(kBundleMedia, artifact.bundle).title = artifact.bundle_name;
  if (!artifact.sbom.empty()) {
    add(kSbomMedia, artifact.sbom);
  }
  for (const std::string& envelope : artifact.envelopes) {
    add(kEnvelopeMedia, envelope).predicate_type = stated_predicate_type(envelope);
  }
  blobs.emplace(to_hex(sha256(kEmptyConfig)), kEmptyConfig);
  std::string manifest_text = write_manifest(manifest);
  Descriptor described = describe_manifest(manifest_text);
  described.reference = artifact.version;
  blobs.emplace(described.sha256, manifest_text);

  std::string out;
  append_tar_file(out, kLayoutFile, write_layout_file());
  append_tar_file(out, kIndexFile, write_index(described));
  for (const auto& [name, bytes] : blobs) {
    append_tar_file(out, std::string(kBlobFolder) + "/" + name, bytes);
  }
  append_tar_end(out);
  return out;
}

std::string stated_predicate_type(std::string_view envelope) {
  auto opened = trust::read_envelope(envelope);
  if (!opened || opened->payload_type != trust::kInTotoPayload) {
    return {};
  }
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value statement;
  json::ValueLimits limits{.max_bytes = kMaxEnvelopeBytes};
  if (!json::read_value(opened->payload, limits, arena, scratch, statement, fault) ||
      !statement.is_object()) {
    return {};
  }
  Value type = statement.member("predicateType");
  return type.is_string() ? std::string(type.as_string()) : std::string();
}

Result<std::vector<std::string>> read_envelope_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (lines.size() >= kMaxEnvelopes || line.size() > kMaxEnvelopeBytes) {
      return refuse(Code::kEnvelopeTooLarge,
                    "an envelope is larger than " + std::to_string(kMaxEnvelopeBytes) +
                        " bytes, or there are more than " + std::to_string(kMaxEnvelopes));
    }
    if (line.empty()) {
      return refuse(Code::kEnvelopeMalformed, "envelope " + std::to_string(lines.size() + 1) +
                                                  " cannot be read: the line is empty");
    }
    lines.emplace_back(line);
  }
  return lines;
}

}  // namespace rulec::package

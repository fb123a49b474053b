// The OCI image layout of a package (OCI image specification 1.1): index.json names one manifest,
// the manifest one bundle and what travels with it. Members that are not needed are passed over, as
// that specification asks of readers; nothing in them is believed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::package {

inline constexpr std::string_view kLayoutFile = "oci-layout";
inline constexpr std::string_view kIndexFile = "index.json";
inline constexpr std::string_view kBlobFolder = "blobs/sha256";

inline constexpr std::string_view kBundleMedia = "application/vnd.rulec.rbx.v1";
inline constexpr std::string_view kSbomMedia = "application/vnd.cyclonedx+json";
inline constexpr std::string_view kEnvelopeMedia = "application/vnd.dsse.envelope.v1+json";

// The blob of the empty configuration.
inline constexpr std::string_view kEmptyConfig = "{}";

// What an index or a manifest says about a blob.
struct Descriptor {
  std::string media_type;
  std::string sha256;  // 64 hex digits
  std::uint64_t size = 0;
  std::string title;           // annotations, "" when absent
  std::string reference;       // org.opencontainers.image.ref.name
  std::string predicate_type;  // vnd.rulec.predicate_type
};

struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;
};

// A descriptor of bytes at hand.
[[nodiscard]] Descriptor describe(std::string_view media_type, std::string_view bytes);
[[nodiscard]] Descriptor describe_manifest(std::string_view text);

// RC5033 for everything that is not the one of a package. Readers check form and media types, not
// the blobs.
[[nodiscard]] Status check_layout_file(std::string_view text);
[[nodiscard]] Result<Descriptor> read_index(std::string_view text);
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text);

// In RFC 8785 form.
[[nodiscard]] std::string write_layout_file();
[[nodiscard]] std::string write_index(const Descriptor& manifest);
[[nodiscard]] std::string write_manifest(const Manifest& manifest);

}  // namespace rulec::package

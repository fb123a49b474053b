// Fuzz target: any bytes are refused as a package, or give an artifact that can be written and read
// again without a change. Since random changes seldom get past the checksums and digests of a good
// package, the input is also taken as the content of one: its bundle, its bill of materials, an
// envelope, and names, by parts between NUL bytes.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "package/artifact.h"
#include "package/sbom.h"

namespace {

using namespace rulec;

bool is_same(const package::Artifact& a, const package::Artifact& b) {
  return a.bundle_name == b.bundle_name && a.version == b.version && a.bundle == b.bundle &&
         a.sbom == b.sbom && a.envelopes == b.envelopes;
}

void check_survives(const package::Artifact& artifact) {
  std::string written = package::write_package(artifact);
  auto again = package::read_package(written);
  RULEC_CHECK(again.has_value());
  RULEC_CHECK(is_same(artifact, *again));
  RULEC_CHECK(package::write_package(*again) == written);
}

std::vector<std::string_view> parts_of(std::string_view input) {
  std::vector<std::string_view> parts;
  while (!input.empty() && parts.size() < 8) {
    parts.push_back(input.substr(0, input.find('\0')));
    input.remove_prefix(std::min(input.size(), parts.back().size() + 1));
  }
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (auto artifact = package::read_package(input)) {
    check_survives(*artifact);
  }
  if (auto lines = package::read_envelope_lines(input)) {
    RULEC_CHECK(lines->size() <= kMaxEnvelopes);
  }
  if (auto summary = package::summarise_sbom(input)) {
    RULEC_CHECK(summary->components < input.size());
  }
  std::vector<std::string_view> parts = parts_of(input);
  package::Artifact artifact{.bundle_name = "a.rbx", .version = "1"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == 0) {
      artifact.bundle = parts[i];
    } else if (i == 1) {
      artifact.sbom = parts[i];
    } else {
      artifact.envelopes.emplace_back(parts[i]);
    }
  }
  check_survives(artifact);
  return 0;
}

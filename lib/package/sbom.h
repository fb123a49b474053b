// The bill of materials of a bundle: CycloneDX 1.5 (cyclonedx.org/docs/1.5/json) in RFC 8785 form.
// Without times, so the same bundle has the same bill.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::package {

// A part of the tool that built the bundle.
struct SbomLibrary {
  std::string name;
  std::string version;
  std::string licence;  // SPDX expression
};

// An input of the bundle: rules, template, context schema, settings.
struct SbomFile {
  std::string path;               // project-relative
  std::string sha256;             // 64 hex digits
  std::vector<std::string> uses;  // paths of the templates and schemas that its rules need
};

struct Sbom {
  std::string name;  // of the bundle
  std::string version;
  std::string sha256;  // of the bundle, 64 hex digits
  std::string rulec_version;
  std::vector<SbomLibrary> libraries;
  std::vector<SbomFile> files;
};

// Files, libraries and uses in any order: the text has them in byte order of their names.
[[nodiscard]] std::string write_sbom(const Sbom& sbom);

// What a bill of materials says about the bundle; for a short look, not a check.
struct SbomSummary {
  std::size_t components = 0;
};
// RC5033 for what is no CycloneDX document.
[[nodiscard]] Result<SbomSummary> summarise_sbom(std::string_view text);

}  // namespace rulec::package

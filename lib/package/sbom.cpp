#include "package/sbom.h"

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

constexpr std::string_view kFormat = "CycloneDX";

template <class Row, class Key>
std::vector<Row> sorted_by(std::vector<Row> rows, Key key) {
  std::ranges::sort(rows, {}, key);
  return rows;
}

std::string reference_of_file(const std::string& path) {
  return "file:" + path;
}

std::string reference_of_bundle(const Sbom& sbom) {
  return "bundle:" + sbom.name + "@" + sbom.version;
}

// Members of all components in the order of RFC 8785, here and below.
void write_hashes(JsonWriter& json, std::string_view sha256) {
  json.key("hashes");
  json.begin_array();
  json.begin_object();
  json.member("alg", "SHA-256");
  json.member("content", sha256);
  json.end_object();
  json.end_array();
}

void write_bundle(JsonWriter& json, const Sbom& sbom) {
  json.key("component");
  json.begin_object();
  json.member("bom-ref", reference_of_bundle(sbom));
  write_hashes(json, sbom.sha256);
  json.member("name", sbom.name);
  json.member("type", "application");
  json.member("version", sbom.version);
  json.end_object();
}

void write_library(JsonWriter& json, const SbomLibrary& library) {
  json.begin_object();
  json.key("licenses");
  json.begin_array();
  json.begin_object();
  json.member("expression", library.licence);
  json.end_object();
  json.end_array();
  json.member("name", library.name);
  json.member("type", "library");
  json.member("version", library.version);
  json.end_object();
}

void write_tools(JsonWriter& json, const Sbom& sbom) {
  json.key("tools");
  json.begin_object();
  json.key("components");
  json.begin_array();
  json.begin_object();
  json.member("name", "rulec");
  json.member("type", "application");
  json.member("version", sbom.rulec_version);
  json.end_object();
  for (const SbomLibrary& library : sorted_by(sbom.libraries, &SbomLibrary::name)) {
    write_library(json, library);
  }
  json.end_array();
  json.end_object();
}

void write_files(JsonWriter& json, const std::vector<SbomFile>& files) {
  json.key("components");
  json.begin_array();
  for (const SbomFile& file : files) {
    json.begin_object();
    json.member("bom-ref", reference_of_file(file.path));
    write_hashes(json, file.sha256);
    json.member("name", file.path);
    json.member("type", "file");
    json.end_object();
  }
  json.end_array();
}

void write_dependency(JsonWriter& json, const std::string& reference,
                      const std::vector<std::string>& paths) {
  json.begin_object();
  json.key("dependsOn");
  json.begin_array();
  for (const std::string& path : paths) {
    json.string(reference_of_file(path));
  }
  json.end_array();
  json.member("ref", reference);
  json.end_object();
}

void write_dependencies(JsonWriter& json, const Sbom& sbom, const std::vector<SbomFile>& files) {
  json.key("dependencies");
  json.begin_array();
  std::vector<std::string> all;
  all.reserve(files.size());
  for (const SbomFile& file : files) {
    all.push_back(file.path);
  }
  write_dependency(json, reference_of_bundle(sbom), all);
  for (const SbomFile& file : files) {
    if (!file.uses.empty()) {
      std::vector<std::string> uses = sorted_by(file.uses, std::identity());
      auto rest = std::ranges::unique(uses);
      uses.erase(rest.begin(), rest.end());
      write_dependency(json, reference_of_file(file.path), uses);
    }
  }
  json.end_array();
}

}  // namespace

std::string write_sbom(const Sbom& sbom) {
  std::vector<SbomFile> files = sorted_by(sbom.files, &SbomFile::path);
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("bomFormat", kFormat);
  write_files(json, files);
  write_dependencies(json, sbom, files);
  json.key("metadata");
  json.begin_object();
  write_bundle(json, sbom);
  write_tools(json, sbom);
  json.end_object();
  json.member("serialNumber", "urn:uuid:" + uuid_of_url("urn:rulec:bundle:sha256:" + sbom.sha256));
  json.member("specVersion", "1.5");
  json.member("version", 1);
  json.end_object();
  return text;
}

Result<SbomSummary> summarise_sbom(std::string_view text) {
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value bill;
  json::ValueLimits limits{.max_bytes = kMaxSbomBytes, .max_keys = kMaxSbomBytes};
  bool is_read = json::read_value(text, limits, arena, scratch, bill, fault) && bill.is_object() &&
                 bill.member("bomFormat").is_string() &&
                 bill.member("bomFormat").as_string() == kFormat &&
                 bill.member("components").is_list();
  if (!is_read) {
    return refuse(diag::Code::kPackNotABundle,
                  "the package is an image layout, and none of one bundle: its bill of materials "
                  "is no CycloneDX document");
  }
  return SbomSummary{.components = bill.member("components").as_list().size()};
}

}  // namespace rulec::package

#include "commands/package_report.h"

#include "output.h"
#include "test_members.h"

namespace rulec::app::package_command {
namespace {

constexpr std::size_t kShortKeyDigits = 12;

std::string tests_words(const trust::Provenance& provenance) {
  std::string text = provenance.tests_passed == 0
                         ? "no test was run"
                         : counted(provenance.tests_passed, "test") + " passed";
  if (provenance.coverage_percent) {
    text += ", conditions covered " + std::to_string(*provenance.coverage_percent) + " %";
  }
  return text;
}

std::string commit_words(const trust::Provenance& provenance) {
  if (provenance.commit.empty()) {
    return "no commit";
  }
  return "commit " + provenance.commit + (provenance.is_dirty ? " with changes" : "");
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + (name == "*" ? std::string("all environments") : name);
  }
  return text;
}

void write_bundle(JsonWriter& json, const Packed& packed) {
  json.key("bundle");
  json.begin_object();
  json.member("name", packed.artifact.bundle_name);
  json.member("version", packed.artifact.version);
  json.member("digest", packed.digest);
  json.member("bytes", std::uint64_t{packed.artifact.bundle.size()});
  json.end_object();
}

void write_envelopes(JsonWriter& json, const Packed& packed) {
  json.key("envelopes");
  json.begin_array();
  for (const std::string& envelope : packed.artifact.envelopes) {
    json.begin_object();
    json.member("predicate_type", package::stated_predicate_type(envelope));
    json.member("key_id", packed.key_id);
    json.member("bytes", std::uint64_t{envelope.size()});
    json.end_object();
  }
  json.end_array();
}

void write_packed(JsonWriter& json, const Packed& packed) {
  json.key("package");
  json.begin_object();
  json.member("path", packed.path);
  json.member("bytes", std::uint64_t{packed.bytes});
  json.member("manifest_digest", packed.artifact.manifest_digest);
  write_bundle(json, packed);
  json.key("sbom");
  json.begin_object();
  json.member("components", std::uint64_t{packed.components});
  json.member("bytes", std::uint64_t{packed.artifact.sbom.size()});
  json.end_object();
  write_envelopes(json, packed);
  json.key("commit");
  packed.provenance.commit.empty() ? json.null() : json.string(packed.provenance.commit);
  json.member("dirty", packed.provenance.is_dirty);
  if (!packed.new_key.empty()) {
    json.member("new_key", packed.new_key);
  }
  json.end_object();
}

}  // namespace

std::string packed_text(const Packed& packed) {
  const package::Artifact& artifact = packed.artifact;
  std::string text = packed.path + "   " + counted(packed.bytes, "byte") + "\n";
  text += "digest      " + packed.digest + "\n";
  text +=
      "bundle      " + artifact.bundle_name + ", " + counted(artifact.bundle.size(), "byte") + "\n";
  text += "sbom        " + counted(packed.components, "file") + ", " +
          counted(artifact.sbom.size(), "byte") + "\n";
  if (packed.key_id.empty()) {
    text += "signed      no: neither provenance nor release\n";
  } else {
    text += "provenance  " + commit_words(packed.provenance) + ", " +
            tests_words(packed.provenance) + "\n";
    text += "release     for " + joined(packed.environments) + "\n";
    text += "signed      key " + packed.key_id.substr(0, kShortKeyDigits) +
            (packed.new_key.empty() ? "" : ", made now: " + packed.new_key) + "\n";
  }
  text += "manifest    " + artifact.manifest_digest + "\n";
  text += packed.key_id.empty() ? "next: rulec sign " + packed.path + " --key KEY\n"
                                : "next: rulec verify " + packed.path + "\n";
  return text + "next: skopeo copy oci-archive:" + packed.path + ":" + artifact.version +
         " docker://REGISTRY/NAME:" + artifact.version + "\n";
}

std::string answer_document(const Answer& answer) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.package/1", "package", answer.exit_code);
  if (answer.packed != nullptr) {
    write_packed(json, *answer.packed);
  }
  if (answer.tests != nullptr) {
    write_tests(json, *answer.tests, answer.sources);
  }
  write_findings(json, answer.findings, answer.scope, answer.sources);
  json.end_object();
  return text;
}

std::string failed_tests_text(const tooling::Run& run, const SourceMap& sources,
                              std::int64_t elapsed_ms) {
  std::string text;
  for (const tooling::CaseResult& result : run.results) {
    if (result.verdict == tooling::Verdict::kFailed) {
      text += tooling::render_failure(result, sources) + "\n";
    }
  }
  return text + tooling::render_summary(run, elapsed_ms) + "nothing was packaged\n";
}

}  // namespace rulec::app::package_command

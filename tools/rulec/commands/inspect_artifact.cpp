#include "commands/inspect_artifact.h"

#include <algorithm>

#include "diag/render.h"
#include "package/sbom.h"
#include "report.h"
#include "trust/envelope.h"
#include "trust_policy.h"

namespace rulec::app::inspect_command {
namespace {

constexpr std::size_t kShortKeyDigits = 12;

struct Stated {
  std::string predicate_type;  // "" when the envelope or its payload cannot be read
  std::vector<std::string> key_ids;
};

Stated stated_in(const std::string& envelope) {
  Stated stated{.predicate_type = package::stated_predicate_type(envelope), .key_ids = {}};
  if (auto opened = trust::read_envelope(envelope)) {
    for (const trust::Signature& signature : opened->signatures) {
      stated.key_ids.push_back(signature.key_id);
    }
  }
  return stated;
}

// "urn:rulec:release:v1   key 21fe31dfa154, not verified"
std::string envelope_text(const std::string& envelope) {
  Stated stated = stated_in(envelope);
  std::string text = "  ";
  text +=
      stated.predicate_type.empty() ? "of an unknown kind" : diag::printable(stated.predicate_type);
  text += "  ";
  for (const std::string& id : stated.key_ids) {
    text += id.empty() ? " key without a name,"
                       : " key " + diag::printable(id.substr(0, kShortKeyDigits)) + ",";
  }
  return text + " not verified\n";
}

}  // namespace

std::string travelling_text(const tooling::ArtifactFile& file) {
  std::string text;
  if (file.is_package) {
    text += "package       " + file.artifact.manifest_digest +
            (file.artifact.version.empty() ? "" : " " + file.artifact.version) + "\n";
  }
  if (!file.artifact.sbom.empty()) {
    auto summary = package::summarise_sbom(file.artifact.sbom);
    text += "sbom          " +
            (summary ? counted(summary->components, "component") : std::string("cannot be read")) +
            ", " + counted(file.artifact.sbom.size(), "byte") + "\n";
  }
  if (file.is_package || !file.artifact.envelopes.empty()) {
    text += "envelopes     " + std::to_string(file.artifact.envelopes.size()) + "\n";
  }
  for (const std::string& envelope : file.artifact.envelopes) {
    text += envelope_text(envelope);
  }
  return text;
}

void write_travelling(JsonWriter& json, const tooling::ArtifactFile& file) {
  json.key("package");
  if (file.is_package) {
    json.begin_object();
    json.member("manifest_digest", file.artifact.manifest_digest);
    json.member("reference", file.artifact.version);
    json.end_object();
  } else {
    json.null();
  }
  json.key("sbom");
  if (auto summary = package::summarise_sbom(file.artifact.sbom)) {
    json.begin_object();
    json.member("components", std::uint64_t{summary->components});
    json.member("bytes", std::uint64_t{file.artifact.sbom.size()});
    json.end_object();
  } else {
    json.null();
  }
  json.key("envelopes");
  json.begin_array();
  for (const std::string& envelope : file.artifact.envelopes) {
    Stated stated = stated_in(envelope);
    json.begin_object();
    json.member("predicate_type", stated.predicate_type);
    json.key("key_ids");
    json.begin_array();
    std::ranges::for_each(stated.key_ids, [&](const std::string& id) { json.string(id); });
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

Outcome<Judged> judge_signatures(const tooling::ArtifactFile& file, const Common& common,
                                 Env& env) {
  Outcome<std::optional<trust::TrustPolicy>> found = find_policy(common, env);
  if (!found) {
    return refuse(std::move(found.error()));
  }
  Judged judged{.rows = stated_rows(file), .policy = {}, .refusal = {}};
  const std::optional<trust::TrustPolicy>& policy = *found;
  if (!policy) {
    return judged;
  }
  judged.policy = policy->path + " serial " + std::to_string(policy->serial);
  auto admission = judge_rows({.file = file,
                               .policy = *policy,
                               .environment = common.environment,
                               .now_ms = env.clock.now_ms()},
                              judged.rows);
  if (admission) {
    judged.is_unsigned = admission->is_unsigned;
    return judged;
  }
  Failure failed = failure_of(admission.error(), file.path);
  judged.refusal = diag::code_text(failed.code) + " " +
                   std::string(diag::row_of(failed.code).name) + ": " + failed.message;
  return judged;
}

std::string signatures_text(const Judged& judged) {
  bool has_policy = !judged.policy.empty();
  std::string text;
  for (const StatementRow& row : judged.rows) {
    text += row_text(row, has_policy);
  }
  if (judged.rows.empty()) {
    text += "no signatures\n";
  }
  if (!has_policy) {
    return text + "no trust file on this machine, so nothing is trusted\n";
  }
  if (!judged.refusal.empty()) {
    return text + "refused by " + judged.policy + ": " + judged.refusal + "\n";
  }
  return text + (judged.is_unsigned ? "need not be signed, says " : "trusted by ") + judged.policy +
         "\n";
}

void write_signatures(JsonWriter& json, const Judged& judged) {
  json.key("signatures");
  json.begin_object();
  write_text_or_null(json, "policy", judged.policy);
  write_text_or_null(json, "refusal", judged.refusal);
  json.key("statements");
  json.begin_array();
  for (const StatementRow& row : judged.rows) {
    write_row(json, row);
  }
  json.end_array();
  json.end_object();
}

}  // namespace rulec::app::inspect_command

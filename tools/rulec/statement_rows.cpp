#include "statement_rows.h"

#include <algorithm>

#include "base/hash.h"
#include "diag/diagnostic.h"
#include "diag/render.h"
#include "key_words.h"
#include "package/artifact.h"
#include "trust/envelope.h"

namespace rulec::app {
namespace {

constexpr std::size_t kDateChars = std::string_view("2026-11-22").size();
constexpr std::size_t kNameWidth = 12;
constexpr std::size_t kStateWidth = 13;
constexpr std::size_t kIdentityWidth = 16;

std::string_view short_name(std::string_view predicate_type) {
  if (predicate_type == trust::kProvenancePredicate) {
    return "provenance";
  }
  constexpr std::string_view kOurs = "urn:rulec:";
  if (predicate_type.starts_with(kOurs)) {
    predicate_type.remove_prefix(kOurs.size());
    return predicate_type.substr(0, predicate_type.find(':'));
  }
  return predicate_type.empty() ? "unreadable" : predicate_type;
}

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 0, ' ');
  return text;
}

StatementRow stated(const std::string& envelope) {
  StatementRow row{.predicate_type = package::stated_predicate_type(envelope),
                   .envelope_sha256 = to_hex(sha256(envelope))};
  Result<trust::Envelope> read = trust::read_envelope(envelope);
  if (!read) {
    return row;
  }
  for (const trust::Signature& signature : read->signatures) {
    row.stated_key_ids.push_back(signature.key_id.empty() ? "unnamed" : signature.key_id);
  }
  Result<trust::Release> release = trust::read_release(read->payload);
  if (release) {
    row.release = std::move(*release);
  }
  return row;
}

Result<trust::Admission> ask(const ReleaseQuestion& question, const trust::TrustPolicy& policy,
                             std::vector<std::string_view> envelopes) {
  trust::VerifyInput input{.digest = bundle::digest_of(*question.file.bundle),
                           .envelopes = std::move(envelopes),
                           .path = question.file.path};
  trust::Purpose purpose{.payload_type = trust::kInTotoPayload,
                         .predicate_type = trust::kReleasePredicate,
                         .role = trust::Role::kRelease,
                         .environment = std::string(question.environment)};
  return trust::verify_artifact(input, policy, purpose, question.now_ms);
}

void take_names(const trust::Admission& admission, std::vector<StatementRow>& rows) {
  for (const trust::Signed& said : admission.signatures) {
    auto row = std::ranges::find(rows, said.envelope_sha256, &StatementRow::envelope_sha256);
    if (row != rows.end()) {
      row->identity += (row->identity.empty() ? "" : ", ") + said.identity;
      row->key_id = said.key_id;
    }
  }
}

// What did not count is asked about alone, for its own code; a threshold is for all together.
void judge_alone(const ReleaseQuestion& question, std::size_t index,
                 std::vector<StatementRow>& rows) {
  trust::TrustPolicy single = question.policy;
  single.release_threshold = 1;
  const std::vector<std::string>& all = question.file.artifact.envelopes;
  std::vector<std::string_view> envelopes = {all[index]};
  // With the provenance that it names, and no other.
  if (const std::optional<trust::Release>& release = rows[index].release) {
    auto named =
        std::ranges::find(rows, release->provenance_sha256, &StatementRow::envelope_sha256);
    if (named != rows.end()) {
      envelopes.emplace_back(all[static_cast<std::size_t>(named - rows.begin())]);
    }
  }
  Result<trust::Admission> alone = ask(question, single, std::move(envelopes));
  if (!alone) {
    rows[index].code = alone.error().rc;
  } else if (!alone->signatures.empty()) {
    // Good, though not enough.
    rows[index].identity = alone->signatures.front().identity;
    rows[index].key_id = alone->signatures.front().key_id;
  }
}

std::string code_of(const StatementRow& row) {
  return row.code == 0 ? std::string() : diag::code_text(static_cast<diag::Code>(row.code));
}

std::string state_of(const StatementRow& row, bool has_policy) {
  if (!has_policy) {
    return "not trusted";
  }
  if (row.code != 0) {
    return code_of(row);
  }
  return row.key_id.empty() ? "unused" : "ok";
}

}  // namespace

std::vector<StatementRow> stated_rows(const tooling::ArtifactFile& file) {
  std::vector<StatementRow> rows;
  rows.reserve(file.artifact.envelopes.size());
  for (const std::string& envelope : file.artifact.envelopes) {
    rows.push_back(stated(envelope));
  }
  return rows;
}

Result<trust::Admission> ask_for_release(const ReleaseQuestion& question) {
  const std::vector<std::string>& all = question.file.artifact.envelopes;
  return ask(question, question.policy, {all.begin(), all.end()});
}

Result<trust::Admission> judge_rows(const ReleaseQuestion& question,
                                    std::vector<StatementRow>& rows) {
  Result<trust::Admission> admission = ask_for_release(question);
  if (admission) {
    take_names(*admission, rows);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].key_id.empty() && rows[i].predicate_type != trust::kProvenancePredicate) {
      judge_alone(question, i, rows);
    }
  }
  return admission;
}

std::string row_text(const StatementRow& row, bool has_policy) {
  std::string text = padded(std::string(short_name(row.predicate_type)), kNameWidth) +
                     padded(state_of(row, has_policy), kStateWidth);
  text += padded(row.identity.empty() ? "-" : row.identity, kIdentityWidth);
  std::string keys;
  for (const std::string& id : row.stated_key_ids) {
    keys += (keys.empty() ? "" : ", ") + short_id(id);
  }
  text += "key " + (row.key_id.empty() ? (keys.empty() ? "none" : keys) : short_id(row.key_id));
  if (row.release) {
    text += "  " + trust::format_time(row.release->issued_ms).substr(0, kDateChars) + "  " +
            joined(row.release->environments);
    if (row.release->expires_ms) {
      text += "  until " + trust::format_time(*row.release->expires_ms).substr(0, kDateChars);
    }
  }
  return diag::printable(text) + "\n";
}

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.string(text);
  }
}

void write_row(JsonWriter& json, const StatementRow& row) {
  json.begin_object();
  write_text_or_null(json, "predicate_type", row.predicate_type);
  write_text_or_null(json, "identity", row.identity);
  write_text_or_null(json, "key_id", row.key_id);
  json.key("stated_key_ids");
  json.begin_array();
  for (const std::string& id : row.stated_key_ids) {
    json.string(id);
  }
  json.end_array();
  write_text_or_null(json, "issued",
                     row.release ? trust::format_time(row.release->issued_ms) : std::string());
  write_text_or_null(json, "expires",
                     row.release && row.release->expires_ms
                         ? trust::format_time(*row.release->expires_ms)
                         : std::string());
  json.key("environments");
  json.begin_array();
  if (row.release) {
    for (const std::string& name : row.release->environments) {
      json.string(name);
    }
  }
  json.end_array();
  json.member("envelope_sha256", row.envelope_sha256);
  write_text_or_null(json, "code", code_of(row));
  json.end_object();
}

}  // namespace rulec::app

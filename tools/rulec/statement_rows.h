// The envelopes of an artifact: what each states, and what the trust file of this machine makes of
// it. Shared by `verify`, `inspect --signatures` and whatever runs a bundle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "tooling/decide/artifact_file.h"
#include "trust/verify.h"

namespace rulec::app {

struct StatementRow {
  std::string predicate_type;
  std::vector<std::string> stated_key_ids;
  std::string envelope_sha256;
  std::optional<trust::Release> release;
  // Of a statement that counted.
  std::string identity;
  std::string key_id;
  std::uint16_t code = 0;  // of one that did not; 0 too for what nobody asked about
};

// As the envelopes say; nothing is verified.
[[nodiscard]] std::vector<StatementRow> stated_rows(const tooling::ArtifactFile& file);

// Who asks whether an artifact may be used as a release.
struct ReleaseQuestion {
  const tooling::ArtifactFile& file;
  const trust::TrustPolicy& policy;
  std::string_view environment;  // "" for any
  std::int64_t now_ms = 0;
};
[[nodiscard]] Result<trust::Admission> ask_for_release(const ReleaseQuestion& question);
// The same, and for each row who vouched, or the code it alone is refused with.
[[nodiscard]] Result<trust::Admission> judge_rows(const ReleaseQuestion& question,
                                                  std::vector<StatementRow>& rows);

// "release   ok   ci@shop  key 21fe31dfa154  2026-11-22  staging, production", with its line end.
[[nodiscard]] std::string row_text(const StatementRow& row, bool has_policy);
void write_row(JsonWriter& json, const StatementRow& row);
// A member that is null when there is nothing to say.
void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text);

}  // namespace rulec::app

// `rulec inspect`: what travels with a bundle. Said as it is stated, and with `--signatures` also
// as the trust file of this machine judges it; nothing is refused here.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "env.h"
#include "failure.h"
#include "settings.h"
#include "statement_rows.h"
#include "tooling/decide/artifact_file.h"

namespace rulec::app::inspect_command {

// Lines of the overview; "" for a bundle that is alone.
[[nodiscard]] std::string travelling_text(const tooling::ArtifactFile& file);
// Members `package`, `sbom` (null without one) and `envelopes`.
void write_travelling(JsonWriter& json, const tooling::ArtifactFile& file);

struct Judged {
  std::vector<StatementRow> rows;
  std::string policy;        // "" when this machine has no trust file
  std::string refusal;       // what the verifier says no with: "RC5105 signature-unknown-key: …"
  bool is_unsigned = false;  // and need not be signed here
};
// For the environment of `--env`. A failure is one of the trust file.
[[nodiscard]] Outcome<Judged> judge_signatures(const tooling::ArtifactFile& file,
                                               const Common& common, Env& env);
[[nodiscard]] std::string signatures_text(const Judged& judged);
// Member `signatures`.
void write_signatures(JsonWriter& json, const Judged& judged);

}  // namespace rulec::app::inspect_command

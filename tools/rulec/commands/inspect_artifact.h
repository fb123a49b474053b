// `rulec inspect`: what travels with a bundle. Said as it is stated; nothing is verified.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "tooling/decide/artifact_file.h"

namespace rulec::app::inspect_command {

// Lines of the overview; "" for a bundle that is alone.
[[nodiscard]] std::string travelling_text(const tooling::ArtifactFile& file);
// Members `package`, `sbom` (null without one) and `envelopes`.
void write_travelling(JsonWriter& json, const tooling::ArtifactFile& file);

}  // namespace rulec::app::inspect_command

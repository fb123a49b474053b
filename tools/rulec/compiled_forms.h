// The products of the compiler's phases as text, for `compile --emit`.
#pragma once

#include <optional>
#include <string>

#include "tooling/build.h"

namespace rulec::app {

enum class Form : std::uint8_t { kCst, kAst, kModel, kIr, kBytecode };

[[nodiscard]] std::optional<Form> form_named(std::string_view name);
// The last phase that is needed to have the form.
[[nodiscard]] tooling::Phase phase_of(Form form);
// Stable text; nothing when the build did not get that far.
[[nodiscard]] std::optional<std::string> form_text(const tooling::Build& build, Form form);

}  // namespace rulec::app

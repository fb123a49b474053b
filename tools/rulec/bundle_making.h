// What `compile` and `package` share on the way from a program to a bundle.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "failure.h"

namespace rulec::app {

// A value of --bundle-version; what is not given is fine.
[[nodiscard]] Outcome<void> check_bundle_version(const std::optional<std::string>& version);

// The digest of a bundle, when the loader takes it: asked before a good file is replaced, and of
// what arrived on the disk. `path` is for messages.
[[nodiscard]] Outcome<std::string> loaded_digest(std::string_view bytes, const std::string& path);

}  // namespace rulec::app

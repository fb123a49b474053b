// Machine code that a bundle brings along, for a process that decides: nothing is made, kept or run
// beside it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "bundle/bundle.h"
#include "bundle/native.h"
#include "runtime/engine.h"

namespace rulec::native {

struct BundledCodeSettings {
  std::span<const std::string> libraries;  // places of librulec_jit.so, best first
  std::string build_id;                    // of this build of rulec
};

// Gives `ruleset`, which was loaded from `container`, the machine code of its bundle where
// `permission` allows that and all of it fits. Why it is left aside, "" when it is used; nothing
// when the bundle has none. Files are opened only where it is allowed.
[[nodiscard]] std::optional<std::string> use_bundled_code(const runtime::LoadedRuleset& ruleset,
                                                          const bundle::Container& container,
                                                          bundle::NativePermission permission,
                                                          const BundledCodeSettings& settings);

}  // namespace rulec::native

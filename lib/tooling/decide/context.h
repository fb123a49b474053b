// The context of a decision as a person gives it: a JSON text, with single paths set over it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec::tooling {

// `text` with each "PATH=JSON" of `sets` applied in order (missing parents are made; what is no
// JSON is taken as text, so `--set user.region=EU` works). An empty list gives `text` itself,
// whatever it holds. kUsage: a set without '=', a path that leads through a scalar, or a text that
// is no JSON.
[[nodiscard]] Result<std::string> context_with(std::string_view text,
                                               const std::vector<std::string>& sets);

}  // namespace rulec::tooling

// Probes: test contexts that a bundle carries for its own self test. They are made from the rules
// and schemas alone, never from the project's tests: a bundle must not change when a test does, and
// what people write in tests may be personal.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "tooling/build.h"

namespace rulec::tooling {

// Puts up to `count` probes (kMaxProbes) into the program, shared out among its entry points: fewer
// where no context fits a schema, or where all rules together would make loading slow.
[[nodiscard]] Status add_probes(Build& build, std::size_t count);

}  // namespace rulec::tooling

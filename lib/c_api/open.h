// Bundle bytes as both libraries take them in.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "bundle/bundle.h"
#include "rulec/rulec.h"
#include "runtime/engine.h"

namespace rulec::capi {

// The container of a bundle: sizes, hashes and digest checked, nothing decoded. `options` were
// checked before, and may be null.
[[nodiscard]] Result<bundle::Container> open_bytes(const void* bytes, std::size_t length,
                                                   const rulec_load_options* options);

// How much is prepared; `options` were checked before, and may be null.
[[nodiscard]] runtime::LoadOptions load_options_of(const rulec_load_options* options);

// `request` was checked before.
[[nodiscard]] runtime::Request request_of(const rulec_request& request);

}  // namespace rulec::capi

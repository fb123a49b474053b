// The finding for a file that could not be read, where the caller set the limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tooling/build.h"

namespace rulec::tooling {

// As world_diagnostic; `max_bytes` is the limit that the file was read with.
[[nodiscard]] inline diag::Diagnostic read_diagnostic(const Error& error, const std::string& path,
                                                      std::size_t max_bytes) {
  return error.code == ErrorCode::kTooLarge
             ? diag::make(diag::Code::kFileTooLarge,
                          {{"path", path}, {"limit", static_cast<std::int64_t>(max_bytes)}})
             : world_diagnostic(error, path);
}

}  // namespace rulec::tooling

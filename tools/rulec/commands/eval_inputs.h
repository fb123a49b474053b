// What the forms of `rulec eval` read: instants, files, standard input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "env.h"
#include "failure.h"

namespace rulec::app {

// The instant of `--now`, else the clock's, in milliseconds.
[[nodiscard]] Outcome<std::int64_t> moment_of(const std::optional<std::string>& now, Env& env);
// Content of a file, or of stdin for "-".
[[nodiscard]] Outcome<std::string> read_input(const std::string& path, std::size_t max_bytes,
                                              Env& env);

}  // namespace rulec::app

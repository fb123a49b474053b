// Failure: why a command ends without its answer. One shape for usage errors, faults of the world
// and our own bugs; printed as `error[RCnnnn] name: message` with a tip, or as the document
// rulec.error/1 under --json.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "env.h"

namespace rulec::app {

struct Failure {
  diag::Code code = diag::Code::kBadUsage;
  std::string message;
  ExitCode exit_code = ExitCode::kUsage;
  std::vector<std::string> suggestions;  // "did you mean"; never carried out
  std::string more;                      // what else helps: "all commands: rulec"
};

// A usage error (exit 2) with the message of its catalogue row.
[[nodiscard]] Failure failure(diag::Code code, std::vector<diag::Argument> arguments);
// A fault of the world. Its own code when it carries one, else that of its kind; `path` is the
// thing that was asked for.
[[nodiscard]] Failure failure_of(const Error& error, std::string_view path);

// A file that could not be written (RC0018, exit 3).
[[nodiscard]] Failure write_failure(const Error& error);

template <class T>
using Outcome = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> refuse(Failure failure) {
  return std::unexpected(std::move(failure));
}

}  // namespace rulec::app

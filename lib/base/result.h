// Result<T>: the world's fault (file, socket, database, damaged artifact) as a value. An author's
// fault is a Diagnostic (lib/diag), a fault of the data is a Value (lib/value); neither is an
// Error.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace rulec {

// What went wrong, as a closed set. The command layer turns each into one diagnostic of the
// catalogue; `exit status` follows from the diagnostic, not from here.
enum class ErrorCode : std::uint8_t {
  kNotFound,        // no such file or folder
  kNotRegularFile,  // FIFO, device, directory
  kPermission,      // the operating system said no
  kTooLarge,        // above a limit of base/limits.h
  kTooManyFiles,    // a project or repository above the limits there
  kIo,              // read, write, fsync or rename failed
  kLinkEscapes,     // a symbolic link that leads out of the project
  kNotUtf8,         // a path or text that is not UTF-8
  kUsage,           // asked wrongly
  kNoRepository,    // git: not in a work tree
  kNoCommit,        // git: unborn HEAD
  kForeignOwner,    // git: owned by another user
  kBadRevision,     // git: no such reference
  kGitUnavailable,  // git: library missing or broken repository
  kBadArtifact,     // bundle refused; the message carries the step, Error::rc the catalogue code
  kInternal,
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;   // lower case, no full stop, names the path or thing
  std::uint16_t rc = 0;  // number in the catalogue when the place that failed knows it, else 0
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 std::uint16_t rc = 0) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .rc = rc});
}

}  // namespace rulec

// Early return of the error of `expression`; `name` is the value otherwise.
#define RULEC_TRY(name, expression)                           \
  auto name##_result = (expression);                          \
  if (!name##_result) {                                       \
    return std::unexpected(std::move(name##_result).error()); \
  }                                                           \
  auto& name = *name##_result

#define RULEC_TRY_STATUS(expression)                      \
  do {                                                    \
    auto status_ = (expression);                          \
    if (!status_) {                                       \
      return std::unexpected(std::move(status_).error()); \
    }                                                     \
  } while (false)

#include "failure.h"

#include <utility>

namespace rulec::app {
namespace {

struct Kind {
  diag::Code code;
  ExitCode exit_code;
};

Kind kind_of(ErrorCode code) {
  using diag::Code;
  switch (code) {
    case ErrorCode::kNotFound:
      return {Code::kFileNotFound, ExitCode::kUsage};
    case ErrorCode::kNotRegularFile:
      return {Code::kNotARegularFile, ExitCode::kUsage};
    case ErrorCode::kTooLarge:
      return {Code::kFileTooLarge, ExitCode::kUsage};
    case ErrorCode::kLinkEscapes:
      return {Code::kLinkEscapes, ExitCode::kUsage};
    case ErrorCode::kTooManyFiles:
      return {Code::kTooManyFiles, ExitCode::kUsage};
    case ErrorCode::kNotUtf8:
    case ErrorCode::kUsage:
      return {Code::kBadUsage, ExitCode::kUsage};
    case ErrorCode::kPermission:
    case ErrorCode::kIo:
      return {Code::kFileUnreadable, ExitCode::kEnvironment};
    case ErrorCode::kNoRepository:
      return {Code::kGitNoRepository, ExitCode::kEnvironment};
    case ErrorCode::kNoCommit:
      return {Code::kGitNoCommit, ExitCode::kEnvironment};
    case ErrorCode::kForeignOwner:
      return {Code::kGitForeignOwner, ExitCode::kEnvironment};
    case ErrorCode::kBadRevision:
      return {Code::kGitBadRevision, ExitCode::kUsage};
    case ErrorCode::kGitUnavailable:
      return {Code::kGitUnavailable, ExitCode::kEnvironment};
    case ErrorCode::kBadArtifact:
      return {Code::kBadHeader, ExitCode::kNo};
    case ErrorCode::kInternal:
      return {Code::kInternalError, ExitCode::kBug};
  }
  return {Code::kInternalError, ExitCode::kBug};
}

// What the code alone decides: signatures and trust.
ExitCode exit_code_of(diag::Code code, ExitCode otherwise) {
  using diag::Code;
  if (code == Code::kDigestQuarantined) {
    return ExitCode::kRefused;
  }
  if (code == Code::kSignerFailed) {
    return ExitCode::kEnvironment;
  }
  if (code >= Code::kTrustMissing && code <= Code::kKeyUnreadable) {
    return ExitCode::kUsage;
  }
  return code >= Code::kSignatureRequired && code <= Code::kVerifyInternal ? ExitCode::kNo
                                                                           : otherwise;
}

// Rows whose message is made of the path alone are worded by the catalogue; all others carry the
// words of the place that failed.
std::string message_for(diag::Code code, const Error& error, std::string_view path) {
  using diag::Code;
  for (Code by_path :
       {Code::kFileNotFound, Code::kNotARegularFile, Code::kLinkEscapes, Code::kGitNoRepository}) {
    if (code == by_path) {
      return diag::message_of(
          diag::make(code, {{"path", path.empty() ? std::string(".") : std::string(path)}}));
    }
  }
  bool names_path = path.empty() || error.message.find(path) != std::string::npos;
  return error.code == ErrorCode::kBadArtifact && !names_path
             ? std::string(path) + ": " + error.message
             : error.message;
}

}  // namespace

Failure failure(diag::Code code, std::vector<diag::Argument> arguments) {
  return {.code = code, .message = diag::message_of(diag::make(code, std::move(arguments)))};
}

Failure failure_of(const Error& error, std::string_view path) {
  Kind kind = kind_of(error.code);
  if (error.rc != 0) {
    kind.code = static_cast<diag::Code>(error.rc);
    kind.exit_code = exit_code_of(kind.code, kind.exit_code);
  }
  return {.code = kind.code,
          .message = message_for(kind.code, error, path),
          .exit_code = kind.exit_code};
}

Failure write_failure(const Error& error) {
  Failure failed = failure(diag::Code::kWriteFailed, {{"reason", error.message}});
  failed.exit_code = ExitCode::kEnvironment;
  return failed;
}

}  // namespace rulec::app

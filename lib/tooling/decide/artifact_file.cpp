#include "tooling/decide/artifact_file.h"

#include "base/limits.h"
#include "diag/diagnostic.h"

namespace rulec::tooling {
namespace {

using diag::Code;

std::unexpected<Error> refuse(Code code, std::string message) {
  return fail(ErrorCode::kBadArtifact, std::move(message), static_cast<std::uint16_t>(code));
}

Result<std::string> read(FileSystem& files, const std::string& path, std::size_t max_bytes,
                         Code too_large) {
  auto info = files.info(path);
  if (info && info->kind == FileKind::kLink) {
    return refuse(Code::kArtifactUnreadable, path + ": is a symbolic link");
  }
  auto bytes = files.read_file(path, max_bytes);
  if (!bytes) {
    bool is_large = bytes.error().code == ErrorCode::kTooLarge;
    return refuse(is_large ? too_large : Code::kArtifactUnreadable, bytes.error().message);
  }
  return std::move(*bytes);
}

// A bundle without the file beside it has no envelopes.
Status read_envelopes(FileSystem& files, ArtifactFile& file) {
  std::string path = envelopes_path(file.path);
  if (auto info = files.info(path); !info && info.error().code == ErrorCode::kNotFound) {
    return {};
  }
  constexpr std::size_t kMaxLineBytes = kMaxEnvelopeBytes + 1;
  RULEC_TRY(text, read(files, path, kMaxEnvelopes * kMaxLineBytes, Code::kEnvelopeTooLarge));
  auto lines = package::read_envelope_lines(text);
  if (!lines) {
    lines.error().message = path + ": " + lines.error().message;
    return std::unexpected(std::move(lines.error()));
  }
  file.artifact.envelopes = std::move(*lines);
  return {};
}

}  // namespace

package::Artifact ArtifactFile::whole() const {
  package::Artifact made = artifact;
  made.bundle = bundle::bytes_of(*bundle);
  return made;
}

std::string envelopes_path(const std::string& bundle_path) {
  return bundle_path + ".dsse.jsonl";
}

Result<ArtifactFile> open_artifact(FileSystem& files, const std::string& path) {
  RULEC_TRY(bytes, read(files, path, kMaxPackBytes, Code::kArtifactTooLarge));
  ArtifactFile file{.path = path, .is_package = package::is_package(bytes)};
  if (file.is_package) {
    RULEC_TRY(artifact, package::read_package(bytes));
    bytes = std::move(artifact.bundle);
    artifact.bundle.clear();
    file.artifact = std::move(artifact);
  } else {
    if (bytes.size() > kMaxBundleBytes) {
      return refuse(Code::kArtifactTooLarge,
                    path + ": is larger than " + std::to_string(kMaxBundleBytes) + " bytes");
    }
    file.artifact.bundle_name = file_name(path);
    RULEC_TRY_STATUS(read_envelopes(files, file));
  }
  RULEC_TRY(sealed, bundle::seal(bytes));
  file.bundle = std::move(sealed);
  return file;
}

}  // namespace rulec::tooling

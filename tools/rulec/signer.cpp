#include "signer.h"

#include "base/limits.h"

namespace rulec::app {
namespace {

constexpr std::uint32_t kOthersMode = 0077;

Failure key_failure(diag::Code code, const std::string& path, std::string problem) {
  return failure(code, {{"path", path}, {"problem", std::move(problem)}});
}

Outcome<void> check_permissions(const std::string& path, FileSystem& files) {
  Result<FileInfo> info = files.info(path);
  if (!info) {
    return refuse(failure_of(info.error(), path));
  }
  if (info->kind != FileKind::kFile) {
    return refuse(key_failure(diag::Code::kKeyPermissions, path, "it is no regular file"));
  }
  if (!info->is_own) {
    return refuse(key_failure(diag::Code::kKeyPermissions, path, "it belongs to another user"));
  }
  if ((info->mode & kOthersMode) != 0) {
    Failure open = key_failure(diag::Code::kKeyPermissions, path, "others may read or change it");
    open.more = "close it: chmod 600 " + path;
    return refuse(std::move(open));
  }
  return {};
}

}  // namespace

Outcome<std::unique_ptr<trust::Signer>> open_signer(
    const std::string& key, const std::optional<std::string>& passphrase_file, Env& env) {
  if (Outcome<void> kept = check_permissions(key, env.files); !kept) {
    return refuse(std::move(kept.error()));
  }
  Result<std::string> pem = env.files.read_file(key, kMaxKeyBytes);
  if (!pem) {
    return refuse(failure_of(pem.error(), key));
  }
  std::optional<std::string> passphrase;
  if (passphrase_file) {
    Result<std::string> text = env.files.read_file(*passphrase_file, kMaxKeyBytes);
    if (!text) {
      return refuse(failure_of(text.error(), *passphrase_file));
    }
    passphrase = text->substr(0, text->find_first_of("\r\n"));
    trust::wipe(*text);
  }
  Result<trust::PrivateKey> opened = trust::PrivateKey::read(*pem, passphrase);
  trust::wipe(*pem);
  if (passphrase) {
    trust::wipe(*passphrase);
  }
  if (!opened) {
    return refuse(failure_of(opened.error(), key));
  }
  return std::make_unique<trust::PrivateKey>(std::move(*opened));
}

}  // namespace rulec::app

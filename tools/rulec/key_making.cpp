#include "key_making.h"

#include <optional>

namespace rulec::app {
namespace {

using diag::Code;

constexpr std::string_view kPrivateEnd = ".key";
constexpr std::string_view kPublicEnd = ".pub";

bool exists(const std::string& path, Env& env) {
  Result<FileInfo> info = env.files.info(path);
  return info || info.error().code != ErrorCode::kNotFound;
}

Outcome<void> check_free(const std::string& path, Env& env) {
  if (!exists(path, env)) {
    return {};
  }
  Failure there = failure(Code::kFileExists, {{"path", path}});
  there.exit_code = ExitCode::kNo;
  there.more = "keys are never overwritten; take another name, or --out DIR";
  return refuse(std::move(there));
}

Outcome<std::optional<std::string>> new_passphrase(const KeySource& source, bool is_open,
                                                   Env& env) {
  if (is_open) {
    return std::optional<std::string>();
  }
  Outcome<std::optional<std::string>> passphrase = read_passphrase(source, Asking::kTwice, env);
  if (passphrase && !*passphrase) {
    Failure none = failure(Code::kBadUsage, {{"problem", "the new key needs a passphrase"}});
    none.more =
        "give it: --passphrase-file FILE; for a machine: rulec key new NAME --no-passphrase";
    return refuse(std::move(none));
  }
  return passphrase;
}

}  // namespace

Outcome<NewKey> make_key_files(const std::string& name, const std::string& folder,
                               const KeySource& source, bool is_open, Env& env) {
  std::string private_path = join_path(folder, name + std::string(kPrivateEnd));
  std::string public_path = join_path(folder, name + std::string(kPublicEnd));
  for (const std::string& path : {private_path, public_path}) {
    if (Outcome<void> is_free = check_free(path, env); !is_free) {
      return refuse(std::move(is_free.error()));
    }
  }
  // Before the passphrase, which is as secret as the key.
  if (env.forbid_core_dumps != nullptr) {
    env.forbid_core_dumps();
  }
  Outcome<std::optional<std::string>> passphrase = new_passphrase(source, is_open, env);
  if (!passphrase) {
    return refuse(std::move(passphrase.error()));
  }
  trust::PrivateKey key = trust::PrivateKey::generate();
  std::optional<std::string>& secret = *passphrase;
  std::string pem = key.write(secret);
  if (secret) {
    trust::wipe(*secret);
  }
  Status written = env.files.write_private_file(private_path, pem);
  trust::wipe(pem);
  if (written) {
    written = env.files.write_file(public_path, trust::write_public_key(key.public_key()));
  }
  if (!written) {
    return refuse(write_failure(written.error()));
  }
  return NewKey{.private_path = std::move(private_path),
                .public_path = std::move(public_path),
                .key = std::move(key)};
}

}  // namespace rulec::app

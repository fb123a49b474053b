#include "signer.h"

#include "base/limits.h"

namespace rulec::app {
namespace {

using diag::Code;
using SignerPointer = std::unique_ptr<trust::Signer>;

constexpr std::uint32_t kOthersMode = 0077;
constexpr std::size_t kMaxPassphraseBytes = 1024;
constexpr std::string_view kHelperHead = "exec:";

Failure key_failure(Code code, const std::string& path, std::string problem) {
  return failure(code, {{"path", path}, {"problem", std::move(problem)}});
}

Outcome<void> check_permissions(const std::string& path, FileSystem& files) {
  Result<FileInfo> info = files.info(path);
  if (!info) {
    return refuse(failure_of(info.error(), path));
  }
  if (info->kind != FileKind::kFile) {
    return refuse(key_failure(Code::kKeyPermissions, path, "it is no regular file"));
  }
  if (!info->is_own) {
    return refuse(key_failure(Code::kKeyPermissions, path, "it belongs to another user"));
  }
  if ((info->mode & kOthersMode) != 0) {
    Failure open = key_failure(Code::kKeyPermissions, path, "others may read or change it");
    open.more = "close it: chmod 600 " + path;
    return refuse(std::move(open));
  }
  return {};
}

// A text file whose last line end does not count.
Outcome<std::string> read_secret_file(const std::string& path, Env& env) {
  Result<std::string> text = env.files.read_file(path, kMaxPassphraseBytes);
  if (!text) {
    return refuse(failure_of(text.error(), path));
  }
  if (text->ends_with('\n')) {
    text->pop_back();
  }
  if (text->ends_with('\r')) {
    text->pop_back();
  }
  if (text->empty()) {
    return refuse(
        failure(Code::kBadUsage, {{"problem", "the passphrase in " + path + " is empty"}}));
  }
  return std::move(*text);
}

Outcome<std::optional<std::string>> ask(const std::string& key, Asking asking, Env& env) {
  Result<std::string> typed =
      env.in.read_secret("passphrase of " + key + ": ", kMaxPassphraseBytes);
  if (!typed) {
    return refuse(failure(Code::kBadUsage, {{"problem", typed.error().message}}));
  }
  if (typed->empty()) {
    return refuse(failure(Code::kBadUsage, {{"problem", "the passphrase is empty"}}));
  }
  if (asking == Asking::kTwice) {
    Result<std::string> again = env.in.read_secret("once more: ", kMaxPassphraseBytes);
    bool is_same = again && *again == *typed;
    if (again) {
      trust::wipe(*again);
    }
    if (!is_same) {
      trust::wipe(*typed);
      return refuse(failure(Code::kBadUsage, {{"problem", "the passphrases differ"}}));
    }
  }
  return std::optional(std::move(*typed));
}

class HelperSigner final : public trust::Signer {
 public:
  HelperSigner(std::string path, const trust::PublicKey& key, ProgramRunner& programs)
      : path_(std::move(path)), key_(key), programs_(programs) {}

  [[nodiscard]] const trust::PublicKey& public_key() const override { return key_; }

  [[nodiscard]] Result<std::string> sign(std::string_view message) override {
    Result<ProgramAnswer> answer = programs_.run({.arguments = {path_},
                                                  .input = std::string(message),
                                                  .timeout_ms = kSignerTimeoutMs,
                                                  .max_output_bytes = trust::kSignatureBytes});
    if (!answer) {
      return failed(answer.error().message);
    }
    if (answer->exit_status != 0) {
      return failed("it ended with the status " + std::to_string(answer->exit_status));
    }
    if (answer->output.size() != trust::kSignatureBytes) {
      return failed("it answered " + std::to_string(answer->output.size()) + " bytes, expected " +
                    std::to_string(trust::kSignatureBytes));
    }
    if (!trust::is_signature_good(key_, message, answer->output)) {
      return failed("its answer is no signature by the key " + trust::key_id(key_));
    }
    return std::move(answer->output);
  }

 private:
  [[nodiscard]] std::unexpected<Error> failed(std::string problem) const {
    Failure refused =
        failure(Code::kSignerFailed, {{"signer", path_}, {"problem", std::move(problem)}});
    return fail(ErrorCode::kIo, std::move(refused.message),
                static_cast<std::uint16_t>(Code::kSignerFailed));
  }

  std::string path_;
  trust::PublicKey key_;
  ProgramRunner& programs_;
};

Outcome<SignerPointer> open_helper(const KeySource& source, Env& env) {
  std::string path = source.key.substr(kHelperHead.size());
  if (!path.starts_with('/')) {
    return refuse(failure(Code::kBadFlagValue,
                          {{"value", source.key},
                           {"flag", "--key"},
                           {"expected", "expected `exec:` and the absolute path of a program"}}));
  }
  if (!source.public_key) {
    return refuse(failure(
        Code::kBadUsage,
        {{"problem", "a helper that signs needs `--pub FILE`, by which its answer is checked"}}));
  }
  Outcome<trust::PublicKey> key = read_public_key_file(*source.public_key, env);
  if (!key) {
    return refuse(std::move(key.error()));
  }
  if (env.programs == nullptr) {
    return refuse(failure(Code::kSignerFailed,
                          {{"signer", path}, {"problem", "no program can be run here"}}));
  }
  return std::make_unique<HelperSigner>(std::move(path), *key, *env.programs);
}

}  // namespace

Failure key_failure(const Error& error, const std::string& path) {
  if (error.rc == 0) {
    return failure_of(error, path);
  }
  return key_failure(static_cast<Code>(error.rc), path, error.message);
}

Outcome<std::optional<std::string>> read_passphrase(const KeySource& source, Asking asking,
                                                    Env& env) {
  if (source.passphrase_file) {
    Outcome<std::string> secret = read_secret_file(*source.passphrase_file, env);
    return secret ? Outcome<std::optional<std::string>>(std::move(*secret))
                  : refuse(std::move(secret.error()));
  }
  auto folder = env.variables.find("CREDENTIALS_DIRECTORY");
  if (folder != env.variables.end() && !folder->second.empty()) {
    std::string path = join_path(folder->second, "rulec-passphrase");
    if (env.files.info(path)) {
      Outcome<std::string> secret = read_secret_file(path, env);
      return secret ? Outcome<std::optional<std::string>>(std::move(*secret))
                    : refuse(std::move(secret.error()));
    }
  }
  if (!source.may_ask || !env.terminal.in_is_tty) {
    return std::optional<std::string>();
  }
  return ask(source.key, asking, env);
}

Outcome<trust::PublicKey> read_public_key_file(const std::string& path, Env& env) {
  Result<std::string> pem = env.files.read_file(path, kMaxKeyBytes);
  if (!pem) {
    return refuse(failure_of(pem.error(), path));
  }
  Result<trust::PublicKey> key = trust::read_public_key(*pem);
  if (!key) {
    return refuse(key_failure(key.error(), path));
  }
  return *key;
}

Outcome<SignerPointer> open_signer(const KeySource& source, Env& env) {
  if (source.key.starts_with(kHelperHead)) {
    return open_helper(source, env);
  }
  if (Outcome<void> kept = check_permissions(source.key, env.files); !kept) {
    return refuse(std::move(kept.error()));
  }
  if (env.forbid_core_dumps != nullptr) {
    env.forbid_core_dumps();
  }
  Result<std::string> pem = env.files.read_file(source.key, kMaxKeyBytes);
  if (!pem) {
    return refuse(failure_of(pem.error(), source.key));
  }
  std::optional<std::string> passphrase;
  if (trust::PrivateKey::is_encrypted(*pem)) {
    Outcome<std::optional<std::string>> read = read_passphrase(source, Asking::kOnce, env);
    if (!read) {
      return refuse(std::move(read.error()));
    }
    passphrase = std::move(*read);
  }
  Result<trust::PrivateKey> opened = trust::PrivateKey::read(*pem, passphrase);
  trust::wipe(*pem);
  if (passphrase) {
    trust::wipe(*passphrase);
  }
  if (!opened) {
    Failure refused = key_failure(opened.error(), source.key);
    if (opened.error().code == ErrorCode::kUsage && !passphrase) {
      refused.more = "give it: --passphrase-file FILE";
    }
    return refuse(std::move(refused));
  }
  return std::make_unique<trust::PrivateKey>(std::move(*opened));
}

Outcome<SignerPointer> open_signer(const std::string& key,
                                   const std::optional<std::string>& passphrase_file, Env& env) {
  return open_signer({.key = key, .passphrase_file = passphrase_file, .public_key = std::nullopt},
                     env);
}

}  // namespace rulec::app

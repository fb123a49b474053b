#include "commands/key_command.h"

#include <algorithm>

#include "base/limits.h"
#include "diag/render.h"
#include "key_making.h"
#include "key_words.h"
#include "output.h"
#include "trust/base64.h"
#include "trust/statement.h"
#include "trust_policy.h"

namespace rulec::app::key_command {
namespace {

using diag::Code;

constexpr std::string_view kPrivateEnd = ".key";
constexpr std::string_view kPublicEnd = ".pub";
constexpr std::size_t kNameWidth = 20;

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 1, ' ');
  return text;
}

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxIdBytes && name.front() != '.' &&
         name.front() != '-' && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-' || c == '@';
         });
}

std::string text_of(const trust::PublicKey& key) {
  return trust::encode_base64({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

void begin_key_document(JsonWriter& json, std::string_view verb) {
  begin_document(json, "rulec.key/1", verb, ExitCode::kOk);
}

// --- key new

Outcome<ExitCode> make_key(const Options& options, Env& env) {
  if (!is_key_name(options.name)) {
    return refuse(failure(Code::kBadFlagValue,
                          {{"value", options.name},
                           {"flag", "NAME"},
                           {"expected", "expected letters, digits and `._-@`, such as ci"}}));
  }
  Outcome<NewKey> made =
      make_key_files(options.name, options.folder, options.source, options.is_open, env);
  if (!made) {
    return refuse(std::move(made.error()));
  }
  const auto& [private_path, public_path, key] = *made;
  std::string id = trust::key_id(key.public_key());
  if (options.common.is_json()) {
    std::string text;
    JsonWriter json(text);
    begin_key_document(json, "key new");
    json.member("key_id", id);
    json.member("public_key", text_of(key.public_key()));
    json.member("private_file", private_path);
    json.member("public_file", public_path);
    json.member("encrypted", !options.is_open);
    json.end_object();
    print_document(env, text);
    return ExitCode::kOk;
  }
  if (options.common.quiet == 0) {
    print(env, "key      " + id + "\nprivate  " + private_path +
                   "   keep it: who has it signs as you\n" + "public   " + public_path + "\n");
  }
  if (options.is_open) {
    print_error(
        env, "warning: " + private_path + " has no passphrase; whoever reads the file can sign\n");
  }
  return ExitCode::kOk;
}

// --- key export

// The file as it is named, else NAME.pub, else NAME.key.
std::string file_of_key(const std::string& name, Env& env) {
  for (std::string_view end : {std::string_view(), kPublicEnd, kPrivateEnd}) {
    std::string path = name + std::string(end);
    if (Result<FileInfo> info = env.files.info(path); info && info->kind != FileKind::kFolder) {
      return path;
    }
  }
  return name;
}

Outcome<trust::PublicKey> public_key_of_file(const std::string& path, const Options& options,
                                             Env& env) {
  Result<std::string> pem = env.files.read_file(path, kMaxKeyBytes);
  if (!pem) {
    return refuse(failure_of(pem.error(), path));
  }
  bool is_private = pem->find("PRIVATE KEY-----") != std::string::npos;
  trust::wipe(*pem);
  if (!is_private) {
    return read_public_key_file(path, env);
  }
  KeySource source = options.source;
  source.key = path;
  auto signer = open_signer(source, env);
  if (!signer) {
    return refuse(std::move(signer.error()));
  }
  return (*signer)->public_key();
}

Outcome<ExitCode> export_key(const Options& options, Env& env) {
  std::string path = file_of_key(options.name, env);
  Outcome<trust::PublicKey> key = public_key_of_file(path, options, env);
  if (!key) {
    return refuse(std::move(key.error()));
  }
  std::string pem = trust::write_public_key(*key);
  if (!options.common.is_json()) {
    print(env, pem);
    return ExitCode::kOk;
  }
  std::string text;
  JsonWriter json(text);
  begin_key_document(json, "key export");
  json.member("key_id", trust::key_id(*key));
  json.member("public_key", text_of(*key));
  json.member("pem", pem);
  json.member("path", path);
  json.end_object();
  print_document(env, text);
  return ExitCode::kOk;
}

// --- key list

struct ListedFile {
  std::string path;
  std::string key_id;   // "" when it cannot be told
  std::string problem;  // why
  bool is_private = false;
};

std::vector<ListedFile> keys_in(const std::vector<DirectoryEntry>& entries,
                                const std::string& folder, Env& env) {
  std::vector<ListedFile> files;
  for (const DirectoryEntry& entry : entries) {
    bool is_private = entry.name.ends_with(kPrivateEnd);
    if (entry.kind != FileKind::kFile || (!is_private && !entry.name.ends_with(kPublicEnd))) {
      continue;
    }
    ListedFile file{.path = join_path(folder, entry.name), .is_private = is_private};
    // Of a private key the public half beside it is asked; it stays closed.
    std::string asked = file.path;
    if (is_private) {
      asked.replace(asked.size() - kPrivateEnd.size(), kPrivateEnd.size(), kPublicEnd);
    }
    Outcome<trust::PublicKey> key = read_public_key_file(asked, env);
    if (key) {
      file.key_id = trust::key_id(*key);
    } else {
      file.problem = key.error().message;
    }
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> role_names(const trust::TrustedKey& key) {
  std::vector<std::string> names;
  names.reserve(key.roles.size());
  for (trust::Role role : key.roles) {
    names.emplace_back(trust::role_name(role));
  }
  return names;
}

// "", "revoked", "expired" or "not yet valid".
std::string state_of(const trust::TrustPolicy& policy, const trust::TrustedKey& key,
                     std::int64_t now_ms) {
  if (policy.revocation(key.key_id, now_ms) != nullptr) {
    return "revoked";
  }
  if (key.is_valid_at(now_ms)) {
    return "";
  }
  return now_ms > key.not_after_ms.value_or(now_ms) ? "expired" : "not yet valid";
}

std::string list_text(const std::vector<ListedFile>& files,
                      const std::optional<trust::TrustPolicy>& policy, std::int64_t now_ms) {
  std::string text;
  for (const ListedFile& file : files) {
    text += padded(diag::printable(file.path), kNameWidth) +
            (file.is_private ? "private  " : "public   ") +
            (file.key_id.empty() ? diag::printable(file.problem) : short_id(file.key_id)) + "\n";
  }
  if (!policy) {
    return text + "no trust file\n";
  }
  text += policy->path + " serial " + std::to_string(policy->serial) + "\n";
  for (const trust::TrustedKey& key : policy->keys) {
    text += "  " + padded(diag::printable(key.identity), kNameWidth - 2) + short_id(key.key_id) +
            "  " + joined(role_names(key));
    text +=
        "  for " + (key.rulesets.empty() ? "all rulesets" : diag::printable(joined(key.rulesets)));
    text += "  in " + (key.environments.empty() ? "no environment"
                                                : diag::printable(joined(key.environments)));
    if (key.not_after_ms) {
      text += "  until " + trust::format_time(*key.not_after_ms);
    }
    std::string state = state_of(*policy, key, now_ms);
    text += (state.empty() ? "" : "  " + state) + "\n";
  }
  return text;
}

void write_names(JsonWriter& json, std::string_view name, const std::vector<std::string>& names) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : names) {
    json.string(text);
  }
  json.end_array();
}

void write_time(JsonWriter& json, std::string_view name, std::optional<std::int64_t> ms) {
  json.key(name);
  if (ms) {
    json.string(trust::format_time(*ms));
  } else {
    json.null();
  }
}

std::string list_document(const std::vector<ListedFile>& files,
                          const std::optional<trust::TrustPolicy>& policy, std::int64_t now_ms) {
  std::string text;
  JsonWriter json(text);
  begin_key_document(json, "key list");
  json.key("files");
  json.begin_array();
  for (const ListedFile& file : files) {
    json.begin_object();
    json.member("path", file.path);
    json.member("private", file.is_private);
    json.key("key_id");
    if (file.key_id.empty()) {
      json.null();
    } else {
      json.string(file.key_id);
    }
    json.end_object();
  }
  json.end_array();
  json.key("policy");
  if (policy) {
    json.string(policy->path + " serial " + std::to_string(policy->serial));
  } else {
    json.null();
  }
  json.key("trusted");
  json.begin_array();
  if (policy) {
    for (const trust::TrustedKey& key : policy->keys) {
      json.begin_object();
      json.member("identity", key.identity);
      json.member("key_id", key.key_id);
      write_names(json, "roles", role_names(key));
      write_names(json, "rulesets", key.rulesets);
      write_names(json, "environments", key.environments);
      write_time(json, "not_before", key.not_before_ms);
      write_time(json, "not_after", key.not_after_ms);
      std::string state = state_of(*policy, key, now_ms);
      json.member("state", state.empty() ? "valid" : state);
      json.end_object();
    }
  }
  json.end_array();
  json.end_object();
  return text;
}

Outcome<ExitCode> list_keys(const Options& options, Env& env) {
  Result<std::vector<DirectoryEntry>> entries = env.files.list_folder(options.name);
  if (!entries) {
    return refuse(failure_of(entries.error(), options.name));
  }
  Outcome<std::optional<trust::TrustPolicy>> policy = find_policy(options.common, env);
  if (!policy) {
    return refuse(std::move(policy.error()));
  }
  std::vector<ListedFile> files = keys_in(*entries, options.name, env);
  std::int64_t now_ms = env.clock.now_ms();
  if (options.common.is_json()) {
    print_document(env, list_document(files, *policy, now_ms));
  } else {
    print(env, list_text(files, *policy, now_ms));
  }
  return ExitCode::kOk;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common};
  std::string_view name = invocation.command->name;
  options.verb = name == "key new" ? Verb::kNew : name == "key list" ? Verb::kList : Verb::kExport;
  options.name = invocation.arguments.empty() ? "." : invocation.arguments.front();
  options.folder = invocation.value("--out").value_or("");
  options.is_open = invocation.has("--no-passphrase");
  options.source = {.key = options.name,
                    .passphrase_file = invocation.value("--passphrase-file"),
                    .public_key = std::nullopt,
                    .may_ask = common.may_ask};
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  switch (options.verb) {
    case Verb::kNew:
      return make_key(options, env);
    case Verb::kList:
      return list_keys(options, env);
    case Verb::kExport:
      return export_key(options, env);
  }
  return ExitCode::kBug;
}

}  // namespace rulec::app::key_command

#include "trust_policy.h"

#include <map>
#include <set>

#include "base/json_writer.h"
#include "base/limits.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::app {
namespace {

using diag::Code;

constexpr std::uint32_t kOthersWrite = 0022;
constexpr std::uint32_t kSticky = 01000;  // only owners may rename and remove in it
constexpr std::string_view kFileName = "trust.json";
constexpr std::string_view kSystemFile = "/etc/rulec/trust.json";
constexpr std::string_view kSerials = "trust_serials";

std::string variable(const Env& env, std::string_view name) {
  auto found = env.variables.find(name);
  return found == env.variables.end() ? std::string() : found->second;
}

// A file of ours below a folder of the XDG Base Directory Specification; "" without a home.
std::string user_path(const Env& env, std::string_view name, std::string_view below_home,
                      std::string_view file) {
  if (std::string folder = variable(env, name); folder.starts_with('/')) {
    return join_path(join_path(folder, "rulec"), file);
  }
  std::string home = variable(env, "HOME");
  return home.starts_with('/') ? join_path(join_path(join_path(home, below_home), "rulec"), file)
                               : std::string();
}

std::vector<std::string> usual_paths(const Env& env) {
  std::vector<std::string> paths = {std::string(kSystemFile)};
  if (std::string own = user_path(env, "XDG_CONFIG_HOME", ".config", kFileName); !own.empty()) {
    paths.push_back(std::move(own));
  }
  return paths;
}

// A folder stands for the file in it.
std::string file_of(const std::string& path, Env& env) {
  Result<std::string> target = env.files.canonical(path);
  Result<FileInfo> info = target ? env.files.info(*target) : std::unexpected(target.error());
  return info && info->kind == FileKind::kFolder ? join_path(path, kFileName) : path;
}

bool exists(const std::string& path, Env& env) {
  Result<FileInfo> info = env.files.info(path);
  // What cannot be looked at is there: reading it says why it is refused.
  return info || info.error().code != ErrorCode::kNotFound;
}

Failure unsafe(const std::string& path, std::string problem) {
  return failure(Code::kTrustUnsafe, {{"path", path}, {"problem", std::move(problem)}});
}

Outcome<void> check_owner(const FileInfo& info, const std::string& what, const std::string& shown) {
  return info.is_own || info.is_roots ? Outcome<void>()
                                      : refuse(unsafe(shown, what + " belongs to another user"));
}

// What is wrong with it is said in the words of `what`: "it", "its folder".
Outcome<void> check_closed(const std::string& path, const std::string& shown, FileKind kind,
                           std::uint32_t accepted, Env& env) {
  std::string what = kind == FileKind::kFile      ? "it"
                     : path == parent_path(shown) ? "its folder"
                                                  : "the folder " + path;
  Result<FileInfo> info = env.files.info(path);
  if (!info) {
    return refuse(unsafe(shown, info.error().message));
  }
  if (info->kind != kind) {
    return refuse(unsafe(shown, what + " is of another kind"));
  }
  if (Outcome<void> kept = check_owner(*info, what, shown); !kept) {
    return kept;
  }
  if ((info->mode & kOthersWrite) != 0 && (info->mode & accepted) == 0) {
    Failure open = unsafe(shown, what + " may be changed by others");
    open.more = "close it: chmod go-w " + path;
    return refuse(std::move(open));
  }
  return {};
}

std::string folder_of(std::string_view path) {
  std::string_view folder = parent_path(path);
  return !folder.empty() ? std::string(folder) : path.starts_with('/') ? "/" : ".";
}

// The folders on the way to a file.
class Way {
 public:
  Way(const std::string& shown, Env& env) : shown_(shown), env_(env) {}

  // As it was named: whoever can put another link, or another folder, in the place of one of its
  // segments names another file.
  Outcome<void> check_named() {
    std::string at = shown_;
    while (true) {
      Result<FileInfo> info = env_.files.info(at);
      if (!info) {
        return refuse(unsafe(shown_, info.error().message));
      }
      std::string what = at == shown_ ? "it" : "the folder " + at;
      if (Outcome<void> kept = check_owner(*info, what, shown_); !kept) {
        return kept;
      }
      std::string folder = folder_of(at);
      Result<std::string> real = env_.files.canonical(folder);
      if (!real) {
        return refuse(unsafe(shown_, real.error().message));
      }
      // Sticky folders do above; the one that the file lies in is closed.
      if (Outcome<void> kept = check_real(*real, at == shown_ ? 0 : kSticky); !kept) {
        return kept;
      }
      if (folder == "/" || folder == ".") {
        return {};
      }
      at = std::move(folder);
    }
  }

  // A folder without links, and all above it.
  Outcome<void> check_real(std::string folder, std::uint32_t accepted) {
    while (true) {
      if (seen_.emplace(folder, accepted).second) {
        Outcome<void> kept = check_closed(folder, shown_, FileKind::kFolder, accepted, env_);
        if (!kept) {
          return kept;
        }
      }
      if (folder == "/") {
        return {};
      }
      folder = folder_of(folder);
      accepted = kSticky;
    }
  }

 private:
  const std::string& shown_;
  Env& env_;
  std::set<std::pair<std::string, std::uint32_t>> seen_;
};

// --- what was seen before

std::string state_path(const Env& env) {
  return user_path(env, "XDG_STATE_HOME", ".local/state", "trusted.json");
}

using Serials = std::map<std::string, std::uint64_t, std::less<>>;

Outcome<Serials> read_serials(const std::string& path, Env& env) {
  Result<std::string> text = env.files.read_file(path, kMaxTrustBytes);
  if (!text) {
    return text.error().code == ErrorCode::kNotFound
               ? Outcome<Serials>(Serials())
               : Outcome<Serials>(refuse(failure_of(text.error(), path)));
  }
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  Failure torn = unsafe(path, "it is damaged, and with it what was seen before");
  torn.more = "remove it when you know why; the serials of trust files are then learnt anew";
  if (!json::read_value(*text, {.max_bytes = kMaxTrustBytes}, arena, scratch, value, fault) ||
      !value.is_object() || !value.member(kSerials).is_object()) {
    return refuse(std::move(torn));
  }
  Serials serials;
  for (const Member& member : value.member(kSerials).members()) {
    if (!member.value.is_integer() || member.value.as_integer() < 0) {
      return refuse(std::move(torn));
    }
    serials.emplace(member.key, static_cast<std::uint64_t>(member.value.as_integer()));
  }
  return serials;
}

std::string serials_text(const Serials& serials) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kPretty);
  json.begin_object();
  json.key(kSerials);
  json.begin_object();
  for (const auto& [path, serial] : serials) {
    json.member(path, serial);
  }
  json.end_object();
  json.end_object();
  return text + "\n";
}

}  // namespace

std::string trust_path(const Common& common, Env& env) {
  if (!common.trust.empty()) {
    return file_of(common.trust, env);
  }
  std::vector<std::string> paths = usual_paths(env);
  for (const std::string& path : paths) {
    if (exists(path, env)) {
      return path;
    }
  }
  return paths.size() > 1 ? paths.back() : std::string();
}

Outcome<std::string> read_trust_file(const std::string& path, Env& env) {
  // The file that a link leads to is the one that is read, so it is the one to judge; and whoever
  // may change a folder on the way to either could put another file there.
  Result<std::string> target = env.files.canonical(path);
  if (!target) {
    return refuse(unsafe(path, target.error().message));
  }
  if (Outcome<void> kept = check_closed(*target, path, FileKind::kFile, 0, env); !kept) {
    return refuse(std::move(kept.error()));
  }
  Way way(path, env);
  if (Outcome<void> kept = way.check_real(folder_of(*target), 0); !kept) {
    return refuse(std::move(kept.error()));
  }
  if (Outcome<void> kept = way.check_named(); !kept) {
    return refuse(std::move(kept.error()));
  }
  Result<std::string> text = env.files.read_file(*target, kMaxTrustBytes);
  if (!text) {
    return refuse(unsafe(path, text.error().message));
  }
  return std::move(*text);
}

namespace {

// Under which name the serial of a file is kept. One that is not there yet gets the name that it
// will have.
std::string serial_name(const std::string& path, Env& env) {
  if (Result<std::string> whole = env.files.canonical(path)) {
    return std::move(*whole);
  }
  Result<std::string> folder = env.files.canonical(folder_of(path));
  return folder ? join_path(*folder, file_name(path)) : path;
}

}  // namespace

Outcome<std::uint64_t> remembered_serial(const std::string& path, Env& env) {
  std::string state = state_path(env);
  if (state.empty()) {
    return 0;
  }
  Outcome<Serials> serials = read_serials(state, env);
  if (!serials) {
    return refuse(std::move(serials.error()));
  }
  auto known = serials->find(serial_name(path, env));
  return known == serials->end() ? 0 : known->second;
}

Outcome<void> remember(const trust::TrustPolicy& policy, Env& env) {
  std::string path = state_path(env);
  if (path.empty()) {
    return {};
  }
  Outcome<Serials> serials = read_serials(path, env);
  if (!serials) {
    return refuse(std::move(serials.error()));
  }
  std::string name = serial_name(policy.path, env);
  auto [known, is_new] = serials->emplace(name, policy.serial);
  if (policy.serial < known->second) {
    return refuse(
        failure(Code::kTrustRollback, {{"path", policy.path},
                                       {"found", static_cast<std::int64_t>(policy.serial)},
                                       {"known", static_cast<std::int64_t>(known->second)}}));
  }
  if (!is_new && policy.serial == known->second) {
    return {};
  }
  known->second = policy.serial;
  Status written = env.files.write_file(path, serials_text(*serials));
  // A home that cannot be written to is as good as none.
  if (written || written.error().code == ErrorCode::kPermission) {
    return {};
  }
  return refuse(write_failure(written.error()));
}

Outcome<std::optional<trust::TrustPolicy>> find_policy(const Common& common, Env& env) {
  std::string path = trust_path(common, env);
  if (path.empty() || !exists(path, env)) {
    return common.trust.empty() ? Outcome<std::optional<trust::TrustPolicy>>(std::nullopt)
                                : refuse(trust_missing(common, env));
  }
  Outcome<std::string> text = read_trust_file(path, env);
  if (!text) {
    return refuse(std::move(text.error()));
  }
  Result<trust::TrustPolicy> policy = trust::read_trust(*text, path);
  if (!policy) {
    return refuse(failure_of(policy.error(), path));
  }
  if (Outcome<void> kept = remember(*policy, env); !kept) {
    return refuse(std::move(kept.error()));
  }
  return std::optional(std::move(*policy));
}

Failure trust_missing(const Common& common, Env& env) {
  std::string looked;
  for (const std::string& path :
       common.trust.empty() ? usual_paths(env) : std::vector{file_of(common.trust, env)}) {
    looked += (looked.empty() ? "" : ", ") + path;
  }
  Failure missing = failure(Code::kTrustMissing, {{"problem", "looked for " + looked}});
  missing.more = "make one: rulec key trust KEY.pub --role release --identity NAME";
  return missing;
}

}  // namespace rulec::app

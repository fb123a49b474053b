#include "commands/key_trust_command.h"

#include "base/limits.h"
#include "key_words.h"
#include "line_diff.h"
#include "output.h"
#include "signer.h"
#include "trust/policy.h"
#include "trust_document.h"
#include "trust_policy.h"

namespace rulec::app::key_trust_command {
namespace {

using diag::Code;

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  if (!list.empty()) {
    for (std::string_view name : split_values(list, ',')) {
      names.emplace_back(name);
    }
  }
  return names;
}

Failure lacks(std::string_view flag) {
  return failure(Code::kBadUsage, {{"problem", "`key trust` needs `" + std::string(flag) + "`"}});
}

Outcome<KeyRow> row_of(const Options& options, Env& env) {
  if (options.identity.empty()) {
    return refuse(lacks("--identity NAME"));
  }
  if (options.roles.empty()) {
    return refuse(lacks("--role ROLE"));
  }
  Outcome<trust::PublicKey> key = read_public_key_file(options.path, env);
  if (!key) {
    return refuse(std::move(key.error()));
  }
  KeyRow row{.identity = options.identity,
             .key = *key,
             .roles = names_in(options.roles),
             .groups = names_in(options.groups),
             .rulesets = names_in(options.rulesets),
             .environments = {},
             .not_after_ms = std::nullopt};
  Outcome<std::vector<std::string>> names =
      environment_names(options.environments, "--environments");
  if (!names) {
    return refuse(std::move(names.error()));
  }
  row.environments = std::move(*names);
  if (!options.not_after.empty()) {
    Outcome<std::int64_t> ms = time_of(options.not_after, "--not-after");
    if (!ms) {
      return refuse(std::move(ms.error()));
    }
    row.not_after_ms = *ms;
  }
  return row;
}

struct Change {
  std::string path;
  std::string before;  // "" for a file that is made
  std::string after;
  trust::TrustPolicy policy;  // as it will be

  [[nodiscard]] bool is_none() const { return before == after; }
};

Outcome<Change> plan(const KeyRow& row, const Options& options, Env& env) {
  Change change{.path = trust_path(options.common, env)};
  if (change.path.empty()) {
    return refuse(trust_missing(options.common, env));
  }
  Result<FileInfo> info = env.files.info(change.path);
  if (info) {
    Outcome<std::string> text = read_trust_file(change.path, env);
    if (!text) {
      return refuse(std::move(text.error()));
    }
    Result<trust::TrustPolicy> old_policy = trust::read_trust(*text, change.path);
    if (!old_policy) {
      return refuse(failure_of(old_policy.error(), change.path));
    }
    if (Outcome<void> kept = remember(*old_policy, env); !kept) {
      return refuse(std::move(kept.error()));
    }
    if (old_policy->version != 1) {
      Failure is_signed = failure(
          Code::kBadUsage, {{"problem", change.path + " is signed, and changes only as a whole"}});
      is_signed.more = "make its successor: rulec key rotate";
      return refuse(std::move(is_signed));
    }
    change.before = std::move(*text);
    Result<std::string> after = with_key(change.before, row);
    if (!after) {
      return refuse(failure_of(after.error(), change.path));
    }
    change.after = std::move(*after);
  } else if (info.error().code == ErrorCode::kNotFound) {
    // A file that was there before, and is made anew, goes on from its last serial.
    Outcome<std::uint64_t> seen = remembered_serial(change.path, env);
    if (!seen) {
      return refuse(std::move(seen.error()));
    }
    change.after = new_trust_document(row, *seen + 1);
  } else {
    return refuse(failure_of(info.error(), change.path));
  }
  Result<trust::TrustPolicy> policy = trust::read_trust(change.after, change.path);
  if (!policy) {
    return refuse(failure_of(policy.error(), change.path));
  }
  change.policy = std::move(*policy);
  return change;
}

void report(const Change& change, const KeyRow& row, const Options& options, Env& env) {
  if (options.common.is_json()) {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.key/1", "key trust", ExitCode::kOk);
    json.member("path", change.path);
    json.member("serial", change.policy.serial);
    json.member("key_id", trust::key_id(row.key));
    json.member("identity", row.identity);
    json.member("changed", !change.is_none());
    json.member("written", !change.is_none() && !options.is_dry);
    json.end_object();
    return print_document(env, text);
  }
  if (change.is_none()) {
    return print(env, change.path + ": has this row already\n");
  }
  // The serial stands above the rows; with it changed first, only the rows differ.
  std::string before = change.before;
  std::string serial = "\"serial\": ";
  std::string old_line = serial + std::to_string(change.policy.serial - 1);
  if (std::size_t at = before.find(old_line); at != std::string::npos) {
    before.replace(at, old_line.size(), serial + std::to_string(change.policy.serial));
  }
  std::string text = change.path + "\n" + line_diff(before, change.after);
  text += options.is_dry ? "nothing is written (-n)\n"
                         : "written  serial " + std::to_string(change.policy.serial) + "\n";
  print(env, text);
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  auto text = [&invocation](std::string_view flag) { return invocation.value(flag).value_or(""); };
  return {.common = common,
          .path = invocation.arguments.front(),
          .identity = text("--identity"),
          .roles = text("--role"),
          .groups = text("--group"),
          .rulesets = text("--ruleset"),
          .environments = invocation.value_or_default("--environments"),
          .not_after = text("--not-after"),
          .is_dry = invocation.has("--dry-run")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  Outcome<KeyRow> row = row_of(options, env);
  if (!row) {
    return refuse(std::move(row.error()));
  }
  Outcome<Change> change = plan(*row, options, env);
  if (!change) {
    return refuse(std::move(change.error()));
  }
  if (!change->is_none() && !options.is_dry) {
    if (Status written = env.files.write_file(change->path, change->after); !written) {
      return refuse(write_failure(written.error()));
    }
    if (Outcome<void> kept = remember(change->policy, env); !kept) {
      return refuse(std::move(kept.error()));
    }
    // Modes come from the umask and the folder: a file that nobody would trust is said at once.
    if (Outcome<std::string> again = read_trust_file(change->path, env); !again) {
      return refuse(std::move(again.error()));
    }
  }
  report(*change, *row, options, env);
  return ExitCode::kOk;
}

}  // namespace rulec::app::key_trust_command

#include "commands/verify_command.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "bundle/bundle.h"
#include "diag/render.h"
#include "key_words.h"
#include "output.h"
#include "package/artifact.h"
#include "rebuild.h"
#include "tooling/decide/artifact_file.h"
#include "trust/envelope.h"
#include "trust/verify.h"
#include "trust_policy.h"

namespace rulec::app::verify_command {
namespace {

using diag::Code;

constexpr std::size_t kDateChars = std::string_view("2026-11-22").size();
constexpr std::size_t kNameWidth = 12;
constexpr std::size_t kStateWidth = 13;
constexpr std::size_t kIdentityWidth = 16;

// One envelope, as it states itself and as the verifier judges it.
struct Row {
  std::string predicate_type;
  std::vector<std::string> stated_key_ids;
  std::string envelope_sha256;
  std::optional<trust::Release> release;
  // Of a statement that counted.
  std::string identity;
  std::string key_id;
  std::uint16_t code = 0;  // of one that did not; 0 too for what nobody asked about
};

std::string_view short_name(std::string_view predicate_type) {
  if (predicate_type == trust::kProvenancePredicate) {
    return "provenance";
  }
  constexpr std::string_view kOurs = "urn:rulec:";
  if (predicate_type.starts_with(kOurs)) {
    predicate_type.remove_prefix(kOurs.size());
    return predicate_type.substr(0, predicate_type.find(':'));
  }
  return predicate_type.empty() ? "unreadable" : predicate_type;
}

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 0, ' ');
  return text;
}

Row stated(const std::string& envelope) {
  Row row{.predicate_type = package::stated_predicate_type(envelope),
          .envelope_sha256 = to_hex(sha256(envelope))};
  Result<trust::Envelope> read = trust::read_envelope(envelope);
  if (!read) {
    return row;
  }
  for (const trust::Signature& signature : read->signatures) {
    row.stated_key_ids.push_back(signature.key_id.empty() ? "unnamed" : signature.key_id);
  }
  Result<trust::Release> release = trust::read_release(read->payload);
  if (release) {
    row.release = std::move(*release);
  }
  return row;
}

class Verify {
 public:
  Verify(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    Outcome<std::optional<trust::TrustPolicy>> policy = find_policy(options_.common, env_);
    if (!policy) {
      return refuse(std::move(policy.error()));
    }
    policy_ = std::move(*policy);
    if (Result<FileInfo> info = env_.files.info(options_.path); !info) {
      return refuse(failure_of(info.error(), options_.path));
    }
    Result<tooling::ArtifactFile> file = tooling::open_artifact(env_.files, options_.path);
    if (!file) {
      return refuse(failure_of(file.error(), options_.path));
    }
    file_ = std::move(*file);
    digest_ = bundle::digest_of(*file_.bundle);
    for (const std::string& envelope : file_.artifact.envelopes) {
      rows_.push_back(stated(envelope));
    }
    judge();
    return report();
  }

 private:
  [[nodiscard]] Result<trust::Admission> ask(const std::vector<std::string_view>& envelopes,
                                             const trust::TrustPolicy& policy) const {
    trust::VerifyInput input{.digest = digest_, .envelopes = envelopes, .path = options_.path};
    trust::Purpose purpose{.payload_type = trust::kInTotoPayload,
                           .predicate_type = trust::kReleasePredicate,
                           .role = trust::Role::kRelease,
                           .environment = options_.common.environment};
    return trust::verify_artifact(input, policy, purpose, env_.clock.now_ms());
  }

  void judge() {
    if (!policy_) {
      refusal_ = trust_missing(options_.common, env_);
      return;
    }
    std::vector<std::string_view> all(file_.artifact.envelopes.begin(),
                                      file_.artifact.envelopes.end());
    Result<trust::Admission> admission = ask(all, *policy_);
    if (admission) {
      admission_ = std::move(*admission);
      take_names(*admission_);
      check_bundle();
    } else {
      refusal_ = failure_of(admission.error(), options_.path);
    }
    judge_each();
  }

  void take_names(const trust::Admission& admission) {
    for (const trust::Signed& said : admission.signatures) {
      auto row = std::ranges::find(rows_, said.envelope_sha256, &Row::envelope_sha256);
      if (row != rows_.end()) {
        row->identity += (row->identity.empty() ? "" : ", ") + said.identity;
        row->key_id = said.key_id;
      }
    }
  }

  // The bundle is opened only now that its bytes are vouched for.
  void check_bundle() {
    Result<bundle::Container> container = bundle::open_container(file_.bundle, digest_);
    Result<bytecode::Program> program =
        container ? bundle::read_program(*container) : std::unexpected(container.error());
    if (!program) {
      refusal_ = failure_of(program.error(), options_.path);
      return;
    }
    label_ = program->name + " " + program->version;
    if (Status fits = trust::check_label(*admission_, program->name, program->version); !fits) {
      refusal_ = failure_of(fits.error(), options_.path);
      return;
    }
    if (options_.rebuilds) {
      Outcome<Rebuilt> rebuilt = rebuild(file_, *container, options_.common.max_source_bytes, env_);
      if (rebuilt) {
        rebuilt_commit_ = rebuilt->commit;
      } else {
        refusal_ = std::move(rebuilt.error());
      }
    }
  }

  // What did not count is asked about alone, for its own code; a threshold is for all together.
  void judge_each() {
    trust::TrustPolicy single = *policy_;
    single.release_threshold = 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      Row& row = rows_[i];
      if (!row.key_id.empty() || row.predicate_type == trust::kProvenancePredicate) {
        continue;
      }
      std::vector<std::string_view> envelopes = {file_.artifact.envelopes[i]};
      for (std::size_t k = 0; k < rows_.size(); ++k) {
        if (rows_[k].predicate_type == trust::kProvenancePredicate) {
          envelopes.emplace_back(file_.artifact.envelopes[k]);
        }
      }
      Result<trust::Admission> alone = ask(envelopes, single);
      if (!alone) {
        row.code = alone.error().rc;
      } else {
        // Good, though not enough.
        row.identity = alone->signatures.front().identity;
        row.key_id = alone->signatures.front().key_id;
      }
    }
  }

  // --- report

  [[nodiscard]] std::string state_of(const Row& row) const {
    if (!policy_) {
      return "not trusted";
    }
    if (row.code != 0) {
      return diag::code_text(static_cast<Code>(row.code));
    }
    return row.key_id.empty() ? "unused" : "ok";
  }

  [[nodiscard]] std::string row_text(const Row& row) const {
    std::string text = padded(std::string(short_name(row.predicate_type)), kNameWidth) +
                       padded(state_of(row), kStateWidth);
    text += padded(row.identity.empty() ? "-" : row.identity, kIdentityWidth);
    std::string keys;
    for (const std::string& id : row.stated_key_ids) {
      keys += (keys.empty() ? "" : ", ") + short_id(id);
    }
    text += "key " + (row.key_id.empty() ? (keys.empty() ? "none" : keys) : short_id(row.key_id));
    if (row.release) {
      text += "  " + trust::format_time(row.release->issued_ms).substr(0, kDateChars) + "  " +
              joined(row.release->environments);
      if (row.release->expires_ms) {
        text += "  until " + trust::format_time(*row.release->expires_ms).substr(0, kDateChars);
      }
    }
    return diag::printable(text) + "\n";
  }

  [[nodiscard]] std::string policy_text() const {
    return policy_ ? policy_->path + " serial " + std::to_string(policy_->serial) : std::string();
  }

  [[nodiscard]] std::string verdict_text() const {
    const std::string& environment = options_.common.environment;
    std::string text = admission_->is_unsigned ? "unsigned: " : "ok: ";
    text += label_ + " " + digest_;
    text += environment.empty() ? "" : " may be used in " + environment;
    text += ", policy " + policy_text() + "\n";
    if (!rebuilt_commit_.empty()) {
      text += "rebuilt: commit " + rebuilt_commit_ + " gives the same bytes\n";
    }
    return text;
  }

  Outcome<ExitCode> report() {
    if (options_.common.is_json()) {
      ExitCode code = refusal_ ? refusal_->exit_code : ExitCode::kOk;
      print_document(env_, document(code));
      return code;
    }
    std::string text;
    for (const Row& row : rows_) {
      text += row_text(row);
    }
    if (rows_.empty() && !refusal_) {
      text = "no signatures, and the policy asks for none here\n";
    }
    if (!refusal_) {
      text += verdict_text();
    }
    if (options_.common.quiet == 0) {
      print(env_, text);
    }
    return refusal_ ? Outcome<ExitCode>(refuse(std::move(*refusal_))) : ExitCode::kOk;
  }

  static void text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name);
    if (text.empty()) {
      json.null();
    } else {
      json.string(text);
    }
  }

  static void write_row(JsonWriter& json, const Row& row) {
    json.begin_object();
    text_or_null(json, "predicate_type", row.predicate_type);
    text_or_null(json, "identity", row.identity);
    text_or_null(json, "key_id", row.key_id);
    json.key("stated_key_ids");
    json.begin_array();
    for (const std::string& id : row.stated_key_ids) {
      json.string(id);
    }
    json.end_array();
    text_or_null(json, "issued",
                 row.release ? trust::format_time(row.release->issued_ms) : std::string());
    text_or_null(json, "expires",
                 row.release && row.release->expires_ms
                     ? trust::format_time(*row.release->expires_ms)
                     : std::string());
    json.key("environments");
    json.begin_array();
    if (row.release) {
      for (const std::string& name : row.release->environments) {
        json.string(name);
      }
    }
    json.end_array();
    json.member("envelope_sha256", row.envelope_sha256);
    text_or_null(json, "code",
                 row.code == 0 ? std::string() : diag::code_text(static_cast<Code>(row.code)));
    json.end_object();
  }

  [[nodiscard]] std::string document(ExitCode code) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.verify/1", "verify", code);
    json.member("path", options_.path);
    json.member("digest", digest_);
    bool is_unsigned = admission_ && admission_->is_unsigned;
    json.member("verdict", refusal_ ? "refused" : is_unsigned ? "unsigned" : "ok");
    text_or_null(json, "environment", options_.common.environment);
    text_or_null(json, "policy", policy_text());
    text_or_null(json, "rebuilt_commit", rebuilt_commit_);
    json.key("statements");
    json.begin_array();
    for (const Row& row : rows_) {
      write_row(json, row);
    }
    json.end_array();
    json.key("error");
    if (refusal_) {
      json.begin_object();
      json.member("code", diag::code_text(refusal_->code));
      json.member("name", diag::row_of(refusal_->code).name);
      json.member("message", refusal_->message);
      json.end_object();
    } else {
      json.null();
    }
    json.end_object();
    return text;
  }

  const Options& options_;
  Env& env_;
  std::optional<trust::TrustPolicy> policy_;
  tooling::ArtifactFile file_;
  std::string digest_;
  std::string label_;  // "shop-rules 1.3.0"
  std::string rebuilt_commit_;
  std::vector<Row> rows_;
  std::optional<trust::Admission> admission_;
  std::optional<Failure> refusal_;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common,
                  .path = invocation.arguments.front(),
                  .rebuilds = invocation.has("--rebuild")};
  if (std::optional<std::string> policy = invocation.value("--policy")) {
    options.common.trust = *policy;
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  return Verify(options, env).run();
}

}  // namespace rulec::app::verify_command

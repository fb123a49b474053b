#include "commands/verify_command.h"

#include <optional>

#include "base/check.h"
#include "bundle/bundle.h"
#include "output.h"
#include "rebuild.h"
#include "statement_rows.h"
#include "tooling/decide/artifact_file.h"
#include "trust/verify.h"
#include "trust_policy.h"

namespace rulec::app::verify_command {
namespace {

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
    rows_ = stated_rows(file_);
    judge();
    return report();
  }

 private:
  void judge() {
    if (!policy_) {
      refusal_ = trust_missing(options_.common, env_);
      return;
    }
    Result<trust::Admission> admission = judge_rows({.file = file_,
                                                     .policy = *policy_,
                                                     .environment = options_.common.environment,
                                                     .now_ms = env_.clock.now_ms()},
                                                    rows_);
    if (admission) {
      admission_ = std::move(*admission);
      check_bundle();
    } else {
      refusal_ = failure_of(admission.error(), options_.path);
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
    if (Status fits = trust::check_label(admission(), program->name, program->version); !fits) {
      refusal_ = failure_of(fits.error(), options_.path);
      return;
    }
    if (options_.rebuilds) {
      Outcome<Rebuilt> rebuilt =
          rebuild(options_.path, admission(), *container, options_.common.max_source_bytes, env_);
      if (rebuilt) {
        rebuilt_commit_ = rebuilt->commit;
      } else {
        refusal_ = std::move(rebuilt.error());
      }
    }
  }

  // Of an artifact that may be used.
  [[nodiscard]] const trust::Admission& admission() const {
    const std::optional<trust::Admission>& admitted = admission_;
    RULEC_CHECK(admitted.has_value());
    return *admitted;
  }

  // --- report

  [[nodiscard]] std::string policy_text() const {
    return policy_ ? policy_->path + " serial " + std::to_string(policy_->serial) : std::string();
  }

  [[nodiscard]] std::string verdict_text() const {
    const std::string& environment = options_.common.environment;
    std::string text = admission().is_unsigned ? "unsigned: " : "ok: ";
    text += label_ + " " + digest_;
    text +=
        environment.empty() ? " for no particular environment" : " may be used in " + environment;
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
    for (const StatementRow& row : rows_) {
      text += row_text(row, policy_.has_value());
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

  [[nodiscard]] std::string document(ExitCode code) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.verify/1", "verify", code);
    json.member("path", options_.path);
    json.member("digest", digest_);
    bool is_unsigned = admission_ && admission_->is_unsigned;
    json.member("verdict", refusal_ ? "refused" : is_unsigned ? "unsigned" : "ok");
    write_text_or_null(json, "environment", options_.common.environment);
    write_text_or_null(json, "policy", policy_text());
    write_text_or_null(json, "rebuilt_commit", rebuilt_commit_);
    json.key("statements");
    json.begin_array();
    for (const StatementRow& row : rows_) {
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
  std::vector<StatementRow> rows_;
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

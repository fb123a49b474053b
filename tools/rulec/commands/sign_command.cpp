#include "commands/sign_command.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "diag/render.h"
#include "key_words.h"
#include "output.h"
#include "package/artifact.h"
#include "package_parts.h"
#include "report.h"
#include "tooling/decide/artifact_file.h"
#include "trust/envelope.h"
#include "trust/statement.h"

namespace rulec::app::sign_command {
namespace {

using diag::Code;

constexpr std::size_t kDigestHead = std::string_view("sha256:").size();

Failure wrong_usage(std::string problem) {
  return failure(Code::kBadUsage, {{"problem", std::move(problem)}});
}

class Sign {
 public:
  Sign(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    if (options_.source.key.empty()) {
      Failure no_key = wrong_usage("`sign` needs `--key KEY`");
      no_key.more = "make one: rulec key new NAME";
      return refuse(std::move(no_key));
    }
    if (Outcome<void> said = read_statement_flags(); !said) {
      return refuse(std::move(said.error()));
    }
    if (Outcome<void> opened = open(); !opened) {
      return refuse(std::move(opened.error()));
    }
    auto signer = open_signer(options_.source, env_);
    if (!signer) {
      return refuse(std::move(signer.error()));
    }
    key_id_ = trust::key_id((*signer)->public_key());
    if (Outcome<void> added = add(**signer); !added) {
      return refuse(std::move(added.error()));
    }
    report();
    return ExitCode::kOk;
  }

 private:
  Outcome<void> read_statement_flags() {
    release_.environments = options_.environments;
    release_.issued_ms = env_.clock.now_ms();
    if (options_.expires.empty()) {
      return {};
    }
    Outcome<std::int64_t> expires = time_of(options_.expires, "--expires");
    if (!expires) {
      return refuse(std::move(expires.error()));
    }
    if (*expires <= release_.issued_ms) {
      return refuse(wrong_usage("`--expires` is over already"));
    }
    release_.expires_ms = *expires;
    return {};
  }

  // What is signed is what the loader takes: a name and a version that the bundle itself bears.
  Outcome<void> open() {
    if (Result<FileInfo> info = env_.files.info(options_.path); !info) {
      return refuse(failure_of(info.error(), options_.path));
    }
    Result<tooling::ArtifactFile> file = tooling::open_artifact(env_.files, options_.path);
    if (!file) {
      return refuse(failure_of(file.error(), options_.path));
    }
    file_ = std::move(*file);
    Result<bundle::Container> container = bundle::open_container(file_.bundle, "");
    if (!container) {
      return refuse(failure_of(container.error(), options_.path));
    }
    Result<bytecode::Program> program = bundle::read_program(*container);
    if (!program) {
      return refuse(failure_of(program.error(), options_.path));
    }
    digest_ = container->digest;
    release_.name = program->name;
    release_.version = program->version;
    release_.min_engine = min_engine_of(bundle::bytes_of(*file_.bundle));
    const std::string& sbom = file_.artifact.sbom;
    release_.sbom_sha256 = sbom.empty() ? std::string() : to_hex(sha256(sbom));
    return name_provenance();
  }

  // The release vouches for the provenance that it names, so only one that is about this bundle is
  // named, and nobody chooses between two.
  Outcome<void> name_provenance() {
    for (const std::string& envelope : file_.artifact.envelopes) {
      if (package::stated_predicate_type(envelope) != trust::kProvenancePredicate) {
        continue;
      }
      std::string sha256_text = to_hex(sha256(envelope));
      if (std::string problem = problem_of_provenance(envelope); !problem.empty()) {
        print_error(env_, diag::printable("warning: " + options_.path + ": the provenance " +
                                          short_id(sha256_text) + " is left out: " + problem) +
                              "\n");
        continue;
      }
      if (!release_.provenance_sha256.empty() && release_.provenance_sha256 != sha256_text) {
        Failure several =
            wrong_usage(options_.path + " has several provenances of this bundle: " +
                        short_id(release_.provenance_sha256) + " and " + short_id(sha256_text));
        several.more = "a release names one; remove the other envelope";
        return refuse(std::move(several));
      }
      release_.provenance_sha256 = std::move(sha256_text);
    }
    return {};
  }

  [[nodiscard]] std::string problem_of_provenance(const std::string& text) const {
    Result<trust::Envelope> envelope = trust::read_envelope(text);
    if (!envelope) {
      return envelope.error().message;
    }
    Result<trust::Subject> subject = trust::read_statement_subject(envelope->payload);
    if (!subject) {
      return subject.error().message;
    }
    if (subject->sha256 != digest_.substr(kDigestHead)) {
      return "it is about another bundle";
    }
    Result<trust::Provenance> provenance = trust::read_provenance(envelope->payload);
    return provenance ? std::string() : provenance.error().message;
  }

  Outcome<void> add(trust::Signer& signer) {
    std::string statement = trust::write_release(
        {.name = file_.artifact.bundle_name, .sha256 = digest_.substr(kDigestHead)}, release_);
    Result<std::string> envelope = trust::write_envelope(trust::kInTotoPayload, statement, signer);
    if (!envelope) {
      return refuse(failure_of(envelope.error(), options_.source.key));
    }
    envelope_sha256_ = to_hex(sha256(*envelope));
    std::vector<std::string>& envelopes = file_.artifact.envelopes;
    written_path_ = file_.is_package ? options_.path : tooling::envelopes_path(options_.path);
    // The same statement of the same second is there already.
    if (std::ranges::find(envelopes, *envelope) != envelopes.end()) {
      return {};
    }
    envelopes.push_back(std::move(*envelope));
    if (envelopes.size() > kMaxEnvelopes) {
      return refuse(wrong_usage(options_.path + " has " + std::to_string(kMaxEnvelopes) +
                                " envelopes, and nobody reads more"));
    }
    std::string bytes;
    if (file_.is_package) {
      bytes = package::write_package(file_.whole());
    } else {
      for (const std::string& line : envelopes) {
        bytes.append(line).append("\n");
      }
    }
    Status written = env_.files.write_file(written_path_, bytes);
    return written ? Outcome<void>() : refuse(write_failure(written.error()));
  }

  void report() {
    std::size_t count = file_.artifact.envelopes.size();
    if (options_.common.is_json()) {
      return print_document(env_, document());
    }
    if (options_.common.quiet > 0) {
      return;
    }
    std::string text = "signed   " + release_.name + " " + release_.version + " for " +
                       joined(release_.environments) + "\n";
    text += "digest   " + digest_ + "\n";
    text += "key      " + key_id_ + "\n";
    if (release_.expires_ms) {
      text += "expires  " + trust::format_time(*release_.expires_ms) + "\n";
    }
    text += "written  " + written_path_ + ", " + counted(count, "envelope") + "\n";
    print(env_, text);
  }

  [[nodiscard]] std::string document() const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.sign/1", "sign", ExitCode::kOk);
    json.member("path", options_.path);
    json.member("written", written_path_);
    json.member("name", release_.name);
    json.member("version", release_.version);
    json.member("digest", digest_);
    json.member("key_id", key_id_);
    json.key("environments");
    json.begin_array();
    for (const std::string& name : release_.environments) {
      json.string(name);
    }
    json.end_array();
    json.member("issued", trust::format_time(release_.issued_ms));
    json.key("expires");
    if (release_.expires_ms) {
      json.string(trust::format_time(*release_.expires_ms));
    } else {
      json.null();
    }
    json.member("envelope_sha256", envelope_sha256_);
    json.member("envelopes", std::uint64_t{file_.artifact.envelopes.size()});
    json.end_object();
    return text;
  }

  const Options& options_;
  Env& env_;
  tooling::ArtifactFile file_;
  trust::Release release_;
  std::string digest_;
  std::string key_id_;
  std::string envelope_sha256_;
  std::string written_path_;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common, .path = invocation.arguments.front()};
  options.source = {.key = invocation.value("--key").value_or(""),
                    .passphrase_file = invocation.value("--passphrase-file"),
                    .public_key = invocation.value("--pub"),
                    .may_ask = common.may_ask};
  options.expires = invocation.value("--expires").value_or("");
  const std::string environments = invocation.value_or_default("--environments");
  for (std::string_view name : split_values(environments, ',')) {
    options.environments.emplace_back(name);
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  for (const std::string& name : options.environments) {
    if (Outcome<std::vector<std::string>> known = environment_names(name, "--environments");
        !known) {
      return refuse(std::move(known.error()));
    }
  }
  return Sign(options, env).run();
}

}  // namespace rulec::app::sign_command

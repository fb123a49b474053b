#include "commands/package_command.h"

#include <algorithm>
#include <memory>

#include "argument_scan.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle_making.h"
#include "commands/package_report.h"
#include "git_facts.h"
#include "key_making.h"
#include "output.h"
#include "package/artifact.h"
#include "package/sbom.h"
#include "package_making.h"
#include "package_parts.h"
#include "project_settings.h"
#include "section_difference.h"
#include "signer.h"
#include "tooling/analysis.h"
#include "tooling/build.h"
#include "tooling/coverage/coverage.h"
#include "tooling/decide/ruleset.h"
#include "tooling/lint/lint.h"
#include "trust/envelope.h"
#include "version.h"

namespace rulec::app::package_command {
namespace {

using diag::Code;

constexpr std::string_view kEpochVariable = "SOURCE_DATE_EPOCH";
constexpr std::uint64_t kMaxEpochSeconds = 253'402'300'799;  // the end of the year 9999
constexpr std::uint64_t kTenthsOfPercent = 10;

bool is_environment(std::string_view name) {
  return name == "*" || (!name.empty() && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         }));
}

class Package {
 public:
  Package(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    if (Outcome<void> checked = check_options(); !checked) {
      return refuse(std::move(checked.error()));
    }
    started_ns_ = env_.clock.ticks_ns();
    look();
    if (Outcome<void> found = take_findings(); !found) {
      return refuse(std::move(found.error()));
    }
    if (code_ != ExitCode::kOk || !build_->program) {
      return report();
    }
    if (Outcome<void> listed = list_inputs(); !listed) {
      return refuse(std::move(listed.error()));
    }
    if (Outcome<void> known = check_commit(); !known) {
      return refuse(std::move(known.error()));
    }
    if (Outcome<void> tested = run_tests(); !tested) {
      return refuse(std::move(tested.error()));
    }
    if (code_ != ExitCode::kOk) {
      return report();
    }
    if (Outcome<void> made = make(); !made) {
      return refuse(std::move(made.error()));
    }
    return report();
  }

 private:
  Outcome<void> check_options() {
    int ways = static_cast<int>(options_.key.has_value()) + static_cast<int>(options_.makes_key) +
               static_cast<int>(options_.is_unsigned);
    if (ways != 1) {
      return refuse(failure(
          Code::kBadUsage,
          {{"problem", "`package` needs one of `--sign KEY`, `--new-key` and `--no-sign`"}}));
    }
    for (const std::string& name : options_.environments) {
      if (!is_environment(name)) {
        return refuse(failure(Code::kBadFlagValue,
                              {{"value", name},
                               {"flag", "--environments"},
                               {"expected", "expected names of environments, or `*` for all"}}));
      }
    }
    if (Outcome<void> read = read_epoch(); !read) {
      return read;
    }
    if (options_.key) {
      auto signer = open_signer(*options_.key, options_.passphrase_file, env_);
      if (!signer) {
        return refuse(std::move(signer.error()));
      }
      signer_ = std::move(*signer);
    }
    return check_bundle_version(options_.bundle_version);
  }

  Outcome<void> read_epoch() {
    auto variable = env_.variables.find(kEpochVariable);
    if (variable == env_.variables.end() || variable->second.empty()) {
      return {};
    }
    auto seconds = parse_whole_number(variable->second, 0, kMaxEpochSeconds);
    if (!seconds) {
      return refuse(failure(Code::kBadFlagValue, {{"value", variable->second},
                                                  {"flag", std::string(kEpochVariable)},
                                                  {"expected", "expected seconds since 1970"}}));
    }
    epoch_ms_ = static_cast<std::int64_t>(*seconds * 1000);
    return {};
  }

  // As `rulec check` does: what its lints find stops a package too.
  void look() {
    // Findings of the security group are counted for the provenance, wanted or not.
    auto selection = [](const tooling::Build& built) {
      Outcome<LintSelection> read = effective_selection(built.project.config, {}, {});
      LintSelection wanted = read ? std::move(*read) : LintSelection{};
      return [wanted = std::move(wanted)](Code code) {
        return is_of_security(code) || is_wanted(wanted, code);
      };
    };
    tooling::Analysis analysis =
        tooling::analyse(env_.files,
                         {.build = {.max_source_bytes = options_.common.max_source_bytes,
                                    .strips = options_.strips,
                                    .optimisation_level = options_.optimisation_level,
                                    .bundle_version = options_.bundle_version},
                          .last = tooling::Phase::kEmit,
                          .now_ms = env_.clock.now_ms(),
                          .selection = selection},
                         emitter_);
    for (diag::Diagnostic& finding : analysis.suppressed) {
      security_findings_ += is_of_security(finding.code) ? 1 : 0;
    }
    build_ = std::move(analysis.build);
    suite_ = std::move(analysis.suite);
    tested_sources_ = analysis.tested_sources;
    require_files(*build_, {}, collector_);
    materials_ = materials_of(*build_, analysis.build_sources);
  }

  Outcome<void> take_findings() {
    Outcome<LintSelection> selection = effective_selection(build_->project.config, {}, {});
    if (!selection) {
      return refuse(std::move(selection.error()));
    }
    findings_ = findings_of(collector_, *selection, *build_);
    code_ = exit_code_of(findings_, build_->sources, diag::Severity::Error);
    bool is_refused =
        build_->project.config.strict_validation &&
        std::ranges::any_of(findings_.shown, [](const diag::Diagnostic& finding) {
          return finding.severity == diag::Severity::Warning && !tooling::is_lint(finding.code);
        });
    std::optional<std::size_t> most =
        configured_number(build_->project.config, "lint.max_warnings");
    if (code_ == ExitCode::kOk && (is_refused || (most && findings_.warnings > *most))) {
      code_ = ExitCode::kNo;
    }
    return {};
  }

  Outcome<void> list_inputs() {
    auto inputs = package_inputs(env_.files, *build_, tested_sources_, *suite_);
    if (!inputs) {
      return refuse(std::move(inputs.error()));
    }
    inputs_ = std::move(*inputs);
    return {};
  }

  // A provenance that names no commit, or one that does not hold the sources, is nothing that
  // anybody could build again. It is made only when asked for, and says so of itself.
  Outcome<void> check_commit() {
    Outcome<Committed> committed = ask_git(env_.files, *build_, inputs_);
    if (!committed) {
      return refuse(std::move(committed.error()));
    }
    git_ = std::move(committed->facts);
    git_.is_dirty = committed->no_commit || !committed->changes.empty();
    if (!git_.is_dirty || options_.allows_dirty) {
      return {};
    }
    if (std::optional<Failure>& none = committed->no_commit) {
      none->more = "a package names the commit of its sources; without one: --allow-dirty";
      return refuse(std::move(*none));
    }
    Failure dirty = failure(Code::kDirtyTree, {{"paths", first_paths(committed->changes)}});
    dirty.exit_code = ExitCode::kNo;
    dirty.more = "commit them, or package them as they are: --allow-dirty";
    return refuse(std::move(dirty));
  }

  Outcome<void> run_tests() {
    auto run = tooling::run_tests(env_.files, env_.clock, *build_, *suite_, {.workers = 0});
    if (!run) {
      return refuse(failure_of(run.error(), "the tests"));
    }
    tests_ = std::move(*run);
    if (tooling::engines_differ(*tests_)) {
      code_ = ExitCode::kBug;
    } else if (tests_->failed > 0) {
      code_ = ExitCode::kNo;
    } else if (tests_->passed > 0) {
      auto coverage = tooling::measure_coverage(*build_, *tests_);
      if (!coverage) {
        return refuse(failure_of(coverage.error(), "the coverage"));
      }
      coverage_percent_ = tooling::totals_of(*coverage).conditions.per_mille() / kTenthsOfPercent;
    }
    return {};
  }

  // --- the package
  [[nodiscard]] const bytecode::Program& program() const {
    const std::optional<bytecode::Program>& built = build_->program;
    RULEC_CHECK(built.has_value());
    return *built;
  }

  Outcome<void> make() {
    Outcome<UnsignedPackage> made = make_package(*build_, materials_);
    if (!made) {
      return refuse(std::move(made.error()));
    }
    packed_.digest = std::move(made->digest);
    packed_.components = made->components;
    package::Artifact& artifact = made->artifact;
    if (Outcome<void> same = compare_with_given(artifact.bundle); !same) {
      return same;
    }
    packed_.provenance = provenance(artifact.sbom);
    if (Outcome<void> has_signed = sign(artifact); !has_signed) {
      return has_signed;
    }
    return write(artifact);
  }

  // "--from": what is said about the build must be true of the bytes that are packed.
  Outcome<void> compare_with_given(std::string_view built_bytes) {
    if (options_.from.empty()) {
      return {};
    }
    Result<FileInfo> info = env_.files.info(options_.from);
    if (!info) {
      return refuse(failure_of(info.error(), options_.from));
    }
    auto given = tooling::open_container_file(env_.files, options_.from);
    if (!given) {
      return refuse(failure_of(given.error(), options_.from));
    }
    if (given->digest == packed_.digest) {
      return {};
    }
    auto sealed = bundle::seal(built_bytes);
    auto built = sealed ? bundle::open_container(*sealed, "") : std::unexpected(sealed.error());
    if (!built) {
      return refuse(failure_of(built.error(), "the bundle"));
    }
    Failure differs =
        failure(Code::kNotReproducible,
                {{"path", options_.from}, {"difference", first_difference(*given, *built)}});
    differs.exit_code = ExitCode::kNo;
    differs.more = "give the flags that it was compiled with: -O, --strip, --bundle-version";
    return refuse(std::move(differs));
  }

  [[nodiscard]] std::string bundle_sha256() const {
    return packed_.digest.substr(packed_.digest.find(':') + 1);
  }

  [[nodiscard]] trust::Provenance provenance(std::string_view sbom) const {
    return {.source_uri = git_.source_uri,
            .source_ref = git_.reference,
            .commit = git_.commit,
            .is_dirty = git_.is_dirty,
            .project_path = git_.project_path,
            .bundle_version = program().version,
            .optimisation_level = "O" + std::to_string(build_->settings.optimisation_level),
            .is_strict = build_->project.config.strict_validation,
            .is_stripped = options_.strips,
            .rulec_version = std::string(version_text()),
            .lint_errors = findings_.errors,
            .lint_warnings = findings_.warnings,
            .security_findings = emitter_.count() + security_findings_,
            .tests_passed = tests_ ? tests_->passed : 0,
            .tests_failed = tests_ ? tests_->failed : 0,
            .coverage_percent = coverage_percent_,
            .materials = inputs_,
            .sbom_sha256 = to_hex(sha256(sbom)),
            .started_ms = epoch_ms_};
  }

  // After everything that may stop the package, so that no key is left behind for nothing.
  Outcome<void> make_key() {
    KeySource source{.passphrase_file = options_.passphrase_file, .public_key = std::nullopt};
    Outcome<NewKey> made = make_key_files(program().name, "", source, false, env_);
    if (!made) {
      return refuse(std::move(made.error()));
    }
    packed_.new_key = made->private_path;
    signer_ = std::make_unique<trust::PrivateKey>(std::move(made->key));
    return {};
  }

  Outcome<void> sign(package::Artifact& artifact) {
    if (options_.makes_key) {
      if (Outcome<void> made = make_key(); !made) {
        return made;
      }
    }
    if (signer_ == nullptr) {
      return {};
    }
    trust::Subject subject{.name = artifact.bundle_name, .sha256 = bundle_sha256()};
    trust::Release release{.name = program().name,
                           .version = program().version,
                           .environments = options_.environments,
                           .min_engine = min_engine_of(artifact.bundle),
                           .sbom_sha256 = packed_.provenance.sbom_sha256,
                           .issued_ms = epoch_ms_.value_or(env_.clock.now_ms())};
    auto add = [&](const std::string& statement) -> Outcome<void> {
      auto envelope = trust::write_envelope(trust::kInTotoPayload, statement, *signer_);
      if (!envelope) {
        return refuse(key_failure(envelope.error(), options_.key.value_or(packed_.new_key)));
      }
      artifact.envelopes.push_back(std::move(*envelope));
      return {};
    };
    if (Outcome<void> added = add(provenance_text(subject)); !added) {
      return added;
    }
    release.provenance_sha256 = to_hex(sha256(artifact.envelopes.back()));
    packed_.environments = options_.environments;
    packed_.key_id = trust::key_id(signer_->public_key());
    return add(trust::write_release(subject, release));
  }

  // An envelope has its limit. The list of a very large project is left out: the bill of materials
  // has the files of the bundle, and the provenance names that by its digest.
  std::string provenance_text(const trust::Subject& subject) {
    std::string text = trust::write_provenance(subject, packed_.provenance);
    if (text.size() > kMaxEnvelopeBytes / 2) {
      packed_.provenance.materials.clear();
      text = trust::write_provenance(subject, packed_.provenance);
    }
    return text;
  }

  // As a file, read back.
  Outcome<void> write(const package::Artifact& artifact) {
    Outcome<std::string> bytes = package_bytes(artifact);
    if (!bytes) {
      return refuse(std::move(bytes.error()));
    }
    packed_.path = options_.output.empty() ? program().name + "-" + program().version + ".rpack"
                                           : options_.output;
    packed_.bytes = bytes->size();
    if (Status status = env_.files.write_file(packed_.path, *bytes); !status) {
      return refuse(write_failure(status.error()));
    }
    Result<std::string> again = env_.files.read_file(packed_.path, kMaxPackBytes);
    if (!again) {
      return refuse(failure_of(again.error(), packed_.path));
    }
    Result<package::Artifact> arrived = package::read_package(*again);
    if (!arrived) {
      return refuse(failure_of(arrived.error(), packed_.path));
    }
    packed_.artifact = std::move(*arrived);
    is_packed_ = true;
    return {};
  }

  // --- the report
  Outcome<ExitCode> report() {
    const Common& common = options_.common;
    Scope looked_at = scope();
    if (common.is_json()) {
      print_document(env_, answer_document({.exit_code = code_,
                                            .findings = findings_,
                                            .scope = looked_at,
                                            .sources = build_->sources,
                                            .tests = tests_ ? &*tests_ : nullptr,
                                            .packed = is_packed_ ? &packed_ : nullptr}));
      return code_;
    }
    if (common.quiet < 2) {
      print_error(env_, findings_text(findings_, build_->sources,
                                      {.format = common.format,
                                       .has_color = common.err_has_color,
                                       .width = env_.terminal.width,
                                       .max_shown = kShownDiagnostics}));
    }
    if (is_packed_) {
      print(env_, common.quiet == 0 ? packed_text(packed_) : std::string());
    } else if (tests_) {
      print_error(env_, failed_tests_text(*tests_, build_->sources, looked_at.elapsed_ms));
    } else if (common.quiet == 0) {
      print_error(env_, summary_text(findings_, looked_at));
    }
    return code_;
  }

  [[nodiscard]] Scope scope() const {
    return {.files = build_->sources.size(),
            .rules = build_->ast.rules.size(),
            .scorecards = build_->ast.scorecards.size(),
            .templates = build_->ast.templates.size(),
            .elapsed_ms = (env_.clock.ticks_ns() - started_ns_) / 1'000'000};
  }

  const Options& options_;
  Env& env_;
  std::int64_t started_ns_ = 0;
  std::optional<std::int64_t> epoch_ms_;  // SOURCE_DATE_EPOCH
  std::unique_ptr<trust::Signer> signer_;
  diag::Collector collector_;
  SecurityCount emitter_{collector_};
  std::unique_ptr<tooling::Build> build_;
  std::vector<trust::Material> materials_;  // of the bundle
  std::vector<trust::Material> inputs_;     // those, and the files of the tests
  std::unique_ptr<tooling::Suite> suite_;
  std::size_t tested_sources_ = 0;       // of the build and its tests
  std::uint64_t security_findings_ = 0;  // suppressed ones
  Findings findings_;
  ExitCode code_ = ExitCode::kOk;
  GitFacts git_;
  std::optional<tooling::Run> tests_;
  std::optional<std::uint64_t> coverage_percent_;
  Packed packed_;
  bool is_packed_ = false;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common,
                  .output = invocation.value("-o").value_or(""),
                  .from = invocation.value("--from").value_or(""),
                  .key = invocation.value("--sign"),
                  .makes_key = invocation.has("--new-key"),
                  .is_unsigned = invocation.has("--no-sign"),
                  .allows_dirty = invocation.has("--allow-dirty"),
                  .passphrase_file = invocation.value("--passphrase-file"),
                  .strips = invocation.has("--strip"),
                  .bundle_version = invocation.value("--bundle-version")};
  if (std::optional<std::string> level = invocation.value("-O")) {
    options.optimisation_level = level->front() - '0';
  }
  if (std::optional<std::string> names = invocation.value("--environments")) {
    options.environments.clear();
    for (std::string_view name : split_values(*names, ',')) {
      options.environments.emplace_back(name);
    }
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  return Package(options, env).run();
}

}  // namespace rulec::app::package_command

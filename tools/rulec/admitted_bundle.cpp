#include "admitted_bundle.h"

#include <optional>

#include "bundle/native.h"
#include "native_code.h"
#include "output.h"
#include "report.h"
#include "statement_rows.h"
#include "tooling/decide/artifact_file.h"
#include "trust/verify.h"
#include "trust_policy.h"

namespace rulec::app {
namespace {

Outcome<trust::Admission> admit(const tooling::ArtifactFile& file,
                                const std::optional<trust::TrustPolicy>& policy,
                                const Common& common, Env& env) {
  if (!policy) {
    return trust::Admission{
        .digest = bundle::digest_of(*file.bundle), .is_unsigned = true, .signatures = {}};
  }
  Result<trust::Admission> admission = ask_for_release({.file = file,
                                                        .policy = *policy,
                                                        .environment = common.environment,
                                                        .now_ms = env.clock.now_ms()});
  if (!admission) {
    return refuse(failure_of(admission.error(), file.path));
  }
  return std::move(*admission);
}

// Machine code is a copy of the bytecode that answers the same, so leaving it aside is no more than
// worth a hint.
void take_native(const BundleRequest& request, const trust::Admission& admission,
                 const tooling::OpenedRuleset& opened, const Common& common, Env& env) {
  using bundle::NativePermission;
  NativePermission permission = request.allows_native     ? NativePermission::kLocalFlag
                                : admission.allows_native ? NativePermission::kTrustedFile
                                                          : NativePermission::kNobody;
  auto ignored = use_bundled_code(*opened.ruleset, opened.container, permission, env);
  if (!ignored || ignored->empty() || common.quiet > 0) {
    return;
  }
  diag::Collector findings;
  findings.emit(
      diag::make(diag::Code::kNativeIgnored, {{"path", request.path}, {"reason", *ignored}}));
  print_error(env, findings_text(findings_of(findings, {}), SourceMap(),
                                 {.format = common.is_json() ? Format::kFull : common.format,
                                  .has_color = common.err_has_color,
                                  .width = env.terminal.width}));
}

}  // namespace

Outcome<tooling::OpenedRuleset> open_admitted(const BundleRequest& request, const Common& common,
                                              Env& env) {
  auto policy = find_policy(common, env);
  if (!policy) {
    return refuse(std::move(policy.error()));
  }
  auto file = tooling::open_artifact(env.files, request.path);
  if (!file) {
    return refuse(failure_of(file.error(), request.path));
  }
  auto admission = admit(*file, *policy, common, env);
  if (!admission) {
    return refuse(std::move(admission.error()));
  }
  // A digest that a signature vouched for makes the hashes of the sections needless.
  auto container =
      bundle::open_container(file->bundle, admission->is_unsigned ? "" : admission->digest);
  auto opened = container ? tooling::open_ruleset(std::move(*container), request.load)
                          : std::unexpected(container.error());
  if (!opened) {
    return refuse(failure_of(opened.error(), request.path));
  }
  const bytecode::Program& program = runtime::program_of(*opened->ruleset);
  if (Status fits = trust::check_label(*admission, program.name, program.version); !fits) {
    return refuse(failure_of(fits.error(), request.path));
  }
  take_native(request, *admission, *opened, common, env);
  return std::move(*opened);
}

}  // namespace rulec::app

#include "native_code.h"

#include "native/bundled_code.h"
#include "native/jit_library.h"
#include "output.h"
#include "runtime/native.h"
#include "version.h"

namespace rulec::app {
namespace {

constexpr std::size_t kMaxPlanBytes = std::size_t{64} << 20U;
constexpr const char* kOwnProgram = "/proc/self/exe";

std::string variable(const Env& env, std::string_view name) {
  auto found = env.variables.find(name);
  return found == env.variables.end() ? std::string() : found->second;
}

// A folder of the XDG Base Directory Specification; "" without a home.
std::string user_folder(const Env& env, std::string_view name, std::string_view below_home) {
  if (std::string folder = variable(env, name); folder.starts_with('/')) {
    return folder + "/rulec";
  }
  std::string home = variable(env, "HOME");
  return home.starts_with('/') ? home + "/" + std::string(below_home) + "/rulec" : std::string();
}

native::NativeSettings settings_of(Env& env) {
  native::NativeSettings settings{.files = env.files, .programs = env.programs};
  std::string folder;
  if (auto program = env.files.canonical(kOwnProgram)) {
    settings.program = *program;
    folder = program->substr(0, program->rfind('/'));
  }
  settings.libraries = native::library_places(folder, variable(env, "RULEC_JIT_LIBRARY"));
  std::string cache = user_folder(env, "XDG_CACHE_HOME", ".cache");
  std::string state = user_folder(env, "XDG_STATE_HOME", ".local/state");
  if (!cache.empty() && !state.empty()) {
    settings.cache_folder = cache + "/native/v1";
    settings.key_file = state + "/host.key";
  }
  settings.build_id = version_text();
  return settings;
}

native::NativeOutcome given(const runtime::LoadedRuleset& ruleset, bool is_quiet, Env& env) {
  native::NativeOutcome outcome = native::give_native_code(ruleset, settings_of(env));
  if (!is_quiet && !outcome.cache_notice.empty()) {
    print_error(env, "native-cache: " + outcome.cache_notice + "\n");
  }
  return outcome;
}

Failure unavailable(const std::string& reason, const std::string& way_on) {
  Failure none = failure(diag::Code::kNativeUnavailable, {{"reason", reason}});
  none.exit_code = ExitCode::kEnvironment;
  none.more = way_on +
              ": bytecode decides the same. Machine code needs librulec_jit.so beside the program, "
              "in ../lib/rulec, or named by RULEC_JIT_LIBRARY";
  return none;
}

}  // namespace

void give_native_code(const runtime::LoadedRuleset& ruleset, bool is_quiet, Env& env) {
  native::NativeOutcome outcome = given(ruleset, is_quiet, env);
  if (!is_quiet && !outcome.unavailable.empty()) {
    print_error(env, "native-unavailable: " + outcome.unavailable +
                         "; bytecode answers, which decides alike\n");
  }
}

Outcome<void> require_native_code(const runtime::LoadedRuleset& ruleset, bool is_quiet, Env& env) {
  native::NativeOutcome outcome = given(ruleset, is_quiet, env);
  if (outcome.unavailable.empty()) {
    return {};
  }
  return refuse(unavailable(outcome.unavailable, "leave `native` out of --engine"));
}

std::unique_ptr<native::BackgroundCode> make_code_beside(const runtime::RulesetPtr& ruleset,
                                                         Env& env) {
  if (!runtime::gains_from_native(*ruleset) || runtime::has_native(*ruleset)) {
    return nullptr;
  }
  return std::make_unique<native::BackgroundCode>(ruleset, settings_of(env));
}

Outcome<native::BundledCode> make_bundled_code(const runtime::LoadedRuleset& ruleset, Env& env) {
  auto made = native::make_bundled_code(ruleset, settings_of(env));
  if (made) {
    return std::move(*made);
  }
  return refuse(unavailable(made.error().message, "leave --native out"));
}

std::optional<std::string> use_bundled_code(const runtime::LoadedRuleset& ruleset,
                                            const bundle::Container& container,
                                            bundle::NativePermission permission, Env& env) {
  native::NativeSettings settings = settings_of(env);
  return native::use_bundled_code(ruleset, container, permission,
                                  {.libraries = settings.libraries, .build_id = settings.build_id});
}

bool is_native_worker(const std::vector<std::string>& arguments) {
  return arguments.size() == 2 && arguments.front() == native::kWorkerVerb;
}

ExitCode run_native_worker(const std::vector<std::string>& arguments, Env& env) {
  auto plan = env.in.read_all(kMaxPlanBytes);
  auto object = plan ? native::work(*plan, arguments.back()) : plan;
  if (!object) {
    print_error(env, "native code: " + object.error().message + "\n");
    return ExitCode::kEnvironment;
  }
  return env.out.write(*object) ? ExitCode::kOk : ExitCode::kEnvironment;
}

}  // namespace rulec::app

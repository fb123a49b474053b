#include "native/native_engine.h"

#include <sys/resource.h>

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "native/jit_library.h"
#include "native/object_cache.h"
#include "native/plan_bytes.h"

namespace rulec::native {
namespace {

constexpr std::int64_t kWorkerTimeoutMs = 20'000;
constexpr std::size_t kMaxObjectBytes = std::size_t{64} << 20U;
constexpr rlim_t kWorkerSeconds = 15;  // of processor time
constexpr rlim_t kWorkerBytes = rlim_t{2} << 30U;

// Everything that an object depends on. The plan stands for the ruleset: it holds all of it that
// the code is made from, for programs that have no digest too.
std::string tuple_of(const bundle::NativeTarget& target, std::string_view plan_bytes) {
  std::string tuple = "rulec native 1\n";
  for (const std::string& part :
       {to_hex(sha256(plan_bytes)), target.triple, target.processor, target.features, target.llvm,
        target.build_id, std::to_string(target.helpers)}) {
    tuple += part;
    tuple += '\n';
  }
  return tuple;
}

Result<std::string> made_by_child(const NativeSettings& settings, const std::string& library,
                                  std::string plan_bytes) {
  if (settings.programs == nullptr) {
    return fail(ErrorCode::kIo, "no program can be started here to make it");
  }
  auto answer = settings.programs->run({.arguments = {settings.program, kWorkerVerb, library},
                                        .input = std::move(plan_bytes),
                                        .timeout_ms = kWorkerTimeoutMs,
                                        .max_output_bytes = kMaxObjectBytes});
  if (!answer) {
    return fail(answer.error().code, "the program that makes it failed: " + answer.error().message);
  }
  if (answer->exit_status != 0 || answer->output.empty()) {
    return fail(ErrorCode::kIo, "the program that makes it ended with status " +
                                    std::to_string(answer->exit_status));
  }
  return std::move(answer->output);
}

std::optional<ObjectCache> open_cache(const NativeSettings& settings, NativeOutcome& outcome) {
  if (settings.cache_folder.empty() || settings.key_file.empty()) {
    return std::nullopt;
  }
  auto key = host_key(settings.files, settings.key_file);
  if (!key) {
    outcome.cache_notice = "machine code is not kept: " + key.error().message;
    return std::nullopt;
  }
  return ObjectCache(settings.files, settings.cache_folder, *key);
}

Status give(const runtime::LoadedRuleset& ruleset, const NativeSettings& settings,
            NativeOutcome& outcome) {
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  if (plan.functions.empty()) {
    return fail(ErrorCode::kNotFound, "no entry point has rules that it would be faster for");
  }
  RULEC_TRY(library, JitLibrary::open(settings.libraries));
  std::string plan_bytes = write_plan(plan);
  std::string tuple = tuple_of(library.target(settings.build_id), plan_bytes);
  std::optional<ObjectCache> cache = open_cache(settings, outcome);
  ObjectCache::Found found = cache ? cache->find(tuple) : ObjectCache::Found();
  if (found.was_rejected) {
    outcome.cache_notice = found.is_removed
                               ? "a file of the cache was damaged and is made again"
                               : "a file of the cache is damaged and cannot be removed";
  }
  outcome.was_cached = found.object.has_value();
  std::string object;
  if (found.object) {
    object = std::move(*found.object);
  } else {
    RULEC_TRY(made, made_by_child(settings, library.path(), std::move(plan_bytes)));
    object = std::move(made);
    if (cache) {
      if (Status kept = cache->keep(tuple, object); !kept) {
        outcome.cache_notice = "machine code is not kept: " + kept.error().message;
      }
    }
  }
  RULEC_TRY(code, library.load(object, plan.functions.size()));
  return runtime::use_native(ruleset, plan, std::move(code));
}

}  // namespace

Result<BundledCode> make_bundled_code(const runtime::LoadedRuleset& ruleset,
                                      const NativeSettings& settings) {
  RULEC_TRY(library, JitLibrary::open(settings.libraries));
  BundledCode made{.target = library.target(settings.build_id), .object_bytes = 0, .section = {}};
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  if (plan.functions.empty()) {
    return made;
  }
  RULEC_TRY(object, made_by_child(settings, library.path(), write_plan(plan)));
  RULEC_TRY(code, library.load(object, plan.functions.size()));
  RULEC_TRY_STATUS(runtime::use_native(ruleset, plan, std::move(code)));
  made.object_bytes = object.size();
  made.section = bundle::write_native({{.target = made.target, .bytes = object}});
  return made;
}

NativeOutcome give_native_code(const runtime::LoadedRuleset& ruleset,
                               const NativeSettings& settings) {
  NativeOutcome outcome;
  if (runtime::has_native(ruleset)) {
    return outcome;
  }
  if (Status given = give(ruleset, settings, outcome); !given) {
    outcome.unavailable = given.error().message;
  }
  return outcome;
}

Result<std::string> work(std::string_view plan_bytes, const std::string& library) {
  auto limit = [](auto resource, rlim_t value) {
    rlimit wanted = {.rlim_cur = value, .rlim_max = value};
    return ::setrlimit(resource, &wanted) == 0;
  };
  if (!limit(RLIMIT_CPU, kWorkerSeconds) || !limit(RLIMIT_AS, kWorkerBytes) ||
      !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_CORE, 0)) {
    return fail(ErrorCode::kIo, "its limits cannot be set");
  }
  RULEC_TRY(plan, read_plan(plan_bytes));
  RULEC_TRY(opened, JitLibrary::open({&library, 1}));
  return opened.generate(plan);
}

}  // namespace rulec::native

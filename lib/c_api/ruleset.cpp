// rulec_ruleset: a bundle, checked and prepared.
#include "c_api/ruleset.h"

#include <array>
#include <memory>
#include <utility>

#include "bytecode/bytecode.h"
#include "c_api/boundary.h"
#include "c_api/open.h"
#include "diag/diagnostic.h"
#include "runtime/self_test.h"

namespace rulec::capi {
namespace {

constexpr auto kManifest = static_cast<std::uint32_t>(bytecode::SectionType::kManifest);
constexpr auto kNative = static_cast<std::uint32_t>(bytecode::SectionType::kNative);

// In the order of enum rulec_own_status, from -1 down.
constexpr std::array<const char*, 7> kFailureNames = {
    "bad-argument", "bad-version",   "buffer-too-small", "out-of-memory",
    "internal",     "no-rule-texts", "no-answer",
};

Result<std::unique_ptr<rulec_ruleset>> load(const void* bytes, std::size_t length,
                                            const rulec_load_options* options) {
  RULEC_TRY(container, open_bytes(bytes, length, options));
  RULEC_TRY(program, bundle::read_program(container));
  auto made = std::make_unique<rulec_ruleset>();
  made->digest = container.digest;
  made->manifest = container.section(kManifest).value_or("");
  if (container.section(kNative)) {
    made->container = container;
  }
  // Only explanations read them, and they are more than half of a bundle.
  program.rule_texts = {};
  program.scorecard_texts = {};
  program.template_texts = {};
  RULEC_TRY(loaded,
            runtime::load_tested(std::move(program), container.digest, load_options_of(options)));
  made->loaded = std::move(loaded);
  return made;
}

}  // namespace
}  // namespace rulec::capi

extern "C" {

uint32_t rulec_api_version(void) {
  return RULEC_API_VERSION;
}

const char* rulec_version(void) {
  return RULEC_VERSION;
}

const char* rulec_status_name(rulec_status status) {
  using rulec::capi::kFailureNames;
  if (status == RULEC_OK) {
    return "ok";
  }
  if (status < 0) {
    std::int64_t index = -1 - std::int64_t{status};
    return index < static_cast<std::int64_t>(kFailureNames.size())
               ? kFailureNames[static_cast<std::size_t>(index)]
               : "";
  }
  switch (status) {
#define RULEC_DIAG(number, constant, name, severity, message) \
  case number:                                                \
    return name;
#include "diag/catalogue.def"
#undef RULEC_DIAG
    default:
      return "";
  }
}

rulec_status rulec_ruleset_load(const void* bytes, size_t length, const rulec_load_options* options,
                                rulec_ruleset** ruleset, rulec_error* error) {
  using namespace rulec::capi;  // NOLINT(google-build-using-namespace): C functions have none
  if (ruleset != nullptr) {
    *ruleset = nullptr;
  }
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (bytes == nullptr || ruleset == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the bytes or the place for the ruleset are NULL");
  }
  if (rulec_status status = check_options(options, error); status != RULEC_OK) {
    return status;
  }
  return guarded(error, [&] {
    auto loaded = load(bytes, length, options);
    if (!loaded) {
      return report(error, loaded.error());
    }
    *ruleset = loaded->release();
    return rulec_status{RULEC_OK};
  });
}

void rulec_ruleset_free(rulec_ruleset* ruleset) {
  delete ruleset;
}

const char* rulec_ruleset_digest(const rulec_ruleset* ruleset) {
  return ruleset == nullptr ? nullptr : ruleset->digest.c_str();
}

const char* rulec_ruleset_manifest(const rulec_ruleset* ruleset, size_t* length) {
  if (length != nullptr) {
    *length = ruleset == nullptr ? 0 : ruleset->manifest.size();
  }
  return ruleset == nullptr ? nullptr : ruleset->manifest.c_str();
}

uint32_t rulec_ruleset_rule_count(const rulec_ruleset* ruleset) {
  return ruleset == nullptr ? 0 : static_cast<uint32_t>(ruleset->program().rules.size());
}

const char* rulec_ruleset_rule_id(const rulec_ruleset* ruleset, uint32_t rule) {
  if (rule >= rulec_ruleset_rule_count(ruleset)) {
    return nullptr;
  }
  const rulec::bytecode::Program& program = ruleset->program();
  return program.strings[program.rules[rule].id.index()].c_str();
}

}  // extern "C"

// Machine code of a bundle, where the caller says that it may run.
#include "runtime/native.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "c_api/boundary.h"
#include "c_api/ruleset.h"
#include "native/bundled_code.h"
#include "rulec/rulec.h"

namespace rulec::capi {
namespace {

constexpr rulec_status kNativeIgnored = 5016;

rulec_status use_native(const rulec_ruleset& ruleset, const char* library, rulec_error* error) {
  if (runtime::has_native(*ruleset.loaded)) {
    return RULEC_OK;
  }
  if (!ruleset.container) {
    return report(error, kNativeIgnored, "the bundle has no machine code");
  }
  const std::array<std::string, 1> libraries{library};
  std::optional<std::string> reason = native::use_bundled_code(
      *ruleset.loaded, *ruleset.container, bundle::NativePermission::kLocalFlag,
      {.libraries = libraries, .build_id = RULEC_VERSION});
  bool is_used = runtime::has_native(*ruleset.loaded);  // somebody else may have been first
  return is_used ? RULEC_OK
                 : report(error, kNativeIgnored,
                          "the bundle's machine code is left aside: " + reason.value_or("none"));
}

}  // namespace
}  // namespace rulec::capi

extern "C" {

rulec_status rulec_ruleset_use_native(const rulec_ruleset* ruleset, const char* library,
                                      rulec_error* error) {
  using namespace rulec::capi;  // NOLINT(google-build-using-namespace): C functions have none
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (ruleset == nullptr || library == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the ruleset or the path of the library is NULL");
  }
  // A bare name would be looked for in places that the caller did not name.
  if (!std::string_view(library).contains('/')) {
    return report(error, RULEC_BAD_ARGUMENT, "the library is a name without a folder");
  }
  return guarded(error, [&] { return use_native(*ruleset, library, error); });
}

}  // extern "C"

#include "c_api/open.h"

#include <string>
#include <string_view>

#include "base/limits.h"

namespace rulec::capi {
namespace {

constexpr std::uint16_t kArtifactTooLarge = 5002;
constexpr std::uint16_t kDigestMismatch = 5020;

}  // namespace

Result<bundle::Container> open_bytes(const void* bytes, std::size_t length,
                                     const rulec_load_options* options) {
  if (length > kMaxBundleBytes) {
    return fail(ErrorCode::kTooLarge,
                "the bundle is larger than " + std::to_string(kMaxBundleBytes) + " bytes",
                kArtifactTooLarge);
  }
  RULEC_TRY(sealed, bundle::seal({static_cast<const char*>(bytes), length}));
  std::string_view expected;
  if (options != nullptr && options->expected_digest != nullptr) {
    expected = options->expected_digest;
    // The loader takes "" for any.
    if (expected.empty()) {
      return fail(ErrorCode::kBadArtifact, "the bundle is not the expected one: \"\" is no digest",
                  kDigestMismatch);
    }
  }
  return bundle::open_container(sealed, expected);
}

runtime::LoadOptions load_options_of(const rulec_load_options* options) {
  return {.index = options == nullptr ? runtime::IndexChoice::kAuto
                                      : static_cast<runtime::IndexChoice>(options->index)};
}

runtime::Request request_of(const rulec_request& request) {
  std::string_view acknowledgements;
  if (request.acknowledgements != nullptr) {
    acknowledgements = {request.acknowledgements, request.acknowledgements_length};
  }
  return {.entry_point = request.entry_point,
          .context = {request.context, request.context_length},
          .acknowledgements = acknowledgements,
          .now_ms = request.now_ms,
          .engine = static_cast<runtime::EngineKind>(request.engine)};
}

}  // namespace rulec::capi

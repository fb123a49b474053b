#include "native/bundled_code.h"

#include "native/jit_library.h"
#include "runtime/native.h"

namespace rulec::native {

std::optional<std::string> use_bundled_code(const runtime::LoadedRuleset& ruleset,
                                            const bundle::Container& container,
                                            bundle::NativePermission permission,
                                            const BundledCodeSettings& settings) {
  constexpr auto kSection = static_cast<std::uint32_t>(bytecode::SectionType::kNative);
  bool may_run =
      permission != bundle::NativePermission::kNobody && container.section(kSection).has_value();
  std::optional<JitLibrary> library;
  std::optional<bundle::NativeTarget> host;
  std::string unavailable;
  if (may_run) {
    if (auto opened = JitLibrary::open(settings.libraries)) {
      library = *opened;
      host = library->target(settings.build_id);
    } else {
      unavailable = opened.error().message;
    }
  }
  auto verdict = bundle::judge_native(container, permission, host);
  if (!verdict) {
    return std::nullopt;
  }
  if (!verdict->object || !library) {
    return unavailable.empty() ? verdict->ignored : unavailable;
  }
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  auto code = library->load(verdict->object->bytes, plan.functions.size());
  Status used = code ? runtime::use_native(ruleset, plan, std::move(*code))
                     : Status(std::unexpected(code.error()));
  return used ? std::string() : used.error().message;
}

}  // namespace rulec::native

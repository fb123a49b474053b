#include "native_code.h"

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "native/jit_library.h"
#include "runtime/native.h"

namespace rulec::difftest {
namespace {

std::optional<native::JitLibrary>& opened() {
  static std::optional<native::JitLibrary> library;
  return library;
}

template <class T>
T must(Result<T> result) {
  if (!result) {
    std::printf("native code: %s\n", result.error().message.c_str());
    std::exit(2);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

}  // namespace

void open_native_code(const std::string& library) {
  opened() = must(native::JitLibrary::open({&library, 1}));
}

bool has_native_code() {
  return opened().has_value();
}

void give_native_code(const runtime::LoadedRuleset& ruleset) {
  const auto& library = opened();
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  if (!library || plan.functions.empty()) {
    return;
  }
  std::string object = must(library->generate(plan));
  must(runtime::use_native(ruleset, plan, must(library->load(object, plan.functions.size()))));
}

}  // namespace rulec::difftest

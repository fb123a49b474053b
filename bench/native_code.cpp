#include "native_code.h"

#include "native/jit_library.h"
#include "runtime/native.h"

namespace rulec::bench {

bool give_native_code(const runtime::LoadedRuleset& ruleset, const std::string& library) {
  auto opened = native::JitLibrary::open({&library, 1});
  if (!opened) {
    return false;
  }
  runtime::NativePlan plan = runtime::native_plan(ruleset);
  auto object = opened->generate(plan);
  if (!object) {
    return false;
  }
  auto code = opened->load(*object, plan.functions.size());
  return code && runtime::use_native(ruleset, plan, std::move(*code)).has_value();
}

}  // namespace rulec::bench

#include "engine_names.h"

namespace rulec::app {

runtime::EngineKind engine_named(std::string_view name) {
  if (name == "bytecode") {
    return runtime::EngineKind::kBytecode;
  }
  if (name == "index") {
    return runtime::EngineKind::kIndex;
  }
  return name == "native" ? runtime::EngineKind::kNative : runtime::EngineKind::kAuto;
}

}  // namespace rulec::app

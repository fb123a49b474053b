#include "runtime/engine.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

}  // namespace rulec::runtime

#include "runtime/engine.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

// The arenas get their first blocks now: the first decision may need nothing of them.
Workspace::Workspace() : state_(std::make_unique<State>()) {
  state_->arena.allocate(1, 1);
  state_->scratch.allocate(1, 1);
}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

}  // namespace rulec::runtime

// What `rulec diff` compares: a path, a revision of the local clone, or a bundle. Which of them an
// argument means, and the ruleset that it names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "settings.h"
#include "tooling/diff/side.h"

namespace rulec::app {

enum class SideKind : std::uint8_t { kWorkTree, kPath, kRevision, kBundle };

struct NamedSide {
  SideKind kind = SideKind::kPath;
  std::string name;  // as written, without `rev:`; of the work tree "."
};

struct OpenedSide {
  NamedSide named;
  std::string commit;  // kRevision: 40 hex digits
  std::unique_ptr<tooling::RulesetSide> ruleset;
  std::vector<std::string> notes;
};

// An existing path wins, then a revision; `rev:NAME` is always a revision. `env:NAME` and
// NAME@VERSION answer RC7001. A word that is both is told in `notes`.
[[nodiscard]] Outcome<NamedSide> name_side(const std::string& written, Env& env,
                                           std::vector<std::string>& notes);

// Both sides, `b` may be the work tree. Bytecode of sources is only made where the other side has
// nothing else.
struct OpenedSides {
  OpenedSide a;
  OpenedSide b;
};
[[nodiscard]] Outcome<OpenedSides> open_sides(const NamedSide& a, const NamedSide& b,
                                              const Common& common, Env& env);

}  // namespace rulec::app

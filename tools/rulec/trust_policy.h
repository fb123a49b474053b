// The trust file of this machine: finding it, whether it can be relied on, and the highest serial
// that was seen. Never from a rules repository.
#pragma once

#include <optional>
#include <string>

#include "env.h"
#include "failure.h"
#include "settings.h"
#include "trust/policy.h"

namespace rulec::app {

// The policy of `--trust` or RULEC_TRUST (a file or its folder), else of /etc/rulec/trust.json or
// $XDG_CONFIG_HOME/rulec/trust.json, whichever is there first. Nothing when none is there; one that
// was asked for by name and is missing is RC5200. File and folder must belong to the caller or to
// root, and nobody else may change them (RC5201); RC5202 and RC5204 are read_trust's. The highest
// serial of each file is kept in $XDG_STATE_HOME/rulec/trusted.json, and a lower one is RC5203;
// without a home folder nothing is kept.
[[nodiscard]] Outcome<std::optional<trust::TrustPolicy>> find_policy(const Common& common,
                                                                     Env& env);

// The highest serial that was seen in the file at `path`, which need not be there any more; 0 for
// none. The same failures as remember().
[[nodiscard]] Outcome<std::uint64_t> remembered_serial(const std::string& path, Env& env);

// Where find_policy looks, or where `key trust` writes: the file named, else the first usual place
// where one lies, else the last of them; "" without any.
[[nodiscard]] std::string trust_path(const Common& common, Env& env);
// A text that is there under this path, after the same checks of owner and mode.
[[nodiscard]] Outcome<std::string> read_trust_file(const std::string& path, Env& env);
// RC5203 for a lower serial than the highest seen; else it is kept.
[[nodiscard]] Outcome<void> remember(const trust::TrustPolicy& policy, Env& env);

// "there is no trust file" with what to do.
[[nodiscard]] Failure trust_missing(const Common& common, Env& env);

}  // namespace rulec::app

// Machine code: `--engine native`, `compile --native`, that of bundles, and the hidden verb that
// makes it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "env.h"
#include "failure.h"
#include "native/background_code.h"
#include "native/native_engine.h"
#include "runtime/engine.h"

namespace rulec::app {

// Where there is none, a line on standard error says why, and bytecode answers.
void give_native_code(const runtime::LoadedRuleset& ruleset, bool is_quiet, Env& env);

// The same where it is no use without: RC5401.
[[nodiscard]] Outcome<void> require_native_code(const runtime::LoadedRuleset& ruleset,
                                                bool is_quiet, Env& env);

// Begins to make it beside whoever decides; null where `auto` would not take it. Says nothing.
[[nodiscard]] std::unique_ptr<native::BackgroundCode> make_code_beside(
    const runtime::RulesetPtr& ruleset, Env& env);

// For the bundle of `ruleset`; RC5401 when none can be made here.
[[nodiscard]] Outcome<native::BundledCode> make_bundled_code(const runtime::LoadedRuleset& ruleset,
                                                             Env& env);

// As native::use_bundled_code.
[[nodiscard]] std::optional<std::string> use_bundled_code(const runtime::LoadedRuleset& ruleset,
                                                          const bundle::Container& container,
                                                          bundle::NativePermission permission,
                                                          Env& env);

// Whether these arguments are those of the child that makes machine code.
[[nodiscard]] bool is_native_worker(const std::vector<std::string>& arguments);
// A plan from standard input, an object to standard output.
[[nodiscard]] ExitCode run_native_worker(const std::vector<std::string>& arguments, Env& env);

}  // namespace rulec::app

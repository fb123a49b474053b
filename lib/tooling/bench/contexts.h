// What is decided when decisions are timed: contexts of a folder, of the project's tests, or made
// ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "runtime/engine.h"
#include "tooling/bench/measure.h"
#include "tooling/build.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

enum class ContextOrigin : std::uint8_t { kFolder, kTests, kSynthetic };
[[nodiscard]] std::string_view origin_name(ContextOrigin origin);  // "folder", "tests", "synthetic"

// For one entry point. Contexts that it does not accept are left out: a refusal is no decision.
struct ContextSet {
  std::string entry_point;
  ContextOrigin origin = ContextOrigin::kTests;
  std::vector<BenchContext> contexts;
  std::size_t refused = 0;

  // SHA-256 of what is decided, 64 hex digits: two runs with the same one did the same work.
  [[nodiscard]] std::string sha256() const;
};

// Names of the program's entry points, in its order.
[[nodiscard]] std::vector<std::string> entry_points_of(const bytecode::Program& program);

// The files *.json (one context each) and *.jsonl (one a line) of a folder, by name, as texts. An
// error names the file that cannot be read, or is no JSON.
[[nodiscard]] Result<std::vector<std::string>> read_contexts(FileSystem& files,
                                                             const std::string& folder,
                                                             std::size_t max_bytes);
[[nodiscard]] ContextSet contexts_of_texts(const runtime::LoadedRuleset& ruleset,
                                           std::string_view entry_point,
                                           const std::vector<std::string>& texts);
// Of the cases that are not skipped.
[[nodiscard]] ContextSet contexts_of_tests(const runtime::LoadedRuleset& ruleset,
                                           std::string_view entry_point, const Suite& suite);
// Made from schema and rules (synthetic.h). `build` has a program; `run` holds cases to begin from.
[[nodiscard]] Result<ContextSet> synthetic_contexts(const runtime::LoadedRuleset& ruleset,
                                                    std::string_view entry_point,
                                                    const Build& build, const Run& run);

}  // namespace rulec::tooling

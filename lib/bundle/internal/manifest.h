// Manifest: what a runtime must know before it reads anything else (bundles-and-trust.md 2.4). It
// never holds environment, time, host, user, path or commit: what touches no rule must not change
// the digest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bytecode/program.h"

namespace rulec::bundle {

struct ManifestEntryPoint {
  std::string name;
  std::string schema;  // "" when the entry point has none
  bytecode::HitPolicy hit_policy = bytecode::HitPolicy::kAll;
  bytecode::OnError on_error = bytecode::OnError::kSkipRule;
  bool is_critical = false;
  friend bool operator==(const ManifestEntryPoint&, const ManifestEntryPoint&) = default;
};

struct Manifest {
  std::string name;
  std::string version;
  std::string order;
  std::string source_sha256;
  std::uint64_t expr_cost = 0;
  std::uint64_t rule_count = 0;
  std::uint64_t scorecard_count = 0;
  std::uint64_t template_count = 0;
  std::vector<std::string> features;
  std::vector<ManifestEntryPoint> entry_points;
};

// Members that this rulec does not know: refused in bundles of its own minor format, passed over in
// those of a higher one.
enum class UnknownMembers : std::uint8_t { kRefuse, kIgnore };

// Strict: canonical form, every member there and of its type, then engine and features. Failures
// carry RC5012, RC5013 or RC5014.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text, UnknownMembers unknown);

[[nodiscard]] std::vector<ManifestEntryPoint> entry_points_of(const bytecode::Program& program);

// Features this rulec has: `op.NAME`, and `unicode.N` of its tables of letters.
[[nodiscard]] bool has_feature(std::string_view feature);

// Version of the engine as "MAJOR.MINOR", and the lowest that reads what this one writes.
struct EngineVersion {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  friend auto operator<=>(const EngineVersion&, const EngineVersion&) = default;
};
[[nodiscard]] EngineVersion engine_version();
inline constexpr EngineVersion kMinEngine{.major = 0, .minor = 1};

}  // namespace rulec::bundle

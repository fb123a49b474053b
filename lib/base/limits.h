// Every limit of the product, with the reason for its number. Exceeding one gives a named
// diagnostic or error value, never a cut-off result; each has a test just inside and just outside.
// Sizes are bytes, times milliseconds, unless the name says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rulec {

// Requests and contexts. Real event contexts are at most 30 kB; bounds reading to about 2 ms.
inline constexpr std::size_t kMaxRequestBytes = 1024 * 1024;
inline constexpr std::uint32_t kMaxRequestDepth = 64;
inline constexpr std::size_t kMaxContextKeys = 100'000;
inline constexpr std::size_t kMaxArrayItems = 100'000;
inline constexpr std::size_t kMaxBatchBytes = 64 * 1024 * 1024;
inline constexpr std::size_t kMaxBatchItems = 100'000;

// An operator or template that reads or makes a longer string gives value-too-large.
inline constexpr std::size_t kMaxStringBytes = 256 * 1024;

// Sources. 8,000 rules of 500 bytes; `--limit source=64MiB` raises it up to the hard value.
inline constexpr std::size_t kMaxSourceBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kHardMaxSourceBytes = 256 * 1024 * 1024;
inline constexpr std::size_t kMaxConfigBytes = 1024 * 1024;
inline constexpr std::uint32_t kMaxRuleDepth = 128;
// Tokens, comments included, of one top-level declaration of a text file: tree-sitter counts the
// children of a node in 16 bits.
inline constexpr std::size_t kMaxPieceTokens = 60'000;
// Time that tree-sitter gets for one declaration.
inline constexpr std::uint64_t kPieceTimeoutMicros = 2'000'000;
inline constexpr std::size_t kMaxNodesPerRule = 50'000;
inline constexpr std::size_t kMaxRules = 250'000;
// Items of one scorecard: its result has a symbol for each of them. Real ones have tens.
inline constexpr std::size_t kMaxScorecardItems = 10'000;
inline constexpr std::size_t kMaxProjectFiles = 20'000;
inline constexpr std::size_t kMaxGitFiles = 100'000;

inline constexpr std::size_t kMaxIdBytes = 255;
inline constexpr std::size_t kMaxEntryPointBytes = 100;
inline constexpr std::size_t kMaxEntryPoints = 4096;

// Regular expressions (RE2): linear time, but compiling one takes memory.
inline constexpr std::size_t kMaxPatternBytes = 4 * 1024;
inline constexpr std::int64_t kMaxRegexMemory = 8 * 1024 * 1024;

// Work units of one evaluation of an outermost metered expression; a unit is at most 25 ns.
inline constexpr std::uint64_t kExprCost = 100'000;
// A bundle that asks for more is refused: 10 million units are a quarter of a second.
inline constexpr std::uint64_t kHardExprCost = 10'000'000;

// A decision: what a client can show.
inline constexpr std::size_t kMaxMessageBytes = 64 * 1024;
inline constexpr std::size_t kMaxActions = 10'000;
inline constexpr std::size_t kMaxListedErrors = 100;
// One argument of an action, written as JSON: the largest context. All arguments of a decision, and
// the objects and lists that its updates copy: more ends the action with value-too-large.
inline constexpr std::size_t kMaxArgumentBytes = 1024 * 1024;
inline constexpr std::size_t kMaxDecisionBytes = 64 * 1024 * 1024;

// Bundles; 100,000 rules need about 20 to 52 MB.
inline constexpr std::size_t kMaxBundleBytes = 256 * 1024 * 1024;
inline constexpr std::size_t kMaxManifestBytes = 1024 * 1024;
inline constexpr std::size_t kMaxBundleNameBytes = 128;  // an OCI repository name holds it
inline constexpr std::size_t kMaxSections = 4096;
inline constexpr std::size_t kMaxSchemas = 4096;
inline constexpr std::size_t kMaxTemplates = 10'000;
// Blocks, elements, lists and objects of a template, one inside another.
inline constexpr std::uint32_t kMaxTemplateDepth = 32;
inline constexpr std::size_t kMaxFilters = 8;  // of one placeholder
inline constexpr std::size_t kMaxSchemaBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxProbes = 64;  // test contexts that a bundle carries
// Machine code for processors: more targets than anybody deploys to.
inline constexpr std::size_t kMaxNativeTargets = 64;
// A package is a bundle, and its bill of materials, provenance and signatures.
inline constexpr std::size_t kMaxPackBytes = kMaxBundleBytes + 32 * 1024 * 1024;
inline constexpr std::size_t kMaxSbomBytes = 16 * 1024 * 1024;

// Signatures: 7,400 checks a second on one core, so more is an attack on the verifier.
inline constexpr std::size_t kMaxEnvelopes = 16;
inline constexpr std::size_t kMaxSignatures = 16;  // of all envelopes
inline constexpr std::size_t kMaxEnvelopeBytes = 1024 * 1024;
inline constexpr std::size_t kMaxTrustBytes = 1024 * 1024;
inline constexpr std::size_t kMaxTrustedKeys = 256;
inline constexpr std::size_t kMaxKeyBytes = 16 * 1024;  // a key file; real ones have 300 bytes
// How far ahead of ours the clock of a signer may be.
inline constexpr std::int64_t kMaxClockSkewMs = 5LL * 60 * 1000;
inline constexpr std::int64_t kSignerTimeoutMs = 30'000;

// Diagnostics: made for each file and for each run; shown unless asked for more.
inline constexpr std::size_t kMaxDiagnosticsPerFile = 100;
inline constexpr std::size_t kMaxDiagnosticsPerRun = 1000;
inline constexpr std::size_t kShownDiagnostics = 50;

}  // namespace rulec

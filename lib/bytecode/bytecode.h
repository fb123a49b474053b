// Encode, decode, validate, disassemble: bytes <-> Program.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bytecode/program.h"

namespace rulec::bytecode {

// Section types of the bundle that lib/bytecode owns (bundles-and-trust.md 2.3).
// The width is that of the section table. NOLINTNEXTLINE(performance-enum-size)
enum class SectionType : std::uint32_t {
  kManifest = 1,
  kStrings = 2,
  kConstants = 3,
  kCode = 4,
  kRules = 6,
  kActions = 7,
  kTemplates = 8,
  kSchemas = 9,
  kScorecards = 12,
  kFlows = 13,
  kSourceMap = 32,
  kRuleText = 33,
  kProbes = 34,
  kNative = 48,  // of lib/bundle: never decoded with the rest
};
[[nodiscard]] std::string_view section_name(std::uint32_t type);

struct Section {
  std::uint32_t type = 0;
  bool is_critical = false;
  std::string bytes;
};
struct SectionView {
  std::uint32_t type = 0;
  std::string_view bytes;
};

// All sections but the manifest, sorted by type; empty optional ones are left out. Deterministic.
[[nodiscard]] std::vector<Section> encode(const Program& program);
// Strict: every count is checked against the bytes there are before anything is allocated for it.
// Manifest fields of the Program (name … features) are left empty; lib/bundle fills them. Failures
// carry RC5015 or RC5014 and name the section.
[[nodiscard]] Result<Program> decode(std::span<const SectionView> sections);
// Every id in range, children before parents, every jump inside its expression and at the start of
// an instruction, registers inside the frame, loops only by IterNext, scopes balanced on every
// path.
[[nodiscard]] Status validate(const Program& program);

// Stable text of all rules, scorecards and templates, or of one.
[[nodiscard]] std::string disassemble(const Program& program);
[[nodiscard]] std::string disassemble_rule(const Program& program, std::uint32_t rule);
[[nodiscard]] std::string disassemble_scorecard(const Program& program, std::uint32_t scorecard);
[[nodiscard]] std::string disassemble_template(const Program& program, std::uint32_t index);
// "text", "html", "markdown", "json": as files, messages and listings write it.
[[nodiscard]] std::string_view format_name(TemplateFormat format);
// Whether two language tags name the same language: letters count without their case (RFC 5646).
[[nodiscard]] bool are_same_language(std::string_view a, std::string_view b);
// A constant as compact JSON.
[[nodiscard]] std::string constant_text(const Program& program, ConstantId id);
[[nodiscard]] std::string path_text(const Program& program, PathId id);  // "user.region"

}  // namespace rulec::bytecode

// Steps 7 and 8 of the loader order: manifest, then every section by its own decoder, then the
// bytecode verifier over the whole.
#include "bundle/bundle.h"
#include "bundle/internal/layout.h"
#include "bundle/internal/manifest.h"
#include "bundle/internal/refusal.h"

namespace rulec::bundle {
namespace {

constexpr auto kManifestType = static_cast<std::uint32_t>(bytecode::SectionType::kManifest);

Result<bytecode::Program> decode_sections(const Container& container) {
  std::vector<bytecode::SectionView> views;
  for (const SectionEntry& entry : container.entries) {
    // Optional sections of later minors are passed over.
    bool is_known = !bytecode::section_name(entry.type).empty();
    if (entry.type != kManifestType && is_known) {
      views.push_back({.type = entry.type,
                       .bytes = bytes_of(*container.bytes).substr(entry.offset, entry.length)});
    }
  }
  return bytecode::decode(views);
}

// The manifest is what people and servers look at; it must speak of these sections.
Status check_described(const Manifest& manifest, const bytecode::Program& program) {
  if (manifest.rule_count != program.rules.size()) {
    return refuse(Refusal::kBadManifest,
                  "the manifest is refused: it counts " + std::to_string(manifest.rule_count) +
                      " rules, the bundle holds " + std::to_string(program.rules.size()));
  }
  if (manifest.scorecard_count != program.scorecards.size()) {
    return refuse(Refusal::kBadManifest,
                  "the manifest is refused: it counts " + std::to_string(manifest.scorecard_count) +
                      " scorecards, the bundle holds " + std::to_string(program.scorecards.size()));
  }
  if (manifest.template_count != program.templates.size()) {
    return refuse(Refusal::kBadManifest,
                  "the manifest is refused: it counts " + std::to_string(manifest.template_count) +
                      " templates, the bundle holds " + std::to_string(program.templates.size()));
  }
  if (manifest.entry_points != entry_points_of(program)) {
    return refuse(Refusal::kBadManifest,
                  "the manifest is refused: its entry points are not those of the bundle");
  }
  return {};
}

}  // namespace

Result<bytecode::Program> read_program(const Container& container) {
  auto text = container.section(kManifestType);
  if (!text) {
    return refuse(Refusal::kBadManifest, "the bundle has no manifest");
  }
  auto minor = load<std::uint16_t>(bytes_of(*container.bytes), kMinorAt);
  auto unknown = minor > kFormatMinor ? UnknownMembers::kIgnore : UnknownMembers::kRefuse;
  RULEC_TRY(manifest, read_manifest(*text, unknown));
  RULEC_TRY(program, decode_sections(container));
  RULEC_TRY_STATUS(bytecode::validate(program));
  RULEC_TRY_STATUS(check_described(manifest, program));
  program.name = std::move(manifest.name);
  program.version = std::move(manifest.version);
  program.order = std::move(manifest.order);
  program.expr_cost = manifest.expr_cost;
  program.source_sha256 = std::move(manifest.source_sha256);
  program.features = std::move(manifest.features);
  return std::move(program);
}

}  // namespace rulec::bundle

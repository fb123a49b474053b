#include "tooling/diff/definitions.h"

namespace rulec::tooling {

bool is_for_people(std::string_view member) {
  static constexpr std::string_view kNames[] = {"description", "version",      "tests",
                                                "metadata",    "placeholders", "sanitize"};
  return std::ranges::find(kNames, member) != std::end(kNames) || member.starts_with("x_");
}

ReadableChange member_change(std::string_view what, std::string_view a, std::string_view b,
                             std::string_view absent) {
  return {.what = std::string(what),
          .a = std::string(a.empty() ? absent : a),
          .b = std::string(b.empty() ? absent : b)};
}

ProofTerms::ProofTerms(const RulesetSide& a, const RulesetSide& b)
    : can_prove_(a.errors() == 0 && b.errors() == 0) {
  for (const RulesetSide* side : {&a, &b}) {
    for (const auto& [name, entry] : side->settings().entry_points) {
      if (entry.validate == "light" && entry.schema) {
        light_.insert(name);
      }
    }
  }
}

Reads ProofTerms::reads_at(std::string_view entry_point) const {
  return light_.contains(entry_point) ? Reads::kSame : Reads::kAny;
}

}  // namespace rulec::tooling

#include "tooling/diff/diff.h"

#include <algorithm>

#include "base/check.h"
#include "tooling/diff/definitions.h"

namespace rulec::tooling {
namespace {

void compare_sections(const RulesetSide& a, const RulesetSide& b, Comparison& comparison) {
  if (a.sections().empty() || b.sections().empty()) {
    return;
  }
  match_by(
      a.sections(), b.sections(),
      [](const ComparedSection& section) { return std::string_view(section.name); },
      [&](const ComparedSection* of_a, const ComparedSection* of_b) {
        bool is_same = of_a != nullptr && of_b != nullptr && of_a->sha256 == of_b->sha256;
        comparison.sections.push_back(
            {.name = of_a != nullptr ? of_a->name : of_b->name, .has_changed = !is_same});
      });
}

void note_gaps(const RulesetSide& a, const RulesetSide& b, Comparison& comparison) {
  // What could not be read of either side may be where they differ.
  if (a.errors() + b.errors() > 0 && !a.has_same_sources(b)) {
    comparison.is_complete = false;
  }
  if (!a.are_texts_whole() || !b.are_texts_whole()) {
    comparison.is_complete = false;
    comparison.notes.emplace_back("the rule texts of a bundle could not all be read");
  }
}

bool all_proved(const DefinitionChanges& definitions) {
  return std::ranges::all_of(definitions.changes, &DefinitionChange::is_proved_same);
}

}  // namespace

std::size_t DefinitionChanges::count(ChangeKind kind) const {
  return static_cast<std::size_t>(std::ranges::count(changes, kind, &DefinitionChange::kind));
}

bool Comparison::may_differ() const {
  return !is_complete || !all_proved(rules) || !all_proved(scorecards) || !all_proved(templates) ||
         !schemas.empty() || !settings.empty();
}

Comparison compare(const RulesetSide& a, const RulesetSide& b) {
  Comparison made;
  if (a.has_texts() && b.has_texts()) {
    made.rules = compare_rules(a, b);
    made.scorecards = compare_scorecards(a, b);
    made.templates = compare_templates(a, b);
  } else {
    RULEC_CHECK(a.program() != nullptr && b.program() != nullptr);
    compare_programs(*a.program(), *b.program(), made);
  }
  compare_settings(a.settings(), b.settings(), made);
  compare_sections(a, b, made);
  note_gaps(a, b, made);
  return made;
}

}  // namespace rulec::tooling

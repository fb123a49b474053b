// The comparison of two rulesets as text and as the document rulec.diff/1.
#pragma once

#include <string>
#include <vector>

#include "diff_side.h"
#include "tooling/diff/diff.h"

namespace rulec::app {

struct DiffReport {
  const OpenedSide& a;
  const OpenedSide& b;
  tooling::Comparison comparison;
  std::vector<std::string> notes;

  // Adds those of the sides and of the comparison.
  void gather_notes();
};

// `note: …` as one line.
[[nodiscard]] std::string note_text(const std::string& note);
// `~ + -` lines, one a change; with `shows_all` those of rewritten definitions, too.
[[nodiscard]] std::string changes_text(const DiffReport& report, bool shows_all);
[[nodiscard]] std::string stat_text(const DiffReport& report);
// The lines of the canonical JSON that differ.
[[nodiscard]] std::string textual_text(const DiffReport& report);
[[nodiscard]] std::string diff_document(const DiffReport& report, ExitCode code);

}  // namespace rulec::app

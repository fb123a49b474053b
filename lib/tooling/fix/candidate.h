// Candidates: fixes as edits of files, and which of them can be applied together. Internal to
// lib/tooling/fix.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "tooling/fix/fix.h"

namespace rulec::tooling {

// One look at a project, with all that was found: no limit hides a finding from its fix.
struct Look {
  Analysis analysis;
  std::vector<diag::Diagnostic> findings;  // in the order of making
  std::vector<std::string> kinds;          // of each: what it says and where, without its number

  [[nodiscard]] const SourceMap& sources() const { return analysis.build->sources; }
  // How often each kind was found.
  [[nodiscard]] std::map<std::string_view, std::size_t> count_kinds() const;
};
[[nodiscard]] Look look(FileSystem& files, const AnalysisOptions& options);

struct PathEdit {
  std::string path;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string new_text;
};

struct Candidate {
  std::size_t finding = 0;  // in its Look
  std::size_t fix = 0;      // of the finding
  std::string kind;         // of the finding
  std::string key;          // the same in every pass, as long as its finding stays
  std::vector<PathEdit> edits;

  [[nodiscard]] bool changes(std::string_view path) const;
};

// The first fix of the class of each finding that has one and may be fixed, without those in
// `dropped`.
[[nodiscard]] std::vector<Candidate> find_candidates(
    const Look& seen, diag::FixClass fix_class,
    const std::function<bool(const diag::Diagnostic&)>& is_selected,
    const std::set<std::string>& dropped);

// Those that overlap none before them: in order, each whole or not at all.
[[nodiscard]] std::vector<const Candidate*> without_overlaps(
    const std::vector<Candidate>& candidates);

// The bytes of each file that the fixes change, with their edits; `original` gives what it holds.
[[nodiscard]] std::map<std::string, std::string> applied(
    const std::vector<const Candidate*>& fixes,
    const std::function<std::string_view(const std::string&)>& original);

}  // namespace rulec::tooling

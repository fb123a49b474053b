// Reports for people and for other programs: small printers over one model, so that no two of them
// count differently. Same input, same bytes; places are relative to the project. Every text of a
// project is escaped for the form it goes into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/source.h"
#include "tooling/coverage/coverage.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

// --- coverage as text and JSON

// What a share has to reach, in percent.
struct Minimum {
  std::string_view what;  // conditions, rules, actions
  Share share;
  double percent = 0;
  // Whether a case was run. Where none was, a share of nothing says nothing.
  bool is_measured = true;
  [[nodiscard]] bool has_nothing() const { return !is_measured && share.is_empty(); }
  [[nodiscard]] bool is_reached() const {
    return percent <= 0 || (!has_nothing() && share.reaches(percent));
  }
  // "50.0%", "nothing measured".
  [[nodiscard]] std::string found_text() const {
    return has_nothing() ? "nothing measured" : percent_text(share);
  }
};

struct CoverageText {
  std::uint32_t width = 100;  // columns; below 80 the table leaves out some
  bool shows_all_gaps = false;
  std::string_view advice;  // below gaps; "" for none
};
// Table by entry point, the first gaps, a line for each minimum.
[[nodiscard]] std::string render_coverage(const Coverage& coverage,
                                          const std::vector<Minimum>& minimums,
                                          const SourceMap& sources, const CoverageText& options);
// The value of `coverage` in rulec.test/1.
void write_coverage(JsonWriter& json, const Coverage& coverage,
                    const std::vector<Minimum>& minimums, const SourceMap& sources);

// --- coverage by lines

struct LineOutcomes {
  std::string text;  // of the atom
  std::uint64_t evaluated = 0;
  std::uint64_t shown_true = 0;
  std::uint64_t shown_false = 0;
};
// A line where a rule, an item, a recommendation, an atom or an action begins.
struct LineCoverage {
  std::uint32_t line = 0;
  std::uint64_t hits = 0;  // of the one of them that was reached most
  std::vector<LineOutcomes> atoms;
};
struct FileRule {
  std::string id;  // "SCORECARD/ITEM" of an item
  std::uint32_t line = 0;
  std::uint64_t turns = 0;
};
struct FileCoverage {
  SourceId source;
  std::string name;
  std::vector<FileRule> rules;
  std::vector<LineCoverage> lines;  // in order

  [[nodiscard]] Share line_share() const;
  [[nodiscard]] Share branch_share() const;  // atom outcomes
};
// Files that hold rules, by name; what a rule has at several entry points is added up.
[[nodiscard]] std::vector<FileCoverage> files_of(const Coverage& coverage,
                                                 const SourceMap& sources);

// The tracefile that geninfo(1) describes: a rule is a function, an atom a block with the branches
// 0 (true) and 1 (false).
[[nodiscard]] std::string lcov_report(const Coverage& coverage, const SourceMap& sources);
// Cobertura's coverage-04.dtd: a file is a class, an atom a condition.
[[nodiscard]] std::string cobertura_report(const Coverage& coverage, const SourceMap& sources,
                                           std::string_view project);
// One page that needs nothing else: no script, no network. It is well-formed XML as well.
[[nodiscard]] std::string html_report(const Coverage& coverage,
                                      const std::vector<Minimum>& minimums,
                                      const SourceMap& sources, std::string_view project);

// --- results of tests

// JUnit's XML as CI systems read it: a file of cases is a suite, a failure holds the transcript.
[[nodiscard]] std::string junit_report(const Run& run, const SourceMap& sources,
                                       std::string_view project);

// "rules/vat.rule.json:11:9".
[[nodiscard]] std::string place_text(const Span& span, const SourceMap& sources);

}  // namespace rulec::tooling

// What the test cases reach: rules that fired and did not, actions that ran, templates that were
// shown, items of scorecards that held and did not, recommendations that were given, and for each
// atom of a condition whether a case shows it as true and as false (logic.h). Measured on the
// unoptimised program, in the working context of each rule's turn; a decision itself costs nothing
// more.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "tooling/build.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

// `have` of `all` things. A percentage is rounded down, so that no gate passes by rounding.
struct Share {
  std::uint64_t have = 0;
  std::uint64_t all = 0;

  [[nodiscard]] bool is_empty() const { return all == 0; }
  // Tenths of a percent, 0 to 1000; 1000 when there is nothing to have.
  [[nodiscard]] std::uint64_t per_mille() const { return all == 0 ? 1000 : have * 1000 / all; }
  [[nodiscard]] bool reaches(double percent) const;
  Share& operator+=(const Share& other);
};
// "96.8%", "100%".
[[nodiscard]] std::string percent_text(const Share& share);

// Counts are evaluations, of all cases together.
struct AtomCoverage {
  Span span;
  std::string text;  // infix
  std::uint64_t evaluated = 0;
  std::uint64_t shown_true = 0;
  std::uint64_t shown_false = 0;
};

struct ActionCoverage {
  Span span;
  std::string type;
  std::uint64_t run = 0;
};

// A variant of a template that actions of the entry point show, or fall back to.
struct TemplateCoverage {
  std::string id;
  std::string language;
  Span span;  // of its id
  std::uint64_t shown = 0;
};

struct RuleCoverage {
  std::string id;
  Span span;                   // of its id
  bool is_conditional = true;  // there are contexts in which it does not hold
  bool has_other_entry_points = false;
  std::uint64_t turns = 0;  // its condition was asked: fired, not fired, or threw
  std::uint64_t fired = 0;
  std::uint64_t not_fired = 0;
  std::vector<AtomCoverage> atoms;
  std::vector<ActionCoverage> actions;
};

// A pattern, a band or the default of a scorecard.
struct RecommendationCoverage {
  std::string text;  // "pattern YY-", "band from 3", "default"
  Span span;         // the default has that of the scorecard's id
  std::uint64_t given = 0;
};

struct ScorecardCoverage {
  std::string id;
  Span span;                        // of its id
  std::vector<RuleCoverage> items;  // in the order of their turns; `fired` where one held
  std::vector<RecommendationCoverage> recommendations;  // patterns, bands from below, the default
};

// The active rules of an entry point in the order of their turns.
struct EntryPointCoverage {
  std::string name;
  std::uint64_t decisions = 0;
  std::vector<RuleCoverage> rules;
  std::vector<TemplateCoverage> templates;  // in the program's order
  std::optional<ScorecardCoverage> scorecard;
};

struct Coverage {
  std::vector<EntryPointCoverage> entry_points;  // in the program's order
};

// Counted here once for all forms of the report. A rule counts for each of its entry points.
struct CoverageTotals {
  std::uint64_t rules = 0;
  Share fired;
  Share not_fired;   // of the rules that are conditional
  Share conditions;  // (atom, outcome) pairs, of rules and items
  Share actions;
  Share templates;
  Share items;  // of scorecards: (item, outcome) pairs, without what cannot be: held, did not hold
  Share recommendations;

  // Everything that can be reached.
  [[nodiscard]] Share reached() const;
  CoverageTotals& operator+=(const CoverageTotals& other);
};
[[nodiscard]] CoverageTotals totals_of(const RuleCoverage& rule);
[[nodiscard]] CoverageTotals totals_of(const ScorecardCoverage& scorecard);
[[nodiscard]] CoverageTotals totals_of(const EntryPointCoverage& entry_point);
[[nodiscard]] CoverageTotals totals_of(const Coverage& coverage);

enum class GapKind : std::uint8_t {
  kNeverFired,
  kAlwaysFired,
  kNeverFalse,
  kNeverTrue,
  kNeverRun,
  kNeverShown,
  kNeverHeld,
  kAlwaysHeld,
  kNeverRecommended
};
// "never fired": for people. "never_fired": for programs.
[[nodiscard]] std::string_view gap_words(GapKind kind);
[[nodiscard]] std::string_view gap_name(GapKind kind);

struct Gap {
  GapKind kind = GapKind::kNeverFired;
  const EntryPointCoverage* entry_point = nullptr;
  const RuleCoverage* rule = nullptr;            // null: of a template or a recommendation
  const ScorecardCoverage* scorecard = nullptr;  // `rule` is an item of it
  std::string text;  // id of the rule, atom, "ID TYPE" of an action, "template ID de", "ID item
                     // ID", "ID band from 3"
  Span span;
};
// Everything that `coverage` (which outlives the result) leaves open: by kind, then in order. An
// action is a gap only when its rule fired.
[[nodiscard]] std::vector<Gap> gaps_of(const Coverage& coverage);

// Measures while decisions are made, one after the other.
class CoverageMeter {
 public:
  // `build` has a program and outlives this.
  [[nodiscard]] static Result<std::unique_ptr<CoverageMeter>> make(const Build& build);
  virtual ~CoverageMeter() = default;

  // False when the context is not accepted. A rule that fails is measured like any other.
  virtual bool decide(std::string_view entry_point, const std::string& context,
                      const std::string& acknowledgements, std::int64_t now_ms) = 0;
  bool decide(const TestCase& test);
  // How much of an entry point is reached so far, as CoverageTotals::reached.
  [[nodiscard]] virtual std::uint64_t reached(std::string_view entry_point) const = 0;
  // The same of one of its rules, or of its scorecard; nothing when none that is active has this
  // id.
  [[nodiscard]] virtual std::optional<Share> reached_of(std::string_view entry_point,
                                                        std::string_view id) const = 0;
  // Atoms of all its rules.
  [[nodiscard]] virtual std::size_t atoms(std::string_view entry_point) const = 0;
  [[nodiscard]] virtual Coverage take() = 0;
};

// Decides the cases of `run` that were not skipped once more and looks at each turn. `build` has a
// program.
[[nodiscard]] Result<Coverage> measure_coverage(const Build& build, const Run& run);

}  // namespace rulec::tooling

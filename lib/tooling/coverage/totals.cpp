// What coverage comes to: shares, totals, gaps.
#include <algorithm>

#include "tooling/coverage/coverage.h"

namespace rulec::tooling {
namespace {

void add_gap(std::vector<Gap>& gaps, Gap gap, bool is_open) {
  if (is_open) {
    gaps.push_back(std::move(gap));
  }
}

// `gap` says whose they are.
void add_gaps(std::vector<Gap>& gaps, Gap gap, const std::vector<AtomCoverage>& atoms) {
  for (const AtomCoverage& atom : atoms) {
    gap.text = atom.text;
    gap.span = atom.span;
    gap.kind = GapKind::kNeverFalse;
    add_gap(gaps, gap, atom.shown_false == 0);
    gap.kind = GapKind::kNeverTrue;
    add_gap(gaps, gap, atom.shown_true == 0);
  }
}

void add_gaps(std::vector<Gap>& gaps, const EntryPointCoverage& entry_point,
              const RuleCoverage& rule) {
  Gap gap{.entry_point = &entry_point, .rule = &rule, .text = rule.id, .span = rule.span};
  auto of_kind = [&](GapKind kind) {
    gap.kind = kind;
    return gap;
  };
  add_gap(gaps, of_kind(GapKind::kNeverFired), rule.fired == 0);
  add_gap(gaps, of_kind(GapKind::kAlwaysFired),
          rule.is_conditional && rule.fired > 0 && rule.not_fired == 0);
  add_gaps(gaps, gap, rule.atoms);
  for (const ActionCoverage& action : rule.actions) {
    gap.text = rule.id + " " + action.type;
    gap.span = action.span;
    add_gap(gaps, of_kind(GapKind::kNeverRun), rule.fired > 0 && action.run == 0);
  }
}

void add_gaps(std::vector<Gap>& gaps, const EntryPointCoverage& entry_point,
              const TemplateCoverage& variant) {
  std::string text = "template " + variant.id;
  text += variant.language.empty() ? "" : " " + variant.language;
  add_gap(gaps,
          {.kind = GapKind::kNeverShown,
           .entry_point = &entry_point,
           .text = std::move(text),
           .span = variant.span},
          variant.shown == 0);
}

void add_gaps(std::vector<Gap>& gaps, const EntryPointCoverage& entry_point,
              const ScorecardCoverage& scorecard) {
  for (const RuleCoverage& item : scorecard.items) {
    Gap gap{.kind = GapKind::kNeverHeld,
            .entry_point = &entry_point,
            .rule = &item,
            .scorecard = &scorecard,
            .text = scorecard.id + " item " + item.id,
            .span = item.span};
    add_gap(gaps, gap, item.fired == 0);
    gap.kind = GapKind::kAlwaysHeld;
    add_gap(gaps, gap, item.is_conditional && item.fired > 0 && item.not_fired == 0);
    add_gaps(gaps, gap, item.atoms);
  }
  for (const RecommendationCoverage& recommendation : scorecard.recommendations) {
    add_gap(gaps,
            {.kind = GapKind::kNeverRecommended,
             .entry_point = &entry_point,
             .scorecard = &scorecard,
             .text = scorecard.id + " " + recommendation.text,
             .span = recommendation.span},
            recommendation.given == 0);
  }
}

// One thing that was reached so many times.
Share one(std::uint64_t times) {
  return {.have = times > 0 ? 1U : 0U, .all = 1};
}

}  // namespace

bool Share::reaches(double percent) const {
  return static_cast<double>(have) * 100 >= percent * static_cast<double>(all);
}

Share& Share::operator+=(const Share& other) {
  have += other.have;
  all += other.all;
  return *this;
}

std::string percent_text(const Share& share) {
  std::uint64_t per_mille = share.per_mille();
  std::string text = std::to_string(per_mille / 10);
  return per_mille == 1000 ? text + "%" : text + "." + std::to_string(per_mille % 10) + "%";
}

Share CoverageTotals::reached() const {
  Share share;
  for (const Share& part :
       {fired, not_fired, conditions, actions, templates, items, recommendations}) {
    share += part;
  }
  return share;
}

CoverageTotals& CoverageTotals::operator+=(const CoverageTotals& other) {
  rules += other.rules;
  fired += other.fired;
  not_fired += other.not_fired;
  conditions += other.conditions;
  actions += other.actions;
  templates += other.templates;
  items += other.items;
  recommendations += other.recommendations;
  return *this;
}

CoverageTotals totals_of(const RuleCoverage& rule) {
  CoverageTotals totals{.rules = 1, .fired = one(rule.fired)};
  if (rule.is_conditional) {
    totals.not_fired = one(rule.not_fired);
  }
  for (const AtomCoverage& atom : rule.atoms) {
    totals.conditions += one(atom.shown_true);
    totals.conditions += one(atom.shown_false);
  }
  for (const ActionCoverage& action : rule.actions) {
    totals.actions += one(action.run);
  }
  return totals;
}

CoverageTotals totals_of(const ScorecardCoverage& scorecard) {
  CoverageTotals totals;
  for (const RuleCoverage& item : scorecard.items) {
    CoverageTotals own = totals_of(item);
    totals.items += own.fired;
    totals.items += own.not_fired;
    totals.conditions += own.conditions;
  }
  for (const RecommendationCoverage& recommendation : scorecard.recommendations) {
    totals.recommendations += one(recommendation.given);
  }
  return totals;
}

CoverageTotals totals_of(const EntryPointCoverage& entry_point) {
  CoverageTotals totals;
  for (const RuleCoverage& rule : entry_point.rules) {
    totals += totals_of(rule);
  }
  for (const TemplateCoverage& variant : entry_point.templates) {
    totals.templates += one(variant.shown);
  }
  if (entry_point.scorecard) {
    totals += totals_of(*entry_point.scorecard);
  }
  return totals;
}

CoverageTotals totals_of(const Coverage& coverage) {
  CoverageTotals totals;
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    totals += totals_of(entry_point);
  }
  return totals;
}

std::string_view gap_words(GapKind kind) {
  switch (kind) {
    case GapKind::kNeverFired:
      return "never fired";
    case GapKind::kAlwaysFired:
      return "always fired";
    case GapKind::kNeverFalse:
      return "never false";
    case GapKind::kNeverTrue:
      return "never true";
    case GapKind::kNeverRun:
      return "never run";
    case GapKind::kNeverShown:
      return "never shown";
    case GapKind::kNeverHeld:
      return "never held";
    case GapKind::kAlwaysHeld:
      return "always held";
    case GapKind::kNeverRecommended:
      return "never recommended";
  }
  return "";
}

std::string_view gap_name(GapKind kind) {
  switch (kind) {
    case GapKind::kNeverFired:
      return "never_fired";
    case GapKind::kAlwaysFired:
      return "always_fired";
    case GapKind::kNeverFalse:
      return "never_false";
    case GapKind::kNeverTrue:
      return "never_true";
    case GapKind::kNeverRun:
      return "never_run";
    case GapKind::kNeverShown:
      return "never_shown";
    case GapKind::kNeverHeld:
      return "never_held";
    case GapKind::kAlwaysHeld:
      return "always_held";
    case GapKind::kNeverRecommended:
      return "never_recommended";
  }
  return "";
}

std::vector<Gap> gaps_of(const Coverage& coverage) {
  std::vector<Gap> gaps;
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    for (const RuleCoverage& rule : entry_point.rules) {
      add_gaps(gaps, entry_point, rule);
    }
    for (const TemplateCoverage& variant : entry_point.templates) {
      add_gaps(gaps, entry_point, variant);
    }
    if (entry_point.scorecard) {
      add_gaps(gaps, entry_point, *entry_point.scorecard);
    }
  }
  std::ranges::stable_sort(gaps, {}, &Gap::kind);
  return gaps;
}

}  // namespace rulec::tooling

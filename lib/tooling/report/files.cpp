// Coverage by file and line, and what the printers share.
#include <algorithm>
#include <map>

#include "tooling/report/report.h"

namespace rulec::tooling {
namespace {

struct Collecting {
  FileCoverage file;
  std::map<std::uint32_t, LineCoverage> lines;
};

class Collector {
 public:
  explicit Collector(const SourceMap& sources) : sources_(sources) {}

  // `rule` may come a second time, for another entry point.
  void add(const RuleCoverage& rule, const std::string& name) {
    if (!rule.span.source.is_valid()) {
      return;
    }
    const Source& source = sources_.at(rule.span.source);
    Collecting& into = files_[source.name()];
    into.file.source = rule.span.source;
    std::uint32_t line = source.line_column(rule.span.begin).line;
    auto known = std::ranges::find(into.file.rules, name, &FileRule::id);
    if (known == into.file.rules.end()) {
      into.file.rules.push_back({.id = name, .line = line, .turns = rule.turns});
    } else {
      known->turns += rule.turns;
    }
    hit(into, line, rule.turns);
    for (const ActionCoverage& action : rule.actions) {
      hit(into, source.line_column(action.span.begin).line, action.run);
    }
    for (const AtomCoverage& atom : rule.atoms) {
      LineCoverage& at = hit(into, source.line_column(atom.span.begin).line, atom.evaluated);
      add_outcomes(at, atom);
    }
  }

  void add(const ScorecardCoverage& scorecard) {
    for (const RuleCoverage& item : scorecard.items) {
      add(item, scorecard.id + "/" + item.id);
    }
    for (const RecommendationCoverage& recommendation : scorecard.recommendations) {
      const Source& source = sources_.at(recommendation.span.source);
      hit(files_[source.name()], source.line_column(recommendation.span.begin).line,
          recommendation.given);
    }
  }

  std::vector<FileCoverage> take() {
    std::vector<FileCoverage> made;
    for (auto& [name, collecting] : files_) {
      FileCoverage& file = made.emplace_back(std::move(collecting.file));
      file.name = name;
      std::ranges::stable_sort(file.rules, {}, &FileRule::line);
      for (auto& [line, coverage] : collecting.lines) {
        file.lines.push_back(std::move(coverage));
      }
    }
    return made;
  }

 private:
  static LineCoverage& hit(Collecting& into, std::uint32_t line, std::uint64_t hits) {
    LineCoverage& at = into.lines[line];
    at.line = line;
    at.hits = std::max(at.hits, hits);
    return at;
  }

  // An atom is known by where it begins, so a second entry point adds to the first.
  void add_outcomes(LineCoverage& line, const AtomCoverage& atom) {
    auto [place, is_new] =
        atoms_.try_emplace({atom.span.source.index(), atom.span.begin}, line.atoms.size());
    if (is_new) {
      line.atoms.push_back({.text = atom.text});
    }
    LineOutcomes& outcomes = line.atoms[place->second];
    outcomes.evaluated += atom.evaluated;
    outcomes.shown_true += atom.shown_true;
    outcomes.shown_false += atom.shown_false;
  }

  const SourceMap& sources_;
  std::map<std::string, Collecting> files_;
  // Source and byte -> position among the atoms of its line.
  std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> atoms_;
};

}  // namespace

std::vector<FileCoverage> files_of(const Coverage& coverage, const SourceMap& sources) {
  Collector collector(sources);
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    for (const RuleCoverage& rule : entry_point.rules) {
      collector.add(rule, rule.id);
    }
    if (entry_point.scorecard) {
      collector.add(*entry_point.scorecard);
    }
  }
  return collector.take();
}

Share FileCoverage::line_share() const {
  Share share;
  for (const LineCoverage& line : lines) {
    share += {.have = line.hits > 0 ? 1U : 0U, .all = 1};
  }
  return share;
}

Share FileCoverage::branch_share() const {
  Share share;
  for (const LineCoverage& line : lines) {
    for (const LineOutcomes& atom : line.atoms) {
      share += {.have = atom.shown_true > 0 ? 1U : 0U, .all = 1};
      share += {.have = atom.shown_false > 0 ? 1U : 0U, .all = 1};
    }
  }
  return share;
}

std::string place_text(const Span& span, const SourceMap& sources) {
  if (!span.source.is_valid()) {
    return "";
  }
  const Source& source = sources.at(span.source);
  LineColumn at = source.line_column(span.begin);
  return source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

}  // namespace rulec::tooling

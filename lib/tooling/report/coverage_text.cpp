// Coverage for people (transcript D of the command line's description) and as JSON.
#include <algorithm>
#include <array>
#include <span>

#include "base/utf8.h"
#include "diag/render.h"
#include "tooling/report/report.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kShownGaps = 10;
constexpr std::size_t kMaxGapColumn = 48;
constexpr std::uint32_t kWideTable = 80;

std::string left(std::string text, std::size_t width) {
  std::size_t have = utf8::count(text);
  return have < width ? text.append(width - have, ' ') : text;
}

std::string right(const std::string& text, std::size_t width) {
  std::size_t have = utf8::count(text);
  return have < width ? std::string(width - have, ' ') + text : text;
}

std::string share_text(const Share& share) {
  return std::to_string(share.have) + "/" + std::to_string(share.all);
}

struct Column {
  std::string_view title;
  std::size_t width;
  bool is_for_wide_tables;
  Share CoverageTotals::* only_with = nullptr;  // left out when there is nothing of it
};
constexpr std::array kColumns = {Column{"rules", 7, false},
                                 Column{"fired", 8, false},
                                 Column{"not fired", 11, true},
                                 Column{"conditions T/F", 18, false},
                                 Column{"actions", 10, true},
                                 Column{"templates", 11, true, &CoverageTotals::templates},
                                 Column{"items T/F", 11, true, &CoverageTotals::items},
                                 Column{"recommended", 13, true, &CoverageTotals::recommendations}};

std::array<std::string, kColumns.size()> cells(const CoverageTotals& totals) {
  std::string conditions =
      share_text(totals.conditions) +
      right(totals.conditions.is_empty() ? std::string("-") : percent_text(totals.conditions), 7);
  return {std::to_string(totals.rules), share_text(totals.fired),
          share_text(totals.not_fired), conditions,
          share_text(totals.actions),   share_text(totals.templates),
          share_text(totals.items),     share_text(totals.recommendations)};
}

using ShownColumns = std::array<bool, kColumns.size()>;

ShownColumns shown_columns(const CoverageTotals& total, const CoverageText& options) {
  ShownColumns shown{};
  std::ranges::transform(kColumns, shown.begin(), [&](const Column& column) {
    bool has_room = options.width >= kWideTable || !column.is_for_wide_tables;
    return has_room && (column.only_with == nullptr || !(total.*column.only_with).is_empty());
  });
  return shown;
}

template <class Cells>
std::string row_text(const std::string& name, const Cells& cells, std::size_t name_width,
                     const ShownColumns& shown) {
  std::string line = left(name, name_width);
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (shown[i]) {
      line += right(std::string(cells[i]), kColumns[i].width);
    }
  }
  return line + "\n";
}

std::string table_text(const Coverage& coverage, const CoverageText& options) {
  std::size_t widest = options.width >= kWideTable ? 28 : 12;
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    widest = std::max(widest, utf8::count(entry_point.name));
  }
  CoverageTotals total = totals_of(coverage);
  ShownColumns shown = shown_columns(total, options);
  std::array<std::string_view, kColumns.size()> titles;
  std::ranges::transform(kColumns, titles.begin(), &Column::title);
  std::string out = row_text("", titles, widest, shown);
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    out +=
        row_text(diag::printable(entry_point.name), cells(totals_of(entry_point)), widest, shown);
  }
  return out + row_text("total", cells(total), widest, shown);
}

std::string gap_text(const Gap& gap) {
  std::string text = diag::printable(gap.text);
  return gap.rule != nullptr && gap.rule->has_other_entry_points
             ? text + " at " + diag::printable(gap.entry_point->name)
             : text;
}

// Nothing that may be pasted is cut: a text wider than its column moves its place to the right.
std::string gaps_text(std::span<const Gap> gaps, const SourceMap& sources,
                      const CoverageText& options) {
  std::size_t shown = options.shows_all_gaps ? gaps.size() : std::min(gaps.size(), kShownGaps);
  std::size_t widest = 0;
  for (const Gap& gap : gaps.first(shown)) {
    widest = std::max(widest, std::min(utf8::count(gap_text(gap)), kMaxGapColumn));
  }
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    out += left(std::string(gap_words(gaps[i].kind)), 17) + "  " + left(gap_text(gaps[i]), widest) +
           "  " + diag::printable(place_text(gaps[i].span, sources));
    if (i + 1 == shown && shown < gaps.size()) {
      out += "      and " + std::to_string(gaps.size() - shown) + " more (--all)";
    }
    out += "\n";
  }
  return out;
}

std::string minimum_text(const Minimum& minimum) {
  std::string wanted;
  append_number(wanted, minimum.percent);
  bool is_reached = minimum.is_reached();
  return std::string(minimum.what) + " " + minimum.found_text() + (is_reached ? " >= " : " < ") +
         wanted + "%  " + (is_reached ? "ok" : "too low") + "\n";
}

void write_share(JsonWriter& json, std::string_view name, const Share& share) {
  json.key(name);
  json.begin_object();
  json.member("have", share.have);
  json.member("all", share.all);
  json.key("percent");
  json.number(static_cast<double>(share.per_mille()) / 10);
  json.end_object();
}

void write_totals(JsonWriter& json, const CoverageTotals& totals, bool has_scorecards) {
  json.member("rules", totals.rules);
  write_share(json, "fired", totals.fired);
  write_share(json, "not_fired", totals.not_fired);
  write_share(json, "conditions", totals.conditions);
  write_share(json, "actions", totals.actions);
  write_share(json, "templates", totals.templates);
  if (has_scorecards) {
    write_share(json, "items", totals.items);
    write_share(json, "recommendations", totals.recommendations);
  }
}

void write_gap(JsonWriter& json, const Gap& gap, const SourceMap& sources) {
  json.begin_object();
  json.member("kind", gap_name(gap.kind));
  json.member("entry_point", gap.entry_point->name);
  if (gap.scorecard != nullptr) {
    json.member("rule_id", gap.scorecard->id);
    if (gap.rule != nullptr) {
      json.member("item_id", gap.rule->id);
    }
  } else if (gap.rule != nullptr) {
    json.member("rule_id", gap.rule->id);
  }
  json.member("text", gap.text);
  if (gap.span.source.is_valid()) {
    const Source& source = sources.at(gap.span.source);
    LineColumn at = source.line_column(gap.span.begin);
    json.member("file", source.name());
    json.member("line", at.line);
    json.member("column", at.column);
  }
  json.end_object();
}

void write_minimum(JsonWriter& json, const Minimum& minimum) {
  json.begin_object();
  json.member("what", minimum.what);
  json.key("minimum");
  json.number(minimum.percent);
  json.key("percent");
  json.number(static_cast<double>(minimum.share.per_mille()) / 10);
  json.member("reached", minimum.is_reached());
  json.end_object();
}

}  // namespace

std::string render_coverage(const Coverage& coverage, const std::vector<Minimum>& minimums,
                            const SourceMap& sources, const CoverageText& options) {
  std::string out = table_text(coverage, options);
  std::string gaps = gaps_text(gaps_of(coverage), sources, options);
  if (!gaps.empty() || !minimums.empty()) {
    out += "\n" + gaps;
  }
  for (const Minimum& minimum : minimums) {
    out += minimum_text(minimum);
  }
  if (!gaps.empty() && !options.advice.empty()) {
    out += std::string(options.advice) + "\n";
  }
  return out;
}

void write_coverage(JsonWriter& json, const Coverage& coverage,
                    const std::vector<Minimum>& minimums, const SourceMap& sources) {
  CoverageTotals total = totals_of(coverage);
  bool has_scorecards = !total.items.is_empty() || !total.recommendations.is_empty();
  json.begin_object();
  json.key("total");
  json.begin_object();
  write_totals(json, total, has_scorecards);
  json.end_object();
  json.key("entry_points");
  json.begin_array();
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    json.begin_object();
    json.member("name", entry_point.name);
    json.member("decisions", entry_point.decisions);
    write_totals(json, totals_of(entry_point), has_scorecards);
    json.end_object();
  }
  json.end_array();
  json.key("gaps");
  json.begin_array();
  for (const Gap& gap : gaps_of(coverage)) {
    write_gap(json, gap, sources);
  }
  json.end_array();
  json.key("minimums");
  json.begin_array();
  for (const Minimum& minimum : minimums) {
    write_minimum(json, minimum);
  }
  json.end_array();
  json.end_object();
}

}  // namespace rulec::tooling

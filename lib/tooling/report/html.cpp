// Coverage as one page that can be sent around: no script, no other file, nothing fetched.
#include <map>

#include "tooling/report/report.h"
#include "tooling/report/xml.h"

namespace rulec::tooling {
namespace {

using std::to_string;

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b7f3b; --line: #8884; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child, td:first-child, table.gaps td, table.gaps th { text-align: left; }
code, pre, table.source { font: 13px/1.45 ui-monospace, monospace; }
table.source td { border: 0; padding: 0 .8rem 0 0; }
table.source td.text { text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; }
tr.part td.text { border-left: 3px solid var(--bad); padding-left: .5rem; }
tr.full td.text { border-left: 3px solid var(--good); padding-left: .5rem; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); }
)css";

std::string cell(std::string_view text) {
  return "<td>" + std::string(text) + "</td>";
}

std::string share_cell(const Share& share) {
  std::string text = to_string(share.have) + "/" + to_string(share.all);
  return "<td class=\"" + std::string(share.have == share.all ? "good" : "bad") + "\">" + text +
         "</td>";
}

std::string percent_cell(const Share& share) {
  return cell(share.is_empty() ? "-" : percent_text(share));
}

// Projects without scorecards have no columns for them.
std::string totals_row(std::string_view name, const CoverageTotals& totals, bool has_scorecards) {
  std::string scorecards =
      has_scorecards ? share_cell(totals.items) + share_cell(totals.recommendations) : "";
  return "<tr>" + cell(xml_text(name)) + cell(to_string(totals.rules)) + share_cell(totals.fired) +
         share_cell(totals.not_fired) + share_cell(totals.conditions) +
         percent_cell(totals.conditions) + share_cell(totals.actions) +
         share_cell(totals.templates) + scorecards + "</tr>\n";
}

std::string summary_table(const Coverage& coverage) {
  CoverageTotals total = totals_of(coverage);
  bool has_scorecards = !total.items.is_empty() || !total.recommendations.is_empty();
  std::string out =
      "<table>\n<tr><th>entry point</th><th>rules</th><th>fired</th><th>not fired</th>"
      "<th>conditions T/F</th><th>%</th><th>actions</th><th>templates</th>";
  out += has_scorecards ? "<th>items T/F</th><th>recommended</th></tr>\n" : "</tr>\n";
  for (const EntryPointCoverage& entry_point : coverage.entry_points) {
    out += totals_row(entry_point.name, totals_of(entry_point), has_scorecards);
  }
  return out + totals_row("total", total, has_scorecards) + "</table>\n";
}

std::string minimums_text(const std::vector<Minimum>& minimums) {
  std::string out;
  for (const Minimum& minimum : minimums) {
    std::string wanted;
    append_number(wanted, minimum.percent);
    out += "<p class=\"" + std::string(minimum.is_reached() ? "good" : "bad") + "\">" +
           xml_text(minimum.what) + " " + minimum.found_text() + ", at least " + wanted +
           "% wanted</p>\n";
  }
  return out;
}

class Page {
 public:
  Page(const Coverage& coverage, const SourceMap& sources)
      : coverage_(coverage), sources_(sources), files_(files_of(coverage, sources)) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      numbers_.emplace(files_[i].source.index(), i);
    }
  }

  [[nodiscard]] std::string gaps_table() const {
    std::vector<Gap> gaps = gaps_of(coverage_);
    if (gaps.empty()) {
      return "<p class=\"good\">Everything is reached.</p>\n";
    }
    std::string out =
        "<table class=\"gaps\">\n<tr><th>gap</th><th>what</th><th>entry point</th>"
        "<th>place</th></tr>\n";
    for (const Gap& gap : gaps) {
      out += "<tr>" + cell(gap_words(gap.kind)) + "<td><code>" + xml_text(gap.text) +
             "</code></td>" + cell(xml_text(gap.entry_point->name)) + cell(link_to(gap.span)) +
             "</tr>\n";
    }
    return out + "</table>\n";
  }

  [[nodiscard]] std::string files_text() const {
    std::string out;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      out += file_text(files_[i], i);
    }
    return out;
  }

 private:
  static std::string anchor(std::size_t file, std::uint32_t line) {
    return "f" + to_string(file) + "-" + to_string(line);
  }

  [[nodiscard]] std::string link_to(const Span& span) const {
    std::string text = xml_text(place_text(span, sources_));
    auto number = span.source.is_valid() ? numbers_.find(span.source.index()) : numbers_.end();
    if (number == numbers_.end()) {
      return text;
    }
    std::uint32_t line = sources_.at(span.source).line_column(span.begin).line;
    return "<a href=\"#" + anchor(number->second, line) + "\">" + text + "</a>";
  }

  [[nodiscard]] std::string file_text(const FileCoverage& file, std::size_t number) const {
    const Source& source = sources_.at(file.source);
    std::string out = "<h2>" + xml_text(file.name) + "</h2>\n<p>atom outcomes " +
                      to_string(file.branch_share().have) + "/" +
                      to_string(file.branch_share().all) +
                      "</p>\n<table class=\"source\">\n"
                      "<tr><th>line</th><th>times</th><th>shown</th><th></th></tr>\n";
    auto next = file.lines.begin();
    for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
      bool is_counted = next != file.lines.end() && next->line == line;
      out += line_text(is_counted ? &*next : nullptr, source.line_text(line), line, number);
      next += is_counted ? 1 : 0;
    }
    return out + "</table>\n";
  }

  // A tab would be shown as an escape.
  static std::string source_text(std::string_view line) {
    std::string text;
    for (char c : line) {
      text += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    }
    return xml_text(text);
  }

  // `coverage` is null for a line that nothing begins on.
  static std::string line_text(const LineCoverage* coverage, std::string_view text,
                               std::uint32_t line, std::size_t file) {
    std::string hits;
    std::string shown;
    std::string_view state;
    if (coverage != nullptr) {
      hits = to_string(coverage->hits);
      bool is_full = coverage->hits > 0;
      for (const LineOutcomes& atom : coverage->atoms) {
        is_full = is_full && atom.shown_true > 0 && atom.shown_false > 0;
        shown += outcomes_text(atom);
      }
      state = is_full ? " class=\"full\"" : " class=\"part\"";
    }
    return "<tr id=\"" + anchor(file, line) + "\"" + std::string(state) + ">" +
           cell(to_string(line)) + cell(hits) + cell(shown) + "<td class=\"text\">" +
           source_text(text) + "</td></tr>\n";
  }

  static std::string outcomes_text(const LineOutcomes& atom) {
    auto mark = [](std::string_view word, std::uint64_t times) {
      return "<span class=\"" + std::string(times > 0 ? "good" : "bad") + "\">" +
             std::string(word) + " " + to_string(times) + "</span>";
    };
    return "<div title=\"" + xml_text(atom.text) + "\">" + mark("true", atom.shown_true) + " " +
           mark("false", atom.shown_false) + "</div>";
  }

  const Coverage& coverage_;
  const SourceMap& sources_;
  std::vector<FileCoverage> files_;
  std::map<std::size_t, std::size_t> numbers_;  // source -> number of its file
};

}  // namespace

std::string html_report(const Coverage& coverage, const std::vector<Minimum>& minimums,
                        const SourceMap& sources, std::string_view project) {
  std::string title = "Coverage of " + xml_text(project);
  Page page(coverage, sources);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
         "style-src &#39;unsafe-inline&#39;\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         title + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<h1>" +
         title + "</h1>\n" + summary_table(coverage) + minimums_text(minimums) +
         "<h2>What the tests do not reach</h2>\n" + page.gaps_table() + page.files_text() +
         "</body>\n</html>\n";
}

}  // namespace rulec::tooling

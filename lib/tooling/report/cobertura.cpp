// Cobertura's XML (coverage-04.dtd), as GitLab, Jenkins and Azure read it. Its `timestamp` and
// `complexity` are required and say nothing here: the same tests give the same bytes.
#include "tooling/report/report.h"
#include "tooling/report/xml.h"

namespace rulec::tooling {
namespace {

using std::to_string;

// A rate from 0 to 1, rounded down; 1 when there is nothing to have.
std::string rate_text(const Share& share) {
  std::uint64_t per_mille = share.per_mille();
  std::string digits = to_string(per_mille % 1000);
  return per_mille == 1000 ? "1" : "0." + std::string(3 - digits.size(), '0') + digits;
}

std::string rates(const Share& lines, const Share& branches) {
  return xml_attribute("line-rate", rate_text(lines)) +
         xml_attribute("branch-rate", rate_text(branches));
}

std::string whole_percent(const Share& share) {
  return to_string(share.per_mille() / 10) + "%";
}

Share share_of(const LineOutcomes& atom) {
  return {.have = (atom.shown_true > 0 ? 1U : 0U) + (atom.shown_false > 0 ? 1U : 0U), .all = 2};
}

std::string line_text(const LineCoverage& line) {
  std::string head = "            <line" + xml_attribute("number", std::uint64_t{line.line}) +
                     xml_attribute("hits", line.hits);
  if (line.atoms.empty()) {
    return head + xml_attribute("branch", "false") + "/>\n";
  }
  Share outcomes;
  std::string conditions;
  for (std::size_t i = 0; i < line.atoms.size(); ++i) {
    Share own = share_of(line.atoms[i]);
    outcomes += own;
    conditions += "                <condition" + xml_attribute("number", std::uint64_t{i}) +
                  xml_attribute("type", "jump") + xml_attribute("coverage", whole_percent(own)) +
                  "/>\n";
  }
  std::string covered = whole_percent(outcomes) + " (" + to_string(outcomes.have) + "/" +
                        to_string(outcomes.all) + ")";
  return head + xml_attribute("branch", "true") + xml_attribute("condition-coverage", covered) +
         ">\n              <conditions>\n" + conditions +
         "              </conditions>\n            </line>\n";
}

std::string class_text(const FileCoverage& file) {
  std::string out =
      "        <class" + xml_attribute("name", file.name) + xml_attribute("filename", file.name) +
      rates(file.line_share(), file.branch_share()) + xml_attribute("complexity", "0") +
      ">\n          <methods/>\n          <lines>\n";
  for (const LineCoverage& line : file.lines) {
    out += line_text(line);
  }
  return out + "          </lines>\n        </class>\n";
}

}  // namespace

std::string cobertura_report(const Coverage& coverage, const SourceMap& sources,
                             std::string_view project) {
  Share lines;
  Share branches;
  std::string classes;
  for (const FileCoverage& file : files_of(coverage, sources)) {
    lines += file.line_share();
    branches += file.branch_share();
    classes += class_text(file);
  }
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<coverage" + rates(lines, branches) +
      xml_attribute("lines-covered", lines.have) + xml_attribute("lines-valid", lines.all) +
      xml_attribute("branches-covered", branches.have) +
      xml_attribute("branches-valid", branches.all) + xml_attribute("complexity", "0") +
      xml_attribute("version", "rulec") + xml_attribute("timestamp", "0") +
      ">\n  <sources>\n    <source>.</source>\n  </sources>\n  <packages>\n";
  out += "    <package" + xml_attribute("name", project) + rates(lines, branches) +
         xml_attribute("complexity", "0") + ">\n      <classes>\n" + classes +
         "      </classes>\n    </package>\n";
  return out + "  </packages>\n</coverage>\n";
}

}  // namespace rulec::tooling

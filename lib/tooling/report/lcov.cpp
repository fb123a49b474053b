// LCOV tracefile, as geninfo(1) of lcov 1.16 writes its grammar down.
#include "diag/render.h"
#include "tooling/report/report.h"

namespace rulec::tooling {
namespace {

using std::to_string;

std::string functions_text(const FileCoverage& file) {
  std::string names;
  std::string counts;
  std::size_t hit = 0;
  for (const FileRule& rule : file.rules) {
    std::string name = diag::printable(rule.id);
    names += "FN:" + to_string(rule.line) + "," + name + "\n";
    counts += "FNDA:" + to_string(rule.turns) + "," + name + "\n";
    hit += rule.turns > 0 ? 1 : 0;
  }
  return names + counts + "FNF:" + to_string(file.rules.size()) + "\nFNH:" + to_string(hit) + "\n";
}

std::string branches_text(const FileCoverage& file) {
  std::string out;
  std::size_t block = 0;
  for (const LineCoverage& line : file.lines) {
    for (const LineOutcomes& atom : line.atoms) {
      std::string begin = "BRDA:" + to_string(line.line) + "," + to_string(block++) + ",";
      bool is_evaluated = atom.evaluated > 0;  // "-" says that the block was never reached
      out += begin + "0," + (is_evaluated ? to_string(atom.shown_true) : "-") + "\n";
      out += begin + "1," + (is_evaluated ? to_string(atom.shown_false) : "-") + "\n";
    }
  }
  Share share = file.branch_share();
  return out + "BRF:" + to_string(share.all) + "\nBRH:" + to_string(share.have) + "\n";
}

std::string lines_text(const FileCoverage& file) {
  std::string out;
  for (const LineCoverage& line : file.lines) {
    out += "DA:" + to_string(line.line) + "," + to_string(line.hits) + "\n";
  }
  Share share = file.line_share();
  return out + "LF:" + to_string(share.all) + "\nLH:" + to_string(share.have) + "\n";
}

}  // namespace

std::string lcov_report(const Coverage& coverage, const SourceMap& sources) {
  std::string out = "TN:\n";
  for (const FileCoverage& file : files_of(coverage, sources)) {
    out += "SF:" + diag::printable(file.name) + "\n";
    out += functions_text(file) + branches_text(file) + lines_text(file);
    out += "end_of_record\n";
  }
  return out;
}

}  // namespace rulec::tooling

// rulec_diagnostics_test: each row of the catalogue has a page whose wrong example prints the code
// and whose right one prints none; each code that golden cases and pages name exists; and nothing
// but the program's own streams prints. Options:
//   RC2003 …     only these rows
//   --show       prints what the examples print
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "catalogue_use.h"
#include "diag/diagnostic.h"
#include "diag/explain.h"
#include "page.h"
#include "run_case.h"
#include "source_scan.h"

namespace {

using namespace rulec;
using namespace rulec::testing;
namespace fs = std::filesystem;
using Faults = std::vector<std::string>;

// Who may print or end the process, and why.
constexpr std::array kAllowed = {
    std::string_view("lib/base/check.cpp"),            // a failed check of our own
    std::string_view("lib/base/program_runner.cpp"),   // a child's own standard output
    std::string_view("tools/rulec/live_session.cpp"),  // the screen and a second interrupt
    std::string_view("tools/rulec/main.cpp"),          // owns the streams and the exit status
};
// A page explains; a sentence is too little.
constexpr std::size_t kLeastProse = 120;

struct Options {
  std::set<std::string> codes;
  bool shows_output = false;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path source_folder() {
  return RULEC_SOURCE_FOLDER;
}

std::string run_example(const GoldenCase& golden, const std::string& name, const Options& options,
                        RunOutcome& outcome, Faults& faults) {
  outcome = run_case(golden);
  std::string printed = outcome.actual.out + outcome.actual.err;
  for (const std::string& fault : outcome.faults) {
    faults.emplace_back(name).append(": ").append(fault);
  }
  for (const std::string& line : unfilled_arguments(printed)) {
    faults.emplace_back(name).append(": a message lacks its argument: ").append(line);
  }
  if (options.shows_output) {
    std::printf("--- %s: exit status %d\n%s\n", name.c_str(), outcome.actual.exit, printed.c_str());
  }
  return printed;
}

// Errors of one rule, which a decision lists and goes on after.
bool is_inside_decision(diag::Code code) {
  return code >= diag::Code::kNotANumber && code < diag::Code::kMalformedContext;
}

void check_wrong(const Page& page, const diag::CatalogueRow& row, const Options& options,
                 Faults& faults) {
  RunOutcome outcome;
  std::string printed = run_example(page.wrong, "Wrong", options, outcome, faults);
  std::string code = diag::code_text(row.code);
  if (!codes_in(printed).contains(code)) {
    faults.push_back("Wrong does not print " + code + ", it prints:\n" + printed);
  }
  std::set<std::string> codes = findings_in(printed);
  codes.erase(code);
  codes.erase(page.also);
  for (const std::string& other : codes) {
    faults.push_back("Wrong prints " + other + " too; one problem, one diagnostic");
  }
  if (row.severity == diag::Severity::Error && !is_inside_decision(row.code) &&
      outcome.actual.exit == 0) {
    faults.emplace_back("Wrong ends with exit status 0");
  }
}

void check_right(const Page& page, const diag::CatalogueRow& row, const Options& options,
                 Faults& faults) {
  RunOutcome outcome;
  std::string printed = run_example(page.right, "Right", options, outcome, faults);
  bool is_named = codes_in(printed).contains(diag::code_text(row.code));
  if (is_named || !findings_in(printed).empty() || outcome.actual.exit != 0) {
    faults.push_back("Right ends with exit status " + std::to_string(outcome.actual.exit) +
                     " and prints:\n" + printed);
  }
}

// The name that code gives a row: "kUnknownField".
std::string_view constant_of(diag::Code code) {
  switch (code) {
#define RULEC_DIAG(number, constant, name, severity, message) \
  case diag::Code::k##constant:                               \
    return "k" #constant;
#include "diag/catalogue.def"
#undef RULEC_DIAG
  }
  return {};
}

// "RC6015", or the bare number where codes are compared as numbers.
bool holds_code(const std::string& text, diag::Code code) {
  std::string number = std::to_string(static_cast<unsigned>(code));
  return codes_in(text).contains(diag::code_text(code)) ||
         (number.size() == 4 && text.find(" " + number) != std::string::npos);
}

// Whether a test (a file, or one below a folder) names the row by code, name or constant.
bool is_covered_by(const diag::CatalogueRow& row, const fs::path& test) {
  if (!fs::exists(test)) {
    return false;
  }
  std::vector<fs::path> files;
  if (fs::is_directory(test)) {
    for (const auto& entry : fs::recursive_directory_iterator(test)) {
      files.push_back(entry.path());
    }
  } else {
    files.push_back(test);
  }
  return std::ranges::any_of(files, [&row](const fs::path& file) {
    std::string text = fs::is_regular_file(file) ? read_file(file) : std::string();
    return holds_code(text, row.code) || text.find(row.name) != std::string::npos ||
           text.find(constant_of(row.code)) != std::string::npos;
  });
}

Faults check_row(const diag::CatalogueRow& row, const Options& options) {
  std::string_view text = diag::page_of(row.code);
  if (text.empty()) {
    return {"it has no page"};
  }
  Page page = parse_page(text);
  Faults faults = page.faults;
  std::string title = diag::code_text(row.code) + " " + std::string(row.name);
  if (page.title != title) {
    faults.push_back("the title of the page is `" + page.title + "`, not `" + title + "`");
  }
  if (page.prose.size() < kLeastProse) {
    faults.emplace_back("the page explains too little before its examples");
  }
  for (const std::string& code : codes_in(text)) {
    if (diag::find_row(code) == nullptr) {
      faults.push_back("the page names " + code + ", which does not exist");
    }
  }
  if (!page.exempt_reason.empty()) {
    if (!is_covered_by(row, source_folder() / page.covered_by)) {
      faults.push_back("the page is exempt, and " + page.covered_by + " does not name it");
    }
    return faults;
  }
  if (faults.empty()) {
    check_wrong(page, row, options, faults);
    check_right(page, row, options, faults);
  }
  return faults;
}

Faults check_pages_have_rows() {
  Faults faults;
  for (const auto& entry : fs::directory_iterator(source_folder() / "docs/diagnostics")) {
    std::string name = entry.path().filename();
    const diag::CatalogueRow* row = diag::find_row(entry.path().stem().string());
    if (row == nullptr || name != diag::code_text(row->code) + ".md") {
      faults.push_back("docs/diagnostics/" + name + " belongs to no row");
    }
  }
  return faults;
}

template <class Visit>
void visit_files(const fs::path& folder, Visit visit) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    visit(file, file.lexically_relative(source_folder()).string());
  }
}

Faults check_golden_codes() {
  Faults faults;
  visit_files(source_folder() / "tests/golden", [&](const fs::path& file, const std::string& name) {
    if (file.extension() != ".test") {
      return;
    }
    for (const std::string& code : codes_in(read_file(file))) {
      if (diag::find_row(code) == nullptr) {
        faults.emplace_back(name).append(" names ").append(code).append(", which does not exist");
      }
    }
  });
  return faults;
}

Faults check_sources_are_silent() {
  Faults faults;
  auto visit = [&](const fs::path& file, const std::string& name) {
    bool is_source = file.extension() == ".cpp" || file.extension() == ".h";
    if (!is_source || std::ranges::find(kAllowed, name) != kAllowed.end()) {
      return;
    }
    for (const ForbiddenUse& use : forbidden_uses(read_file(file))) {
      faults.push_back(name + ":" + std::to_string(use.line) + ": `" + use.word +
                       "` prints or ends the process; print through Env, fail through a Result");
    }
  };
  visit_files(source_folder() / "lib", visit);
  visit_files(source_folder() / "tools", visit);
  return faults;
}

class Report {
 public:
  void add(const std::string& name, const Faults& faults) {
    ++(faults.empty() ? passed_ : failed_);
    if (!faults.empty()) {
      std::printf("FAIL %s\n", name.c_str());
    }
    for (const std::string& fault : faults) {
      std::printf("  %s\n", fault.c_str());
    }
  }
  [[nodiscard]] int finish() const {
    std::printf("%d passed, %d failed\n", passed_, failed_);
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--show") {
      options.shows_output = true;
    } else {
      options.codes.insert(word);
    }
  }
  Report report;
  for (const diag::CatalogueRow& row : diag::catalogue()) {
    std::string code = diag::code_text(row.code);
    bool is_wanted = options.codes.empty() || options.codes.contains(code);
    if (is_wanted && row.severity != diag::Severity::Retired) {
      report.add(code + " " + std::string(row.name), check_row(row, options));
    }
  }
  if (options.codes.empty()) {
    report.add("pages belong to rows", check_pages_have_rows());
    report.add("codes of golden cases exist", check_golden_codes());
    report.add("sources are silent", check_sources_are_silent());
  }
  return report.finish();
}

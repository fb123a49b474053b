// rulec_golden: runs every case of tests/golden and compares. Options:
//   --update        rewrites expectations; read the difference afterwards
//   --filter TEXT   only cases whose path holds TEXT
//   FOLDER          another folder of cases
// A case whose name begins with bad_ must end with another exit status than 0, all others with 0.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "catalogue_use.h"
#include "printed_documents.h"
#include "run_case.h"
#include "text_match.h"

namespace {

using namespace rulec::testing;
namespace fs = std::filesystem;

constexpr std::string_view kKinds[] = {
    "parse",    "format",   "check", "lint",   "model",  "ir",   "bytecode", "bundle",
    "decision", "template", "trust", "deploy", "import", "help", "docs",     "cli"};

struct Options {
  std::string folder = RULEC_GOLDEN_FOLDER;
  std::string filter;
  bool updates = false;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Finding {
  std::vector<std::string> faults;
  void add(std::string text) { faults.push_back(std::move(text)); }
};

void compare_text(Finding& finding, const std::string& what, const std::string& expected,
                  const std::string& actual) {
  if (!text_matches(expected, actual)) {
    finding.add(what + " differs (- expected, + got)\n" + text_diff(expected, actual));
  }
}

void compare(Finding& finding, const GoldenCase& golden, const Expectation& actual) {
  if (!golden.has_exit) {
    finding.add("`--- expect exit N` is missing; the run ended with " +
                std::to_string(actual.exit));
  } else if (golden.expected.exit != actual.exit) {
    finding.add("exit status " + std::to_string(actual.exit) + ", expected " +
                std::to_string(golden.expected.exit));
  }
  compare_text(finding, "stdout", golden.expected.out, actual.out);
  compare_text(finding, "stderr", golden.expected.err, actual.err);
  for (std::size_t i = 0; i < golden.expected.files.size(); ++i) {
    compare_text(finding, golden.expected.files[i].first, golden.expected.files[i].second,
                 actual.files[i].second);
  }
}

void check_name(Finding& finding, const fs::path& path, int exit) {
  bool is_bad = path.filename().string().starts_with("bad_");
  if (is_bad != (exit != 0)) {
    finding.add(is_bad ? "a case named bad_ must not end with exit status 0"
                       : "a case that ends with exit status " + std::to_string(exit) +
                             " is named bad_");
  }
}

void update(const fs::path& path, const std::string& text, const GoldenCase& golden,
            Expectation actual) {
  actual.out = keep_placeholders(golden.expected.out, actual.out);
  actual.err = keep_placeholders(golden.expected.err, actual.err);
  for (std::size_t i = 0; i < actual.files.size(); ++i) {
    actual.files[i].second =
        keep_placeholders(golden.expected.files[i].second, actual.files[i].second);
  }
  std::string updated = print_case(golden, actual);
  if (updated != text) {
    std::ofstream(path, std::ios::binary) << updated;
    std::printf("updated %s\n", path.filename().c_str());
  }
}

Finding run_file(const fs::path& path, const Options& options) {
  Finding finding;
  std::string text = read_file(path);
  ParsedCase parsed = parse_case(text);
  finding.faults = std::move(parsed.faults);
  if (!finding.faults.empty()) {
    return finding;
  }
  RunOutcome outcome = run_case(parsed.golden);
  finding.faults = std::move(outcome.faults);
  for (const std::string& unfilled : unfilled_arguments(outcome.actual.out + outcome.actual.err)) {
    finding.add("a message lacks its argument: " + unfilled);
  }
  for (const std::string& fault : printed_document_faults(outcome.actual.out)) {
    finding.add("a printed document does not fit its schema: " + fault);
  }
  if (options.updates && finding.faults.empty()) {
    update(path, text, parsed.golden, outcome.actual);
  } else {
    compare(finding, parsed.golden, outcome.actual);
  }
  check_name(finding, path, outcome.actual.exit);
  return finding;
}

// All cases in order of their paths; anything else beside them is a fault.
std::vector<fs::path> cases_below(const fs::path& folder, std::vector<std::string>& faults) {
  std::vector<fs::path> cases;
  for (std::string_view kind : kKinds) {
    if (!fs::is_directory(folder / kind)) {
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / kind)) {
      if (entry.path().extension() == ".test") {
        cases.push_back(entry.path());
      } else {
        faults.push_back(entry.path().filename().string() + " is no case: its name ends in .test");
      }
    }
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename();
    bool is_known = std::ranges::find(kKinds, name) != std::end(kKinds) || name == "runner";
    if (entry.is_directory() && !is_known) {
      faults.push_back(name + " is no kind of case");
    }
  }
  std::ranges::sort(cases);
  return cases;
}

bool parse_options(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--update") {
      options.updates = true;
    } else if (word == "--filter" && i + 1 < argc) {
      options.filter = argv[++i];
    } else if (!word.starts_with('-')) {
      options.folder = word;
    } else {
      return false;
    }
  }
  return fs::is_directory(options.folder);
}

int run_all(const Options& options) {
  int passed = 0;
  int failed = 0;
  std::vector<std::string> faults;
  for (const fs::path& path : cases_below(options.folder, faults)) {
    std::string name = path.lexically_relative(options.folder);
    if (name.find(options.filter) == std::string::npos) {
      continue;
    }
    Finding finding = run_file(path, options);
    ++(finding.faults.empty() ? passed : failed);
    if (!finding.faults.empty()) {
      std::printf("FAIL %s\n", name.c_str());
    }
    for (const std::string& fault : finding.faults) {
      std::printf("  %s\n", fault.c_str());
    }
  }
  for (const std::string& fault : faults) {
    ++failed;
    std::printf("FAIL %s\n", fault.c_str());
  }
  if (passed + failed == 0) {
    std::printf("no case ran\n");
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse_options(argc, argv, options)) {
    std::printf("usage: rulec_golden [--update] [--filter TEXT] [FOLDER]\n");
    return 2;
  }
  return run_all(options);
}

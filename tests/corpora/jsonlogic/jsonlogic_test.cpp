// The JSONLogic suites of other engines, each case at optimiser level 0 and 2. compat-tables and
// official are never skipped: they decide what rulec means. Of the others a case that fails may be
// skipped for a reason that is listed: by the corpus (contradictions.json, dialect.json), by the
// suite itself (templating), because rulec has no such operator, or in skips.txt here.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "answers.h"
#include "cases.h"
#include "process.h"

namespace rulec::conformance {
namespace {

bool decides(const Case& each) {
  return each.suite() == "compat-tables" || each.suite() == "official";
}

// NAME: reason
std::map<std::string, std::string> read_skips(const char* path) {
  std::map<std::string, std::string> skips;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::size_t colon = line.find(": ");
    if (!line.empty() && line[0] != '#' && colon != std::string::npos) {
      skips[line.substr(0, colon)] = line.substr(colon + 2);
    }
  }
  return skips;
}

class Run {
 public:
  explicit Run(const std::string& folder)
      : contradictions_(read_contradictions(folder)),
        dialect_(read_dialect(folder)),
        skips_(read_skips(RULEC_SKIPS)) {}

  void take(const Case& each) {
    Tally& tally = tallies_[each.suite()];
    std::string problem = problem_of(each);
    if (problem.empty()) {
      ++tally.passed;
      return;
    }
    std::string reason = reason_to_skip(each);
    if (!reason.empty()) {
      ++tally.skipped;
      ++reasons_[reason];
      return;
    }
    ++tally.failed;
    std::printf("FAILED: %s\n  rule %s\n  data %s\n  %s\n", each.name().c_str(), each.rule.c_str(),
                each.data.c_str(), problem.c_str());
  }

  // A skip that nothing asks for is a mistake in the list.
  void finish() {
    for (const auto& [name, reason] : skips_) {
      if (!used_.contains(name)) {
        std::printf("FAILED: skips.txt names %s, which needs no skip\n", name.c_str());
        ++tallies_["skips.txt"].failed;
      }
    }
  }

  [[nodiscard]] int print() const {
    Tally total;
    for (const auto& [suite, tally] : tallies_) {
      std::printf("%-18s %4d passed %4d failed %4d skipped\n", suite.c_str(), tally.passed,
                  tally.failed, tally.skipped);
      total.passed += tally.passed;
      total.failed += tally.failed;
      total.skipped += tally.skipped;
    }
    for (const auto& [reason, count] : reasons_) {
      std::printf("skipped %4d: %s\n", count, reason.c_str());
    }
    std::printf("%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped);
    return total.failed == 0 && total.passed > 0 ? 0 : 1;
  }

 private:
  struct Tally {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
  };

  static bool is_listed(const std::vector<Known>& list, const Case& each) {
    return std::ranges::any_of(list, [&](const Known& known) {
      return (known.suite.empty() || known.suite == each.file) &&
             same_json(known.rule, each.rule) && same_json(known.data, each.data);
    });
  }

  std::string reason_to_skip(const Case& each) {
    if (decides(each)) {
      return {};
    }
    if (each.is_templating) {
      return "templating";
    }
    if (auto listed = skips_.find(each.name()); listed != skips_.end()) {
      used_[listed->first] = true;
      return listed->second;
    }
    if (is_listed(contradictions_, each)) {
      return "contradictions.json: compat-tables decides";
    }
    if (is_listed(dialect_, each)) {
      return "dialect.json";
    }
    std::string unknown = unknown_operator_in(each.rule);
    return unknown.empty() ? "" : "rulec has no operator `" + unknown + "`";
  }

  static std::string problem_of(const Case& each) {
    if (!each.refusal.empty()) {
      return "the reader refuses the file: " + each.refusal;
    }
    for (int level : {0, 2}) {
      Answer answer = answer_of(each.rule, each.data, level);
      bool is_right =
          each.expects_error
              ? answer.is_error && (each.error_type.empty() || answer.error_type == each.error_type)
              : !answer.is_error && same_json(answer.json, each.expected);
      if (!is_right) {
        return "expected " + (each.expects_error ? "error " + each.error_type : each.expected) +
               ", found " + (answer.is_error ? "error " + answer.error_type : answer.json) +
               " at -O" + std::to_string(level);
      }
    }
    return {};
  }

  std::vector<Known> contradictions_;
  std::vector<Known> dialect_;
  std::map<std::string, std::string> skips_;
  std::map<std::string, bool> used_;
  std::map<std::string, Tally> tallies_;
  std::map<std::string, int> reasons_;
};

}  // namespace
}  // namespace rulec::conformance

int main() {
  using namespace rulec;
  std::string corpora = testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = testing::report_missing_corpora("jsonlogic");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  std::string folder = corpora + "/jsonlogic";
  conformance::Run run(folder);
  for (const conformance::Case& each : conformance::read_cases(folder)) {
    run.take(each);
  }
  run.finish();
  return run.print();
}

// The scorecards of corpora/requirements-rules/rule-engine through `rulec import`, by the real
// program: all files of the catalogue on one command line, the counts of what became of them, the
// result linted and compiled, and each scorecard decided on contexts whose answer follows from its
// source by hand. The derivations stand beside them.
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "process.h"

namespace {

using Json = nlohmann::json;
using rulec::testing::ProcessResult;
using rulec::testing::run_process;
using rulec::testing::ScratchFolder;

struct Decided {
  const char* entry_point;
  const char* context;
  double total_points;
  const char* pattern;
  const char* recommendation;  // null when no pattern fits
};

// One symbol a rule, in ascending priority: its `action_result` (`action`) where it holds, else
// "-". Points are rule_point times weight of the rules that hold. A field that is absent makes its
// comparison not hold.
const std::vector<Decided> kDecided = {
    // rules_config.json: R0001 issue > 30 (20 x 30), R0002 title = Superman (15 x 20), R0003
    // publisher
    // among DC and Marvel (10 x 5).
    //   all three: 600 + 300 + 50 = 950, YYY = Approved
    {"rules_config", R"({"issue": 31, "title": "Superman", "publisher": "DC"})", 950, "YYY",
     "Approved"},
    //   issue alone: 600, Y-- = Rejected; 30 is not greater than 30, so nothing holds: no pattern
    //   ---
    {"rules_config", R"({"issue": 31, "title": "Batman", "publisher": "Image"})", 600, "Y--",
     "Rejected"},
    {"rules_config", R"({"issue": 30})", 0, "---", nullptr},
    // rules_config_v2.json ("Rule Set 1"): R1 = C0001 issue > 30, R2 = C0002 title = Superman, R3 =
    // C0003 publisher among DC and Marvel, R4 = C0004 age_till_now > 90; R3 and R4 share priority 3
    // and stay in file order. No rule has points, so the total is 0.
    //   R1, R2 and R4: YY-Y = Reviewed; all: YYYY = Approved
    {"Rule_Set_1",
     R"({"issue": 31, "title": "Superman", "publisher": "Image", "age_till_now": 91})", 0, "YY-Y",
     "Reviewed"},
    {"Rule_Set_1",
     R"({"issue": 31, "title": "Superman", "publisher": "Marvel", "age_till_now": 91})", 0, "YYYY",
     "Approved"},
    // rules_config_v3.json: R0001 age_till_now > 90 (20 x 30), R0002 days_since_starting_uat > 30
    // (15 x
    // 20), R0003 days_since_bomc_approval > 10 (10 x 5).
    //   R0001 and R0002, 10 is not greater than 10: 600 + 300 = 900, YY- = Need To Starting
    //   Followup
    {"rules_config_v3",
     R"({"age_till_now": 91, "days_since_starting_uat": 31, "days_since_bomc_approval": 10})", 900,
     "YY-", "Need To Starting Followup"},
    //   R0003 alone: 50; no field: 0
    {"rules_config_v3", R"({"age_till_now": 90, "days_since_bomc_approval": 11})", 50, "--Y",
     "Need To Have A Plan For Implementation"},
    {"rules_config_v3", R"({})", 0, "---", "No Actions Required"},
    // rules_config_v4.json, and the source's own example as the first context: R0001 = C0004,
    // age_till_now > 90: 150 holds, 20 x 0.1 = 2. R0002 = C0009 and C0013, days_since_starting_uat
    // >
    // 30 and status among [uat]: the first field is absent, so no. R0003 = C0011 and C0012,
    // days_since_bomc_approval > 2 holds for 3, but status is not among [approved]: no. So 2
    // points,
    // Y-- = Need to clear backlog.
    {"rules_config_v4", R"({"age_till_now": 150, "status": "uat", "days_since_bomc_approval": 3})",
     2, "Y--", "Need to clear backlog"},
    //   R0002 alone: 10 x 0.15 = 1.5; R0003 alone: 10 x 0.1 = 1; R0001 and R0003: 3, no such
    //   pattern
    {"rules_config_v4", R"({"status": "uat", "days_since_starting_uat": 31})", 1.5, "-Y-",
     "Need to follow up with business user"},
    {"rules_config_v4", R"({"status": "approved", "days_since_bomc_approval": 3})", 1, "--Y",
     "Need to follow up with internal team"},
    {"rules_config_v4",
     R"({"age_till_now": 91, "status": "approved", "days_since_bomc_approval": 3})", 3, "Y-Y",
     nullptr},
    {"rules_config_v4", R"({"age_till_now": 90})", 0, "---", "Not defined action"},
};

struct Tally {
  int passed = 0;
  int failed = 0;
};

void check(Tally& tally, bool is_good, const std::string& what, const std::string& seen) {
  ++(is_good ? tally.passed : tally.failed);
  if (!is_good) {
    std::printf("FAILED %s\n%s\n", what.c_str(), seen.c_str());
  }
}

ProcessResult run(const std::vector<std::string>& words, const ScratchFolder& folder) {
  std::vector<std::string> arguments = {RULEC_PROGRAM};
  arguments.insert(arguments.end(), words.begin(), words.end());
  return run_process(arguments, {.folder = folder.path()});
}

std::string counts(const Json& group) {
  return std::to_string(group["carried"].get<int>()) + "/" +
         std::to_string(group["changed"].get<int>()) + "/" +
         std::to_string(group["refused"].get<int>());
}

void check_counts(const std::string& source, const ScratchFolder& folder, Tally& tally) {
  std::vector<std::string> words = {"import", "--from", "scorecard", "--json"};
  for (const char* file : {"conditions_config", "rules_config", "rules_config_v2",
                           "rules_config_v3", "rules_config_v4"}) {
    words.push_back(source + "/" + file + ".json");
  }
  ProcessResult result = run(words, folder);
  check(tally, result.exit_status == 0, "import", result.out + result.err);
  if (result.exit_status != 0) {
    return;
  }
  Json report = Json::parse(result.out);
  // carried / changed / refused. Changed: the constants "30", "'Superman'" and "['DC','Marvel']" of
  // the three rules of rules_config.json, and of the conditions C0001 to C0003 that version 2
  // names.
  check(tally, counts(report["rules"]) == "10/3/0", "rules", result.out);
  check(tally, counts(report["patterns"]) == "19/0/0", "patterns", result.out);
  // C0004 (twice), C0009, C0011, C0012, C0013 as they are; 19 of 27 are named by no rule.
  check(tally, counts(report["conditions"]) == "5/3/0", "conditions", result.out);
  check(tally, report["conditions"]["unused"] == 19, "unused conditions", result.out);
  check(tally, report["files"].size() == 4, "files", result.out);
  // The constants, and the name "Rule Set 1".
  check(tally, report["summary"]["warnings"] == 7, "remarks", result.out);
  std::printf("rules %s, patterns %s, conditions %s (carried/changed/refused)\n",
              counts(report["rules"]).c_str(), counts(report["patterns"]).c_str(),
              counts(report["conditions"]).c_str());
}

void check_decision(const Decided& decided, const ScratchFolder& folder, Tally& tally) {
  folder.write("context.json", decided.context);
  ProcessResult result = run(
      {"eval", decided.entry_point, "--bundle", "cards.rbx", "--context", "context.json"}, folder);
  Json expected = {{"total_points", decided.total_points},
                   {"pattern_result", decided.pattern},
                   {"action_recommendation", nullptr}};
  if (decided.recommendation != nullptr) {
    expected["action_recommendation"] = decided.recommendation;
  }
  bool is_good = result.exit_status == 0;
  if (is_good) {
    Json decision = Json::parse(result.out);
    is_good = decision["result"] == expected && decision["errors"].empty();
  }
  check(tally, is_good,
        std::string(decided.entry_point) + " on " + decided.context + " is " + expected.dump(),
        result.out + result.err);
}

}  // namespace

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("requirements-rules/rule-engine");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  std::string source = corpora + "/requirements-rules/rule-engine";
  ScratchFolder folder;
  folder.write("rulec.yaml", "rulec: 1\nname: cards\nversion: 1.0.0\n");
  Tally tally;
  check_counts(source, folder, tally);
  ProcessResult linted = run({"lint"}, folder);
  check(tally, linted.exit_status == 0, "lint", linted.out);
  ProcessResult compiled = run({"compile", "-o", "cards.rbx"}, folder);
  check(tally, compiled.exit_status == 0, "compile", compiled.out + compiled.err);
  for (const Decided& decided : kDecided) {
    check_decision(decided, folder, tally);
  }
  // A decision table of another standard is no file of this form, and nothing is written for it.
  ProcessResult other =
      run({"import", "--from", "scorecard", source + "/sample_rules.dmn", "-o", "other"}, folder);
  check(tally, other.exit_status == 2 && other.out.find("RC1030") != std::string::npos,
        "sample_rules.dmn is refused", other.out + other.err);
  std::printf("%d passed, %d failed, 0 skipped\n", tally.passed, tally.failed);
  return tally.failed == 0 ? 0 : 1;
}

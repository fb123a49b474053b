// never row N04: a ruleset decides the same bytes at -O0, -O1 and -O2, and tells an observer the
// same; eight threads answer as one; rules of a stratum may be evaluated together; and the result
// of a scorecard and the effects of flows are the reference's. Random small rulesets on all
// contexts. A failure is printed with what repeats it, needless rules left out.
//   rulec_diff_rulesets [--rulesets N] [--seed S]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "ruleset_cases.h"

namespace {

using rulec::difftest::Json;
using rulec::difftest::RulesetCase;

constexpr long kMaxShownFailures = 5;
constexpr long kRulesetsPerThreaded = 10;  // starting threads takes longer than deciding

struct Tally {
  long passed = 0;
  long failed = 0;
};

std::string shown(const RulesetCase& ruleset) {
  return Json{{"rules", ruleset.rules},
              {"scorecards", ruleset.scorecards},
              {"hit_policy_first", ruleset.stops_at_first},
              {"on_error_fail", ruleset.fails_on_error},
              {"light", ruleset.is_light},
              {"expr_cost", ruleset.expr_cost}}
      .dump();
}

// The first line in which they differ, of each.
std::string difference(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) {
    ++at;
  }
  std::size_t begin = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
  auto line = [&](const std::string& text) {
    return text.substr(begin, text.find('\n', at) - begin);
  };
  return line(a) + "\n    " + line(b);
}

template <class Problem>
void require_none(const RulesetCase& ruleset, Problem problem, Tally& tally) {
  if (problem(ruleset).empty()) {
    ++tally.passed;
  } else if (++tally.failed <= kMaxShownFailures) {
    RulesetCase small = rulec::difftest::without_needless_rules(
        ruleset, [&](const RulesetCase& each) { return !problem(each).empty(); });
    std::printf("FAILED: %s\n    %s\n", shown(small).c_str(), problem(small).c_str());
  }
}

void check(const RulesetCase& ruleset, Tally& tally) {
  for (int level : {1, 2}) {
    auto differs = [level](const RulesetCase& each) -> std::string {
      std::string plain = rulec::difftest::answers_of(each, 0);
      std::string optimised = rulec::difftest::answers_of(each, level);
      return plain == optimised ? "" : difference(plain, optimised);
    };
    require_none(ruleset, differs, tally);
  }
  require_none(ruleset, rulec::difftest::wrong_stratum, tally);
  require_none(ruleset, rulec::difftest::wrong_result, tally);
  require_none(ruleset, rulec::difftest::wrong_effects, tally);
}

// Charged work that a pass looks at, with every budget up to more than it needs: where one level
// has enough, all have.
void check_budgets(Tally& tally) {
  constexpr const char* kCharged[] = {
      R"({"some":[{"var":"l"},{"and":[{"in":["a",["b","c"]]},{"in":["a",["b","c"]]}]}]})",
      R"({"all":[{"var":"l"},{"or":[{"in":[{"var":""},[7]]},{"in":[{"var":""},[7]]},{"var":""}]}]})",
      R"({"!":{"!":{"filter":[{"var":"l"},{"and":[{"in":[{"val":[[2],"s"]},["ab"]]},true]}]}}})",
      R"({"!!":{"merge":[{"in":[{"var":"a"},["x"]]},{"in":[{"var":"s"},["ab","cd"]]}]}})",
      R"({"if":[{"some":[{"var":"l"},{"var":""}]},{"var":"s"},{"var":"s"}]})",
      R"({"and":[{"none":[{"var":"l"},{"var":"x"}]},{"none":[{"var":"l"},{"var":"x"}]}]})",
      R"({"!":{"===":[{"var":"l"},{"map":[{"var":"l"},{"var":""}]}]}})",
      R"({"map":[{"var":"l"},{"!":{"===":[{"val":[[2],"l"]},{"val":[[2],"l"]}]}}]})",
      R"({"or":[{"missing":["a","b","zz"]},{"missing":["a","b","zz"]},false]})"};
  for (const char* condition : kCharged) {
    for (std::uint64_t budget = 1; budget <= 80; ++budget) {
      Json rule = {{"id", "a"}, {"entry_point", "e"}, {"condition", Json::parse(condition)}};
      check({.rules = {rule}, .expr_cost = budget}, tally);
    }
  }
}

long option(int argc, char** argv, const char* name, long fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) {
      return std::strtol(argv[i + 1], nullptr, 10);
    }
  }
  return fallback;
}

}  // namespace

int main(int argc, char** argv) {
  long seed = option(argc, argv, "--seed", 1);
  long count = option(argc, argv, "--rulesets", 3000);
  rulec::difftest::Generator generator(static_cast<std::uint64_t>(seed));
  Tally tally;
  check_budgets(tally);
  long compiling = 0;
  for (long i = 0; i < count; ++i) {
    RulesetCase ruleset = rulec::difftest::random_ruleset(generator);
    compiling += rulec::difftest::answers_of(ruleset, 0).starts_with("does not") ? 0 : 1;
    check(ruleset, tally);
    if (i % kRulesetsPerThreaded == 0) {
      require_none(ruleset, rulec::difftest::wrong_on_threads, tally);
    }
  }
  std::printf("%ld rulesets, %ld of them compile, seed %ld\n", count, compiling, seed);
  std::printf("%ld passed, %ld failed\n", tally.passed, tally.failed);
  const rulec::difftest::ComparedSteps& steps = rulec::difftest::compared_steps();
  std::printf("%ld steps compared, %ld with results, %ld with a test on one\n", steps.all,
              steps.after, steps.carried);
  bool is_worth_something = compiling > count * 9 / 10 && steps.carried > count / 10;
  return tally.failed == 0 && is_worth_something ? 0 : 1;
}

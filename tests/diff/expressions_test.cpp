// never row N04: reference, bytecode -O0, -O1 and -O2 answer alike: same value, or same error
// object. All small expressions over a small alphabet × all contexts, then random larger ones. A
// failure is made small and printed with what repeats it. Every operator of the product has to be
// known to the reference and to have answered with a value.
//   rulec_diff_expressions [--every N] [--random N] [--seed S]
//   rulec_diff_expressions --expression JSON [--context JSON] [--expr-cost N]
// --every: of the small expressions only each Nth, for slow builds.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "generate.h"
#include "product.h"
#include "reference/reference.h"
#include "shrink.h"
#include "value/operators.h"

namespace {

using rulec::difftest::Json;
using rulec::difftest::kExprCost;
using rulec::difftest::kNow;
using rulec::difftest::Outcome;
using rulec::difftest::Product;

constexpr int kMaxShownFailures = 20;

struct Tally {
  long passed = 0;
  long failed = 0;
  std::map<std::string, long> values;  // by outermost operator: answers that were no errors
};

std::string shown(const Outcome& outcome) {
  return (outcome.is_error ? "error " : "") + rulec::reference::described(outcome.value);
}

Outcome expected_answer(const Json& expression, const Json& context, std::uint64_t expr_cost) {
  return rulec::reference::evaluate(expression, context, kNow, expr_cost);
}

std::string product_answer(const Json& expression, const Json& context, std::uint64_t expr_cost,
                           int level) {
  return shown(Product(expression, level, expr_cost).answer(context));
}

// Every small expression once: most failures have the same few reasons.
void report(const Json& expression, const Json& context, std::uint64_t expr_cost, int level) {
  static std::set<std::string> shown_before;
  if (shown_before.size() >= kMaxShownFailures) {
    return;
  }
  auto differs = [&](const Json& candidate) {
    return shown(expected_answer(candidate, context, expr_cost)) !=
           product_answer(candidate, context, expr_cost, level);
  };
  Json small = rulec::difftest::shrink(expression, differs);
  if (!shown_before.insert(small.dump()).second) {
    return;
  }
  std::printf(
      "MISMATCH at -O%d\n  --expression '%s' --context '%s' --expr-cost %llu\n  reference %s\n",
      level, small.dump().c_str(), context.dump().c_str(),
      static_cast<unsigned long long>(expr_cost),
      shown(expected_answer(small, context, expr_cost)).c_str());
  for (int each = 0; each <= 2; ++each) {
    std::printf("  -O%d       %s\n", each, product_answer(small, context, expr_cost, each).c_str());
  }
}

void compare(const Json& expression, const std::vector<Json>& contexts, std::uint64_t expr_cost,
             Tally& tally) {
  std::vector<std::string> expected;
  for (const Json& context : contexts) {
    Outcome outcome = expected_answer(expression, context, expr_cost);
    expected.push_back(shown(outcome));
    if (!outcome.is_error && expression.is_object() && expression.size() == 1) {
      ++tally.values[expression.begin().key()];
    }
  }
  for (int level = 0; level <= 2; ++level) {
    Product product(expression, level, expr_cost);
    for (std::size_t i = 0; i < contexts.size(); ++i) {
      if (shown(product.answer(contexts[i])) == expected[i]) {
        ++tally.passed;
      } else {
        ++tally.failed;
        report(expression, contexts[i], expr_cost, level);
      }
    }
  }
}

// Operators that the comparison says nothing about.
long uncovered(const Tally& tally) {
  long count = 0;
  for (const rulec::value::OperatorRow& row : rulec::value::operator_table()) {
    std::string name(row.name);
    bool has_answered = tally.values.contains(name) || name == "throw";
    if (!rulec::reference::knows(name) || !has_answered) {
      std::printf("NOT COVERED: operator %s\n", name.c_str());
      ++count;
    }
  }
  return count;
}

// Every third is a condition: as its value, or asked for its truth.
Json random_expression(rulec::difftest::Generator& generator) {
  if (generator.below(3) != 0) {
    return generator.expression(4);
  }
  Json condition = generator.condition(3);
  return generator.below(2) == 0 ? condition : Json{{"!!", Json::array({condition})}};
}

// What a random search found once, on the context `{"l":[1,"a"]}`.
void compare_found(Tally& tally) {
  struct Found {
    const char* expression;
    std::uint64_t expr_cost;
  };
  constexpr Found kFound[] = {
      {R"({"*":[0.1,{"round":[{"decimal":[0]},-20]}]})", kExprCost},
      {R"({"date_add":["1969-12-31T23:59:59.9Z",1.005]})", kExprCost},
      {R"({"none":[{"parse_number":{"sha256":["2026-02-28"]}},"o.k"]})", 1},
      {R"({"missing_some":[0,{"merge":[[""]]},{"cat":["aXbXc",9.007199254740992e+15]}]})", 5},
      {R"({"matches":[{"sha256":[".5"]},"[z-a]"]})", 2}};
  for (const Found& found : kFound) {
    compare(Json::parse(found.expression), {Json::parse(R"({"l":[1,"a"]})")}, found.expr_cost,
            tally);
  }
}

// Each on all contexts; rulec's own operators on one each, once with a budget that many exceed.
void compare_small(long every, Tally& tally) {
  const auto& contexts = rulec::difftest::contexts();
  long number = 0;
  auto on_all_contexts = [&](const Json& expression) {
    if (number++ % every == 0) {
      compare(expression, contexts, kExprCost, tally);
    }
  };
  rulec::difftest::for_each_small(on_all_contexts);
  rulec::difftest::for_each_small_condition(on_all_contexts);
  rulec::difftest::for_each_small_own([&](const Json& expression) {
    if (number++ % every == 0) {
      auto turn = static_cast<std::size_t>(number);
      compare(expression, {contexts[turn % 3]}, kExprCost, tally);
      if (turn % 4 == 0) {
        compare(expression, {contexts[turn % 3]}, 1 + turn / 4 % 11, tally);
      }
    }
  });
  std::printf("%s: %ld comparisons\n", every == 1 ? "exhaustive" : "some small expressions",
              tally.passed + tally.failed);
}

// Every third has a small budget, so that a unit more or less is seen.
void compare_random(std::uint64_t seed, long count, Tally& tally) {
  rulec::difftest::Generator generator(seed);
  for (long i = 0; i < count; ++i) {
    Json expression = random_expression(generator);
    bool is_short = generator.below(3) == 0;
    compare(expression, {generator.context()}, is_short ? 1 + generator.below(40) : kExprCost,
            tally);
  }
  std::printf("random: %ld expressions, seed %llu\n", count, static_cast<unsigned long long>(seed));
}

const char* option(int argc, char** argv, const char* name, const char* fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) {
      return argv[i + 1];
    }
  }
  return fallback;
}

}  // namespace

int main(int argc, char** argv) {
  Tally tally;
  auto number = [&](const char* name, const char* fallback) {
    return std::strtoull(option(argc, argv, name, fallback), nullptr, 10);
  };
  if (const char* one = option(argc, argv, "--expression", nullptr)) {
    compare(Json::parse(one), {Json::parse(option(argc, argv, "--context", "null"))},
            number("--expr-cost", std::to_string(kExprCost).c_str()), tally);
  } else {
    compare_found(tally);
    compare_small(std::max(1L, static_cast<long>(number("--every", "1"))), tally);
    compare_random(number("--seed", "1"), static_cast<long>(number("--random", "100000")), tally);
    tally.failed += uncovered(tally);
  }
  std::printf("%ld passed, %ld failed\n", tally.passed, tally.failed);
  return tally.failed == 0 && tally.passed > 0 ? 0 : 1;
}

// Whenever two conditions are said to be the same, the reference evaluator gives the same truth, or
// the same error, for both on every context. Random conditions by number, and what random
// rewritings make of them: some keep the meaning, some do not.
//   rulec_diff_proof [--pairs N] [--seed S]
#include "tooling/diff/proof.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "diag/emitter.h"
#include "generate.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "product.h"
#include "reference/reference.h"

namespace {

using rulec::difftest::Generator;
using rulec::difftest::Json;
using rulec::difftest::kNow;
namespace reference = rulec::reference;

struct Tally {
  long pairs = 0;
  long proved = 0;
  long open = 0;  // not proved, and no context told them apart
  long failed = 0;
};

// Opposites that the language document gives: both throw alike.
constexpr std::pair<const char*, const char*> kOpposites[] = {
    {"<", ">="}, {"<=", ">"}, {"==", "!="}, {"===", "!=="}};

class Rewriting {
 public:
  explicit Rewriting(Generator& generator) : generator_(generator) {}

  // One change somewhere in the logic of a condition.
  Json changed(const Json& expression) {
    if (is_logic(expression) && generator_.below(3) != 0) {
      const std::string& name = expression.begin().key();
      Json operands = expression.begin().value();
      std::size_t at = generator_.below(operands.size());
      operands[at] = changed(operands[at]);
      return Json{{name, operands}};
    }
    return at_root(expression);
  }

 private:
  static bool is_logic(const Json& expression) {
    if (!expression.is_object() || expression.size() != 1 ||
        !expression.begin().value().is_array() || expression.begin().value().empty()) {
      return false;
    }
    const std::string& name = expression.begin().key();
    return name == "and" || name == "or" || name == "!" || name == "!!" || name == "if";
  }

  static Json call(const char* name, Json operands) { return Json{{name, std::move(operands)}}; }
  static Json negated(const Json& operand) { return call("!", Json::array({operand})); }

  Json at_root(const Json& e) {
    switch (generator_.below(10)) {
      case 0:
        return negated(negated(e));
      case 1:
        return call("if", Json::array({e, true, false}));
      case 2:
        return call("if", Json::array({negated(e), false, e}));
      case 3:
        return call("or", Json::array({e, call("and", Json::array({e, other()}))}));
      case 4:
        return call("and", Json::array({e, e}));
      case 5:
        return call("or", Json::array({other(), e}));  // another meaning
      case 6:
        return opposite(e);
      default:
        return junction(e);
    }
  }

  Json other() { return generator_.condition(1); }

  static Json opposite(const Json& e) {
    for (const auto& [one, two] : kOpposites) {
      for (const auto& [from, to] : {std::pair(one, two), std::pair(two, one)}) {
        if (e.is_object() && e.size() == 1 && e.begin().key() == from &&
            e.begin().value().is_array() && e.begin().value().size() == 2) {
          return negated(call(to, e.begin().value()));
        }
      }
    }
    return e;
  }

  Json junction(const Json& e) {
    if (!is_logic(e) || (e.begin().key() != "and" && e.begin().key() != "or")) {
      return e;
    }
    const std::string name = e.begin().key();
    const char* dual = name == "and" ? "or" : "and";
    Json operands = e.begin().value();
    switch (generator_.below(5)) {
      case 0: {
        Json turned = Json::array();
        for (const Json& operand : operands) {
          turned.push_back(negated(operand));
        }
        return negated(call(dual, turned));
      }
      case 1:  // another meaning where an operand can throw
        std::swap(operands[0], operands[operands.size() - 1]);
        return Json{{name, operands}};
      case 2: {
        Json head = Json::array({operands[0]});
        Json rest = Json{{name, operands}};
        return Json{{name, Json::array({call("and", head), rest})}};
      }
      case 3:
        operands.push_back(operands[generator_.below(operands.size())]);
        return Json{{name, operands}};
      default:
        operands.erase(generator_.below(operands.size()));  // another meaning
        return Json{{name, operands}};
    }
  }

  Generator& generator_;
};

// The product's side of a pair; nothing when one of them is refused.
class Pair {
 public:
  Pair(const Json& a, const Json& b) : a_(read(a)), b_(read(b)) {}
  [[nodiscard]] bool is_usable() const {
    return a_ != nullptr && b_ != nullptr && !findings_.has_errors();
  }
  [[nodiscard]] bool is_proved() const {
    return rulec::tooling::is_same_condition(a_, b_, rulec::tooling::Reads::kAny);
  }

 private:
  rulec::parser::Expr* read(const Json& expression) {
    rulec::SourceId source = sources_.add("<expression>", expression.dump());
    documents_.documents.push_back(rulec::json::parse(sources_, source, {}, findings_));
    auto document = static_cast<std::uint32_t>(documents_.documents.size() - 1);
    return rulec::parser::parse_expression(documents_, document, sources_, ast_, findings_);
  }

  rulec::SourceMap sources_;
  rulec::parser::RuleDocuments documents_;
  rulec::parser::Ast ast_;
  rulec::diag::Collector findings_;
  rulec::parser::Expr* a_;
  rulec::parser::Expr* b_;
};

std::string outcome_of(const Json& expression, const Json& context) {
  reference::Outcome outcome =
      reference::evaluate(Json{{"!!", Json::array({expression})}}, context, kNow);
  return (outcome.is_error ? "error " : "") + reference::described(outcome.value);
}

void compare(const Json& a, const Json& b, Tally& tally) {
  Pair pair(a, b);
  if (!pair.is_usable()) {
    return;
  }
  ++tally.pairs;
  bool is_proved = pair.is_proved();
  tally.proved += is_proved ? 1 : 0;
  for (const Json& context : rulec::difftest::contexts()) {
    std::string of_a = outcome_of(a, context);
    std::string of_b = outcome_of(b, context);
    if (of_a != of_b) {
      if (is_proved) {
        ++tally.failed;
        std::printf("DIFFERS %s is %s, %s is %s in %s\n", a.dump().c_str(), of_a.c_str(),
                    b.dump().c_str(), of_b.c_str(), context.dump().c_str());
      }
      return;
    }
  }
  tally.open += is_proved ? 0 : 1;
}

long number_of(const char* text) {
  return std::strtol(text, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  long pairs = 20'000;
  long seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    (std::strcmp(argv[i], "--pairs") == 0 ? pairs : seed) = number_of(argv[i + 1]);
  }
  Tally tally;
  for (long number = 0; number < pairs; ++number) {
    Generator generator(static_cast<std::uint64_t>(seed * 1'000'000 + number));
    Json a = generator.condition(2);
    Json b = a;
    Rewriting rewriting(generator);
    for (std::size_t changes = 1 + generator.below(3); changes > 0; --changes) {
      b = rewriting.changed(b);
    }
    compare(a, b, tally);
  }
  std::printf("%ld pairs, %ld proved to be the same, %ld neither proved nor told apart\n",
              tally.pairs, tally.proved, tally.open);
  // A run without proofs, or without pairs that differ, would show nothing.
  bool says_something =
      tally.proved * 4 > tally.pairs && tally.pairs - tally.proved - tally.open > tally.pairs / 20;
  if (!says_something) {
    std::printf("too few pairs of one kind\n");
  }
  return tally.failed == 0 && says_something ? EXIT_SUCCESS : EXIT_FAILURE;
}

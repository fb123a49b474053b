// What `rulec test --coverage` calls shown, against the definition and the reference evaluator:
// write the opposite of an atom's truth in its place, decide the whole condition once more, and
// see whether its truth turned round. Random conditions by number × all contexts.
//   rulec_diff_coverage [--conditions N] [--seed S]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "compiler/compiler.h"
#include "diag/emitter.h"
#include "generate.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "product.h"
#include "reference/reference.h"
#include "tooling/coverage/atoms.h"

namespace {

using rulec::difftest::Generator;
using rulec::difftest::Json;
using rulec::difftest::kNow;
using rulec::tooling::AtomSeen;
using rulec::tooling::DividedCondition;
using rulec::tooling::Truth;
namespace reference = rulec::reference;

struct Tally {
  long conditions = 0;
  long atoms = 0;
  long shown = 0;
  long failed = 0;
};

// By the reference. Not asked for its error: any is the same here.
Truth truth_of(const Json& expression, const Json& context) {
  reference::Outcome outcome =
      reference::evaluate(Json{{"!!", Json::array({expression})}}, context, kNow);
  if (outcome.is_error) {
    return Truth::kError;
  }
  return outcome.value == Json(true) ? Truth::kTrue : Truth::kFalse;
}

Truth opposite(Truth truth) {
  return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

// The product's side of one condition.
class Subject {
 public:
  explicit Subject(const Json& expression) : expression_(expression) {
    rulec::SourceId source = sources_.add("<expression>", expression.dump());
    documents_.documents.push_back(rulec::json::parse(sources_, source, {}, findings_));
    expr_ = rulec::parser::parse_expression(documents_, 0, sources_, ast_, findings_);
    if (expr_ != nullptr && !findings_.has_errors()) {
      condition_.emplace(input(), expr_);
    }
  }

  [[nodiscard]] bool is_usable() const { return condition_.has_value(); }

  void compare(const Json& context, Tally& tally) {
    Truth outcome = truth_of(expression_, context);
    rulec::Arena arena;
    rulec::json::ReaderScratch scratch;
    rulec::Value given;
    rulec::json::Fault fault;
    std::string text = context.dump();
    if (!rulec::json::read_value(text, {}, arena, scratch, given, fault)) {
      return;
    }
    const std::vector<AtomSeen>& seen = condition_->evaluate(given, kNow, outcome, workspace_);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const rulec::tooling::Atom& atom = condition_->atoms()[i];
      if (atom.lists.empty()) {  // those of predicates have a value for each element
        compare_atom(*atom.expr, seen[i], context, outcome, tally);
      }
    }
  }

 private:
  [[nodiscard]] rulec::compiler::Input input() const {
    return {.sources = sources_, .documents = documents_, .ast = ast_, .settings = settings_};
  }

  void compare_atom(const rulec::parser::Expr& atom, const AtomSeen& seen, const Json& context,
                    Truth outcome, Tally& tally) {
    Json::json_pointer place(rulec::parser::pointer_of(ast_, documents_, atom.node));
    Truth own = truth_of(expression_.at(place), context);
    bool is_shown = false;
    if (own != Truth::kError && outcome != Truth::kError) {
      Json turned = expression_;
      turned[place] = own == Truth::kFalse;
      is_shown = truth_of(turned, context) == opposite(outcome);
    }
    AtomSeen expected{.evaluated = own == Truth::kError ? 0U : 1U,
                      .shown_true = is_shown && own == Truth::kTrue ? 1U : 0U,
                      .shown_false = is_shown && own == Truth::kFalse ? 1U : 0U};
    ++tally.atoms;
    tally.shown += is_shown ? 1 : 0;
    if (seen.evaluated != expected.evaluated || seen.shown_true != expected.shown_true ||
        seen.shown_false != expected.shown_false) {
      ++tally.failed;
      std::printf("DIFFERS %s in %s: atom %s is %sshown\n", expression_.dump().c_str(),
                  context.dump().c_str(), place.to_string().c_str(), is_shown ? "" : "not ");
    }
  }

  const Json& expression_;
  rulec::SourceMap sources_;
  rulec::parser::RuleDocuments documents_;
  rulec::parser::Ast ast_;
  rulec::compiler::Settings settings_;
  rulec::diag::Collector findings_;
  rulec::parser::Expr* expr_ = nullptr;
  std::optional<DividedCondition> condition_;
  rulec::runtime::Workspace workspace_;
};

long number_of(const char* text) {
  return std::strtol(text, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  long conditions = 2000;
  long seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    (std::strcmp(argv[i], "--conditions") == 0 ? conditions : seed) = number_of(argv[i + 1]);
  }
  Tally tally;
  for (long number = 0; number < conditions; ++number) {
    Generator generator(static_cast<std::uint64_t>(seed * 1'000'000 + number));
    Json expression = generator.condition(3);
    Subject subject(expression);
    if (!subject.is_usable()) {
      continue;
    }
    ++tally.conditions;
    for (const Json& context : rulec::difftest::contexts()) {
      subject.compare(context, tally);
    }
  }
  std::printf("%ld conditions, %ld atoms in a context, %ld of them shown\n", tally.conditions,
              tally.atoms, tally.shown);
  // A generator that shows nothing would prove nothing.
  bool has_looked = tally.conditions > conditions / 2 && tally.shown > conditions;
  std::printf("%d passed, %ld failed\n", has_looked ? 1 : 0, tally.failed);
  return tally.failed == 0 && has_looked ? 0 : 1;
}

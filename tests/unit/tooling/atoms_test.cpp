// Conditions taken apart: which parts are atoms, and what one evaluation shows of those that have a
// value for each element. Atoms outside of predicates: tests/diff/coverage_test.cpp.
#include "tooling/coverage/atoms.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/coverage/coverage.h"

using namespace rulec;
using tooling::AtomSeen;
using tooling::DividedCondition;
using tooling::Truth;

namespace {

using Texts = std::vector<std::string>;

class Condition {
 public:
  explicit Condition(const char* json) {
    SourceId source = sources_.add("<condition>", json);
    documents_.documents.push_back(json::parse(sources_, source, {}, findings_));
    parser::Expr* expr = parser::parse_expression(documents_, 0, sources_, ast_, findings_);
    REQUIRE((expr != nullptr && !findings_.has_errors()));
    divided_.emplace(
        compiler::Input{
            .sources = sources_, .documents = documents_, .ast = ast_, .settings = settings_},
        expr);
  }

  [[nodiscard]] Texts atoms() const {
    Texts texts;
    for (const tooling::Atom& atom : divided_->atoms()) {
      texts.push_back(parser::infix(*atom.expr));
    }
    return texts;
  }

  // "T2 F1": times that the atom was shown as true and as false; "-" when it had no value.
  Texts shown(const char* context, Truth outcome) {
    Arena arena;
    json::ReaderScratch scratch;
    Value value;
    json::Fault fault;
    REQUIRE(json::read_value(context, {}, arena, scratch, value, fault));
    Texts texts;
    for (const AtomSeen& seen : divided_->evaluate(value, 0, outcome, workspace_)) {
      texts.push_back(seen.evaluated == 0 ? "-"
                                          : "T" + std::to_string(seen.shown_true) + " F" +
                                                std::to_string(seen.shown_false));
    }
    return texts;
  }

 private:
  SourceMap sources_;
  parser::RuleDocuments documents_;
  parser::Ast ast_;
  compiler::Settings settings_;
  diag::Collector findings_;
  std::optional<DividedCondition> divided_;
  runtime::Workspace workspace_;
};

constexpr Truth kT = Truth::kTrue;
constexpr Truth kF = Truth::kFalse;

}  // namespace

TEST_CASE("atoms are the largest parts without logic, in written order") {
  CHECK(Condition(R"({"and":[{">":[{"var":"a"},1]},{"or":[{"var":"b"},{"!":{"var":"c"}}]}]})")
            .atoms() == Texts{"a > 1", "b", "c"});
  CHECK(Condition(R"({"if":[{"var":"a"},{"!!":[{"var":"b"}]},{"?:":[{"var":"c"},true,false]}]})")
            .atoms() == Texts{"a", "b", "c"});
  CHECK(Condition(R"({"or":[{"var":"a"}]})").atoms() == Texts{"a"});
}

TEST_CASE("literals are no atoms, and neither is a condition that is one") {
  CHECK(Condition("true").atoms().empty());
  CHECK(Condition(R"({"and":[true,{"var":"a"},"x"]})").atoms() == Texts{"a"});
  CHECK(Condition(R"({"or":[]})").atoms().empty());
  CHECK(Condition(R"({"!":[]})").atoms().empty());
}

TEST_CASE("logic inside another operator belongs to the atom of that operator") {
  CHECK(Condition(R"({"==":[{"if":[{"var":"a"},1,2]},{"var":"b"}]})").atoms().size() == 1);
  CHECK(
      Condition(R"({"in":[{"var":"a"},{"filter":[{"var":"b"},{"and":[1,2]}]}]})").atoms().size() ==
      1);
}

TEST_CASE("predicates of quantifiers are divided, those of other iterators are not") {
  CHECK(Condition(R"({"some":[{"var":"l"},{"and":[{"var":"p"},{"var":"q"}]}]})").atoms() ==
        Texts{"p", "q"});
  CHECK(Condition(R"({"all":[{"var":"l"},{"none":[{"var":"m"},{">":[{"var":""},1]}]}]})")
            .atoms()
            .size() == 1);
  // Nothing in the predicate can be turned round, so the quantifier is the atom.
  CHECK(Condition(R"({"some":[{"var":"l"},true]})").atoms().size() == 1);
  CHECK(Condition(R"({"some":[null,{"var":"p"}]})").atoms().size() == 1);
}

TEST_CASE("an atom of a predicate is shown by the element that decides") {
  Condition some(R"({"some":[{"var":"l"},{"and":[{"var":"p"},{"var":"q"}]}]})");
  // One element that makes it true, alone: turned round it would be false.
  CHECK(some.shown(R"({"l":[{"p":1,"q":1},{"p":0,"q":0}]})", kT) == Texts{"T1 F0", "T1 F0"});
  // Two of them hide each other.
  CHECK(some.shown(R"({"l":[{"p":1,"q":1},{"p":1,"q":1}]})", kT) == Texts{"T0 F0", "T0 F0"});
  // Each element is an evaluation of its own.
  CHECK(some.shown(R"({"l":[{"p":0,"q":1},{"p":1,"q":0},{"p":0,"q":1}]})", kF) ==
        Texts{"T0 F2", "T0 F1"});
  CHECK(some.shown(R"({"l":[]})", kF) == Texts{"-", "-"});
  CHECK(some.shown(R"({"l":3})", Truth::kError) == Texts{"-", "-"});
  CHECK(some.shown(R"({"l":null})", Truth::kError) == Texts{"-", "-"});
}

TEST_CASE("all and none: empty lists and the elements that decide") {
  Condition all(R"({"all":[{"var":"l"},{">":[{"var":""},2]}]})");
  CHECK(all.shown(R"({"l":[3,4]})", kT) == Texts{"T2 F0"});
  CHECK(all.shown(R"({"l":[3,1]})", kF) == Texts{"T0 F1"});
  CHECK(all.shown(R"({"l":[]})", kF) == Texts{"-"});
  Condition none(R"({"or":[{"none":[{"var":"l"},{">":[{"var":""},2]}]},{"var":"x"}]})");
  CHECK(none.shown(R"({"l":[1,1]})", kT) == Texts{"T0 F2", "T0 F0"});
  CHECK(none.shown(R"({"l":[1,5]})", kF) == Texts{"T1 F0", "T0 F1"});
  CHECK(none.shown(R"({"l":[]})", kT) == Texts{"-", "T0 F0"});
}

TEST_CASE("paths in predicates read item, index and outer context as they do in a decision") {
  Condition nested(
      R"({"some":[{"var":"l"},{"all":[{"var":"m"},{"<":[{"var":""},{"val":[[4],"limit"]}]}]}]})");
  CHECK(nested.shown(R"({"limit":3,"l":[{"m":[1,2]},{"m":[5]}]})", kT) == Texts{"T2 F0"});
  // An inner list that is none throws; the elements before it still decide.
  CHECK(nested.shown(R"({"limit":3,"l":[{"m":[1]},{"m":7}]})", kT) == Texts{"T0 F0"});
}

TEST_CASE("operands that short-circuiting skips are evaluated; one that throws shows nothing") {
  Condition both(R"({"and":[{"var":"a"},{"<":[{"var":"b"},2]}]})");
  CHECK(both.shown(R"({"a":0,"b":1})", kF) == Texts{"T0 F1", "T0 F0"});
  CHECK(both.shown(R"({"a":0,"b":"x"})", kF) == Texts{"T0 F0", "-"});
  CHECK(both.shown(R"({"a":1,"b":"x"})", Truth::kError) == Texts{"T0 F0", "-"});
}

TEST_CASE("an outcome that the parts do not add up to shows nothing") {
  Condition both(R"({"and":[{"var":"a"},{"var":"b"}]})");
  CHECK(both.shown(R"({"a":1,"b":1})", kT) == Texts{"T1 F0", "T1 F0"});
  CHECK(both.shown(R"({"a":1,"b":1})", Truth::kError) == Texts{"T0 F0", "T0 F0"});
}

TEST_CASE("percentages are rounded down, and a minimum is compared with the exact share") {
  using tooling::percent_text;
  using tooling::Share;
  CHECK(percent_text({.have = 87, .all = 96}) == "90.6%");
  CHECK(percent_text({.have = 9999, .all = 10000}) == "99.9%");
  CHECK(percent_text({.have = 3, .all = 3}) == "100%");
  CHECK(percent_text({}) == "100%");
  CHECK(Share{.have = 9, .all = 10}.reaches(90));
  CHECK(!Share{.have = 8999, .all = 10000}.reaches(90));
  CHECK(Share{}.reaches(100));
}

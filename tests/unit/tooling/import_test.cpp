// Scorecards of the catalogue form: constants, comparisons, whole sets, and shapes that are no
// good.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "tooling/import/clause.h"
#include "tooling/import/constant.h"
#include "tooling/import/scorecards.h"

using namespace rulec;
using namespace rulec::tooling::imports;

namespace {

struct Read {
  explicit Read(std::string text) {
    SourceId id = sources.add("a.json", std::move(text));
    document = json::parse(sources, id, {}, findings);
    REQUIRE(!findings.has_errors());
  }

  SourceMap sources;
  diag::Collector findings;
  json::Document document;
};

Constant constant_of(const std::string& json) {
  Read read(json);
  return read_constant(read.document, read.document.root());
}

// The comparison as one condition, or "refused: …".
std::string clause_of(const std::string& attribute, const std::string& equation,
                      const std::string& constant) {
  Read read(R"({"attribute":)" + attribute + R"(,"equation":)" + equation + R"(,"constant":)" +
            constant + "}");
  json::NodeId row = read.document.root();
  Clause clause =
      translate_clause(read.document, {.row = row,
                                       .attribute = read.document.member(row, "attribute"),
                                       .equation = read.document.member(row, "equation"),
                                       .constant = read.document.member(row, "constant")});
  return clause.refusal ? "refused: " + clause.refusal->text : join_clauses({&clause}, Joint::kAnd);
}

struct Imported {
  explicit Imported(const std::vector<std::string>& files, const std::string& entry_point = "") {
    for (const std::string& file : files) {
      SourceId id = sources.add("f" + std::to_string(sources.size()) + ".json", file);
      is_readable = read_file(sources, id, kHardMaxSourceBytes, documents, findings) && is_readable;
    }
    if (is_readable) {
      result = import_scorecards(sources, documents, entry_point, findings);
    }
  }

  // Codes of the findings, in their order.
  [[nodiscard]] std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const diag::Diagnostic& finding : findings.kept()) {
      codes.push_back(diag::code_text(finding.code));
    }
    return codes;
  }

  SourceMap sources;
  std::deque<json::Document> documents;
  diag::Collector findings;
  bool is_readable = true;
  ScorecardImport result;
};

// A rule with the comparison inside; `more` is put behind its members.
std::string rule(const std::string& id, const std::string& more = "") {
  return R"({"id":")" + id +
         R"(","attribute":"n","condition":"greater_than","constant":1,"rule_point":2,)"
         R"("weight":1,"priority":1,"action_result":"Y")" +
         more + "}";
}

std::string set_of(const std::string& rules, const std::string& patterns = "{}") {
  return R"({"rules_set":[)" + rules + R"(],"patterns":)" + patterns + "}";
}

}  // namespace

TEST_CASE("constants become values, and what was changed for it is said") {
  struct Row {
    const char* written;
    const char* json;
    bool has_remark;
  };
  const Row rows[] = {
      {"30", "30", false},
      {"0.10", "0.10", false},
      {"true", "true", false},
      {R"(["a", 2, false])", R"(["a", 2, false])", false},
      {R"("30")", "30", true},
      {R"(" -2.5e1 ")", "-2.5e1", true},
      {R"("007")", R"("007")", true},
      {R"("2024-01-01")", R"("2024-01-01")", true},
      {R"("Superman")", R"("Superman")", true},
      {R"("'Superman'")", R"("Superman")", true},
      {R"("\"a b\"")", R"("a b")", true},
      {R"("'it\\'s'")", R"("it's")", true},
      {R"("True")", "true", true},
      {R"("['DC','Marvel']")", R"(["DC", "Marvel"])", true},
      {R"("[ 1 , 'b, ]' ,True]")", R"([1, "b, ]", true])", true},
      {R"("[]")", "[]", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    Constant constant = constant_of(row.written);
    CHECK(constant.refusal == "");
    CHECK(constant.json == row.json);
    CHECK(constant.remark.empty() != row.has_remark);
  }
}

TEST_CASE("constants without a value are refused") {
  for (const char* written : {"null",          "{}",
                              R"("")",         R"("  ")",
                              R"("null")",     R"("'a")",
                              R"("'a' b")",    R"("'a\\x'")",
                              R"("['a'")",     R"("['a' 'b']")",
                              R"("[a]")",      R"("['a']]")",
                              R"("[,]")",      R"("d'2024-01-01'")",
                              R"("{'a': 1}")", "[null]",
                              "[[1]]",         R"("[[1]]")",
                              R"("'a\\")",     R"("[")"}) {
    CAPTURE(written);
    CHECK(constant_of(written).is_refused());
  }
}

TEST_CASE("a comparison that null would make true is guarded") {
  CHECK(clause_of(R"("n")", R"("greater_than")", "90") == R"({ ">": [{ "var": "n" }, 90] })");
  CHECK(clause_of(R"("n")", R"("less_than")", "0") == R"({ "<": [{ "var": "n" }, 0] })");
  CHECK(clause_of(R"("n")", R"("less_than")", "9") ==
        R"({ "and": [{ "!==": [{ "var": "n" }, null] }, { "<": [{ "var": "n" }, 9] }] })");
  CHECK(clause_of(R"("n")", R"("greater_than_or_equal")", "0") ==
        R"({ "and": [{ "!==": [{ "var": "n" }, null] }, { ">=": [{ "var": "n" }, 0] }] })");
  CHECK(clause_of(R"("n")", R"("less_than_or_equal")", "-1") ==
        R"({ "<=": [{ "var": "n" }, -1] })");
  CHECK(clause_of(R"("t")", R"("greater_than")", R"("'b'")") ==
        R"({ "and": [{ "!==": [{ "var": "t" }, null] }, { ">": [{ "var": "t" }, "b"] }] })");
  CHECK(clause_of(R"("a.b")", R"("not_equal")", "1") ==
        R"({ "and": [{ "exists": ["a", "b"] }, { "!==": [{ "var": "a.b" }, 1] }] })");
  CHECK(clause_of(R"("t")", R"("equal")", R"("'x'")") == R"({ "===": [{ "var": "t" }, "x"] })");
  CHECK(clause_of(R"("t")", R"("range")", R"(["x"])") == R"({ "in": [{ "var": "t" }, ["x"]] })");
  CHECK(clause_of(R"("t")", R"("contains")", R"("'x'")") == R"({ "in": ["x", { "var": "t" }] })");
  CHECK(clause_of(R"("t")", R"("not_in")", R"(["x"])") ==
        R"({ "and": [{ "exists": "t" }, { "!": { "in": [{ "var": "t" }, ["x"]] } }] })");
}

TEST_CASE("comparisons without a meaning are refused") {
  for (auto [attribute, equation, constant] : {std::array{R"("a b")", R"("equal")", "1"},
                                               {R"("")", R"("equal")", "1"},
                                               {R"("a..b")", R"("equal")", "1"},
                                               {R"(".a")", R"("equal")", "1"},
                                               {R"("1a")", R"("equal")", "1"},
                                               {"7", R"("equal")", "1"},
                                               {R"("a")", R"("like")", "1"},
                                               {R"("a")", "null", "1"},
                                               {R"("a")", R"("range")", "1"},
                                               {R"("a")", R"("less_than")", R"(["x"])"},
                                               {R"("a")", R"("less_than")", "false"},
                                               {R"("a")", R"("contains")", "[]"}}) {
    CAPTURE(attribute);
    CAPTURE(equation);
    CHECK(clause_of(attribute, equation, constant).starts_with("refused: "));
  }
}

TEST_CASE("a refused rule keeps its place, so that patterns keep their length") {
  Imported imported({set_of(rule("A") + R"(,{"id":"B","type":"loop","priority":0},)" + rule("C"),
                            R"({"Y-Y":"both","-YY":"more"})")});
  REQUIRE(imported.result.scorecards.size() == 1);
  const Scorecard& scorecard = imported.result.scorecards.front();
  CHECK(scorecard.rules.carried == 2);
  CHECK(scorecard.rules.refused == 1);
  CHECK(scorecard.patterns.carried == 2);
  CHECK(scorecard.json.find("\"condition\": false") != std::string::npos);
  CHECK(scorecard.json.find("\"x_refused\"") != std::string::npos);
}

TEST_CASE("of what stands twice the right one counts, with a remark") {
  Imported imported(
      {R"({"conditions_set":[{"condition_id":"C","attribute":"a","equation":"equal","constant":1},)"
       R"({"condition_id":"C","attribute":"a","equation":"equal","constant":2}]})",
       R"({"rules_set":[{"id":"R","condition_id":"C","rule_point":1,"weight":1,"priority":1,)"
       R"("action_result":"Y"}],"patterns":{"Y":"first","Y":"last"}})"});
  CHECK(imported.codes() == std::vector<std::string>{"RC1032", "RC1032"});
  REQUIRE(imported.result.scorecards.size() == 1);
  CHECK(imported.result.scorecards[0].json.find("{ \"===\": [{ \"var\": \"a\" }, 1] }") !=
        std::string::npos);
  CHECK(imported.result.scorecards[0].json.find("\"Y\": \"last\"") != std::string::npos);
  // Anywhere else a key that stands twice is a fault of the file.
  Imported other({R"({"rules_set":[],"rules_set":[]})"});
  CHECK(!other.is_readable);
  CHECK(other.codes() == std::vector<std::string>{"RC1005"});
}

TEST_CASE("names of scorecards fit our form and are told apart") {
  std::string named =
      R"({"rules_set_name":"Tiers & more","rules_set_details":[)" + rule("R") + "]}";
  Imported imported({named, named,
                     R"({"rules_set_name":7,"rules_set_details":[)" + rule("R") + "]}",
                     R"({"rules_set_name":"***","rules_set_details":[)" + rule("R") + "]}"});
  REQUIRE(imported.result.scorecards.size() == 4);
  CHECK(imported.result.scorecards[0].id == "Tiers_more");
  CHECK(imported.result.scorecards[1].id == "Tiers_more_2");
  CHECK(imported.result.scorecards[2].id == "f2");
  CHECK(imported.result.scorecards[3].id == "scorecard");
  CHECK(imported.result.scorecards[3].entry_point == "scorecard");
}

TEST_CASE("shapes that are no good give findings, never a crash") {
  for (const char* file :
       {R"({"rules_set":[null,1,"a",[],{}]})", R"({"rules_set":[{"id":{}}],"patterns":[]})",
        R"({"rules_set":[{"id":"R","conditions":7}]})",
        R"({"rules_set":[{"id":"R","type":7,"conditions":{}}]})",
        R"({"rules_set":[{"id":"R","type":"complex"}]})",
        R"({"rules_set":[{"id":"R","type":"complex","conditions":{"items":{}}}]})",
        R"({"rules_set":[{"id":"R","type":"complex","conditions":{"mode":"inclusive"}}]})",
        R"({"rules_set":[{"id":"R","type":"complex","conditions":{"items":[1,{},null]}}]})",
        R"({"rules_set":[{"id":"R","type":"simple","conditions":{"item":{"item":"R"}}}]})",
        R"({"rules_set":[{"rule_point":1e300,"weight":1e9,"action_result":"Y"}]})",
        R"({"rules_set":[{"id":"R","priority":99999999999}]})",
        R"({"rules_set":[{"id":"R","priority":null}]})",
        R"({"rules_set":[{"id":"R","action_result":"-"}]})",
        R"({"rules_set":[{"id":"R","action_result":""}]})"}) {
    CAPTURE(file);
    Imported imported({file});
    CHECK(imported.result.is_of_format);
    CHECK(imported.findings.error_count() > 0);
  }
  for (const char* file :
       {"", "  ", "null", "7", R"("rules_set")", "[]", "{}", R"({"rules_set":1})",
        R"({"conditions_set":{}})", R"({"rules_set_details":"x"})"}) {
    CAPTURE(file);
    Imported imported({file});
    CHECK((!imported.is_readable || !imported.result.is_of_format));
    CHECK(imported.codes() == std::vector<std::string>{"RC1030"});
  }
}

TEST_CASE("a set holds as many rules as a scorecard") {
  std::string most = rule("R");
  for (std::size_t i = 1; i < kMaxScorecardItems; ++i) {
    most += "," + rule("R" + std::to_string(i));
  }
  Imported within({set_of(most)});
  CHECK(within.result.rules.carried == kMaxScorecardItems);
  Imported above({set_of(most + "," + rule("one_more"))});
  CHECK(above.result.scorecards.empty());
  CHECK(above.result.rules.refused == kMaxScorecardItems + 1);
  CHECK(above.codes() == std::vector<std::string>{"RC1031"});
}

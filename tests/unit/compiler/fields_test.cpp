// Paths and literals against a context schema.
#include <doctest/doctest.h>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

constexpr const char* kSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "cart": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "total": {"type": "number"},
        "currency": {"type": "string"},
        "items": {"type": "array", "items": {
          "type": "object", "additionalProperties": false,
          "properties": {"qty": {"type": "integer"}, "kind": {"enum": ["book", "game"]}}}}
      }
    },
    "user": {
      "type": "object",
      "additionalProperties": false,
      "properties": {"region": {"type": "string", "enum": ["EU", "UK", "US"]}}
    },
    "open": {"type": "object"}
  }
})";

std::string findings_of(const std::string& members) {
  Project project;
  project.entry_point("e").allows_all_updates = true;
  project.context("e", kSchema);
  project.rule(rule_text("r", members));
  static_cast<void>(project.check());
  return project.findings();
}

std::string condition(const std::string& text) {
  return findings_of("\"condition\":" + text);
}

std::string code_of(const std::string& text) {
  std::string found = condition(text);
  return found.substr(0, found.find(' '));
}

}  // namespace

TEST_CASE("declared fields, open objects and computed paths are silent") {
  for (
      const char* text : {
          R"({"var":"cart.total"})",
          R"({"var":""})",
          R"({"var":[]})",
          R"({"var":"cart.items.0.qty"})",
          R"({"val":["cart","items",0,"qty"]})",
          R"({"var":"open.anything.below"})",
          R"({"var":{"cat":["cart",".x"]}})",
          R"({"missing":["cart.total","user.region"]})",
          R"({"exists":["cart","total"]})",
          R"({"some":[{"var":"cart.items"},{">":[{"var":"qty"},1]}]})",
          R"({"some":[{"filter":[{"var":"cart.items"},{"var":"qty"}]},{"var":"kind"}]})",
          R"({"some":[{"var":"open.list"},{"var":"whatever"}]})",
          R"({"some":[{"var":"cart.items"},{"val":[[2],"cart","total"]}]})",
          R"({"reduce":[{"var":"cart.items"},{"+":[{"var":"accumulator"},{"var":"current.qty"}]},0]})",
          R"({"try":[{"var":"cart.total"},{"var":"type"}]})",
          R"({"some":[{"var":"cart.items"},{"val":[[1],"index"]}]})",
      }) {
    CAPTURE(text);
    CHECK(condition(text) == "");
  }
}

TEST_CASE("unknown fields are found at every kind of path") {
  for (const char* text : {
           R"({"var":"cart.totl"})",
           R"({"var":["cart.totl",0]})",
           R"({"val":["cart","totl"]})",
           R"({"exists":["cart","totl"]})",
           R"({"missing":["cart.total","cart.totl"]})",
           R"({"missing":[["cart.totl"]]})",
           R"({"missing_some":[1,["cart.totl"]]})",
           R"({"var":"cart.items.0.qtty"})",
           R"({"some":[{"var":"cart.items"},{"var":"qtty"}]})",
           R"({"some":[{"var":"cart.itmes"},{"var":"anything"}]})",
           R"({"reduce":[{"var":"cart.items"},{"var":"current.qtty"}]})",
           R"({"some":[{"var":"cart.items"},{"val":[[2],"cart","totl"]}]})",
       }) {
    CAPTURE(text);
    CHECK(code_of(text) == "RC2003");
  }
}

TEST_CASE("an unknown field is named as written, with the declared ones and a fix") {
  Project project;
  project.entry_point("e");
  project.context("e", kSchema);
  project.rule(rule_text("r", R"("condition":{">":[{"var":"cart.totl"},1]})"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(diag::message_of(finding) == "the context of `e` has no field `cart.totl`");
  CHECK(project.sources.text(finding.primary.span) == "cart.totl");
  CHECK(finding.primary.text == "not in the schema");
  REQUIRE(finding.labels.size() == 1);
  CHECK(project.sources.at(finding.labels[0].span.source).name() == "schemas/e.context.json");
  CHECK(finding.labels[0].text.starts_with("fields of `cart`: "));
  REQUIRE(finding.fixes.size() == 1);
  CHECK(finding.fixes[0].edits[0].new_text == "cart.total");
}

TEST_CASE("an outer field inside an iterator is explained") {
  Project project;
  project.entry_point("e");
  project.context("e", kSchema);
  project.rule(rule_text(
      "r", R"("condition":{"some":[{"var":"cart.items"},{">":[{"var":"cart.total"},1]}]})"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(diag::message_of(finding) == "the context of `e` has no field `cart.items[].cart.total`");
  REQUIRE(finding.fixes.size() == 1);
  CHECK(project.sources.text(finding.fixes[0].edits[0].span) == R"({"var":"cart.total"})");
  CHECK(finding.fixes[0].edits[0].new_text == R"({"val": [[2], "cart", "total"]})");
  std::string with_default =
      condition(R"({"some":[{"var":"cart.items"},{">":[{"var":["cart.total",0]},1]}]})");
  CHECK(with_default.starts_with("RC2003 "));
}

TEST_CASE("a path that an update of the entry point writes needs no schema") {
  std::string rule = R"("condition":{"var":"vat.rate"},
    "actions":[{"type":"update","target":"vat.rate","operation":"set","value":1}])";
  CHECK(findings_of(rule) == "");
  CHECK(code_of(R"({"var":"vat.rate"})") == "RC2003");
}

TEST_CASE("expressions in arguments read fields, too") {
  CHECK(findings_of(R"("actions":[{"type":"display_message","message":"x",
    "vars":{"a":{"expr":{"var":"cart.totl"}}}}])")
            .starts_with("RC2003 2:"));
}

TEST_CASE("literals that the compared field never has") {
  CHECK(code_of(R"({"===":[{"var":"user.region"},"GB"]})") == "RC2007");
  CHECK(code_of(R"({"==":["GB",{"var":"user.region"}]})") == "RC2007");
  CHECK(code_of(R"({"in":[{"var":"user.region"},["EU","GB"]]})") == "RC2007");
  CHECK(code_of(R"({"some":[{"var":"cart.items"},{"===":[{"var":"kind"},"toy"]}]})") == "RC2007");
  CHECK(condition(R"({"===":[{"var":"user.region"},"UK"]})") == "");
  CHECK(condition(R"({"===":[{"var":"user.region"},null]})") == "");
  CHECK(condition(R"({"in":["GB",{"var":"user.region"}]})") == "");
  CHECK(condition(R"({"===":[{"var":"cart.currency"},"GBP"]})") == "");
}

TEST_CASE("a rule of two entry points is reported once for one place") {
  Project project;
  project.entry_point("e");
  project.entry_point("f");
  project.context("e", kSchema);
  project.context("f", kSchema);
  project.rule(R"({"id":"r","entry_point":["e","f"],"condition":{"var":"cart.totl"}})");
  static_cast<void>(project.check());
  CHECK(project.findings() == "RC2003 1:55 the context of `e` has no field `cart.totl`\n");
}

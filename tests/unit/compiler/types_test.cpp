// Types of expressions: comparisons that can only go one way, operands an operator never takes,
// absent fields, what updates write. Each wrong case has near misses that stay silent.
#include <doctest/doctest.h>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

constexpr const char* kSchema = R"({
  "type": "object",
  "required": ["cart", "flag", "way"],
  "properties": {
    "flag": {"type": "boolean"},
    "cart": {
      "type": "object",
      "required": ["total", "items", "note", "status"],
      "properties": {
        "total": {"type": "number"},
        "discount": {"type": "number"},
        "code": {"type": "string"},
        "note": {"type": ["string", "null"]},
        "memo": {"type": ["string", "null"]},
        "status": {"enum": ["open", "paid", 0]},
        "items": {"type": "array", "items": {
          "type": "object", "required": ["qty"],
          "properties": {"qty": {"type": "integer"}, "price": {"type": "number"}}}}
      }
    },
    "user": {"type": "object", "required": ["age"], "properties": {"age": {"type": "integer"}}},
    "open": {"type": "object"},
    "either": {"anyOf": [
      {"type": "object", "properties": {"x": {"type": "number"}}},
      {"type": "object", "properties": {"x": {"type": "string"}}},
      {"type": "object", "properties": {"y": {"type": "string"}}}]},
    "way": {"oneOf": [
      {"type": "object", "required": ["kind", "a"],
       "properties": {"kind": {"const": 1}, "a": {"type": "number"}}},
      {"type": "object", "required": ["kind"],
       "properties": {"kind": {"const": 2}, "a": {"type": "number"}}}]}
  }
})";

std::string findings_of(const std::string& members, bool has_schema = true) {
  Project project;
  project.entry_point("e").allows_all_updates = true;
  if (has_schema) {
    project.context("e", kSchema);
  }
  project.rule(rule_text("r", members));
  static_cast<void>(project.check());
  return project.findings();
}

std::string code_of(const std::string& condition, bool has_schema = true) {
  std::string found = findings_of("\"condition\":" + condition, has_schema);
  bool is_one = found.find('\n') == found.rfind('\n');
  return is_one ? found.substr(0, found.find(' ')) : "several:\n" + found;
}

void check_codes(const std::string& code, std::initializer_list<const char*> conditions) {
  for (const char* condition : conditions) {
    CAPTURE(std::string(condition));
    CHECK(code_of(condition) == code);
  }
}

// The one condition `C` inside an iterator over the items.
std::string for_some_item(const std::string& body) {
  return R"({"some":[{"var":"cart.items"},)" + body + "]}";
}

}  // namespace

TEST_CASE("sides whose types never meet are incomparable") {
  check_codes("RC2026", {
                            R"({"===":[{"var":"cart.total"},"100"]})",
                            R"({"!==":[{"var":"cart.total"},"100"]})",
                            R"({"===":["a",{"var":"cart.total"}]})",
                            R"({"===":[{"var":"cart.total"},{"var":"flag"}]})",
                            R"({"===":[{"var":"cart.total"},null]})",
                            R"({"<":[{"var":"cart.items"},5]})",
                            R"({"==":[{"var":"cart.items"},[]]})",
                            R"({"<":[{"var":"cart.total"},"many"]})",
                            R"({"==":[{"var":"cart.discount"},"many"]})",
                            R"({"<":[0,{"var":"cart.items"},5]})",
                            R"({"between":[{"var":"cart.total"},1,"x"]})",
                            R"({"===":[{"cat":["a","b"]},5]})",
                            R"({"===":[{"length":{"var":"cart.items"}},"2"]})",
                            R"({"in":[{"var":"cart.total"},["1","2"]]})",
                            R"({"in":["a",{"var":"cart.total"}]})",
                            R"({"in":[{"var":"cart.items"},{"cat":["a","b"]}]})",
                        });
  check_codes("", {
                      R"({"===":[{"var":"cart.total"},100]})",
                      R"({"===":[{"var":"cart.discount"},null]})",
                      R"({"===":[{"var":"cart.note"},null]})",
                      R"({"===":[{"var":"cart.status"},0]})",
                      R"({"==":[{"var":"cart.total"},"100"]})",
                      R"({">":[{"var":"cart.total"},"100"]})",
                      R"({">":[{"var":"cart.note"},"m"]})",
                      R"({"===":[{"var":["cart.discount","none"]},"none"]})",
                      R"({"===":[{"var":"either.x"},5]})",
                      R"({"===":[{"var":"either.x"},"a"]})",
                      R"({"===":[{"var":"either.x"},true]})",
                      R"({"===":[{"if":[{"var":"flag"},"a",1]},1]})",
                      R"({"===":[{"try":[{"var":"cart.total"},{"var":"type"}]},"NaN"]})",
                      R"({"in":[{"var":"cart.total"},[1,"2"]]})",
                      R"({"in":[5,{"cat":["a","b"]}]})",
                      R"({"<":[0,{"var":"cart.total"},5]})",
                  });
}

TEST_CASE("what follows from an unknown field is not told") {
  CHECK(code_of(R"({"===":[{"+":[{"var":"cart.totl"},1]},2]})") == "RC2003");
  CHECK(code_of(R"({"<":[{"starts_with":[{"var":"cart.total"},"a"]},5]})") == "RC2028");
}

TEST_CASE("items of lists have their types, and indexes and current items differ") {
  CHECK(code_of(for_some_item(R"({"===":[{"var":"qty"},"2"]})")) == "RC2026");
  CHECK(code_of(for_some_item(R"({"===":[{"var":"qty"},2]})")) == "");
  CHECK(code_of(for_some_item(R"({"===":[{"var":"qty"},null]})")) == "RC2026");
  CHECK(code_of(for_some_item(R"({"===":[{"var":"price"},null]})")) == "");
  CHECK(code_of(for_some_item(R"({"<":[{"var":"qty"},5]})")) == "");
  CHECK(code_of(for_some_item(R"({"<":[{"var":"price"},5]})")) == "RC3008");
  CHECK(code_of(for_some_item(R"({"and":[{"var":"price"},{"<":[{"var":"price"},5]}]})")) == "");
  CHECK(code_of(R"({"<":[{"var":"cart.items.0.qty"},5]})") == "RC3008");
  CHECK(code_of(R"({"and":[{"var":"cart.items.0.price"},)" +
                for_some_item(R"({"<":[{"var":"price"},5]})") + "]}") == "RC3008");
}

TEST_CASE("a field that may be absent is less than 15") {
  check_codes("RC3008",
              {
                  R"({"<":[{"var":"cart.discount"},15]})",
                  R"({"<=":[{"var":"cart.discount"},0]})",
                  R"({">":[15,{"var":"cart.discount"}]})",
                  R"({"==":[{"var":"cart.discount"},0]})",
                  R"({">=":[{"var":"user.age"},0]})",
                  R"({"and":[{"var":["user.age",1]},{"<":[{"var":"user.age"},9]}]})",
                  R"({"<":[{"val":["cart","discount"]},15]})",
                  R"({"or":[{"<":[{"var":"cart.discount"},15]},{"var":"cart.discount"}]})",
                  R"({"and":[{"exists":["cart","memo"]},{"<":[{"var":"cart.memo"},"5"]}]})",
              });
  check_codes(
      "",
      {
          R"({">":[{"var":"cart.discount"},15]})",
          R"({"<":[{"var":"cart.total"},15]})",
          R"({"<":[{"var":["cart.discount",99]},15]})",
          R"({"===":[{"var":"cart.discount"},0]})",
          R"({"and":[{"var":"cart.discount"},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"and":[{"exists":["cart","discount"]},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"and":[{"!==":[{"var":"cart.discount"},null]},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"and":[{">":[{"var":"cart.discount"},5]},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"and":[{"!":{"missing":["cart.discount"]}},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"or":[{"missing":["cart.discount"]},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"or":[{"===":[{"var":"cart.discount"},null]},{"<":[{"var":"cart.discount"},15]}]})",
          R"({"if":[{"var":"cart.discount"},{"<":[{"var":"cart.discount"},15]},false]})",
          R"({"if":[{"!":{"var":"cart.discount"}},false,{"<":[{"var":"cart.discount"},15]}]})",
          R"({"and":[{"in":[{"var":"user.age"},[1,2]]},{"<":[{"var":"user.age"},15]}]})",
          R"({"<":[{"??":[{"var":"cart.discount"},99]},15]})",
      });
}

TEST_CASE("what is always so") {
  check_codes("RC3001", {
                            R"({"<":[1,2]})",
                            R"({"exists":["cart","total"]})",
                            R"({"and":[{"var":"cart"},{"var":"flag"}]})",
                            R"({"!":{"var":"cart"}})",
                            R"({"if":[{"var":"cart"},1,2]})",
                        });
  check_codes("RC3002", {R"({">":[1,2]})", R"({"===":["a","b"]})"});
  check_codes("", {
                      R"(true)",
                      R"({"and":[true,{"var":"flag"}]})",
                      R"({"exists":["cart","discount"]})",
                      R"({"exists":["user"]})",
                      R"({"and":[{"var":"user"},{"var":"flag"}]})",
                      R"({"var":"cart.items"})",
                  });
}

TEST_CASE("what only one alternative of a schema says is not relied on") {
  CHECK(code_of(R"({"exists":["way","a"]})") == "");
  CHECK(code_of(R"({"<":[{"var":"way.a"},5]})") == "RC3008");
  CHECK(code_of(R"({"exists":["way","kind"]})") == "RC3001");
  CHECK(code_of(R"({"===":[{"var":"way.kind"},3]})") == "RC2007");
  CHECK(code_of(R"({"===":[{"var":"way.kind"},2]})") == "");
  CHECK(code_of(R"({"===":[{"var":"way.a"},"x"]})") == "RC2026");
}

TEST_CASE("operands of types that an operator never takes") {
  check_codes("RC2028", {
                            R"({"starts_with":[{"var":"cart.total"},"1"]})",
                            R"({"lower":{"var":"cart.items"}})",
                            R"({"+":[{"var":"cart.items"},1]})",
                            R"({"+":[{"var":"cart.total"},"many"]})",
                            R"({"min":["1",2]})",
                            R"({"some":[{"var":"cart.total"},true]})",
                            R"({"date_add":[5,"P1D"]})",
                            R"({"/":[1,null]})",
                            R"({"sum":{"var":"cart.total"}})",
                        });
  check_codes("RC2027", {
                            R"({"/":[{"var":"cart.total"},0]})",
                            R"({"%":[{"var":"cart.total"},0.0]})",
                            R"({"/":[{"var":"cart.total"},"0"]})",
                            R"({"/":[1,2,0]})",
                            R"({"/":[0]})",
                        });
  check_codes("", {
                      R"({"starts_with":[{"var":"cart.note"},"1"]})",
                      R"({"+":{"map":[{"var":"cart.items"},{"var":"qty"}]}})",
                      R"({"+":[{"var":"cart.total"},"5"]})",
                      R"({"+":[{"var":"cart.code"},true,null]})",
                      R"({"/":[0,{"var":"cart.total"}]})",
                      R"({"%":[0,5]})",
                      R"({"max":{"map":[{"var":"cart.items"},{"var":"qty"}]}})",
                      R"({"length":{"var":"cart.items"}})",
                      R"({"some":[{"var":"open.list"},true]})",
                      R"({"cat":[{"var":"cart.total"},{"var":"flag"},null]})",
                  });
}

TEST_CASE("the literal is shown with what the field is, and mended") {
  Project project;
  project.entry_point("e");
  project.context("e", kSchema);
  project.rule(rule_text("r", R"("condition":{"===":[{"var":"cart.total"},"100"]})"));
  static_cast<void>(project.check());
  REQUIRE(project.collector.kept().size() == 1);
  const auto& finding = project.collector.kept()[0];
  CHECK(
      diag::message_of(finding) ==
      "`cart.total == \"100\"` is never true: it compares `cart.total` (a number) with `\"100\"`");
  CHECK(project.sources.text(finding.primary.span) == "\"100\"");
  REQUIRE(finding.labels.size() == 1);
  CHECK(finding.labels[0].text == "`cart.total` is a number here");
  REQUIRE(finding.fixes.size() == 1);
  CHECK(finding.fixes[0].edits[0].new_text == "100");
}

TEST_CASE("updates write what their target can take") {
  auto update = [](const std::string& members) {
    std::string found = findings_of(R"("actions":[{"type":"update",)" + members + "}]");
    return found.substr(0, found.find(' '));
  };
  CHECK(update(R"("target":"cart.total","operation":"set","value":{"expr":{"var":"cart.code"}})") ==
        "RC2011");
  CHECK(update(R"("target":"cart.total","operation":"set","value":"5")") == "RC2011");
  CHECK(update(R"("target":"cart.code","operation":"increment")") == "RC2011");
  CHECK(update(R"("target":"cart.total","operation":"increment","value":"x")") == "RC2011");
  CHECK(update(R"("target":"cart.total","operation":"append","value":1)") == "RC2011");
  CHECK(update(R"("target":"cart","operation":"merge","value":5)") == "RC2011");
  CHECK(update(R"("target":"cart.items","operation":"merge","value":{})") == "RC2011");
  CHECK(update(R"("target":"cart.total","operation":"remove","value":1)") == "RC2011");
  CHECK(update(R"("target":"cart.total","operation":"set","value":5)") == "");
  CHECK(update(R"("target":"cart.total","operation":"set","value":{"expr":{"+":[1,2]}})") == "");
  CHECK(update(R"("target":"cart.discount","operation":"increment","value":2)") == "");
  CHECK(update(R"("target":"cart.items","operation":"append","value":{"qty":1})") == "");
  CHECK(update(R"("target":"cart.extra","operation":"append","value":1)") == "");
  CHECK(update(R"("target":"cart","operation":"merge","value":{"total":5})") == "");
  CHECK(update(R"("target":"cart.total","operation":"remove")") == "");
}

TEST_CASE("a field that rules write may be anything") {
  CHECK(findings_of(R"("condition":{"===":[{"var":"cart.total"},"a"]},
    "actions":[{"type":"update","target":"cart","operation":"merge","value":{"total":"a"}}])") ==
        "");
}

TEST_CASE("without a schema a field is what most rules take it for") {
  auto found = [](std::initializer_list<const char*> conditions) {
    Project project;
    project.entry_point("e").allows_all_updates = true;
    int number = 0;
    for (const char* condition : conditions) {
      std::string id = "r" + std::to_string(++number);
      project.rule(rule_text(id, std::string("\"condition\":") + condition),
                   "rules/" + id + ".json");
    }
    auto model = project.check();
    CHECK(!model->has_errors);
    return project.findings();
  };
  std::string mixed = found({R"({">":[{"var":"a.b"},5]})", R"({"===":[{"var":"a.b"},"5"]})",
                             R"({"<=":[{"var":"a.b"},9]})"});
  CHECK(mixed.starts_with("RC2029 "));
  CHECK(mixed.find("`a.b` is a text here, and a number elsewhere") != std::string::npos);
  CHECK(found({R"({">":[{"var":"a"},5]})", R"({"lower":{"var":"a"}})"}).starts_with("RC2029 "));
  CHECK(
      found({R"({"in":[{"var":"a"},["x"]]})", R"({"===":[{"var":"a"},1]})"}).starts_with("RC2029"));
  CHECK(found({R"({">":[{"var":"a"},5]})", R"({">":[{"var":"a"},"5"]})"}) == "");
  CHECK(found({R"({">":[{"var":"a"},5]})", R"({"===":[{"var":"b"},"5"]})"}) == "");
  CHECK(found({R"({">":[{"var":"a"},5]})", R"({"===":[{"var":"a"},null]})"}) == "");
  CHECK(found({R"({"===":[{"var":"a"},"x"]})", R"({"in":[{"var":"a"},["y","z"]]})"}) == "");
}

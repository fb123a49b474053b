// The lints of effects: what rules write and read.
#include <doctest/doctest.h>

#include <algorithm>

#include "lint_support.h"

using namespace rulec::tooling::testing;
using Lines = std::vector<std::string>;

namespace {

std::string writer(const std::string& id, int priority, const std::string& members,
                   const std::string& target = "s.x", const std::string& value = "1") {
  return rule("\"priority\":" + std::to_string(priority) + (members.empty() ? "" : "," + members) +
                  R"(,"actions":[{"type":"update","target":")" + target +
                  R"(","operation":"set","value":)" + value + "}]",
              id);
}
std::string reader(const std::string& condition, int priority, const std::string& id = "reader") {
  return rule("\"priority\":" + std::to_string(priority) + R"(,"condition":)" + condition, id);
}
std::string code_of(const std::string& line) {
  return line.substr(0, 6);
}
// Findings of one code.
Lines only(const std::string& code, const Files& files) {
  Lines lines;
  for (const std::string& line : lints_of(files, Hints::kKept)) {
    if (code_of(line) == code) {
      lines.push_back(line);
    }
  }
  return lines;
}

const std::string kFields = R"("n":{"type":"number"},"country":{"type":"string"})";
const std::string kRead = R"({"===":[{"var":"s.x"},1]})";

// Else the engine writes nothing.
const std::string kAllowed = "updates: { s.x: {} }";

std::pair<std::string, std::string> config(const std::string& members) {
  return {"rulec.yaml", "rulec: 1\nname: shop\nentry_points:\n  e: { " + members + " }\n"};
}

}  // namespace

TEST_CASE("a field that only later rules write is found where it is read") {
  CHECK(only("RC3011", {rules({reader(kRead, 20), writer("w", 10, "")}), schema(kFields)}) ==
        Lines{"RC3011 `reader` reads `s.x`, which only later rules write: `w`"});
  // Above and below what is written.
  CHECK(only("RC3011",
             {rules({reader(R"({"!!":{"var":"s"}})", 20), writer("w", 10, "")}), schema(kFields)})
            .size() == 1);
  CHECK(only("RC3011",
             {rules({reader(kRead, 20), writer("w", 10, "", "s", R"({"x":1})")}), schema(kFields)})
            .size() == 1);
}

TEST_CASE("a field that may be there is left alone") {
  auto of = [](const std::vector<std::string>& all, const std::string& properties = kFields) {
    return only("RC3011", {rules(all), schema(properties)});
  };
  CHECK(of({reader(kRead, 10), writer("w", 20, "")}).empty());
  CHECK(of({reader(kRead, 20), writer("w", 10, ""), writer("v", 30, R"("active":false)")}).empty());
  // Equal priorities: by id.
  CHECK(of({reader(kRead, 10), writer("a", 10, "")}).empty());
  CHECK(of({reader(kRead, 10), writer("z", 10, "")}).size() == 1);
  // The schema gives it, or leaves the place open.
  CHECK(
      of({reader(kRead, 20), writer("w", 10, "")}, kFields + R"(,"s":{"type":"object"})").empty());
  // The rule itself.
  CHECK(of({writer("w", 10, R"("condition":)" + kRead)}).empty());
  // It asks whether it is there.
  for (const char* condition : {R"({"missing":["s.x"]})", R"({"exists":["s","x"]})",
                                R"({"??":[{"var":"s.x"},true]})", R"({"var":["s.x",1]})"}) {
    CHECK(of({reader(condition, 20), writer("w", 10, "")}).empty());
  }
  // No schema.
  CHECK(only("RC3011", {rules({reader(kRead, 20), writer("w", 10, "")})}).empty());
  // A test gives it.
  CHECK(only("RC3011", {rules({reader(kRead, 20), writer("w", 10, "")}),
                        schema(kFields),
                        {"tests/e.test.json",
                         R"({"entry_point":"e","cases":[{"name":"a","context":{"s":{"x":1}},)"
                         R"("expect":{"blocked":false}}]})"}})
            .empty());
}

TEST_CASE("a rule of two entry points reads too early at both or not at all") {
  std::string both =
      R"({"id":"reader","entry_point":["e","f"],"priority":20,"condition":)" + kRead + "}";
  std::string of_f = R"({"id":"wf","entry_point":"f","priority":)";
  std::string update =
      R"(,"actions":[{"type":"update","target":"s.x","operation":"set","value":1}]})";
  auto f_schema = schema(kFields);
  f_schema.first = "schemas/f.context.json";
  auto of = [&](const std::string& priority) {
    return only("RC3011", {rules({both, writer("w", 10, ""), of_f + priority + update}),
                           schema(kFields), f_schema});
  };
  CHECK(of("10").size() == 1);
  CHECK(of("30").empty());
}

TEST_CASE("an update that nothing reads is found") {
  CHECK(only("RC3014", {rules({writer("w", 10, "")})}) ==
        Lines{"RC3014 the update of `s.x` is read by no rule"});
  CHECK(only("RC3014", {rules({writer("w", 10, ""), reader(kRead, 5)})}).empty());
  CHECK(only("RC3014", {rules({writer("w", 10, ""), reader(R"({"!!":{"var":"s"}})", 5)})}).empty());
  CHECK(only("RC3014", {rules({writer("w", 10, ""), reader(R"({"!!":{"var":""}})", 5)})}).empty());
  CHECK(only("RC3014", {rules({writer("w", 10, ""), reader(R"({"!!":{"var":"s.xy"}})", 5)})})
            .size() == 1);
}

TEST_CASE("wide patterns of an allow-list are found") {
  auto of = [](const std::string& updates, const std::string& properties = kFields) {
    return only("RC3105", {config("updates: { " + updates + " }"),
                           rules({rule(R"("condition":true)")}), schema(properties)});
  };
  CHECK(of("s.**: {}") == Lines{"RC3105 `e` allows updates of `s.**`: a rule may write everything "
                                "below `s`"});
  CHECK(of("\"**\": {}").size() == 1);
  CHECK(of("\"*\": { type: number }").size() == 1);
  CHECK(of("s.*: {}").size() == 1);
  CHECK(of("s.*: { type: object }").size() == 1);
  CHECK(of("s.*: { type: boolean }").empty());
  CHECK(of("s.*.discount: {}").empty());
  CHECK(of("s.x: {}").empty());
  std::string list = R"("s":{"type":"array","items":{"type":"object"}})";
  CHECK(of("s.*: { type: object }", list).empty());
  CHECK(of("s.*: {}", list).size() == 1);
}

TEST_CASE("two rules that set one field and fire together are found, with a context") {
  std::string large = R"("condition":{">":[{"var":"n"},100]})";
  std::string german = R"("condition":{"===":[{"var":"country"},"DE"]})";
  Files files = {config(kAllowed),
                 rules({writer("a", 0, large), writer("b", 0, german, "s.x", "2")}),
                 schema(kFields)};
  CHECK(only("RC3106", files) ==
        Lines{"RC3106 `a` and `b` both write `s.x`: both can fire, their priorities are equal, and "
              "`b` wins by its id alone"});
  auto findings = findings_of(files);
  auto found = std::ranges::find(findings, rulec::diag::Code::kConflictingUpdates,
                                 &rulec::diag::Diagnostic::code);
  REQUIRE(found != findings.end());
  REQUIRE(found->witness.has_value());
  CHECK(found->witness->entry_point == "e");
  CHECK(found->witness->context.contains(R"("country":"DE")"));
}

TEST_CASE("rules that exclude each other, or are in order, are left alone") {
  auto of = [](const std::string& a, const std::string& b, int priority = 0,
               const std::string& value = "2") {
    return only("RC3106", {config(kAllowed),
                           rules({writer("a", priority, a), writer("b", 0, b, "s.x", value)}),
                           schema(kFields)});
  };
  std::string large = R"("condition":{">":[{"var":"n"},100]})";
  std::string small = R"("condition":{"<=":[{"var":"n"},100]})";
  std::string german = R"("condition":{"===":[{"var":"country"},"DE"]})";
  CHECK(of(large, german).size() == 1);
  CHECK(of(large, small).empty());
  CHECK(of(R"("condition":{"===":[{"var":"country"},"FR"]})", german).empty());
  CHECK(of(large, german, 10).empty());
  CHECK(of(large, german, 0, "1").empty());
  CHECK(of(large, german, 0, R"({"expr":{"var":"n"}})").empty());
  CHECK(of(large + R"(,"stop_processing":true)", german).empty());
  CHECK(of(large + R"(,"active_until":"2026-01-01")", german + R"(,"active_from":"2026-06-01")")
            .empty());
  // What the first one writes keeps the second from firing.
  CHECK(of(large, R"("condition":{"!":{"var":"s.x"}})").empty());
  CHECK(only("RC3106", {config("hit_policy: first, updates: { s.x: {} }"),
                        rules({writer("a", 0, large), writer("b", 0, german, "s.x", "2")})})
            .empty());
}

TEST_CASE("a write that a rule always overwrites is found, unless it is read before") {
  std::string large = R"("condition":{">":[{"var":"n"},100]})";
  auto of = [](const std::vector<std::string>& all) {
    return only("RC3106", {rules(all), schema(kFields)});
  };
  CHECK(of({writer("a", 20, large), writer("b", 10, "", "s.x", "2")}) ==
        Lines{"RC3106 `a` and `b` both write `s.x`: `b` always fires after it and sets another "
              "value"});
  CHECK(of({writer("a", 20, large), reader(kRead, 15), writer("b", 10, "", "s.x", "2")}).empty());
  CHECK(of({writer("a", 20, large), rule(R"("priority":15,"stop_processing":true)", "stop"),
            writer("b", 10, "", "s.x", "2")})
            .empty());
  CHECK(of({writer("a", 10, large), writer("b", 20, "", "s.x", "2")}).empty());
  // An action of the first rule itself, and a template, read it too; its condition came before.
  CHECK(of({rule(R"("priority":20,"actions":[{"type":"update","target":"s.x","operation":"set",)"
                 R"("value":1},{"type":"update","target":"s.y","operation":"set",)"
                 R"("value":{"expr":{"var":"s.x"}}}])",
                 "a"),
            writer("b", 10, "", "s.x", "2")})
            .empty());
  CHECK(of({writer("a", 20, "\"condition\":" + kRead), writer("b", 10, "", "s.x", "2")}).size() ==
        1);
}

TEST_CASE("each write that a default rule makes lost is told once, and not that one of them wins") {
  std::string large = R"("condition":{">":[{"var":"n"},100]})";
  std::string german = R"("condition":{"===":[{"var":"country"},"DE"]})";
  CHECK(only("RC3106", {config(kAllowed),
                        rules({writer("a", 5, large), writer("b", 5, german, "s.x", "2"),
                               writer("z", 1, "", "s.x", "3")}),
                        schema(kFields)}) ==
        Lines{"RC3106 `a` and `z` both write `s.x`: `z` always fires after it and sets another "
              "value",
              "RC3106 `b` and `z` both write `s.x`: `z` always fires after it and sets another "
              "value"});
  // The same, when the default rule comes behind many.
  std::vector<std::string> many;
  for (int i = 0; i < 20; ++i) {
    many.push_back(writer("r" + std::to_string(10 + i), 5,
                          R"("condition":{">":[{"var":"n"},)" + std::to_string(i) + "]}", "s.x",
                          std::to_string(i)));
  }
  many.push_back(writer("z", 1, "", "s.x", "99"));
  Lines lines = only("RC3106", {config(kAllowed), rules(many), schema(kFields)});
  CHECK(lines.size() == 16);
  for (const std::string& line : lines) {
    CHECK(line.contains("`z` always fires"));
  }
}

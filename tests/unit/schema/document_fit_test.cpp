#include "schema/internal/document_fit.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parser/json/reader.h"
#include "schema/internal/built_in.h"
#include "schema/internal/checker.h"
#include "support.h"

namespace rulec::testing {

namespace {

using schema::BuiltIn;
using schema::CompiledSchema;
using schema::DocumentFit;
using schema::Fit;

Fit fit_of(const CompiledSchema& compiled, std::string_view text) {
  Parsed parsed = parse(text);
  return DocumentFit(compiled, parsed.document).fits(compiled.root, parsed.document.root());
}

bool fits(const CompiledSchema& compiled, std::string_view text) {
  Parsed parsed = parse(text);
  Arena arena;
  Value value = json::to_value(parsed.document, parsed.document.root(), arena);
  return schema::Checker(compiled, arena).is_valid(value);
}

// Whether it says nothing else than the checker.
bool agrees(const CompiledSchema& compiled, std::string_view text) {
  Fit fit = fit_of(compiled, text);
  return fit == Fit::kUnsure || (fit == Fit::kYes) == fits(compiled, text);
}

Fit fit_of(std::string_view schema, std::string_view text) {
  auto compiled = schema::compile_with(schema, schema::Integers::kByDraft, schema::Trust::kVet);
  REQUIRE(compiled.has_value());
  CHECK_MESSAGE(agrees(**compiled, text), std::string(schema) << " of " << std::string(text));
  return fit_of(**compiled, text);
}

constexpr std::string_view kRule =
    R"({"id":"a.b-1","entry_point":["e","f"],"priority":-7,"active":true,"version":2,)"
    R"("name":"n","active_from":"2026-01-01","condition":{"and":[{">":[{"var":"x"},1.5]},null]},)"
    R"("metadata":{"owner":"ana@shop"},"x_own":[1],"stop_processing":false,"actions":[)"
    R"({"type":"display_message","id":"m","message":{"expr":{"var":"t"}},"priority":3},)"
    R"({"type":"update","target":"a.b","operation":"set","value":{"c":[]}},)"
    R"({"type":"mail","to":["x"],"as":"sent","when":{"expr":true}}],)"
    R"("tests":[{"name":"t","context":{"x":2},"expect":{"fires":true,"messages":[{}]}}]})";

}  // namespace

TEST_CASE("good files are known to be good without the checker") {
  const CompiledSchema& rules = schema::built_in(BuiltIn::kRule);
  CHECK(fit_of(rules, kRule) == Fit::kYes);
  CHECK(fit_of(rules, R"({"rules":[)" + std::string(kRule) + "," + std::string(kRule) + "]}") ==
        Fit::kYes);
  CHECK(fit_of(rules, R"({"flow":"f","entryPoint":"e","steps":[{"type":"mail"}]})") == Fit::kYes);
  CHECK(fit_of(rules, R"({"rules":[],"x_note":1,"$schema":"s"})") == Fit::kYes);
  CHECK(fit_of(schema::built_in(BuiltIn::kScorecard),
               R"({"scorecard":"s","entry_point":"e","items":[{"id":"i"}]})") == Fit::kYes);
}

// Every value of a good rule is replaced by others, and every name and value taken away.
TEST_CASE("of changed rules it says what the checker says") {
  const CompiledSchema& rules = schema::built_in(BuiltIn::kRule);
  static constexpr std::string_view kOthers[] = {
      "null",    "true",    "0",  "-1",           "1.0", "99999999999",   "\"\"",
      "\"a b\"", "\"set\"", "[]", R"(["e","e"])", "[1]", R"({"expr":1})", R"({"unknown":1})"};
  Parsed parsed = parse(kRule);
  std::size_t certain = 0;
  std::size_t bad = 0;
  for (std::size_t i = 0; i < parsed.document.size(); ++i) {
    const json::Node& node = parsed.document.at(json::NodeId(i));
    for (std::string_view other : kOthers) {
      std::string text(kRule);
      text.replace(node.span.begin, node.span.end - node.span.begin, other);
      CHECK_MESSAGE(agrees(rules, text), text);
      certain += fit_of(rules, text) != Fit::kUnsure ? 1 : 0;
      bad += fits(rules, text) ? 0 : 1;
    }
    if (node.key_span.end > 0) {
      std::string text(kRule);
      text.replace(node.key_span.begin, node.key_span.end - node.key_span.begin, "\"idd\"");
      CHECK_MESSAGE(agrees(rules, text), text);
    }
  }
  CHECK(certain > 300);
  CHECK(bad > 100);
}

TEST_CASE("what it does not know it leaves to the checker") {
  CHECK(fit_of(R"({"oneOf":[{"type":"string"}]})", "\"a\"") == Fit::kUnsure);
  CHECK(fit_of(R"({"not":{"type":"string"}})", "1") == Fit::kUnsure);
  CHECK(fit_of(R"({"format":"date"})", "\"2026-01-01\"") == Fit::kUnsure);
  CHECK(fit_of(R"({"enum":[1,2]})", "1") == Fit::kUnsure);
  CHECK(fit_of(R"({"maximum":1.5})", "1") == Fit::kUnsure);
  CHECK(fit_of(R"({"multipleOf":2})", "4") == Fit::kUnsure);
  CHECK(fit_of(R"({"items":[{"type":"string"}]})", "[1]") == Fit::kUnsure);
  CHECK(fit_of(R"({"contains":{"type":"string"}})", "[1]") == Fit::kUnsure);
  CHECK(fit_of(R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})") == Fit::kUnsure);
  CHECK(fit_of(R"({"dependencies":{"a":["b"]}})", R"({"a":1})") == Fit::kUnsure);
  CHECK(fit_of(R"({"uniqueItems":true})", "[1,1]") == Fit::kUnsure);
}

TEST_CASE("what it knows") {
  CHECK(fit_of(R"({"type":"integer"})", "1.0") == Fit::kYes);
  CHECK(fit_of(R"({"type":"integer","minimum":-2,"maximum":3})", "-2") == Fit::kYes);
  CHECK(fit_of(R"({"type":"integer","minimum":-2,"maximum":3})", "4") == Fit::kNo);
  CHECK(fit_of(R"({"maxLength":2})", "\"\\u00e4\\u00f6\"") == Fit::kYes);
  CHECK(fit_of(R"({"maxLength":2})", "\"abc\"") == Fit::kNo);
  CHECK(fit_of(R"({"enum":["a",1]})", "\"a\"") == Fit::kYes);
  CHECK(fit_of(R"({"enum":["b"]})", "\"a\"") == Fit::kNo);
  CHECK(fit_of(R"({"uniqueItems":true})", R"(["a","b","a"])") == Fit::kNo);
  CHECK(fit_of(R"({"minProperties":1})", "{}") == Fit::kNo);
  CHECK(fit_of(R"({"additionalProperties":{"type":"null"}})", R"({"a":null})") == Fit::kYes);
  CHECK(fit_of(R"({"additionalProperties":{"type":"null"}})", R"({"a":1})") == Fit::kNo);
  CHECK(fit_of(R"({"if":{"required":["a"]},"then":{"required":["b"]}})", R"({"a":1})") == Fit::kNo);
  CHECK(fit_of(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "null") == Fit::kYes);
  CHECK(fit_of(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1") == Fit::kNo);
}

}  // namespace rulec::testing

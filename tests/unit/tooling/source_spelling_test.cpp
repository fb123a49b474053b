#include "tooling/source_spelling.h"

#include <doctest/doctest.h>

#include "fix_support.h"

using rulec::diag::Code;
using namespace rulec::tooling::testing;

namespace {

constexpr std::string_view kYaml =
    "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n"
    "  checkout: {context_schema: schemas/checkout.context.json, updates: {cart.note: {}}}\n";

constexpr std::string_view kSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "cart": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "total": {"type": "number"},
        "e-mail": {"type": "string"},
        "note": {"type": "string"},
        "items": {"type": "array", "items": {
          "type": "object",
          "additionalProperties": false,
          "properties": {"price": {"type": "number"}, "name": {"type": "string"}}}}
      }
    },
    "tier": {"enum": ["gold", "silver"]}
  }
})";

Files project(std::string text) {
  return {{"rulec.yaml", std::string(kYaml)},
          {"schemas/checkout.context.json", std::string(kSchema)},
          {"rules/a.eff", std::move(text)}};
}

std::string rule(std::string_view condition, std::string_view rest = "") {
  return "rule r on checkout {\n  when " + std::string(condition) + "\n" + std::string(rest) +
         "}\n";
}

std::string after(const std::string& text, Code code) {
  return after_fix_of(project(text), code, "rules/a.eff");
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("A field with a similar name is written as a path") {
  CHECK(fix_of(project(rule("cart.totl > 5")), Code::kUnknownField) == Lines{"totl -> total"});
  CHECK(fix_of(project(rule("cart.emai == \"x\"")), Code::kUnknownField) != Lines{"-"});
  CHECK(after(rule("cart.`e-mal` == \"x\""), Code::kUnknownField) ==
        rule("cart.`e-mail` == \"x\""));
  CHECK(after(rule("cart.e_mail == \"x\""), Code::kUnknownField) == rule("cart.`e-mail` == \"x\""));
  CHECK(after(rule("exists cart.totl"), Code::kUnknownField) == rule("exists cart.total"));
  CHECK(after(rule("missing cart.totl"), Code::kUnknownField) == rule("missing cart.total"));
}

TEST_CASE("Inside a loop the names of items are kept") {
  CHECK(after(rule("some x in cart.items: (x.pric > 5)"), Code::kUnknownField) ==
        rule("some x in cart.items: (x.price > 5)"));
  CHECK(after(rule("all item in cart.items: (item.pric > 5)"), Code::kUnknownField) ==
        rule("all item in cart.items: (item.price > 5)"));
  CHECK(after(rule("some x in cart.items: (none y in cart.items: (y.price > x.pric))"),
              Code::kUnknownField) ==
        rule("some x in cart.items: (none y in cart.items: (y.price > x.price))"));
  // The context from inside of the loop.
  CHECK(after(rule("some x in cart.items: (x.price > cart.totl)"), Code::kUnknownField) ==
        rule("some x in cart.items: (x.price > cart.total)"));
}

TEST_CASE("Operators, entry points, values of enums and types of literals") {
  CHECK(after(rule("starts_wiht(cart.note, \"x\")"), Code::kUnknownOperator) ==
        rule("starts_with(cart.note, \"x\")"));
  CHECK(after("rule r on chekout {\n  when cart.total > 5\n}\n", Code::kUnknownEntryPoint) ==
        "rule r on checkout {\n  when cart.total > 5\n}\n");
  CHECK(after(rule("tier == \"gld\""), Code::kNotInEnum) == rule("tier == \"gold\""));
  CHECK(after(rule("tier == 'gld'"), Code::kNotInEnum) == rule("tier == \"gold\""));
  CHECK(after(rule("tier in [\"gld\", \"silver\"]"), Code::kNotInEnum) ==
        rule("tier in [\"gold\", \"silver\"]"));
}

TEST_CASE("Actions and targets of updates") {
  CHECK(after(rule("cart.total > 5", "  then\n    dsplay_message(message: \"x\")\n"),
              Code::kUnknownAction) ==
        rule("cart.total > 5", "  then\n    display_message(message: \"x\")\n"));
  CHECK(after(rule("cart.total > 5", "  then\n    update cart.noe = \"x\"\n"),
              Code::kTargetNotAllowed) ==
        rule("cart.total > 5", "  then\n    update cart.note = \"x\"\n"));
}

TEST_CASE("Comments, brackets, blanks and other rules stay as they are") {
  std::string text =
      "// the file\n"
      "rule other on checkout {\n  when cart.total>5\n}\n\n"
      "/// What it is for.\n"
      "rule r on checkout priority 5 {\r\n"
      "  when (cart.total > 5)  // not little\n"
      "     and  (  cart.totl<7 ) // nor much\n"
      "  then\n"
      "    display_message( message : \"x\" )\n"
      "}\n";
  std::string wanted = text;
  wanted.replace(wanted.find("totl"), 4, "total");
  CHECK(after(text, Code::kUnknownField) == wanted);
}

TEST_CASE("The head of a file and the input dialect are understood") {
  std::string text =
      "entry_point checkout\n\nrule a {\n  when cart.total > 5\n}\n\n"
      "rule b {\n  when {\n    cart.totl > 5\n    tier == \"gold\"\n  }\n}\n";
  std::string wanted = text;
  wanted.replace(wanted.find("totl"), 4, "total");
  CHECK(after(text, Code::kUnknownField) == wanted);
}

TEST_CASE("In JSON the edit is what it was") {
  Files files = project("");
  files.erase("rules/a.eff");
  files["rules/a.rule.json"] =
      R"({"id":"r","entry_point":"checkout","condition":{">":[{"var":"cart.totl"},5]}})";
  CHECK(fix_of(files, Code::kUnknownField) == Lines{"cart.totl -> cart.total"});
}

// Lowering and the passes, by the listing of what they make.
#include "compiler/ir/ir.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "compiler/ir/node_count.h"
#include "compiler/opt/passes.h"
#include "support.h"

using namespace rulec;
using rulec::compiler::testing::listing;
using rulec::compiler::testing::Project;
using rulec::compiler::testing::rule_text;

namespace {

compiler::IrPtr lowered(Project& project, const std::string& condition) {
  project.rule(rule_text("r", "\"condition\":" + condition));
  auto model = project.check();
  REQUIRE(!model->has_errors);
  return compiler::lower(project.input(), *model);
}

// The nodes of the condition, and how many there are.
std::string condition_text(const compiler::Ir& ir) {
  std::string text = compiler::dump(ir);
  if (auto strata = text.find("entry point"); strata != std::string::npos) {
    text.erase(strata, text.rfind('\n', text.size() - 2) + 1 - strata);
  }
  return text.substr(std::string_view("rule r\n  condition\n").size());
}

std::string ir_text(const std::string& condition, int level) {
  Project project;
  auto ir = lowered(project, condition);
  compiler::optimise(*ir, level);
  return condition_text(*ir);
}

}  // namespace

TEST_CASE("ir: one node for each occurrence; equal subterms get one number") {
  Project project;
  auto ir = lowered(project, R"({"and":[{">":[{"var":"a"},1]},{"!":{">":[{"var":"a"},1]}}]})");
  compiler::number_terms(*ir);
  CHECK(condition_text(*ir) ==
        "    and  #4\n"
        "      compare >  #2\n"
        "        path a  #0\n"
        "        const 1  #1\n"
        "      not  #3\n"
        "        compare >  #2\n"
        "          path a  #0\n"
        "          const 1  #1\n"
        "nodes 8, distinct terms 5\n");
}

TEST_CASE("ir: level 0 is as written, folding and fusing are of level 1") {
  const char* condition = R"({"and":[true,{"<":[{"+":[2,3]},{"var":"a"}]}]})";
  CHECK(ir_text(condition, 0) ==
        "    and\n"
        "      const true\n"
        "      compare <\n"
        "        call +\n"
        "          const 2\n"
        "          const 3\n"
        "        path a\n"
        "nodes 7\n");
  for (int level : {1, 2}) {
    CHECK(ir_text(condition, level) ==
          "    compare.path a > 5  #0\n"
          "nodes 1, distinct terms 1\n");
  }
}

TEST_CASE("ir: a path between two constants is two atoms") {
  CHECK(listing(R"({"<":[2,{"var":"a"},5]})", 2) ==
        listing(R"({"and":[{">":[{"var":"a"},2]},{"<":[{"var":"a"},5]}]})", 2));
  CHECK(listing(R"({"<":[2,{"var":"a"},{"var":"b"}]})", 2) ==
        listing(R"({"<":[2,{"var":"a"},{"var":"b"}]})", 1));
}

TEST_CASE("ir: paths of scopes") {
  CHECK(ir_text(R"({"map":[{"var":"l"},[{"var":"a.b"},{"val":[[1],"index"]},{"val":[[2],"c","d.e"]},
    {"val":["x",0]},{"exists":["y"]},{"val":[[9],"z"]}]]})",
                0) ==
        "    iterate map body 21 nodes\n"
        "      path l\n"
        "      list\n"
        "        item a.b\n"
        "        level index at level 1\n"
        "        path c.`d.e`\n"
        "        item x.0\n"
        "        exists y at level 0\n"
        "        const null\n"
        "nodes 9\n");
}

TEST_CASE("folding: what is left of lazy operators") {
  struct Case {
    const char* written;
    const char* same_as;
  };
  const Case cases[] = {
      {R"({"and":[1,{"var":"a"},"x",{"var":"b"}]})", R"({"and":[{"var":"a"},{"var":"b"}]})"},
      {R"({"and":[{"var":"a"},0,{"var":"b"}]})", R"({"and":[{"var":"a"},0]})"},
      {R"({"and":[0,{"var":"b"}]})", "0"},
      {R"({"or":["",null,{"var":"a"},5,{"var":"b"}]})", R"({"or":[{"var":"a"},5]})"},
      {R"({"if":[false,1,true,{"var":"a"},{"var":"b"}]})", R"({"var":"a"})"},
      {R"({"if":[{"var":"c"},1,false,2,{"var":"b"}]})", R"({"if":[{"var":"c"},1,{"var":"b"}]})"},
      {R"({"if":[0,1]})", "null"},
      {R"({"??":[null,{"var":"a"},7,{"var":"b"}]})", R"({"??":[{"var":"a"},7]})"},
      {R"({"??":[null,null]})", "null"},
      {R"({"try":[{"var":"a"},{"var":"b"}]})", R"({"var":"a"})"},
      {R"({"!":[{"===":[1,1.0]}]})", "false"},
      {R"({"<":[1,2,3]})", "true"},
      {R"([1,[2,{"+":[1,2]}]])", R"({"preserve":[1,[2,3]]})"},
      {R"({"+":[1,{"*":[2,3]}]})", "7"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.written);
    CHECK(listing(test.written, 1) == listing(test.same_as, 1));
  }
}

TEST_CASE("folding: what throws, is charged, reads the time or is shown stays") {
  for (const char* text :
       {R"({"/":[1,0]})", R"({"throw":"x"})", R"({"cat":["a","b"]})", R"({"now":[]})",
        R"({"log":1})", R"({"<":["x",1]})", R"({"in":[1,[1]]})"}) {
    CAPTURE(text);
    std::string text_form = listing(text, 2);
    bool is_constant = text_form.find(" const ") < text_form.find('\n') &&
                       std::ranges::count(text_form, '\n') == 2;
    CHECK_FALSE(is_constant);  // more than a constant
  }
}

TEST_CASE("fusing: comparisons over root paths only, `in` only where nothing outside counts it") {
  CHECK(listing(R"({"<=":[5,{"var":"a"}]})", 2) ==
        "       0  compare.path       r0 = a >= 5\n"
        "       2  return             r0\n");
  CHECK(listing(R"({"in":[{"var":"a"},["x","y"]]})", 2) ==
        "       0  in.path            r0 = a in [\"x\",\"y\"]\n"
        "       2  return             r0\n");
  CHECK(listing(R"({"merge":[{"in":[{"var":"a"},["x"]]}]})", 2).find("in.path") ==
        std::string::npos);
  CHECK(listing(R"({"some":[{"var":"l"},{">":[{"var":"a"},1]}]})", 2).find("compare.path") ==
        std::string::npos);
}

TEST_CASE("nodes are counted as written") {
  Project project;
  project.rule(
      rule_text("r", R"("condition":{"if":[{"var":"a"},[1,2,{}],{"preserve":{"x":[1,2,3]}}]})"));
  CHECK(compiler::node_count(*project.ast.rules[0].condition) == 1 + 2 + 4 + 2);
}

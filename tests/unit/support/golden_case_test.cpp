#include "golden_case.h"

#include <doctest/doctest.h>

using namespace rulec::testing;

namespace {

constexpr std::string_view kCase = R"(# about: a case
# run: rulec lint
# run: rulec test
# width: 60
# a remark
--- rules/a.rule.json
{ "id": "a" }

--- link x ../y
--- denied secret
--- special pipe
--- hex b.rbx
00 ff # comment 00
0a
--- stdin
one
two
--- expect exit 1
--- expect stdout
line 1

line 3


--- expect file out.json
{}
--- expect exists out.rbx
)";

}  // namespace

TEST_CASE("a case is taken apart") {
  ParsedCase parsed = parse_case(kCase);
  REQUIRE(parsed.faults.empty());
  const GoldenCase& golden = parsed.golden;
  CHECK(golden.about == "a case");
  CHECK(golden.runs == std::vector<std::string>{"rulec lint", "rulec test"});
  CHECK(golden.width == 60);
  REQUIRE(golden.inputs.size() == 5);
  CHECK(golden.inputs[0].content == "{ \"id\": \"a\" }\n");
  CHECK(golden.inputs[1].kind == InputKind::kLink);
  CHECK(golden.inputs[1].content == "../y");
  CHECK(golden.inputs[2].path == "secret");
  CHECK(golden.inputs[3].kind == InputKind::kSpecial);
  CHECK(golden.inputs[4].content == std::string("\0\xff\n", 3));
  CHECK(golden.input == "one\ntwo\n");
  CHECK(golden.expected.exit == 1);
  CHECK(golden.expected.out == "line 1\n\nline 3\n");
  CHECK(golden.expected.err.empty());
  REQUIRE(golden.expected.files.size() == 1);
  CHECK(golden.expected.files[0].second == "{}\n");
  CHECK(golden.expected.exists.size() == 1);
}

TEST_CASE("an update keeps header and inputs and prints what reads back") {
  GoldenCase golden = parse_case(kCase).golden;
  Expectation other = {.exit = 2, .out = "new", .err = "e\n", .files = {}, .exists = {}};
  std::string text = print_case(golden, other);
  CHECK(text.starts_with(kCase.substr(0, kCase.find("--- expect"))));
  GoldenCase again = parse_case(text).golden;
  CHECK(again.expected.exit == 2);
  CHECK(again.expected.out == "new\n");
  CHECK(again.expected.err == "e\n");
  CHECK(again.inputs.size() == golden.inputs.size());
  CHECK(print_case(again, again.expected) == text);
}

TEST_CASE("a file that is no case says why") {
  CHECK(parse_case("").faults.size() == 2);
  CHECK(parse_case("# run: rulec\n").faults.size() == 1);
  const std::string head = "# about: x\n# run: rulec\n";
  CHECK(parse_case(head).faults.empty());
  CHECK(parse_case(head + "text\n").faults.size() == 1);
  CHECK(parse_case(head + "--- expect sdtout\n").faults.size() == 1);
  CHECK(parse_case(head + "--- a b\n").faults.size() == 1);
  CHECK(parse_case(head + "--- hex x\n0g\n").faults.size() == 1);
  CHECK(parse_case(head + "--- hex x\n012\n").faults.size() == 1);
}

#include "page.h"

#include <doctest/doctest.h>

using namespace rulec::testing;

TEST_CASE("a page is taken apart into prose and two cases") {
  Page page = parse_page(
      "# RC1234 some-name\n\nWhat it means.\n\n```json\n{}\n```\n## Wrong\n\n```run\nrulec lint\n"
      "rulec test\n```\n```file a.json\n{\n}\n```\n```file-hex b\n00 ff\n```\n```link c\n../d\n"
      "```\n```denied e\n```\n## Right\n```run\nrulec lint\n```\n```stdin\nx\n```\n## "
      "Notes\nmore\n");
  CHECK(page.faults.empty());
  CHECK(page.title == "RC1234 some-name");
  CHECK(page.prose.find("What it means.") != std::string::npos);
  CHECK(page.wrong.runs == std::vector<std::string>{"rulec lint", "rulec test"});
  REQUIRE(page.wrong.inputs.size() == 4);
  CHECK(page.wrong.inputs[0].content == "{\n}\n");
  CHECK(page.wrong.inputs[1].content == std::string("\0\xff", 2));
  CHECK(page.wrong.inputs[2].content == "../d");
  CHECK(page.wrong.inputs[3].kind == InputKind::kDenied);
  CHECK(page.right.input == "x\n");
  CHECK(page.right.inputs.empty());
}

TEST_CASE("both examples are needed, unless the page is exempt") {
  CHECK(parse_page("# x\n## Wrong\n```run\nrulec\n```\n").faults.size() == 1);
  CHECK(parse_page("# x\n").faults.size() == 2);
  CHECK(parse_page("# x\n<!-- also: RC6010 -->\n").also == "RC6010");
  Page page = parse_page("# x\n<!-- exempt: needs git; covered by tests/cli/git -->\n");
  CHECK(page.faults.empty());
  CHECK(page.exempt_reason == "needs git");
  CHECK(page.covered_by == "tests/cli/git");
  CHECK(!parse_page("# x\n<!-- exempt: needs git -->\n").faults.empty());
}

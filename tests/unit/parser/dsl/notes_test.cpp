// Notes that would be lost are findings: headers, items and bands have few members.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"

using namespace rulec;

namespace {

// The findings, as "RC1024 message" lines.
std::string findings_of(std::string text) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", std::move(text));
  diag::Collector collector;
  static_cast<void>(parser::read_text(sources, id, {}, collector));
  std::string lines;
  for (const diag::Diagnostic& finding : collector.take_sorted()) {
    lines += diag::code_text(finding.code) + " " + diag::message_of(finding) + "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("items and bands take x_ members alone") {
  CHECK(findings_of("scorecard s on e { @x_a(1) item i points 1 @x_a(1) band from 1 = \"b\" }") ==
        "");
  CHECK(findings_of("scorecard s on e { @name(\"n\") item i points 1 }") ==
        "RC1024 an item has no `name`\n");
  CHECK(findings_of("scorecard s on e { @owner(\"o\") item i points 1 }") ==
        "RC1024 an item has no metadata\n");
  CHECK(findings_of("scorecard s on e { item i points 1 @schema(\"s\") band from 1 = \"b\" }") ==
        "RC1024 a band has no `$schema`\n");
}

TEST_CASE("headers take a schema and x_ members") {
  CHECK(findings_of("file @schema(\"s\") @x_a(1)\nrule a on e {}") == "");
  CHECK(findings_of("file @name(\"n\")\nrule a on e {}") == "RC1024 a file has no `name`\n");
  CHECK(findings_of("file @owner(\"o\")\nrule a on e {}") == "RC1024 a file has no metadata\n");
}

TEST_CASE("an annotation takes its number of values, and once") {
  CHECK(findings_of("@owner(\"a\", \"b\") rule a on e {}") == "RC1024 `@owner` takes one value\n");
  CHECK(findings_of("@meta(\"a\") rule a on e {}") ==
        "RC1024 `@meta` takes a key and a value, as in `@meta(\"a-b\", 1)`\n");
  CHECK(findings_of("@meta(1, 2) rule a on e {}") == "RC1024 the key of `@meta` is a text\n");
  CHECK(findings_of("@owner(1) @meta(\"owner\", 2) rule a on e {}") ==
        "RC1024 `owner` stands twice in these notes\n");
  CHECK(findings_of("@x_names({}) rule a on e {}") ==
        "RC1024 `x_names` is what the formatter keeps of a text in JSON\n");
}

// The layout of JSON sources.
#include <doctest/doctest.h>

#include <string>

#include "parser/format/format.h"
#include "parser/json/reader.h"

namespace rulec::parser {
namespace {

std::string printed(std::string_view text, const Layout& layout = {}) {
  SourceMap sources;
  diag::Collector findings;
  json::Document document = json::parse(sources, sources.add("x", std::string(text)), {}, findings);
  REQUIRE(findings.take_sorted().empty());
  return print_json(document, layout);
}

TEST_CASE("what fits stands in one line, a definition never does") {
  CHECK(printed(R"({"id":"a","entry_point":["x","y"],"metadata":{"a":1,"b":{}}})") ==
        "{\n"
        "  \"id\": \"a\",\n"
        "  \"entry_point\": [\"x\", \"y\"],\n"
        "  \"metadata\": { \"a\": 1, \"b\": {} }\n"
        "}\n");
  CHECK(printed(R"({"rules":[{"id":"a"},{"flow":"b"}]})") ==
        "{\n  \"rules\": [\n    {\n      \"id\": \"a\"\n    },\n"
        "    {\n      \"flow\": \"b\"\n    }\n  ]\n}\n");
  CHECK(printed(R"({"rules":[]})") == "{\n  \"rules\": []\n}\n");
  CHECK(printed("{}") == "{}\n");
  CHECK(printed("[ ]") == "[]\n");
  CHECK(printed("-1.50e+3") == "-1.50e+3\n");
  CHECK(printed("[null,true]") == "[\n  null,\n  true\n]\n");
}

// {"k": ["a…"]} with a text of this many code points.
std::string line_of(std::size_t count, const std::string& character) {
  std::string text = R"({"k":[")";
  for (std::size_t i = 0; i < count; ++i) {
    text += character;
  }
  return text + R"(","b"],"z":0})";
}

TEST_CASE("lines end at the width, commas included, and a column is a code point") {
  // `  "k": ["…", "b"],` has 17 columns beside the text.
  for (const char* character : {"a", "ä", "😀"}) {
    CAPTURE(std::string(character));
    std::string fits = printed(line_of(83, character));
    CHECK(fits.find("\", \"b\"],\n") != std::string::npos);
    std::string broken = printed(line_of(84, character));
    CHECK(broken.find("  \"k\": [\n    \"") != std::string::npos);
    CHECK(broken.find("\",\n    \"b\"\n  ],\n") != std::string::npos);
  }
  // Without a comma behind it there is a column more.
  auto last = [](std::size_t count) {
    return printed(R"({"k":[")" + std::string(count, 'a') + R"(","b"]})");
  };
  CHECK(last(84).find("\", \"b\"]\n") != std::string::npos);
  CHECK(last(85).find("\", \"b\"]\n") == std::string::npos);
}

TEST_CASE("rows of objects or lists stand one below the other") {
  CHECK(printed(R"({"rows":[[1,"a"],[2,"b"]]})") ==
        "{\n  \"rows\": [\n    [1, \"a\"],\n    [2, \"b\"]\n  ]\n}\n");
  CHECK(printed(R"({"o":[{"a":1,"b":2},{"a":3,"b":4}]})") ==
        "{\n  \"o\": [\n    { \"a\": 1, \"b\": 2 },\n    { \"a\": 3, \"b\": 4 }\n  ]\n}\n");
  CHECK(printed(R"({"some":[{"var":"x"},{">":[{"var":"y"},1]}],"one":[[1,2]],"mix":[[1,2],3]})") ==
        "{\n"
        "  \"some\": [{ \"var\": \"x\" }, { \">\": [{ \"var\": \"y\" }, 1] }],\n"
        "  \"one\": [[1, 2]],\n"
        "  \"mix\": [[1, 2], 3]\n"
        "}\n");
}

TEST_CASE("texts have one form, and nothing invisible gets into them") {
  CHECK(printed(R"(["\u00e9\/\"\\\n\u0001"])") == "[\n  \"é/\\\"\\\\\\n\\u0001\"\n]\n");
  CHECK(printed(R"({"\u202e":"a\u200bb\u2066c\ufeff\u0085\u007f"})") ==
        "{\n  \"\\u202e\": \"a\\u200bb\\u2066c\\ufeff\\u0085\\u007f\"\n}\n");
  CHECK(printed("[\"\xe2\x80\xae\"]") == "[\n  \"\\u202e\"\n]\n");
  // Joiners are part of scripts and emoji.
  CHECK(printed(R"(["\u200d\u200c"])") == "[\n  \"\xe2\x80\x8d\xe2\x80\x8c\"\n]\n");
  // Their width counts as it is written.
  std::string wide = R"({"k":[")" + std::string(78, 'a') + R"(\u202e","b"],"z":0})";
  CHECK(printed(wide).find("\", \"b\"],\n") == std::string::npos);
  std::string fits = R"({"k":[")" + std::string(77, 'a') + R"(\u202e","b"],"z":0})";
  CHECK(printed(fits).find("\", \"b\"],\n") != std::string::npos);
}

TEST_CASE("tabs, widths and line ends of the layout") {
  std::string text = R"({"a":[1,2],"b":{"c":[]}})";
  CHECK(printed(text, {.width = 10, .indent = 4}) ==
        "{\n    \"a\": [\n        1,\n        2\n    ],\n    \"b\": {\n        \"c\": []\n    "
        "}\n}\n");
  CHECK(printed(text, {.uses_tabs = true}) == "{\n\t\"a\": [1, 2],\n\t\"b\": { \"c\": [] }\n}\n");
  CHECK(printed(text, {.ends_with_crlf = true, .has_final_newline = false}) ==
        "{\r\n  \"a\": [1, 2],\r\n  \"b\": { \"c\": [] }\r\n}");
  // A tab is as wide as the indentation.
  CHECK(printed(text, {.width = 15, .indent = 3, .uses_tabs = true}).find("\t\"a\": [1, 2],") !=
        std::string::npos);
  CHECK(printed(text, {.width = 14, .indent = 3, .uses_tabs = true}).find("\t\"a\": [1, 2],") ==
        std::string::npos);
  CHECK(printed(R"({"a":[ "x", "y" ]})", {.width = 0xffffffff}) ==
        "{\n  \"a\": [\"x\", \"y\"]\n}\n");
}

TEST_CASE("the deepest document is printed") {
  std::string text = std::string(128, '[') + std::string(128, ']');
  std::string made = printed(text);
  CHECK(made.size() > 200);
  CHECK(printed(made) == made);
}

}  // namespace
}  // namespace rulec::parser

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "parser/json/reader.h"
#include "project/project.h"
#include "support.h"
#include "value/json_value.h"

namespace rulec::testing {

namespace {

struct Yaml {
  explicit Yaml(std::string text) {
    source = sources.add("rulec.yaml", std::move(text));
    document = project::read_yaml(sources, source, collector);
  }
  [[nodiscard]] std::string json() const {
    if (!document.has_root()) {
      return "";
    }
    Arena arena;
    std::string text;
    append_value(text, json::to_value(document, document.root(), arena));
    return text;
  }
  std::string only_finding() {
    auto found = lines(collector, sources);
    REQUIRE_MESSAGE(found.size() == 1, found.size());
    return found[0];
  }
  [[nodiscard]] std::string text_at(std::string_view pointer) const {
    auto node = document.resolve(pointer);
    REQUIRE(node.has_value());
    return std::string(sources.text(document.at(*node).span));
  }

  SourceMap sources;
  SourceId source;
  diag::Collector collector;
  json::Document document;
};

}  // namespace

TEST_CASE("scalars follow the core schema of YAML 1.2") {
  struct Case {
    std::string_view yaml;
    std::string_view json;
  };
  for (const Case& c : {
           Case{"no", "\"no\""},
           Case{"yes", "\"yes\""},
           Case{"on", "\"on\""},
           Case{"true", "true"},
           Case{"True", "true"},
           Case{"tRue", "\"tRue\""},
           Case{"null", "null"},
           Case{"~", "null"},
           Case{"", "null"},
           Case{"'~'", "\"~\""},
           Case{"12", "12"},
           Case{"+12", "12"},
           Case{"-12", "-12"},
           Case{"012", "12"},
           Case{"0x1F", "31"},
           Case{"0o17", "15"},
           Case{"0x", "\"0x\""},
           Case{"0b1", "\"0b1\""},
           Case{"1.5", "1.5"},
           Case{".5", "0.5"},
           Case{"5.", "5"},
           Case{"1e3", "1000"},
           Case{"+-5", "\"+-5\""},
           Case{"1e", "\"1e\""},
           Case{".", "\".\""},
           Case{"-", "[null]"},
           Case{"1_000", "\"1_000\""},
           Case{"1:30", "\"1:30\""},
           Case{"2026-01-01", "\"2026-01-01\""},
           Case{"\"12\"", "\"12\""},
           Case{"'a''b'", "\"a'b\""},
           Case{"\"a\\u00e9\"", "\"aé\""},
       }) {
    Yaml yaml("x_any:\n  " + std::string(c.yaml) + "\n");
    CHECK_MESSAGE(yaml.json() == "{\"x_any\":" + std::string(c.json) + "}", std::string(c.yaml),
                  " gives ", yaml.json());
  }
}

TEST_CASE("where the configuration wants text, text it stays") {
  CHECK(Yaml("version: 1.0\nname: 123\n").json() == R"({"version":"1.0","name":"123"})");
  CHECK(Yaml("owner: true\ntags: [1, no]\n").json() == R"({"owner":"true","tags":["1","no"]})");
  CHECK(Yaml("entry_points: { a: { context_schema: 7, critical: true } }").json() ==
        R"({"entry_points":{"a":{"context_schema":"7","critical":true}}})");
  CHECK(Yaml("stores: { m: { kind: postgres, dsn_env: 5, max_connections: 20 } }").json() ==
        R"({"stores":{"m":{"kind":"postgres","dsn_env":"5","max_connections":20}}})");
  CHECK(Yaml("cache_ttl: 5\nrulec: 1\n").json() == R"({"cache_ttl":"5","rulec":1})");
  CHECK(Yaml("version: 99999999999999999999\n").json() == R"({"version":"99999999999999999999"})");
}

TEST_CASE("what hides mistakes is refused where it stands") {
  struct Case {
    std::string_view yaml;
    std::string_view finding;
  };
  for (const Case& c : {
           Case{"a: &x 1\nb: 2\n", "RC0020 1:4 anchors are not read"},
           Case{"a: &x [*x]\n", "RC0020 1:4 anchors are not read"},
           Case{"a: !!str 1\n", "RC0020 1:4 the tag `tag:yaml.org,2002:str` is not read"},
           Case{"a: !mine 1\n", "RC0020 1:4 the tag `!mine` is not read"},
           Case{"a: !mine { b: 1 }\n", "RC0020 1:4 the tag `!mine` is not read"},
           Case{"name: a\nname: b\n", "RC0020 2:1 the key `name` stands twice | name"},
           Case{"x_a: { b: 1, \"b\": 2 }\n", "RC0020 1:14 the key `b` stands twice"},
           Case{"a: 1\n---\nb: 2\n", "RC0020 2:1 a second document begins here"},
           Case{"? [a]\n: 1\n", "RC0020 1:3 a key is a list"},
           Case{"? {a: 1}\n: 1\n", "RC0020 1:3 a key is a mapping"},
           Case{": 1\n", "RC0020 1:1 a key is null"},
           Case{"x_a: .inf\n", "RC0020 1:6 `.inf` is no number of 64 bits"},
           Case{"x_a: 9223372036854775808\n", "RC0020 1:6 `9223372036854775808` is no number"},
           Case{"x_a: 1e999\n", "RC0020 1:6 `1e999` is no number"},
           Case{"a: [1, 2\n", "RC0020 "},
           Case{"a: b: c\n", "RC0020 1:5 the file is no YAML: "},
           Case{"a: \"x\n", "RC0020 1:4 the quote that begins here is never closed"},
           Case{"a: 'it''s\nb: 1\n", "RC0020 1:4 the quote that begins here is never closed"},
           Case{"a: \"x\\\"\n", "RC0020 1:4 the quote that begins here is never closed"},
           Case{"a: \"x", "RC0020 "},
           Case{"\xef\xbb\xbf"
                "a: 1\n",
                "RC1003 1:1 "},
           Case{"a: \xff\n", "RC1001 1:4 byte 3 is not UTF-8"},
           Case{std::string_view("a: \0\n", 5), "RC1004 1:4 byte 3 is NUL"},
       }) {
    Yaml yaml{std::string(c.yaml)};
    INFO(std::string(c.yaml));
    std::string found = yaml.only_finding();
    CHECK_MESSAGE(found.starts_with(c.finding), found);
    CHECK(!yaml.document.has_root());
  }
}

TEST_CASE("aliases without an anchor and merge keys") {
  CHECK(Yaml("a: *x\n").only_finding().starts_with("RC0020 1:4 "));
  CHECK(Yaml("x_a: { <<: { b: 1 } }\n").json() == R"({"x_a":{"<<":{"b":1}}})");
}

TEST_CASE("spans point at the text, in lines of any ending and beyond ASCII") {
  Yaml yaml("# é\r\nname: shöp\r\nowner: 'it''s'\r\nx_b:\r\n  - \"q\\\"\"\r\n  - { c: 1 }\r\n");
  CHECK(yaml.text_at("/name") == "shöp");
  CHECK(yaml.text_at("/owner") == "'it''s'");
  CHECK(Yaml("x_a: \"\\\"\\\\b\"\n").text_at("/x_a") == "\"\\\"\\\\b\"");
  CHECK(yaml.text_at("/x_b/0") == "\"q\\\"\"");
  CHECK(yaml.text_at("/x_b/1/c") == "1");
  auto node = yaml.document.resolve("/x_b/1/c");
  CHECK(yaml.sources.text(yaml.document.at(*node).key_span) == "c");
}

TEST_CASE("block texts and several lines") {
  Yaml yaml("description: |\n  one\n  two\nowner: a\n  b\n");
  CHECK(yaml.json() == R"({"description":"one\ntwo\n","owner":"a b"})");
  CHECK(yaml.text_at("/description") == "|");
}

TEST_CASE("an empty file is an empty document") {
  for (const char* text : {"", "# only a comment\n", "---\n", "\n\n"}) {
    Yaml yaml(text);
    CHECK(!yaml.document.has_root());
    CHECK(lines(yaml.collector, yaml.sources).empty());
  }
}

TEST_CASE("depth is limited, and hostile text ends soon") {
  auto nested = [](std::size_t levels) {
    return "x_a: " + std::string(levels, '[') + std::string(levels, ']') + "\n";
  };
  CHECK(!Yaml(nested(63)).json().empty());
  CHECK(Yaml(nested(64)).only_finding().starts_with("RC0020 1:69 nested deeper than 64 levels"));
  auto began = std::chrono::steady_clock::now();
  constexpr std::size_t kMany = 1'000'000;
  std::string dashes;
  std::string questions;
  for (std::size_t at = 0; at < kMany / 2; ++at) {
    dashes += "- ";
    questions += "? ";
  }
  std::string keys;
  for (std::size_t at = 0; at < 50'000; ++at) {
    keys += "x_" + std::to_string(at) + ": 1\n";
  }
  for (const std::string& text :
       {std::string(kMany, '['), std::string(kMany, '{'), dashes, std::string(kMany, '&'),
        std::string(kMany, '"'), std::string(kMany, ':'), questions}) {
    CHECK_MESSAGE(Yaml(text).only_finding().starts_with("RC0020"), text.substr(0, 4));
  }
  CHECK(Yaml(keys).document.size() == 50'001);
  auto took = std::chrono::steady_clock::now() - began;
  CHECK(std::chrono::duration_cast<std::chrono::seconds>(took).count() < 60);
}

}  // namespace rulec::testing

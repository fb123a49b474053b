#include "text_match.h"

#include <doctest/doctest.h>

using namespace rulec::testing;

TEST_CASE("placeholders stand for texts of their form") {
  struct Case {
    std::string_view expected, actual;
    bool matches;
  };
  const Case cases[] = {
      {"plain", "plain", true},
      {"plain", "plains", false},
      {"in ${MS} ms", "in 12.5 ms", true},
      {"in ${MS} ms", "in x ms", false},
      {"in ${MS} ms", "in  ms", false},
      {"sha256:${DIGEST} x", "sha256:9c1e4b00aa77 x", true},
      {"sha256:${DIGEST}", "sha256:9c1e4b..77", true},
      {"sha256:${DIGEST}", "sha256:xyz", false},
      {"${TIME}", "2026-03-01T09:00:00.000Z", true},
      {"${TIME}", "soon", false},
      {"dec_${ID} ${ANY}!", "dec_01JD-9 a b!", true},
      {"rulec ${VERSION}", "rulec 0.1.0-dev", true},
      {"rulec ${VERSION}", "rulec latest", false},
      {"${ANY}", "", true},
      {"a${ANY}b${ANY}c", "axxbyyc", true},
      {"${OTHER}", "x", false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    CAPTURE(c.actual);
    CHECK(line_matches(c.expected, c.actual) == c.matches);
  }
}

TEST_CASE("lines are compared one by one; ${LINES} stands for any number of them") {
  CHECK(text_matches("a\nb\n", "a\nb\n"));
  CHECK(!text_matches("a\nb\n", "a\n"));
  CHECK(!text_matches("a\n", "a\nb\n"));
  CHECK(!text_matches("", "a\n"));
  CHECK(text_matches("a\n${LINES}\nd\n", "a\nb\nc\nd\n"));
  CHECK(text_matches("a\n${LINES}\n", "a\n"));
  CHECK(!text_matches("${LINES}\nd\n", "a\nb\n"));
}

TEST_CASE("a diff shows what differs with a few lines around it") {
  CHECK(text_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nsix\n7\n8\n9\n") ==
        "      ...\n      3\n      4\n      5\n    - 6\n    + six\n      7\n      8\n      9\n");
  CHECK(text_diff("", "x\n") == "    + x\n");
  CHECK(text_diff("in ${MS} ms\nx\n", "in 3 ms\ny\n") == "      in 3 ms\n    - x\n    + y\n");
}

TEST_CASE("an update keeps placeholders that still fit") {
  CHECK(keep_placeholders("in ${MS} ms\nold\n", "new\nin 4 ms\n") == "new\nin ${MS} ms\n");
  CHECK(keep_placeholders("in ${MS} s\n", "in 4 ms\n") == "in 4 ms\n");
}

#include "diag/suggest.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace rulec;
using Words = std::vector<std::string>;

TEST_CASE("near words are suggested, best first") {
  struct Case {
    std::string written;
    Words candidates;
    Words expected;
  };
  const Case cases[] = {
      {"lnt", {"lint", "init", "test"}, {"lint"}},
      {"prodution", {"development", "production", "staging"}, {"production"}},
      {"cart.totl", {"cart.currency", "cart.items", "cart.total"}, {"cart.total"}},
      {"conditon", {"id", "condition", "actions"}, {"condition"}},
      // equal but for case wins alone
      {"Lint", {"lin", "lint", "line"}, {"lint"}},
      // neighbours changed places: one edit
      {"tset", {"test"}, {"test"}},
      // pieces are near
      {"max", {"max_items", "min_items"}, {"max_items"}},
      {"total", {"cart.total", "user.id"}, {"cart.total"}},
      // ties in the order given, at most three
      {"aad", {"aax", "aay", "aaz", "aaw"}, {"aax", "aay", "aaz"}},
      // far seconds are left out
      {"currency", {"currncy", "curren"}, {"currncy", "curren"}},
      {"currencies", {"currencie", "currenc"}, {"currencie"}},
      {"abcdefghi", {"abcdefgh", "abcdef"}, {"abcdefgh"}},
      // a word of which nothing is left is another word
      {"x", {"y"}, {}},
      {"if", {"or", "in"}, {"in"}},
      {"", {"lint"}, {}},
      {"lint", {}, {}},
      // a code point is one letter
      {"\xc3\xa4\xc3\xb6\xc3\xbc", {"\xc3\xa4\xc3\xb6u", "\xc3\xa4ou"}, {"\xc3\xa4\xc3\xb6u"}},
      {"dup", {"dupe", "dupe"}, {"dupe"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(diag::suggest(c.written, c.candidates) == c.expected);
  }
}

TEST_CASE("the limit is a third of the word, at least one") {
  CHECK(diag::suggest("abcde", Words{"abcxy"}).empty());
  CHECK(diag::suggest("abcdef", Words{"abcdxy"}).size() == 1);
  CHECK(diag::suggest("ab", Words{"ax"}).size() == 1);
}

TEST_CASE("views are candidates too") {
  const std::string_view candidates[] = {"rules", "tests"};
  CHECK(diag::suggest("rule", candidates) == Words{"rules"});
}

TEST_CASE("suggestions in words") {
  CHECK(diag::did_you_mean(Words{}).empty());
  CHECK(diag::did_you_mean(Words{"a"}) == "did you mean `a`?");
  CHECK(diag::did_you_mean(Words{"a", "b"}) == "did you mean `a` or `b`?");
  CHECK(diag::did_you_mean(Words{"a", "b", "c"}) == "did you mean `a`, `b` or `c`?");
}

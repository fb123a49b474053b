// The lints of cost: patterns, nested iterators, the index.
#include <doctest/doctest.h>

#include "lint_support.h"

using namespace rulec::tooling::testing;
using Lines = std::vector<std::string>;

namespace {

Files of_condition(const std::string& condition) {
  return {rules({rule("\"condition\":" + condition)})};
}
// Findings of one code.
Lines only(const std::string& code, const Files& files) {
  Lines lines = lints_of(files, Hints::kKept);
  std::erase_if(lines, [&](const std::string& line) { return !line.starts_with(code); });
  return lines;
}
Lines of_pattern(const std::string& pattern) {
  return only("RC3201", of_condition(R"({"matches":[{"var":"t"},")" + pattern + "\"]}"));
}

}  // namespace

TEST_CASE("patterns that cost more than they find") {
  CHECK(of_pattern(".*shop") == Lines{"RC3201 the pattern `.*shop` is costly: `.*` at the "
                                      "beginning finds nothing more"});
  CHECK(of_pattern(R"((\\w{1,100}[.]?){1,10})").size() == 1);
  CHECK(of_pattern("(a{1,100}){1,10}b{0,900}").size() == 1);
}

TEST_CASE("patterns of small programs are left alone") {
  for (const char* pattern :
       {"^shop.*", "a.*b", ".*", ".+x", "^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$", ".*?x", ".*$",
        R"(^\\d{4}-\\d{2}-\\d{2}$)", R"(\\b(alpha|beta|gamma|delta)\\b)", ".*|x"}) {
    INFO(pattern);
    CHECK(of_pattern(pattern).empty());
  }
}

TEST_CASE("the fix leaves out what finds nothing more") {
  Files files = of_condition(R"({"matches":[{"var":"t"},".*shop"]})");
  CHECK(fixed(files)[0].second.contains(R"([{"var":"t"},"shop"])"));
  CHECK(only("RC3201", fixed(files)).empty());
}

TEST_CASE("an iterator over a list of the context inside another one is found") {
  std::string same_list = R"({"some":[{"var":"a"},{"some":[{"val":[[2],"a"]},{"var":"x"}]}]})";
  std::string other_list =
      R"({"all":[{"var":"a"},{"none":[{"filter":[{"val":[[2],"b"]},{"var":"x"}]},{"var":"y"}]}]})";
  CHECK(only("RC3202", of_condition(same_list)) ==
        Lines{"RC3202 `some` over `a` runs inside `some` over `a`: its cost grows with the square "
              "of the list"});
  CHECK(only("RC3202", of_condition(other_list)).size() == 2);  // `filter`, and `none` over it
}

TEST_CASE("lists of the item, lists that are written down and short lists are left alone") {
  auto of = [](const std::string& condition) { return only("RC3202", of_condition(condition)); };
  CHECK(of(R"({"some":[{"var":"orders"},{"some":[{"var":"items"},{"var":"x"}]}]})").empty());
  CHECK(of(R"({"some":[{"var":"a"},{"some":[["x","y"],{"===":[{"var":""},1]}]}]})").empty());
  CHECK(of(R"({"and":[{"some":[{"var":"a"},{"var":"x"}]},{"some":[{"var":"b"},{"var":"x"}]}]})")
            .empty());
  CHECK(of(R"({"some":[{"filter":[{"var":"a"},{"var":"x"}]},{"var":"y"}]})").empty());
  std::string nested = R"({"some":[{"var":"a"},{"some":[{"val":[[2],"b"]},{"var":"x"}]}]})";
  auto bounded = [&](const std::string& a, const std::string& b) {
    std::string items = R"(,"items":{"type":"object"}})";
    return only("RC3202",
                with_condition(nested, R"("a":{"type":"array","maxItems":)" + a + items +
                                           R"(,"b":{"type":"array","maxItems":)" + b + items));
  };
  CHECK(bounded("20", "20").empty());
  CHECK(bounded("2", "5000").empty());
  CHECK(bounded("200", "200").size() == 1);
}

TEST_CASE("conditions that an index cannot use are found") {
  auto of = [](const std::string& condition) { return only("RC3203", of_condition(condition)); };
  CHECK(of(R"({">":[{"var":"a"},{"var":"b"}]})") ==
        Lines{"RC3203 no part of the condition of `r` can be indexed"});
  CHECK(of(R"({"or":[{"===":[{"var":"a"},1]},{">":[{"var":"a"},{"var":"b"}]}]})").size() == 1);
  CHECK(of(R"({"some":[{"var":"l"},{"===":[{"var":"a"},1]}]})").size() == 1);
  CHECK(of(R"({"and":[{"===":[{"var":"a"},1]},{">":[{"var":"a"},{"var":"b"}]}]})").empty());
  CHECK(of(R"({"or":[{"===":[{"var":"a"},1]},{"in":[{"var":"b"},["x"]]}]})").empty());
  CHECK(of(R"({"var":"a"})").empty());
  CHECK(of(R"({"!":{"var":"a"}})").empty());
  CHECK(of("true").empty());
  CHECK(only("RC3203", {rules({rule("")})}).empty());
}

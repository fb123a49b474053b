#include "tooling/fix/fix.h"

#include <doctest/doctest.h>

#include "fix_support.h"
#include "tooling/fix/meant_nodes.h"

using rulec::diag::FixClass;
using rulec::tooling::FixLevel;
using namespace rulec::tooling::testing;

namespace {

using Lines = std::vector<std::string>;

// Rules without a schema, with a condition each.
std::string rules(const Lines& conditions) {
  std::string text = "{\"rules\": [\n";
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    text += "  {\"id\": \"r" + std::to_string(i) +
            "\", \"entry_point\": \"checkout\", \"condition\": " + conditions[i] + "}" +
            (i + 1 < conditions.size() ? ",\n" : "\n");
  }
  return text + "]}\n";
}

Files one(std::string text) {
  return {{"rules/a.rule.json", std::move(text)}};
}

const std::string kTwice = R"({"!": [{"!": [{"var": "a"}]}]})";
const std::string kOnce = R"({"!!": [{"var": "a"}]})";

}  // namespace

TEST_CASE("Safe fixes that are proved are applied together") {
  Fixed made =
      fixed(one(rules({kTwice, kTwice})), FixLevel::kSafe, {{.from = kTwice, .to = kOnce}});
  CHECK(made.files == one(rules({kOnce, kOnce})));
  CHECK(made.fixed == Lines{"RC3302 2"});
  CHECK(made.dropped.empty());
  CHECK(made.passes == 1);
}

// RC0031 says so.
TEST_CASE("A safe fix that changes decisions is dropped, and those beside it stay") {
  Fixed made =
      fixed(one(rules({kTwice, R"({"var": "b"})", kTwice})), FixLevel::kSafe,
            {{.from = kTwice, .to = kOnce}, {.from = R"({"var": "b"})", .to = R"({"var": "c"})"}});
  CHECK(made.files == one(rules({kOnce, R"({"var": "b"})", kOnce})));
  CHECK(made.dropped ==
        Lines{"a fix of RC3302 was not applied: the same decisions are not proved"});
  CHECK(made.left == Lines{"RC3302"});
}

TEST_CASE("Fixes that are not proved are dropped together, however many") {
  constexpr std::size_t kRules = 300;
  Lines before(kRules, R"({"var": "b"})");
  before[7] = kTwice;
  Lines after = before;
  after[7] = kOnce;
  Offer bad = {.from = R"({"var": "b"})", .to = R"({"var": "c"})"};
  Offer good = {.from = kTwice, .to = kOnce};
  Fixed made = fixed(one(rules(before)), FixLevel::kSafe, {bad, good});
  CHECK(made.files == one(rules(after)));
  CHECK(made.dropped.size() == kRules - 1);
  CHECK(made.looks <= 5);
  // Beside a good one in the same rule.
  std::string both = R"({"and": [{"var": "b"}, )" + kTwice + "]}";
  std::string half = R"({"and": [{"var": "b"}, )" + kOnce + "]}";
  made = fixed(one(rules(Lines(kRules, both))), FixLevel::kSafe, {bad, good});
  CHECK(made.files == one(rules(Lines(kRules, half))));
  CHECK(made.dropped.size() == kRules);
  CHECK(made.looks <= 10);
}

TEST_CASE("Fixes that fail for other reasons are dropped together, too") {
  constexpr std::size_t kRules = 300;
  Offer bad = {
      .from = R"({"var": "b"})", .to = R"({"vra": "b"})", .fix_class = FixClass::kSuggested};
  Lines conditions(kRules, bad.from);
  conditions[3] = kTwice;
  Lines after = conditions;
  after[3] = kOnce;
  Fixed made = fixed(one(rules(conditions)), FixLevel::kSuggested,
                     {bad, {.from = kTwice, .to = kOnce, .fix_class = FixClass::kSuggested}});
  CHECK(made.files == one(rules(after)));
  CHECK(made.dropped.size() == kRules - 1);
  CHECK(made.looks <= 6);
}

TEST_CASE("An operand that another one implies: proved by cases") {
  Offer offer = {.from = R"(, {">": [{"var": "a"}, 20]})", .to = ""};
  auto after = [&](const std::string& condition) {
    Fixed made = fixed(one(rules({condition})), FixLevel::kSafe, {offer});
    return made.files.empty() ? made.dropped.size() : 100;
  };
  CHECK(after(R"({"and": [{">=": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]}]})") == 100);
  CHECK(after(R"({"and": [{"var": "x"}, {"or": [{"var": "y"}, {"!": [{"and": [)"
              R"({">=": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]}]}]}]}]})") == 100);
  // Not implied, of another field, and of an expression that is evaluated less often.
  CHECK(after(R"({"and": [{">=": [{"var": "a"}, 10]}, {">": [{"var": "a"}, 20]}]})") == 1);
  CHECK(after(R"({"and": [{">=": [{"var": "b"}, 50]}, {">": [{"var": "a"}, 20]}]})") == 1);
  CHECK(after(R"({"or": [{">=": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]}]})") == 1);
  // One that throws where nothing threw before.
  CHECK(
      after(R"({"and": [{"var": "x"}, {"===": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]}]})") ==
      100);
  offer.from = R"({"===": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]})";
  offer.to = R"({">": [{"var": "a"}, 20]}, {"===": [{"var": "a"}, 50]})";
  CHECK(after(R"({"and": [{"===": [{"var": "a"}, 50]}, {">": [{"var": "a"}, 20]}]})") == 1);
}

TEST_CASE("An operand of a scorecard item: proved by cases") {
  Offer offer = {.from = R"(, {">": [{"var": "a"}, 20]})", .to = ""};
  auto card = [](const std::string& operands) {
    return Files{
        {"rules/a.scorecard.json",
         R"({"scorecard": "s", "entry_point": "checkout", "default": "none", )"
         R"("bands": [{"from": 3, "recommend": "review"}], "items": [{"id": "i", "points": 5, )"
         R"("condition": {"and": [{">=": [{"var": "a"}, 50]})" +
             operands + R"(]}}]})"}};
  };
  CHECK(fixed(card(offer.from), FixLevel::kSafe, {offer}).files == card(""));
}

TEST_CASE("A suggested fix may change decisions, and needs to be asked for") {
  Offer other = {
      .from = R"({"var": "b"})", .to = R"({"var": "c"})", .fix_class = FixClass::kSuggested};
  CHECK(fixed(one(rules({other.from})), FixLevel::kSafe, {other}).files.empty());
  CHECK(fixed(one(rules({other.from})), FixLevel::kSuggested, {other}).files ==
        one(rules({other.to})));
}

TEST_CASE("A suggested fix that brings an error, leaves its finding or cannot be read is dropped") {
  for (const auto& [to, reason] :
       {std::pair(R"({"vat": "b"})", "it would make a new error: RC2001"),
        std::pair(R"({"var": "b"} )", "the finding stays"),
        std::pair(R"({"var": "b")", "it would make a new error: RC1002")}) {
    Fixed made = fixed(one(rules({R"({"var": "b"})", kTwice})), FixLevel::kSuggested,
                       {{.from = R"({"var": "b"})", .to = to, .fix_class = FixClass::kSuggested},
                        {.from = kTwice, .to = kOnce}});
    CHECK(made.files == one(rules({R"({"var": "b"})", kOnce})));
    REQUIRE(made.dropped.size() == 1);
    CHECK(made.dropped[0].starts_with(std::string("a fix of RC3302 was not applied: ") + reason));
  }
}

TEST_CASE("A fix that reaches beyond its place is dropped") {
  // From the end of one rule into the next one.
  std::string text = rules({R"({"var": "a"})", R"({"var": "b"})"});
  Fixed made = fixed(one(text), FixLevel::kSuggested,
                     {{.from = "}},\n  {\"id\": \"r1\", \"entry_point\": \"checkout\"",
                       .to = "}},\n  {\"id\": \"r9\", \"entry_point\": \"other\"",
                       .fix_class = FixClass::kSuggested}});
  CHECK(made.files.size() + made.dropped.size() == 1);
}

TEST_CASE("Fixes that overlap wait for the next pass") {
  std::string thrice = R"({"!": [{"!": [{"!": [{"!": [{"var": "a"}]}]}]}]})";
  Fixed made = fixed(
      one(rules({thrice})), FixLevel::kSafe,
      {{.from = R"({"!": [{"!": [{"var": "a"}]}]})", .to = R"({"!!": [{"var": "a"}]})"},
       {.from = R"({"!": [{"!": [{"!!": [{"var": "a"}]}]}]})", .to = R"({"!!": [{"var": "a"}]})"}});
  CHECK(made.files == one(rules({R"({"!!": [{"var": "a"}]})"})));
  CHECK(made.passes == 2);
}

TEST_CASE("After ten passes it is over") {
  // Each pass makes a finding anew.
  Fixed made = fixed(one(rules({R"({"var": "a"})"})), FixLevel::kSuggested,
                     {{.from = R"("a")", .to = R"("b")", .fix_class = FixClass::kSuggested},
                      {.from = R"("b")", .to = R"("a")", .fix_class = FixClass::kSuggested}});
  CHECK(made.passes == 10);
  // What is left is told.
  CHECK(
      made.dropped ==
      Lines{
          "a fix of RC3302 was not applied: there were too many fixes for one run: run it again"});
}

TEST_CASE("A fix of two files is made in both or in none") {
  Files files = {{"rules/a.rule.json", rules({kTwice})},
                 {"rules/b.eff", "rule b on checkout {\n  when x\n}\n"}};
  files["rules/c.rule.json"] =
      R"({"id": "c", "entry_point": "checkout", "condition": )" + kTwice + "}\n";
  Offer both = {
      .from = kTwice, .to = kOnce, .path = "rules/a.rule.json", .path2 = "rules/c.rule.json"};
  CHECK(fixed(files, FixLevel::kSafe, {both}).files.size() == 2);
  both.to = R"({"!": [{"var": "a"}]})";
  CHECK(fixed(files, FixLevel::kSafe, {both}).files.empty());
}

TEST_CASE("No proof is tried in a rule with errors") {
  Fixed made = fixed(one(rules({R"({"and": [{"vat": "x"}, )" + kTwice + "]}", kTwice})),
                     FixLevel::kSafe, {{.from = kTwice, .to = kOnce}});
  CHECK(made.files == one(rules({R"({"and": [{"vat": "x"}, )" + kTwice + "]}", kOnce})));
  CHECK(made.dropped == Lines{"a fix of RC3302 was not applied: the same decisions cannot be "
                              "proved while the rule has errors"});
}

TEST_CASE("Marks and commas of the reader: what is read stays the same") {
  std::string good = rules({kOnce});
  std::string comma = good;
  comma.replace(comma.find("\n]}"), 3, ",\n]}");
  CHECK(fixed(one("\xEF\xBB\xBF" + good), FixLevel::kSafe).files == one(good));
  CHECK(fixed(one(comma), FixLevel::kSafe).files == one(good));
  Files text = {{"rules/a.eff", "rule b on checkout {\n  when x\n}\n"}};
  Files marked = {{"rules/a.eff", "\xEF\xBB\xBF" + text["rules/a.eff"]}};
  CHECK(fixed(marked, FixLevel::kSafe).files == text);
}

TEST_CASE("Mistakes of JSON are mended one behind the other") {
  std::string text =
      R"({"id": "r" "entry_point": "checkout", "condition": {"!!": [{"var": 'a'}]}})";
  CHECK(fixed(one(text), FixLevel::kSuggested).files ==
        one(R"({"id": "r", "entry_point": "checkout", "condition": {"!!": [{"var": "a"}]}})"));
  CHECK(fixed(one(text), FixLevel::kSafe).files.empty());
}

TEST_CASE("What a rule of an unknown entry point hid is no new error, and is fixed in turn") {
  Files files = {
      {"rulec.yaml",
       "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n"
       "  checkout: {context_schema: schemas/c.json}\n"},
      {"schemas/c.json",
       R"({"type":"object","additionalProperties":false,"properties":{"age":{"type":"integer"}}})"},
      {"rules/a.rule.json",
       R"({"id":"r","entry_point":"chekout","condition":{">":[{"var":"agee"},5]}})"}};
  Fixed made = fixed(files, FixLevel::kSuggested);
  CHECK(made.files["rules/a.rule.json"] ==
        R"({"id":"r","entry_point":"checkout","condition":{">":[{"var":"age"},5]}})");
  CHECK(made.passes == 2);
  CHECK(made.left.empty());
}

TEST_CASE("Fixing what was fixed changes nothing") {
  std::vector<Offer> offers = {{.from = kTwice, .to = kOnce}};
  Fixed first = fixed(one(rules({kTwice, kOnce, kTwice})), FixLevel::kSuggested, offers);
  Fixed second = fixed(first.files, FixLevel::kSuggested, offers);
  CHECK(second.files.empty());
  CHECK(second.fixed.empty());
}

TEST_CASE("A file outside of the project is left alone") {
  rulec::testing::MemoryFileSystem disk;
  disk.add_file("/elsewhere/a.rule.json", rules({kTwice}));
  disk.add_file("/project/rules/b.rule.json", rules({kOnce}));
  rulec::tooling::FixOptions options;
  options.level = FixLevel::kSuggested;
  options.analysis.build.paths = {"/elsewhere/a.rule.json"};
  options.analysis.lints = [](const rulec::tooling::LintInput& input,
                              rulec::diag::Emitter& emitter) {
    rulec::Span span = {
        .source = input.build.documents.documents[0].source(), .begin = 0, .end = 1};
    emitter.emit(rulec::diag::make(rulec::diag::Code::kDoubleNegation, span, "", {})
                     .fix({.fix_class = FixClass::kSafe,
                           .title = "x",
                           .edits = {{.span = span, .new_text = " {"}}}));
  };
  auto run = rulec::tooling::fix(disk, options);
  CHECK(run.files.empty());
  REQUIRE(run.findings.size() == 2);
  CHECK(message_of(run.findings[1]) ==
        "a fix of RC3302 was not applied: /elsewhere/a.rule.json lies outside of the project");
}

TEST_CASE("Writing: the old file or the new one, never over another change, groups as a whole") {
  rulec::testing::MemoryFileSystem disk;
  put(disk, {{"a", "old"}, {"b", "old"}, {"c", "other"}, {"d", "old"}});
  rulec::project::Opened project;
  std::vector<rulec::tooling::FixedFile> files = {
      {.path = "a", .before = "old", .after = "new", .group = 0},
      {.path = "b", .before = "old", .after = "new", .group = 1},
      {.path = "c", .before = "old", .after = "new", .group = 1},
      {.path = "d", .before = "old", .after = "new", .group = 2}};
  auto made = rulec::tooling::write_all_fixed(disk, project, files);
  CHECK(made.written == Lines{"a", "d"});
  CHECK(made.errors.size() == 1);
  CHECK(*disk.read_file("a", 100) == "new");
  CHECK(*disk.read_file("b", 100) == "old");
  CHECK(*disk.read_file("c", 100) == "other");
}

TEST_CASE("What edits mean: the values that they stand in and nothing else") {
  using rulec::tooling::change_only_their_nodes;
  using rulec::tooling::PathEdit;
  auto check = [](std::string_view before, std::string_view after, std::uint32_t begin,
                  std::uint32_t end) {
    PathEdit edit = {.path = "x", .begin = begin, .end = end, .new_text = {}};
    return change_only_their_nodes(before, after, {&edit});
  };
  CHECK(check(R"({"a":1,"b":2})", R"({"a":3,"b":2})", 5, 6));
  CHECK_FALSE(check(R"({"a":1,"b":2})", R"({"a":3,"b":4})", 5, 6));
  CHECK(check(R"({"a":1,"b":2})", R"({"c":1,"b":2})", 1, 4));
  CHECK_FALSE(check(R"({"a":1,"b":2})", R"({"c":1,"b":3})", 1, 4));
  CHECK(check("[1,2,3]", "[1,3]", 3, 5));
  CHECK_FALSE(check("[1,2,3]", "[1]", 3, 5));
  CHECK(check("[1,[2],3]", "[1,[4,2],3]", 4, 4));
  CHECK_FALSE(check("[1,[2],3]", "[1,[4,2],5]", 4, 4));
  CHECK(check("[1,", "anything", 0, 1));
}

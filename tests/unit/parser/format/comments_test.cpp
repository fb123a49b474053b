// Comments of x_comments at their places, and what has no text form.
#include <string>

#include "text_support.h"

namespace rulec::parser {
namespace {

std::string comment(std::string_view pointer, std::string_view place, std::string_view text) {
  return R"({"pointer":")" + std::string(pointer) + R"(","place":")" + std::string(place) +
         R"(","text":")" + std::string(text) + "\"}";
}

// A rule with members and comments.
std::string rule(std::string_view members, std::string_view comments) {
  return R"({"id":"r","entry_point":"e",)" + std::string(members) + R"("x_comments":[)" +
         std::string(comments) + "]}";
}

TEST_CASE("comments: at declarations and files") {
  check_text(
      rule("", comment("", "before", "// a") + "," + comment("", "before", "/* b */") + "," +
                   comment("", "after", "// c") + "," + comment("", "end", "// d") + "," +
                   comment("/rules", "end", "// e") + "," + comment("/x/y", "before", "// f")),
      "// a\n/* b */\nrule r on e {\n  // d\n} // c\n\n// e\n// f\n");
  check_text(R"({"x_a":1,"rules":[{"id":"r","entry_point":"e"},{"id":"s","entry_point":"e"}],
    "x_comments":[)" +
                 comment("", "before", "// a") + "," + comment("", "after", "// b") + "," +
                 comment("/x_a", "before", "// c") + "," + comment("/rules/0", "before", "// d") +
                 "," + comment("/rules/1", "after", "/* e */") + "," +
                 comment("/rules/1", "after", "// f") + "," + comment("", "end", "// g") + "]}",
             "// a\n// c\nfile @x_a(1) // b\n\n// d\nrule r on e {}\n\nrule s on e {} /* e */ // "
             "f\n\n// g\n");
  check_text(R"({"rules":[],"x_comments":[)" + comment("", "before", "// a") + "," +
                 comment("", "end", "// b") + "]}",
             "// a\n// b\n");
  check_text(R"({"rules":[{"id":"r","entry_point":"e"}],"x_comments":[)" +
                 comment("", "before", "// a") + "]}",
             "// a\nrule r on e {}\n");
}

TEST_CASE("comments: at conditions, and hoisted to what they stand in") {
  check_text(
      rule(R"("condition":{"<":[{"var":"a"},1]},)",
           comment("/condition", "before", "// a") + "," + comment("/condition", "after", "// b") +
               "," + comment("/condition/</0", "after", "// c")),
      "rule r on e {\n  // a\n  // c\n  when a < 1 // b\n}\n");
  check_text(rule(R"("condition":{"and":[{"var":"a"},{"or":[{"var":"b"},{"var":"c"}]}]},)",
                  comment("/condition", "before", "// a") + "," +
                      comment("/condition/and/0", "before", "// b") + "," +
                      comment("/condition/and/0", "after", "// c") + "," +
                      comment("/condition/and/1/or/0", "after", "// d") + "," +
                      comment("/condition/and/1", "after", "/* e */")),
             R"(rule r on e {
  // a
  when
    // b
    a // c
    // d
    and (b or c) /* e */
}
)");
}

TEST_CASE("comments: at actions, arguments and tests") {
  check_text(
      rule(R"("actions":[{"type":"a","k":1,"l":{"m":[2]}},{"type":"b"},{"type":"update",
      "target":"c","operation":"set","value":1,"id":"u"}],"tests":[{"name":"t","context":{"a":1}}],)",
           comment("/actions/0", "before", "// a") + "," +
               comment("/actions/0/k", "before", "// b") + "," +
               comment("/actions/0/k", "after", "// c") + "," +
               comment("/actions/0/l/m/0", "before", "// d") + "," +
               comment("/actions/0/l", "after", "// e") + "," +
               comment("/actions/0", "end", "// f") + "," + comment("/actions/0", "after", "// g") +
               "," + comment("/actions/1", "end", "// h") + "," +
               comment("/actions/2/value", "before", "// i") + "," +
               comment("/actions/2/id", "after", "// j") + "," +
               comment("/tests/0/context/a", "after", "// k") + "," +
               comment("/tests/0", "after", "// l")),
      R"(rule r on e {
  then
    // a
    a(
      // b
      k: 1, // c
      // d
      l: { m: [2] } // e
      // f
    ) // g
    b(
      // h
    )
    // i
    update c = 1 with (
      id: "u" // j
    )
  // k
  test "t" { given { a: 1 } } // l
}
)");
}

TEST_CASE("comments: at steps with one test") {
  check_text(R"({"flow":"f","entry_point":"e","steps":[{"type":"a","when":{"expr":{"var":"x"}}},
    {"type":"b","when":{"expr":{"var":"x"}}},{"type":"c","when":{"expr":{"var":"y"}}}],
    "x_comments":[)" +
                 comment("/steps/0/when", "before", "// a") + "," +
                 comment("/steps/0/when", "after", "// b") + "," +
                 comment("/steps/0", "before", "// c") + "," +
                 comment("/steps/1/when", "end", "// d") + "," +
                 comment("/steps/1/when", "after", "// e") + "," +
                 comment("/steps/2/when", "before", "// f") + "," +
                 comment("/steps", "end", "// g") + "," + comment("/steps", "before", "// h") +
                 "," + comment("/steps", "after", "// i") + "]}",
             R"(flow f on e {
  // h
  steps {
    // a
    if (x) { // b
      // c
      a()
      b()
      // d
    } // e
    // f
    c() when (y)
    // g
  } // i
}
)");
}

TEST_CASE("comments: at items, patterns and bands") {
  check_text(R"({"scorecard":"s","entry_point":"e","items":[{"id":"i","x_a":1,"condition":{"and":[
    {"var":"a"},{"var":"b"}]}}],"patterns":{"Y":"y"},"default":"d","bands":[{"from":1,"recommend":"b"}],
    "x_comments":[)" +
                 comment("/items/0", "before", "// a") + "," +
                 comment("/items/0/condition/and/1", "before", "// b") + "," +
                 comment("/items/0/points", "after", "// c") + "," +
                 comment("/patterns/Y", "after", "// d") + "," +
                 comment("/default", "before", "// e") + "," +
                 comment("/bands/0", "after", "// f") + "," + comment("/items/0", "after", "// g") +
                 "]}",
             R"(scorecard s on e {
  // a
  @x_a(1)
  item i when
    a
    // b
    and b // g
  pattern "Y" = "y" // d
  // e
  default "d"
  band from 1 = "b" // f
}

// c
)");
}

TEST_CASE("comments: texts keep their lines") {
  check_text(
      rule(R"("condition":{"var":"a"},)", comment("/condition", "before", R"(/* a\r\n   b\n\n*/)") +
                                              "," + comment("/condition", "before", "// c \\t") +
                                              "," + comment("/condition", "after", "// d") + "," +
                                              comment("/condition", "after", "/* e */")),
      "rule r on e {\n  /* a\n   b\n\n*/\n  // c\n  when a // d\n  /* e */\n}\n");
}

TEST_CASE("comments: strokes that would be a description") {
  check_text(rule("", comment("", "before", "//// a") + "," + comment("", "end", "/// b") + "," +
                          comment("", "after", "/// c") + "," + comment("/rules", "end", "/// d")),
             "//// a\nrule r on e {\n  /// b\n} /// c\n\n/// d\n");
}

void check_refused(std::string_view json, std::string_view message) {
  CAPTURE(std::string(json));
  Result<std::string> made = printed(json);
  REQUIRE(!made);
  CHECK(made.error().rc == 1023);
  CHECK(made.error().message == std::string(message));
}

TEST_CASE("text: what has no text form") {
  auto check = [](std::string_view comments, std::string_view reason) {
    check_refused(rule("", comments),
                  "`/x_comments/0` cannot be written as text: " + std::string(reason));
  };
  constexpr std::string_view kMembers =
      R"(a comment has the texts `pointer`, `place` ("before", "after" or "end") and `text`)";
  check("1", kMembers);
  check(R"({"pointer":"","place":"before"})", kMembers);
  check(R"({"pointer":"","place":1,"text":"// a"})", kMembers);
  check(comment("", "behind", "// a"), kMembers);
  constexpr std::string_view kOne = "its `text` is not exactly one comment with its markers";
  for (std::string_view text : {"a", "", "/", "// a\\nb", "// a\\r", "/* a", "/*/", "/* a */ b",
                                "/* a */ /* b */", " // a"}) {
    check(comment("", "before", text), kOne);
  }
  check(comment("", "before", "/// a"),
        "in front of a declaration its `text` would be the description");
  check_refused(R"({"id":"r","entry_point":"e","x_comments":{}})",
                "`/x_comments` cannot be written as text: it is no list of comments");

  constexpr std::string_view kName =
      "the name of an item is a word that means nothing else, and with `reduce` there are two: "
      "`accumulator, item`";
  for (std::string_view name :
       {R"("a b")", R"("")", R"("in")", R"("a,")", R"(",a")", R"("a, a")", "1", R"("a, b, c")"}) {
    check_refused(R"({"id":"r","entry_point":"e","x_names":{"/a":)" + std::string(name) + "}}",
                  "`/x_names/~1a` cannot be written as text: " + std::string(kName));
  }
  check_refused(R"({"id":"r","entry_point":"e","x_names":[]})",
                "`/x_names` cannot be written as text: it is no object of JSON pointers and names");

  check_refused(R"({"id":"r","entry_point":"e","condition":{"and":[1,{"a":1,"b":2}]}})",
                "`/condition/and/1` cannot be written as text: an object of several members is no "
                "expression; inside `preserve` it is one");
}

TEST_CASE("text: what is no rule, or of another shape") {
  auto check = [](std::string_view json, std::string_view message) {
    check_refused(json, std::string(message));
  };
  check("[]", "the document cannot be written as text: it is no rule, flow or scorecard");
  check(R"({"id":"t","content":"x"})",
        "the document cannot be written as text: it is no rule, flow or scorecard");
  check(R"({"rules":[1]})",
        "`/rules/0` cannot be written as text: it is no rule, flow or scorecard");
  check(R"({"id":"r","entry_point":"e","colour":1})",
        "`/colour` cannot be written as text: a rule has no such member");
  check(R"({"id":1,"entry_point":"e"})",
        "the document cannot be written as text: it has no text `id`");
  check(R"({"id":"r","entry_point":["e",1]})",
        "`/entry_point/1` cannot be written as text: an entry point is a text");
  check(R"({"id":"r","entry_point":"e","priority":"1"})",
        "`/priority` cannot be written as text: it is no number");
  check(R"({"id":"r","entry_point":"e","active":1})",
        "`/active` cannot be written as text: it is neither true nor false");
  check(R"({"id":"r","entry_point":"e","actions":[{"k":1}]})",
        "`/actions/0` cannot be written as text: an action is an object with a `type`");
  check(R"({"id":"r","entry_point":"e","actions":[7]})",
        "`/actions/0` cannot be written as text: an action is an object with a `type`");
  check(R"({"id":"r","entry_point":"e","tests":{}})",
        "`/tests` cannot be written as text: it is no list");
  check(R"({"id":"r","entry_point":"e","tests":[7]})",
        "`/tests/0` cannot be written as text: it has no text `name`");
  check(R"({"scorecard":"s","entry_point":"e","items":{}})",
        "`/items` cannot be written as text: it is no list");
  check(R"({"scorecard":"s","entry_point":"e","items":[{"id":"i","colour":1}]})",
        "`/items/0/colour` cannot be written as text: an item has no such member");
  check(R"({"scorecard":"s","entry_point":"e","items":[],"bands":[{}]})",
        "`/bands/0` cannot be written as text: it has no `from`");
  check(R"({"scorecard":"s","entry_point":"e","items":[],"patterns":{"a":1}})",
        "`/patterns/a` cannot be written as text: it is no text");
}

}  // namespace
}  // namespace rulec::parser

// Where comments belong, with anchors given by hand.
#include "parser/dsl/comment_places.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace rulec::parser {
namespace {

// An anchor stands where its words stand in the text. Its pointer is its first byte; it holds
// comments at its end if its last byte is a brace.
struct Row {
  std::string_view text;
  std::vector<std::string_view> anchors;
  std::string_view wanted;  // for each comment: pointer, place, text
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    std::vector<CommentAnchor> anchors;
    for (std::string_view words : row.anchors) {
      std::size_t at = row.text.find(words);
      REQUIRE(at != std::string_view::npos);
      anchors.push_back({.range = {.begin = at, .end = at + words.size()},
                         .pointer = std::string(words.substr(0, 1)),
                         .last = {},
                         .has_end = words.ends_with('}')});
    }
    std::string found;
    for (const PlacedComment& comment :
         place_comments(row.text, cut(row.text).comments, std::move(anchors))) {
      found += (found.empty() ? "" : ", ") + comment.pointer + " " +
               std::string(name_of(comment.place)) + " " + comment.text;
    }
    CHECK(found == std::string(row.wanted));
  }
}

TEST_CASE("comment places: above, behind and at the end") {
  check_rows({{"//1\na()", {"a()"}, "a before //1"},
              {"a() //1", {"a()"}, "a after //1"},
              {"a() //1\n//2", {"a()"}, "a after //1, /rules end //2"},
              {"//1\na() //2\n//3\nb()", {"a()", "b()"}, "a before //1, a after //2, b before //3"},
              // Behind a comma, and behind a comment that is behind.
              {"a(), /*1*/ /*2*/ b()", {"a()", "b()"}, "a after /*1*/, a after /*2*/"},
              {"a() /*1\n*/ //2\nb()", {"a()", "b()"}, "a after /*1\n*/, a after //2"},
              {"a(\n) //1", {"a(\n)"}, "a after //1"},
              {"//1", {}, "/rules end //1"}});
}

TEST_CASE("comment places: the innermost anchor around, and what holds no end") {
  check_rows({{"R{ //1\n a() //2\n //3\n}",
               {"R{ //1\n a() //2\n //3\n}", "a()"},
               "a before //1, a after //2, R end //3"},
              {"R{ //1\n}", {"R{ //1\n}"}, "R end //1"},
              // Inside of an anchor without children: above it.
              {"a(1 /*1*/ + 2)", {"a(1 /*1*/ + 2)"}, "a before /*1*/"},
              // Behind the last child of what holds no end: behind that child.
              {"a(b c\n//1\n)", {"a(b c\n//1\n)", "b c"}, "b after //1"}});
}

TEST_CASE("comment places: texts lose what cannot be seen") {
  check_rows({{"//1 \t\r\na()", {"a()"}, "a before //1"},
              {"/*1 \r\n2*/\ra()", {"a()"}, "a before /*1 \n2*/"},
              // Above a declaration three strokes would be its description, inside they are not.
              {"a() ///1", {"a()"}, "a after // /1"},
              {"R{ a() ///1\n}", {"R{ a() ///1\n}", "a()"}, "a after ///1"},
              {"a() ////1", {"a()"}, "a after ////1"}});
}

}  // namespace
}  // namespace rulec::parser

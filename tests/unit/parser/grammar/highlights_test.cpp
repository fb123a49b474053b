// lib/parser/grammar/queries/highlights.scm compiles, and captures what it says.
#include <doctest/doctest.h>
#include <tree_sitter/api.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/file_system.h"

using namespace rulec;  // NOLINT(google-build-using-namespace): a test

extern "C" const TSLanguage* tree_sitter_rulec();

namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

constexpr std::string_view kSample = R"(/// Notes.
@owner("tax-team")
rule vat on checkout priority 20 stop { // why
  active from 2026-01-01
  when
    cart.total >= 100.5 and user.country not in ["DE"]
    and some line in cart.lines: (line.qty > 1 and true)
  then
    notice = display_message(template: "vat")
    update vat.amount += round(cart.total * -2) / 100
    call send($notice.text)
  test "small" { given { a: null } expect silent }
}
)";

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* owned) const { release(owned); }
};
using Parser = std::unique_ptr<TSParser, Releaser<TSParser, ts_parser_delete>>;
using Tree = std::unique_ptr<TSTree, Releaser<TSTree, ts_tree_delete>>;
using Query = std::unique_ptr<TSQuery, Releaser<TSQuery, ts_query_delete>>;
using QueryCursor = std::unique_ptr<TSQueryCursor, Releaser<TSQueryCursor, ts_query_cursor_delete>>;

// The texts of the nodes that each capture has.
std::map<std::string, std::set<std::string>> captures_of(const TSQuery* query,
                                                         std::string_view text) {
  Parser parser(ts_parser_new());
  REQUIRE(ts_parser_set_language(parser.get(), tree_sitter_rulec()));
  Tree tree(ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                   static_cast<std::uint32_t>(text.size())));
  QueryCursor cursor(ts_query_cursor_new());
  ts_query_cursor_exec(cursor.get(), query, ts_tree_root_node(tree.get()));
  std::map<std::string, std::set<std::string>> found;
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor.get(), &match)) {
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const TSQueryCapture& capture = match.captures[i];
      std::uint32_t length = 0;
      const char* name = ts_query_capture_name_for_id(query, capture.index, &length);
      std::uint32_t begin = ts_node_start_byte(capture.node);
      found[std::string(name, length)].emplace(
          text.substr(begin, ts_node_end_byte(capture.node) - begin));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the query for highlights compiles and captures each class of token") {
  RealFileSystem files;
  std::string source =
      files.read_file(RULEC_SOURCE_FOLDER "/lib/parser/grammar/queries/highlights.scm", kMaxBytes)
          .value();
  std::uint32_t offset = 0;
  TSQueryError error = TSQueryErrorNone;
  Query query(ts_query_new(tree_sitter_rulec(), source.data(),
                           static_cast<std::uint32_t>(source.size()), &offset, &error));
  REQUIRE_MESSAGE(query != nullptr, "at: ", source.substr(offset, 40));

  using Texts = std::set<std::string>;
  auto found = captures_of(query.get(), kSample);
  CHECK(found["comment"] == Texts{"// why"});
  CHECK(found["comment.documentation"] == Texts{"/// Notes."});
  CHECK(found["attribute"] == Texts{"@", "owner"});
  CHECK(found["string"] == Texts{"\"tax-team\"", "\"DE\"", "\"vat\"", "\"small\""});
  CHECK(found["number"] == Texts{"20", "100.5", "1", "-2", "100"});
  CHECK(found["constant"] == Texts{"2026-01-01"});
  CHECK(found["constant.builtin"] == Texts{"true", "null"});
  CHECK(found["type"] == Texts{"vat"});
  CHECK(found["namespace"] == Texts{"checkout"});
  CHECK(found["function"] == Texts{"display_message", "round", "send"});
  CHECK(found["variable.parameter"] == Texts{"line"});
  CHECK(found["variable"] == Texts{"cart", "total", "user", "country", "lines", "line", "qty",
                                   "vat", "amount", "$", "notice", "text"});
  CHECK(found["property"] == Texts{"template", "a"});
  CHECK(found["keyword"] == Texts{"rule", "on", "priority", "stop", "active", "from", "when",
                                  "then", "update", "call", "test", "given", "expect", "silent"});
  CHECK(found["keyword.operator"] == Texts{"and", "not", "in", "some"});
  CHECK(found["operator"] == Texts{">=", ">", "=", "+=", "*", "/"});
  CHECK(found["punctuation.bracket"] == Texts{"(", ")", "[", "]", "{", "}"});
  CHECK(found["punctuation.delimiter"] == Texts{".", ":"});
}

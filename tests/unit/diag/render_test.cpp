#include "diag/render.h"

#include <doctest/doctest.h>

#include <iterator>
#include <random>
#include <string>

#include "base/source.h"
#include "base/utf8.h"
#include "diag/diagnostic.h"

using namespace rulec;
using diag::Code;

namespace {

// The transcript of the design: one finding over a rule and a schema.
struct Transcript {
  SourceMap sources;
  diag::Diagnostic finding;

  Transcript() {
    std::string rule =
        "{\n  \"id\": \"checkout-terms\",\n  \"entry_point\": \"checkout_terms\",\n"
        "  \"priority\": 100,\n  \"condition\": {\n    \"and\": [\n\n"
        "      { \">=\": [{ \"var\": \"cart.totl\" }, 100] },\n    ]\n  }\n}\n";
    std::string schema =
        "{\n\n\n\n\n\n\n\n\n\n\n\n\n    \"cart\": {\n      \"type\": \"object\"\n    }\n}\n";
    auto field = static_cast<std::uint32_t>(rule.find("cart.totl"));
    auto declared = static_cast<std::uint32_t>(schema.find("\"cart\""));
    SourceId rule_id = sources.add("rules/checkout/terms.rule.json", rule);
    SourceId schema_id = sources.add("schemas/checkout_terms.context.json", schema);
    Span span = {rule_id, field, field + 9};
    finding = diag::make(
        Code::kUnknownField, span, "not in the schema",
        {{"entry_point", std::string("checkout_terms")}, {"field", std::string("cart.totl")}});
    finding.label({schema_id, declared, declared + 6}, "fields of `cart`: currency, items, total");
    finding.place = {.rule_id = "checkout-terms",
                     .pointer = "/condition/and/0/>=/0/var",
                     .breadcrumb = {"rule checkout-terms", "condition", "and[0]", ">="},
                     .reads_as = "cart.totl >= 100 and user.region == \"GB\""};
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "a field with a similar name exists: `cart.total`",
                 .edits = {{.span = span, .new_text = "cart.total"}}});
  }
};

std::string full(const diag::Diagnostic& finding, const SourceMap& sources,
                 std::uint32_t width = 100) {
  return "\n" + diag::render_full(finding, sources, {.width = width});
}

// Full form of a finding at [begin, end) of a file with this text.
std::string full_at(std::string text, std::uint32_t begin, std::uint32_t end,
                    std::string label = "here", std::uint32_t width = 100) {
  SourceMap sources;
  SourceId id = sources.add("a.json", std::move(text));
  return full(diag::make(Code::kJsonSyntax, {id, begin, end}, std::move(label),
                         {{"problem", std::string("p")}}),
              sources, width);
}

std::uint32_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = text.find('\n', begin);
    widest = std::max(widest, utf8::count(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return static_cast<std::uint32_t>(widest);
}

}  // namespace

TEST_CASE("full: rule, schema, facts and patch of one finding") {
  Transcript t;
  CHECK(full(t.finding, t.sources) == R"(
error[RC2003] unknown-field: the context of `checkout_terms` has no field `cart.totl`
  --> rules/checkout/terms.rule.json:8:26
   |
 8 |       { ">=": [{ "var": "cart.totl" }, 100] },
   |                          ^^^^^^^^^ not in the schema
   |
  ::: schemas/checkout_terms.context.json:14:5
   |
14 |     "cart": {
   |     ------ fields of `cart`: currency, items, total
   |
   = in: rule checkout-terms > condition > and[0] > >=      (/condition/and/0/>=/0/var)
   = reads as: cart.totl >= 100 and user.region == "GB"
help: a field with a similar name exists: `cart.total`      [suggested]
   |
 8 -       { ">=": [{ "var": "cart.totl" }, 100] },
 8 +       { ">=": [{ "var": "cart.total" }, 100] },
)");
}

TEST_CASE("full at 60 columns: what stands beside goes below, frames fit") {
  Transcript t;
  CHECK(full(t.finding, t.sources, 60) == R"(
error[RC2003] unknown-field: the context of `checkout_terms` has no field `cart.totl`
  --> rules/checkout/terms.rule.json:8:26
   |
 8 |       { ">=": [{ "var": "cart.totl" }, 100] },
   |                          ^^^^^^^^^ not in the schema
   |
  ::: schemas/checkout_terms.context.json:14:5
   |
14 |     "cart": {
   |     ------ fields of `cart`: currency, items, total
   |
   = in: rule checkout-terms > condition > and[0] > >=
         (/condition/and/0/>=/0/var)
   = reads as: cart.totl >= 100 and user.region == "GB"
help: a field with a similar name exists: `cart.total`
      [suggested]
   |
 8 -       { ">=": [{ "var": "cart.totl" }, 100] },
 8 +       { ">=": [{ "var": "cart.total" }, 100] },
)");
}

TEST_CASE("a label without room beside its mark goes below it") {
  CHECK(full_at("{ \"a\": 1 }", 2, 5, "one two three four five six seven eight nine ten eleven",
                50) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:3
  |
1 | { "a": 1 }
  |   ^^^
  |   one two three four five six seven eight nine
  |   ten eleven
)");
  CHECK(full_at(std::string(30, ' ') + "\"a\"", 30, 33, "aaaaa bbbbb ccccc ddddd eeeee fffff",
                40) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:31
  |
1 |                               "a"
  |                               ^^^
  | aaaaa bbbbb ccccc ddddd eeeee fffff
)");
}

TEST_CASE("colours are put around parts, and only when asked for") {
  Transcript t;
  std::string plain = diag::render_full(t.finding, t.sources, {});
  std::string colored = diag::render_full(t.finding, t.sources, {.has_color = true});
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK(colored.find("\x1b[1;31merror[RC2003]\x1b[0m") != std::string::npos);
  std::string stripped;
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      stripped += colored[i];
    }
  }
  CHECK(stripped == plain);
}

TEST_CASE("columns: wide characters take two, combining marks none, tabs four") {
  // é as e + U+0301, then an emoji and an ideograph
  CHECK(full_at("\"e\xcc\x81 \xf0\x9f\x98\x80\xe5\xae\xb6\": x", 15, 16) ==
        R"(
error[RC1009] json-syntax: p
 --> a.json:1:10
  |
1 | )"
        "\"e\xcc\x81 \xf0\x9f\x98\x80\xe5\xae\xb6\": x"
        R"(
  |           ^ here
)");
  CHECK(full_at("\t\t\"x\"\ty", 6, 7) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:7
  |
1 |         "x"    y
  |                ^ here
)");
}

TEST_CASE("control characters of a source are shown as escapes, and carets count them") {
  CHECK(full_at("\"a\x1b[2J\" x", 8, 9) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:9
  |
1 | "a\u001b[2J" x
  |              ^ here
)");
  CHECK(full_at("\"\xff\" x", 1, 2) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:2
  |
1 | "\xff" x
  |  ^^^^ here
)");
}

TEST_CASE("ends of lines and files") {
  SUBCASE("CRLF: the end of the line is no column") {
    CHECK(full_at("{\r\n  \"a\"\r\n}\r\n", 5, 10) == R"(
error[RC1009] json-syntax: p
 --> a.json:2:3
  |
2 |   "a"
  |   ^^^ here
)");
  }
  SUBCASE("an empty span at the end of a line") {
    CHECK(full_at("[1\n2]", 2, 2) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:3
  |
1 | [1
  |   ^ here
)");
  }
  SUBCASE("the end of a file with a final newline") {
    CHECK(full_at("[1\n", 3, 3) == R"(
error[RC1009] json-syntax: p
 --> a.json:2:1
  |
2 |
  | ^ here
)");
  }
  SUBCASE("an empty file") {
    CHECK(full_at("", 0, 0) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:1
  |
1 |
  | ^ here
)");
  }
  SUBCASE("offsets behind the end") {
    CHECK(full_at("[1", 40, 90) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:3
  |
1 | [1
  |   ^ here
)");
  }
}

TEST_CASE("spans over several lines are marked at both ends") {
  std::string text = "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n";
  CHECK(full_at(text, 9, 25) == R"(
error[RC1009] json-syntax: p
 --> a.json:2:8
  |
2 |   "a": [
  |        ^
...
5 |   ]
  |   ^ here
)");
  CHECK(full_at("[\n1\n]", 0, 5) == R"(
error[RC1009] json-syntax: p
 --> a.json:1:1
  |
1 | [
  | ^
2 | 1
3 | ]
  | ^ here
)");
}

TEST_CASE("labels of the same file share one frame") {
  SourceMap sources;
  SourceId id = sources.add("a.json", "{\n  \"id\": \"x\",\n  \"b\": 1,\n  \"id\": \"y\"\n}\n");
  diag::Diagnostic finding =
      diag::make(Code::kDuplicateKey, {id, 27, 31}, "again here", {{"key", std::string("id")}});
  finding.label({id, 4, 8}, "first here");
  CHECK(full(finding, sources) == R"(
error[RC1005] duplicate-key: the key `id` stands twice in one object
 --> a.json:4:3
  |
2 |   "id": "x",
  |   ---- first here
3 |   "b": 1,
4 |   "id": "y"
  |   ^^^^ again here
)");
  finding.labels.front().span = {id, 10, 13};
  finding.primary.span = {id, 4, 8};
  CHECK(full(finding, sources) == R"(
error[RC1005] duplicate-key: the key `id` stands twice in one object
 --> a.json:2:3
  |
2 |   "id": "x",
  |   ^^^^ again here
  |         --- first here
)");
}

TEST_CASE("long lines are windowed around the caret") {
  std::string text = "[" + std::string(500, 'a') + "\"BAD\"" + std::string(500, 'b') + "]";
  std::string shown = full_at(text, 501, 506, "here", 60);
  CHECK(shown == R"(
error[RC1009] json-syntax: p
 --> a.json:1:502
  |
1 | ...aaaaaaaaaaaaaaaaaaaaaa"BAD"bbbbbbbbbbbbbbbbbbbbbbb...
  |                          ^^^^^ here
)");
  for (std::uint32_t at : {0U, 1U, 30U, 500U, 960U, 1006U, 1007U}) {
    for (std::uint32_t width : {20U, 60U, 100U}) {
      for (std::uint32_t length : {0U, 1U, 300U, 2000U}) {
        CAPTURE(at);
        CAPTURE(width);
        CAPTURE(length);
        std::string line = full_at(text, at, at + length, "", width);
        CHECK(widest_line(line.substr(line.find("  |"))) <= std::max(width, 24U));
        CHECK(line.find('^') != std::string::npos);
      }
    }
  }
}

TEST_CASE("a line of megabytes costs no more than a window") {
  std::string text(4 * 1024 * 1024, 'x');
  std::string shown = full_at(text, 2'000'000, 2'000'003, "here", 60);
  CHECK(shown.find("1 | ...xxxx") != std::string::npos);
  CHECK(shown.find(" ^^^ here") != std::string::npos);
  CHECK(shown.size() < 300);
  CHECK(full_at(text, 4 * 1024 * 1024, 4 * 1024 * 1024, "end", 60).find(" ^\n") !=
        std::string::npos);
}

TEST_CASE("findings without a place end in tips") {
  diag::Diagnostic finding = diag::make(Code::kUnknownCommand, {{"command", std::string("lnt")}});
  finding.help("did you mean `lint`?").help("all commands: rulec");
  SourceMap none;
  CHECK(full(finding, none) == R"(
error[RC0002] unknown-command: no such command `lnt`
  tip: did you mean `lint`?      all commands: rulec
)");
  CHECK(full(finding, none, 40) == R"(
error[RC0002] unknown-command: no such command `lnt`
  tip: did you mean `lint`?
       all commands: rulec
)");
  finding.helps.clear();
  finding.note("read as a command");
  CHECK(full(finding, none) == R"(
error[RC0002] unknown-command: no such command `lnt`
  note: read as a command
)");
}

TEST_CASE("facts, help without a patch, and places counted") {
  SourceMap sources;
  SourceId id = sources.add("a.json", "{}");
  diag::Diagnostic finding =
      diag::make(Code::kMissingMember, {id, 0, 2}, "",
                 {{"what", std::string("a rule")}, {"member", std::string("id")}});
  finding.note("a note\nof two lines").help("add an id");
  finding.more_places = 41;
  finding.place.pointer = "/rules/0";
  CHECK(full(finding, sources) == R"(
error[RC2010] missing-member: a rule needs the member `id`
 --> a.json:1:1
  |
1 | {}
  | ^^
  |
  = in: /rules/0
  = note: a note\u000aof two lines
  = and 41 more places (--all)
help: add an id
)");
}

TEST_CASE("a line with a secret is named and not shown") {
  SourceMap sources;
  SourceId id = sources.add("rulec.yaml", "dsn: hunter2\n");
  diag::Diagnostic finding =
      diag::make(Code::kSecretInConfig, {id, 5, 12}, "a secret", {{"key", std::string("dsn")}});
  finding.hide_source().help("name a variable");
  CHECK(full(finding, sources) == R"(
error[RC0021] secret-in-config: `dsn` holds a password; name a variable or file instead
 --> rulec.yaml:1:6
help: name a variable
)");
}

TEST_CASE("a long reading is cut at a blank to two lines") {
  SourceMap sources;
  SourceId id = sources.add("a.json", "{}");
  diag::Diagnostic finding = diag::make(Code::kMissingMember, {id, 0, 2}, "", {});
  for (int i = 0; i < 50; ++i) {
    finding.place.reads_as += "a.b == 1 and ";
  }
  std::string shown = full(finding, sources, 60);
  std::size_t begin = shown.find("= reads as");
  CHECK(shown.size() - begin < 125);
  CHECK(shown.ends_with(" ...\n"));
}

namespace {

std::string patch(std::string text, std::vector<diag::Edit> edits, std::uint32_t width = 100) {
  SourceMap sources;
  SourceId id = sources.add("a.json", std::move(text));
  for (diag::Edit& edit : edits) {
    edit.span.source = id;
  }
  diag::Diagnostic finding = diag::make(Code::kJsonSyntax, {id, 0, 1}, "", {});
  finding.fix({.fix_class = diag::FixClass::kSafe, .title = "t", .edits = std::move(edits)});
  std::string shown = full(finding, sources, width);
  return "\n" + shown.substr(shown.find("help:"));
}

}  // namespace

TEST_CASE("patches") {
  SUBCASE("an inserted line is only added") {
    CHECK(patch("{\n  \"b\": 1\n}\n", {{.span = {{}, 1, 1}, .new_text = "\n  \"a\": 0,"}}) == R"(
help: t      [safe]
  |
2 +   "a": 0,
)");
  }
  SUBCASE("a removed line is only taken away") {
    CHECK(patch("{\n  \"a\": 0,\n  \"b\": 1\n}\n", {{.span = {{}, 1, 11}, .new_text = ""}}) == R"(
help: t      [safe]
  |
2 -   "a": 0,
)");
  }
  SUBCASE("two edits of one line, later ones of other lines, numbers of the new text") {
    CHECK(patch("aXbYc\nsame\nZ\n", {{.span = {{}, 11, 12}, .new_text = "z"},
                                     {.span = {{}, 1, 2}, .new_text = "x\n"},
                                     {.span = {{}, 3, 4}, .new_text = "y"}}) == R"(
help: t      [safe]
  |
1 - aXbYc
1 + ax
2 + byc
3 - Z
4 + z
)");
  }
  SUBCASE("a byte-order mark is seen") {
    CHECK(patch("\xef\xbb\xbf{}\n", {{.span = {{}, 0, 3}, .new_text = ""}}) == R"(
help: t      [safe]
  |
1 - \ufeff{}
1 + {}
)");
  }
  SUBCASE("at the end of a file, and behind it") {
    CHECK(patch("{", {{.span = {{}, 9, 9}, .new_text = "}"}}) == R"(
help: t      [safe]
  |
1 - {
1 + {}
)");
  }
  SUBCASE("long lines show what differs") {
    std::string text = std::string(300, 'a') + "X" + std::string(300, 'b');
    std::string shown = patch(text, {{.span = {{}, 300, 301}, .new_text = "Y"}}, 40);
    CHECK(shown.find("aXb") != std::string::npos);
    CHECK(shown.find("aYb") != std::string::npos);
    CHECK(widest_line(shown) <= 40);
  }
  SUBCASE("many lines are cut") {
    std::string text;
    for (int i = 0; i < 30; ++i) {
      text += "line\n";
    }
    std::string shown = patch(text, {{.span = {{}, 0, 150}, .new_text = "x\n"}});
    CHECK(shown.find("- ... 18 more lines\n") != std::string::npos);
  }
}

TEST_CASE("a patch of another file names it") {
  Transcript t;
  t.finding.fixes.front().edits.front().span = {SourceId(1), 0, 1};
  t.finding.fixes.front().edits.front().new_text = "[";
  std::string shown = full(t.finding, t.sources);
  CHECK(shown.find(R"([suggested]
  ::: schemas/checkout_terms.context.json:1:1
   |
 1 - {
 1 + [
)") != std::string::npos);
}

TEST_CASE("concise: one line, place first when there is one") {
  Transcript t;
  CHECK(diag::render_concise(t.finding, t.sources) ==
        "rules/checkout/terms.rule.json:8:26: error[RC2003] unknown-field: the context of "
        "`checkout_terms` has no field `cart.totl`\n");
  CHECK(diag::render_concise(diag::make(Code::kUnknownCommand, {{"command", std::string("x\n")}}),
                             t.sources) ==
        "error[RC0002] unknown-command: no such command `x\\u000a`\n");
}

TEST_CASE("json: all members in the order of the design") {
  Transcript t;
  std::string out;
  JsonWriter json(out);
  diag::write_json(json, t.finding, t.sources);
  std::string offset = std::to_string(t.finding.primary.span.begin);
  CHECK(out ==
        R"({"code":"RC2003","name":"unknown-field","severity":"error",)"
        R"("message":"the context of `checkout_terms` has no field `cart.totl`",)"
        R"("args":{"entry_point":"checkout_terms","field":"cart.totl"},)"
        R"("primary":{"file":"rules/checkout/terms.rule.json","line":8,"column":26,"end_line":8,)"
        R"("end_column":35,"byte_offset":)" +
            offset +
            R"(,"byte_length":9,"text":"not in the schema"},)"
            R"("labels":[{"file":"schemas/checkout_terms.context.json","line":14,"column":5,)"
            R"("end_line":14,"end_column":11,"text":"fields of `cart`: currency, items, total"}],)"
            R"("rule_id":"checkout-terms","pointer":"/condition/and/0/>=/0/var",)"
            R"("breadcrumb":["rule checkout-terms","condition","and[0]",">="],)"
            R"("reads_as":"cart.totl >= 100 and user.region == \"GB\"","notes":[],)"
            R"("witness":null,"more_places":0,"suppressed":null,)"
            R"("fixes":[{"class":"suggested",)"
            R"("title":"a field with a similar name exists: `cart.total`",)"
            R"("edits":[{"file":"rules/checkout/terms.rule.json","byte_offset":)" +
            offset + R"(,"byte_length":9,"new_text":"cart.total"}]}],"fingerprint":")" +
            diag::fingerprint(t.finding, t.sources) +
            R"(","help_uri":"docs/diagnostics/RC2003.md"})");
}

TEST_CASE("json without a place, with help and with bytes that are not UTF-8") {
  SourceMap none;
  diag::Diagnostic finding = diag::make(Code::kUnknownCommand, {{"command", std::string("\xff")}});
  finding.help("did you mean `lint`?");
  std::string out;
  JsonWriter json(out);
  diag::write_json(json, finding, none);
  CHECK(out.find(R"("args":{"command":"\\xff"},"primary":null,"labels":[],"rule_id":null)") !=
        std::string::npos);
  CHECK(out.find(R"("fixes":[{"class":"manual","title":"did you mean `lint`?","edits":[]}])") !=
        std::string::npos);
  CHECK(utf8::find_invalid(out) == std::string::npos);
}

TEST_CASE("any bytes and any spans give valid text of no more than the width") {
  constexpr std::string_view kPieces[] = {"{",
                                          "\"a\"",
                                          "\n",
                                          "\r\n",
                                          "\t",
                                          "\x1b",
                                          "\xff",
                                          "\xe5\xae\xb6",
                                          "e\xcc\x81",
                                          "\xf0\x9f",
                                          " ",
                                          std::string_view("\0", 1),
                                          "\xe2\x80\xae",
                                          "long-word",
                                          "\\"};
  std::mt19937 random(20260301);
  auto below = [&random](std::size_t end) { return random() % end; };
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t pieces = below(60); pieces > 0; --pieces) {
      text += kPieces[below(std::size(kPieces))];
    }
    SourceMap sources;
    SourceId id = sources.add("a.json", text);
    auto span = [&] {
      auto begin = static_cast<std::uint32_t>(below(text.size() + 3));
      return Span{id, begin, begin + static_cast<std::uint32_t>(below(text.size() + 3))};
    };
    diag::Diagnostic finding = diag::make(Code::kJsonSyntax, span(), text, {{"problem", text}});
    finding.label(span(), "second").note(text).help(text);
    finding.fix({.title = "t", .edits = {{span(), "x\ny"}, {span(), ""}}});
    CAPTURE(round);
    auto width = static_cast<std::uint32_t>(20 + below(100));
    std::string shown = diag::render_full(finding, sources, {.width = width}) +
                        diag::render_concise(finding, sources);
    CHECK(utf8::find_invalid(shown) == std::string::npos);
    CHECK(shown.find_first_of("\x1b\r\t") == std::string::npos);
    std::string json_text;
    JsonWriter json(json_text);
    diag::write_json(json, finding, sources);
    CHECK(utf8::find_invalid(json_text) == std::string::npos);
  }
}

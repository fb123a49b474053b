// HTML templates: where holes may stand and what they are escaped for there; what is refused, at
// which bytes.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "compiler/templates/part.h"
#include "template_text.h"

namespace rulec::compiler {
namespace {

using bytecode::HolePlace;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

struct Refusal {
  std::string_view text;
  std::string_view fault;
};

void check_refusals(const std::vector<Refusal>& refusals) {
  for (const Refusal& one : refusals) {
    CAPTURE(one.text);
    std::vector<Part> parts = rulec::testing::template_parts(one.text);
    CHECK(joined(rulec::testing::faults_of_html(parts)) == one.fault);
  }
}

std::string places(std::string_view text) {
  std::vector<Part> parts = rulec::testing::template_parts(text);
  std::string found = joined(rulec::testing::faults_of_html(parts));
  for (const Part& part : parts) {
    if (part.kind == PartKind::kHole) {
      found += part.place == HolePlace::kMarkup          ? "m"
               : part.place == HolePlace::kMarkupUrl     ? "u"
               : part.place == HolePlace::kMarkupUrlPart ? "p"
                                                         : "?";
    }
  }
  return found;
}

TEST_CASE("each hole of an HTML template has its place") {
  CHECK(places("") == "");
  CHECK(places("plain > text") == "");
  CHECK(places("{{a}}") == "m");
  CHECK(places("a {{a}}{{b}} &amp; &#228; &#xe4; &#x1F600; &hellip; b") == "mm");
  CHECK(places("<p class=\"x {{a}}\" title='fixed'>{{b}}<br>{{c}}<br/></p><hr />") == "mmm");
  CHECK(places("<a href=\"{{a}}\">{{b}}</a>") == "um");
  CHECK(places("<a href=\"{{a}}{{b}}/{{c}}\">x</a>") == "upp");
  CHECK(places("<a href=\"/shop/{{a}}?q={{b}}#{{c}}\">x</a>") == "ppp");
  CHECK(places("<a href=\"HTTPS://{{a}}.example.com/{{b}}\">x</a>") == "pp");
  CHECK(places("<a href=\"mailto:{{a}}?subject={{b}}\">x</a>") == "pp");
  CHECK(places("<a href=\"java{{a}}\">x</a>") == "p");
  CHECK(places("<a href=\"?a=1&amp;b={{a}}:{{b}}\">x</a>") == "pp");
  CHECK(places("<img src=\"{{a}}\" alt=\"{{b}}\" width=\"20\">") == "um");
  CHECK(places("<blockquote cite=\"{{a}}\"><p>{{b}}</p></blockquote>") == "um");
  CHECK(places("<ul>\n  {{#each items}}<li>{{a}}</li>\n{{/each}}</ul>") == "m");
  CHECK(places("<table><caption>{{t}}</caption><thead><tr><th align=\"left\">A</th></tr></thead>"
               "<tbody>{{#each rows}}<tr><td>{{a}}</td></tr>{{/each}}</tbody></table>") == "mm");
  CHECK(
      places("{{#if a}}<p>{{b}}</p>{{else}}<div>{{c}}{{#if d}}<b>{{e}}</b>{{/if}}</div>{{/if}}") ==
      "mmm");
  CHECK(places("<p class=\"a{{#if a}} b{{else}}{{c}}{{/if}}\">x</p>") == "m");
  CHECK(places("<p dir=\"{{#if a}}rtl{{else}}ltr{{/if}}\" aria-label=\"{{b}}\">x</p>") == "m");
  CHECK(places("<dl><dt>{{a}}</dt><dd><p>{{b}}</p></dd></dl>") == "mm");
}

TEST_CASE("texts that begin no tag and no reference are refused where they stand") {
  check_refusals({
      {"a < b", "RC2035@0:2..3 `<` begins no tag"},
      {"a <", "RC2035@0:2..3 `<` begins no tag"},
      {"a <3", "RC2035@0:2..3 `<` begins no tag"},
      {"<{{#if a}}b>{{/if}}", "RC2035@0:0..1 `<` begins no tag"},
      {"a & b", "RC2035@0:2..3 `&` begins no character reference"},
      {"R&D", "RC2035@0:1..2 `&` begins no character reference"},
      {"&amp", "RC2035@0:0..1 `&` begins no character reference"},
      {"&am{{a}}p;", "RC2035@0:0..1 `&` begins no character reference"},
      {"&{{a}};", "RC2035@0:0..1 `&` begins no character reference"},
      {"&#{{a}};", "RC2035@0:0..1 `&` begins no character reference"},
      {"&Hellip;", "RC2035@0:0..1 `&Hellip;` is no character reference that is allowed"},
      {"&colon;", "RC2035@0:0..1 `&colon;` is no character reference that is allowed"},
      {"&#0;", "RC2035@0:0..1 `&#0;` is no character reference that is allowed"},
      {"&#x80;", "RC2035@0:0..1 `&#x80;` is no character reference that is allowed"},
      {"&#xd800;", "RC2035@0:0..1 `&#xd800;` is no character reference that is allowed"},
      {"&#x110000;", "RC2035@0:0..1 `&#x110000;` is no character reference that is allowed"},
      {"&#xFFFF;", "RC2035@0:0..1 `&#xFFFF;` is no character reference that is allowed"},
      {"&#99999999999;",
       "RC2035@0:0..1 `&#99999999999;` is no character reference that is allowed"},
      {"a\x01z", "RC2035@0:1..2 a text holds a control character"},
      {"a\xc2\x85", "RC2035@0:1..2 a text holds a control character"},
      {"a <!-- b -->", "RC2035@0:2..11 comments and declarations are not allowed in a template"},
      {"<!DOCTYPE html>", "RC2035@0:0..14 comments and declarations are not allowed in a template"},
      {"<![CDATA[x]]>", "RC2035@0:0..12 comments and declarations are not allowed in a template"},
      {"<?php x ?>", "RC2035@0:0..9 comments and declarations are not allowed in a template"},
  });
}

TEST_CASE("elements outside of the list are refused, and those that a parser would move") {
  check_refusals({
      {"<script>x</script>", "RC2035@0:0..7 `<script>` is not allowed in a template"},
      {"<b>x</b><iframe src=\"/\"></iframe>",
       "RC2035@0:8..15 `<iframe>` is not allowed in a template"},
      {"<svg/>",
       "RC2035@0:0..4 `<svg>` is not allowed in a template\n"
       "RC2035@0:0..4 `/>` does not close `<svg>`"},
      {"<B>x</B>", "RC2035@0:0..2 `<B>` is not allowed in a template"},
      {"<p>a", "RC2035@0:0..2 `<p>` is not closed"},
      {"<p>a<b>c</p>", "RC2035@0:8..12 `</p>` stands where `<b>` is open"},
      {"a</p>", "RC2035@0:1..5 `</p>` closes nothing"},
      {"a<br></br>", "RC2035@0:5..10 `</br>` closes nothing"},
      {"<p/>", "RC2035@0:0..2 `/>` does not close `<p>`"},
      {"<p>a</p", "RC2035@0:4..7 the end tag `</p` has no `>`"},
      {"<p>a</p x=\"y\">", "RC2035@0:4..8 the end tag `</p` has no `>`"},
      {"<p", "RC2035@0:0..2 the tag `<p` has no `>`"},
      {"<p><div>a</div></p>", "RC2035@0:3..7 `<div>` may not stand in `<p>`"},
      {"<p><b><ul></ul></b></p>", "RC2035@0:6..9 `<ul>` may not stand in `<b>`"},
      {"<h1><h2>a</h2></h1>", "RC2035@0:4..7 `<h2>` may not stand in `<h1>`"},
      {"<a href=\"/\"><b><a href=\"/\">x</a></b></a>", "RC2035@0:15..17 a link stands in a link"},
      {"<li>a</li>", "RC2035@0:0..3 `<li>` may not stand outside of its list or table"},
      {"<ul><p>a</p></ul>", "RC2035@0:4..6 `<p>` may not stand directly in `<ul>`"},
      {"<ul>a<li>b</li></ul>", "RC2035@0:4..5 `<ul>` holds no text of its own"},
      {"<ul>&amp;</ul>", "RC2035@0:4..9 `<ul>` holds no text of its own"},
      {"<table><tr><td>a</td></tr></table>",
       "RC2035@0:7..10 `<tr>` may not stand directly in `<table>`"},
      {"<table>{{a}}</table>",
       "RC2036@1:0..0 a placeholder stands directly in `<table>`, which holds no text"},
      {"<table><tbody><tr>x</tr></tbody></table>",
       "RC2035@0:18..19 `<tr>` holds no text of its own"},
  });
}

TEST_CASE("elements nest to a limit") {
  auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
      text += "<div>";
    }
    for (std::size_t i = 0; i < depth; ++i) {
      text += "</div>";
    }
    return places(text);
  };
  CHECK(nested(32) == "");
  CHECK(nested(33) == "RC2035@0:160..165 elements are nested deeper than 32");
  CHECK(nested(100'000) == "RC2035@0:160..165 elements are nested deeper than 32");
}

TEST_CASE("attributes outside of the list, without quotes or twice are refused") {
  check_refusals({
      {"<p onclick=\"x\">a</p>", "RC2035@0:3..10 `onclick` is not allowed on `<p>`"},
      {"<p style=\"x\">a</p>", "RC2035@0:3..8 `style` is not allowed on `<p>`"},
      {"<p id=\"x\">a</p>", "RC2035@0:3..5 `id` is not allowed on `<p>`"},
      {"<p name=\"x\">a</p>", "RC2035@0:3..7 `name` is not allowed on `<p>`"},
      {"<p data-x=\"x\">a</p>", "RC2035@0:3..9 `data-x` is not allowed on `<p>`"},
      {"<p href=\"/\">a</p>", "RC2035@0:3..7 `href` is not allowed on `<p>`"},
      {"<p CLASS=\"x\">a</p>", "RC2035@0:3..8 `CLASS` is not allowed on `<p>`"},
      {"<p aria-=\"x\">a</p>", "RC2035@0:3..8 `aria-` is not allowed on `<p>`"},
      {"<img srcset=\"/\">", "RC2035@0:5..11 `srcset` is not allowed on `<img>`"},
      {"<p class=x>a</p>", "RC2035@0:3..10 the value of `class` is not quoted"},
      {"<p class>a</p>", "RC2035@0:3..8 `class` has no value"},
      {"<p class =\"x\">a</p>",
       "RC2035@0:3..8 `class` has no value\n"
       "RC2035@0:9..10 a tag holds something that is no attribute"},
      {"<p class=\"x\"title=\"y\">a</p>",
       "RC2035@0:12..17 a tag holds something that is no attribute"},
      {"<p class=\"x\" class=\"y\">a</p>", "RC2035@0:13..18 `class` is given twice"},
      {"<p \"x\">a</p>", "RC2035@0:3..4 a tag holds something that is no attribute"},
      {"<p / class=\"x\">a</p>", "RC2035@0:3..4 a tag holds a `/` without `>`"},
      {"<p class=\"x>a</p>",
       "RC2035@0:13..14 a value holds `<`\n"
       "RC2035@0:10..17 the value of `class` has no closing quote"},
      {"<p title=\"a & b\">a</p>", "RC2035@0:12..13 `&` begins no character reference"},
      {"<p title=\"a\x02\">a</p>", "RC2035@0:11..12 a value holds a control character"},
  });
}

TEST_CASE("holes in names, in single quotes and without quotes are misplaced") {
  check_refusals({
      {"<{{a}}>x</p>", "RC2036@1:0..0 a placeholder stands for the name of an element"},
      {"<h{{a}}>x</h1>", "RC2036@1:0..0 a placeholder stands in a name in a tag"},
      {"<h1>x</h{{a}}>", "RC2036@1:0..0 a placeholder stands in a name in a tag"},
      {"<p {{a}}>x</p>", "RC2036@1:0..0 a placeholder stands in a tag"},
      {"<p {{a}}=\"x\">x</p>", "RC2036@1:0..0 a placeholder stands in a tag"},
      {"<p cl{{a}}=\"x\">x</p>", "RC2036@1:0..0 a placeholder stands in a name in a tag"},
      {"<p class={{a}}>x</p>", "RC2036@1:0..0 a placeholder stands in a value without quotes"},
      {"<p class='{{a}}'>x</p>", "RC2036@1:0..0 a placeholder stands in single quotes"},
      {"<p dir=\"{{a}}\">x</p>", "RC2036@1:0..0 `dir` takes no placeholder"},
      {"<a target=\"{{a}}\">x</a>", "RC2036@1:0..0 `target` takes no placeholder"},
      {"<p onclick=\"{{a}}\">x</p>", "RC2035@0:3..10 `onclick` is not allowed on `<p>`"},
      {"<p style=\"{{a}}\">x</p>", "RC2035@0:3..8 `style` is not allowed on `<p>`"},
  });
}

TEST_CASE("blocks are balanced against elements and values") {
  check_refusals({
      {"{{#if a}}<p>{{/if}}x</p>", "RC2035@1:0..2 `<p>` is not closed before its block ends"},
      {"{{#if a}}<p>{{else}}<p>{{/if}}x</p>",
       "RC2035@1:0..2 `<p>` is not closed before `{{else}}`"},
      {"<p>{{#if a}}</p>{{/if}}",
       "RC2035@2:0..4 `</p>` closes an element that was opened outside of its block"},
      {"<p>{{#if a}}</p><p>{{/if}}</p>",
       "RC2035@2:0..4 `</p>` closes an element that was opened outside of its block"},
      {"{{#each a}}</p>{{/each}}", "RC2035@1:0..4 `</p>` closes nothing"},
      {"<p {{#if a}}class=\"x\"{{/if}}>x</p>", "RC2036@1:0..0 a block begins or ends in a tag"},
      {"<p{{#if a}} class=\"x\"{{/if}}>x</p>",
       "RC2036@1:0..0 a placeholder stands in a name in a tag"},
      {"<p class=\"{{#if a}}x\">y</p>{{/if}}",
       "RC2035@2:1..1 a block that begins in a value ends in it"},
      {"{{#if a}}<p class=\"{{/if}}\">y</p>",
       "RC2036@2:0..0 a block that began outside of this value ends in it"},
      {"<a href=\"{{#if a}}x{{/if}}\">y</a>", "RC2036@1:0..0 a block stands in a URL"},
  });
}

TEST_CASE("URLs have a good scheme and a host that no value chooses") {
  check_refusals({
      {"<a href=\"javascript:x\">y</a>",
       "RC2035@0:19..20 the scheme `javascript` is not allowed in a URL"},
      {"<a href=\"JaVaScRiPt:{{a}}\">y</a>",
       "RC2035@0:19..20 the scheme `javascript` is not allowed in a URL"},
      {"<a href=\"&#106;avascript:x\">y</a>",
       "RC2035@0:24..25 the scheme `javascript` is not allowed in a URL"},
      {"<a href=\"javascript&#58;x\">y</a>",
       "RC2035@0:19..24 the scheme `javascript` is not allowed in a URL"},
      {"<a href=\"java\tscript:x\">y</a>",
       "RC2035@0:13..14 a URL holds white space\n"
       "RC2035@0:20..21 the scheme `java\tscript` is not allowed in a URL"},
      {"<a href=\" /x\">y</a>", "RC2035@0:9..10 a URL holds white space"},
      {"<a href=\"&#9;/x\">y</a>", "RC2035@0:9..13 a URL holds white space"},
      {"<a href=\"/a\\b\">y</a>",
       "RC2035@0:11..12 a URL holds a backslash, which browsers read as `/`"},
      {"<img src=\"data:image/png;base64,AA\">",
       "RC2035@0:14..15 the scheme `data` is not allowed in a URL"},
      {"<a href=\"{{a}}:x\">y</a>",
       "RC2035@2:0..1 the placeholder before this `:` would choose the scheme of the URL"},
      {"<a href=\"http{{a}}:x\">y</a>",
       "RC2035@2:0..1 the placeholder before this `:` would choose the scheme of the URL"},
      {"<a href=\"{{a}}{{b}}x:y\">y</a>",
       "RC2035@3:1..2 the placeholder before this `:` would choose the scheme of the URL"},
      {"<a href=\"{{a}}{{b}}&#58;y\">y</a>",
       "RC2035@3:0..5 the placeholder before this `:` would choose the scheme of the URL"},
      {"<a href=\"https:{{a}}\">y</a>", "RC2035@1:0..0 a URL has no host"},
      {"<a href=\"https:///{{a}}\">y</a>", "RC2035@0:15..16 a URL has no host"},
      {"<a href=\"https:\">y</a>", "RC2035@0:14..15 a URL has no host"},
      {"<a href=\"///{{a}}\">y</a>", "RC2035@0:9..10 a URL has no host"},
      {"<a href=\"https://{{a}}/x\">y</a>",
       "RC2036@1:0..0 a placeholder chooses the host of a URL"},
      {"<a href=\"https://example.com{{a}}\">y</a>",
       "RC2036@1:0..0 a placeholder chooses the host of a URL"},
      {"<a href=\"//example.{{a}}/\">y</a>",
       "RC2036@1:0..0 a placeholder chooses the host of a URL"},
      {"<a href=\"/{{a}}/{{b}}\">y</a>",
       "RC2036@1:0..0 an empty value here would make `//`, and a host of what follows"},
      {"<a href=\"/{{a}}{{b}}/x\">y</a>",
       "RC2036@1:0..0 an empty value here would make `//`, and a host of what follows"},
  });
}

TEST_CASE("a fault names what was probably meant") {
  std::vector<Part> parts =
      rulec::testing::template_parts("<Strong>&hellp;</Strong><b titel=\"\"></b>");
  std::string helps;
  CHECK_FALSE(place_html(parts, [&](const PartFault& fault) { helps += fault.help + "\n"; }));
  CHECK(helps == "did you mean `strong`?\ndid you mean `hellip`?\ndid you mean `title`?\n");
}

TEST_CASE("long templates take linear time") {
  for (std::string_view piece : {"<", "&", "<b", "<p class=\"", "</", "&#", "<a href=\"/", "\""}) {
    std::string text;
    while (text.size() < 400'000) {
      text += piece;
    }
    std::vector<Part> parts = {{.text = text}};
    std::size_t faults = 0;
    bool is_placed = place_html(parts, [&](const PartFault&) { ++faults; });
    CHECK(is_placed == (faults == 0));
  }
}

}  // namespace
}  // namespace rulec::compiler

// Markdown templates: where holes stand, what HTML is made of them, what is refused.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/templates/part.h"
#include "template_text.h"

namespace rulec::compiler {
namespace {

// `[m]` for a hole by its place, `[if]`, `[each]`, `[else]`, `[/]`.
std::string shown(const std::vector<Part>& parts) {
  constexpr std::array<std::string_view, 9> kPlaces = {"json", "text", "m", "u", "p",
                                                       "t",    "c",    "U", "P"};
  std::string text;
  for (const Part& part : parts) {
    switch (part.kind) {
      case PartKind::kText:
        text += part.text;
        break;
      case PartKind::kHole:
        text += "[" + std::string(kPlaces[static_cast<std::size_t>(part.place)]) + "]";
        break;
      case PartKind::kIf:
        text += "[if]";
        break;
      case PartKind::kEach:
        text += "[each]";
        break;
      case PartKind::kElse:
        text += "[else]";
        break;
      case PartKind::kEnd:
        text += "[/]";
        break;
    }
  }
  return text;
}

struct Case {
  std::string_view text;
  std::string_view source;  // with the places; "" where there is no hole
  std::string_view html;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.text);
    std::vector<Part> parts = rulec::testing::template_parts(one.text);
    std::vector<Part> html;
    CHECK(joined(rulec::testing::faults_of_markdown(parts, html)) == "");
    CHECK(shown(parts) == one.source);
    CHECK(shown(html) == one.html);
  }
}

TEST_CASE("holes have a place in the source and in the HTML") {
  check({
      {"", "", ""},
      {"Hello *{{a}}*, {{b}}", "Hello *[t]*, [t]", "<p>Hello <em>[m]</em>, [m]</p>\n"},
      {"# {{a}}\n{{b}}", "# [t]\n[t]", "<h1>[m]</h1>\n<p>[m]</p>\n"},
      {"[{{a}}]({{b}} \"{{c}}\")", "[[t]]([U] \"[t]\")",
       "<p><a href=\"[u]\" title=\"[m]\">[m]</a></p>\n"},
      {"[a]({{b}}/{{c}})", "[a]([U]/[P])", "<p><a href=\"[u]/[p]\">a</a></p>\n"},
      {"![{{a}}](/i/{{b}})", "![[t]](/i/[P])", "<p><img src=\"/i/[p]\" alt=\"[m]\" /></p>\n"},
      {"`{{a}}`", "`[c]`", "<p><code>[m]</code></p>\n"},
      {"```js\n{{a}}\n```", "```js\n[c]\n```",
       "<pre><code class=\"language-js\">[m]\n</code></pre>\n"},
      {"    {{a}}", "    [c]", "<pre><code>[m]\n</code></pre>\n"},
      {"~~{{a}}~~", "~~[t]~~", "<p><del>[m]</del></p>\n"},
      {"|{{a}}|\n|:-:|", "|[t]|\n|:-:|",
       "<table>\n<thead>\n<tr>\n<th align=\"center\">[m]</th>\n</tr>\n</thead>\n</table>\n"},
      {"a<b & \"c\" {{d}}", "a<b & \"c\" [t]", "<p>a&lt;b &amp; &quot;c&quot; [m]</p>\n"},
      // No links where none is written.
      {"www.x.example https://x.example", "www.x.example https://x.example",
       "<p>www.x.example https://x.example</p>\n"},
  });
}

TEST_CASE("blocks hold lines, items or words") {
  check({
      {"a{{#if b}} **{{c}}**{{else}} d{{/if}}!", "a[if] **[t]**[else] d[/]!",
       "<p>a[if] <strong>[m]</strong>[else] d[/]!</p>\n"},
      {"{{#if a}}\n# b\n{{else}}\nc\n{{/if}}\n", "[if]\n# b\n[else]\nc\n[/]\n",
       "[if]\n<h1>b</h1>\n[else]\n<p>c</p>\n[/]\n"},
      {"{{#each a}}\n- {{b}}\n{{/each}}", "[each]\n- [t]\n[/]",
       "<ul>[each]\n<li>[m]</li>\n[/]</ul>\n"},
      {"1. x\n{{#each a}}1. {{b}}\n{{/each}}", "1. x\n[each]1. [t]\n[/]",
       "<ol>\n<li>x</li>\n[each]\n<li>[m]</li>\n[/]</ol>\n"},
      {"1. x\n{{#if a}}1. y\n{{/if}}\n1. z", "1. x\n[if]1. y\n[/]\n1. z",
       "<ol>\n<li>x</li>\n[if]\n<li>y</li>\n[/]\n<li>z</li>\n</ol>\n"},
      {"- a\n  {{#if b}}\n  c\n  {{/if}}\n- d", "- a\n  [if]\n  c\n  [/]\n- d",
       "<ul>\n<li>\n<p>a</p>\n[if]\n<p>c</p>\n[/]\n</li>\n<li>\n<p>d</p>\n</li>\n</ul>\n"},
  });
}

struct Refusal {
  std::string_view text;
  std::string_view fault;
};

TEST_CASE("Markdown that a value or a block could change is refused") {
  const std::string value =
      "the value of this placeholder can change what the Markdown around it means";
  const std::string block =
      "the Markdown around this block means something else when the block is left out or taken "
      "again";
  const std::vector<std::pair<std::string_view, std::string>> refusals = {
      {"a**{{x}}**b", "RC2036@1:0..0 " + value},
      {"{{a}} and {{x}}. b", ""},
      {"{{x}}. a", "RC2036@0:0..0 " + value},
      {"a\n{{x}}) b", "RC2036@1:0..0 " + value},
      {"*{{x}}**{{y}}**", "RC2036@3:0..0 " + value},
      {"|a|\n|-|\n|`{{x}}`|", "RC2036@1:0..0 " + value},
      {"[a](b`{{x}}`", "RC2036@1:0..0 " + value},
      {"[a](b \"`{{x}}`", "RC2036@1:0..0 " + value},
      {"[a](<`{{x}}`", "RC2036@1:0..0 " + value},
      {"**{{#if a}}x{{/if}}**", "RC2036@1:0..0 " + block},
      {"|a|\n|-|\n{{#each b}}|{{c}}|\n{{/each}}", "RC2036@1:0..0 " + block},
      {"a\n{{#if b}}---\n{{/if}}", "RC2036@1:0..0 " + block},
      {"[a]{{#if b}}(/c){{/if}}", "RC2036@1:0..0 " + block},
      {"{{#if a}}<{{/if}}b>", "RC2035@1:0..1 the Markdown holds HTML"},
      {"[x {{#if a}}y](/u \"t {{/if}}\")",
       "RC2036@1:0..0 a block begins or ends within a link or image"},
  };
  for (const auto& [text, fault] : refusals) {
    CAPTURE(text);
    std::vector<Part> parts = rulec::testing::template_parts(text);
    std::vector<Part> html;
    CHECK(joined(rulec::testing::faults_of_markdown(parts, html)) == fault);
  }
}

TEST_CASE("HTML, bad URLs and misplaced holes in Markdown are refused where they stand") {
  const std::vector<Refusal> refusals = {
      {"a <b>c</b>",
       "RC2035@0:2..5 the Markdown holds HTML\nRC2035@0:6..10 the Markdown holds HTML"},
      {"a\n\n<div>\nb", "RC2035@0:3..8 the Markdown holds HTML"},
      {"a <!-- {{x}} -->", "RC2035@0:2..7 the Markdown holds HTML"},
      {"<{{x}}>", "RC2035@0:0..1 the Markdown holds HTML"},
      {"[a](javascript:b)", "RC2035@0:4..16 the scheme `javascript` is not allowed in a URL"},
      {"[a](&#106;avascript:b)", "RC2035@0:0..0 the scheme `javascript` is not allowed in a URL"},
      {"![a](data:{{x}})", "RC2035@0:5..10 the scheme `data` is not allowed in a URL"},
      {"[a]({{x}}:b)",
       "RC2035@1:0..0 the placeholder before this `:` would choose the scheme of the URL"},
      {"[a](https://{{x}}/)", "RC2036@1:0..0 a placeholder chooses the host of a URL"},
      {"<https://a.example/{{x}}>",
       "RC2036@1:0..0 a placeholder stands in a link that shows its URL"},
      {"<{{x}}@a.example>", "RC2036@1:0..0 a placeholder stands in a link that shows its URL"},
      {"[a]({{#if b}}/c{{/if}})",
       "RC2036@1:0..0 a block stands in a URL or in the language of code\n"
       "RC2036@3:0..0 a block stands in a URL or in the language of code"},
      {"`a\n{{x}}`",
       "RC2036@1:0..0 a placeholder begins a line of code that began on another line"},
      {"[a](\n{{x}} \"t\")", "RC2036@1:0..0 a placeholder begins a line within a link"},
      {"[a](\n-{{x}}\n)", "RC2036@1:0..0 a placeholder begins a line within a link"},
      {"```{{x}}\na\n```", "RC2036@1:0..0 a placeholder stands in the language of code"},
      {"[a][b]\n\n[b]: /c",
       "RC2035@0:10..12 `]:` defines a link for the whole text, which values could use too"},
      {"a \\{{x}}", "RC2036@1:0..0 a placeholder stands behind `\\`"},
      {"&{{x}};", "RC2036@1:0..0 a placeholder stands in a character reference"},
      {"&#{{x}};", "RC2036@1:0..0 a placeholder stands in a character reference"},
  };
  for (const Refusal& one : refusals) {
    CAPTURE(one.text);
    std::vector<Part> parts = rulec::testing::template_parts(one.text);
    std::vector<Part> html;
    CHECK(joined(rulec::testing::faults_of_markdown(parts, html)) == one.fault);
  }
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) {
    text += piece;
  }
  return text;
}

std::string faults_of(const std::string& text) {
  std::vector<Part> parts = rulec::testing::template_parts(text);
  std::vector<Part> html;
  return joined(rulec::testing::faults_of_markdown(parts, html));
}

TEST_CASE("Markdown bombs are refused, or are text") {
  CHECK(faults_of(repeated(">", 10'000) + "a") ==
        "RC2035@0:0..0 the Markdown is nested deeper than 32");
  CHECK(faults_of(repeated("[", 50'000)) == "");
  CHECK(faults_of(repeated("*", 10'000)) == "");
  CHECK(faults_of(repeated("*a_ ", 10'000)) == "");
  CHECK(faults_of(repeated("`", 50'000)) == "");
  CHECK(faults_of(repeated("|", 30'000)) == "");
  CHECK(faults_of(repeated("|", 20'000) + repeated("\n|", 10'000)) ==
        "RC2035@0:0..0 the Markdown can hold too many cells of tables");
  CHECK(faults_of(repeated("a", 64 * 1024)) == "");
  CHECK(faults_of(repeated("a", 64 * 1024 + 1)) ==
        "RC2035@0:0..0 the Markdown is longer than a message may be");
  CHECK(faults_of(repeated("{{#each a}}", 30) + "b" + repeated("{{/each}}", 30)) == "");
}

TEST_CASE("Markdown nests to a limit") {
  auto quotes = [](std::size_t depth) { return repeated(">", depth) + " a"; };
  CHECK(faults_of(quotes(30)) == "");
  CHECK(faults_of(quotes(31)) == "RC2035@0:0..0 the Markdown is nested deeper than 32");
}

TEST_CASE("words that look like those of the compiler are text") {
  std::vector<Part> parts = rulec::testing::template_parts("Zq0z Zq1z {{x}}");
  std::vector<Part> html;
  CHECK(joined(rulec::testing::faults_of_markdown(parts, html)) == "");
  CHECK(shown(html) == "<p>Zq0z Zq1z [m]</p>\n");
  CHECK(faults_of("&#90;q1z {{x}}").starts_with("RC2036@1"));
}

}  // namespace
}  // namespace rulec::compiler

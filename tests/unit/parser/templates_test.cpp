// Templates: texts into pieces and one expression, the variables of actions that they read, what is
// refused and where.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "parser_support.h"

namespace rulec::parser {
namespace {

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    made += c == '"' || c == '\\' ? "\\" : "";
    made += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return made + "\"";
}

// A template whose content is this JSON.
std::string template_of(std::string_view content, std::string_view more = "") {
  return R"({"id":"t",)" + std::string(more) + "\"content\":" + std::string(content) + "}";
}

struct Parsed : Loaded {
  explicit Parsed(std::string_view content, std::string_view more = "")
      : Loaded(template_of(content, more), As::kTemplate) {}
  [[nodiscard]] const TemplateNode& node() const { return ast.templates.at(0); }
  [[nodiscard]] std::string values() const {
    return node().values == nullptr ? "" : infix(*node().values);
  }
};

std::string infix_of_json(std::string_view json) {
  Loaded loaded(json, Loaded::As::kExpression);
  REQUIRE(loaded.findings.empty());
  return infix(*loaded.expr);
}

// `"a" 0=cart.total|upper if1 else each0 end`
std::string pieces_of(const Parsed& parsed) {
  REQUIRE(parsed.node().content.text != nullptr);
  std::string made;
  for (const TemplatePiece& piece : parsed.node().content.text->pieces) {
    made += made.empty() ? "" : " ";
    switch (piece.kind) {
      case PieceKind::kText:
        made += "'" + std::string(piece.text) + "'";
        break;
      case PieceKind::kHole:
        made += std::to_string(piece.item) + "=" + std::string(piece.source);
        for (const TemplateFilterNode& filter : piece.filters) {
          made += "|" + std::string(filter.name.text) + (filter.has_argument ? "()" : "");
        }
        break;
      case PieceKind::kIf:
        made += "if" + std::to_string(piece.item);
        break;
      case PieceKind::kElse:
        made += "else";
        break;
      case PieceKind::kEach:
        made += "each" + std::to_string(piece.item);
        break;
      case PieceKind::kEnd:
        made += "end";
        break;
    }
  }
  return made;
}

// Code and text of the only finding: `RC1020 the tag is not closed at {{ a`.
std::string refusal_of(std::string_view text) {
  Parsed parsed(quoted(text));
  if (parsed.findings.empty()) {
    return parsed.node().is_bad ? "bad without a word" : "";
  }
  if (parsed.findings.size() > 1) {
    return "several";
  }
  if (!parsed.node().is_bad) {
    return "a finding, but not bad";
  }
  const diag::Diagnostic& finding = parsed.findings[0];
  return diag::message_of(finding) + " at " +
         std::string(parsed.sources.text(finding.primary.span));
}

std::string variables_of(std::string_view content) {
  Parsed parsed(content);
  REQUIRE(parsed.findings.empty());
  std::string made = parsed.node().reads_vars ? "reads" : "";
  for (const TemplateVariable& variable : parsed.node().variables) {
    made += " " + std::string(variable.name) + (variable.is_needed ? "!" : "");
  }
  return made;
}

std::string blocks(std::string_view open, std::string_view close, std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += open;
  }
  for (std::size_t i = 0; i < depth; ++i) {
    text += close;
  }
  return text;
}

}  // namespace

TEST_CASE("a text is split at its tags, and what they read is one list") {
  struct TextCase {
    const char* text;
    const char* pieces;
    const char* values;  // the same as JSON
  };
  const TextCase cases[] = {
      {"{{a}}", "0=a", R"([{"var":"a"}])"},
      {"x {{ a.b }} y {{c}}", "'x ' 0=a.b ' y ' 1=c", R"([{"var":"a.b"},{"var":"c"}])"},
      {"{{ a | upper|default(\"-\") }}", "0=a|upper|default()", R"([{"var":"a"}])"},
      {"{{#if a}}x{{/if}}", "if0 'x' end", R"([{"if":[{"var":"a"},[true],[false]]}])"},
      {"{{#if a > 1 and b}}{{c}}{{else}}{{d}}{{e}}{{/if}}{{f}}", "if0 1=c else 1=d 2=e end 1=f",
       R"([{"if":[{"and":[{">":[{"var":"a"},1]},{"var":"b"}]},[true,{"var":"c"}],)"
       R"([false,{"var":"d"},{"var":"e"}]]},{"var":"f"}])"},
      {"{{#if a}}{{#if b}}{{c}}{{/if}}{{d}}{{else}}{{#if e}}{{/if}}{{/if}}",
       "if0 if1 1=c end 2=d else if1 end end",
       R"([{"if":[{"var":"a"},[true,{"if":[{"var":"b"},[true,{"var":"c"}],[false]]},)"
       R"({"var":"d"}],[false,{"if":[{"var":"e"},[true],[false]]}]]}])"},
      {"{{#each a.b}}-{{/each}}", "each0 '-' end", R"([{"map":[{"var":"a.b"},[]]}])"},
      {"{{#each a}}{{this}}{{this.b}}{{/each}}", "each0 0=this 1=this.b end",
       R"([{"map":[{"var":"a"},[{"var":""},{"var":"b"}]]}])"},
      {"{{#each a}}{{b.c}}{{/each}}", "each0 0=b.c end",
       R"([{"map":[{"var":"a"},[{"val":[[2],"b","c"]}]]}])"},
      {"{{#each i in a}}{{i.n}}{{#each j in i.l}}{{j}}{{i.n}}{{x}}{{/each}}{{/each}}",
       "each0 0=i.n each1 0=j 1=i.n 2=x end end",
       R"([{"map":[{"var":"a"},[{"var":"n"},{"map":[{"var":"l"},[{"var":""},)"
       R"({"val":[[2],"n"]},{"val":[[4],"x"]}]]}]]}])"},
      {"{{#each a}}{{#if this.b}}{{this.c}}{{/if}}{{/each}}", "each0 if0 1=this.c end end",
       R"([{"map":[{"var":"a"},[{"if":[{"var":"b"},[true,{"var":"c"}],[false]]}]]}])"},
      {"{{#if a}}{{#each b}}{{this}}{{/each}}{{/if}}", "if0 each1 0=this end end",
       R"([{"if":[{"var":"a"},[true,{"map":[{"var":"b"},[{"var":""}]]}],[false]]}])"},
  };
  for (const TextCase& one : cases) {
    CAPTURE(std::string(one.text));
    Parsed parsed(quoted(one.text));
    REQUIRE(parsed.findings.empty());
    CHECK(pieces_of(parsed) == one.pieces);
    CHECK(parsed.values() == infix_of_json(one.values));
    CHECK(!parsed.node().is_bad);
  }
}

TEST_CASE("a text without tags is a constant, whatever braces it has") {
  for (std::string_view text : {"", "plain", "{", "}}", "{ {a} }", "{%a%}", "a } b"}) {
    Parsed parsed(quoted(text));
    CHECK(parsed.findings.empty());
    CHECK(parsed.node().content.kind == ContentKind::kConstant);
    CHECK(parsed.node().content.constant.as_string() == text);
    CHECK(parsed.node().values == nullptr);
  }
}

TEST_CASE("a backslash before two braces makes them text") {
  auto shown = [](std::string_view text) {
    Parsed parsed(quoted(text));
    CHECK(parsed.findings.empty());
    return pieces_of(parsed);
  };
  CHECK(shown(R"(\{{)") == "'{{'");
  CHECK(shown(R"(\{{ a }})") == "'{{ a }}'");
  CHECK(shown(R"(x \{{ a }} {{b}})") == "'x ' '{{ a }} ' 0=b");
  CHECK(shown(R"({{b}}\{{)") == "0=b '{{'");
  CHECK(shown(R"(\{{\{{{{a}})") == "'{{' '{{' 0=a");
  CHECK(shown(R"(\\{{a)") == "'\\' '{{a'");  // no escape of the escape
  CHECK(shown(R"(\ {{a}})") == "'\\ ' 0=a");
}

TEST_CASE("a tag ends at the braces outside of its quotes") {
  auto shown = [](std::string_view text) {
    Parsed parsed(quoted(text));
    CHECK(parsed.findings.empty());
    return pieces_of(parsed);
  };
  CHECK(shown(R"({{ a | default("}}") }}x)") == "0=a|default() 'x'");
  CHECK(shown(R"({{ a | default('}}') }}x)") == "0=a|default() 'x'");
  CHECK(shown(R"({{ a | default('a|b') | upper }})") == "0=a|default()|upper");
  CHECK(shown(R"({{ a | default("\"}}") }}x)") == "0=a|default() 'x'");
  CHECK(shown(R"({{ a | default('it"s') }})") == "0=a|default()");
  CHECK(shown(R"({{ `a}}b` }}x)") == "0=`a}}b` 'x'");
  CHECK(shown(R"({{ `a|b`.c }})") == "0=`a|b`.c");
  CHECK(shown(R"({{#if a == "}}"}}x{{/if}})") == "if0 'x' end");
  CHECK(shown(R"({{#if a == '{{'}}x{{/if}})") == "if0 'x' end");
}

TEST_CASE("arguments of filters are scalars") {
  Parsed parsed(R"("{{ a | default('x') | number(-5) | date(true) }}")");
  REQUIRE(parsed.findings.empty());
  const TemplatePiece& hole = parsed.node().content.text->pieces.at(0);
  REQUIRE(hole.filters.size() == 3);
  CHECK(hole.filters[0].argument.as_string() == "x");
  CHECK(hole.filters[1].argument.is_number());
  CHECK(hole.filters[2].argument.is_true());
  CHECK(parsed.text_at(hole.filters[0].name.node) == "default");
  CHECK(parsed.text_at(hole.filters[0].argument_node) == "'x'");
}

TEST_CASE("places are those of the source, behind escapes of JSON, too") {
  Parsed parsed(R"("\u00e4\n\"q\" {{ `caf\u00e9`.x | upper }}\t{{#if b}}{{ c }}{{/if}}")");
  REQUIRE(parsed.findings.empty());
  const auto& pieces = parsed.node().content.text->pieces;
  REQUIRE(pieces.size() == 6);
  CHECK(parsed.text_at(pieces[0].node) == R"(\u00e4\n\"q\" )");
  CHECK(parsed.text_at(pieces[1].node) == R"({{ `caf\u00e9`.x | upper }})");
  CHECK(parsed.text_at(pieces[1].shown->node) == R"(`caf\u00e9`.x)");
  CHECK(parsed.text_at(pieces[1].filters[0].name.node) == "upper");
  CHECK(parsed.text_at(pieces[2].node) == R"(\t)");
  CHECK(parsed.text_at(pieces[3].node) == "{{#if b}}");
  CHECK(parsed.text_at(pieces[4].node) == "{{ c }}");
  CHECK(parsed.text_at(pieces[5].node) == "{{/if}}");
  Parsed bad(R"("\u00e4\" {{ a | }}")");
  REQUIRE(bad.findings.size() == 1);
  CHECK(bad.sources.text(bad.findings[0].primary.span).size() == 1);
}

TEST_CASE("variables of the action are noted, and whether they are needed") {
  struct VarsCase {
    const char* content;
    const char* variables;
  };
  const VarsCase cases[] = {
      {R"("{{ a.vars }} {{ variables.x }}")", ""},
      {R"("{{ vars.x }}")", "reads x!"},
      {R"("{{ vars.x.y }} {{ vars.z }}")", "reads x! z!"},
      {R"("{{ vars.x | upper }}")", "reads x!"},
      {R"("{{ vars.x | default('-') }}")", "reads x"},
      {R"("{{ vars.x | default('-') | upper }}")", "reads x"},
      {R"("{{#if vars.x}}{{ vars.y }}{{else}}{{ vars.z }}{{/if}}")", "reads x y z"},
      {R"("{{#if missing vars.x}}-{{/if}}")", "reads x"},
      {R"("{{#each vars.l}}{{ this.x }}{{/each}}")", "reads l"},
      {R"("{{#each a}}{{ vars.x }}{{/each}}")", "reads x!"},
      {R"("{{#each i in a}}{{#each j in i}}{{ vars.x }}{{/each}}{{/each}}")", "reads x!"},
      {R"("{{#each a}}{{#if vars.x}}{{ vars.y }}{{/if}}{{/each}}")", "reads x y"},
      {R"("{{#each a}}{{ this.vars.x }}{{/each}}")", ""},
      {R"("{{#each vars in a}}{{ vars.x }}{{/each}}")", ""},
      {R"("{{#if some x in a: (x == vars.y)}}-{{/if}}")", "reads y"},
      {R"("{{#each a}}{{#if some x in this.b: (x == vars.y)}}-{{/if}}{{/each}}")", "reads y"},
      {R"("{{ vars }}")", "reads"},
      {R"({"a":"{{ vars.x }}","b":{"expr":{"var":"vars.y"}}})", "reads x! y"},
      {R"({"b":{"expr":{"some":[{"var":"a"},{"===":[{"val":[[2],"vars","y"]},1]}]}}})", "reads y"},
  };
  for (const VarsCase& one : cases) {
    CAPTURE(std::string(one.content));
    CHECK(variables_of(one.content) == one.variables);
  }
}

TEST_CASE("tags that are none are refused with their place") {
  struct RefusalCase {
    const char* text;
    const char* refusal;  // part of it
  };
  const RefusalCase cases[] = {
      {"{{", "the tag is not closed"},
      {"{{ a", "the tag is not closed"},
      {"{{ a }", "the tag is not closed"},
      {"{{ a | default('}}", "the tag is not closed"},
      {"{{}}", "this is no tag"},
      {"{{ }}", "this is no tag"},
      {"{{{ a }}}", "this is no tag"},
      {"{{& a }}", "this is no tag"},
      {"{{> a }}", "this is no tag"},
      {"{{! a }}", "this is no tag"},
      {"{{= a }}", "this is no tag"},
      {"{{#unless a}}", "is no tag at #unless a"},
      {"{{/unless}}", "is no tag"},
      {"{{#}}", "is no tag"},
      {"{{/}}", "is no tag"},
      {"{{/if a}}", "is no tag"},
      {"{{else if a}}", "takes nothing"},
      {"{{else}}", "stands outside"},
      {"{{#each a}}{{else}}{{/each}}", "stands outside"},
      {"{{#if a}}{{else}}{{else}}{{/if}}", "stands outside"},
      {"{{/if}}", "closes nothing: no block is open at {{/if}}"},
      {"{{/each}}", "closes nothing: no block is open"},
      {"{{#if a}}{{/each}}", "the open block is an `{{#if"},
      {"{{#each a}}{{/if}}", "the open block is an `{{#each"},
      {"{{#if a}}x", "the block is not closed: `{{/if}}` is missing at {{#if a}}"},
      {"{{#if a}}x{{else}}", "the block is not closed: `{{/if}}` is missing at {{#if a}}"},
      {"{{#each a}}x", "the block is not closed: `{{/each}}` is missing"},
      {"{{ a | }}", "a filter is missing here"},
      {"{{ a | | upper }}", "a filter is missing here"},
      {"{{ a | upper lower }}", "a filter is a name, or a name and one value"},
      {"{{ a | upper( }}", "a filter is a name, or a name and one value"},
      {"{{ a | default() }}", "takes one text"},
      {"{{ a | default(b) }}", "takes one text"},
      {"{{ a | default([1]) }}", "takes one text"},
      {"{{ a | default(1 + 1) }}", "takes one text"},
  };
  for (const RefusalCase& one : cases) {
    CAPTURE(std::string(one.text));
    std::string refusal = refusal_of(one.text);
    CAPTURE(refusal);
    CHECK(refusal.find(one.refusal) != std::string::npos);
  }
}

TEST_CASE("what is no path or expression is refused once") {
  for (std::string_view text :
       {"{{ 5 }}", "{{ 'x' }}", "{{ a + b }}", "{{ f(a) }}", "{{ a. }}", "{{ .a }}", "{{ a b }}",
        "{{ | upper }}", "{{#if }}x{{/if}}", "{{#if}}x{{/if}}", "{{#if a >}}x{{/if}}",
        "{{#each}}x{{/each}}", "{{#each a + b}}x{{/each}}", "{{#each i in}}x{{/each}}",
        "{{#each i in a b}}x{{/each}}", "{{ a | default('x }}"}) {
    CAPTURE(text);
    std::string refusal = refusal_of(text);
    CAPTURE(refusal);
    CHECK(!refusal.empty());
    CHECK(refusal.find(" at ") != std::string::npos);
  }
}

TEST_CASE("blocks nest up to the limit and no deeper") {
  constexpr std::size_t kMost = kMaxTemplateDepth / 2;
  CHECK(refusal_of(blocks("{{#if a}}", "{{/if}}", kMost)) == "");
  CHECK(refusal_of(blocks("{{#each a}}", "{{/each}}", kMost)) == "");
  CHECK(
      refusal_of(blocks("{{#if a}}", "{{/if}}", kMost + 1)).find("nested too deep at {{#if a}}") !=
      std::string::npos);
  CHECK(refusal_of(blocks("{{#each a}}", "{{/each}}", kMost + 1)).find("nested too deep") !=
        std::string::npos);
}

TEST_CASE("a placeholder has at most 8 filters") {
  auto text = [](std::size_t filters) {
    std::string made = "{{ a";
    for (std::size_t i = 0; i < filters; ++i) {
      made += "|upper";
    }
    return made + "}}";
  };
  CHECK(refusal_of(text(kMaxFilters)) == "");
  CHECK(refusal_of(text(kMaxFilters + 1)).find("more than 8 filters") != std::string::npos);
}

TEST_CASE("contents are data around texts and values") {
  Parsed parsed(R"({"title":"{{ a }}","n":5,"l":["x","{{ b }}",{"expr":{"var":"c"}}],"o":{}})");
  REQUIRE(parsed.findings.empty());
  const TemplateContent& content = parsed.node().content;
  REQUIRE(content.kind == ContentKind::kObject);
  CHECK(content.keys == std::vector<std::string_view>{"title", "n", "l", "o"});
  CHECK(content.children[0].kind == ContentKind::kText);
  CHECK(content.children[1].kind == ContentKind::kConstant);
  const TemplateContent& list = content.children[2];
  REQUIRE(list.kind == ContentKind::kList);
  CHECK(list.children[0].kind == ContentKind::kConstant);
  CHECK(list.children[2].kind == ContentKind::kTyped);
  CHECK(list.children[2].item == 2);
  CHECK(parsed.values() == infix_of_json(R"([{"var":"a"},{"var":"b"},{"var":"c"}])"));
}

TEST_CASE("typed values are of the format json") {
  CHECK(Parsed(R"({"a":{"expr":1}})").findings.empty());
  CHECK(Parsed(R"({"a":{"expr":1}})", R"("format":"json",)").findings.empty());
  Parsed html(R"({"a":{"expr":1}})", R"("format":"html",)");
  REQUIRE(html.findings.size() == 1);
  CHECK(html.node().is_bad);
}

TEST_CASE("a name and its alias: one finding, at the alias") {
  Loaded alone(R"({"id":"t","fallbackTemplateId":"u","content":"x"})", Loaded::As::kTemplate);
  CHECK(alone.findings.empty());
  CHECK(alone.ast.templates.at(0).fallback.text == "u");
  for (std::string_view text :
       {R"({"id":"t","fallback":"a","fallbackTemplateId":"b","content":"x"})",
        R"({"id":"t","fallbackTemplateId":"b","fallback":"a","content":"x"})"}) {
    Loaded both(text, Loaded::As::kTemplate);
    REQUIRE(both.findings.size() == 1);
    CHECK(both.findings[0].code == diag::Code::kAliasAndName);
    CHECK(both.ast.templates.at(0).is_bad);
    CHECK(both.sources.text(both.findings[0].primary.span) == R"("fallbackTemplateId")");
  }
}

TEST_CASE("every beginning of a text, and the text without any one byte, gives findings at most") {
  for (
      std::string_view text :
      {R"(a \{{ {{ b.c | default("}}") | date('d') }} {{#if x == "y" and z}}p{{else}}q{{/if}})",
       R"({{#each i in a.b}}{{#each this}}{{ i.n | upper }}{{ `k}}` }}{{/each}}{{/each}}{{vars.x}})",
       R"({{#if some x in a: (x > vars.n)}}{{ c | number("#,##0.00") }}{{/if}}\{{\{{)"}) {
    for (std::size_t length = 0; length <= text.size(); ++length) {
      for (bool cuts : {true, false}) {
        std::string part(text.substr(0, length));
        if (!cuts && length < text.size()) {
          part += text.substr(length + 1);
        }
        CAPTURE(part);
        Parsed parsed(quoted(part));
        CHECK(parsed.findings.size() <= 1);
        CHECK(parsed.node().is_bad == !parsed.findings.empty());
        if (!parsed.node().is_bad && parsed.node().values != nullptr) {
          CHECK(!parsed.values().empty());
        }
      }
    }
  }
}

}  // namespace rulec::parser

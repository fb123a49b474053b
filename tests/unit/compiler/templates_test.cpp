// Templates in the compiler: fields and types of what they show, what light validation reads for
// them, what a stripped program keeps, and the order of the tables.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;

namespace {

constexpr std::string_view kContext = R"({"type":"object","required":["cart"],"properties":{
  "cart":{"type":"object","required":["total","items"],"properties":{
    "total":{"type":"number"},"note":{"type":"string"},
    "items":{"type":"array","items":{"type":"object","required":["name","tags"],"properties":{
      "name":{"type":"string"},"qty":{"type":"integer"},
      "tags":{"type":"array","items":{"type":"string"}}}}}}},
  "user":{"type":"object","properties":{"language":{"type":"string"}}}}})";

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    made += c == '"' || c == '\\' ? "\\" : "";
    made += c;
  }
  return made + "\"";
}

std::string message_template(std::string_view content, std::string_view id = "t",
                             std::string_view more = "") {
  return R"({"id":")" + std::string(id) + "\"," + std::string(more) +
         "\"content\":" + std::string(content) + "}";
}

std::string rule(std::string_view id, std::string_view entry = "e", std::string_view shown = "t",
                 std::string_view more = "") {
  return R"({"id":")" + std::string(id) + R"(","entry_point":")" + std::string(entry) +
         R"(","actions":[{"type":"display_message","template":")" + std::string(shown) + "\"" +
         std::string(more) + "}]}";
}

// Codes of the findings of a template with this text, shown by `e` with the context above.
std::string codes_of(std::string_view text) {
  Project project;
  project.entry_point("e");
  project.context("e", std::string(kContext));
  project.rule(rule("r"));
  project.message_template(message_template(quoted(text)));
  static_cast<void>(project.check());
  std::string codes;
  for (const diag::Diagnostic& finding : project.collector.take_sorted()) {
    codes += (codes.empty() ? "" : " ") + diag::code_text(finding.code);
    CHECK(project.sources.at(finding.primary.span.source).name() == "templates/a.template.json");
  }
  return codes;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

// Paths that light validation of an entry point checks.
std::vector<std::string> reads_of(std::string_view text, std::string_view vars = "") {
  Project project;
  project.entry_point("e").validation = bytecode::Validation::kLight;
  project.context("e", std::string(kContext));
  project.rule(rule("r", "e", "t", vars));
  project.message_template(message_template(quoted(text)));
  auto program = project.compile();
  REQUIRE_MESSAGE(program.has_value(), project.findings());
  std::vector<std::string> reads;
  for (bytecode::PathId path : program->entry_points.at(0).reads) {
    reads.push_back(bytecode::path_text(*program, path));
  }
  std::ranges::sort(reads);
  return reads;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("fields inside of blocks are those of the item and of the context") {
  CHECK(codes_of("{{ cart.total }} {{ cart.note | default('-') }}") == "");
  CHECK(codes_of("{{ cart.totl }}") == "RC2003");
  CHECK(codes_of("{{ cart.totl.x }}") == "RC2003");
  CHECK(codes_of("{{ cart.note }}") == "RC3021");
  CHECK(codes_of("{{ cart }}") == "RC2042");
  CHECK(codes_of("{{ cart.items }}") == "RC2042");
  CHECK(codes_of("{{#each cart.items}}{{ this.name }}{{/each}}") == "");
  CHECK(codes_of("{{#each cart.items}}{{ this.nam }}{{/each}}") == "RC2003");
  CHECK(codes_of("{{#each cart.items}}{{ this.qty }}{{/each}}") == "RC3021");
  CHECK(codes_of("{{#each cart.items}}{{ this.tags }}{{/each}}") == "RC2042");
  CHECK(codes_of("{{#each i in cart.items}}{{ i.nam }}{{ cart.totl }}{{/each}}") ==
        "RC2003 RC2003");
  CHECK(codes_of("{{#each i in cart.items}}{{#each i.tags}}{{ this }}{{ i.name }}{{ cart.total }}"
                 "{{/each}}{{/each}}") == "");
  CHECK(codes_of("{{#each i in cart.items}}{{#each i.tags}}{{ this.x }}{{/each}}{{/each}}") != "");
  CHECK(codes_of("{{#each i in cart.items}}{{#each i.tag}}{{ i.qty }}{{/each}}{{/each}}")
            .find("RC2003") != std::string::npos);
}

TEST_CASE("an `if` that asks for a field makes it be there inside") {
  CHECK(codes_of("{{#if cart.note}}{{ cart.note }}{{/if}}") == "");
  CHECK(codes_of("{{#if cart.note}}-{{else}}{{ cart.note }}{{/if}}") == "RC3021");
  CHECK(codes_of("{{#each cart.items}}{{#if this.qty}}{{ this.qty }}{{/if}}{{/each}}") == "");
  CHECK(codes_of("{{#if cart.totl > 1}}-{{/if}}") == "RC2003");
  CHECK(codes_of("{{#if cart.total > 1}}{{ cart.totl }}{{else}}{{ cart.itms }}{{/if}}") ==
        "RC2003 RC2003");
}

TEST_CASE("a template without a context schema has no findings about fields") {
  Project project;
  project.rule(rule("r"));
  project.message_template(message_template(quoted("{{ a.b }}{{#each c}}{{ this.d }}{{/each}}")));
  static_cast<void>(project.check());
  CHECK(project.findings() == "");
}

TEST_CASE("each entry point that shows a template is asked, each place told once") {
  auto findings = [](const std::vector<std::string>& rules) {
    Project project;
    for (std::string_view name : {"e", "f"}) {
      project.entry_point(std::string(name));
      project.context(name, std::string(kContext));
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
      project.rule(rules[i], "rules/" + std::to_string(i) + ".rule.json");
    }
    project.message_template(
        message_template(quoted("{{ cart.totl }} {{ cart.note }} {{ cart.items }}")));
    static_cast<void>(project.check());
    return project.findings();
  };
  for (const std::vector<std::string>& rules : {std::vector<std::string>{rule("r")},
                                                {rule("r"), rule("s")},
                                                {rule("r", "e"), rule("s", "f")}}) {
    std::string found = findings(rules);
    CAPTURE(found);
    CHECK(count(found, "RC2003 ") == 1);
    CHECK(count(found, "RC3021 ") == 1);
    CHECK(count(found, "RC2042 ") == 1);
  }
}

TEST_CASE("a fallback is asked for the entry points that show what falls back") {
  Project project;
  project.entry_point("e");
  project.context("e", std::string(kContext));
  project.rule(rule("r"));
  project.message_template(
      message_template(quoted("{{ cart.note | default('') }}"), "t", R"("fallback":"u",)"));
  project.message_template(message_template(quoted("{{ cart.totl }}"), "u"),
                           "templates/b.template.json");
  static_cast<void>(project.check());
  std::string found = project.findings();
  CAPTURE(found);
  CHECK(count(found, "RC2003 ") == 1);
}

TEST_CASE("light validation reads what templates show, but not what the action gives") {
  CHECK(reads_of("{{ cart.total }}") == Texts{"cart.total"});
  CHECK(reads_of("plain") == Texts{});
  CHECK(reads_of("{{ cart.total }}{{ vars.x }}", R"(,"vars":{"x":1})") == Texts{"cart.total"});
  CHECK(reads_of("{{#if vars.x}}{{ cart.note | default('') }}{{/if}}", R"(,"vars":{"x":1})") ==
        Texts{"cart.note"});
  CHECK(reads_of("{{#each cart.items}}{{ vars.x }}{{/each}}", R"(,"vars":{"x":1})") ==
        Texts{"cart.items"});
}

TEST_CASE("names of placeholders go with what else is stripped") {
  for (bool strips : {false, true}) {
    Project project;
    project.settings.strips = strips;
    project.rule(rule("r"));
    project.message_template(
        message_template(quoted("{{ cart.total | default('-') }}{{#each a}}{{ this }}{{/each}}")));
    auto program = project.compile();
    REQUIRE_MESSAGE(program.has_value(), project.findings());
    std::size_t holes = 0;
    for (const bytecode::TemplateStep& step : program->steps) {
      if (step.kind == bytecode::StepKind::kHole) {
        ++holes;
        CHECK(step.text.is_valid() == !strips);
      }
    }
    CHECK(holes == 2);
    CHECK((std::ranges::find(program->strings, "cart.total") != program->strings.end()) == !strips);
    CHECK(program->source_map.empty() == strips);
    CHECK(program->template_texts.empty() == strips);
    CHECK(bytecode::validate(*program).has_value());
  }
}

TEST_CASE("the order of files does not matter") {
  struct File {
    std::string text;
    std::string name;
  };
  const std::vector<File> files = {
      {message_template(quoted("a {{ x.y }}"), "b"), "templates/1.template.json"},
      {message_template(quoted("b {{ x.z }}"), "b", R"("language":"de",)"),
       "templates/2.template.json"},
      {message_template(quoted("c {{ x.y | upper }}"), "a", R"("fallback":"b",)"),
       "templates/3.template.json"},
      {message_template(R"({"k":["{{ q }}",{"expr":{"var":"x"}}]})", "c"),
       "templates/4.template.json"},
  };
  auto sections = [&](const std::vector<std::size_t>& order) {
    Project project;
    project.settings.strips = true;
    for (std::size_t i : order) {
      project.message_template(files[i].text, files[i].name);
    }
    project.rule(rule("r", "e", "a")).rule(rule("s", "e", "c"), "rules/b.rule.json");
    auto program = project.compile();
    REQUIRE_MESSAGE(program.has_value(), project.findings());
    CHECK(bytecode::validate(*program).has_value());
    std::string bytes;
    for (const bytecode::Section& section : bytecode::encode(*program)) {
      bytes += section.bytes;
    }
    return bytes;
  };
  std::string first = sections({0, 1, 2, 3});
  CHECK((sections({3, 2, 1, 0}) == first));
  CHECK((sections({1, 3, 0, 2}) == first));
}

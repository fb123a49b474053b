// The canonical form as documents: what the formatter makes of a file before it prints it.
#include <doctest/doctest.h>

#include <string>

#include "parser/format/format.h"
#include "parser/json/reader.h"

namespace rulec::parser {
namespace {

struct Read {
  SourceMap sources;
  json::Document document;

  explicit Read(std::string_view text) {
    diag::Collector collector;
    document = json::parse(sources, sources.add("x.json", std::string(text)), {}, collector);
    REQUIRE(collector.take_sorted().empty());
  }
};

void append(std::string& out, const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  bool is_object = node.kind == json::NodeKind::kObject;
  if (!is_object && node.kind != json::NodeKind::kArray) {
    bool is_bool = node.kind == json::NodeKind::kBool;
    out += node.kind == json::NodeKind::kString ? "\"" + std::string(node.text) + "\""
           : is_bool                            ? (node.boolean ? "true" : "false")
           : node.kind == json::NodeKind::kNull ? "null"
                                                : std::string(node.text);
    return;
  }
  out += is_object ? '{' : '[';
  std::uint32_t count = 0;
  for (json::NodeId child : document.children(id)) {
    const json::Node& inner = document.at(child);
    CHECK(inner.parent == id);
    CHECK(inner.index == count);
    out += count++ == 0 ? "" : ",";
    out += is_object ? "\"" + std::string(inner.key) + "\":" : "";
    append(out, document, child);
  }
  CHECK(count == node.child_count);
  out += is_object ? '}' : ']';
}

std::string text_of(const json::Document& document) {
  std::string out;
  if (document.has_root()) {
    append(out, document, document.root());
  }
  return out;
}

std::string canonical(std::string_view text, DocumentKind kind = DocumentKind::kRules) {
  Read read(text);
  json::Document form = canonical_document(read.document, kind);
  CHECK(has_canonical_form(read.document, kind, form));
  CHECK(has_canonical_form(form, kind, form));
  return text_of(form);
}

struct Case {
  const char* text;
  const char* expected;
};

template <std::size_t Count>
void check(const Case (&cases)[Count], DocumentKind kind = DocumentKind::kRules) {
  for (const Case& one : cases) {
    CAPTURE(std::string(one.text));
    std::string made = canonical(one.text, kind);
    CHECK(made == one.expected);
    CHECK(canonical(made, kind) == made);
  }
}

TEST_CASE("canonical files") {
  const Case cases[] = {
      {R"({"rules":[{"entry_point":"e","id":"a"}]})", R"({"id":"a","entry_point":"e"})"},
      {R"({"rules":[{"entry_point":"e","ruleId":"a","$schema":"s"}]})",
       R"({"$schema":"s","id":"a","entry_point":"e"})"},
      {R"({"x_a":1,"rules":[{"entry_point":"e","id":"a"}],"$schema":"s"})",
       R"({"$schema":"s","rules":[{"id":"a","entry_point":"e"}],"x_a":1})"},
      {R"({"rules":[{"id":"a","priority":0},{"flow":"b","steps":[]},{"items":[],"scorecard":"c"}]})",
       R"({"rules":[{"id":"a"},{"flow":"b"},{"scorecard":"c","items":[]}]})"},
      {R"({"rules":[]})", R"({"rules":[]})"},
      // What is no definition keeps its list.
      {R"({"rules":[{"rules":[]}]})", R"({"rules":[{"rules":[]}]})"},
      {R"({"rules":[{"x_a":1}]})", R"({"rules":[{"x_a":1}]})"},
      {R"({"rules":[1]})", R"({"rules":[1]})"},
      {R"({"rules":{"id":"a"}})", R"({"rules":{"id":"a"}})"},
      {R"([1,{"id":"a"}])", R"([1,{"id":"a"}])"},
      {R"(1.50)", R"(1.50)"},
  };
  check(cases);
}

TEST_CASE("files keep what rule texts leave out") {
  const Case cases[] = {
      {R"({"x_names":{"/condition":"i"},"x_b":1,"id":"a","x_comments":[],"$schema":"s"})",
       R"({"$schema":"s","id":"a","x_names":{"/condition":"i"},"x_b":1,"x_comments":[]})"},
      // Unknown members, and objects in which a name stands beside an older spelling of it.
      {R"({"prioritty":5,"id":"a","name":""})", R"({"id":"a","prioritty":5})"},
      {R"({"version":1,"ruleId":"a","id":"b"})", R"({"version":1,"ruleId":"a","id":"b"})"},
      {R"({"ruleId":"a","rule_code":"b"})", R"({"ruleId":"a","rule_code":"b"})"},
      {R"({"id":"a","metadata":{"createdBy":"x","created_by":"y"}})",
       R"({"id":"a","metadata":{"createdBy":"x","created_by":"y"}})"},
      {R"({"id":"a","actions":[{"ackKey":"k","type":"n","ack_key":"k"},1,{"b":1,"type":2}]})",
       R"({"id":"a","actions":[{"ackKey":"k","type":"n","ack_key":"k"},1,{"type":2,"b":1}]})"},
      // Conditions that only look like wrappers.
      {R"({"id":"a","condition":{"type":"always_true","x":1}})",
       R"({"id":"a","condition":{"type":"always_true","x":1}})"},
      {R"({"id":"a","condition":{"type":"jsonlogic","expr":{"type":"always_false"}}})",
       R"({"id":"a","condition":{"type":"jsonlogic","expr":{"type":"always_false"}}})"},
      {R"({"id":"a","condition":{"type":"jsonlogic"}})",
       R"({"id":"a","condition":{"type":"jsonlogic"}})"},
      {R"({"id":"a","entry_point":[1]})", R"({"id":"a","entry_point":[1]})"},
  };
  check(cases);
}

TEST_CASE("canonical flows, actions and tests") {
  const Case cases[] = {
      {R"({"steps":[{"when":{"expr":{"!":[{"var":["m.bad"]}]}},"qty":1,"as":"m","type":"r"}],
          "metadata":{},"entryPoint":"e","flow":"f"})",
       R"({"flow":"f","entry_point":"e","steps":[{"type":"r","as":"m","qty":1,)"
       R"("when":{"expr":{"!":{"var":"m.bad"}}}}]})"},
      {R"({"flow":"f","steps":[{"type":"r","a":{"path":"f.g","$ref":"m"},"b":[{"$ref":"m"}],
          "c":{"path":1,"$ref":"m"}}]})",
       R"({"flow":"f","steps":[{"type":"r","a":{"$ref":"m","path":"f.g"},"b":[{"$ref":"m"}],)"
       R"("c":{"path":1,"$ref":"m"}}]})"},
      {R"({"id":"a","actions":[{"store_result_in":"t","x_y":1,"args":[1],"function":"f",
          "as":"r","type":"call_function","target":"t"}]})",
       R"({"id":"a","actions":[{"type":"call_function","as":"r","function":"f","args":[1],)"
       R"("store_result_in":"t","x_y":1,"target":"t"}]})"},
      {R"({"id":"a","tests":[{"expect":{"fires":true},"x_a":1,"now":"n","skip":"s","context":{},
          "name":"t"},2]})",
       R"({"id":"a","tests":[{"name":"t","context":{},"now":"n","x_a":1,"skip":"s",)"
       R"("expect":{"fires":true}},2]})"},
  };
  check(cases);
}

TEST_CASE("canonical templates, scorecards and tests by the kind of their file") {
  const Case templates[] = {{R"({"content":"c","fallbackTemplateId":"f","$schema":"s","id":"t"})",
                             R"({"$schema":"s","id":"t","content":"c","fallback":"f"})"}};
  check(templates, DocumentKind::kTemplate);
  const Case cards[] = {
      {R"({"items":[{"points":0,"id":"a","more":1}],"scorecard":"s","$schema":"s"})",
       R"({"$schema":"s","scorecard":"s","items":[{"id":"a","more":1}]})"}};
  check(cards, DocumentKind::kScorecard);
  const Case tests[] = {{R"({"cases":[{"expect":{},"name":"n"}],"entry_point":"e"})",
                         R"({"cases":[{"expect":{},"name":"n"}],"entry_point":"e"})"}};
  check(tests, DocumentKind::kTests);
}

TEST_CASE("documents with one meaning") {
  auto same = [](std::string_view left, std::string_view right) {
    Read a(left);
    Read b(right);
    bool is_same = have_same_meaning(a.document, b.document, DocumentKind::kRules);
    CHECK(is_same == have_same_meaning(b.document, a.document, DocumentKind::kRules));
    return is_same;
  };
  CHECK(same(R"({"id":"a","priority":0,"x_a":1})", R"({"rules":[{"ruleId":"a","x_b":2}]})"));
  CHECK(
      same(R"({"id":"a","tests":[{"x_a":1,"name":"n"}]})", R"({"id":"a","tests":[{"name":"n"}]})"));
  CHECK(same(R"({"id":"a","actions":[{"x_a":1,"type":"n"}]})",
             R"({"id":"a","actions":[{"type":"n"}]})"));
  CHECK_FALSE(same(R"({"id":"a"})", R"({"id":"b"})"));
  CHECK_FALSE(same(R"({"id":"a"})", R"({"id":"a","priority":1})"));
  CHECK_FALSE(same(R"({"id":"a","condition":1})", R"({"id":"a","condition":1.0})"));
  CHECK_FALSE(same(R"({"id":"a","condition":false})", R"({"id":"a","condition":null})"));
  CHECK_FALSE(same(R"({"id":"a","condition":[[1],2]})", R"({"id":"a","condition":[[1,2]]})"));
  CHECK_FALSE(
      same(R"({"id":"a","condition":{"a":{"x_a":1}}})", R"({"id":"a","condition":{"a":{}}})"));
  CHECK_FALSE(same(R"({"id":"a","actions":[{"type":"n"}]})",
                   R"({"id":"a","actions":[{"type":"n"},{"type":"n"}]})"));
  CHECK_FALSE(
      same(R"({"id":"a","condition":{"var":"x"}})", R"({"id":"a","condition":{"val":"x"}})"));
}

TEST_CASE("the canonical form keeps places and lexemes") {
  Read read(R"({"priority":7,"ruleId":"a"})");
  json::Document form = canonical_document(read.document, DocumentKind::kRules);
  const json::Node& id = form.at(form.member(form.root(), "id"));
  CHECK(read.sources.text(id.span) == R"("a")");
  CHECK(read.sources.text(id.key_span) == R"("ruleId")");
  CHECK(read.sources.text(form.at(form.root()).span) == R"({"priority":7,"ruleId":"a"})");
  CHECK(form.at(form.member(form.root(), "priority")).text == "7");
}

}  // namespace
}  // namespace rulec::parser

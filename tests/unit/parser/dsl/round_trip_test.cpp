// infix and the readers of the DSL undo each other: random expressions are printed and read again,
// by the descent that templates and `--expr` are read with, and by the grammar of text files. So
// both read the same. And the descent survives whatever is left of a text.
#include <doctest/doctest.h>

#include <map>

#include "../../../diff/generate.h"
#include "../parser_support.h"
#include "dsl_support.h"
#include "parser/dsl/text_reader.h"
#include "spelling_support.h"

namespace rulec::parser {
namespace {

using difftest::Generator;
using difftest::Json;

// What the grammar reads, inside of a call: a condition may be in a wrapper.
std::string shape_by_grammar(const std::string& text) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", "rule r on e { when f((" + text + ")) }");
  diag::Collector collector;
  RuleDocuments documents;
  documents.documents.push_back(read_text(sources, id, {}, collector));
  Ast ast;
  parse_rules(documents, 0, sources, ast, collector);
  REQUIRE(collector.take_sorted().empty());
  REQUIRE(ast.rules.size() == 1);
  return shape(*ast.rules[0].condition);
}

class RoundTrip {
 public:
  void run(const Json& json) {
    Loaded twin(json.dump(), Loaded::As::kExpression);
    REQUIRE(twin.expr != nullptr);
    std::string gap = unreadable(*twin.expr);
    if (!gap.empty()) {
      ++skipped_[gap];
      return;
    }
    make_canonical(*twin.expr);
    std::string text = infix(*twin.expr);
    CAPTURE(text);
    Read read(text);
    CHECK(read.findings.empty());
    REQUIRE(read.expr != nullptr);
    std::string wanted = shape(*twin.expr);
    CHECK(shape(*read.expr) == wanted);
    CHECK(shape_by_grammar(text) == R"({"f":[)" + wanted + "]}");
    ++read_;
  }

  void finish() {
    std::string words = std::to_string(read_) + " read";
    std::size_t skipped = 0;
    for (const auto& [what, count] : skipped_) {
      words += ", " + std::to_string(count) + " skipped: " + what;
      skipped += count;
      CHECK(what == "preserve");
    }
    MESSAGE(words);
    CHECK(read_ > 4 * skipped);
  }

 private:
  std::size_t read_ = 0;
  std::map<std::string, std::size_t> skipped_;
};

TEST_CASE("dsl: random expressions are printed and read again") {
  RoundTrip trip;
  Generator generator(11);
  for (int i = 0; i < 20'000; ++i) {
    trip.run(generator.expression(1 + i % 5));
  }
  trip.finish();
}

TEST_CASE("dsl: random conditions are printed and read again") {
  RoundTrip trip;
  Generator generator(12);
  for (int i = 0; i < 4'000; ++i) {
    trip.run(generator.condition(1 + i % 4));
  }
  trip.finish();
}

TEST_CASE("dsl: all small expressions are printed and read again") {
  RoundTrip trip;
  std::size_t number = 0;
  difftest::for_each_small([&](const Json& json) {
    if (number++ % 7 == 0) {
      trip.run(json);
    }
  });
  difftest::for_each_small_condition([&](const Json& json) {
    if (number++ % 7 == 0) {
      trip.run(json);
    }
  });
  trip.finish();
}

// Reads it: either an expression, or exactly one finding within the text.
void survive(std::string_view text) {
  Read read(text, {"it"});
  CAPTURE(std::string(text));
  REQUIRE(read.findings.size() == (read.expr == nullptr ? 1 : 0));
  for (const diag::Diagnostic& finding : read.findings) {
    REQUIRE(finding.primary.span.begin <= finding.primary.span.end);
    REQUIRE(finding.primary.span.end <= text.size());
  }
}

TEST_CASE("dsl: every prefix and suffix of an expression, and each with a byte changed") {
  constexpr std::string_view kTexts[] = {
      R"(cart.total >= 100.00 and user.country in ["DE", 'F\'R'] or not missing user.`vat number`)",
      R"(some item in cart.items[0]: (item.qty > -cart.min_qty ?? 1e3) /* c */ // d)",
      R"(reduce a, x in l from op("max", ...it.list): (a + x.n * (2 - 3) % 4 != "\ud83d\ude00\n"))",
      R"(try(val("a"), exists type.0, {}) not in [[], null, true] == false)"};
  for (std::string_view text : kTexts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      survive(text.substr(0, i));
      survive(text.substr(i));
      for (char c : std::string_view("(\"'`.[ -\\0a\xc3\0", 13)) {
        std::string changed(text);
        changed.insert(i, 1, c);
        survive(changed);
        changed = text.substr(0, i);
        changed += c;
        survive(changed);
      }
    }
  }
}

}  // namespace
}  // namespace rulec::parser

// infix and the reader of the DSL undo each other: random expressions are printed and read again.
// And the reader survives whatever is left of a text.
#include <doctest/doctest.h>

#include <map>

#include "../../../diff/generate.h"
#include "../parser_support.h"
#include "dsl_support.h"

namespace rulec::parser {
namespace {

using difftest::Generator;
using difftest::Json;

// What infix cannot spell so that it is read again: the name of it, or "".
std::string unreadable(const Expr& expr) {
  if (expr.kind == ExprKind::kNoCall) {
    return "an object of several members";
  }
  if (expr.kind == ExprKind::kBad) {
    return "a gap";
  }
  if (expr.kind == ExprKind::kCall && expr.operator_name == "preserve") {
    return "preserve";
  }
  for (const Expr* operand : expr.operands) {
    std::string inside = unreadable(*operand);
    if (!inside.empty()) {
      return inside;
    }
  }
  return "";
}

// The expression in the form of canonical JSON, which is all that the DSL can spell: one operand of
// a unary operator and one text of a path stand without a list, and so never that of `missing`.
void make_canonical(Expr& expr) {
  for (Expr* operand : expr.operands) {
    make_canonical(*operand);
  }
  bool has_one = expr.kind == ExprKind::kCall && expr.operands.size() == 1;
  if (!has_one || expr.operands[0]->kind == ExprKind::kList) {
    return;
  }
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  std::string_view name = expr.operator_name;
  bool is_path = name == "var" || name == "val" || name == "exists";
  bool is_text =
      expr.operands[0]->kind == ExprKind::kLiteral && expr.operands[0]->literal.is_string();
  bool is_unary = row != nullptr && row->form == value::OperandForm::kUnary;
  expr.is_bare =
      (expr.is_bare || is_unary || (is_path && is_text)) && !(name == "missing" && is_text);
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
    CHECK(shape(*read.expr) == shape(*twin.expr));
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

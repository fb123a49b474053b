// Methods of the input dialect that have no counterpart: what the help names.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"

using namespace rulec;

namespace {

// The help of the one finding, RC1022.
std::string help_for(const std::string& condition) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", "rule r on e { when { " + condition + " } then { f() } }");
  diag::Collector collector;
  static_cast<void>(parser::read_text(sources, id, {}, collector));
  std::vector<diag::Diagnostic> findings = collector.take_sorted();
  bool is_one = findings.size() == 1 && findings[0].code == diag::Code::kForeignMethod &&
                findings[0].helps.size() == 1;
  return is_one ? findings[0].helps[0] : "";
}

}  // namespace

TEST_CASE("foreign-method names the closest form, with what was written") {
  CHECK(help_for("a.b.Contains(\"x\")") == "the closest form is `\"x\" in a.b`");
  CHECK(help_for("order.paid.Sub(order.created) > 1") ==
        "the closest form is `date_diff(order.paid, order.created, \"seconds\")`");
  CHECK(help_for("a.startswith(b)") == "the closest form is `starts_with(a, b)`");
  CHECK(help_for("a.Lenght()") == "the closest operator is `length(a)`");
  CHECK(help_for("a.Qqqq()") == "`docs/operators.md` lists what there is");
  CHECK(help_for("length(a).IsZero()") == "the closest form is `x == null`");
}

TEST_CASE("functions of packages are about their first argument") {
  CHECK(help_for("strings.HasPrefix(user.id, \"EU\")") ==
        "the closest form is `starts_with(user.id, \"EU\")`");
  CHECK(help_for("strings.Contains(a, b)") == "the closest form is `b in a`");
  CHECK(help_for("strings.TrimSpace()") == "the closest form is `trim(strings)`");
  CHECK(help_for("math.Abs(a) > 1") == "the closest form is `abs(a)`");
  CHECK(help_for("time.Since(a) > 1") == "the closest form is `date_diff(now(), a, \"seconds\")`");
}

TEST_CASE("the help holds no long part of the text") {
  std::string name(61, 'a');
  CHECK(help_for("a.Contains(" + name + ")") == "the closest form is `y in a`");
  CHECK(help_for("strings.ToLower(" + name + ")") == "the closest form is `lower(x)`");
  CHECK(help_for(name + ".Contains(b)") == "the closest form is `b in x`");
}

// Flips against brute force: whenever one changed field turns a rule round, one is found; whatever
// is given does turn it round on the engine; and never two fields where one would do.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "memory_file_system.h"
#include "tooling/decide/context.h"
#include "tooling/decide/ruleset.h"
#include "tooling/explain/rule_answer.h"
#include "tooling/explain/scale.h"

using namespace rulec;

namespace {

constexpr std::string_view kSchema = R"({"type":"object","properties":{
  "a":{"type":"integer","minimum":-1,"maximum":6},"b":{"type":"integer","minimum":-1,"maximum":6},
  "s":{"enum":["x","y","z"]},"f":{"type":"boolean"}},"required":["a","b","s","f"],
  "additionalProperties":false})";

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2654435761U + 1) {}
  std::size_t below(std::size_t limit) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return static_cast<std::size_t>(state_ % limit);
  }

 private:
  std::uint64_t state_;
};

std::string atom(Random& random) {
  static constexpr std::array<std::string_view, 6> kOrders = {"<", "<=", ">", ">=", "===", "!=="};
  std::string order(kOrders[random.below(kOrders.size())]);
  std::string number = std::to_string(random.below(6));
  std::string letter(1, static_cast<char>('x' + random.below(3)));
  std::string field = random.below(2) == 0 ? R"({"var":"a"})" : R"({"var":"b"})";
  switch (random.below(6)) {
    case 0:
    case 1:
      return "{\"" + order + "\":[" + field + "," + number + "]}";
    case 2:
      return "{\"" + order + R"(":[{"var":"a"},{"var":"b"}]})";
    case 3:
      return "{\"" + order + R"(":[{"+":[{"var":"a"},{"var":"b"}]},)" + number + "]}";
    case 4:
      return R"({"in":[{"var":"s"},[")" + letter + R"("]]})";
    default:
      return R"({"var":"f"})";
  }
}

std::string condition(Random& random, std::size_t atoms) {
  if (atoms == 1) {
    return random.below(4) == 0 ? "{\"!\":[" + atom(random) + "]}" : atom(random);
  }
  std::size_t left = 1 + random.below(atoms - 1);
  std::string both = condition(random, left) + "," + condition(random, atoms - left);
  return std::string(random.below(2) == 0 ? "{\"and\":[" : "{\"or\":[") + both + "]}";
}

// One rule with a condition, ready to decide.
struct Subject {
  explicit Subject(const std::string& written, std::string_view schema = kSchema) {
    files.add_file("rulec.yaml",
                   "rulec: 1\nname: n\nentry_points: { e: { context_schema: e.json } }\n");
    files.add_file("e.json", std::string(schema));
    files.add_file("rules/r.rule.json",
                   R"({"id":"r","entry_point":"e","condition":)" + written + "}");
    auto build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
    REQUIRE(build->program.has_value());
    auto made = tooling::open_build(std::move(build));
    REQUIRE(made.has_value());
    opened = std::move(*made);
  }

  [[nodiscard]] runtime::Request request(const std::string& context) const {
    return {.entry_point = "e", .context = context, .acknowledgements = "", .now_ms = 0};
  }

  // -1: the context is refused.
  int fires(const std::string& context) {
    runtime::Decision decision;
    return runtime::decide(*opened.ruleset, request(context), workspace, decision) != nullptr
               ? -1
               : static_cast<int>(decision.rules_executed.size());
  }

  tooling::RuleAnswer answer(const std::string& context, std::size_t flips = 5) {
    const tooling::Build& build = *opened.build;
    return tooling::answer_for(opened.rules(), *opened.ruleset, request(context),
                               {.rule = build.ast.rules[0],
                                .schema = build.settings.entry_points[0].schema,
                                .flips = flips});
  }

  bool one_field_would_do(const std::string& context) {
    std::vector<std::string> changes = {R"(s="x")", R"(s="y")", R"(s="z")", "f=true", "f=false"};
    for (int number = -1; number <= 6; ++number) {
      changes.push_back("a=" + std::to_string(number));
      changes.push_back("b=" + std::to_string(number));
    }
    int now = fires(context);
    for (const std::string& change : changes) {
      int then = fires(*tooling::context_with(context, {change}));
      if (then >= 0 && then != now) {
        return true;
      }
    }
    return false;
  }

  testing::MemoryFileSystem files;
  diag::Collector findings;
  tooling::OpenedRuleset opened;
  runtime::Workspace workspace;
};

std::string first_flip(Subject subject, const std::string& context) {
  tooling::RuleAnswer answer = subject.answer(context);
  return answer.search.flips.empty() ? "none" : tooling::flip_text(answer.search.flips[0]);
}

}  // namespace

TEST_CASE("flips against brute force over conditions of up to four atoms") {
  int singles = 0;
  int pairs = 0;
  for (std::uint64_t seed = 1; seed <= 250; ++seed) {
    Random random(seed);
    std::string written = condition(random, 1 + random.below(4));
    Subject subject(written);
    for (int i = 0; i < 3; ++i) {
      std::string context = R"({"a":)" + std::to_string(random.below(6)) + R"(,"b":)" +
                            std::to_string(random.below(6)) + R"(,"s":")" +
                            static_cast<char>('x' + random.below(3)) + R"(","f":)" +
                            (random.below(2) == 0 ? "true" : "false") + "}";
      CAPTURE(written);
      CAPTURE(context);
      int now = subject.fires(context);
      REQUIRE(now >= 0);
      tooling::RuleAnswer answer = subject.answer(context);
      bool would_do = subject.one_field_would_do(context);
      CHECK((!answer.search.flips.empty() || !would_do));
      for (const tooling::Flip& flip : answer.search.flips) {
        std::vector<std::string> sets;
        for (const tooling::FieldChange& change : flip.changes) {
          REQUIRE(!change.value.empty());  // every field is required
          sets.push_back(change.path + "=" + change.value);
        }
        CHECK(subject.fires(*tooling::context_with(context, sets)) == 1 - now);
        CHECK((flip.changes.size() == 1) == would_do);
        ++(flip.changes.size() == 1 ? singles : pairs);
      }
    }
  }
  // A generator that flips nothing would prove nothing.
  CHECK(singles > 300);
  CHECK(pairs > 10);
}

TEST_CASE("the nearest value on the other side, by the step of its type") {
  std::string condition = R"({">=":[{"var":"t"},100]})";
  std::string_view number =
      R"({"type":"object","properties":{"t":{"type":"number"}},"required":["t"]})";
  std::string_view whole =
      R"({"type":"object","properties":{"t":{"type":"integer"}},"required":["t"]})";
  CHECK(first_flip(Subject(condition, number), R"({"t":120})") == "t = 99.99");
  CHECK(first_flip(Subject(condition, number), R"({"t":120.125})") == "t = 99.999");
  CHECK(first_flip(Subject(condition, whole), R"({"t":120})") == "t = 99");
  CHECK(first_flip(Subject(condition, whole), R"({"t":3})") == "t = 100");
  CHECK(first_flip(Subject(R"({"<":[{"*":[{"var":"t"},3]},100]})", whole), R"({"t":10})") ==
        "t = 34");
  std::string_view text =
      R"({"type":"object","properties":{"t":{"type":"string"}},"required":["t"]})";
  CHECK(first_flip(Subject(R"({"<":[{"var":"t"},"2026-03-01"]})", text), R"({"t":"2026-04-01"})") ==
        "t = \"2026-02-28\"");
  CHECK(first_flip(Subject(R"({"<":[{"var":"t"},"2026-03-01T00:00:00.000Z"]})", text),
                   R"({"t":"2026-04-01T00:00:00.000Z"})") == "t = \"2026-02-28T23:59:59.999Z\"");
}

TEST_CASE("a scale") {
  Arena arena;
  CHECK(tooling::Scale::number(2).steps(Value::real(-0.5)) == -50);
  CHECK(tooling::Scale::number(2).value(-5, arena).as_double() == -0.05);
  CHECK(tooling::Scale::number(2).value(300, arena).as_integer() == 3);
  CHECK(!tooling::Scale::number(9).steps(Value::integer(INT64_MAX)));
  CHECK(tooling::Scale::of_text("no date") == std::nullopt);
  CHECK(tooling::Scale::of_text("9999-12-31")->value(INT64_MAX / 2, arena).is_absent());
}

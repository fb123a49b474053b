// Batches that only ask which rules hold: the answers of one line after the other.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "program_builder.h"
#include "runtime/batch.h"
#include "runtime/fired.h"
#include "runtime/internal/fired_tile.h"

namespace rulec::runtime {
namespace {

using value::Comparison;

constexpr std::int64_t kDay = 86'400'000;

// Comparisons with numbers and texts, a window, a condition of bytecode, a rule without condition.
RulesetPtr ruleset(std::string_view schema, bool stops) {
  ProgramBuilder b;
  auto compared = [&](std::string_view id, Comparison comparison, std::string_view path,
                      std::string_view json) {
    b.rule({.id = std::string(id),
            .condition = Assembler(b).compare_path(comparison, 0, path, json).give(0)});
  };
  compared("a", Comparison::kGreater, "n", "3");
  compared("b", Comparison::kLooseEqual, "s", R"("x")");
  compared("c", Comparison::kStrictEqual, "u.v", "true");
  b.rule({.id = "d",
          .from_ms = kDay,
          .condition = Assembler(b).compare_path(Comparison::kLess, 0, "n", "9").give(0)});
  b.rule({.id = "e", .stops = stops, .condition = Assembler(b).load(0, "o").give(0)});
  b.rule({.id = "f"});
  if (!schema.empty()) {
    b.schema(schema);
  }
  auto loaded = load(std::move(b.program), "", {.index = IndexChoice::kAlways});
  REQUIRE(loaded.has_value());
  return *loaded;
}

std::string shown(std::uint64_t number, const Problem* problem,
                  std::span<const std::uint32_t> rules) {
  std::string text = std::to_string(number) + ":";
  if (problem != nullptr) {
    text += std::to_string(problem->code);
  }
  for (std::uint32_t rule : rules) {
    text += static_cast<char>('a' + rule);
  }
  return text + "\n";
}

std::string many_lines() {
  static constexpr std::string_view kContexts[] = {R"({"n":4,"s":"x","u":{"v":true},"o":0})",
                                                   R"({"n":3.5,"s":"","u":{"v":null}})",
                                                   R"({"n":"4","s":["x"],"u":[]})",
                                                   R"({"n":4,"o":"yes"})",
                                                   R"({"n":{"m":1},"o":[1]})",
                                                   R"({"n":-1,"n":2})",
                                                   "[1,2]",
                                                   "{",
                                                   "  ",
                                                   R"({"s":"\u0078","n":10})",
                                                   R"({"u":{"v":true,"w":{}},"x":1})"};
  std::string lines;
  for (std::size_t i = 0; i < 700; ++i) {
    lines.append(kContexts[i * 7 % std::size(kContexts)]).append("\n");
  }
  return lines;
}

}  // namespace

TEST_CASE("lines whose rules are found together have the answers of each alone") {
  std::string lines = many_lines();
  for (std::string_view schema :
       {"", R"({"type":"object","properties":{"n":{"type":["number","string"]}}})"}) {
    for (bool stops : {false, true}) {
      RulesetPtr rules = ruleset(schema, stops);
      for (EngineKind engine : {EngineKind::kIndex, EngineKind::kBytecode}) {
        Request request{.entry_point = "shop", .now_ms = kDay, .engine = engine};
        std::string alone;
        BatchCounts one_by_one = answer_lines(
            lines, {.threads = 1},
            [&](const BatchLine& line, Workspace& workspace, std::string& out) {
              Request own = request;
              own.context = line.text;
              std::span<const std::uint32_t> found;
              const Problem* problem = fired(*rules, own, workspace, found);
              out += shown(line.number, problem, problem == nullptr ? found : found.first(0));
              return problem == nullptr;
            },
            [&](std::string_view answers) { alone += answers; });
        CHECK(one_by_one.failed > 100);
        for (std::size_t threads : {1U, 3U}) {
          for (std::size_t block_bytes : {40U, 100'000U}) {
            std::string together;
            BatchCounts counts = answer_fired(
                *rules, request, lines, {.threads = threads, .block_bytes = block_bytes},
                [](const FiredLine& line, std::string& out) {
                  out += shown(line.line.number, line.problem, line.rules);
                  return line.problem == nullptr;
                },
                [&](std::string_view answers) { together += answers; });
            CHECK(together == alone);
            CHECK(counts.lines == one_by_one.lines);
            CHECK(counts.failed == one_by_one.failed);
          }
        }
      }
    }
  }
}

TEST_CASE("a tile finds the rules of plain contexts itself, and leaves the others") {
  ProgramBuilder b;
  b.rule({.id = "a",
          .condition = Assembler(b).compare_path(Comparison::kStrictEqual, 0, "s", "1").give(0)});
  auto loaded = load(std::move(b.program), "", {.index = IndexChoice::kAlways});
  REQUIRE(loaded.has_value());
  FiredTile tile(**loaded, {.entry_point = "shop", .engine = EngineKind::kIndex});
  std::vector<std::string_view> contexts{R"({"s":1})", R"({"s":2})", R"({"s":[1]})", "{"};
  std::string told;
  tile.decide(contexts,
              [&](std::size_t place, const Problem* problem, std::span<const std::uint32_t> rules) {
                told += shown(place, problem, rules);
              });
  CHECK(told == "0:a\n1:\n2:\n3:6101\n");
  CHECK(tile.tiled() == 2);
  tile.decide({}, [](std::size_t, const Problem*, std::span<const std::uint32_t>) { FAIL(""); });
}

}  // namespace rulec::runtime

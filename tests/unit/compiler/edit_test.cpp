// Rules written anew in a compiled ruleset: the same bytes as when the whole is compiled.
#include "compiler/edit.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <random>
#include <vector>

#include "compiler/ir/ir.h"
#include "support.h"

using namespace rulec;
using rulec::compiler::testing::Project;

namespace {

constexpr std::string_view kSchema =
    R"({"type":"object","required":["user","cart"],"properties":{"user":{"type":"object",)"
    R"("required":["region","age"],"properties":{"region":{"type":"string"},"age":{"type":)"
    R"("integer"}}},"cart":{"type":"object","required":["total","items","note"],"properties":)"
    R"({"total":{"type":"number"},"note":{"type":"string"},"items":{"type":"array","items":)"
    R"({"type":"object","required":["qty"],"properties":{"qty":{"type":"number"}}}}}}}})";

constexpr int kFiles = 8;
constexpr int kRulesPerFile = 3;

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  std::string file(int number) {
    std::string text = "{\"rules\":[";
    for (int i = 0; i < kRulesPerFile; ++i) {
      text += (i == 0 ? "" : ",\n") + rule(number * kRulesPerFile + i);
    }
    return text + "]}";
  }

 private:
  std::string rule(int number) {
    static constexpr std::array<std::string_view, 3> kEntries = {R"("a")", R"("b")",
                                                                 R"(["a","b"])"};
    std::string members =
        fmt::format(R"("id":"rule-{}","entry_point":{},"priority":{})", number * 7 % 31,
                    kEntries[static_cast<std::size_t>(number) % 3], below(4));
    members += below(4) == 0 ? R"(,"name":"named")" : "";
    members += below(6) == 0 ? R"(,"stop_processing":true)" : "";
    members += below(8) == 0 ? R"(,"active":false)" : "";
    members += R"(,"condition":)" + condition(3);
    return "{" + members + R"(,"actions":[)" + actions(number) + "]}";
  }

  std::string actions(int number) {
    std::string text;
    for (std::uint32_t i = below(3); i > 0; --i) {
      text += message() + ",";
    }
    // Its target stays: what other rules read there depends on it.
    return text +
           fmt::format(R"({{"type":"update","operation":"set","target":"seen.r{}","value":{}}})",
                       number, below(2) == 0 ? constant() : R"({"expr":)" + number_of(2) + "}");
  }

  std::string message() {
    switch (below(4)) {
      case 0:
        return R"({"type":"display_message","message":"hello"})";
      case 1:
        return fmt::format(R"({{"type":"display_message","message":"m{}","data":{}}})", below(5),
                           constant());
      case 2:
        return R"({"type":"display_message","message":{"expr":{"cat":["n ",)" + number_of(1) +
               "]}}}";
      default:
        return R"({"type":"display_message","message":"x","list":[1,{"deep":{"expr":)" +
               number_of(1) + R"(}}]})";
    }
  }

  std::string constant() {
    static constexpr std::array<std::string_view, 8> kConstants = {"1",
                                                                   "2.5",
                                                                   "\"GB\"",
                                                                   "true",
                                                                   "[1,2,[\"GB\"]]",
                                                                   R"({"k":[1,2],"l":{"m":"GB"}})",
                                                                   "[]",
                                                                   R"({"l":{"m":"IE"}})"};
    return std::string(kConstants[below(kConstants.size())]);
  }

  std::string number_of(int depth) {
    switch (depth == 0 ? below(3) : below(6)) {
      case 0:
        return R"({"var":"cart.total"})";
      case 1:
        return R"({"var":"user.age"})";
      case 2:
        return std::to_string(below(40));
      case 3:
        return R"({"+":[)" + number_of(depth - 1) + "," + number_of(depth - 1) + "]}";
      case 4:
        return R"({"if":[)" + condition(depth - 1) + "," + number_of(depth - 1) + ",3]}";
      default:
        return R"({"reduce":[{"var":"cart.items"},{"+":[{"var":"current.qty"},{"var":"accumulator"}]},0]})";
    }
  }

  std::string condition(int depth) {
    switch (depth == 0 ? below(5) : below(10)) {
      case 0:
        return fmt::format(R"({{">":[{{"var":"cart.total"}},{}]}})", below(50));
      case 1:
        return fmt::format(R"({{"===":[{{"var":"user.region"}},"{}"]}})",
                           below(2) == 0 ? "GB" : "IE");
      case 2:
        return R"({"in":[{"var":"user.region"},["GB","IE","US"]]})";
      case 3:
        return fmt::format(R"({{"<=":[{},{{"var":"user.age"}},{}]}})", below(20), 20 + below(20));
      case 4:
        return fmt::format(R"({{"in":["{}",{{"var":"cart.note"}}]}})", below(6));
      case 5:
      case 6:
        return R"({"and":[)" + condition(depth - 1) + "," + condition(depth - 1) + "]}";
      case 7:
        return R"({"or":[)" + condition(depth - 1) + "," + condition(depth - 1) + "]}";
      case 8:
        return R"({"!":[)" + condition(depth - 1) + "]}";
      default:
        return R"({"some":[{"var":"cart.items"},{">":[{"var":"qty"},)" + std::to_string(below(9)) +
               "]}]}";
    }
  }

  std::mt19937 random_;
};

void declare(Project& project) {
  project.entry_point("a").allows_all_updates = true;
  project.entry_point("b").allows_all_updates = true;
  project.context("a", std::string(kSchema)).context("b", std::string(kSchema));
}

// A ruleset with all that is kept of it, as the files are.
struct Compiled {
  Project project;
  compiler::ModelPtr model;
  std::optional<bytecode::Program> program;
  bool may_be_edited = false;
};

std::unique_ptr<Compiled> compile_whole(const std::vector<std::string>& files) {
  auto made = std::make_unique<Compiled>();
  declare(made->project);
  for (std::size_t i = 0; i < files.size(); ++i) {
    made->project.rule(files[i], fmt::format("rules/f{}.rule.json", i));
  }
  made->model = made->project.check();
  INFO(made->project.findings());
  REQUIRE(!made->model->has_errors);
  compiler::IrPtr ir = compiler::lower(made->project.input(), *made->model);
  compiler::optimise(*ir, made->project.settings.optimisation_level);
  made->may_be_edited = !compiler::decides_for_others(*ir);
  made->program = compiler::emit(made->project.input(), *made->model, *ir);
  return made;
}

// The rules of file `number` are those of `text`; false when the whole has to be compiled.
bool edit(Compiled& compiled, std::size_t number, const std::string& text) {
  Project& project = compiled.project;
  std::vector<parser::RuleNode> rules;
  std::swap(rules, project.ast.rules);
  project.rule(text, fmt::format("rules/f{}.rule.json", number));
  std::swap(rules, project.ast.rules);
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::size_t place = number * kRulesPerFile + i;
    project.ast.rules[place] = std::move(rules[i]);
    places.push_back(static_cast<std::uint32_t>(place));
  }
  if (!compiler::check_again(project.input(), *compiled.model, places, project.collector)) {
    return false;
  }
  auto program = compiler::emit_again(project.input(), *compiled.model, places, *compiled.program);
  if (!program) {
    return false;
  }
  compiled.program = std::move(program);
  return true;
}

std::string bytes_of(const bytecode::Program& program) {
  std::string bytes = program.name;
  for (const auto& section : bytecode::encode(program)) {
    bytes += std::to_string(section.type) + ":" + section.bytes;
  }
  for (const std::string& feature : program.features) {
    bytes += " " + feature;
  }
  return bytes;
}

}  // namespace

TEST_CASE("edited rules give the bytes of the whole ruleset") {
  int edited = 0;
  int whole = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    Writer writer(seed);
    std::vector<std::string> files;
    for (int i = 0; i < kFiles; ++i) {
      files.push_back(writer.file(i));
    }
    std::unique_ptr<Compiled> compiled = compile_whole(files);
    for (int turn = 0; turn < 25; ++turn) {
      std::size_t number = writer.below(kFiles);
      files[number] = writer.file(static_cast<int>(number));
      std::unique_ptr<Compiled> expected = compile_whole(files);
      REQUIRE(expected->program.has_value());
      bool is_edited = compiled->may_be_edited && edit(*compiled, number, files[number]);
      ++(is_edited ? edited : whole);
      if (!is_edited) {
        compiled = std::move(expected);
        continue;
      }
      CHECK(expected->may_be_edited);
      REQUIRE(bytes_of(*compiled->program) == bytes_of(*expected->program));
      REQUIRE(bytecode::validate(*compiled->program).has_value());
    }
  }
  MESSAGE("edited " << edited << ", compiled as a whole " << whole);
  CHECK(edited > whole);
}

TEST_CASE("a rule that ends the turns of others, or never fires, is compiled with all") {
  std::vector<std::string> files(2, "");
  auto with = [&](std::string_view members) {
    return fmt::format(R"({{"id":"z","entry_point":"a",{}}})", members);
  };
  files[0] =
      R"({"rules":[{"id":"x","entry_point":"a","condition":{">":[{"var":"user.age"},3]}},)"
      R"({"id":"y","entry_point":"a","priority":5,"condition":{">":[{"var":"user.age"},4]}},)"
      R"({"id":"w","entry_point":"a","condition":{">":[{"var":"user.age"},5]}}]})";
  files[1] = with(R"("condition":{">":[{"var":"user.age"},4]})");
  auto compiled = compile_whole(files);
  REQUIRE(compiled->may_be_edited);
  auto try_edit = [&](const std::string& text) {
    auto fresh = compile_whole(files);
    Project& project = fresh->project;
    std::vector<parser::RuleNode> rules;
    std::swap(rules, project.ast.rules);
    project.rule(text, "rules/f1.rule.json");
    std::swap(rules, project.ast.rules);
    project.ast.rules[3] = std::move(rules[0]);
    const std::uint32_t place = 3;
    bool is_checked =
        compiler::check_again(project.input(), *fresh->model, {&place, 1}, project.collector);
    return is_checked &&
           compiler::emit_again(project.input(), *fresh->model, {&place, 1}, *fresh->program)
               .has_value();
  };
  CHECK(try_edit(with(R"("condition":{">":[{"var":"user.age"},7]})")));
  CHECK_FALSE(try_edit(with(R"("condition":false)")));
  CHECK_FALSE(try_edit(with(R"("condition":true,"stop_processing":true)")));
  CHECK_FALSE(try_edit(with(R"("condition":{"nonsense":[1]})")));
}

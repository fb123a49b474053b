// Decisions and problems have the form that schemas/decision.schema.json and problem.schema.json
// give: what `eval` answers to the examples, to rules that do everything, and when it cannot
// decide.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "printed_documents.h"
#include "run_in_memory.h"

using namespace rulec::testing;
namespace fs = std::filesystem;

namespace {

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string decision_faults(std::string_view text) {
  return schema_faults(text, "decision.schema.json");
}
std::string problem_faults(std::string_view text) {
  return schema_faults(text, "problem.schema.json");
}

MemoryFileSystem files_below(const fs::path& folder) {
  MemoryFileSystem files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files.add_file(fs::relative(entry.path(), folder).string(), file_text(entry.path()));
    }
  }
  return files;
}

enum class Kind : bool { kFile, kFolder };

std::vector<std::string> names_in(const fs::path& folder, Kind kind) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() == (kind == Kind::kFile)) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

// One of everything that a decision can hold.
constexpr const char* kConfig = R"(rulec: 1
name: all
version: 1.0.0
effects: { send_email: {} }
entry_points:
  checkout: { updates: { "cart.*": {}, log: {}, flags: {} } }
  strict: { on_error: fail, context_schema: schemas/c.json }
  scored: {}
  scored_strict: { on_error: fail }
)";
// Of the entry point NAME: an item that throws and one that holds.
std::string scorecard_of(const std::string& name) {
  return R"({ "scorecard": "card_)" + name + R"(", "entry_point": ")" + name +
         R"(", "items": [{ "id": "breaks", "condition": { "+": [{ "var": "user.name" }, 1] } },
                         { "id": "holds", "points": 2, "weight": 0.1 }] })";
}
constexpr const char* kRules = R"({ "rules": [
  { "id": "inline", "name": "Inline", "entry_point": "checkout", "priority": 9, "actions": [
    { "type": "display_message", "id": "m", "title": "T", "message": "Hello", "variant": "info" },
    { "type": "display_modal", "message": "Read this" } ] },
  { "id": "terms", "entry_point": "checkout", "priority": 8, "actions": [
    { "type": "user_acknowledge", "ack_key": "terms", "message": "Accept", "required": true,
      "scope": "per_order" } ] },
  { "id": "cookies", "entry_point": "checkout", "priority": 7, "actions": [
    { "type": "user_acknowledge", "ack_key": "given", "message": "Accept", "required": true } ] },
  { "id": "letter", "entry_point": "checkout", "priority": 6, "actions": [
    { "type": "user_preference", "preference_key": "newsletter", "message": "Letters?",
      "category": "mail", "default_value": false } ] },
  { "id": "writes", "entry_point": "checkout", "priority": 5, "actions": [
    { "type": "update", "target": "cart.discount", "operation": "set", "value": 5 },
    { "type": "update", "target": "cart.points", "operation": "increment", "value": 2 },
    { "type": "update", "target": "log", "operation": "append", "value": "seen" },
    { "type": "update", "target": "flags", "operation": "merge", "value": { "a": true } },
    { "type": "update", "target": "cart.coupon", "operation": "remove" },
    { "type": "send_email", "to": "shop" } ] },
  { "id": "breaks", "entry_point": "checkout", "priority": 4,
    "condition": { "+": [{ "var": "user.name" }, 1] } },
  { "id": "breaks_off", "entry_point": "checkout", "priority": 3, "stop_processing": true,
    "actions": [{ "type": "update", "target": "cart.points", "operation": "set",
                  "value": { "expr": { "+": [{ "var": "user.name" }, 1] } } }] },
  { "id": "fails", "entry_point": "strict",
    "condition": { "==": [{ "+": [{ "var": "user.name" }, 1] }, 2] } } ] }
)";
constexpr const char* kContextSchema =
    R"({ "type": "object", "properties": { "user": { "type": "object",
         "properties": { "name": { "type": "string" } } } } })";
constexpr const char* kContext =
    R"({ "user": { "name": "Ada" }, "cart": { "points": 1, "coupon": "x" }, "log": [],
         "acknowledgments": { "given": true } })";

MemoryFileSystem everything() {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", kConfig);
  files.add_file("rules/all.rule.json", kRules);
  files.add_file("schemas/c.json", kContextSchema);
  files.add_file("context.json", kContext);
  for (const char* name : {"scored", "scored_strict"}) {
    files.add_file("rules/" + std::string(name) + ".scorecard.json", scorecard_of(name));
  }
  return files;
}

}  // namespace

TEST_CASE("the decisions of the examples") {
  const fs::path examples = fs::path(RULEC_SOURCE_DIR) / "rules-examples";
  std::size_t decisions = 0;
  for (const std::string& name : names_in(examples, Kind::kFolder)) {
    fs::path folder = examples / name;
    MemoryFileSystem files = files_below(folder);
    for (const std::string& schema_name : names_in(folder / "schemas", Kind::kFile)) {
      std::string entry_point = schema_name.substr(0, schema_name.find('.'));
      for (const std::string& context : names_in(folder / "contexts", Kind::kFile)) {
        Ran ran = run_in_memory(files, {"eval", entry_point, "--context", "contexts/" + context});
        INFO(name, " ", entry_point, " ", context, " ", ran.err);
        CHECK((ran.exit_code == 0 ? decision_faults(ran.out) : problem_faults(ran.out)) == "");
        decisions += ran.exit_code == 0 ? 1 : 0;
      }
    }
  }
  CHECK(decisions >= 8);
}

TEST_CASE("a decision with one of everything") {
  MemoryFileSystem files = everything();
  Ran ran = run_in_memory(files, {"eval", "checkout", "--context", "context.json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(decision_faults(ran.out) == "");
  for (const char* part :
       {"msg_4", "\"modal\"", "required_acknowledgments", "\"per_order\"", "newsletter",
        "\"merge\"", "\"increment\"", "\"send_email\"", "\"breaks\"", "\"breaks_off\""}) {
    INFO(std::string(part));
    CHECK(ran.out.find(part) != std::string::npos);
  }
}

TEST_CASE("problems") {
  MemoryFileSystem files = everything();
  files.add_file("broken.json", "{ \"user\": ");
  files.add_file("wrong.json", R"({ "user": { "name": 1 } })");
  for (const char* context : {"broken.json", "wrong.json", "context.json"}) {
    Ran ran = run_in_memory(files, {"eval", "strict", "--context", context});
    INFO(std::string(context), " ", ran.err);
    CHECK(ran.exit_code == 1);
    CHECK(problem_faults(ran.out) == "");
  }
}

TEST_CASE("a scorecard, and an item that throws") {
  MemoryFileSystem files = everything();
  Ran ran = run_in_memory(files, {"eval", "scored", "--context", "context.json"});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(decision_faults(ran.out) == "");
  CHECK(ran.out.find("\"item_id\": \"breaks\"") != std::string::npos);
  CHECK(ran.out.find("\"total_points\": 0.2") != std::string::npos);
  Ran failed = run_in_memory(files, {"eval", "scored_strict", "--context", "context.json"});
  CHECK(failed.exit_code == 1);
  CHECK(problem_faults(failed.out) == "");
  CHECK(failed.out.find("\"item_id\": \"breaks\"") != std::string::npos);
}

TEST_CASE("what is no decision does not fit") {
  MemoryFileSystem files = everything();
  std::string decision =
      run_in_memory(files, {"eval", "checkout", "--context", "context.json"}).out;
  std::string problem = run_in_memory(files, {"eval", "strict", "--context", "context.json"}).out;
  CHECK(decision_faults(problem) != "");
  CHECK(problem_faults(decision) != "");
  struct Change {
    const char* from;
    const char* to;
  };
  for (const Change& change :
       {Change{"\"success\": true", "\"success\": false"},
        Change{"\"blocked\": true", "\"blocked\": 1"}, Change{"\"blocked\": true,", ""},
        Change{"\"msg_1\"", "\"1\""}, Change{"\"per_order\"", "\"per_year\""},
        Change{"sha256:", "sha1:"}, Change{"\"increment\"", "\"multiply\""},
        Change{"\"updates\": {", "\"extra\": 1, \"updates\": {"},
        Change{"\"code\": \"RC", "\"code\": \"XX"}}) {
    std::string changed = decision;
    INFO(std::string(change.from));
    std::size_t at = changed.find(change.from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, std::string_view(change.from).size(), change.to);
    CHECK(decision_faults(changed) != "");
  }
}

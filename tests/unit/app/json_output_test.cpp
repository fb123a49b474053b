// Under --json stdout is exactly one document, of the form that schemas/output has, whatever was
// asked and however it ended.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "run_in_memory.h"
#include "schema/schema.h"

using namespace rulec::testing;
namespace schema = rulec::schema;

namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

using Compiled = std::shared_ptr<const schema::CompiledSchema>;

// The schema of a document, by its member `schema` ("rulec.lint/1").
Compiled schema_of(std::string_view name) {
  static std::map<std::string, Compiled, std::less<>> compiled;
  auto found = compiled.find(name);
  if (found != compiled.end()) {
    return found->second;
  }
  std::string_view verb = name.substr(6, name.find('/') - 6);
  std::string text =
      file_text(std::string(RULEC_SOURCE_DIR) + "/schemas/output/" + std::string(verb) + ".json");
  auto made = schema::compile(text);
  INFO(name);
  INFO((made ? std::string() : made.error().message));
  REQUIRE(made.has_value());
  return compiled.emplace(std::string(name), *made).first->second;
}

// Decisions and problems have schemas of their own.
Compiled schema_of_part(std::string_view member) {
  auto made = schema::compile(schema::built_in_file(std::string(member) + ".schema.json"));
  REQUIRE(made.has_value());
  return *made;
}

void check_value(const schema::CompiledSchema& compiled, const rulec::Value& value,
                 rulec::Arena& arena) {
  std::vector<schema::CheckError> errors(4);
  std::size_t count = 0;
  bool fits = schema::validate(compiled, value, arena, errors, count);
  for (std::size_t i = 0; i < std::min(count, errors.size()); ++i) {
    CAPTURE(errors[i].path);
    CAPTURE(errors[i].expected);
    CHECK(errors[i].keyword == "");
  }
  CHECK(fits);
}

void check_document(const Ran& ran) {
  rulec::Arena arena;
  rulec::json::ReaderScratch scratch;
  rulec::Value value;
  rulec::json::Fault fault;
  rulec::json::ValueLimits limits{.max_bytes = 1 << 26};
  CAPTURE(ran.out);
  CHECK(ran.out.ends_with('\n'));
  bool is_json = rulec::json::read_value(ran.out, limits, arena, scratch, value, fault);
  CAPTURE(fault.message);
  REQUIRE(is_json);
  CHECK(value.member("exit_code").as_integer() == ran.exit_code);
  check_value(*schema_of(value.member("schema").as_string()), value, arena);
  for (std::string_view part : {"decision", "problem"}) {
    if (!value.member(part).is_absent()) {
      check_value(*schema_of_part(part), value.member(part), arena);
    }
  }
}

MemoryFileSystem project() {
  MemoryFileSystem files;
  REQUIRE(run_in_memory(files, {"init", "--template", "empty"}).exit_code == 0);
  return files;
}

constexpr const char* kWrongRule =
    R"({"id":"wrong","entry_point":"default","condition":{"===":[{"var":"user.nmae"},1]}})";

}  // namespace

TEST_CASE("every command answers with one document") {
  const std::vector<std::vector<std::string>> lines = {
      {"--json"},
      {"--version", "--json"},
      {"-h", "--json"},
      {"lint", "-h", "--json"},
      {"help", "--json"},
      {"help", "lint", "--json"},
      {"version", "--json"},
      {"version", "--sbom", "--format", "json"},
      {"explain", "RC2003", "--json"},
      {"explain", "unknown-field", "--format=json"},
      {"schema", "rule", "--json"},
      {"completion", "bash", "--json"},
      {"schema", "config", "--json"},
      {"schema", "decision", "--json"},
      {"config", "show", "--json"},
      {"config", "show", "--origin", "--json"},
      {"config", "path", "--json"},
      {"init", "other", "--json"},
      {"lint", "--json"},
      {"lint", "--show-files", "--json"},
      {"check", "--json"},
      {"check", "--only", "fmt,lint", "--json"},
      {"bench", "--time", "1ms", "--json"},
      {"--json", "compile"},
      {"compile", "--json", "--emit", "cst,ast,model,ir,bytecode"},
      {"compile", "--json", "--stop-after", "parse"},
      {"compile", "--json", "--verify"},
      {"test", "--json"},
      {"test", "--json", "--list"},
      {"test", "--json", "--coverage", "--min", "0"},
      {"test", "--coverage=json"},
      {"dev", "--once", "--json"},
      {"dev", "--once", "--no-test", "--json"},
      {"diff", ".", "--json"},
      {"diff", "rules", ".", "--json"},
      {"eval", "default", "--json"},
      {"eval", "default", "--json", "--set", "user.name=Ada", "--explain"},
      {"eval", "--expr", "{\"+\":[1,2]}", "--json"},
  };
  for (const auto& line : lines) {
    MemoryFileSystem files = project();
    CAPTURE(doctest::toString(line.front()));
    Ran ran = run_in_memory(files, line);
    CHECK(ran.exit_code == 0);
    CHECK(ran.err.empty());
    check_document(ran);
  }
}

TEST_CASE("every failure answers with one document") {
  const std::vector<std::vector<std::string>> lines = {
      {"check", "--only", "lnt", "--json"},
      {"bench", "--time", "1", "--json"},
      {"lnt", "--json"},
      {"--json", "lnt"},
      {"--json", ""},
      {"lint", "--fomat", "--json"},
      {"lint", "--fail-level", "x", "--json"},
      {"lint", "--max-errors", "x", "--json"},
      {"lint", "--json", "a\xff"},
      {"lint", "--json", "\x01\x1b[31m\n"},
      {"lint", "--json", "nowhere"},
      {"lint", "--json", "--select", "RC9999"},
      {"lint", "--json", "--since", "a", "--staged"},
      {"lint", "--json", "--staged"},
      {"lint", "--json", "--since", "HEAD"},
      {"lint", "--json", "--watch"},
      {"lint", "--json", "rules/wrong.rule.json"},
      {"compile", "--json"},
      {"compile", "--json", "-o", "-"},
      {"compile", "--json", "--emit", "llvm"},
      {"compile", "--json", "--bundle-version", "../x"},
      {"compile", "--json", "-o", "rules"},
      {"inspect", "--json"},
      {"inspect", "--json", "nowhere.rbx"},
      {"inspect", "--json", "rulec.yaml"},
      {"dev", "--once", "--json"},
      {"dev", "--json", "--backend", "sqlite"},
      {"dev", "--json", "--debounce", "x"},
      {"dev", "--json"},
      {"diff", "--json"},
      {"diff", "--json", "nowhere", "--stat"},
      {"diff", "--json", "env:production"},
      {"inspect", "--json", "rules"},
      {"test", "--json"},
      {"test", "--json", "-k", "nothing at all"},
      {"test", "--json", "--coverage"},
      {"test", "--json", "--min", "90"},
      {"test", "--json", "--min", "101"},
      {"test", "--json", "--coverage=html"},
      {"test", "--json", "--report", "sarif=a"},
      {"eval", "--json"},
      {"eval", "nowhere", "--json"},
      {"eval", "default", "--json", "--set", "user.name=1"},
      {"eval", "default", "--json", "--many", "x"},
      {"eval", "--json", "--stream"},
      {"eval", "--json", "--expr", "{"},
      {"eval", "--json", "--expr", "{\"throw\":\"x\"}"},
      {"eval", "default", "--json", "--context", "nowhere.json"},
      {"explain", "--json", "RC9999"},
      {"explain", "--json", "dec_01JD9Q4T2X"},
      {"schema", "--json", "openapi"},
      {"schema", "--json", "x"},
      {"config", "--json"},
      {"init", "--json"},
      {"init", "--json", "--template", "scorecard"},
      {"init", "--json", "--adopt"},
      {"help", "--json", "lnt"},
      {"-C", "nowhere", "lint", "--json"},
      {"deploy", "x", "--json"},
      {"serve", "--json"},
      {"config", "show", "--json", "--format", "sarif", "--limit", "x=1"},
      {"version", "--json", "--timeout", "3s"},
      {"lint", "--format", "json", "--limit", "source=9GiB"},
  };
  for (const auto& line : lines) {
    MemoryFileSystem files = project();
    files.add_file("rules/wrong.rule.json", kWrongRule);
    files.add_file("rulec.yaml", "rulec: 1\nname: other\nentry_points: { default: {} }\n");
    std::string shown;
    for (const std::string& word : line) {
      shown += word + " ";
    }
    CAPTURE(shown);
    Ran ran = run_in_memory(files, line);
    CHECK(ran.exit_code != 0);
    CHECK(ran.err.empty());
    check_document(ran);
  }
}

TEST_CASE("RULEC_FORMAT=json is enough, also for failures of parsing") {
  check_document(run_in_memory({"lnt"}, {.variables = {{"RULEC_FORMAT", "json"}}}));
  check_document(run_in_memory({"version"}, {.variables = {{"RULEC_FORMAT", "json"}}}));
}

TEST_CASE("without --json a failure leaves stdout empty and names its code on stderr") {
  for (const char* word : {"lnt", "deploy", "explain", "config"}) {
    Ran ran = run_in_memory({word});
    CAPTURE(word);
    CHECK(ran.exit_code == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("error[RC"));
  }
}

TEST_CASE("control characters of arguments do not reach the terminal") {
  Ran ran = run_in_memory({"\x1b]0;owned\x07"});
  CHECK(ran.exit_code == 2);
  CHECK(ran.err.find('\x1b') == std::string::npos);
  CHECK(ran.err.find('\x07') == std::string::npos);
}

TEST_CASE("keys, signatures and verdicts as documents") {
  struct Step {
    std::vector<std::string> line;
    int exit_code;
  };
  const std::vector<Step> steps = {
      {{"compile", "-o", "shop.rbx"}, 0},
      {{"key", "new", "ci", "--no-passphrase"}, 0},
      {{"key", "new", "ana", "--no-passphrase"}, 0},
      {{"key", "new", "ben", "--no-passphrase"}, 0},
      {{"key", "new", "ci", "--no-passphrase"}, 1},
      {{"key", "export", "ci"}, 0},
      {{"verify", "shop.rbx"}, 2},
      {{"key", "trust", "ci.pub", "--role", "release", "--identity", "ci", "--environments", "*"},
       0},
      {{"key", "trust", "ana.pub", "--role", "trust", "--identity", "ana"}, 0},
      {{"key", "list"}, 0},
      {{"verify", "shop.rbx"}, 1},
      {{"sign", "shop.rbx", "--key", "ci.key", "--expires", "2026-12-31"}, 0},
      {{"verify", "shop.rbx"}, 0},
      // One key would have two identities.
      {{"key", "rotate", "--replace", "ci.pub", "--by", "ana.pub", "--key", "ana.key"}, 2},
      {{"key", "rotate", "--replace", "ci.pub", "--by", "ben.pub", "--reason", "lost", "--key",
        "ana.key", "-o", "next.json"},
       0},
      {{"key", "rotate", "next.json", "--accept"}, 0},
      {{"key", "rotate", "next.json", "--accept"}, 2},
      {{"verify", "shop.rbx"}, 1},
  };
  MemoryFileSystem files = project();
  for (const Step& step : steps) {
    std::vector<std::string> line = step.line;
    line.emplace_back("--json");
    Ran ran = run_in_memory(files, line, {.variables = {{"HOME", "/home/ana"}}});
    CAPTURE(ran.out);
    CHECK(ran.exit_code == step.exit_code);
    check_document(ran);
  }
}

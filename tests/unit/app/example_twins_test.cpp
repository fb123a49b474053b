// The rules of rules-examples in both spellings, rules/ and rules-text/: each file is the twin of
// the other, and whichever of them a project has, it gives the same decisions.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "run_in_memory.h"
#include "tooling/build.h"
#include "tooling/test/verify.h"

using namespace rulec;
using testing::MemoryFileSystem;
using testing::Ran;
using testing::run_in_memory;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kJsonFolder = "rules/";
constexpr std::string_view kTextFolder = "rules-text/";

using Files = std::map<std::string, std::string>;  // path in the project -> bytes

Files files_of(const fs::path& project) {
  Files found;
  for (const auto& entry : fs::recursive_directory_iterator(project)) {
    if (entry.is_regular_file()) {
      std::ifstream file(entry.path(), std::ios::binary);
      found[entry.path().lexically_relative(project).generic_string()] = {
          std::istreambuf_iterator<char>(file), {}};
    }
  }
  return found;
}

Files below(const Files& files, std::string_view folder) {
  Files found;
  for (const auto& [path, bytes] : files) {
    if (path.starts_with(folder)) {
      found[path] = bytes;
    }
  }
  return found;
}

std::vector<fs::path> example_projects() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(fs::path(RULEC_SOURCE_DIR) / "rules-examples")) {
    if (fs::exists(entry.path() / "rulec.yaml")) {
      found.push_back(entry.path());
    }
  }
  return found;
}

// The project with its rules in one spelling.
void add_project(MemoryFileSystem& memory, const Files& files, bool is_text) {
  for (const auto& [path, bytes] : files) {
    bool is_json_rule = path.starts_with(kJsonFolder);
    bool is_text_rule = path.starts_with(kTextFolder);
    std::string name =
        is_text_rule ? std::string(kJsonFolder) + path.substr(kTextFolder.size()) : path;
    if (is_text ? !is_json_rule : !is_text_rule) {
      memory.add_file(name, bytes);
    }
  }
}

std::string formatted(const std::string& name, const std::string& text,
                      const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"fmt", "-", "--stdin-filename", name};
  arguments.insert(arguments.end(), options.begin(), options.end());
  Ran ran = run_in_memory(arguments, {.variables = {}, .input = text});
  return ran.out + ran.err;
}

// Without the digest of the bundle, which knows the names of the sources.
std::string without_digest(std::string decision) {
  constexpr std::string_view kPrefix = "\"sha256:";
  std::size_t at = decision.find(kPrefix);
  if (at != std::string::npos) {
    decision.erase(at, decision.find('\n', at) - at);
  }
  return decision;
}

// "terms" for "rules/terms.rule.json" and for "rules-text/terms.eff".
std::string stem(const std::string& path) {
  std::size_t slash = path.rfind('/');
  return path.substr(slash + 1, path.find('.', slash) - slash - 1);
}

struct Built {
  Built(const Files& files, bool is_text) {
    add_project(memory, files, is_text);
    build = tooling::build(memory, {}, tooling::Phase::kEmit, findings);
    suite = tooling::collect_tests(memory, *build, findings);
    std::string words;
    for (const diag::Diagnostic& finding : findings.kept()) {
      words += diag::message_of(finding) + "\n";
    }
    REQUIRE(words == "");
    auto made = tooling::all_engines(*build);
    REQUIRE(made.has_value());
    engines = std::move(*made);
  }

  MemoryFileSystem memory;
  diag::Collector findings;
  std::unique_ptr<tooling::Build> build;
  std::unique_ptr<tooling::Suite> suite;
  std::vector<tooling::Engine> engines;
};

}  // namespace

TEST_CASE("rule files of the examples are twins") {
  std::size_t pairs = 0;
  for (const fs::path& project : example_projects()) {
    Files files = files_of(project);
    std::map<std::string, std::string> texts;
    for (const auto& [path, bytes] : below(files, kTextFolder)) {
      texts[stem(path)] = path;
    }
    for (const auto& [path, bytes] : below(files, kJsonFolder)) {
      std::string named = project.filename().string() + "/" + path;
      CAPTURE(named);
      REQUIRE(texts.contains(stem(path)));
      std::string text_path = texts[stem(path)];
      texts.erase(stem(path));
      CHECK(formatted(path, bytes, {"--to", "eff"}) == files[text_path]);
      CHECK(formatted(text_path, files[text_path], {}) == files[text_path]);
      CHECK(formatted(text_path, files[text_path], {"--to", "json"}) == formatted(path, bytes, {}));
      ++pairs;
    }
    CHECK(texts.empty());
  }
  CHECK(pairs >= 15);
}

TEST_CASE("every test case of the examples is decided alike in both spellings") {
  for (const fs::path& project : example_projects()) {
    std::string name = project.filename();
    CAPTURE(name);
    Files files = files_of(project);
    Built json(files, false);
    Built text(files, true);
    REQUIRE(json.build->model);
    CHECK(json.suite->cases.size() == text.suite->cases.size());
    std::vector<tooling::Engine> engines = json.engines;
    engines.insert(engines.end(), text.engines.begin(), text.engines.end());
    diag::Collector findings;
    auto done = tooling::compare_engines(*json.suite, engines, findings);
    CHECK(done.cases > 0);
    CHECK(done.differences == 0);
  }
}

TEST_CASE("every context of the examples is decided alike in both spellings") {
  std::size_t decided = 0;
  for (const fs::path& project : example_projects()) {
    Files files = files_of(project);
    MemoryFileSystem json;
    MemoryFileSystem text;
    add_project(json, files, false);
    add_project(text, files, true);
    diag::Collector findings;
    auto build = tooling::build(json, {}, tooling::Phase::kParse, findings);
    for (const auto& entry_point : build->project.config.entry_points) {
      for (const auto& [path, bytes] : below(files, "contexts/")) {
        std::vector<std::string> arguments = {"eval", entry_point.name, "--context",
                                              path,   "--now",          "2026-03-01T00:00:00Z"};
        Ran by_json = run_in_memory(json, arguments);
        Ran by_text = run_in_memory(text, arguments);
        std::string named = project.filename().string() + " " + entry_point.name + " " + path;
        CAPTURE(named);
        CHECK(by_json.exit_code == by_text.exit_code);
        CHECK(without_digest(by_json.out) == without_digest(by_text.out));
        decided += by_json.exit_code == 0 ? 1 : 0;
      }
    }
  }
  CHECK(decided >= 12);
}

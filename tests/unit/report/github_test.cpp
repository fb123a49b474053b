// Workflow commands, read by a parser that is written from GitHub's description of them, and what
// happens by itself inside of GitHub Actions.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "support.h"

using namespace rulec::testing;

namespace {

struct Command {
  std::string name;
  std::map<std::string, std::string> properties;
  std::string message;
};

Command parse_command(const std::string& line) {
  REQUIRE(line.starts_with("::"));
  std::size_t end = line.find("::", 2);
  REQUIRE(end != std::string::npos);
  std::string head = line.substr(2, end - 2);
  Command command{.name = head.substr(0, head.find(' ')), .properties = {}, .message = {}};
  command.message = without_percents(line.substr(end + 2));
  std::string rest = head.size() > command.name.size() ? head.substr(command.name.size() + 1) : "";
  while (!rest.empty()) {
    std::string pair = rest.substr(0, rest.find(','));
    std::size_t equals = pair.find('=');
    REQUIRE(equals != std::string::npos);
    command.properties[pair.substr(0, equals)] = without_percents(pair.substr(equals + 1));
    rest = pair.size() < rest.size() ? rest.substr(pair.size() + 1) : "";
  }
  return command;
}

std::vector<Command> commands_in(const std::string& text) {
  std::vector<Command> commands;
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with("::")) {
      commands.push_back(parse_command(line));
    }
  }
  return commands;
}

RunSetup in_actions(const std::string& page = "") {
  RunSetup setup;
  setup.variables["GITHUB_ACTIONS"] = "true";
  if (!page.empty()) {
    setup.variables["GITHUB_STEP_SUMMARY"] = page;
  }
  return setup;
}

MemoryFileSystem failing_tests() {
  MemoryFileSystem files;
  files.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  files.add_file("tests/a.test.json", R"({ "entry_point": "e", "cases": [
    { "name": "100% | <b>: no", "context": {}, "expect": { "fires": false } }] })");
  return files;
}

}  // namespace

TEST_CASE("GitHub: the commands say what the JSON says") {
  MemoryFileSystem files = nasty_project();
  std::vector<Command> commands = commands_in(lint_report(files, "github"));
  Json json = lint_json(files);
  REQUIRE(commands.size() == json["diagnostics"].size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const Json& finding = json["diagnostics"][i];
    Command& command = commands[i];
    CHECK(command.name ==
          (finding["severity"] == "hint" ? "notice" : finding["severity"].get<std::string>()));
    CHECK(command.properties["file"] == finding["primary"]["file"].get<std::string>());
    CHECK(command.properties["line"] == std::to_string(finding["primary"]["line"].get<int>()));
    CHECK(command.properties["col"] == std::to_string(finding["primary"]["column"].get<int>()));
    CHECK(command.properties["title"] ==
          finding["code"].get<std::string>() + " " + finding["name"].get<std::string>());
    CHECK(command.message.starts_with(finding["message"].get<std::string>()));
    for (const Json& fix : finding["fixes"]) {
      CHECK(command.message.contains("\nhelp: " + fix["title"].get<std::string>()));
    }
  }
  CHECK(commands.front().properties["file"] == "rules/caf\u00e9 100%#1.rule.json");
}

TEST_CASE("inside of Actions the commands come behind the text, unless a form was chosen") {
  MemoryFileSystem files = nasty_project();
  std::string plain = run_in_memory(files, {"lint"}).out;
  std::string commands = lint_report(files, "github");
  CHECK(run_in_memory(files, {"lint"}, in_actions()).out == plain + commands);
  for (const char* form : {"concise", "sarif", "full", "json"}) {
    CHECK(run_in_memory(files, {"lint", "--format", form}, in_actions()).out ==
          run_in_memory(files, {"lint", "--format", form}).out);
  }
  CHECK(run_in_memory(files, {"lint", "--json"}, in_actions()).out ==
        run_in_memory(files, {"lint", "--json"}).out);
}

TEST_CASE("the page of the job gets a table, and keeps what others wrote") {
  MemoryFileSystem files = nasty_project();
  files.add_file("page.md", "before\n");
  Ran ran = run_in_memory(files, {"lint", "--format", "github"}, in_actions("page.md"));
  CHECK(ran.err == "");
  std::string page = bytes_of(files, "page.md");
  CHECK(page.starts_with("before\n### rulec lint\n\n| step | result | |\n| --- | --- | --- |\n"));
  CHECK(page.contains("| lint | failed | "));
  CHECK(page.contains("RC2003"));
  Json json = lint_json(files);
  CHECK(page.contains(std::to_string(json["summary"]["errors"].get<int>()) + " errors"));

  MemoryFileSystem tested = failing_tests();
  CHECK(run_in_memory(tested, {"test"}, in_actions("page.md")).exit_code == 1);
  CHECK(bytes_of(tested, "page.md").contains("| test | failed | 0 passed, 1 failed, 0 skipped |"));
}

TEST_CASE("a page that cannot be written changes no answer") {
  MemoryFileSystem files;
  files.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  files.deny("out");
  Ran ran = run_in_memory(files, {"lint"}, in_actions("out/page.md"));
  CHECK(ran.exit_code == 0);
  CHECK(ran.err.starts_with("no summary for GitHub: "));
}

TEST_CASE("failed cases are commands too") {
  MemoryFileSystem files = failing_tests();
  std::vector<Command> commands =
      commands_in(run_in_memory(files, {"test", "--format", "github"}).out);
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].name == "error");
  CHECK(commands[0].properties["file"] == "tests/a.test.json");
  CHECK(commands[0].properties["line"] == "2");
  CHECK(commands[0].properties["title"] == "test failed: 100% | <b>: no");
  CHECK(commands[0].message.contains("expected"));
}

#include "git_project.h"

#include <doctest/doctest.h>

namespace rulec::testing {

std::string rule(const std::string& id, Quality quality) {
  std::string op = quality == Quality::kGood ? ">=" : "at_least";
  return R"({ "id": ")" + id + R"(", "entry_point": "checkout", "condition": { ")" + op +
         R"(": [{ "var": "cart.total" }, 50] } })" + "\n";
}

GitProject::GitProject() {
  home_.write(".gitconfig", "[user]\n\tname = nobody\n\temail = nobody@example.com\n");
  folder_.write("rules/a.rule.json", rule("a"));
}

void GitProject::configure(const std::string& text) {
  home_.write(".gitconfig", home_.read(".gitconfig") + text);
}

std::string GitProject::git(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), "git");
  ProcessResult result = run(arguments, input);
  INFO((result.err));
  REQUIRE(result.exit_status == 0);
  return result.out;
}

void GitProject::commit() {
  git({"add", "-A"});
  git({"commit", "-q", "-m", "change"});
}

ProcessResult GitProject::rulec(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), RULEC_PROGRAM);
  return run(arguments);
}

ProcessResult GitProject::run(const std::vector<std::string>& arguments, const std::string& input) {
  ProcessOptions options{.folder = folder_.path(), .input = input};
  options.environment = {
      {"HOME", home_.path()}, {"XDG_CONFIG_HOME", home_.path()}, {"GIT_CONFIG_NOSYSTEM", "1"}};
  return run_process(arguments, options);
}

}  // namespace rulec::testing

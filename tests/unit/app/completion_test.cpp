// Completion: every value of the table has its source, and the scripts hold all of the table.
#include <doctest/doctest.h>

#include <string>

#include "command_table.h"
#include "completion/script.h"
#include "completion/value_source.h"
#include "run_in_memory.h"

using namespace rulec::app;
using namespace rulec::testing;
using completion::ValueSource;

TEST_CASE("each placeholder of the table is known to completion (completion/value_source.cpp)") {
  for (const Command& command : CommandTable::get().all()) {
    CAPTURE(command.name);
    for (const Flag& flag : command.flags) {
      CAPTURE(flag.name());
      CAPTURE(flag.values);
      CHECK(completion::plan_of(command, flag).source != ValueSource::kUnknown);
    }
    for (const ArgumentRow& argument : command.arguments) {
      CAPTURE(argument.name);
      CHECK(completion::plan_of(command, argument).source != ValueSource::kUnknown);
    }
  }
}

TEST_CASE("the scripts hold every command, flag and closed value, and none that is hidden") {
  for (const std::string& script :
       {completion::bash_script(), completion::zsh_script(), completion::fish_script()}) {
    bool is_fish = script.starts_with("# Completion of rulec for fish");
    auto has = [&](std::string_view text) {
      CAPTURE(text);
      CHECK(script.find(text) != std::string::npos);
    };
    CHECK(script.find("--markdown") == std::string::npos);
    CHECK(script.find("@TABLES@") == std::string::npos);
    for (const Command& command : CommandTable::get().all()) {
      CAPTURE(command.name);
      has(command.name);
      for (const Flag& flag : command.flags) {
        if (flag.use == FlagUse::kHidden) {
          continue;
        }
        std::string_view name = flag.name();
        has(is_fish && name.starts_with("--") ? "-l " + std::string(name.substr(2))
            : is_fish                         ? "-s " + std::string(name.substr(1))
                                              : std::string(name));
        for (std::string_view value : completion::plan_of(command, flag).words) {
          has(value);
        }
      }
    }
  }
}

TEST_CASE("a brief is the first clause, and ends between words") {
  CHECK(completion::brief("write nothing, list; and more") == "write nothing, list");
  CHECK(completion::brief("form of the output, of which full is built") == "form of the output");
  std::string longest = completion::brief(std::string(60, 'x') + " " + std::string(60, 'y'));
  CHECK(longest == std::string(60, 'x') + " ...");
  CHECK(completion::quoted("it's") == "'it'\\''s'");
}

TEST_CASE("__complete answers with names alone, whatever is asked") {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", "rulec: 1\nname: a\nversion: 1.0.0\nenvironments:\n  eu.live: {}\n");
  files.add_file(
      "rules/a.rule.json",
      R"({"rules":[{"id":"b","entry_point":"e"},{"id":"a c","name":"x","entry_point":"e"},
                     {"id":"no\nline","entry_point":"e"}]})");
  files.add_file("rules/broken.rule.json", "{");
  CHECK(run_in_memory(files, {"__complete", "rules"}).out == "a c\tx\nb\trule\n");
  CHECK(run_in_memory(files, {"__complete", "entry-points"}).out == "e\tentry point\n");
  CHECK(run_in_memory(files, {"__complete", "environments"}).out == "eu.live\tenvironment\n");
  CHECK(run_in_memory(files, {"__complete", "codes"}).out.find("RC2003\tunknown-field\n") !=
        std::string::npos);
  CHECK(run_in_memory(files, {"-C", ".", "__complete", "rules"}).out == "a c\tx\nb\trule\n");
  for (const std::vector<std::string>& line : {std::vector<std::string>{"__complete"},
                                               {"__complete", "nothing"},
                                               {"__complete", "rules", "more"}}) {
    Ran ran = run_in_memory(files, line);
    CHECK(ran.exit_code == 0);
    CHECK(ran.out.empty());
    CHECK(ran.err.empty());
  }
  CHECK(files.written().empty());
}

TEST_CASE("completion --install overwrites its own files alone") {
  MemoryFileSystem files;
  RunSetup setup{.variables = {{"HOME", "/home/ana"}}, .input = ""};
  const std::string path = "/home/ana/.config/fish/completions/rulec.fish";
  Ran ran = run_in_memory(files, {"completion", "fish", "--install", "-n"}, setup);
  CHECK(ran.out.starts_with("would write  " + path));
  CHECK(files.written().empty());
  ran = run_in_memory(files, {"completion", "fish", "--install"}, setup);
  CHECK(ran.exit_code == 0);
  CHECK(ran.out.starts_with("wrote  " + path + "\nundo: rm " + path + "\nnext: "));
  CHECK(files.read_file(path, 1 << 20).value_or("") == completion::fish_script());
  CHECK(run_in_memory(files, {"completion", "fish", "--install"}, setup).out.starts_with("unch"));
  files.add_file(path, "mine\n");
  ran = run_in_memory(files, {"completion", "fish", "--install"}, setup);
  CHECK(ran.exit_code == 1);
  CHECK(ran.err.find("RC0017") != std::string::npos);
  CHECK(files.read_file(path, 1 << 20).value_or("") == "mine\n");
  CHECK(run_in_memory(files, {"completion", "fish", "--install"}).exit_code == 2);
}

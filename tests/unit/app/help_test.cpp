#include "help.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "command_table.h"
#include "dispatch.h"
#include "parse.h"
#include "run_in_memory.h"
#include "shell_words.h"

using namespace rulec::app;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

TEST_CASE("every command that is built has a handler, and no other") {
  std::set<std::string_view> built;
  for (const Command& command : CommandTable::get().all()) {
    if (command.is_built() && !command.name.empty()) {
      built.insert(command.name);
    }
  }
  std::vector<std::string_view> names = dispatched_commands();
  CHECK(std::set<std::string_view>(names.begin(), names.end()) == built);
}

TEST_CASE("no flag is listed twice for one command, short ones mean the same everywhere") {
  for (const Command& command : CommandTable::get().all()) {
    std::set<std::string_view> seen;
    for (const Command* source : {&command, &CommandTable::get().root()}) {
      if (source == &CommandTable::get().root() && &command == source) {
        continue;
      }
      for (const Flag& flag : source->flags) {
        for (std::string_view name : flag.names) {
          CAPTURE(command.name);
          CAPTURE(name);
          // A flag of every command may be built for one of them alone, as its own.
          bool is_taken_over = source != &command && !flag.is_built();
          CHECK((seen.insert(name).second || is_taken_over));
        }
      }
    }
  }
}

TEST_CASE("rows of the table are complete") {
  for (const Command& command : CommandTable::get().all()) {
    CAPTURE(command.name);
    CHECK(!command.summary.empty());
    CHECK((command.is_built() || !command.instead.empty()));
    CHECK((!command.is_built() || !command.schema.empty()));
    CHECK((!command.is_built() || command.examples.size() >= 2));
    for (const Flag& flag : command.flags) {
      CAPTURE(flag.name());
      CHECK(!flag.help.empty());
      CHECK((!flag.takes_value() || !flag.values.empty()));
    }
  }
}

TEST_CASE("examples of built commands are command lines that parse") {
  for (const Command& command : CommandTable::get().all()) {
    if (!command.is_built()) {
      continue;
    }
    for (const Example& example : command.examples) {
      std::string line(example.line);
      for (std::size_t begin = 0; begin < line.size();) {
        std::size_t end = std::min(line.find(" && ", begin), line.size());
        std::string part = line.substr(begin, end - begin);
        begin = end + 4;
        if (!part.starts_with("rulec ")) {
          continue;
        }
        CAPTURE(part);
        auto parsed = rulec::testing::parse_command_line(part);
        REQUIRE(parsed);
        Outcome<Invocation> invocation = parse(parsed->arguments, {});
        CHECK(invocation.has_value());
      }
    }
  }
}

TEST_CASE("short help has at most 25 lines and opens with examples") {
  for (const Command& command : CommandTable::get().all()) {
    CAPTURE(command.name);
    std::vector<std::string> lines = lines_of(short_help(command, {.width = 100}));
    CHECK(lines.size() <= 25);
    if (command.is_built()) {
      CHECK(lines[2].starts_with("  " + std::string(command.examples.front().line)));
    }
  }
}

TEST_CASE("help fits its width where words allow it") {
  for (std::uint32_t width : {60U, 100U}) {
    for (const Command& command : CommandTable::get().all()) {
      for (const std::string& line : lines_of(full_help(command, {.width = width}))) {
        // Usage lines and examples are for pasting and are not broken.
        bool may_be_long = line.starts_with("usage:") || line.starts_with("  rulec") ||
                           line.find("not built yet; use instead") != std::string::npos;
        CAPTURE(line);
        CHECK((may_be_long || line.size() <= width + 10));
      }
    }
    for (const std::string& line : lines_of(main_screen({.width = width}))) {
      CAPTURE(line);
      CHECK((line.size() <= width || line.starts_with("  rulec")));
    }
  }
}

TEST_CASE("help of topics, of groups of commands, of what is unknown") {
  using rulec::testing::run_in_memory;
  for (const char* topic :
       {"exit-codes", "environment", "formats", "files", "rulec.yaml", "lint", "rulec"}) {
    CAPTURE(topic);
    rulec::testing::Ran ran = run_in_memory({"help", topic});
    CHECK(ran.exit_code == 0);
    CHECK(ran.out.size() > 100);
  }
  CHECK(run_in_memory({"help", "config", "show"}).out.find("rulec config show") == 0);
  CHECK(run_in_memory({"help", "config"}).out.find("rulec config path") != std::string::npos);
  rulec::testing::Ran unknown = run_in_memory({"help", "lnt"});
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.err.find("did you mean `lint`?") != std::string::npos);
}

#include "shell_words.h"

#include <doctest/doctest.h>

using rulec::testing::parse_command_line;
using rulec::testing::shell_words;
using Words = std::vector<std::string>;

TEST_CASE("words are split as a shell splits them") {
  CHECK(shell_words("  a  b\tc ") == Words{"a", "b", "c"});
  CHECK(shell_words(R"(a 'b c' "d e"f)") == Words{"a", "b c", "d ef"});
  CHECK(shell_words(R"(a\ b "\"" '\')") == Words{"a b", "\"", "\\"});
  CHECK(shell_words(R"('' "")") == Words{"", ""});
  CHECK(shell_words("").value().empty());
  CHECK(!shell_words("a 'b").has_value());
}

TEST_CASE("a command line is variables, rulec and arguments") {
  auto command = parse_command_line("RULEC_COLOR=always rulec eval x --set 'a.b=\"c d\"'");
  REQUIRE(command.has_value());
  CHECK(command->variables.size() == 1);
  CHECK(command->variables[0].second == "always");
  CHECK(command->arguments == Words{"eval", "x", "--set", "a.b=\"c d\""});
  CHECK(parse_command_line("rulec")->arguments.empty());
  CHECK(!parse_command_line("ls").has_value());
  CHECK(!parse_command_line("").has_value());
  CHECK(!parse_command_line("rulec 'x").has_value());
}

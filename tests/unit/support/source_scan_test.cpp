#include "source_scan.h"

#include <doctest/doctest.h>

using rulec::testing::forbidden_uses;

TEST_CASE("ways of printing and ending are found") {
  for (const char* source :
       {"std::cerr << 1;", "std::printf(\"x\");", "fprintf(stderr, \"x\");", "fmt::print(\"x\");",
        "std::exit (1);", "abort();", "perror(\"x\");", "::write(STDERR_FILENO, x, 1);",
        "auto* f = stdout;", "puts(R\"(x)\");"}) {
    CAPTURE(source);
    CHECK(forbidden_uses(source).size() == 1);
  }
}

TEST_CASE("comments, literals, members and longer words are not") {
  for (const char* source :
       {"// std::cerr", "/* abort()\n */ int x;", "auto s = \"exit(\\\"1\\\")\";",
        "auto s = R\"x(abort() )\" )x\";", "snprintf(b, 1, \"x\");", "plan.abort();",
        "plan->exit(1);", "print(env, x);", "int exit = 1;",
        "int million = 1'000'000; char c = '\"';", "enum { kExit };"}) {
    CAPTURE(source);
    CHECK(forbidden_uses(source).empty());
  }
}

TEST_CASE("a use is found on its line behind literals and comments") {
  auto uses = forbidden_uses("/* a\n b */ auto s = R\"(\n)\"; char c = '\\'';\nexit(1);\n");
  REQUIRE(uses.size() == 1);
  CHECK(uses[0].line == 4);
  CHECK(uses[0].word == "exit");
}
